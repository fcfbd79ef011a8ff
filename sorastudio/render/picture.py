"""The one working format of pictures: planar YUV 4:2:0, 8 bit, BT.709, limited range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Size

Plane: TypeAlias = NDArray[np.uint8]

BLACK_LUMA = 16
NO_CHROMA = 128


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Planes of one picture; they may be views of a decoder's memory, so they are never written to.

    y: (H, W) uint8, 16..235; u, v: (ceil(H/2), ceil(W/2)) uint8, 16..240, sited as in MPEG-2
    (left). alpha: (H, W) uint8, 0..255, straight (colour not multiplied), or None where all is
    opaque.
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
    def size(self) -> Size:
        return Size(self.y.shape[1], self.y.shape[0])

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        return self.y, self.u, self.v


def byte_plane(values: NDArray[Any]) -> Plane:
    """Numbers of any type, rounded and clipped to bytes."""
    plane: Plane = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return plane


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


def from_rgb(rgb: Plane) -> Picture:
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


def to_rgb(picture: Picture) -> Plane:
    """(H, W, 3) uint8, full range, of a BT.709 limited picture; alpha is left out."""
    import cv2

    height, width = picture.y.shape
    luma = (picture.y.astype(np.float32) - BLACK_LUMA) * (255 / 219)
    u, v = (
        (
            cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
            - 128
        )
        * (255 / 224)
        for plane in (picture.u, picture.v)
    )
    r = luma + 1.5748 * v
    b = luma + 1.8556 * u
    g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152
    return np.stack([byte_plane(plane) for plane in (r, g, b)], axis=-1)
