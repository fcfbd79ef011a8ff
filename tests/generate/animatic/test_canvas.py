"""Leaving out what is hidden or empty changes nothing in the picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sorastudio.generate.animatic.canvas import Canvas, Drawn, Part, Strip, fill
from sorastudio.generate.animatic.cover import Area, cover_map
from sorastudio.project.media import Size

SIZE = Size(173, 99)


def _image(rng: np.random.Generator) -> NDArray[np.uint8]:
    """(190, 300, 4) premultiplied; large empty, solid and half-open regions."""
    kinds = rng.choice([0, 128, 255], (4, 6), p=[0.4, 0.2, 0.4]).astype(np.uint8)
    cover = cv2.resize(kinds, (300, 190), interpolation=cv2.INTER_NEAREST)
    cover = np.asarray(cv2.blur(cover, (5, 5)), np.uint8)
    color = rng.integers(16, 235, (190, 300, 3)).astype(np.uint8)
    color = np.asarray(cv2.blur(color, (9, 9)), np.uint8)
    shaded = [np.rint(color[..., i] * (cover / 255)).astype(np.uint8) for i in range(3)]
    return np.dstack([*shaded, 255 - cover])


def _strip(rng: np.random.Generator) -> Strip:
    image = _image(rng)
    grow, lean = rng.uniform(0.7, 1.4), rng.normal(0, 0.05)
    matrix = np.array(
        [[grow, lean, rng.uniform(0, 50)], [-lean, grow, rng.uniform(-30, 40)]], np.float64
    )
    top = int(rng.integers(0, 40))
    area = Area(int(rng.integers(0, 30)), 173, top, int(rng.integers(60, 100)))
    cover = cover_map(np.ascontiguousarray(image[..., 3]))
    return Strip(image=image, cover=cover, matrix=matrix, area=area)


def _reference(strips: list[Strip]) -> NDArray[np.float64]:
    """Every strip, whole, over the ones before."""
    picture = np.zeros((SIZE.height, SIZE.width, 3))
    picture[:] = (100, 128, 128)
    for strip in strips:
        moved = strip.matrix.copy()
        moved[:, 2] += moved[:, :2] @ [0.5, 0.5] - 0.5
        seen = cv2.warpAffine(
            strip.image,
            moved,
            (SIZE.width, SIZE.height),
            flags=cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        at = strip.area
        part = (slice(at.top, at.bottom), slice(at.left, at.right))
        through = seen[..., 3:].astype(float)[part] / 255
        picture[part] = seen[..., :3][part] + picture[part] * through
    return picture


@pytest.mark.parametrize("seed", range(12))
def test_the_picture_is_that_of_all_layers_over_each_other(seed: int) -> None:
    rng = np.random.default_rng(seed)
    strips = [_strip(rng) for _ in range(5)]
    canvas = Canvas(SIZE)
    parts: list[Part] = [Drawn(draw=fill((100, 128, 128)), solid_from=0), *strips]
    canvas.paint(parts)
    away = np.abs(canvas.pixels[..., :3] - _reference(strips))
    assert away.max() <= 4


def _recorder(rows: list[int]) -> Drawn:
    return Drawn(draw=lambda _canvas, until: rows.append(until))


def _ground(first: int, *, mirrors: bool = False) -> Drawn:
    return Drawn(draw=lambda _canvas, _until: None, solid_from=first, mirrors=mirrors)


def test_what_is_hidden_below_is_not_painted() -> None:
    rows: list[int] = []
    Canvas(Size(160, 96)).paint([_recorder(rows), _ground(48)])
    assert rows == [48]
    Canvas(Size(160, 96)).paint([_recorder(rows), _ground(0)])
    assert rows == [48, 0]


def test_what_a_mirror_looks_at_is_painted() -> None:
    rows: list[int] = []
    Canvas(Size(160, 96)).paint([_recorder(rows), _ground(48, mirrors=True), _ground(0)])
    assert rows == [48]
