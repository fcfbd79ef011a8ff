"""One picture pushes, covers, uncovers or squeezes the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.kernels import mixed
from sorastudio.render.picture import Picture, Plane
from sorastudio.render.place import BORDERS
from sorastudio.render.transitions.kind import EASE, Family, Kind, Param, number, smooth
from sorastudio.render.warp import CHROMA, LUMA, Lattice, about, moved, warped

_WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
_SHADOW_REACH = 0.06
"""How far it takes light, as a share of the side."""


def direction(default: str) -> Param:
    return Param(name="direction", default=default, words="where it moves", choices=tuple(_WAYS))


def push(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Both move as if they hung side by side."""
    return pushed(a, b, _share(progress, params), str(params["direction"]))


def cover(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """`b` moves in over `a`, which stays, or follows more slowly (parallax)."""
    edge, share = _Edge.of(str(params["direction"])), _share(progress, params)
    below = _shifted(a, edge, share * number(params, "parallax"))
    below = edge.shaded(below, share, number(params, "shadow"))
    return edge.joined(below, _shifted(b, edge, share - 1), share)


def uncover(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """`a` moves off `b`: to cover, run backwards the other way."""
    edge, share = _Edge.of(str(params["direction"])), _share(progress, params)
    below = edge.opposite.shaded(b, 1 - share, number(params, "shadow"))
    return edge.opposite.joined(below, _shifted(a, edge, share), 1 - share)


def squeeze(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """`b` grows from one side and presses `a` together at the other."""
    edge, share = _Edge.of(str(params["direction"])), _share(progress, params)
    return edge.joined(_pressed(a, edge, 1 - share), _pressed(b, edge.opposite, share), share)


def pushed(a: Picture, b: Picture, share: float, way: str) -> Picture:
    """`a` out and `b` in by a share of the side."""
    edge = _Edge.of(way)
    return edge.joined(_shifted(a, edge, share), _shifted(b, edge, share - 1), share)


def _share(progress: float, params: Mapping[str, Option]) -> float:
    return smooth(progress) if params["ease"] else progress


@dataclass(frozen=True, slots=True)
class _Edge:
    """The edge between two pictures: it moves along an axis (0 across, 1 down), forwards (1) or
    backwards (-1)."""

    axis: int
    sign: int

    @classmethod
    def of(cls, way: str) -> _Edge:
        right, down = _WAYS[way]
        return cls(0 if right else 1, right + down)

    @property
    def opposite(self) -> _Edge:
        return _Edge(self.axis, -self.sign)

    def side(self, picture: Picture) -> int:
        """How far the edge has to go, in luma pixels."""
        return picture.size.width if self.axis == 0 else picture.size.height

    def joined(self, ahead: Picture, behind: Picture, share: float) -> Picture:
        """`behind` where the edge has passed by a share of its way, `ahead` where it has not."""
        luma = self._passed(ahead, ahead.y, LUMA, share)
        chroma = self._passed(ahead, ahead.u, CHROMA, share)
        planes = (
            mixed(p, q, mask)
            for p, q, mask in zip(ahead.planes, behind.planes, (luma, chroma, chroma), strict=True)
        )
        if ahead.alpha is None or behind.alpha is None:
            return Picture.of(planes)
        return Picture.of(planes, mixed(ahead.alpha, behind.alpha, luma))

    def shaded(self, picture: Picture, share: float, depth: float) -> Picture:
        """Darker just ahead of the edge, as soon as that has come in."""
        depth *= min(1.0, 8 * share)
        if depth <= 0:
            return picture
        planes = (
            mixed(black, plane, self._light(picture, plane, lattice, share, depth))
            for plane, black, lattice in zip(
                picture.planes, BORDERS, (LUMA, CHROMA, CHROMA), strict=True
            )
        )
        return Picture.of(planes, picture.alpha)

    def _passed(self, picture: Picture, plane: Plane, lattice: Lattice, share: float) -> Plane:
        """255 where the edge has passed; the sample it lies on is shared out exactly."""
        ahead = self._way(picture, plane, lattice) - share * self.side(picture)
        return self._drawn_out(0.5 - ahead / lattice.pitch[self.axis], plane)

    def _light(
        self, picture: Picture, plane: Plane, lattice: Lattice, share: float, depth: float
    ) -> Plane:
        side = self.side(picture)
        ahead = self._way(picture, plane, lattice) / side - share
        near = np.clip(1 - ahead / _SHADOW_REACH, 0, 1) * (ahead > 0)
        return self._drawn_out(1 - depth * near * near, plane)

    def _way(self, picture: Picture, plane: Plane, lattice: Lattice) -> NDArray[np.float64]:
        """How far from where the edge begins each column or row lies, in luma pixels."""
        count = plane.shape[1 - self.axis]
        at = np.arange(count, dtype=np.float64) * lattice.pitch[self.axis] + lattice.site[self.axis]
        return at if self.sign > 0 else self.side(picture) - at

    def _drawn_out(self, line: NDArray[np.float64], plane: Plane) -> Plane:
        """A line of shares as a mask."""
        values = np.rint(np.clip(line, 0, 1) * 255).astype(np.uint8)
        column = values[None, :] if self.axis == 0 else values[:, None]
        return np.broadcast_to(column, plane.shape)


def _shifted(picture: Picture, edge: _Edge, share: float) -> Picture:
    if share == 0:
        return picture
    way = share * edge.sign * edge.side(picture)
    return warped(picture, moved(way, 0) if edge.axis == 0 else moved(0, way))


def _pressed(picture: Picture, edge: _Edge, share: float) -> Picture:
    """All of the picture in a share of the side: at the end the edge comes from if it goes forward
    for `edge`, else at the other."""
    share = max(share, 1e-3)
    end = float(edge.side(picture)) if edge.sign > 0 else 0.0
    scale = (share, 1.0) if edge.axis == 0 else (1.0, share)
    return warped(picture, about((end, end), scale))


_SHADOW = Param(name="shadow", default=0.5, words="depth of the edge's shadow", lowest=0, highest=1)
_PARALLAX = "how far the old picture moves along"

KINDS = (
    Kind(
        name="push",
        words="The next picture pushes this one out",
        family=Family.MOVE,
        run=push,
        params=(direction("left"), EASE),
    ),
    Kind(
        name="slide",
        words="The next picture slides in, this one follows more slowly",
        family=Family.MOVE,
        run=cover,
        params=(
            direction("left"),
            Param(name="parallax", default=0.35, words=_PARALLAX, lowest=0, highest=1),
            _SHADOW,
            EASE,
        ),
    ),
    Kind(
        name="cover",
        words="The next picture moves in over this one",
        family=Family.MOVE,
        run=cover,
        params=(
            direction("left"),
            Param(name="parallax", default=0.0, words=_PARALLAX, lowest=0, highest=1),
            _SHADOW,
            EASE,
        ),
    ),
    Kind(
        name="uncover",
        words="This picture moves off the next one",
        family=Family.MOVE,
        run=uncover,
        params=(direction("left"), _SHADOW, EASE),
    ),
    Kind(
        name="squeeze",
        words="The next picture grows and presses this one together",
        family=Family.MOVE,
        run=squeeze,
        params=(direction("left"), EASE),
    ),
)
