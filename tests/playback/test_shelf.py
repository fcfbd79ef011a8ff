"""Files that may be deleted at any time, and are never more than they may be."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.playback.kept import KeptPictures
from sorastudio.playback.shelf import Shelf
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture
from sorastudio.render.plan import FramePlan, MediaFrame, Shot
from sorastudio.store.parts import part_of
from tests.film_maker import bars
from tests.playback.test_cache import key
from tests.store.faults import largest_file


def shelf(folder: Path, most: int = 10**9) -> Shelf:
    return Shelf(folder / "shelf", ".yuv", most)


def test_the_ones_used_longest_ago_go_first(tmp_path: Path) -> None:
    files = shelf(tmp_path, 300)
    for name in ("a", "b", "c"):
        files.write(name, bytes(100))
    files.used("a")
    files.write("d", bytes(100))
    assert [name in files for name in "abcd"] == [True, False, True, True]
    assert files.used_bytes == 300
    assert sorted(path.name for path in (tmp_path / "shelf").iterdir()) == [
        "a.yuv",
        "c.yuv",
        "d.yuv",
    ]


def test_what_is_there_is_known_in_the_order_of_its_use(tmp_path: Path) -> None:
    for at, name in enumerate(("new", "old", "middle")):
        shelf(tmp_path).write(name, bytes(10))
        os.utime(tmp_path / "shelf" / f"{name}.yuv", (1000 * (at != 1) + at, 1000 * (at != 1) + at))
    again = shelf(tmp_path, 25)
    again.look()
    assert "old" not in again
    assert again.used_bytes == 20


def test_what_killed_programs_left_goes_and_what_others_make_stays(tmp_path: Path) -> None:
    files = shelf(tmp_path)
    files.write("a", bytes(1))
    living = part_of(files.path("b"))
    dead = files.path("b").with_name(".b-4194303-0a1b2c3d.yuv")
    for part in (living, dead):
        part.touch()
    files.look()
    assert living.exists()
    assert not dead.exists()
    assert len(files) == 1


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    for name in ("../a", "a/b", "", ".a", "a" * 200):
        with pytest.raises(ValueError, match="plain"):
            shelf(tmp_path).path(name)


def kept(folder: Path) -> KeptPictures:
    return KeptPictures(shelf(folder))


def same(a: Picture | None, b: Picture) -> bool:
    assert a is not None
    return all(np.array_equal(p, q) for p, q in zip(a.planes, b.planes, strict=True))


def test_a_picture_comes_back_exactly(tmp_path: Path) -> None:
    plan, size = key(3, Size(66, 38))
    picture = bars(1234, size, u=90, v=200)
    kept(tmp_path).save(plan, size, picture)
    again = kept(tmp_path)
    assert again.load(plan, size) is None
    again.shelf.look()
    assert same(again.load(plan, size), picture)
    assert again.load(plan, Size(66, 40)) is None
    assert again.load(key(4)[0], size) is None


def test_a_damaged_one_is_thrown_away(tmp_path: Path) -> None:
    plan, size = key(3)
    pictures = kept(tmp_path)
    for damage in (lambda old: old[:-5], lambda old: bytes([old[0] ^ 1]) + old[1:], lambda _: b""):
        pictures.save(plan, size, bars(7, size))
        file = next((tmp_path / "shelf").iterdir())
        file.write_bytes(damage(file.read_bytes()))
        assert pictures.load(plan, size) is None
        assert not file.exists()


def test_a_deleted_folder_is_no_harm(tmp_path: Path) -> None:
    plan, size = key(3)
    pictures = kept(tmp_path)
    pictures.save(plan, size, bars(7, size))
    next((tmp_path / "shelf").iterdir()).unlink()
    (tmp_path / "shelf").rmdir()
    assert pictures.load(plan, size) is None
    pictures.save(plan, size, bars(8, size))
    assert same(pictures.load(plan, size), bars(8, size))


def test_on_a_full_disk_nothing_is_left(tmp_path: Path) -> None:
    plan, size = key(3)
    with largest_file(500), pytest.raises(OSError, match="large"):
        kept(tmp_path).save(plan, size, bars(7, size))
    assert list((tmp_path / "shelf").iterdir()) == []


def test_another_time_of_a_file_is_another_picture(tmp_path: Path) -> None:
    plan, size = key(3)
    shot = plan.layers[0]
    assert isinstance(shot, Shot)
    assert isinstance(shot.frame, MediaFrame)
    later = FramePlan((Shot(MediaFrame(shot.frame.media_id, Fraction(1, 7)), shot.pose),))
    pictures = kept(tmp_path)
    pictures.save(plan, size, bars(7, size))
    assert not pictures.has(later, size)
