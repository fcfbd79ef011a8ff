"""What the numbers of a decoded picture mean, and the change to BT.709."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import cv2
import numpy as np
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, ColorTrc
from numpy.typing import NDArray

from sorastudio.render.picture import NO_CHROMA, Plane, fineness, most

_Weights: TypeAlias = NDArray[np.float64]

# Numbers of ITU-T H.273, as the files carry them.
_UNSPECIFIED_OR_NO_YUV = (0, 2, 3)
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
_RED_BLUE_WEIGHTS = {
    Colorspace.ITU709: (Fraction(2126, 10000), Fraction(722, 10000)),
    Colorspace.FCC: (Fraction(30, 100), Fraction(11, 100)),
    Colorspace.ITU601: (Fraction(299, 1000), Fraction(114, 1000)),
    Colorspace.SMPTE240M: (Fraction(212, 1000), Fraction(87, 1000)),
    Colorspace.BT2020: (Fraction(2627, 10000), Fraction(593, 10000)),
}
_FULL_RANGE = 2
_LIMITED_RANGE = 1
_HIGH_DYNAMIC_RANGE = (ColorTrc.SMPTE2084, ColorTrc.ARIB_STD_B67)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """How to read a frame's planes."""

    matrix: Colorspace
    full_range: bool
    is_rgb: bool
    has_alpha: bool
    high_dynamic_range: bool

    @property
    def is_plain(self) -> bool:
        """Limited range, without more light than a screen has."""
        return not (self.full_range or self.high_dynamic_range)

    @property
    def is_kept(self) -> bool:
        """Whether the planes are taken for what they are: those of a film."""
        return self.is_plain and self.matrix == Colorspace.ITU709 and not self.is_rgb


def meaning_of(frame: VideoFrame, codec: str) -> Meaning:
    is_rgb = frame.format.is_rgb or frame.format.name == "pal8"
    return Meaning(
        matrix=_matrix(frame, codec),
        full_range=_is_full_range(frame, is_rgb=is_rgb),
        is_rgb=is_rgb,
        has_alpha=has_alpha(frame.format),
        high_dynamic_range=frame.color_trc in _HIGH_DYNAMIC_RANGE,
    )


def has_alpha(pixel_format: VideoFormat) -> bool:
    return pixel_format.name == "pal8" or any(part.is_alpha for part in pixel_format.components)


def _matrix(frame: VideoFrame, codec: str) -> Colorspace:
    """Where nothing is said: BT.601 for small pictures, BT.709 for large ones, drawing the line
    where players do. Untagged clips of generators are nearly always made from RGB by swscale, whose
    default is BT.601, but for large ones the person has judged them in a player that took BT.709.
    Formats of single pictures (JPEG, WebP) are BT.601 at any size."""
    if frame.colorspace not in _UNSPECIFIED_OR_NO_YUV:
        return _MATRICES.get(frame.colorspace, Colorspace.ITU709)
    if codec in ("mjpeg", "webp"):
        return Colorspace.ITU601
    small = frame.width < 1280 and frame.height <= 576
    return Colorspace.ITU601 if small else Colorspace.ITU709


def _is_full_range(frame: VideoFrame, *, is_rgb: bool) -> bool:
    if is_rgb or frame.format.name.startswith("yuvj"):
        return True
    if frame.color_range == _LIMITED_RANGE:
        return False
    return frame.color_range == _FULL_RANGE or frame.format.name.startswith(("gray", "ya", "mono"))


class MatrixChange:
    """From another matrix to BT.709, on limited range 4:2:0 planes.

    Grey stays grey in any matrix, so luma only takes on a share of chroma, and chroma mixes with
    itself: right to one level, without the loss of a detour through RGB.
    """

    def __init__(self, matrix: Colorspace) -> None:
        change = _rgb_to_yuv(Colorspace.ITU709) @ np.linalg.inv(_rgb_to_yuv(matrix))
        # Limited range spans 219 levels of luma and 224 of chroma (BT.709-6, 3.5).
        self._luma = change[0, 1:] * (219 / 224)
        self._chroma = change[1:, 1:]

    def apply(self, y: Plane, u: Plane, v: Plane) -> tuple[Plane, Plane, Plane]:
        height, width = y.shape
        # Luma's share is small enough for a plane about 128: four times as fast as floats.
        at_chroma = _mixed(u, v, self._luma)
        share = cv2.resize(at_chroma, (width, height), interpolation=cv2.INTER_LINEAR)
        none = -NO_CHROMA * fineness(y)
        luma: Any = cv2.addWeighted(y, 1.0, share.reshape(y.shape), 1.0, none)
        return _within(luma), _mixed(u, v, self._chroma[0]), _mixed(u, v, self._chroma[1])


def _mixed(u: Plane, v: Plane, weights: _Weights) -> Plane:
    """(H, W), about no chroma: both planes weighted, without their own."""
    first, second = weights.tolist()
    none = NO_CHROMA * fineness(u)
    mixed: Any = cv2.addWeighted(u, first, v, second, none * (1 - first - second))
    plane: Plane = mixed.reshape(u.shape)
    return _within(plane)


def _within(plane: Plane) -> Plane:
    """OpenCV only knows that 16 bits are full."""
    return plane if plane.itemsize == 1 else np.minimum(plane, most(plane))


def _rgb_to_yuv(matrix: Colorspace) -> _Weights:
    red, blue = (float(weight) for weight in _RED_BLUE_WEIGHTS[matrix])
    luma = np.array([red, 1 - red - blue, blue])
    u = (np.array([0, 0, 1]) - luma) / (2 * (1 - blue))
    v = (np.array([1, 0, 0]) - luma) / (2 * (1 - red))
    return np.stack([luma, u, v])
