"""The program in a process of its own, told to make takes of all slots: `python -m tests.ui.filling
FILM`."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from sorastudio.app import main
from tests.ui.person import Person


def _fill() -> None:
    while QApplication.instance() is None:
        time.sleep(0.05)
    time.sleep(0.5)
    person = Person(Path())
    person.ask(person.window().fill)


if __name__ == "__main__":
    threading.Thread(target=_fill, daemon=True).start()
    raise SystemExit(main(["open", sys.argv[1]]))
