"""The first and last image of a shot: how a still becomes a moving scene, and a scene that image.

The image gets a depth guessed from its layout, and a camera that moves in it; the scene opens
through it from its far parts outwards (or closes on it), so that the eye follows one move.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import mixed, shrunk, sized
from sorastudio.generate.animatic.noise import Field, rng_for, smooth, texture
from sorastudio.project.media import Size
from sorastudio.render.picture import BLACK_LUMA, NO_CHROMA, Picture, Plane, chroma_size

_SMALL = 96
_REACH = 0.32
"""How far the camera goes in the image: log of magnification."""


def fitted(picture: Picture, size: Size) -> Picture:
    """The picture, filling the size, what reaches over cut off at both sides; what shows through
    its alpha is black. A picture of that size and without alpha comes back as it is."""
    if picture.alpha is None and picture.size == size:
        return picture
    scale = max(size.width / picture.size.width, size.height / picture.size.height)
    y, alpha = (_filled(p, scale, size) for p in (picture.y, picture.alpha))
    small = chroma_size(size)
    u, v = (_filled(plane, scale, small) for plane in (picture.u, picture.v))
    assert y is not None
    assert u is not None
    assert v is not None
    if alpha is None:
        return Picture(y, u, v)
    low = shrunk(np.asarray(alpha, np.uint8), small.width, small.height)
    return Picture(_over(y, alpha, BLACK_LUMA), _over(u, low, NO_CHROMA), _over(v, low, NO_CHROMA))


def _over(plane: Plane, alpha: Plane, ground: int) -> Plane:
    share = alpha.astype(np.float32) / 255
    return np.rint(plane * share + ground * (1 - share)).astype(np.uint8)


def _filled(plane: Plane | None, scale: float, size: Size) -> Plane | None:
    if plane is None:
        return None
    height, width = plane.shape
    wide = max(size.width, round(width * scale))
    high = max(size.height, round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    big = np.asarray(cv2.resize(plane, (wide, high), interpolation=method), np.uint8)
    top, left = (high - size.height) // 2, (wide - size.width) // 2
    return np.ascontiguousarray(big[top : top + size.height, left : left + size.width])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Still:
    """An image at the start or end of a shot."""

    picture: Picture
    nearness: Field
    """Small map: 0 far, 1 near."""
    order: Field
    """Small map, 0..1: where the scene shows first."""
    grows: bool
    """Whether the image is magnified while it gives way; else it shrinks into the scene."""

    def blend(self, scene: Picture, away: float) -> Picture:
        """The image with the scene showing through it; `away` 0 is the image itself, 1 the
        scene."""
        step = exp(_REACH * away * (1 if self.grows else -1)) - 1
        inward = 1 / (1 + step * (0.7 + 0.6 * self.nearness * self.grows))
        rows, columns = self.nearness.shape
        x = (np.arange(columns, dtype=np.float32) + 0.5) / columns - 0.5
        y = (np.arange(rows, dtype=np.float32) + 0.5) / rows - 0.5
        at_x, at_y = x[None, :] * inward + 0.5, y[:, None] * inward + 0.5
        opened = smooth(away * 1.5 - self.order, 0.0, 0.5)
        if not self.grows:
            ragged = 0.25 * away * (self.order - 0.5)
            edge = _outside(at_x, at_y, ragged, 0.05 + 0.25 * away)
            opened = np.maximum(opened, edge * smooth(away, 0.08, 0.45))
        return _mixed(self.picture, scene, at_x, at_y, opened.astype(np.float32))


def _outside(at_x: Field, at_y: Field, ragged: Field, feather: float) -> Field:
    """1 beyond the image's edge, falling to 0 about a feather's width inside."""
    inside = np.minimum(np.minimum(at_x, 1 - at_x), np.minimum(at_y, 1 - at_y)) + ragged
    edge: Field = 1 - smooth(inside, 0.0, feather)
    return edge


def still(picture: Picture, size: Size, key: int, *, grows: bool) -> Still:
    image = fitted(picture, size)
    step = max(size.width, size.height) / _SMALL
    columns, rows = max(4, round(size.width / step)), max(4, round(size.height / step))
    small = shrunk(np.asarray(image.y, np.uint8), columns, rows).astype(np.float32)
    down = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    detail = np.abs(small - cv2.GaussianBlur(small, (0, 0), 4))
    busy = cv2.GaussianBlur(detail, (0, 0), 5)
    near = np.clip(0.65 * down + 0.45 * busy / max(float(busy.max()), 1.0), 0, 1)
    near = np.asarray(cv2.GaussianBlur(near.astype(np.float32), (0, 0), 3), np.float32)
    noise = texture(rng_for(key, "still"), columns, rows, period=columns * 0.7, slope=1.8)
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None, :]
    radius = np.sqrt(x**2 + (2 * down - 1) ** 2) / 1.42
    order = 0.45 * radius + 0.30 * near + 0.25 * noise
    if not grows:
        order = 0.30 * (1 - near) + 0.35 * noise + 0.35 * (1 - radius)
    low, high = float(order.min()), float(order.max())
    spread = ((order - low) / max(high - low, 1e-6)).astype(np.float32)
    return Still(picture=image, nearness=near, order=spread, grows=grows)


def _mixed(image: Picture, scene: Picture, at_x: Field, at_y: Field, opened: Field) -> Picture:
    planes = []
    cover: NDArray[np.uint8] = np.rint(opened * 255).astype(np.uint8)
    for plane, below in zip(image.planes, scene.planes, strict=True):
        height, width = plane.shape
        moved = cv2.remap(
            plane,
            cv2.resize(at_x, (width, height)) * np.float32(width) - np.float32(0.5),
            cv2.resize(at_y, (width, height)) * np.float32(height) - np.float32(0.5),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )
        over, under = (np.asarray(each, np.uint8) for each in (moved, below))
        planes.append(mixed(over, under, sized(cover, width, height)))
    y, u, v = planes
    return Picture(y, u, v)
