"""The program started as a person starts it, in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sorastudio.cli.options.film import OPEN
from sorastudio.cli.parser import parse
from sorastudio.project.project import new_project
from sorastudio.store.film_file import save_film

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _SCREENS}
    root = str(Path(__file__).parents[2])
    return {**kept, "PYTHONPATH": root, **more}


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "sorastudio", *words]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
@pytest.mark.parametrize("more", [{}, {"DISPLAY": ":4711", "QT_QPA_PLATFORM": "xcb"}])
def test_without_a_screen_there_is_a_clear_error(tmp_path: Path, more: dict[str, str]) -> None:
    done = subprocess.run(
        _command("open"),
        env=_environment(**more),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: The window cannot be shown")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to catch")
def test_the_window_opens_and_ends_cleanly_when_it_is_told_to(tmp_path: Path) -> None:
    save_film(tmp_path / "Film.sora", new_project("Film"))
    process = subprocess.Popen(
        _command("open", "Film.sora"),
        env=_environment(QT_QPA_PLATFORM="offscreen"),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait_for(tmp_path / "home" / "config" / "settings.json")
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "Traceback" not in said


def test_without_any_words_the_window_is_wanted() -> None:
    assert parse([]).run == OPEN
    assert parse(["open", "a.sora"]).film == "a.sora"


def _wait_for(path: Path) -> None:
    """The film is remembered as soon as its window is shown."""
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.05)
