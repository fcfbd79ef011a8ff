"""Morphing where the true motion is known, and where two scenes share nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sorastudio.project.media import Size
from sorastudio.render.flow.between import between
from sorastudio.render.flow.motion import measured
from sorastudio.render.kernels import scaled
from sorastudio.render.picture import Picture, blank
from sorastudio.render.transitions import kind_named
from sorastudio.render.transitions.morph import confidence
from tests.render.scenes import SIZE, psnr, scene, seen

WIDE, OTHER = scene(1), scene(2)
A = seen(WIDE)


def blended(kind: str, a: Picture, b: Picture, progress: float, **params: float) -> Picture:
    return kind_named(kind).blend(a, b, progress, params)


@pytest.mark.parametrize(
    "camera",
    [
        {"x": 6.0},
        {"x": 30.0, "y": -12.0},
        {"degrees": 6.0},
        {"size": 1.12},
        {"x": 10.0, "degrees": -4.0, "size": 0.9},
    ],
    ids=str,
)
def test_half_way_a_known_motion_is_half_done(camera: dict[str, float]) -> None:
    half = {name: v**0.5 if name == "size" else v / 2 for name, v in camera.items()}
    b, truth = (seen(WIDE, of=SIZE, **each) for each in (camera, half))
    gain = psnr(blended("morph", A, b, 0.5), truth) - psnr(blended("dissolve", A, b, 0.5), truth)
    assert gain >= 6


def test_one_scene_is_believed_and_two_are_not() -> None:
    assert confidence(A, seen(WIDE, x=8, degrees=1)) > 0.6
    assert confidence(A, seen(OTHER)) < 0.1


def test_two_scenes_flow_into_one_another() -> None:
    found = between(measured(A, seen(OTHER)), 0.5, strength=1, smooth=1)
    far = np.linalg.norm(found.way, axis=-1)
    assert far.mean() > 2
    steps = np.abs(np.diff(found.way, axis=1)).max()
    assert steps < 1.5, "neighbours move alike, so nothing tears"


def test_without_strength_nothing_moves() -> None:
    found = between(measured(A, seen(OTHER)), 0.5, strength=0, smooth=1)
    assert not found.way.any()


def test_nothing_from_beyond_the_border_is_seen() -> None:
    """Black would come in where a warp reaches over the edge."""
    bright, moved = (
        replace(p, y=np.maximum(p.y, 60)) for p in (seen(WIDE), seen(WIDE, x=40, y=20))
    )
    for progress in (0.2, 0.5, 0.8):
        assert blended("morph", bright, moved, progress).y.min() >= 58


def test_the_ends_are_the_pictures_themselves() -> None:
    b = seen(OTHER)
    assert blended("morph", A, b, 0) is A
    assert blended("morph", A, b, 1) is b
    assert psnr(blended("morph", A, b, 0.01), A) > 40
    assert psnr(blended("morph", A, b, 0.99), b) > 40


def test_it_comes_nearer_all_the_way() -> None:
    b = seen(OTHER)
    far = [-psnr(blended("morph", A, b, p), b) for p in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert far == sorted(far, reverse=True)


def test_the_same_pictures_give_the_same_picture() -> None:
    first, second = (blended("morph", A, seen(OTHER), 0.4) for _ in range(2))
    assert all((p == q).all() for p, q in zip(first.planes, second.planes, strict=True))


def test_a_preview_moves_as_the_export_does() -> None:
    small, large = Size(160, 90), Size(640, 360)
    pictures = [
        blended("morph", seen(WIDE, of=size), seen(WIDE, x=16, of=size), 0.5)
        for size in (small, large)
    ]
    shrunk = blank(small)
    shrunk = replace(shrunk, y=scaled(pictures[1].y, small.width, small.height))
    assert psnr(pictures[0], shrunk) > 30


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (33, 77), (7, 400), (400, 7), (641, 361)])
@pytest.mark.parametrize("kind", ["morph", "match", "settle"])
def test_any_shape_will_do(kind: str, size: tuple[int, int]) -> None:
    rng = np.random.default_rng(3)
    a, b = (_noise(rng, Size(*size)) for _ in range(2))
    picture = blended(kind, a, b, 0.4)
    assert picture.size == a.size
    assert picture.u.shape == a.u.shape
    assert picture.alpha is not None


def test_alpha_moves_with_the_picture() -> None:
    """A disc that is all there is goes from left to right."""
    a, b = _disc(100), _disc(140)
    middle = blended("morph", a, b, 0.5).alpha
    assert middle is not None
    assert int(middle[90, 120]) > 200
    columns = np.flatnonzero(middle.max(axis=0) > 128)
    assert columns.mean() == pytest.approx(120, abs=8)


def test_bars_at_the_sides_stay_straight() -> None:
    """Two scenes of another shape than the canvas: their outline is the same, and is kept."""
    alpha = np.zeros_like(A.y)
    alpha[:, 40:-40] = 255
    a, b = (
        replace(p, y=np.where(alpha, p.y, 16).astype(np.uint8), alpha=alpha)
        for p in (A, seen(OTHER))
    )
    middle = blended("morph", a, b, 0.5).alpha
    assert middle is not None
    edges = (middle > 128).argmax(axis=1)
    assert edges.min() >= 38
    assert edges.max() <= 42


def test_a_small_change_of_the_pictures_changes_the_way_a_little() -> None:
    """What two scenes share is guessed; from frame to frame the guess must not jump."""
    ways = [
        between(measured(seen(WIDE, x=n), seen(OTHER, y=n)), 0.5, strength=1, smooth=1).way
        for n in (0, 1, 2, 3)
    ]
    steps = [np.linalg.norm(q - p, axis=-1) for p, q in pairwise(ways)]
    far = np.linalg.norm(ways[0], axis=-1).mean()
    assert np.mean(steps) < max(2.0, far / 3)


def _noise(rng: np.random.Generator, size: Size) -> Picture:
    plain = blank(size)
    planes = (rng.integers(16, 235, plane.shape, dtype=np.uint8) for plane in plain.planes)
    return Picture.of(planes, rng.integers(0, 255, plain.y.shape, dtype=np.uint8))


def _disc(x: int) -> Picture:
    across, down = np.meshgrid(np.arange(SIZE.width), np.arange(SIZE.height))
    inside = np.hypot(across - x, down - 90) < 30
    y = np.where(inside, 200, 16).astype(np.uint8)
    return replace(blank(SIZE), y=y, alpha=np.where(inside, 255, 0).astype(np.uint8))


def test_planes_with_gaps_between_their_rows_flow_as_others() -> None:
    size = Size(320, 180)
    a, b = seen(WIDE, of=size), seen(WIDE, x=12, of=size)
    gappy = Picture(*(np.pad(plane, [(0, 0), (0, 8)])[:, :-8] for plane in a.planes))
    assert not gappy.y.flags.c_contiguous
    assert confidence(gappy, b) == confidence(a, b)
