"""What every kind of transition keeps to, whatever it looks like."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from sorastudio.project.media import Option, Size
from sorastudio.render.kernels import scaled
from sorastudio.render.picture import (
    Depth,
    Picture,
    Plane,
    chroma_size,
    fineness,
    in_depth,
    most,
)
from sorastudio.render.transitions import Param, kinds
from tests.render.fakes import grey

STEPS = [0.001, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.999]

every_kind = pytest.mark.parametrize("name", list(kinds()))
both_depths = pytest.mark.parametrize("depth", [8, 10])

STEPS_OF_ROUNDING = {"blur": 2, "spin": 3, "zoom": 2}
"""Kinds that draw one picture out of another several times: in 8 bit each is rounded."""


def scene(seed: int, size: Size, depth: Depth = 8) -> Picture:
    """Soft hills of luma and colour: they look the same at any size, and in any depth."""
    chance = np.random.RandomState(seed)
    small = chroma_size(size)

    def hills(at: Size, low: int, high: int) -> Plane:
        grown = cv2.resize(chance.uniform(low, high, (5, 5)), (at.width, at.height))
        if depth == 10:
            return np.rint(np.asarray(grown) * 4).astype(np.uint16)
        return np.rint(np.asarray(grown)).astype(np.uint8)

    return Picture(hills(size, 30, 220), hills(small, 60, 190), hills(small, 60, 190))


def half(picture: Picture) -> Picture:
    small = Size(picture.size.width // 2, picture.size.height // 2)
    chroma = chroma_size(small)
    return Picture(
        scaled(picture.y, small.width, small.height),
        scaled(picture.u, chroma.width, chroma.height),
        scaled(picture.v, chroma.width, chroma.height),
    )


def opaque(picture: Picture) -> Picture:
    return replace(picture, alpha=np.full(picture.y.shape, 255, np.uint8))


def apart(a: Plane, b: Plane) -> float:
    """In levels of 8 bit."""
    return float(np.abs(a.astype(np.int16) - b.astype(np.int16)).mean()) / fineness(a)


@every_kind
def test_it_begins_with_one_picture_exactly_and_ends_with_the_other(name: str) -> None:
    a, b = scene(1, Size(64, 36)), scene(2, Size(64, 36))
    assert kinds()[name].blend(a, b, 0.0, {}) is a
    assert kinds()[name].blend(a, b, 1.0, {}) is b


@both_depths
@every_kind
def test_it_does_not_jump_at_its_ends(name: str, depth: Depth) -> None:
    a, b = scene(1, Size(128, 72), depth), scene(2, Size(128, 72), depth)
    first, last = (kinds()[name].blend(a, b, p, {}) for p in (STEPS[0], STEPS[-1]))
    for planes, ends in ((first.planes, a.planes), (last.planes, b.planes)):
        assert max(apart(p, q) for p, q in zip(planes, ends, strict=True)) < 2


@both_depths
@every_kind
def test_it_never_goes_back(name: str, depth: Depth) -> None:
    a, b = (in_depth(grey(luma, Size(128, 72)), depth) for luma in (60, 180))
    pictures = [kinds()[name].blend(a, b, p, {}).y for p in STEPS]
    way = [apart(picture, a.y) - apart(picture, b.y) for picture in pictures]
    assert min(np.diff(way)) >= -1.5
    assert way[-1] - way[0] > 200


@both_depths
@every_kind
@pytest.mark.parametrize("size", [Size(63, 37), Size(36, 64), Size(101, 11), Size(3, 3)], ids=str)
def test_it_takes_any_size(name: str, size: Size, depth: Depth) -> None:
    a, b = scene(1, size, depth), scene(2, size, depth)
    kept = [plane.copy() for plane in (*a.planes, *b.planes)]
    for progress in STEPS:
        picture = kinds()[name].blend(a, b, progress, {})
        for plane, like in zip(picture.planes, a.planes, strict=True):
            assert plane.shape == like.shape
            assert plane.dtype == like.dtype
            assert plane.max() <= most(plane)
        assert picture.alpha is None
    for before, plane in zip(kept, (*a.planes, *b.planes), strict=True):
        assert (before == plane).all()


@both_depths
@every_kind
def test_it_keeps_alpha(name: str, depth: Depth) -> None:
    a, b = (opaque(scene(seed, Size(64, 36), depth)) for seed in (1, 2))
    nothing = replace(in_depth(grey(16), depth), alpha=np.zeros((36, 64), np.uint8))
    for progress in STEPS:
        whole = kinds()[name].blend(a, b, progress, {})
        assert whole.alpha is not None
        assert whole.alpha.min() >= 253
    late = kinds()[name].blend(a, nothing, 0.999, {}).alpha
    early = kinds()[name].blend(nothing, b, 0.001, {}).alpha
    assert late is not None
    assert early is not None
    assert max(late.mean(), early.mean()) < 8


@both_depths
@every_kind
@pytest.mark.parametrize("progress", [0.23, 0.5, 0.77])
def test_it_looks_the_same_at_any_size(name: str, progress: float, depth: Depth) -> None:
    a, b = scene(1, Size(640, 360), depth), scene(2, Size(640, 360), depth)
    large = half(kinds()[name].blend(a, b, progress, {}))
    small = kinds()[name].blend(half(a), half(b), progress, {})
    for p, q in zip(large.planes, small.planes, strict=True):
        assert apart(p, q) < 2


@every_kind
@pytest.mark.parametrize("size", [Size(128, 72), Size(63, 37)], ids=str)
def test_it_looks_the_same_in_both_depths(name: str, size: Size) -> None:
    chance = np.random.RandomState(4)
    alphas = [chance.randint(0, 256, (size.height, size.width)).astype(np.uint8) for _ in "ab"]
    deep = [
        replace(scene(seed, size, 10), alpha=alpha)
        for seed, alpha in zip((1, 2), alphas, strict=True)
    ]
    flat = [in_depth(picture, 8) for picture in deep]
    for progress in STEPS:
        fine = kinds()[name].blend(deep[0], deep[1], progress, {})
        plain = kinds()[name].blend(flat[0], flat[1], progress, {})
        assert (fine.depth, plain.depth) == (10, 8)
        assert fine.alpha is not None
        assert plain.alpha is not None
        assert (fine.alpha == plain.alpha).all()
        for p, q in zip(in_depth(fine, 8).planes, plain.planes, strict=True):
            far = np.abs(p.astype(np.int16) - q.astype(np.int16))
            assert far.max() <= STEPS_OF_ROUNDING.get(name, 1)
            assert far.mean() < 0.5


@both_depths
@every_kind
def test_it_is_the_same_each_time(name: str, depth: Depth) -> None:
    a, b = scene(1, Size(64, 36), depth), scene(2, Size(64, 36), depth)
    one, two = (kinds()[name].blend(a, b, 0.4, {}) for _ in range(2))
    assert all((p == q).all() for p, q in zip(one.planes, two.planes, strict=True))


@pytest.mark.parametrize(
    ("name", "param"),
    [(kind.name, param) for kind in kinds().values() for param in kind.params],
    ids=lambda value: value.name if isinstance(value, Param) else value,
)
def test_every_parameter_takes_what_it_says(name: str, param: Param) -> None:
    a, b = scene(1, Size(64, 36)), scene(2, Size(64, 36))
    for value in some_values(param):
        assert param.fits(value)
        for progress in (0.001, 0.5, 0.999):
            picture = kinds()[name].blend(a, b, progress, {param.name: value})
            assert picture.size == a.size


def some_values(param: Param) -> list[Option]:
    if isinstance(param.default, bool):
        return [False, True]
    if isinstance(param.default, str):
        return list(param.choices) or [param.default]
    ends = [end for end in (param.lowest, param.highest) if end is not None]
    return [param.default, *(type(param.default)(end) for end in ends)]


@every_kind
def test_a_damaged_parameter_is_its_default(name: str) -> None:
    kind = kinds()[name]
    a, b = scene(1, Size(64, 36)), scene(2, Size(64, 36))
    broken: dict[str, Option] = {p.name: -1e9 for p in kind.params if p.lowest is not None}
    broken |= {p.name: "mud" for p in kind.params if p.choices or not isinstance(p.default, str)}
    expected, found = kind.blend(a, b, 0.4, {}), kind.blend(a, b, 0.4, broken)
    assert (expected.y == found.y).all()


def test_there_are_many_and_they_have_names_and_words() -> None:
    assert len(kinds()) >= 24
    for name, kind in kinds().items():
        assert name == kind.name
        assert kind.words
        assert len({param.name for param in kind.params}) == len(kind.params)
        assert all(param.words for param in kind.params)
