"""An export that is killed, at whatever moment, ends as if nothing had happened."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.export.films import make_project, on_disk
from tests.export.killing import Exporting

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
