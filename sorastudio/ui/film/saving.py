"""The film on its way to the disk: what the person saves, and what has to be safe without that."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from threading import Lock

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.document import Document
from sorastudio.project.edits.slots import receive_takes
from sorastudio.project.project import Project
from sorastudio.store.film_file import FilmChanged, FilmFile, edit_film, load_film

_PRIORITY = 100
"""A save goes before every thumbnail."""


class Saver:
    """Never puts an older state of the film over a newer one, whichever thread comes first."""

    def __init__(self, file: FilmFile) -> None:
        self._file = file
        self._lock = Lock()
        self._numbers = count(1)
        self._written = 0

    def number(self) -> int:
        """The place of a state among all that are to be saved; taken when the state is."""
        return next(self._numbers)

    def save(self, project: Project, number: int) -> bool:
        """Whether it was written: not if a later state is on disk. From any thread; raises
        FilmFileError."""
        with self._lock:
            if number < self._written:
                return False
            self._file.save(project)
            self._written = number
            return True

    def changes(self) -> Callable[[], None]:
        """What another program has made of the file by now; called, these changes may be replaced.
        Those that come later still may not."""
        with self._lock:
            looked = self._file.look()

        def accept() -> None:
            with self._lock:
                self._file.accept(looked)

        return accept

    def is_changed(self) -> bool:
        """Whether another program has written the file. Raises OSError."""
        with self._lock:
            return self._file.is_changed()

    def keep_aside(self) -> Path:
        """Puts a copy of what another program has written beside the film. Raises
        FilmFileError."""
        with self._lock:
            return self._file.keep_aside()


class Saving:
    """`save` is the person's. `keep_soon` and `keep_now` bring what has come by itself to the disk,
    and leave open edits open. On the thread of the document."""

    def __init__(
        self,
        file: FilmFile,
        document: Document,
        scheduler: Scheduler,
        *,
        saved: Callable[[], None],
        told: Callable[[str, str], None],
    ) -> None:
        self._file, self._document, self._scheduler = file, document, scheduler
        self._saver = Saver(file)
        self._saved, self._told = saved, told
        self._warned_of: Project | None = None
        self._busy = self._due = self._ended = False

    def save(self, may_replace: Callable[[], bool] | None = None) -> bool:
        """Whether it was saved; if not, the person knows why. `may_replace` asks whether what
        another program has written meanwhile is to go."""
        while True:
            project = self._document.project
            try:
                self._saver.save(project, self._saver.number())
            except FilmChanged as error:
                accept = self._saver.changes()
                if may_replace is None:
                    self._failed(str(error))
                    return False
                if not may_replace() or not self._put_aside():
                    return False
                accept()
            except SoraError as error:
                self._failed(str(error))
                return False
            else:
                self._document.mark_saved(project)
                self._saved()
                return True

    def _put_aside(self) -> bool:
        """What another program has written stays beside the film, whatever is saved over it."""
        try:
            aside = self._saver.keep_aside()
        except SoraError as error:
            self._failed(str(error))
            return False
        self._told("info", f"The other changes are kept as “{aside.name}”.")
        return True

    def is_changed_outside(self) -> bool:
        """From any thread; raises OSError."""
        return not self._ended and self._saver.is_changed()

    def follow(self) -> None:
        """Takes in what another program has written: all of it where nothing is open here, in any
        case its takes. Takes that have come here join what is there."""
        if self._busy or self._ended:
            return
        self._busy = True
        safe, path = self._document.safe, self._file.path

        def work(_: Context) -> tuple[Project, Callable[[], None]]:
            edit_film(path, lambda theirs: receive_takes(theirs, safe))
            accept = self._saver.changes()
            return load_film(path), accept

        self._scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label="changes of another program",
            on_done=lambda found: self._take_in(*found),
            on_error=self._not_kept,
        )

    def _take_in(self, theirs: Project, accept: Callable[[], None]) -> None:
        self._busy = False
        if self._ended:
            return
        document, before = self._document, self._document.safe
        only_takes = receive_takes(before, theirs) == theirs
        if only_takes or document.is_changed:
            for take in theirs.pool.takes:
                if take.id not in document.project.pool.takes:
                    label = f"Use take {take.number}, made by another program"
                    document.receive(label, take, theirs.pool.media[take.media_id])
        if only_takes:
            accept()
        elif not document.is_changed:
            accept()
            document.apply("Changes of another program", lambda _: theirs)
            document.mark_saved()
            self._saved()
            words = "Another program has changed the film. Undo takes its changes back."
            self._told("info", words)
        elif theirs != self._warned_of:
            self._warned_of = theirs
            self._told(
                "error",
                "Another program has changed the film on disk. Your open edits are kept here; "
                "saving asks what is to become of its changes.",
            )
        if self._due:
            self.keep_soon()

    def keep_soon(self) -> None:
        """In the background; several calls while it is at work are one more."""
        self._due = True
        if self._busy or self._ended:
            return
        self._due, self._busy = False, True
        safe, number = self._document.safe, self._saver.number()

        def work(_: Context) -> bool:
            return self._saver.save(safe, number)

        self._scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label="save",
            on_done=lambda written: self._kept(safe, written=written),
            on_error=self._not_kept,
        )

    def keep_now(self) -> bool:
        """Whether it is on disk; if not, the person has been told."""
        safe = self._document.safe
        if self._document.is_safe:
            return True
        try:
            self._saver.save(safe, self._saver.number())
        except FilmChanged:
            return self._join(safe)
        except SoraError as error:
            self._failed(str(error))
            return False
        self._is_kept(safe)
        return True

    def end(self) -> None:
        """The last chance: takes join the film even as another program has left it."""
        self._ended = True
        safe = self._document.safe
        if self._document.is_safe:
            return
        try:
            self._saver.save(safe, self._saver.number())
        except FilmChanged:
            self._join(safe)
        except SoraError as error:
            self._failed(str(error))

    def _join(self, safe: Project) -> bool:
        """Whether the takes are in the film on disk, with what others have made of it."""
        try:
            edit_film(self._file.path, lambda theirs: receive_takes(theirs, safe))
        except SoraError as error:
            self._failed(str(error))
            return False
        return True

    def _kept(self, safe: Project, *, written: bool) -> None:
        self._busy = False
        if self._ended:
            return
        if written:
            self._is_kept(safe)
        if self._due:
            self.keep_soon()

    def _is_kept(self, safe: Project) -> None:
        self._document.mark_safe(safe)
        if not self._document.is_changed:
            self._saved()

    def _failed(self, words: str) -> None:
        self._told("error", words)

    def _not_kept(self, error: BaseException) -> None:
        self._busy = False
        if isinstance(error, FilmChanged):
            self._due = True
            self.follow()
            return
        if not isinstance(error, SoraError):
            raise error
        self._failed(str(error))
