"""One picture flows into the other: what both show moves, what they do not share fades."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from sorastudio.project.media import Option
from sorastudio.render.flow.between import Between, between, eased
from sorastudio.render.flow.field import Field, Values, floats, places, resized, stretched
from sorastudio.render.flow.motion import measured
from sorastudio.render.kernels import mixed
from sorastudio.render.picture import Picture, Plane, byte_plane
from sorastudio.render.transitions.kind import Kind, Param


def morph(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Both pictures keep moving by themselves; the way between them is found anew for each pair."""
    if progress <= 0 or progress >= 1:
        return a if progress <= 0 else b
    strength, smooth = float(params["strength"]), float(params["smooth"])
    found = between(
        measured(a, b, smooth=smooth), progress, strength=strength, smooth=smooth
    )
    return _painted(a, b, found, eased(progress))


def _painted(a: Picture, b: Picture, found: Between, time: float) -> Picture:
    large = _Warp(found.way, found.share, time, a.y)
    small = _Warp(found.way, found.share, time, a.u)
    planes = [
        warp.mixed(p, q)
        for warp, p, q in zip((large, small, small), a.planes, b.planes, strict=True)
    ]
    alpha = None
    if a.alpha is not None and b.alpha is not None:
        alpha = large.mixed(a.alpha, b.alpha)
    return Picture.of(planes, alpha)


class _Warp:
    """The way and the share at the size of a plane."""

    def __init__(self, way: Field, share: Values, time: float, like: Plane) -> None:
        height, width = like.shape
        way = stretched(way, width, height)
        here = places(height, width)
        self._ours = here - np.float32(time) * way
        self._theirs = here + np.float32(1 - time) * way
        self._share = byte_plane(resized(share, width, height) * 255)

    def mixed(self, a: Plane, b: Plane) -> Plane:
        return mixed(_moved(a, self._ours), _moved(b, self._theirs), self._share)


def _moved(plane: Plane, at: Field) -> Plane:
    return np.asarray(
        cv2.remap(plane, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101), np.uint8
    )


KINDS = (
    Kind(
        name="morph",
        words="One picture flows into the other",
        run=morph,
        params=(
            Param(
                name="strength", default=1.0, words="how far things move", lowest=0, highest=1.5
            ),
            Param(name="smooth", default=1.0, words="evenness", lowest=0.3, highest=4),
        ),
    ),
)
