"""Starts Qt, and opens films one after another, each in a window of its own."""

from __future__ import annotations

import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from sorastudio.errors import FilmFileError, SoraError
from sorastudio.ui.studio import Studio
from sorastudio.ui.theme import apply_theme

NO_WINDOW = (
    "The window cannot be shown: Qt found no screen to draw on. Start it in a graphical "
    "session, or use the other commands; “sorastudio --help” lists them."
)

MakeDemo = Callable[[Path], None]
"""Writes the demo film under a name. Raises SoraError."""


def run(film: Path | None, make_demo: MakeDemo) -> int:
    """Show a film, or the welcome page; the exit code once the last window is closed.

    Raises FilmFileError where the system has no screen at all.
    """
    _refuse_no_screen()
    app = _application()
    studio = Studio(make_demo, app)
    sys.excepthook = _told_by(studio)
    stop = _Stop(studio)
    if film is None or not studio.open(film):
        studio.show_welcome()
    code = app.exec()
    stop.close()
    studio.shut_down()
    # The last objects go while Qt still stands.
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return code


def _refuse_no_screen() -> None:
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in screens):
        raise FilmFileError(NO_WINDOW)


def _application() -> QApplication:
    """Qt ends the process where it finds no screen; then the person is at least told why."""
    heard: list[str] = []
    qInstallMessageHandler(partial(_before_start, heard))
    app = QApplication(sys.argv[:1])
    qInstallMessageHandler(_qt_said)
    app.setApplicationName("Sora Studio")
    app.setDesktopFileName("sorastudio")
    apply_theme(app)
    return app


def _before_start(
    heard: list[str], kind: QtMsgType, _: QMessageLogContext, words: str | None
) -> None:
    heard.append(words or "")
    if kind is QtMsgType.QtFatalMsg:
        print(f"error: {NO_WINDOW}", *heard, sep="\n", file=sys.stderr, flush=True)
        os._exit(1)


def _qt_said(kind: QtMsgType, _: QMessageLogContext, words: str | None) -> None:
    if kind is not QtMsgType.QtDebugMsg:
        print(words, file=sys.stderr)


def _told_by(
    studio: Studio,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """A fault in a handler is ours: it is printed whole, and the person is told that the film is
    still there."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        words = str(error) if isinstance(error, SoraError) else f"A fault in this program: {error}"
        studio.tell("error", f"{words} The film is as it was before.")

    return tell


class _Stop(QObject):
    """Ends the program from outside (SIGTERM, Ctrl+C) without a question: what is not saved is
    offered at the next start. Python sees a signal only when it runs, so Qt is woken for it."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._studio = studio
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._before = signal.set_wakeup_fd(self._write.fileno())
        notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._woken)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked)

    def close(self) -> None:
        signal.set_wakeup_fd(self._before)
        self._read.close()
        self._write.close()

    def _woken(self) -> None:
        with suppress(OSError):
            self._read.recv(64)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        # Once the event loop runs: before, there is nothing that could be left.
        QTimer.singleShot(0, self._end)

    def _end(self) -> None:
        self._studio.end()
        QApplication.exit(0)
