"""Through the picture: the next scene is born inside this one, and the camera flies into it.

At progress p the outgoing picture is scaled by Z^p about the anchor and the incoming one by
Z^(p - 1) about the same point. So both move at one constant rate in log scale, as one world: the
incoming picture is glued to the outgoing one, Z times smaller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, pi, sin

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.kernels import mixed, scaled, shrunk_like, toward, weighted
from sorastudio.render.picture import Picture, Plane
from sorastudio.render.transitions.kind import Family, Kind, Param, X, Y, number, smooth
from sorastudio.render.warp import CHROMA, LUMA, Beyond, Lattice, Window, about, shrunk, warped

_FADED_IN = 0.3
"""The progress at which the inset is all there."""
_BEYOND_FROM, _BEYOND_BY = 0.3, 0.8
"""Meanwhile the feather moves from within the edges of the incoming picture to beyond them, where
it goes on mirrored."""
_OUT_FROM, _OUT_BY = 0.74, 0.96
"""Meanwhile it moves on, out of the canvas: so that in the end no frame is seen around it."""
_BARS_FROM = 0.6
"""From here on what the inset leaves empty grows dark; before, the outgoing picture is seen in
it."""
_CORNERS_BY = 0.85
"""The progress at which a round inset has all its corners."""
_COARSE = 4
"""Pixels of a soft round mask that are worked out as one."""
_BLUR = 0.16
"""By how much the picture is drawn out at full blur."""


def zoom(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Out is in, run backwards: the old picture shrinks into the new one."""
    if params["direction"] == "out":
        return _into(b, a, 1 - progress, params)
    return _into(a, b, progress, params)


def _into(outer: Picture, inner: Picture, p: float, params: Mapping[str, Option]) -> Picture:
    factor = number(params, "factor")
    point = number(params, "x"), number(params, "y")
    blur = number(params, "blur") * _BLUR * sin(pi * p)
    ground = _streaked(_magnified(outer, factor**p, point), blur, point)
    edge = _Edge.at(p, number(params, "feather"), is_round=params["shape"] == "round")
    inset = _Inset.at(outer, factor ** (p - 1), point, edge)
    if inset is None:
        return ground
    picture = _streaked(inset.picture_of(inner), blur, inset.point)
    bars = smooth((p - _BARS_FROM) / (1 - _BARS_FROM))
    return inset.onto(ground, picture, bars)


def _magnified(picture: Picture, scale: float, point: tuple[float, float]) -> Picture:
    width, height = picture.size.width, picture.size.height
    return warped(picture, about((point[0] * width, point[1] * height), (scale, scale)))


def _streaked(picture: Picture, blur: float, point: tuple[float, float]) -> Picture:
    """Drawn out from the point: each doubling averages twice as many pictures."""
    width, height = picture.size.width, picture.size.height
    if blur * max(width, height) < 1:
        return picture
    centre = point[0] * width, point[1] * height
    for step in (0.5, 0.25, 0.125):
        scale = 1 + blur * step
        other = warped(picture, about(centre, (scale, scale)))
        planes = (weighted(p, q, 0.5) for p, q in zip(picture.planes, other.planes, strict=True))
        alpha = None
        if picture.alpha is not None and other.alpha is not None:
            alpha = weighted(picture.alpha, other.alpha, 0.5)
        picture = Picture.of(planes, alpha)
    return picture


@dataclass(frozen=True, slots=True)
class _Edge:
    """How the inset ends at its sides."""

    feather: float
    """How far it takes to fade, as a share of half its short side."""
    beyond: float
    """0: it fades within its sides, 1: beyond them."""
    away: float
    """How far it has gone from its sides to the farthest side of the canvas."""
    corners: float
    """0: it is an ellipse, 1: it is all of the frame."""
    opacity: float

    @classmethod
    def at(cls, p: float, feather: float, *, is_round: bool) -> _Edge:
        # The feather goes as the inset fills the frame, or there would be a jump at the end.
        return cls(
            feather=feather * (1 - p**3),
            beyond=smooth((p - _BEYOND_FROM) / (_BEYOND_BY - _BEYOND_FROM)),
            away=smooth((p - _OUT_FROM) / (_OUT_BY - _OUT_FROM)),
            corners=smooth(p / _CORNERS_BY) if is_round else 1.0,
            opacity=smooth(p / _FADED_IN),
        )


