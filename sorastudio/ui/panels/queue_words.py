"""The queue, and what the film has cost, in a line."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from sorastudio.generate.price import CURRENCY
from sorastudio.store.ledger_job import Spending
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.pickup import Money
from sorastudio.ui.film.stages import Elsewhere, Failed, Queued, Running, Stage, Unconfirmed
from sorastudio.ui.words import money as sum_words

_KINDS = (
    (Running, "generating"),
    (Elsewhere, "in another program"),
    (Queued, "waiting"),
    (Failed, "failed"),
    (Unconfirmed, "may have been charged"),
)


def queue_line(generation: Generation) -> str:
    """`2 generating · 5 waiting`; empty while nothing is under way."""
    counts = Counter(_kind(job.stage) for job in generation.jobs)
    parts = [f"{counts[kind]} {words}" for kind, words in _KINDS if counts[kind]]
    if generation.paused:
        parts.append("paused")
    return " · ".join(parts)


def _kind(stage: Stage) -> type[Stage]:
    """What waits in the queue of its service is not generating yet."""
    match stage:
        case Running(ahead=int()):
            return Queued
    return type(stage)


def money_line(money: Money, *, long: bool = False) -> str:
    """`$3.40 of $20.00 cap, estimated`; what may still be charged counts against the cap, and is
    told by itself where there is room."""
    known = {**money.spending}
    if money.cap is not None:
        known.setdefault(CURRENCY, Spending())
    parts = []
    for currency, spent in known.items():
        whole = spent.spent + spent.possible
        of = ""
        if currency == CURRENCY and money.cap is not None:
            of = f" of {sum_words(money.cap, CURRENCY)} cap"
        words = f"{sum_words(whole, currency)}{of}"
        if whole:
            words += f", {_sureness(spent, money.billed.get(currency, Decimal(0)))}"
        if long and spent.possible:
            words += f" ({sum_words(spent.possible, currency)} of it not sure yet)"
        parts.append(words)
    return " · ".join(parts)


def _sureness(spent: Spending, billed: Decimal) -> str:
    if not billed:
        return "estimated"
    return "billed" if billed == spent.spent and not spent.possible else "partly estimated"
