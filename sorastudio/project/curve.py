"""Values that change over time."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Ease(StrEnum):
    """How a value goes from one key to the next."""

    HOLD = "hold"
    LINEAR = "linear"
    SMOOTH = "smooth"
    EXPONENTIAL = "exponential"
    """Constant in log scale: what the eye sees as one steady zoom. Both keys must be above zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    time: Fraction
    """Seconds of source time, so that keys stay on their pictures when a clip is trimmed, split or
    slipped."""
    value: float
    ease: Ease = Ease.LINEAR


@dataclass(frozen=True, slots=True)
class Curve:
    """Keys in order of time; before the first and after the last the value rests."""

    keys: tuple[Key, ...]

    def at(self, time: Fraction) -> float:
        right = bisect_right(self.keys, time, key=lambda key: key.time)
        if right == 0:
            return self.keys[0].value
        if right == len(self.keys):
            return self.keys[-1].value
        a, b = self.keys[right - 1], self.keys[right]
        return _between(a, b.value, float((time - a.time) / (b.time - a.time)))


Varying = float | Curve
"""A number that is constant or follows a curve."""


def value_at(varying: Varying, time: Fraction) -> float:
    return varying.at(time) if isinstance(varying, Curve) else varying


def _between(a: Key, b: float, t: float) -> float:
    match a.ease:
        case Ease.HOLD:
            return a.value
        case Ease.LINEAR:
            return a.value + (b - a.value) * t
        case Ease.SMOOTH:
            return a.value + (b - a.value) * t * t * (3 - 2 * t)
        case Ease.EXPONENTIAL:
            return float(a.value * (b / a.value) ** t)
