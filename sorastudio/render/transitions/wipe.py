"""An edge moves across and uncovers the other picture."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from sorastudio.project.media import Option
from sorastudio.render.picture import Picture
from sorastudio.render.transitions.kind import Family, Kind, Param, X, Y, number, softness
from sorastudio.render.transitions.reveal import When, along, grid, reveal, spread

_ANGLE = Param(name="angle", default=0.0, words="degrees: 0 to the right, 90 down")
_START = Param(name="angle", default=-90.0, words="degrees where it begins: -90 is the top")
_BACK = Param(name="backwards", default=False, words="the other way round")


def wipe(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """angle: degrees, 0 moves to the right, 90 down. softness: width of the edge as a share of the
    way."""
    height, width = a.y.shape
    when = _across(width, height, number(params, "angle"))
    return reveal(a, b, when, progress, number(params, "softness"))


def barn_doors(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Two edges part in the middle, or (backwards) meet there."""
    height, width = a.y.shape
    when = _apart(width, height, number(params, "angle"), back=bool(params["backwards"]))
    return reveal(a, b, when, progress, number(params, "softness"))


def clock(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """A hand goes once round a point."""
    return _by_turn(a, b, progress, params, blades=1)


def pinwheel(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Several hands go round at once."""
    return _by_turn(a, b, progress, params, blades=int(params["blades"]))


def radial(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """An edge swings about a corner, as a door does about its hinge."""
    height, width = a.y.shape
    when = _swing(width, height, str(params["corner"]), back=bool(params["backwards"]))
    return reveal(a, b, when, progress, number(params, "softness"))


def _by_turn(
    a: Picture, b: Picture, progress: float, params: Mapping[str, Option], *, blades: int
) -> Picture:
    height, width = a.y.shape
    point, back = (number(params, "x"), number(params, "y")), bool(params["backwards"])
    when = _turns(width, height, point, number(params, "angle"), blades, back=back)
    return reveal(a, b, when, progress, number(params, "softness"))


_across = lru_cache(maxsize=4)(along)


@lru_cache(maxsize=4)
def _apart(width: int, height: int, angle: float, *, back: bool) -> When:
    far = np.abs(_across(width, height, angle) * 2 - 1)
    return (1 - far if back else far).astype(np.float32)


@lru_cache(maxsize=4)
def _turns(
    width: int, height: int, point: tuple[float, float], angle: float, blades: int, *, back: bool
) -> When:
    x, y = grid(width, height)
    degrees = np.degrees(np.arctan2((y - point[1]) * height, (x - point[0]) * width)) - angle
    share = np.mod((-degrees if back else degrees) * (blades / 360), 1)
    return np.asarray(share, np.float32)


@lru_cache(maxsize=4)
def _swing(width: int, height: int, corner: str, *, back: bool) -> When:
    x, y = grid(width, height)
    across = x * width if "left" in corner else (1 - x) * width
    down = y * height if "top" in corner else (1 - y) * height
    share = spread(np.arctan2(down, across).astype(np.float32))
    return 1 - share if back else share


KINDS = (
    Kind(
        name="wipe",
        words="An edge moves across and uncovers the next picture",
        family=Family.WIPE,
        run=wipe,
        params=(_ANGLE, softness(0.08)),
    ),
    Kind(
        name="barn-doors",
        words="Two edges part in the middle",
        family=Family.WIPE,
        run=barn_doors,
        params=(_ANGLE, softness(0.05), _BACK),
    ),
    Kind(
        name="clock",
        words="A hand goes once round",
        family=Family.WIPE,
        run=clock,
        params=(X, Y, _START, softness(0.02), _BACK),
    ),
    Kind(
        name="pinwheel",
        words="Several hands go round at once",
        family=Family.WIPE,
        run=pinwheel,
        params=(
            X,
            Y,
            Param(name="blades", default=6, words="how many hands", lowest=2, highest=32),
            _START,
            softness(0.1),
            _BACK,
        ),
    ),
    Kind(
        name="radial",
        words="An edge swings about a corner like a door",
        family=Family.WIPE,
        run=radial,
        params=(
            Param(
                name="corner",
                default="bottom-left",
                words="where it hinges",
                choices=("top-left", "top-right", "bottom-left", "bottom-right"),
            ),
            softness(0.06),
            _BACK,
        ),
    ),
)
