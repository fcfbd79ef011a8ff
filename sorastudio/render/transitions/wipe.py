"""An edge moves across and uncovers the other picture."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import cos, radians, sin

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.kernels import mixed, shrunk_like
from sorastudio.render.picture import Picture, Plane
from sorastudio.render.transitions.kind import Kind, Param


def by_mask(a: Picture, b: Picture, mask: Plane) -> Picture:
    """`b` where the mask is 255, `a` where it is 0. mask: (H, W) uint8 of the pictures' size."""
    small = shrunk_like(mask, a.u)
    weights = (mask, small, small)
    planes = (mixed(p, q, m) for p, q, m in zip(a.planes, b.planes, weights, strict=True))
    if a.alpha is None or b.alpha is None:
        return Picture.of(planes)
    return Picture.of(planes, mixed(a.alpha, b.alpha, mask))


def wipe(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """angle: degrees, 0 moves to the right, 90 down. softness: width of the edge as a share of the
    way."""
    height, width = a.y.shape
    way = _way(width, height, float(params["angle"]))
    soft = max(float(params["softness"]), 1 / max(width, height))
    edge = progress * (1 + soft) - way
    mask = np.clip(edge * np.float32(255 / soft), 0, 255).astype(np.uint8)
    return by_mask(a, b, mask)


@lru_cache(maxsize=4)
def _way(width: int, height: int, angle: float) -> NDArray[np.float32]:
    """How far along the edge's way each pixel lies: 0 where it starts, 1 where it ends."""
    x = np.arange(width, dtype=np.float32) + np.float32(0.5 - width / 2)
    y = np.arange(height, dtype=np.float32) + np.float32(0.5 - height / 2)
    dx, dy = cos(radians(angle)), sin(radians(angle))
    reach = (abs(dx) * width + abs(dy) * height) / 2
    return ((x[None, :] * dx + y[:, None] * dy) / (2 * reach) + 0.5).astype(np.float32)


KINDS = (
    Kind(
        name="wipe",
        words="An edge moves across and uncovers the next picture",
        run=wipe,
        params=(
            Param(name="angle", default=0.0, words="degrees: 0 to the right, 90 down"),
            Param(
                name="softness",
                default=0.08,
                words="width of the edge, share of the way",
                lowest=0,
                highest=1,
            ),
        ),
    ),
)
