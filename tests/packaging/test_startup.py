"""How the program starts: at once, so nothing heavy is imported before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("PySide6", "av", "cv2", "httpx", "numpy")


@pytest.mark.parametrize("code", ["", "sorastudio.app.main(['--help'])"])
def test_nothing_heavy_is_imported_to_start_and_to_say_how_it_is_used(code: str) -> None:
    script = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print(*(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr))\n"
        f"import sorastudio.app\n{code}"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == ""


def test_the_window_of_a_film_does_without_the_network() -> None:
    script = "import sys, sorastudio.ui.window.parts as _; print('httpx' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
