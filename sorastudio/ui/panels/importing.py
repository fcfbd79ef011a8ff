"""Bringing files into the film: looked into and hashed in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.project.edits.drop import put_down
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.ids import MediaId, TrackId
from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Session

Then = Callable[[list[Media]], None]


def _nothing(_: list[Media]) -> None:
    pass


@dataclass(eq=False)
class _Round:
    """Files that were given together, and what became of them."""

    then: Then
    left: int
    found: dict[int, Media] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


class Importer(QObject):
    """Adopts files into the film's pool; what cannot be read is told."""

    relinked = Signal(object)
    """A Media whose file was missing, and is there."""
    imported = Signal(object)
    """A list of Media, in the order in which the files were given."""
    waiting_changed = Signal(int)
    """How many files are still being looked into."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting = 0

    def import_files(self, paths: Iterable[Path], then: Then = _nothing) -> None:
        """Files, and the files in folders; `then` gets those that could be read."""
        if self._session.closing:
            return
        files = [file for path in paths for file in _files(path)]
        this = _Round(then, len(files))
        if not files:
            self._session.told.emit("error", "There is no file to import.")
        for index, path in enumerate(files):
            self._look_into(path, this, index)
        self._count(len(files))

    def add_to_timeline(
        self,
        paths: Iterable[Path],
        track_id: TrackId | None,
        frame: int | None,
        *,
        into: bool = False,
    ) -> None:
        """Imports, and lays them one after another from a frame of a track on, or with `into`
        inserts them there; at the end of the film's first tracks unless told. One step."""
        self.import_files(paths, lambda found: self.lay(found, track_id, frame, into=into))

    def lay(
        self,
        found: list[Media],
        track_id: TrackId | None,
        frame: int | None,
        *,
        into: bool = False,
    ) -> None:
        """Puts files of the pool on the timeline, as one step; none is none."""
        if found:
            names = found[0].name if len(found) == 1 else f"{len(found)} files"
            ids = [media.id for media in found]
            self._session.apply(f"Add {names}", lay_media, ids, track_id, frame, into=into)

    def relink(self, media: Media, path: Path) -> None:
        """Takes a file as the one that is missing, if its content is the same."""

        def known(found: Media) -> None:
            if found.id == media.id:
                self._session.document.adopt(found)
                self._session.told.emit("info", f"{media.name} is found again.")
                self.relinked.emit(found)
                return
            self._session.told.emit(
                "error",
                f"{path.name} is another file than {media.name}: its content differs. "
                "Nothing was changed. Import it, and put it in the place of the other.",
            )

        self._identify(path, known, lambda words: self._session.told.emit("error", words))

    def _look_into(self, path: Path, this: _Round, index: int) -> None:
        def known(media: Media) -> None:
            this.found[index] = media
            self._session.document.adopt(media)
            self._one_less(this)

        def failed(words: str) -> None:
            this.failures.append(words)
            self._one_less(this)

        self._identify(path, known, failed)

    def _identify(
        self, path: Path, known: Callable[[Media], None], failed: Callable[[str], None]
    ) -> None:
        folder = self._session.folder

        def work(_: Context) -> Media:
            from sorastudio.media.probe import identify

            return identify(path, folder.stored_path(path))

        def broken(error: BaseException) -> None:
            if not isinstance(error, SoraError):
                raise error
            failed(str(error))

        self._session.scheduler.submit(
            "media", work, label=f"import {path.name}", on_done=known, on_error=broken
        )

    def _one_less(self, this: _Round) -> None:
        this.left -= 1
        self._count(-1)
        if this.left:
            return
        found = [this.found[index] for index in sorted(this.found)]
        if this.failures:
            self._session.told.emit("error", _failure_words(this.failures))
        if found:
            self.imported.emit(found)
        this.then(found)

    def _count(self, more: int) -> None:
        self._waiting += more
        self.waiting_changed.emit(self._waiting)


def lay_media(
    project: Project,
    media_ids: Iterable[MediaId],
    track_id: TrackId | None,
    frame: int | None,
    *,
    into: bool = False,
) -> Project:
    """Files of the pool one after another. Raises EditRefused."""
    for media_id in media_ids:
        what = excerpt(project, media_id)
        if frame is None:
            project = append(project, what, track=track_id)
        else:
            project = put_down(project, what, frame, track_id, into=into)
            frame += what.length
    return project


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(
        each for each in path.iterdir() if each.is_file() and not each.name.startswith(".")
    )


def _failure_words(failures: list[str]) -> str:
    if len(failures) == 1:
        return failures[0]
    return f"{len(failures)} files were not imported. {failures[0]}"
