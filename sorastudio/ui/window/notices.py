"""Says on the desktop that takes are done, where nobody looks at the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.stages import Arrived, Failed, Queued, Running, Stage, Unconfirmed

Notify = Callable[[str, str], None]
"""Shows a title and a line on the desktop."""

_SHOWN_MS = 10_000


class Notices(QObject):
    """One notice for each batch: when nothing is waiting or under way any more."""

    changed = Signal()
    """It was switched on or off."""

    def __init__(
        self, generation: Generation, window: QWidget, notify: Notify | None = None
    ) -> None:
        super().__init__(window)
        self._generation, self._window = generation, window
        self._notify = notify or self._on_desktop
        self.is_on = True
        self._batch: set[str] = set()
        self._tray: QSystemTrayIcon | None = None
        generation.changed.connect(self._follow)

    def set_on(self, on: bool) -> None:
        if on != self.is_on:
            self.is_on = on
            self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        jobs = self._generation.jobs
        under_way = {job.id for job in jobs if isinstance(job.stage, Queued | Running)}
        self._batch |= under_way
        if under_way or not self._batch:
            return
        batch = [job.stage for job in jobs if job.id in self._batch]
        self._batch = set()
        words = _words(batch)
        if words and self.is_on and not self._window.isActiveWindow():
            self._notify(self._window.windowTitle(), words)

    def _on_desktop(self, title: str, words: str) -> None:
        """By the tray, else by the desktop's own program; the taskbar hints at it in any case."""
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            if self._tray is None:
                self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
                self._tray.messageClicked.connect(self._window.activateWindow)
            self._tray.show()
            self._tray.showMessage(title, words, msecs=_SHOWN_MS)
        elif program := QStandardPaths.findExecutable("notify-send"):
            QProcess.startDetached(program, ["--app-name=Sora Studio", title, words])


def _words(stages: list[Stage]) -> str:
    """`5 done · 1 failed`; empty where all were taken back."""
    counted = (
        (sum(isinstance(stage, Arrived) for stage in stages), "done"),
        (sum(isinstance(stage, Failed) for stage in stages), "failed"),
        (sum(isinstance(stage, Unconfirmed) for stage in stages), "may have been charged"),
    )
    return " · ".join(f"{count} {words}" for count, words in counted if count)
