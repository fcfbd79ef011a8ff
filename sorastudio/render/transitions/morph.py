"""One picture flows into the other: what both show moves, what they do not share fades."""

from __future__ import annotations

from collections.abc import Mapping

from sorastudio.project.media import Option
from sorastudio.render.flow.between import Between, between, eased
from sorastudio.render.flow.field import Field, Values, plane_at, shifted, stretched
from sorastudio.render.flow.motion import measured
from sorastudio.render.kernels import mixed, scaled
from sorastudio.render.picture import Picture, Plane, byte_plane
from sorastudio.render.transitions.kind import Kind, Param


def morph(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Both pictures keep moving by themselves; the way between them is found anew for each pair."""
    if progress <= 0 or progress >= 1:
        return a if progress <= 0 else b
    strength, smooth = float(params["strength"]), float(params["smooth"])
    found = between(measured(a, b, smooth=smooth), progress, strength=strength, smooth=smooth)
    return _painted(a, b, found, eased(progress))


def confidence(a: Picture, b: Picture) -> float:
    """0..1: how much of the two pictures is believed to be the same things, moved."""
    found = measured(a, b)
    return float(found.forth_belief.mean() + found.back_belief.mean()) / 2


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
        self._ours, self._theirs = shifted(way, -time), shifted(way, 1 - time)
        self._share = scaled(byte_plane(share * 255), width, height)

    def mixed(self, a: Plane, b: Plane) -> Plane:
        return mixed(plane_at(a, self._ours), plane_at(b, self._theirs), self._share)


KINDS = (
    Kind(
        name="morph",
        words="One picture flows into the other",
        run=morph,
        params=(
            Param(
                name="strength",
                default=1.0,
                words="share of the way that things move, 0 only fades",
                lowest=0,
                highest=1,
            ),
            Param(
                name="smooth",
                default=1.0,
                words="how alike things move that are near each other",
                lowest=0.3,
                highest=4,
            ),
        ),
    ),
)
