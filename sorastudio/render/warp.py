"""Moves pictures by exact fractions of a pixel, luma and chroma each at its own sites."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import cos, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Size
from sorastudio.render.kernels import scaled, weighted
from sorastudio.render.picture import Picture, Plane, chroma_size
from sorastudio.render.stretch import stretch

_WIDEST = 2
"""How much is put around a plane at most, in its own sides."""


class Beyond(IntEnum):
    """What lies outside of a picture."""

    EDGE = cv2.BORDER_REPLICATE
    MIRROR = cv2.BORDER_REFLECT_101
    NOTHING = cv2.BORDER_CONSTANT
    """Zero: for masks."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the canvas, in whole luma pixels; left and top are even, as chroma wants."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def whole(cls, size: Size) -> Window:
        return cls(0, 0, size.width, size.height)

    @property
    def size(self) -> Size:
        return Size(self.right - self.left, self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Lattice:
    """Where samples lie, in continuous luma pixels of the picture (a pixel's middle is at .5)."""

    pitch: tuple[float, float]
    site: tuple[float, float]

    def seen_from(self, left: int, top: int) -> Lattice:
        return Lattice(self.pitch, (self.site[0] + left, self.site[1] + top))


LUMA = Lattice((1, 1), (0.5, 0.5))
CHROMA = Lattice((2, 2), (0.5, 1.0))
"""MPEG-2: a chroma sample lies on the left one of its two columns, between its two rows."""


@dataclass(frozen=True, slots=True, eq=False)
class Affine:
    """dst = matrix @ src + shift, in continuous luma pixels."""

    matrix: NDArray[np.float64]
    shift: NDArray[np.float64]

    def between(self, source: Lattice, target: Lattice) -> NDArray[np.float64]:
        """The 2x3 matrix from sample indices of one lattice to those of the other."""
        pitch = np.array(target.pitch)
        matrix = self.matrix * np.array(source.pitch)[None, :] / pitch[:, None]
        at = self.matrix @ np.array(source.site) + self.shift - np.array(target.site)
        return np.hstack([matrix, (at / pitch)[:, None]])


def about(
    point: tuple[float, float], scale: tuple[float, float] = (1.0, 1.0), degrees: float = 0.0
) -> Affine:
    """Scaled and turned (clockwise) about a point in luma pixels, which stays where it is."""
    turn = radians(degrees)
    rotation = np.array([[cos(turn), -sin(turn)], [sin(turn), cos(turn)]])
    matrix, middle = rotation @ np.diag(scale), np.array(point, np.float64)
    return Affine(matrix, middle - matrix @ middle)


def moved(x: float, y: float) -> Affine:
    """Shifted by luma pixels."""
    return Affine(np.eye(2), np.array([x, y], np.float64))


def warped(
    picture: Picture,
    move: Affine,
    *,
    window: Window | None = None,
    beyond: Beyond = Beyond.EDGE,
) -> Picture:
    """What a window (all of the picture, unless told) shows of a picture that was moved. Every
    pixel of it is filled: `beyond` says with what where the picture does not reach."""
    return _seen(_Level.of(picture), move, window or Window.whole(picture.size), beyond)


def warped_mask(mask: Plane, move: Affine, window: Window) -> Plane:
    """A mask of luma's size, moved with its picture; 0 where it does not reach."""
    matrix = move.between(LUMA, LUMA.seen_from(window.left, window.top))
    return _warp(mask, matrix, window.size, Beyond.NOTHING)


def shrunk(
    picture: Picture,
    move: Affine,
    scale: float,
    window: Window,
    *,
    beyond: Beyond = Beyond.EDGE,
) -> Picture:
    """`warped` for a move that scales by `scale` below 1: averaged first, without a jump in
    sharpness while the scale changes."""
    halvings = -float(np.log2(scale))
    finer = int(halvings)
    # Up to half a halving, what linear interpolation skips is not seen.
    share = max(0.0, 2 * (halvings - finer) - 1) if finer == 0 else halvings - finer
    if share == 0:
        return _seen(_Level.of(picture, finer), move, window, beyond)
    if finer == 0 and window == Window.whole(picture.size):
        return _seen(_Level(_softened(picture, share)), move, window, beyond)
    a, b = (_seen(_Level.of(picture, level), move, window, beyond) for level in (finer, finer + 1))
    planes = (weighted(p, q, share) for p, q in zip(a.planes, b.planes, strict=True))
    alpha = None
    if a.alpha is not None and b.alpha is not None:
        alpha = weighted(a.alpha, b.alpha, share)
    return Picture.of(planes, alpha)


def _softened(picture: Picture, share: float) -> Picture:
    """As much as `share` of its next level, at its own size: one warp does for both."""
    coarse = _Level.of(picture, 1).picture

    def soft(plane: Plane, small: Plane) -> Plane:
        height, width = plane.shape
        large = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
        return weighted(plane, np.asarray(large, plane.dtype), share)

    planes = (soft(p, q) for p, q in zip(picture.planes, coarse.planes, strict=True))
    alpha = None
    if picture.alpha is not None and coarse.alpha is not None:
        alpha = soft(picture.alpha, coarse.alpha)
    return Picture.of(planes, alpha)


@dataclass(frozen=True, slots=True)
class _Level:
    """A picture averaged down, and where its samples lie in the picture it was."""

    picture: Picture
    luma: Lattice = LUMA
    chroma: Lattice = CHROMA

    @classmethod
    def of(cls, picture: Picture, halvings: int = 0) -> _Level:
        size = picture.size
        side = Size(*(max(1, each >> halvings) for each in (size.width, size.height)))
        if halvings == 0 or side == size:
            return cls(picture)
        small, before = chroma_size(side), chroma_size(size)
        y, alpha = (
            None if plane is None else scaled(plane, side.width, side.height)
            for plane in (picture.y, picture.alpha)
        )
        u, v = (scaled(plane, small.width, small.height) for plane in (picture.u, picture.v))
        assert y is not None, "a picture has luma"
        pitch = size.width / side.width, size.height / side.height
        # The mean of `k` chroma samples lies in the middle between the first and the last of them.
        k = before.width / small.width, before.height / small.height
        return cls(
            Picture(y, u, v, alpha),
            Lattice(pitch, (pitch[0] / 2, pitch[1] / 2)),
            Lattice((2 * k[0], 2 * k[1]), (k[0] - 0.5, k[1])),
        )


def _seen(level: _Level, move: Affine, window: Window, beyond: Beyond) -> Picture:
    corner = window.left, window.top
    luma = move.between(level.luma, LUMA.seen_from(*corner))
    chroma = move.between(level.chroma, CHROMA.seen_from(*corner))
    size, small, source = window.size, chroma_size(window.size), level.picture
    return Picture(
        _warp(source.y, luma, size, beyond),
        _warp(source.u, chroma, small, beyond),
        _warp(source.v, chroma, small, beyond),
        None if source.alpha is None else _warp(source.alpha, luma, size, beyond),
    )


def _warp(plane: Plane, matrix: NDArray[np.float64], size: Size, beyond: Beyond) -> Plane:
    plane, matrix = _widened(plane, matrix, size, beyond)
    stretched = stretch(plane, matrix, size)
    if stretched is not None:
        return stretched
    warped_plane = cv2.warpAffine(
        plane, matrix, (size.width, size.height), flags=cv2.INTER_LINEAR, borderMode=int(beyond)
    )
    return np.asarray(warped_plane, plane.dtype)


def _widened(
    plane: Plane, matrix: NDArray[np.float64], size: Size, beyond: Beyond
) -> tuple[Plane, NDArray[np.float64]]:
    """What of the plane will be seen, with as much around it as will be: OpenCV takes many times as
    long for a pixel from beyond the border."""
    ends = np.array([[x, y] for x in (0, size.width - 1) for y in (0, size.height - 1)])
    at = (ends - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T
    sides = np.array([plane.shape[1], plane.shape[0]])
    low, high = np.floor(at.min(axis=0)) - 1, np.ceil(at.max(axis=0)) + 2
    before, after = np.maximum(-low, 0), np.maximum(high - sides, 0)
    if not (before.any() or after.any()) or max(*(before / sides), *(after / sides)) > _WIDEST:
        return plane, matrix
    # A mirror needs what it shows.
    first = np.clip(np.minimum(low, sides - after - 2), 0, None).astype(int)
    end = np.minimum(np.maximum(high, before + 2), sides).astype(int)
    left, top, right, bottom = map(int, (*before, *after))
    seen = plane[first[1] : end[1], first[0] : end[0]]
    wide = cv2.copyMakeBorder(seen, top, bottom, left, right, int(beyond))
    shift = matrix[:, 2] + matrix[:, :2] @ (first - before)
    return np.asarray(wide, plane.dtype), np.hstack([matrix[:, :2], shift[:, None]])


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """Where each place of the canvas looks, as an offset in shares of the canvas height. Coarse:
    (h, w) float32 both, drawn out smoothly to any size."""

    right: NDArray[np.float32]
    down: NDArray[np.float32]


def bent(picture: Picture, bend: Bend) -> Picture:
    """The picture with every place taken from where the bend says; mirrored beyond its edges."""
    height, width = picture.y.shape
    luma = _maps(bend, Size(width, height), height)
    # Where chroma is sited cancels out between where a sample is and where it looks.
    chroma = _maps(bend, chroma_size(picture.size), height / 2)
    y, alpha = (
        None if plane is None else _remap(plane, luma) for plane in (picture.y, picture.alpha)
    )
    assert y is not None, "a picture has luma"
    return Picture(y, _remap(picture.u, chroma), _remap(picture.v, chroma), alpha)


def _maps(bend: Bend, size: Size, height: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    across, down = (
        np.asarray(
            cv2.resize(part, (size.width, size.height), interpolation=cv2.INTER_LINEAR), np.float32
        )
        for part in (bend.right * np.float32(height), bend.down * np.float32(height))
    )
    across += np.arange(size.width, dtype=np.float32)[None, :]
    down += np.arange(size.height, dtype=np.float32)[:, None]
    return across, down


def _remap(plane: Plane, maps: tuple[NDArray[np.float32], NDArray[np.float32]]) -> Plane:
    found = cv2.remap(plane, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(found, plane.dtype)
