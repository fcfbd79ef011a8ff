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

from sorastudio.render.picture import Picture
from tests.cli.command import done, pictures

_HALF = 14
"""Frames; a little more than half of the dissolve."""

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


def test_pictures_are_seen_side_by_side_while_an_edge_is_trimmed(
    worked: tuple[Path, dict[str, Any]],
) -> None:
    _, said = worked
    assert said["two_up"] == 2


def test_a_step_in_the_history_takes_the_trim_back(worked: tuple[Path, dict[str, Any]]) -> None:
    _, said = worked
    assert said["cut_taken_back"] == said["cut_after"]


def test_takes_are_compared_and_one_is_picked(worked: tuple[Path, dict[str, Any]]) -> None:
    _, said = worked
    assert said["compared"] == [1, 2, 1]


def test_a_take_is_inserted_at_the_end(worked: tuple[Path, dict[str, Any]]) -> None:
    _, said = worked
    *others, (start, length) = said["at_the_end"]
    assert others == said["cut_after"]
    assert start == sum(said["cut_after"][-1])
    assert length > 0


def test_the_saved_film_is_sound_and_its_export_is_all_of_it(
    worked: tuple[Path, dict[str, Any]],
) -> None:
    film, said = worked
    done("check", film)
    frames = pictures(Path(said["exported"]), Fraction(24))
    assert len(frames) == sum(said["at_the_end"][-1])
    dissolve = said["cut_after"][-1][0]
    before, after = dissolve - _HALF, dissolve + _HALF
    steps = [_difference(a, b) for a, b in pairwise(frames[before : after + 1])]
    # Between these very pictures a cut would be one step as large as their whole difference.
    assert max(steps) < _difference(frames[before], frames[after]) / 2
    cut = said["cut_after"][1][0]
    inside = _difference(frames[cut - 2], frames[cut - 1])
    assert _difference(frames[cut - 1], frames[cut]) > inside


def _difference(one: Picture, other: Picture) -> float:
    return float(np.abs(one.y.astype(int) - other.y).mean())
