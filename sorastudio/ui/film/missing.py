"""Which files of the film are gone. Looked for whenever the person comes back to the program: what
they did meanwhile, in a file manager, is seen at once."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from sorastudio.jobs.job import Context
from sorastudio.project.ids import MediaId
from sorastudio.ui.film.session import Session


class MissingFiles(QObject):
    looked = Signal(object)
    """The ids of the files that are gone, as a frozenset."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._looking = self._again = False
        app = cast("QApplication", QApplication.instance())
        app.applicationStateChanged.connect(self._on_state)

    @Slot(Qt.ApplicationState)
    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()

    def look(self) -> None:
        """In the background, because a drive may be slow."""
        self._again = self._looking
        if self._looking or self._session.closing:
            return
        folder, project = self._session.folder, self._session.project

        def work(_: Context) -> frozenset[MediaId]:
            return frozenset(each.media.id for each in folder.missing_media(project))

        with suppress(RuntimeError):  # the film is being closed
            self._session.scheduler.submit(
                "media", work, label="look for missing files", on_done=self._know
            )
            self._looking = True

    def _know(self, missing: frozenset[MediaId]) -> None:
        self._looking = False
        self.looked.emit(missing)
        if self._again:
            self.look()
