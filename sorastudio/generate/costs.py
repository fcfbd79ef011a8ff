"""What a film has cost: by take, slot and day, and for each second that is seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.store.ledger_job import LedgerJob, LedgerState, Spending, spending, spending_of

_CENTS = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Money by currency. `unknown` counts jobs that were sent and have no price at all."""

    whole: dict[str, Spending]
    billed: dict[str, Decimal]
    """Of what was spent, what the services themselves have said; the rest is estimated."""
    by_slot: dict[SlotId, dict[str, Spending]]
    by_day: dict[str, dict[str, Spending]]
    unknown: int
    made: int
    """Takes there are."""
    used: int
    """Takes that are chosen and lie on the timeline."""
    made_seconds: Fraction
    used_seconds: Fraction
    """Seconds of the film that show a take."""

    @property
    def ratio(self) -> Fraction | None:
        """Takes made for each one that is used."""
        return Fraction(self.made, self.used) if self.used else None

    def per_second(self, currency: str) -> Decimal | None:
        """For each second of the film that shows a take."""
        if not self.used_seconds or currency not in self.whole:
            return None
        spent = self.whole[currency].spent
        exact = spent * self.used_seconds.denominator / self.used_seconds.numerator
        return exact.quantize(_CENTS, ROUND_HALF_UP)


def costs(project: Project, jobs: Iterable[LedgerJob]) -> Costs:
    """Of a film, with the jobs of its ledger."""
    sent = [job for job in jobs if job.submitted_at]
    used = _used_seconds(project)
    takes = tuple(project.pool.takes)
    media = project.pool.media
    return Costs(
        whole=spending(sent),
        billed=billed_of(sent),
        by_slot={slot.id: spending(_of(sent, slot.id)) for slot in project.slots},
        by_day={day: spending(_on(sent, day)) for day in sorted({_day(job) for job in sent})},
        unknown=sum(_is_unknown(job) for job in sent),
        made=len(takes),
        used=len(used),
        made_seconds=sum((media[take.media_id].duration for take in takes), Fraction(0)),
        used_seconds=sum(used.values(), Fraction(0)),
    )


def _used_seconds(project: Project) -> dict[SlotId, Fraction]:
    """By slot, how long its take is seen; each frame of a clip counts once."""
    found: dict[SlotId, Fraction] = {}
    for placed in project.timeline.clips():
        slot = project.slot_of(placed.clip)
        if slot is None or placed.track.kind.value != "video":
            continue
        if project.chosen_take(slot.id) is not None:
            seconds = project.rate.seconds(placed.clip.length)
            found[slot.id] = found.get(slot.id, Fraction(0)) + seconds
    return found


def billed_of(jobs: Iterable[LedgerJob]) -> dict[str, Decimal]:
    """By currency, what the services themselves have said."""
    found: dict[str, Decimal] = {}
    for job in jobs:
        if job.billed and job.cost_actual is not None:
            found[job.currency] = found.get(job.currency, Decimal(0)) + job.cost_actual
    return found


def _is_unknown(job: LedgerJob) -> bool:
    came = job.state in (LedgerState.SUCCEEDED, LedgerState.UNCONFIRMED)
    return came and job.cost_actual is None and job.cost_estimated is None


def _of(jobs: Iterable[LedgerJob], slot_id: SlotId) -> list[LedgerJob]:
    return [job for job in jobs if job.slot_id == slot_id]


def _on(jobs: Iterable[LedgerJob], day: str) -> list[LedgerJob]:
    return [job for job in jobs if _day(job) == day]


def _day(job: LedgerJob) -> str:
    """UTC."""
    return job.submitted_at[:10]


def money_words(spent: dict[str, Spending], billed: dict[str, Decimal] | None = None) -> str:
    """For the person: each currency, and how sure it is."""
    parts = []
    for currency, money in spent.items():
        known = (billed or {}).get(currency, Decimal(0))
        kind = "billed" if known == money.spent else "estimated" if not known else "partly billed"
        maybe = f" (and {money.possible} may still be charged)" if money.possible else ""
        parts.append(f"{money.spent} {currency} {kind}{maybe}")
    return ", ".join(parts) or "nothing"


def job_words(job: LedgerJob) -> str:
    """One job's cost for the person."""
    money = spending_of(job)
    if job.cost_actual is None and job.cost_estimated is None:
        return "cost unknown"
    kind = "billed" if job.billed else "estimated"
    maybe = f"{money.possible} {job.currency} perhaps" if money.possible else ""
    return maybe or f"{money.spent} {job.currency} {kind}"
