"""The one working format of pictures: planar YUV 4:2:0, 8 or 10 bit, BT.709, limited range.

Levels are told in 8 bit everywhere, as 16 for black; what draws them brings them to the depth of
the plane. Masks and alpha have 8 bit at any depth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Size

Bytes: TypeAlias = NDArray[np.uint8]

Plane: TypeAlias = NDArray[np.uint8 | np.uint16]
"""Samples of a picture in either depth, or a mask."""

Depth: TypeAlias = Literal[8, 10]
"""Bits of a sample."""

BLACK_LUMA = 16
NO_CHROMA = 128


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Planes of one picture; they may be views of a decoder's memory, so they are never written to.

    y: (H, W) uint8, 16..235; u, v: (ceil(H/2), ceil(W/2)) uint8, 16..240, sited as in MPEG-2
    (left); or all three uint16 with 10 bit, four times as fine. alpha: (H, W) uint8, 0..255,
    straight (colour not multiplied), or None where all is opaque.
    """

    y: Plane
    u: Plane
    v: Plane
    alpha: Plane | None = None

    @classmethod
    def of(cls, planes: Iterable[Plane], alpha: Plane | None = None) -> Picture:
        y, u, v = planes
        return cls(y, u, v, alpha)

    @property
    def depth(self) -> Depth:
        return 8 if self.y.itemsize == 1 else 10

    @property
    def size(self) -> Size:
        return Size(self.y.shape[1], self.y.shape[0])

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        return self.y, self.u, self.v


def byte_plane(values: NDArray[Any]) -> Bytes:
    """Numbers of any type, rounded and clipped to bytes."""
    plane: Bytes = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return plane


def plane_like(values: NDArray[Any], like: Plane) -> Plane:
    """Numbers of any type, rounded and clipped to what another plane can hold."""
    plane: Plane = np.clip(np.rint(values), 0, most(like)).astype(like.dtype)
    return plane


def fineness(plane: Plane) -> int:
    """Steps of the plane in one of 8 bit."""
    return 1 if plane.itemsize == 1 else 4


def most(plane: Plane) -> int:
    """The highest number that a plane can hold."""
    return 255 if plane.itemsize == 1 else 1023


def in_depth(picture: Picture, depth: Depth) -> Picture:
    """The same levels in another depth, rounded where it is coarser."""
    if picture.depth == depth:
        return picture
    change = _deepened if depth == 10 else _flattened
    return Picture.of((change(plane) for plane in picture.planes), picture.alpha)


def _deepened(plane: Plane) -> Plane:
    deep: Plane = np.multiply(plane, 4, dtype=np.uint16)
    return deep


def _flattened(plane: Plane) -> Plane:
    flat: Plane = np.minimum((plane + np.uint16(2)) >> 2, 255).astype(np.uint8)
    return flat


def chroma_size(size: Size) -> Size:
    return Size((size.width + 1) // 2, (size.height + 1) // 2)


def blank(size: Size, *, luma: int = BLACK_LUMA, u: int = NO_CHROMA, v: int = NO_CHROMA) -> Picture:
    """One colour all over; black unless told."""
    small = chroma_size(size)
    return Picture(
        np.full((size.height, size.width), luma, np.uint8),
        np.full((small.height, small.width), u, np.uint8),
        np.full((small.height, small.width), v, np.uint8),
    )


def from_rgb(rgb: Bytes) -> Picture:
    """rgb: (H, W, 3) uint8, full range. BT.709 limited range, chroma averaged over 2x2 (ITU-R
    BT.709-6, 3.5)."""
    import cv2

    r, g, b = (rgb[..., i].astype(np.float32) for i in range(3))
    luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    height, width = luma.shape
    small = ((width + 1) // 2, (height + 1) // 2)
    u = cv2.resize((b - luma) * (224 / 255 / 1.8556), small, interpolation=cv2.INTER_AREA)
    v = cv2.resize((r - luma) * (224 / 255 / 1.5748), small, interpolation=cv2.INTER_AREA)
    y = luma * (219 / 255) + BLACK_LUMA
    return Picture(*(byte_plane(plane) for plane in (y, u + NO_CHROMA, v + NO_CHROMA)))


def to_rgb(picture: Picture) -> Bytes:
    """(H, W, 3) uint8, full range, of a BT.709 limited picture; alpha is left out."""
    return np.stack([byte_plane(plane) for plane in _light(picture, 1)], axis=-1)


def to_deep_rgb(picture: Picture) -> NDArray[np.uint16]:
    """The same in 16 bit."""
    planes = (np.clip(np.rint(plane), 0, 65535) for plane in _light(picture, 257))
    return np.stack([plane.astype(np.uint16) for plane in planes], axis=-1)


def _light(picture: Picture, scale: float) -> tuple[NDArray[np.floating], ...]:
    """Red, green and blue, each (H, W), from 0 to 255 times `scale`."""
    import cv2

    gain = scale / fineness(picture.y)

    height, width = picture.y.shape
    black, none = (fineness(picture.y) * level for level in (BLACK_LUMA, NO_CHROMA))
    luma = (picture.y.astype(np.float32) - black) * np.float32(gain * 255 / 219)
    u, v = (
        (
            cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
            - none
        )
        * np.float32(gain * 255 / 224)
        for plane in (picture.u, picture.v)
    )
    r = luma + 1.5748 * v
    b = luma + 1.8556 * u
    g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152
    return r, g, b