@dataclass(frozen=True, slots=True)
class _Inset:
    """Where the incoming picture lies on the outgoing one, to fractions of a pixel."""

    scale: float
    left: float
    top: float
    right: float
    bottom: float
    anchor: tuple[float, float]
    """Luma pixels of the canvas."""
    edge: _Edge
    out: float
    """Pixels beyond its sides where its feather ends."""
    window: Window
    """What is seen of it, with what of its mirror lies within its edge."""

    @classmethod
    def at(
        cls, canvas: Picture, scale: float, point: tuple[float, float], edge: _Edge
    ) -> _Inset | None:
        """None if it is too small to be seen."""
        width, height = canvas.size.width, canvas.size.height
        anchor = point[0] * width, point[1] * height
        left, top = anchor[0] * (1 - scale), anchor[1] * (1 - scale)
        right, bottom = left + scale * width, top + scale * height
        short = scale * min(width, height)
        if short < 2:
            return None
        around = max(left, top, width - right, height - bottom, 0)
        out = edge.beyond * edge.feather * short / 2 + edge.away * around
        window = Window(
            max(floor((left - out) / 2) * 2, 0),
            max(floor((top - out) / 2) * 2, 0),
            min(ceil((right + out) / 2) * 2, width),
            min(ceil((bottom + out) / 2) * 2, height),
        )
        return cls(scale, left, top, right, bottom, anchor, edge, out, window)

    @property
    def point(self) -> tuple[float, float]:
        """The anchor as a share of the window."""
        size = self.window.size
        x, y = self.anchor[0] - self.window.left, self.anchor[1] - self.window.top
        return x / size.width, y / size.height

    def picture_of(self, picture: Picture) -> Picture:
        move = about(self.anchor, (self.scale, self.scale))
        return shrunk(picture, move, self.scale, self.window, beyond=Beyond.MIRROR)

    def onto(self, ground: Picture, picture: Picture, bars: float) -> Picture:
        """bars: how much of its own emptiness it brings along."""
        luma, chroma = self._mask(LUMA, picture.y.shape), self._mask(CHROMA, picture.u.shape)
        if picture.alpha is not None:
            there = toward(picture.alpha, 255, bars)
            luma = mixed(0, luma, there)
            chroma = mixed(0, chroma, shrunk_like(there, chroma))
        planes = (
            self._laid(under, over, mask, part)
            for under, over, mask, part in zip(
                ground.planes, picture.planes, (luma, chroma, chroma), (1, 2, 2), strict=True
            )
        )
        if ground.alpha is None or picture.alpha is None:
            return Picture.of(planes)
        return Picture.of(planes, self._laid(ground.alpha, picture.alpha, luma, 1))

    def _laid(self, under: Plane, over: Plane, mask: Plane, part: int) -> Plane:
        if under.shape == over.shape:
            return mixed(under, over, mask)
        top, left = self.window.top // part, self.window.left // part
        place = np.s_[top : top + over.shape[0], left : left + over.shape[1]]
        result = under.copy()
        result[place] = mixed(under[place], over, mask)
        return result

    def _mask(self, lattice: Lattice, shape: tuple[int, ...]) -> Plane:
        """The product of a slope from each side, with every sample at its own site; of an ellipse
        with that."""
        lattice = lattice.seen_from(self.window.left, self.window.top)
        x, y = (
            np.arange(count, dtype=np.float64) * pitch + site
            for count, pitch, site in zip(shape[::-1], lattice.pitch, lattice.site, strict=True)
        )
        reach = self.edge.feather * self._half
        straight = reach * self.edge.corners
        across = _slope(np.minimum(x - self.left, self.right - x) + self.out, straight)
        down = _slope(np.minimum(y - self.top, self.bottom - y) + self.out, straight)
        # 255 * 257 is just below 2 ** 16: both at their ends give 255.
        across, down = across * 257, down * 255 * self.edge.opacity
        mask = (np.multiply.outer(_whole(down), _whole(across)) >> 8).astype(np.uint8)
        if self.edge.corners == 1:
            return mask
        return mixed(0, mask, self._ellipse(x, y, reach))

    @property
    def _half(self) -> float:
        return min(self.right - self.left, self.bottom - self.top) / 2

    def _ellipse(self, x: NDArray[np.float64], y: NDArray[np.float64], reach: float) -> Plane:
        """(H, W): 255 within, grown until all of the frame is. Soft ones are worked out coarsely
        and drawn out."""
        coarse = _COARSE if reach > 4 * _COARSE else 1
        u, v = (
            (_means(at, coarse) - (first + last) / 2) / ((last - first) / 2)
            for at, first, last in ((x, self.left, self.right), (y, self.top, self.bottom))
        )
        radius = 1 + (2**0.5 - 1) * self.edge.corners
        inside = (radius - np.hypot(u[None, :], v[:, None])) * self._half
        soft = _slope(inside + self.out, reach)
        return scaled(_whole(soft * 255).astype(np.uint8), len(x), len(y))


def _means(line: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The places of as many samples as a `count`th of a line's, evenly over it."""
    few = max(2, len(line) // count)
    at = (np.arange(few) + 0.5) * len(line) / few - 0.5
    return np.interp(at, np.arange(len(line)), line)


def _slope(inside: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """From 0 at the edge to 1 at `reach` pixels inside. Where that is less than a pixel, the share
    of the pixel that lies inside."""
    covered = 0.5 * min(max(2 - reach, 0.0), 1.0)
    t = np.clip((inside + covered) / max(reach, 1.0), 0, 1)
    return t * t * (3 - 2 * t)


def _whole(line: NDArray[np.float64]) -> NDArray[np.uint16]:
    return np.rint(line).astype(np.uint16)


KINDS = (
    Kind(
        name="zoom",
        words="Flies into the picture: the next scene is born inside this one",
        family=Family.CAMERA,
        run=zoom,
        params=(
            Param(
                name="factor",
                default=6.0,
                words="how many times smaller the next scene is born",
                lowest=1.01,
                highest=1000,
            ),
            X,
            Y,
            Param(
                name="feather",
                default=0.5,
                words="softness of the inset's edge, share of half its height",
                lowest=0,
                highest=1,
            ),
            Param(
                name="shape",
                default="frame",
                words="of the inset: the frame, or round while it is small",
                choices=("frame", "round"),
            ),
            Param(name="blur", default=0.0, words="drawn out from the point", lowest=0, highest=1),
            Param(
                name="direction",
                default="in",
                words="into the picture, or out of it",
                choices=("in", "out"),
            ),
        ),
    ),
)
