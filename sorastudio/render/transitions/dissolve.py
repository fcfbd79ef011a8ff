"""One picture fades into the other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sorastudio.project.media import Option
from sorastudio.render.kernels import mixed, shrunk_like, weighted
from sorastudio.render.picture import BLACK_LUMA, Picture, Plane, byte_plane
from sorastudio.render.transitions.kind import Kind, Param

_LUMA_RANGE = 219
_GAMMA = 2.4
"""What a BT.1886 screen does to the signal."""


def dissolve(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    alpha = None
    if a.alpha is not None and b.alpha is not None:
        alpha = weighted(a.alpha, b.alpha, progress)
    planes = _in_light(a, b, progress) if params["linear"] else _in_signal(a, b, progress)
    return Picture.of(planes, alpha)


def _in_signal(a: Picture, b: Picture, progress: float) -> tuple[Plane, Plane, Plane]:
    y, u, v = (weighted(p, q, progress) for p, q in zip(a.planes, b.planes, strict=True))
    return y, u, v


def _in_light(a: Picture, b: Picture, progress: float) -> tuple[Plane, Plane, Plane]:
    """Luma is mixed as light; colour follows the side that gives more of it."""
    ours, theirs = _LIGHT[a.y] * np.float32(1 - progress), _LIGHT[b.y] * np.float32(progress)
    light = ours + theirs
    y = BLACK_LUMA + _LUMA_RANGE * np.power(light, 1 / _GAMMA)
    share = theirs / np.maximum(light, 1e-6)
    mask = byte_plane(share * 255)
    small = shrunk_like(mask, a.u)
    return byte_plane(y), mixed(a.u, b.u, small), mixed(a.v, b.v, small)


_LIGHT = np.power(
    np.clip((np.arange(256, dtype=np.float32) - BLACK_LUMA) / _LUMA_RANGE, 1e-4, 1), _GAMMA
).astype(np.float32)

KINDS = (
    Kind(
        name="dissolve",
        words="Fades one picture into the other",
        run=dissolve,
        params=(Param(name="linear", default=False, words="mix as light, which keeps highlights"),),
    ),
)
