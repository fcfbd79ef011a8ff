"""The whole program in a real process on a real X server, worked on with mouse and keys; then its
film is exported and looked into."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.command import done, pictures

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x960x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        yield f":{number.readline().strip()}"
    server.terminate()
    server.wait()


@pytest.fixture(scope="module")
def worked(display: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The film a person made, and what they saw."""
    folder = tmp_path_factory.mktemp("person")
    film = folder / "Film" / "Film.sora"
    done("new", film, "--size", "320x180")
    environment = {**os.environ, "DISPLAY": display, "SORASTUDIO_HOME": str(folder / "home")}
    environment.pop("QT_QPA_PLATFORM", None)
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ui.person", film, folder],
        env={**environment, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert ended.stdout, ended.stderr
    said = json.loads(ended.stdout.splitlines()[-1])
    assert "error" not in said, (said, ended.stderr)
    assert "Traceback" not in ended.stderr, ended.stderr
    return film, said


def test_dragging_the_third_clip_before_the_second_swaps_them(
    worked: tuple[Path, dict[str, Any]],
) -> None:
    _, said = worked
    first, second, third = said["before"]
    assert said["after"] == [first, third, second]


def test_playing_goes_across_the_dissolve(worked: tuple[Path, dict[str, Any]]) -> None:
    _, said = worked
    assert all(a <= b for a, b in pairwise(said["played"]))
    assert said["played"][-1] - said["played"][0] >= 24


def test_a_slot_made_again_moves_no_cut(worked: tuple[Path, dict[str, Any]]) -> None:
    _, said = worked
    assert said["cut_before"] == said["cut_after"]


def test_the_saved_film_is_sound_and_exports(worked: tuple[Path, dict[str, Any]]) -> None:
    film, said = worked
    done("check", film)
    out = film.parent / "out.mp4"
    done("export", film, out, "--encoder-preset", "veryfast")
    frames = pictures(out, Fraction(24))
    last, length = said["cut_after"][-1]
    assert len(frames) == last + length
    steps = [float(np.abs(a.y.astype(int) - b.y).mean()) for a, b in pairwise(frames)]
    hard = steps[said["cut_after"][1][0] - 1]
    assert max(steps[last - 12 : last + 12]) < hard / 3
