"""An export that is killed, at whatever moment, ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sorastudio.media.still import read_still
from tests.export.films import CLIPS, USED, make_project, on_disk
from tests.export.killing import PATIENCE_SECONDS, Exporting
from tests.film_maker import read_bars

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")


@pytest.fixture
def export(tmp_path: Path) -> Exporting:
    return Exporting(folder=on_disk(tmp_path, make_project(tmp_path)))


def test_every_moment_is_a_good_one_to_be_killed(export: Exporting) -> None:
    seconds = export.finish()
    wanted = export.out.read_bytes()
    chance = random.Random(7)
    for share in (0.4, 0.7, 0.9):
        export.forget()
        export.with_all_killed(seconds * share)
        export.with_worker_killed(seconds * share / 2, chance)
        assert export.out.read_bytes() == wanted, share
        assert export.leftovers() == [], share


@dataclass(frozen=True)
class _Harm:
    """Something that happens to a file, and what is then said."""

    do: Callable[[Path], object]
    says: str


_HARMS = {
    "deleted": _Harm(Path.unlink, "clip2.mp4 is missing"),
    "replaced": _Harm(lambda path: path.write_bytes(b"nothing"), "was changed: clip2.mp4"),
    "touched": _Harm(lambda path: os.utime(path, (1, 1)), "was changed: clip2.mp4"),
}


@pytest.mark.parametrize("harm", _HARMS.values(), ids=_HARMS)
def test_a_file_that_is_harmed_meanwhile_stops_it_and_then_it_goes_on(
    tmp_path: Path, harm: _Harm
) -> None:
    folder = on_disk(tmp_path, make_project(tmp_path))
    export = Exporting(folder=folder, effort="slower", with_one_worker=True)
    export.out.write_bytes(b"the last good export")
    victim = tmp_path / "clip2.mp4"
    content, facts = victim.read_bytes(), victim.stat()
    process = export.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while not export.pieces():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.005)
    harm.do(victim)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    words = said.decode()
    assert process.returncode == 1, words
    assert words.count("error: ") == 1
    assert harm.says in words
    assert "is kept" in words
    assert "xport again" in words
    assert export.out.read_bytes() == b"the last good export"
    assert export.leftovers() == []
    kept = {piece: piece.stat().st_ino for piece in export.pieces()}
    assert kept
    victim.write_bytes(content)
    os.utime(victim, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    export.finish()
    assert {piece: piece.stat().st_ino for piece in kept} == kept


def test_a_killed_sequence_goes_on_with_the_pictures_that_were_made(export: Exporting) -> None:
    export = replace(export, sequence=True)
    assert export.with_all_killed(pieces=2)
    kept = {piece: piece.stat().st_ino for piece in export.pieces()}
    assert len(kept) >= 2
    assert not export.out.exists()
    export.finish()
    assert {piece: piece.stat().st_ino for piece in kept} == kept
    assert export.leftovers() == []
    names = sorted(each.name for each in export.out.iterdir())
    assert names == [f"killed-{frame:06}.png" for frame in range(CLIPS * USED)]
    shown = [read_bars(read_still(export.out / name)) for name in (names[0], names[100])]
    assert shown == [24, 1000 + 24 + 100 - USED]
