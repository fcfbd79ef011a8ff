"""Shapes that open over the other picture, and patterns of many small ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import cos, hypot, pi, sin

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.picture import Picture
from sorastudio.render.transitions.kind import SEED, Family, Kind, Param, X, Y, number, softness
from sorastudio.render.transitions.reveal import When, along, grid, reveal, spread

Far = NDArray[np.float32]
_Shape = Callable[[Far, Far], Far]
"""How large the shape has to be to reach a place, from the place's offsets to the right and
down."""


def iris(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """A shape opens about a point, or (closing) the old picture shrinks into it."""
    height, width = a.y.shape
    point = number(params, "x"), number(params, "y")
    when = _iris(width, height, str(params["shape"]), point, closing=bool(params["closing"]))
    return reveal(a, b, when, progress, number(params, "softness"))


def blinds(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    height, width = a.y.shape
    when = _blinds(width, height, number(params, "angle"), int(params["count"]))
    return reveal(a, b, when, progress, number(params, "softness"))


def checker(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """First the dark fields of a chess board turn, then the light ones."""
    height, width = a.y.shape
    return reveal(
        a, b, _checker(width, height, int(params["rows"])), progress, number(params, "softness")
    )


def blocks(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Squares turn, one here, one there."""
    height, width = a.y.shape
    when = _blocks(width, height, int(params["rows"]), int(params["seed"]))
    return reveal(a, b, when, progress, number(params, "softness"))


@lru_cache(maxsize=4)
def _iris(
    width: int, height: int, shape: str, point: tuple[float, float], *, closing: bool
) -> When:
    x, y = grid(width, height)
    right, down = (x - np.float32(point[0])) * width, (y - np.float32(point[1])) * height
    if shape == "ellipse":
        right, down = right / width, down / height
    far = spread(_SHAPES[shape](right, down))
    return 1 - far if closing else far


def _circle(x: Far, y: Far) -> Far:
    return np.hypot(x, y)


def _diamond(x: Far, y: Far) -> Far:
    return np.abs(x) + np.abs(y)


def _box(x: Far, y: Far) -> Far:
    return np.maximum(np.abs(x), np.abs(y))


def _star(x: Far, y: Far) -> Far:
    """Five points: each tenth of the turn is one straight edge between a point and a notch."""
    step = pi / 5
    angle = np.mod(np.arctan2(x, -y), 2 * step)
    angle = np.minimum(angle, 2 * step - angle)
    notch = 0.42
    edge = np.array([notch * sin(step), notch * cos(step) - 1])
    normal = np.array([-edge[1], edge[0]]) / hypot(*edge)
    reach = np.sin(angle) * normal[0] + np.cos(angle) * normal[1]
    return np.asarray(np.hypot(x, y) * reach / normal[1], np.float32)


def _heart(x: Far, y: Far) -> Far:
    """The unit heart is where (x² + y² - 1)³ = x²y³; its size is found along the ray."""
    far, angle = np.hypot(x, y), np.arctan2(-y - 0 * x, x + 0 * y)
    turns = np.linspace(-pi, pi, 721)
    return np.asarray(far / np.interp(angle, turns, _heart_edge(turns)), np.float32)


def _heart_edge(turns: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far from the middle the edge of the heart lies in a direction; by halving."""
    low, high = np.full_like(turns, 0.2), np.full_like(turns, 2.0)
    for _ in range(30):
        middle = (low + high) / 2
        x, y = middle * np.cos(turns), middle * np.sin(turns)
        inside = (x * x + y * y - 1) ** 3 < x * x * y**3
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return low


_SHAPES: dict[str, _Shape] = {
    "circle": _circle,
    "ellipse": _circle,
    "diamond": _diamond,
    "box": _box,
    "star": _star,
    "heart": _heart,
}


@lru_cache(maxsize=4)
def _blinds(width: int, height: int, angle: float, count: int) -> When:
    return np.asarray(np.mod(along(width, height, angle) * count, 1), np.float32)


@lru_cache(maxsize=4)
def _checker(width: int, height: int, rows: int) -> When:
    column, row, inside = _cells(width, height, rows)
    late = np.mod(column + row, 2)
    return np.asarray(late * 0.5 + inside * 0.5, np.float32)


@lru_cache(maxsize=4)
def _blocks(width: int, height: int, rows: int, seed: int) -> When:
    column, row, _ = _cells(width, height, rows)
    count = int(column.max()) + 1
    order = np.random.RandomState(seed).permutation(rows * count).astype(np.float32)
    return spread(order[(row * count + column).astype(np.int64)])


def _cells(width: int, height: int, rows: int) -> tuple[Far, Far, Far]:
    """Column and row of each pixel's square, and how far to the right in it the pixel lies."""
    x, y = grid(width, height)
    across = x * np.float32(rows * width / height)
    column, row = np.floor(across), np.floor(y * rows)
    return column, row, across - column


_ROWS = Param(name="rows", default=6, words="squares from top to bottom", lowest=1, highest=64)

KINDS = (
    Kind(
        name="iris",
        words="A shape opens over the next picture",
        family=Family.WIPE,
        run=iris,
        params=(
            Param(name="shape", default="circle", words="what opens", choices=tuple(_SHAPES)),
            X,
            Y,
            softness(0.05),
            Param(name="closing", default=False, words="the old picture shrinks instead"),
        ),
    ),
    Kind(
        name="blinds",
        words="Slats turn over",
        family=Family.WIPE,
        run=blinds,
        params=(
            Param(name="angle", default=90.0, words="degrees: 0 to the right, 90 down"),
            Param(name="count", default=10, words="how many slats", lowest=1, highest=100),
            softness(0.15),
        ),
    ),
    Kind(
        name="checker",
        words="The fields of a chess board turn",
        family=Family.WIPE,
        run=checker,
        params=(_ROWS, softness(0.05)),
    ),
    Kind(
        name="blocks",
        words="Squares turn, one here, one there",
        family=Family.WIPE,
        run=blocks,
        params=(_ROWS, softness(0.15), SEED),
    ),
)
