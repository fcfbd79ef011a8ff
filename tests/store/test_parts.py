"""Parts of a file: told apart by the program that is at them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sorastudio.store.parts import part_of, remove_dead_parts


def dead_process() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_part_lies_beside_its_file_hidden_and_with_its_ending(tmp_path: Path) -> None:
    first, second = part_of(tmp_path / "film.mp4"), part_of(tmp_path / "film.mp4")
    assert first != second
    assert (first.parent, first.suffix, first.name[0]) == (tmp_path, ".mp4", ".")
    long = part_of(tmp_path / ("x" * 250 + ".mp4"))
    long.touch()


def test_only_what_dead_programs_left_of_this_very_file_is_removed(tmp_path: Path) -> None:
    dead = dead_process()
    (tmp_path / f".film-{dead}-0123abcd.mp4").touch()
    (tmp_path / f".seq-{dead}-0123abcd").mkdir()
    kept = [
        part_of(tmp_path / "film.mp4"),
        tmp_path / f".film-{os.getppid()}-0123abcd.mp4",
        tmp_path / f".other-{dead}-0123abcd.mp4",
        tmp_path / "film.mp4",
        tmp_path / ".film-notes.mp4",
    ]
    for path in kept:
        path.touch()
    assert remove_dead_parts(tmp_path / "film.mp4")
    assert not remove_dead_parts(tmp_path / "seq")
    assert sorted(tmp_path.iterdir()) == sorted(kept)


def test_a_folder_that_is_not_there_has_no_parts(tmp_path: Path) -> None:
    assert not remove_dead_parts(tmp_path / "nowhere" / "film.mp4")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody tells")
def test_a_program_that_has_ended_is_dead_though_nobody_asked_for_it(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    (tmp_path / f".film-{child.pid}-0123abcd.mp4").touch()
    assert not remove_dead_parts(tmp_path / "film.mp4")
    assert list(tmp_path.iterdir()) == []
    child.wait()
