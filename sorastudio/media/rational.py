"""The one place where av's rational numbers become `Fraction`: av 18 has `Fraction` or None, av 19
a type of its own in which 0/1 and x/0 say that nothing is known."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol


class Ratio(Protocol):
    @property
    def numerator(self) -> int: ...

    @property
    def denominator(self) -> int: ...


def known(value: Ratio | None) -> Fraction | None:
    """The value, or None where av says that it is unknown."""
    if value is None or not value.numerator or not value.denominator:
        return None
    return Fraction(value.numerator, value.denominator)


def exact(value: Ratio | None) -> Fraction:
    """The value of something that is always set, such as the time base of an open stream."""
    result = known(value)
    if result is None:
        raise ValueError("av gave no number where there must be one")
    return result
