"""The picture is a page that is turned over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.kernels import mixed, toward
from sorastudio.render.picture import Picture, Plane
from sorastudio.render.place import BORDERS
from sorastudio.render.transitions.kind import EASE, Family, Kind, Param, number, smooth
from sorastudio.render.warp import CHROMA, LUMA, Lattice

_PAPER, _PALE = (205, 128, 128), 0.75
"""What shows through from behind, plane by plane, and how much of it is seen."""

_SHADOW = 1.5
"""How far the page takes light from the ground beside it, in radii of its roll."""

Line = NDArray[np.float64]


def page(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Lifted at the right edge, rolled over a cylinder that goes to the left, and away."""
    share = smooth(progress) if params["ease"] else progress
    roll = _Roll.at(share, number(params, "curl"))
    width, lattices = a.size.width, (LUMA, CHROMA, CHROMA)
    planes = [
        roll.seen(p, q, lattice, width, black, paper)
        for p, q, lattice, black, paper in zip(
            a.planes, b.planes, lattices, BORDERS, _PAPER, strict=True
        )
    ]
    if a.alpha is None or b.alpha is None:
        return Picture.of(planes)
    return Picture.of(planes, roll.covered(a.alpha, b.alpha, width))


@dataclass(frozen=True, slots=True)
class _Roll:
    """A page as wide as 1 that leaves the ground at `axis` and goes up a cylinder of `radius`."""

    axis: float
    radius: float

    @classmethod
    def at(cls, share: float, curl: float) -> _Roll:
        radius = 0.04 + 0.12 * curl
        return cls(1 - share * (1 + (1 + _SHADOW) * radius), radius)

    def seen(
        self, a: Plane, b: Plane, lattice: Lattice, width: int, black: int, paper: int
    ) -> Plane:
        """A plane of the picture. paper: what the back of the page is mixed with."""
        x = (np.arange(a.shape[1]) * lattice.pitch[0] + lattice.site[0]) / width
        front, back = self._front(x), self._back(x)
        result = mixed(black, b, _mask(self._ground_light(x), b))
        result = _laid(result, a, front, lattice, width, (black, self._light(front)))
        return _laid(
            result, toward(a, paper, _PALE), back, lattice, width, (black, self._light(back))
        )

    def covered(self, a: Plane, b: Plane, width: int) -> Plane:
        """The same for alpha, which light does not change."""
        x = (np.arange(a.shape[1]) + 0.5) / width
        return _laid(_laid(b, a, self._front(x), LUMA, width), a, self._back(x), LUMA, width)

    def _front(self, x: Line) -> Line:
        """Which place of the page lies at x with its face up; beyond 1 where none does."""
        up = np.clip((x - self.axis) / self.radius, 0, 1)
        over = np.where(x > self.axis + self.radius, 9.0, self.axis + self.radius * np.arcsin(up))
        return np.where(x < self.axis, x, over)

    def _back(self, x: Line) -> Line:
        """The same for its back, which lies above."""
        up = np.clip((x - self.axis) / self.radius, 0, 1)
        curve = self.axis + self.radius * (pi - np.arcsin(up))
        flat = self.axis + self.radius * pi + (self.axis - x)
        over = np.where(x > self.axis + self.radius, 9.0, curve)
        return np.where(x < self.axis, flat, over)

    def _ground_light(self, x: Line) -> Line:
        """The page takes light from what lies beside it."""
        far = np.clip((x - self.axis - self.radius) / (_SHADOW * self.radius), 0, 1)
        return 0.45 + 0.55 * far

    def _light(self, place: Line) -> Line:
        """Darker where the page bends away, and behind."""
        bend = np.clip((place - self.axis) / (self.radius * pi), 0, 1)
        return np.where(bend < 0.5, 1.0, 0.8) - 0.4 * np.sin(bend * pi)


def _laid(
    under: Plane,
    leaf: Plane,
    place: Line,
    lattice: Lattice,
    width: int,
    shade: tuple[int, Line] | None = None,
) -> Plane:
    """The part of a leaf that lies here over what is below. shade: black, and the light on it."""
    there = np.clip((1 - place) * width / lattice.pitch[0] + 0.5, 0, 1)
    columns = np.flatnonzero(there)
    if not columns.size:
        return under
    span = np.s_[columns[0] : columns[-1] + 1]
    seen = _columns(leaf, (place[span] * width - lattice.site[0]) / lattice.pitch[0])
    if shade is not None:
        seen = mixed(shade[0], seen, _mask(shade[1][span], seen))
    result = under.copy()
    result[:, span] = mixed(under[:, span], seen, _mask(there[span], seen))
    return result


def _columns(plane: Plane, column: Line) -> Plane:
    """The plane with its columns taken from other places, between samples too."""
    size = plane.shape[0], column.size
    across = np.broadcast_to(column.astype(np.float32), size)
    down = np.broadcast_to(np.arange(size[0], dtype=np.float32)[:, None], size)
    seen = cv2.remap(
        plane,
        np.ascontiguousarray(across),
        np.ascontiguousarray(down),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(seen, plane.dtype)


def _mask(line: Line, like: Plane) -> Plane:
    values = np.rint(np.clip(line, 0, 1) * 255).astype(np.uint8)
    return np.broadcast_to(values[None, :], like.shape)


KINDS = (
    Kind(
        name="page",
        words="This picture is a page that is turned over",
        family=Family.MOVE,
        run=page,
        params=(
            Param(name="curl", default=0.4, words="how wide the page rolls", lowest=0, highest=1),
            EASE,
        ),
    ),
)
