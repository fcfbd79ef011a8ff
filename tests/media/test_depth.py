"""Files of more than 8 bit: in 10 where that is asked for, in 8 where it is not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.media.pool import ReaderPool
from sorastudio.media.still import read_still, write_png
from sorastudio.media.video import VideoReader
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.render.picture import Depth, Picture, in_depth
from tests.export.gradients import BT709, gradient
from tests.film_maker import Reel, make_pictures

SIZE = Size(512, 32)


def filmed(path: Path, picture: Picture, pixel_format: str, matrix: int = 1) -> Path:
    colour = {**BT709, "colorspace": matrix}
    reel = Reel(frames=1, size=SIZE, codec="ffv1", pixel_format=pixel_format, colour=colour)
    return make_pictures(path, [picture], reel)


def read(path: Path, depth: Depth) -> Picture:
    with VideoReader(path, depth=depth) as reader:
        return reader.frame_at(Fraction(0))


def apart(a: Picture, b: Picture) -> int:
    """In steps of their depth, which is the same."""
    far = (np.abs(p.astype(int) - q).max() for p, q in zip(a.planes, b.planes, strict=True))
    return int(max(far))


def test_ten_bit_come_only_where_they_are_asked_for(tmp_path: Path) -> None:
    source = gradient(size=SIZE)
    path = filmed(tmp_path / "a.mkv", source, "yuv420p10le")
    assert apart(read(path, 10), source) == 0
    plain = read(path, 8)
    assert plain.depth == 8
    assert apart(plain, in_depth(source, 8)) <= 1


def test_a_file_of_8_bit_stays_so(tmp_path: Path) -> None:
    path = filmed(tmp_path / "a.mkv", in_depth(gradient(size=SIZE), 8), "yuv420p")
    assert read(path, 10).depth == 8
    assert apart(read(path, 10), read(path, 8)) == 0


@pytest.mark.parametrize("matrix", [5, 9])
def test_another_matrix_is_changed_alike_in_both_depths(matrix: int, tmp_path: Path) -> None:
    path = filmed(tmp_path / "a.mkv", gradient(size=SIZE), "yuv420p10le", matrix)
    deep, plain = read(path, 10), read(path, 8)
    assert deep.depth == 10
    assert max(plane.max() for plane in deep.planes) <= 1023
    assert apart(in_depth(deep, 8), plain) <= 2


def test_a_still_of_16_bit_keeps_10_with_its_alpha(tmp_path: Path) -> None:
    source = gradient(size=SIZE)
    alpha = np.tile(np.linspace(0, 255, SIZE.width).astype(np.uint8), (SIZE.height, 1))
    write_png(tmp_path / "a.png", replace(source, alpha=alpha))
    deep = read_still(tmp_path / "a.png", depth=10)
    assert deep.depth == 10
    # At its ends the gradient is no colour that RGB has.
    middle = np.s_[:, SIZE.width // 4 : -SIZE.width // 4]
    assert np.abs(deep.y.astype(int) - source.y)[middle].max() <= 3
    assert len(np.unique(deep.y[middle])) > 200
    assert deep.alpha is not None
    assert np.abs(deep.alpha.astype(int) - alpha).max() <= 1
    with ReaderPool(lambda _: tmp_path / "a.png", depth=10) as pool:
        assert pool.frame(MediaId("a"), Fraction(0)).depth == 10
    assert read_still(tmp_path / "a.png").depth == 8
