"""The film under another name: as a copy, or to go on with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressDialog, QWidget

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job, Progress
from sorastudio.store.film_copy import Copied, copy_film, film_name
from sorastudio.store.film_file import SUFFIX
from sorastudio.ui.film.session import Session

_STEPS = 1000
_SOON_MS = 300
"""A copy that is done by then shows no progress."""


class SaveAs(QObject):
    """One at a time; the window waits for it."""

    went_on = Signal(object)
    """The Path under which the film goes on."""

    def __init__(
        self, session: Session, window: QWidget, is_generating: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._is_generating = is_generating
        self._job: Job[Copied] | None = None
        self._bar: QProgressDialog | None = None

    @property
    def is_running(self) -> bool:
        return self._job is not None

    def save_as(self) -> None:
        """Ask for a name, and go on with the film under it."""
        path = choose_name("Save As", self._session.file.path, self._window)
        if path is not None:
            self.go_on_as(path)

    def save_copy(self) -> None:
        """Ask for a name, and put the film there as it is now."""
        film = self._session.file.path
        path = choose_name("Save a Copy", film.with_stem(f"{film.stem} copy"), self._window)
        if path is not None:
            self.copy_to(path)

    def go_on_as(self, path: Path) -> None:
        path, session = film_name(path), self._session
        if path == session.file.path:
            session.save()
        elif path.parent != session.folder.root and self._is_generating():
            self._refuse(
                "Takes are being made for the folder of this film. Wait until they are there, "
                "save under another name in the same folder, or save a copy."
            )
        else:
            self._run(path, self._go_on)

    def copy_to(self, path: Path) -> None:
        path = film_name(path)
        if path == self._session.file.path:
            self._refuse("This is the film itself: a copy needs another name.")
        else:
            self._run(path, self._copied)

    def _run(self, path: Path, then: Callable[[Copied], None]) -> None:
        if self.is_running or self._session.closing:
            return
        session = self._session
        project, folder = replace(session.project, name=path.stem), session.folder
        asked_for = session.project

        def work(context: Context) -> Copied:
            return copy_film(project, folder, path, context.progress)

        def done(copied: Copied) -> None:
            self._end()
            # What came while it was at work goes along too.
            if then == self._go_on and session.project is not asked_for:
                self._run(path, then)
            else:
                then(copied)

        self._show_progress(path)
        self._job = session.scheduler.submit(
            "media",
            work,
            priority=1,
            label=f"save as {path.name}",
            on_done=done,
            on_error=self._failed,
            on_cancel=self._end,
            on_progress=self._advance,
        )

    def _go_on(self, copied: Copied) -> None:
        before = self._session.file.path
        try:
            self._session.go_on_as(copied)
        except SoraError as error:
            self._refuse(str(error))
            return
        self._session.told.emit(
            "info", f"This is {copied.file.path.name} now. {before.name} is as it was last saved."
        )
        self.went_on.emit(copied.file.path)

    def _copied(self, copied: Copied) -> None:
        self._session.told.emit("info", f"{copied.file.path} is a copy of the film as it is now.")

    def _show_progress(self, path: Path) -> None:
        bar = QProgressDialog(f"Saving {path.name}", "Cancel", 0, _STEPS, self._window)
        bar.setWindowTitle("Sora Studio")
        bar.setWindowModality(Qt.WindowModality.WindowModal)
        bar.setMinimumDuration(_SOON_MS)
        bar.setAutoReset(False)
        bar.canceled.connect(self._cancel)
        bar.setValue(0)
        self._bar = bar

    def _advance(self, progress: Progress) -> None:
        if self._bar is not None:
            self._bar.setValue(round(progress.fraction * _STEPS))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _failed(self, error: BaseException) -> None:
        self._end()
        if not isinstance(error, SoraError):
            raise error
        self._refuse(str(error))

    def _refuse(self, words: str) -> None:
        self._session.told.emit("error", words)

    def _end(self) -> None:
        self._job = None
        if self._bar is not None:
            self._bar.deleteLater()
            self._bar = None


def choose_name(title: str, start: Path, parent: QWidget) -> Path | None:
    """Ask where to put a film; whether one that is there is replaced is asked too."""
    dialog = QFileDialog(parent, title, str(start.parent), f"Sora Studio films (*{SUFFIX})")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
    dialog.selectFile(start.name)
    chosen = dialog.exec() == QDialog.DialogCode.Accepted
    files = dialog.selectedFiles()
    dialog.deleteLater()
    return Path(files[0]) if chosen and files else None
