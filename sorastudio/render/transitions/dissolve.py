"""One picture fades into the other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option, Size
from sorastudio.render.kernels import looked_up, mixed, shrunk_like, weighted
from sorastudio.render.picture import (
    BLACK_LUMA,
    Depth,
    Picture,
    Plane,
    blank,
    fineness,
    in_depth,
    most,
    plane_like,
)
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
    from_signal, to_signal = _tables(a.depth)
    theirs = looked_up(b.y, from_signal * np.float32(progress))
    light = theirs + looked_up(a.y, from_signal * np.float32(1 - progress))
    y: Plane = to_signal[(np.sqrt(light) * np.float32(_FINE) + np.float32(0.5)).astype(np.uint16)]
    share = cv2.divide(theirs, np.maximum(light, _DARKEST), scale=255, dtype=cv2.CV_8U)
    small = shrunk_like(np.asarray(share, np.uint8), a.u)
    return y, mixed(a.u, b.u, small), mixed(a.v, b.v, small)


@cache
def _tables(depth: Depth) -> tuple[NDArray[np.float32], Plane]:
    """The light, 0..1, of every luma; and the luma of every root of light."""
    like = in_depth(blank(Size(1, 1)), depth).y
    fine = fineness(like)
    levels = np.arange(most(like) + 1, dtype=np.float32) / np.float32(fine)
    light = np.power(np.clip((levels - BLACK_LUMA) / _LUMA_RANGE, 0, 1), _GAMMA)
    roots = np.power(np.arange(_FINE + 1) / _FINE, 2 / _GAMMA)
    signal = plane_like((BLACK_LUMA + _LUMA_RANGE * roots) * fine, like)
    return light.astype(np.float32), signal


_DARKEST = np.float32(1e-7)
_FINE = 65535
"""Steps of the root of light that are told apart: fine enough for the darkest."""

KINDS = (
    Kind(
        name="dissolve",
        words="Fades one picture into the other",
        run=dissolve,
        params=(Param(name="linear", default=False, words="mix as light, which keeps highlights"),),
    ),
)
