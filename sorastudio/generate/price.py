"""What a model costs, as its maker says or as was last heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

from sorastudio.project.media import Cost, Size

CURRENCY = "USD"
_EXACT = Decimal("0.000001")


_FINEST = Decimal("0.000000001")
_DEAREST = 1000
"""No second and no take of video costs more."""
_LONGEST = 40
"""Characters of an amount."""


class Unit(StrEnum):
    SECOND = "second"
    TAKE = "take"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """`by_lines`: other amounts for pictures of at least so many lines on the shorter side."""

    amount: Decimal
    unit: Unit
    as_of: str
    """The day (ISO 8601) it was true."""
    by_lines: Mapping[int, Decimal] = field(default_factory=dict)

    def of(self, seconds: Fraction, size: Size) -> Cost:
        """An estimate for one take, in millionths of a dollar, rounded up."""
        lines = min(size.width, size.height)
        fitting = [each for each in self.by_lines if each <= lines]
        amount = self.by_lines[max(fitting)] if fitting else self.amount
        if self.unit is Unit.SECOND:
            amount = amount * seconds.numerator / seconds.denominator
        amount = amount.quantize(_EXACT, rounding="ROUND_UP")
        # Without the zeros at the end, and never as 1E+1.
        plain = Decimal(format(amount.normalize(), "f"))
        return Cost(amount=plain, currency=CURRENCY, billed=amount == 0)

    @property
    def words(self) -> str:
        return f"${self.amount} a {self.unit} ({self.as_of or 'as you said'})"


def published_amount(value: object, most: int = _DEAREST) -> Decimal | None:
    """US dollars as a service writes them, as a number or a text, to a billionth and rounded up;
    None for what is no price: below zero, without end, or over `most`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        text = str(value).strip()
        amount = Decimal(text)
    except (InvalidOperation, ValueError):
        return None
    if len(text) > _LONGEST or not amount.is_finite() or not 0 <= amount <= most:
        return None
    return Decimal(format(amount.quantize(_FINEST, rounding="ROUND_UP").normalize(), "f"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a batch will cost: the sum of what is known, and how many are not."""

    known: Decimal = Decimal(0)
    unknown: int = 0

    @property
    def words(self) -> str:
        """For the person."""
        parts = [f"${self.known}"] if self.known or not self.unknown else []
        if self.unknown:
            parts.append(f"{self.unknown} of unknown price")
        return " and ".join(parts) + ", estimated"


def estimate_of(costs: Iterable[Cost | None]) -> Estimate:
    """Of takes, each with what it is estimated at in US dollars; None where nobody knows."""
    known = list(costs)
    return Estimate(
        known=sum((each.amount for each in known if each is not None), Decimal(0)),
        unknown=sum(each is None for each in known),
    )
