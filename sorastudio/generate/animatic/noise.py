"""Repeatable randomness and the periodic textures everything is painted with."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Field: TypeAlias = NDArray[np.float32]
"""(H, W) float32, mostly 0..1."""
Mask: TypeAlias = NDArray[np.uint8]
"""(H, W) uint8, 0..255."""

_TILE = 512


def rng_for(*key: object) -> np.random.Generator:
    """A generator of its own for every purpose: what is drawn first never changes what comes
    after."""
    digest = hashlib.blake2b(repr(key).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


@cache
def _tile(slope: float, stretch: float) -> Field:
    """1/f^slope noise of (512, 512), periodic both ways, mean 0.5; `stretch` > 1 lengthens it
    along x."""
    rng = rng_for("tile", slope, stretch)
    fy = np.fft.fftfreq(_TILE)[:, None] * _TILE
    fx = np.fft.rfftfreq(_TILE)[None, :] * _TILE
    radius = np.sqrt((fx * stretch) ** 2 + fy**2)
    radius[0, 0] = np.inf
    spectrum = np.fft.rfft2(rng.standard_normal((_TILE, _TILE))) * np.maximum(radius, 2) ** -slope
    noise = np.fft.irfft2(spectrum, s=(_TILE, _TILE))
    noise = 0.5 + 0.17 * noise / noise.std()
    tile: Field = np.clip(noise, 0, 1).astype(np.float32)
    tile.flags.writeable = False
    return tile


def texture(
    rng: np.random.Generator,
    width: int,
    height: int,
    *,
    period: float,
    slope: float = 1.6,
    stretch: float = 1.0,
) -> Field:
    """(height, width) noise, periodic along x; about `period` pixels of picture to one tile."""
    repeats = max(1, round(width / max(period, 1)))
    side = _TILE
    while side > 16 and side * repeats > 1.5 * width:
        side //= 2
    tile = _shrunk(slope, stretch, side)
    rows = max(2, int(np.ceil(height * side * repeats / width)))
    dy, dx = (int(v * side) for v in rng.random(2))
    columns = (np.arange(side * repeats) + dx) % side
    lines = (np.arange(rows) + dy) % side
    piece = np.take(np.take(tile, lines, axis=0), columns, axis=1)
    return np.asarray(cv2.resize(piece, (width, height)), np.float32)


@cache
def _shrunk(slope: float, stretch: float, side: int) -> Field:
    small = cv2.resize(_tile(slope, stretch), (side, side), interpolation=cv2.INTER_AREA)
    tile: Field = np.asarray(small, np.float32).copy()
    tile.flags.writeable = False
    return tile


def ridge(
    rng: np.random.Generator, width: int, *, lowest: int = 1, highest: int = 64, rough: float = 1.0
) -> Field:
    """(width,) periodic line about 0, standard deviation 1: harmonics falling as 1/f^rough."""
    spectrum = np.zeros(width // 2 + 1, np.complex128)
    top = min(highest, width // 2 - 1)
    k = np.arange(lowest, max(top, lowest) + 1)
    k = k[k < len(spectrum)]
    phase = rng.uniform(0, 2 * np.pi, highest + 1)[k]
    spectrum[k] = k ** (-rough) * np.exp(1j * phase)
    line = np.fft.irfft(spectrum, width)
    return np.asarray(line / max(float(line.std()), 1e-9), np.float32)


def smooth(x: NDArray[Any] | float, low: float, high: float) -> Any:
    """The smooth step from 0 at `low` to 1 at `high`."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
