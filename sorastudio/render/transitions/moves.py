"""One picture pushes, covers, uncovers or squeezes the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option, Size
from sorastudio.render.kernels import mixed
from sorastudio.render.picture import Picture, Plane
from sorastudio.render.place import BORDERS
from sorastudio.render.transitions.kind import EASE, Family, Kind, Param, number, smooth
from sorastudio.render.warp import CHROMA, LUMA, Lattice, Window, about, moved, warped

_WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
_SHADOW_REACH = 0.06
"""How far it takes light, as a share of the side."""


def direction(default: str) -> Param:
    return Param(name="direction", default=default, words="where it moves", choices=tuple(_WAYS))


def push(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Both move as if they hung side by side."""
    return pushed(a, b, _share(progress, params), str(params["direction"]))


def pushed(a: Picture, b: Picture, share: float, way: str) -> Picture:
    """`a` out and `b` in by a share of the side."""
    edge = Edge.of(way, a.size)
    return edge.joined(edge.shifted(a, share), edge.shifted(b, share - 1), share)


def cover(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """`b` moves in over `a`, which stays, or follows more slowly (parallax)."""
    edge, share = Edge.of(str(params["direction"]), a.size), _share(progress, params)
    below = edge.shifted(a, share * number(params, "parallax"))
    picture = edge.joined(below, edge.shifted(b, share - 1), share)
    return edge.shaded(picture, share, number(params, "shadow"))


def uncover(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """`a` moves off `b`: to cover, run backwards the other way."""
    edge, share = Edge.of(str(params["direction"]), a.size), _share(progress, params)
    back = edge.opposite
    picture = back.joined(back.shifted(b, 0), edge.shifted(a, share), 1 - share)
    return back.shaded(picture, 1 - share, number(params, "shadow"))


def squeeze(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """`b` grows from one side and presses `a` together at the other."""
    edge, share = Edge.of(str(params["direction"]), a.size), _share(progress, params)
    return edge.joined(edge.pressed(a, 1 - share), edge.opposite.pressed(b, share), share)


def _share(progress: float, params: Mapping[str, Option]) -> float:
    return smooth(progress) if params["ease"] else progress


Seen = Callable[[Window], Picture]
"""What a window shows of a picture that was moved."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The edge between two pictures: it moves along an axis (0 across, 1 down), forwards (1) or
    backwards (-1)."""

    axis: int
    sign: int
    size: Size

    @classmethod
    def of(cls, way: str, size: Size) -> Edge:
        right, down = _WAYS[way]
        return cls(0 if right else 1, right + down, size)

    @property
    def opposite(self) -> Edge:
        return replace(self, sign=-self.sign)

    @property
    def side(self) -> int:
        """How far the edge has to go, in luma pixels."""
        return self.size.width if self.axis == 0 else self.size.height

    def shifted(self, picture: Picture, share: float) -> Seen:
        """The picture moved by a share of the side."""
        way = share * self.sign * self.side
        move = moved(way, 0) if self.axis == 0 else moved(0, way)
        return lambda window: warped(picture, move, window=window)

    def pressed(self, picture: Picture, share: float) -> Seen:
        """All of the picture in a share of the side, at the end the edge goes to."""
        share = max(share, 1e-3)
        end = float(self.side) if self.sign > 0 else 0.0
        move = about((end, end), (share, 1.0) if self.axis == 0 else (1.0, share))
        return lambda window: warped(picture, move, window=window)

    def joined(self, ahead: Seen, behind: Seen, share: float) -> Picture:
        """`behind` where the edge has passed by a share of its way, `ahead` where it has not. Each
        is drawn only where it is seen."""
        if self.sign < 0:
            return replace(self, sign=1).joined(behind, ahead, 1 - share)
        seam = 2 * floor(share * self.side / 2)
        first, last = max(0, seam - 2), min(self.side, seam + 4)
        parts = [
            behind(self._window(0, first)) if first else None,
            self._mixed(ahead, behind, (first, last), share),
            ahead(self._window(last, self.side)) if last < self.side else None,
        ]
        return _side_by_side([part for part in parts if part is not None], 1 - self.axis)

    def _window(self, begin: int, end: int) -> Window:
        if self.axis == 0:
            return Window(begin, 0, end, self.size.height)
        return Window(0, begin, self.size.width, end)

    def _mixed(self, ahead: Seen, behind: Seen, span: tuple[int, int], share: float) -> Picture:
        """The few columns or rows about the edge; the samples it lies on are shared out exactly."""
        window = self._window(*span)
        a, b, at = ahead(window), behind(window), share * self.side - span[0]
        luma, chroma = (
            self._passed(plane, part, at) for plane, part in ((a.y, LUMA), (a.u, CHROMA))
        )
        planes = (
            mixed(p, q, mask)
            for p, q, mask in zip(a.planes, b.planes, (luma, chroma, chroma), strict=True)
        )
        if a.alpha is None or b.alpha is None:
            return Picture.of(planes)
        return Picture.of(planes, mixed(a.alpha, b.alpha, luma))

    def _passed(self, plane: Plane, lattice: Lattice, at: float) -> Plane:
        count = np.arange(plane.shape[1 - self.axis], dtype=np.float64)
        ahead = count + (lattice.site[self.axis] - at) / lattice.pitch[self.axis]
        return self._drawn_out(0.5 - ahead, plane)

    def shaded(self, picture: Picture, share: float, depth: float) -> Picture:
        """Darker just ahead of the edge, as soon as that has come in."""
        depth *= min(1.0, 8 * share)
        begin, end = share * self.side, (share + _SHADOW_REACH) * self.side
        if self.sign < 0:
            begin, end = self.side - end, self.side - begin
        first, last = (min(max(2 * round(each / 2), 0), self.side) for each in (begin, end))
        if depth <= 0 or last <= first:
            return picture
        planes = [plane.copy() for plane in picture.planes]
        for plane, black, lattice in zip(planes, BORDERS, (LUMA, CHROMA, CHROMA), strict=True):
            pitch = lattice.pitch[self.axis]
            cut = slice(int(first // pitch), ceil(last / pitch))
            part = plane[:, cut] if self.axis == 0 else plane[cut]
            at = cut.start * pitch + lattice.site[self.axis]
            places = at + np.arange(part.shape[1 - self.axis], dtype=np.float64) * pitch
            way = places if self.sign > 0 else self.side - places
            near = np.clip(1 - (way / self.side - share) / _SHADOW_REACH, 0, 1)
            part[:] = mixed(black, part, self._drawn_out(1 - depth * near * near, part))
        return Picture.of(planes, picture.alpha)

    def _drawn_out(self, line: NDArray[np.float64], plane: Plane) -> Plane:
        """A line of shares as a mask."""
        values = np.rint(np.clip(line, 0, 1) * 255).astype(np.uint8)
        column = values[None, :] if self.axis == 0 else values[:, None]
        return np.broadcast_to(column, plane.shape)


def _side_by_side(parts: list[Picture], axis: int) -> Picture:
    y, u, v = (
        np.concatenate(planes, axis) for planes in zip(*(p.planes for p in parts), strict=True)
    )
    alphas = [part.alpha for part in parts if part.alpha is not None]
    return Picture(y, u, v, np.concatenate(alphas, axis) if alphas else None)


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
