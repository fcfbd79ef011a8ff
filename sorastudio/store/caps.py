"""Hard limits on money, to the last decimal."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sorastudio.errors import CapReached
from sorastudio.store.ledger_job import LedgerJob, Spending

CURRENCY = "USD"


def refuse_beyond(whose: str, cap: Decimal, spent: Mapping[str, Spending], job: LedgerJob) -> None:
    """Raises CapReached for a job that could lead beyond a cap in US dollars: with all that was
    spent, all that may still be charged, and what it is estimated at itself."""
    if job.cost_estimated is None:
        raise CapReached(
            f"{whose} has a cap of ${cap}, and nobody knows what a take of "
            f"{job.model or 'this generator'} costs.",
            kept="Nothing was sent.",
            todo="Give the connection a price for a second, or take the cap away.",
        )
    if not job.cost_estimated:
        return
    if job.currency != CURRENCY:
        raise CapReached(
            f"{whose} has a cap in US dollars; {job.model or 'the generator'} counts in "
            f"{job.currency}.",
            kept="Nothing was sent.",
        )
    mine = spent.get(CURRENCY, Spending())
    committed = mine.spent + mine.possible
    if committed + job.cost_estimated > cap:
        raise CapReached(
            f"{whose} may cost ${cap}. ${committed} of it are spent or under way, and this take is "
            f"estimated at ${job.cost_estimated}.",
            kept="Nothing was sent.",
            todo="Raise the cap, or choose something cheaper.",
        )
