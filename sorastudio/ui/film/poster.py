"""A small picture that stands for a film on the welcome page. It lies among the film's caches, so
that the page needs no decoder to show it."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QImage

from sorastudio.jobs.job import Context
from sorastudio.project.footage import source_time
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind
from sorastudio.store.folder import FilmFolder
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.thumbs import Thumbs

_HEIGHT_PX = 108
_PRIORITY = -20
"""After all that a person waits for."""

_Shot = tuple[Media, Fraction]


class Poster(QObject):
    """Keeps the picture of a film that is open, whenever it is saved."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._thumbs = Thumbs(session, _HEIGHT_PX, self)
        self._kept: _Shot | None = None
        self._thumbs.came.connect(self.keep)
        session.saved.connect(self.keep)
        QTimer.singleShot(0, self, self.keep)

    @Slot()
    def keep(self) -> None:
        shot = _first_shot(self._session.project)
        if shot is None or shot == self._kept or self._session.closing:
            return
        image = self._thumbs.image(*shot)
        if image is not None:
            self._kept = shot
            self._write(image)

    def _write(self, image: QImage) -> None:
        path = poster_path(self._session.file.path)

        def work(_: Context) -> None:
            with suppress(OSError):  # a comfort only
                path.parent.mkdir(parents=True, exist_ok=True)
                image.save(str(path))

        self._session.scheduler.submit("media", work, priority=_PRIORITY, label="poster")


def poster_path(film: Path) -> Path:
    return FilmFolder(film).cache_dir / "posters" / f"{film.stem}.png"


def _first_shot(project: Project) -> _Shot | None:
    """The middle of the first clip with a picture: at its edges it may be faded out."""
    for track in project.timeline.of_kind(TrackKind.VIDEO):
        for placed in track.clips():
            media = project.media_of(placed.clip)
            if media is not None and media.kind is not MediaKind.AUDIO:
                middle = placed.start + placed.clip.length // 2
                return media, source_time(project, placed, middle)
    return None
