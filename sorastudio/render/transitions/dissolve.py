"""One picture fades into the other."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
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
    theirs = np.asarray(cv2.LUT(b.y, _LIGHT * np.float32(progress)), np.float32)
    light = theirs + np.asarray(cv2.LUT(a.y, _LIGHT * np.float32(1 - progress)), np.float32)
    y: Plane = _SIGNAL[(np.sqrt(light) * np.float32(_FINE) + np.float32(0.5)).astype(np.uint16)]
    share = cv2.divide(theirs, np.maximum(light, _DARKEST), scale=255, dtype=cv2.CV_8U)
    small = shrunk_like(np.asarray(share, np.uint8), a.u)
    return y, mixed(a.u, b.u, small), mixed(a.v, b.v, small)


_LIGHT = np.power(
    np.clip((np.arange(256, dtype=np.float32) - BLACK_LUMA) / _LUMA_RANGE, 0, 1), _GAMMA
).astype(np.float32)
_DARKEST = np.float32(1e-7)
_FINE = 65535
"""Steps of the root of light that are told apart: fine enough for the darkest."""
_SIGNAL = byte_plane(BLACK_LUMA + _LUMA_RANGE * np.power(np.arange(_FINE + 1) / _FINE, 2 / _GAMMA))

KINDS = (
    Kind(
        name="dissolve",
        words="Fades one picture into the other",
        run=dissolve,
        params=(Param(name="linear", default=False, words="mix as light, which keeps highlights"),),
    ),
)
