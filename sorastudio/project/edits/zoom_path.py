"""The way of a camera that zooms at one rate through a clip, while the point it zooms about moves.

With S the scale and g the offset of the point from the middle of the canvas, one step about the
point takes the picture's scale to q * S and its offset x to g + q * (x - g): so everything on
screen moves away from the point by the same factor q, frame after frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sorastudio.project.clip import Fit, Placement
from sorastudio.project.curve import Curve, Ease, Key, Varying

Anchor = tuple[float, float]
"""A point of the canvas: fractions of it, from its left and its top."""

CENTRE: Anchor = (0.5, 0.5)
_SAME_RATE = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """Where the picture is at one frame of the way."""

    scale: float
    x: float
    y: float
    """Fractions of the canvas, from its middle."""


def growths(count: int, growth: float, rest: int = 0) -> tuple[float, ...]:
    """The scale's factor from each of `count` steps to the next. rest: over how many of them it
    falls to 1, where the camera stands; 0 never."""
    if rest == 0:
        return (growth,) * (count - 1)
    return tuple(growth ** (1 - _eased(min(n / (rest + 1), 1))) for n in range(1, count))


def way(growths: Sequence[float], begin: Anchor, end: Anchor) -> tuple[Step, ...]:
    """The picture fills the canvas at the first step. The point goes softly from `begin` to
    `end`."""
    steps = [Step(1.0, 0.0, 0.0)]
    for number, growth in enumerate(growths, start=1):
        about = _between(begin, end, number / (len(growths) + 1))
        steps.append(_grown(steps[-1], growth, (about[0] - 0.5, about[1] - 0.5)))
    return tuple(steps)


def way_back(growths: Sequence[float], begin: Anchor, end: Anchor) -> tuple[Step, ...]:
    """The camera goes away: the picture fills the canvas at the last step."""
    return tuple(reversed(way(growths[::-1], end, begin)))


def filling(placement: Placement, usual: Fit) -> Placement:
    """Without bars at the sides, which would be seen to come and go. usual: the film's own fit."""
    fit = placement.fit or usual
    return replace(placement, fit=Fit.FILL) if fit is Fit.FIT else placement


def moved_along(
    placement: Placement, steps: Sequence[Step], times: Sequence[Fraction]
) -> Placement:
    """The placement with the way in its scale and position. What it had there that did not move is
    kept beneath. times: of each step, in seconds of the source."""
    scale, x, y = (
        _still(v, rest) for v, rest in zip(_moving(placement), (1.0, 0.0, 0.0), strict=True)
    )
    bends = [(times[n], steps[n].scale) for n in _bends([step.scale for step in steps])]
    return replace(
        placement,
        scale=_curve([Key(time=t, value=scale * s, ease=Ease.EXPONENTIAL) for t, s in bends]),
        x=_curve([Key(time=t, value=s.x + s.scale * x) for t, s in zip(times, steps, strict=True)]),
        y=_curve([Key(time=t, value=s.y + s.scale * y) for t, s in zip(times, steps, strict=True)]),
    )


def _bends(scales: Sequence[float]) -> list[int]:
    """Both ends, and where the rate changes between them."""
    last = len(scales) - 1
    return [
        n
        for n in range(len(scales))
        if n in (0, last) or abs(scales[n + 1] * scales[n - 1] / scales[n] ** 2 - 1) > _SAME_RATE
    ]


def _grown(step: Step, growth: float, point: tuple[float, float]) -> Step:
    x, y = (g + growth * (at - g) for g, at in zip(point, (step.x, step.y), strict=True))
    return Step(step.scale * growth, x, y)


def _between(begin: Anchor, end: Anchor, t: float) -> Anchor:
    share = _eased(t)
    return begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share


def _eased(t: float) -> float:
    return t * t * (3 - 2 * t)


def _moving(placement: Placement) -> tuple[Varying, Varying, Varying]:
    return placement.scale, placement.x, placement.y


def _still(varying: Varying, rest: float) -> float:
    """A curve is taken for an older way, and gives place to the new one."""
    return rest if isinstance(varying, Curve) else varying


def _curve(keys: list[Key]) -> Varying:
    """In order of time, also where the clip runs backwards; a number where nothing changes."""
    if len({key.value for key in keys}) == 1:
        return keys[0].value
    return Curve(tuple(sorted(keys, key=lambda key: key.time)))
