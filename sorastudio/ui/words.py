"""Times, sizes and sums of money as a person reads them."""

from __future__ import annotations

from decimal import Decimal

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
