"""An export that is killed, at whatever moment, ends as if nothing had happened."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sorastudio.media.still import read_still
from tests.export.films import CLIPS, USED, make_project, on_disk
from tests.export.killing import Exporting
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
