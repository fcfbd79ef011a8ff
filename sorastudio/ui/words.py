"""Times, sizes and sums of money as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sorastudio.project.media import Cost

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def clock(seconds: float) -> str:
    """`0:07`, `12:30`, `1:02:03`."""
    minutes, rest = divmod(max(round(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def file_size(count: float) -> str:
    """Bytes in the decimal units in which systems and disks are sold."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.1f} GB" if count < 1000 else f"{count / 1000:.1f} TB"


def money(amount: Decimal, currency: str) -> str:
    sign = _SIGNS.get(currency)
    return f"{sign}{amount:.2f}" if sign else f"{amount:.2f} {currency}"


def spend(costs: Iterable[Cost]) -> str:
    """What was billed and what is only estimated, each currency by itself; empty for nothing."""
    sums: dict[tuple[str, bool], Decimal] = {}
    for cost in costs:
        key = (cost.currency, cost.billed)
        sums[key] = sums.get(key, Decimal(0)) + cost.amount
    return " · ".join(
        f"{money(total, currency)} {'billed' if billed else 'estimated'}"
        for (currency, billed), total in sorted(sums.items())
        if total
    )
