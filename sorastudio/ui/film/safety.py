"""Keeps unsaved work where a crash cannot take it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.project.project import Project
from sorastudio.store.recovery import autosave, discard
from sorastudio.ui.film.session import Session

EVERY_MS = 30_000
_PRIORITY = 50


class Autosave(QObject):
    """Puts the film aside in the background while it is changed and not saved."""

    def __init__(self, session: Session, every_ms: int = EVERY_MS) -> None:
        super().__init__(session)
        self._session = session
        self._kept: Project | None = None
        self._busy = False
        self._timer = QTimer(self, interval=every_ms)
        self._timer.timeout.connect(self.keep)
        self._timer.start()
        session.saved.connect(self._forget)

    def keep(self) -> None:
        """Put the film aside now, unless that has been done."""
        document = self._session.document
        if self._busy or not document.is_changed or document.project is self._kept:
            return
        project, film = document.project, self._film

        def work(_: Context) -> None:
            autosave(film, project)

        self._busy = True
        self._session.scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label="autosave",
            on_done=lambda _: self._done(project, film),
            on_error=self._failed,
            on_cancel=self._rest,
        )

    def keep_now(self) -> None:
        """Put the film aside at once, as the program is being ended from outside."""
        if self._session.document.is_changed:
            autosave(self._film, self._session.project)

    @property
    def _film(self) -> Path:
        return self._session.file.path

    def stop(self) -> None:
        self._timer.stop()

    def _done(self, project: Project, film: Path) -> None:
        self._rest()
        self._kept = project
        if film != self._film:  # it goes on under another name, and is saved there
            self._discard(film)
        self._forget()

    def _failed(self, error: BaseException) -> None:
        self._rest()
        if not isinstance(error, SoraError):
            raise error
        self._session.told.emit("error", str(error))

    def _rest(self) -> None:
        self._busy = False

    def _forget(self) -> None:
        """What was put aside is saved by now."""
        if self._session.document.is_changed:
            return
        self._kept = None
        self._discard(self._film)

    def _discard(self, film: Path) -> None:
        try:
            discard(film)
        except SoraError as error:
            self._session.told.emit("error", str(error))
