"""A take on its way, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic

from sorastudio.generate.orders import Order
from sorastudio.project.ids import TakeId
from sorastudio.project.slot import Slot
from sorastudio.store.ledger_job import LedgerJob

_FIRST_GUESS = 0.02
"""The share from which on the time left can be told."""


@dataclass(frozen=True, slots=True)
class Queued:
    """Its turn has not come."""


@dataclass(frozen=True, slots=True)
class Running:
    """Worked on for this program: made, or in the queue of its service, where `ahead` are in front
    of it. `share`: None while nobody says. `since` on the clock of `time.monotonic`: when its turn
    came."""

    share: float | None
    since: float
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another program works on it, or will; `share` and `ahead` as the ledger has them."""

    share: float | None
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """In the film's pool, and saved as soon as can be."""

    take_id: TakeId


@dataclass(frozen=True, slots=True)
class Failed:
    """`words` say what happened and what to do."""

    words: str


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The service never answered: it may have been accepted, and charged."""

    words: str


@dataclass(frozen=True, slots=True)
class Canceled:
    """Taken back by the person; `words` say what that did for its cost."""

    words: str = ""


Stage = Queued | Running | Elsewhere | Arrived | Failed | Unconfirmed | Canceled


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeJob:
    """One take on its way."""

    order: Order
    slot: Slot
    """As it was when the take was asked for: what is typed later is for the next one."""
    entry: LedgerJob
    """As the ledger had it last."""
    stage: Stage

    @property
    def id(self) -> str:
        return self.order.job_id

    @property
    def connection(self) -> str:
        return self.entry.provider

    @property
    def open(self) -> bool:
        """Whether a take may come of it with nobody doing anything."""
        return isinstance(self.stage, Queued | Running | Elsewhere)

    def at(self, stage: Stage) -> TakeJob:
        return replace(self, stage=stage)


def seconds_left(job: TakeJob) -> float | None:
    """By how long it took so far; None while nothing can be said."""
    match job.stage:
        case Running(float(share), since, None) if share >= _FIRST_GUESS:
            return (monotonic() - since) * (1 - share) / share
    return None
