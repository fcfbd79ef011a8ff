"""Luma mattes: a grey picture says when each place turns, dark ones first. All are drawn here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.picture import Picture
from sorastudio.render.transitions.kind import SEED, Family, Kind, Param, number, softness
from sorastudio.render.transitions.reveal import When, grid, reveal, spread

Grey = NDArray[np.float32]

_SHORT_SIDE = 360
"""Pixels of the short side of a matte as it is drawn, whatever the size it is used at."""

_Draw = Callable[[int, int, np.random.RandomState], Grey]
"""(width, height, chance) -> any values, the lowest turn first. RandomState, because its numbers
are the same for ever."""


def by_matte(
    name: str, a: Picture, b: Picture, progress: float, params: Mapping[str, Option]
) -> Picture:
    height, width = a.y.shape
    when = _matte(name, width, height, int(params["seed"]), invert=bool(params["invert"]))
    return reveal(a, b, when, progress, number(params, "softness"))


@lru_cache(maxsize=4)
def _matte(name: str, width: int, height: int, seed: int, *, invert: bool) -> When:
    drawn = matte(name, seed, width / height)
    when = np.asarray(
        cv2.resize(drawn, (width, height), interpolation=cv2.INTER_LINEAR), np.float32
    )
    return 1 - when if invert else when


@lru_cache(maxsize=16)
def matte(name: str, seed: int, shape: float) -> When:
    """A matte as it is drawn; in it, each grey is as frequent as any other, so that the picture
    turns at a steady pace. shape: width by height."""
    width = round(_SHORT_SIDE * max(shape, 1))
    height = round(_SHORT_SIDE * max(1 / shape, 1))
    drawn = _MATTES[name][1](width, height, np.random.RandomState(seed))
    return _evened(spread(drawn))


def _evened(values: When) -> When:
    """The share of pixels that come before each."""
    counts, edges = np.histogram(values, bins=2048, range=(0, 1))
    before = np.concatenate([[0], np.cumsum(counts)]) / values.size
    return np.interp(values, edges, before).astype(np.float32)


def noise(
    width: int, height: int, chance: np.random.RandomState, cells: float, octaves: int = 5
) -> Grey:
    """Soft noise about 0: `cells` hills on the short side, then half as large ones, and so on."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        pitch = min(width, height) / (cells * 2**octave)
        rows, columns = int(height / pitch) + 3, int(width / pitch) + 3
        hills = chance.uniform(-1, 1, (rows, columns)).astype(np.float32)
        large = cv2.resize(
            hills, (round(columns * pitch), round(rows * pitch)), interpolation=cv2.INTER_CUBIC
        )
        edge = round(pitch)
        total += large[edge : edge + height, edge : edge + width] / np.float32(2**octave)
    return total


def _clouds(width: int, height: int, chance: np.random.RandomState) -> Grey:
    return noise(width, height, chance, 2.2)


def _ink(width: int, height: int, chance: np.random.RandomState) -> Grey:
    """Drops that spread with ragged edges."""
    x, y = _square(width, height)
    far = np.full((height, width), 9.0, np.float32)
    for _ in range(7):
        at = chance.uniform(0, x.max()), chance.uniform(0, y.max())
        far = np.minimum(far, np.hypot(x - at[0], y - at[1]) * chance.uniform(0.7, 1.6))
    return np.asarray(far + noise(width, height, chance, 5, 6) * 0.16, np.float32)


def _brush(width: int, height: int, chance: np.random.RandomState) -> Grey:
    """Strokes one under another, to the right and back, with bristles."""
    x, y = _square(width, height)
    strokes, wave = 6, noise(width, height, chance, 1.5, 2) * np.float32(0.05)
    row = np.clip(np.floor((y + wave) * strokes / y.max()), 0, strokes - 1)
    way = x / x.max()
    along = np.where(np.mod(row, 2) == 0, way, 1 - way)
    bristles = cv2.GaussianBlur(chance.uniform(-1, 1, (height, 1)), (1, 5), 1.0)
    return np.asarray(
        row + along + bristles * 0.16 + noise(width, height, chance, 9, 3) * 0.06, np.float32
    )


def _cells(width: int, height: int, chance: np.random.RandomState) -> Grey:
    """Bubbles that grow out of many points."""
    nearest, _, which = _mosaic(width, height, chance, 60)
    late = chance.uniform(0, 1, 60).astype(np.float32)
    return np.asarray(nearest * 5 + late[which], np.float32)


def _shards(width: int, height: int, chance: np.random.RandomState) -> Grey:
    """Splinters that fall out one after another, from the middle on."""
    nearest, second, which = _mosaic(width, height, chance, 80)
    x, y = _square(width, height)
    far = np.hypot(x - x.max() / 2, y - y.max() / 2)
    sums = np.bincount(which.ravel(), far.ravel(), 80)
    counts = np.bincount(which.ravel(), minlength=80)
    late = sums / np.maximum(counts, 1) + chance.uniform(0, 0.5, 80)
    crack = np.clip((second - nearest) * 60, 0, 1)
    return np.asarray(late[which] - (1 - crack) * 0.06, np.float32)


