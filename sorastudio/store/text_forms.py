"""Values that are written as one short text, exact and readable."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from sorastudio.project.media import Size
from sorastudio.project.time import FrameRate

T = TypeVar("T")

_FRACTION = re.compile(r"(-?[0-9]{1,60})(?:/([0-9]{1,60}))?")
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_SIZE = re.compile(r"([0-9]{1,5})x([0-9]{1,5})")
_MAX_FRACTION = 10**9


@dataclass(frozen=True, slots=True)
class TextForm(Generic[T]):
    """`read` raises ValueError, or an error for the person, for any other text."""

    write: Callable[[T], str]
    read: Callable[[str], T]
    words: str


def read_fraction(text: str) -> Fraction:
    """`3/2` or `3`. Raises ValueError, also for a zero denominator and for absurd sizes."""
    match = _FRACTION.fullmatch(text)
    numerator, denominator = (int(part or 1) for part in match.groups()) if match else (0, 0)
    if not denominator or abs(numerator) > _MAX_FRACTION * denominator:
        raise ValueError(f"not a fraction: {text!r}")
    return Fraction(numerator, denominator)


def read_decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"not a decimal number: {text!r}")
    return Decimal(text)


def read_size(text: str) -> Size:
    match = _SIZE.fullmatch(text)
    width, height = (int(part) for part in match.groups()) if match else (0, 0)
    if not width or not height:
        raise ValueError(f"not a size: {text!r}")
    return Size(width, height)


FRACTION = TextForm(str, read_fraction, f"a fraction such as '3/2', below {_MAX_FRACTION}")
DECIMAL = TextForm(lambda value: format(value, "f"), read_decimal, "a decimal such as '0.25'")
SIZE = TextForm(str, read_size, "a size such as '1280x720'")
FRAME_RATE = TextForm(str, FrameRate.parse, "a frame rate such as '24' or '24000/1001'")
