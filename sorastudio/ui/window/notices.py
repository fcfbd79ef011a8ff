"""Says on the desktop that takes are done, where nobody looks at the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QProcess, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.stages import Arrived, Failed, Queued, Running, Stage, Unconfirmed
from sorastudio.ui.icons import icon
from sorastudio.ui.theme import PALETTE

Notify = Callable[[str, str], None]
"""Shows a title and a line on the desktop."""

_APP = "Sora Studio"
_ICON = "video-x-generic"
"""Every theme has it."""
_SHOWN_MS = 10_000


class Notices(QObject):
    """One notice for each batch: when nothing is waiting or under way any more."""

    changed = Signal()
    """It was switched on or off."""

    def __init__(
        self,
        generation: Generation,
        film_name: Callable[[], str],
        window: QWidget,
        notify: Notify | None = None,
    ) -> None:
        super().__init__(window)
        self._generation, self._window = generation, window
        self._film_name = film_name
        self._notify = notify or self._on_desktop
        self.is_on = True
        self._batch: set[str] = set()
        self._tray: QSystemTrayIcon | None = None
        self._last = ("", "")
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
            self._notify(f"{self._film_name()} — {_APP}", words)

    def _on_desktop(self, title: str, words: str) -> None:
        """By the desktop's own service, else by the tray; the taskbar hints at it in any case."""
        QApplication.alert(self._window)
        self._last = title, words
        for name, *given in _programs(title, words):
            program = QStandardPaths.findExecutable(name)
            if program:
                self._by_program(program, given)
                return
        self._by_tray(title, words)

    def _by_program(self, program: str, given: list[str]) -> None:
        # Not a part of the window, which may be closed meanwhile.
        process = QProcess(QApplication.instance())
        process.finished.connect(process.deleteLater)
        process.finished.connect(self._told)
        process.start(program, given)

    @Slot(int)
    def _told(self, code: int) -> None:
        """Where there is no such service, the program says so by its exit code."""
        if code:
            self._by_tray(*self._last)

    def _by_tray(self, title: str, words: str) -> None:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            # Without a picture of its own a tray shows nothing at all.
            self._tray = QSystemTrayIcon(icon("film", PALETTE.text), self)
            self._tray.setToolTip(_APP)
            self._tray.messageClicked.connect(self._window.activateWindow)
        self._tray.show()
        self._tray.showMessage(title, words, msecs=_SHOWN_MS)


def _programs(title: str, words: str) -> Iterable[tuple[str, ...]]:
    """What speaks to the service of freedesktop.org, whichever of them is there."""
    place = "org.freedesktop.Notifications"
    yield "notify-send", f"--app-name={_APP}", f"--icon={_ICON}", "--", title, words
    to = ("--session", f"--dest={place}", "--object-path=/org/freedesktop/Notifications")
    call = (*to, f"--method={place}.Notify", "--", _APP, "0", _ICON, title, words)
    yield "gdbus", "call", *call, "[]", "{}", str(_SHOWN_MS)


def _words(stages: list[Stage]) -> str:
    """`5 takes are done · 1 failed`; empty where all were taken back."""
    done = sum(isinstance(stage, Arrived) for stage in stages)
    counted = (
        (done, "take is done" if done == 1 else "takes are done"),
        (sum(isinstance(stage, Failed) for stage in stages), "failed"),
        (sum(isinstance(stage, Unconfirmed) for stage in stages), "may have been charged"),
    )
    return " · ".join(f"{count} {words}" for count, words in counted if count)
