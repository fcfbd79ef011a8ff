"""The few operations on 8-bit pixels that everything is painted with, typed."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[np.uint8]


def times(a: Pixels, b: Pixels) -> Pixels:
    """A * b, where 255 is one."""
    return np.asarray(cv2.multiply(a, b, scale=1 / 255), np.uint8)


def plus(a: Pixels, b: Pixels) -> Pixels:
    return np.asarray(cv2.add(a, b), np.uint8)


def inverse(mask: Pixels) -> Pixels:
    return np.asarray(cv2.bitwise_not(mask), np.uint8)


def repeated(mask: Pixels, channels: int) -> Pixels:
    return np.asarray(cv2.merge([mask] * channels), np.uint8)


def mixed(under: Pixels, upper: Pixels, amount: Pixels) -> Pixels:
    """`upper` where the amount is 255, `under` where it is 0; all of one shape."""
    return plus(times(under, inverse(amount)), times(upper, amount))


def tint(plane: Pixels, amount: Pixels, value: float) -> None:
    """Move a plane towards one value, in place."""
    cv2.addWeighted(times(plane, inverse(amount)), 1.0, amount, value / 255, 0.0, dst=plane)


def scaled(mask: Pixels, factor: float) -> Pixels:
    """The mask times a factor, within 0..255."""
    return np.asarray(cv2.convertScaleAbs(mask, alpha=factor), np.uint8)


def as_mask(amount: NDArray[np.floating]) -> Pixels:
    """From 0..1 to 0..255; what lies outside is cut."""
    return np.asarray(cv2.convertScaleAbs(np.maximum(amount, 0), alpha=255), np.uint8)


def sized(pixels: Pixels, width: int, height: int) -> Pixels:
    """Linear; for smooth maps on their way up."""
    return np.asarray(cv2.resize(pixels, (width, height)), np.uint8)


def shrunk(pixels: Pixels, width: int, height: int) -> Pixels:
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def boxed(pixels: Pixels, radius: int, times_over: int = 1) -> Pixels:
    """Blurred by a box of 2 * radius + 1."""
    size = 2 * radius + 1
    for _ in range(times_over):
        pixels = np.asarray(cv2.blur(pixels, (size, size)), np.uint8)
    return pixels


def channel(pixels: Pixels, number: int) -> Pixels:
    return np.asarray(cv2.extractChannel(pixels, number), np.uint8)


def with_through(color: Pixels, cover: Pixels) -> Pixels:
    """(H, W, 4): premultiplied colour, and what shines through it."""
    return np.asarray(cv2.merge([*cv2.split(color), cv2.bitwise_not(cover)]), np.uint8)
