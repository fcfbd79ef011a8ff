"""Times how long the program takes from its start to a window that is painted, and to the first
picture of a film, as ratios to an empty Qt window started in the same run.

    python -m tests.benchmarks.start [--film FILM.sora] [--rounds 5]

Everything is a real process. It needs a screen (Xvfb will do), or QT_QPA_PLATFORM=offscreen. A
first round, which is not counted, warms the disk.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE, WELCOME, FILM = "bare", "welcome", "film"
_PATIENCE_SECONDS = 60

Times = dict[str, float]
"""Seconds from the start of the process to `window` and, of a film, to `picture`."""


def main() -> None:
    options = _options()
    if options.child:
        _be(options.child, options.film)
        return
    kinds = (BARE, WELCOME, FILM) if options.film else (BARE, WELCOME)
    rounds = [
        {kind: _timed(kind, options.film) for kind in kinds} for _ in range(options.rounds + 1)
    ][1:]
    _print(rounds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--film", default="", help="a film to open; without it, the first page")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--child", choices=(BARE, WELCOME, FILM), help=argparse.SUPPRESS)
    return parser.parse_args()


def _print(rounds: list[dict[str, Times]]) -> None:
    for kind in rounds[0]:
        for what in rounds[0][kind]:
            seconds = statistics.median(each[kind][what] for each in rounds)
            ratio = statistics.median(each[kind][what] / each[BARE]["window"] for each in rounds)
            print(f"{kind:8} {what:8} {seconds:6.2f} s   {ratio:5.2f} x bare")


def _timed(kind: str, film: str) -> Times:
    command = [sys.executable, "-m", "tests.benchmarks.start", "--child", kind, "--film", film]
    with tempfile.TemporaryDirectory() as home:
        began = time.monotonic()
        done = subprocess.run(
            command,
            env=_environment(home),
            cwd=Path(__file__).resolve().parents[2],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=True,
        )
    seen: Times = json.loads(done.stdout.splitlines()[-1])
    return {what: at - began for what, at in seen.items()}


def _environment(home: str) -> dict[str, str]:
    """Compiled modules are kept, as they are for a person."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "SORASTUDIO_HOME": home}


def _be(kind: str, film: str) -> None:
    """One of the programs, with an onlooker that ends it when all is seen."""
    _watch(wants_picture=kind == FILM)
    if kind == BARE:
        from PySide6.QtWidgets import QApplication, QMainWindow

        application = QApplication([])
        window = QMainWindow()
        window.resize(1480, 900)
        window.show()
        application.exec()
        return
    from sorastudio.app import main as program

    program(["open", film] if kind == FILM else ["open"])


def _watch(*, wants_picture: bool) -> None:
    """Every program makes its QApplication as this one, which hears of all that is painted."""
    from PySide6 import QtWidgets
    from PySide6.QtCore import QEvent, QObject, QTimer

    seen: Times = {}

    def note(what: str) -> None:
        seen.setdefault(what, time.monotonic())
        if "window" in seen and ("picture" in seen or not wants_picture):
            print(json.dumps(seen), flush=True)
            os._exit(0)

    class Watched(QtWidgets.QApplication):
        def __init__(self, arguments: list[str]) -> None:
            super().__init__(arguments)
            self.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Paint and isinstance(watched, QtWidgets.QWidget):
                # After the event it is on the screen.
                QTimer.singleShot(0, lambda: note("window"))
                if getattr(watched, "shown", None) is not None:
                    QTimer.singleShot(0, lambda: note("picture"))
            return False

    QtWidgets.QApplication = Watched  # type: ignore[assignment, misc]


if __name__ == "__main__":
    main()