def _spiral(width: int, height: int, chance: np.random.RandomState) -> Grey:
    x, y = _square(width, height)
    right, down = x - x.max() / 2, y - y.max() / 2
    turn = (np.arctan2(down, right) / (2 * np.pi) + chance.uniform()) % 1
    return np.asarray(np.floor(np.hypot(right, down) * 4 - turn) + turn, np.float32)


def _grain(width: int, height: int, chance: np.random.RandomState) -> Grey:
    return noise(width, height, chance, 40, 3)


def _rings(width: int, height: int, chance: np.random.RandomState) -> Grey:
    """Circles on water, from three drops."""
    x, y = _square(width, height)
    total = np.zeros((height, width), np.float32)
    for _ in range(3):
        at = chance.uniform(0, x.max()), chance.uniform(0, y.max())
        far = np.hypot(x - at[0], y - at[1])
        total += np.sin(far * 38) * np.float32(0.35) + far
    return total


def _streaks(width: int, height: int, chance: np.random.RandomState) -> Grey:
    """Rain on glass: each thread runs down at its own time."""
    threads = np.asarray(
        cv2.GaussianBlur(chance.uniform(0, 1, (1, width)), (9, 1), 2.0), np.float32
    )
    slow = noise(width, height, chance, 3, 3)[:1]
    _, y = _square(width, height)
    return np.asarray(spread(threads) * 1.1 + slow * 0.25 + y * 0.9, np.float32)


def _marble(width: int, height: int, chance: np.random.RandomState) -> Grey:
    x, y = _square(width, height)
    veins = (x * 0.8 + y * 0.6) * 9 + noise(width, height, chance, 1.8) * 3.2
    return np.asarray(np.abs(np.sin(veins)) + x * 0.25, np.float32)


def _waves(width: int, height: int, chance: np.random.RandomState) -> Grey:
    """A tide that comes in from below."""
    x, y = _square(width, height)
    swell = np.sin(x * 7 + chance.uniform(0, 6)) * 0.07 + np.sin(x * 17 + y * 6) * 0.035
    foam = noise(width, height, chance, 7, 4) * 0.05
    return np.asarray(y.max() - y + swell + foam, np.float32)


def _smoke(width: int, height: int, chance: np.random.RandomState) -> Grey:
    """Noise drawn out by noise: it curls, and comes from the left."""
    x, y = _square(width, height)
    across, down = (noise(width, height, chance, 2, 4) * 0.22 for _ in range(2))
    base = noise(width, height, chance, 2.5, 4)
    scale = np.float32(min(width, height))
    curled = cv2.remap(
        base,
        (x + across).astype(np.float32) * scale,
        (y + down).astype(np.float32) * scale,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    return np.asarray(curled + x / x.max() * 0.9, np.float32)


def _square(width: int, height: int) -> tuple[Grey, Grey]:
    """Places in shares of the short side, so that what is round is round; (H, W) both."""
    x, y = grid(width, height)
    short = min(width, height)
    full = np.zeros((height, width), np.float32)
    return x * np.float32(width / short) + full, y * np.float32(height / short) + full


def _mosaic(
    width: int, height: int, chance: np.random.RandomState, count: int
) -> tuple[Grey, Grey, NDArray[np.int64]]:
    """How far each place is from the nearest and the second nearest of some points, and which the
    nearest is."""
    x, y = _square(width, height)
    points = chance.uniform(0, 1, (count, 2)) * (x.max(), y.max())
    nearest, second = np.full((2, height, width), 9.0, np.float32)
    which = np.zeros((height, width), np.int64)
    for index, (right, down) in enumerate(points.astype(np.float32)):
        far = np.square(x[:1] - right) + np.square(y[:, :1] - down)
        second = np.minimum(second, np.maximum(far, nearest))
        np.copyto(which, index, where=far < nearest)
        np.minimum(nearest, far, out=nearest)
    return np.sqrt(nearest), np.sqrt(second), which


_MATTES: dict[str, tuple[str, _Draw, float]] = {
    "brush": ("Painted over in strokes", _brush, 0.03),
    "cells": ("Bubbles grow out of many points", _cells, 0.08),
    "clouds": ("Drifts in like clouds", _clouds, 0.25),
    "grain": ("Crystallises out of fine grain", _grain, 0.3),
    "ink": ("Drops of ink spread with ragged edges", _ink, 0.06),
    "marble": ("Runs along the veins of marble", _marble, 0.15),
    "rings": ("Circles on water", _rings, 0.12),
    "shards": ("Breaks and falls out in splinters", _shards, 0.04),
    "smoke": ("Curls in like smoke", _smoke, 0.2),
    "spiral": ("Winds out from the middle", _spiral, 0.06),
    "streaks": ("Runs down like rain on glass", _streaks, 0.12),
    "waves": ("Comes in like a tide", _waves, 0.05),
}
"""Of each: what it looks like, how it is drawn, and how soft it is unless told."""

KINDS = tuple(
    Kind(
        name=name,
        words=words,
        family=Family.MATTE,
        run=partial(by_matte, name),
        params=(
            softness(soft),
            Param(name="invert", default=False, words="what turns last turns first"),
            SEED,
        ),
    )
    for name, (words, _, soft) in _MATTES.items()
)
