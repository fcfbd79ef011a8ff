"""What the film's ledger says of takes on their way: at the start what earlier programs have left,
later what others do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sorastudio.errors import SoraError
from sorastudio.generate.claim import Claim, is_alive
from sorastudio.generate.costs import billed_of
from sorastudio.generate.keeping import Made
from sorastudio.generate.orders import Order, ordered
from sorastudio.generate.pickup import takes_outside, unfinished
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob, LedgerState, Spending, spending
from sorastudio.store.ledger_queue import LedgerQueue
from sorastudio.ui.film.stages import Elsewhere, Failed, Queued, Stage, TakeJob, Unconfirmed

_OVERLAP = timedelta(minutes=1)
"""What has come so shortly before a look is looked at once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Of a film, by currency."""

    spending: dict[str, Spending]
    billed: dict[str, Decimal]
    cap: Decimal | None
    """US dollars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything a look has found, each in the order in which they wait."""

    mine: tuple[TakeJob, ...]
    """Taken on here: what waits, what goes on at its service, what may have been charged."""
    elsewhere: tuple[TakeJob, ...]
    dead: tuple[TakeJob, ...]
    came: tuple[Made, ...]
    """Takes that are not in the film."""
    paused: frozenset[str]
    money: Money

    @property
    def order(self) -> list[str]:
        return [job.id for job in (*self.mine, *self.elsewhere)]


class Look:
    """Looks, in the background, one at a time. Without a `claim` nothing is taken on: then
    everything is somebody else's."""

    def __init__(self, folder: FilmFolder, ledger: Ledger, claim: Claim | None) -> None:
        self.folder, self.ledger, self.claim = folder, ledger, claim
        self.queue = LedgerQueue(ledger)
        self._alive = False
        self._read: dict[tuple[str, str], tuple[Order, Slot]] = {}
        self._since = ""

    def if_news(self, project: Project) -> Seen | None:
        """None where no other program has done anything."""
        return self(project) if self.queue.is_news() or self._alive else None

    def __call__(self, project: Project) -> Seen:
        """Raises FilmFileError."""
        me = self.claim.name if self.claim else ""
        found = unfinished(self.folder, self.ledger, me)
        free = self._taken_on(job for job in found.here if job.slot_id in project.slots)
        others = (*found.elsewhere, *(found.here if self.claim is None else ()))
        self._alive = bool(found.elsewhere)
        began = datetime.now(UTC) - _OVERLAP
        came = takes_outside(project, self.folder, self.ledger, self._since)
        self._since = began.isoformat(timespec="microseconds")
        jobs = self.ledger.money()
        money = Money(spending=spending(jobs), billed=billed_of(jobs), cap=self.ledger.cap)
        return Seen(
            mine=self._jobs(free, project),
            elsewhere=self._jobs(others, project, elsewhere=True),
            dead=self._jobs(self.queue.dead_letters(), project),
            came=came,
            paused=self.queue.paused,
            money=money,
        )

    def _taken_on(self, jobs: Iterable[LedgerJob]) -> tuple[LedgerJob, ...]:
        if self.claim is None:
            return ()
        me, wanted = self.claim.name, tuple(jobs)
        new = [job.job_id for job in wanted if job.worker != me]
        taken = self.queue.take_on(new, me, lambda name: is_alive(self.folder, name)) if new else ()
        by_id = {job.job_id: job for job in taken}
        mine = (by_id.get(job.job_id, job) for job in wanted)
        return tuple(job for job in mine if job.worker == me)

    def _jobs(
        self, jobs: Iterable[LedgerJob], project: Project, *, elsewhere: bool = False
    ) -> tuple[TakeJob, ...]:
        """Those of the film's slots that can be read."""
        found = []
        for job in jobs:
            key = (job.job_id, job.request_sha256)
            if job.slot_id not in project.slots:
                continue
            try:
                order, slot = self._read.get(key) or ordered(job, project)
            except SoraError:
                continue
            self._read[key] = order, slot
            is_others = elsewhere and job.state is not LedgerState.UNCONFIRMED
            stage = Elsewhere(job.progress, job.ahead) if is_others else _stage(job)
            found.append(TakeJob(order=order, slot=slot, entry=job, stage=stage))
        return tuple(found)


def _stage(job: LedgerJob) -> Stage:
    words = job.error.message if job.error else ""
    match job.state:
        case LedgerState.UNCONFIRMED:
            return Unconfirmed(words or "Its request had left, and no answer came.")
        case state if state.final:
            return Failed(words or f"It is {state}.")
        case _:
            return Queued()
