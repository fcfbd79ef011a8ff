"""Blurring pictures, and mixing them whole: what several kinds do on their way."""

from __future__ import annotations

from math import ceil, log2

import cv2
import numpy as np

from sorastudio.render.kernels import scaled, weighted
from sorastudio.render.picture import Picture, Plane


def faded_into(a: Picture, b: Picture, share: float) -> Picture:
    """A plain dissolve."""
    planes = (weighted(p, q, share) for p, q in zip(a.planes, b.planes, strict=True))
    if a.alpha is None or b.alpha is None:
        return Picture.of(planes)
    return Picture.of(planes, weighted(a.alpha, b.alpha, share))


def blurred(picture: Picture, reach: float) -> Picture:
    """As by a lens. reach: the standard deviation as a share of the height."""
    sigma = reach * picture.size.height
    if sigma < 0.3:
        return picture
    planes = (
        _blurred(plane, sigma * plane.shape[0] / picture.size.height) for plane in picture.planes
    )
    return Picture.of(planes, None if picture.alpha is None else _blurred(picture.alpha, sigma))


def _blurred(plane: Plane, sigma: float) -> Plane:
    """At a size where the blur is a few pixels wide: so that a wide one costs no more."""
    height, width = plane.shape
    part = 2 ** max(0, ceil(log2(sigma / 3)))
    small = scaled(plane, max(2, width // part), max(2, height // part))
    soft = cv2.GaussianBlur(small, (0, 0), sigma / part, borderType=cv2.BORDER_REFLECT_101)
    large = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, plane.dtype)


def swept(picture: Picture, across: float, down: float) -> Picture:
    """Drawn out along one direction, as by a camera that turns. Lengths in shares of the picture's
    sides."""
    size = picture.size
    if max(abs(across) * size.width, abs(down) * size.height) < 1:
        return picture
    planes = (_swept(plane, across, down) for plane in picture.planes)
    return Picture.of(
        planes, None if picture.alpha is None else _swept(picture.alpha, across, down)
    )


def _swept(plane: Plane, across: float, down: float) -> Plane:
    """Twice a box: without hard ends."""
    height, width = plane.shape
    kernel = _odd(abs(across) * width / 2), _odd(abs(down) * height / 2)
    for _ in range(2):
        soft = cv2.blur(plane, kernel, borderType=cv2.BORDER_REFLECT_101)
        plane = np.asarray(soft, plane.dtype)
    return plane


def _odd(length: float) -> int:
    return 2 * round(length / 2) + 1
