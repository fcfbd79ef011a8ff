"""The film on its way to the disk: what the person saves, and what has to be safe without that."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from threading import Lock

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.document import Document
from sorastudio.project.edits.slots import receive_takes
from sorastudio.project.project import Project
from sorastudio.store.film_file import FilmChanged, FilmFile, edit_film

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
        failed: Callable[[str], None],
    ) -> None:
        self._file, self._document, self._scheduler = file, document, scheduler
        self._saver = Saver(file)
        self._saved, self._failed = saved, failed
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
                if not may_replace():
                    return False
                accept()
            except SoraError as error:
                self._failed(str(error))
                return False
            else:
                self._document.mark_saved(project)
                self._saved()
                return True

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

    def _join(self, safe: Project) -> None:
        try:
            edit_film(self._file.path, lambda theirs: receive_takes(theirs, safe))
        except SoraError as error:
            self._failed(str(error))

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

    def _not_kept(self, error: BaseException) -> None:
        self._busy = False
        if not isinstance(error, SoraError):
            raise error
        self._failed(str(error))
