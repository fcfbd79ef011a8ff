"""A take on its way in words: how it stands, what it costs, and the picture that stands for it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from sorastudio.generate.workshop import place_words
from sorastudio.project.media import Cost, Take
from sorastudio.project.project import Project
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.stages import (
    Arrived,
    Canceled,
    Elsewhere,
    Failed,
    Queued,
    Running,
    TakeJob,
    Unconfirmed,
    seconds_left,
)
from sorastudio.ui.panels.states import Look, behind, time_words
from sorastudio.ui.panels.wells import Moment, moment_of
from sorastudio.ui.words import money

_LOOKS = {
    Queued: Look.QUEUED,
    Running: Look.GENERATING,
    Elsewhere: Look.GENERATING,
    Arrived: Look.GENERATED,
    Failed: Look.FAILED,
    Unconfirmed: Look.STALE,
    Canceled: Look.DRAFT,
}


def look_of(job: TakeJob) -> Look:
    match job.stage:
        case Running(ahead=int()) | Elsewhere(ahead=int()):
            return Look.QUEUED
        case stage:
            return _LOOKS[type(stage)]


def title(job: TakeJob) -> str:
    return f"{job.order.slot_name} · take {job.order.number}"


def stage_words(job: TakeJob, generation: Generation) -> str:
    """How a job stands, in a line."""
    match job.stage:
        case Queued():
            reason = generation.making.reason(job.connection).partition("\n")[0]
            if job.entry.provider_job_id:
                return "Goes on at its service"
            if not reason:
                return "Waiting"
            return reason if len(reason) < _SHORT else "Waits: see above"
        case Running() | Elsewhere():
            return _work_words(job, job.stage)
        case Arrived():
            return "Done"
        case Failed(words):
            return f"Failed · {words}"
        case Unconfirmed():
            return "May have been charged"
        case Canceled():
            return "Canceled"


_SHORT = 48


def _work_words(job: TakeJob, stage: Running | Elsewhere) -> str:
    if stage.ahead is not None:
        where = behind(stage) or f" at {job.connection}"
        return f"{place_words(stage.ahead).capitalize()}{where}"
    if isinstance(stage, Elsewhere) and not stage.share:
        return "In another program"
    words = "Generating" if stage.share is None else f"{stage.share:.0%}"
    left = seconds_left(job)
    if left is not None:
        words += f" · {time_words(left)} left"
    return words + behind(stage)


def reason_words(job: TakeJob, generation: Generation) -> str:
    """All there is to say of why it does not go on; empty while it does."""
    match job.stage:
        case Queued():
            return generation.making.reason(job.connection)
        case Failed(words) | Unconfirmed(words) | Canceled(words):
            return words
        case Running(ahead=int(ahead)):
            return _line_words(job.connection, ahead)
        case Elsewhere():
            return "Another program works on it. The take arrives here when it is done."
    return ""


def _line_words(connection: str, ahead: int) -> str:
    if not ahead:
        return f"{connection} has it, and begins it next."
    others = "one other is" if ahead == 1 else f"{ahead} others are"
    return f"{connection} has it; {others} made there first."


def story_words(project: Project, job: TakeJob) -> str:
    """What was done on the way to a take that came, where that is not what was asked for."""
    match job.stage:
        case Arrived(take_id):
            take = project.pool.takes.get(take_id)
            return " ".join(take.recipe.changes) if take else ""
    return ""


def moment_of_job(project: Project, job: TakeJob) -> Moment | None:
    """The picture that stands for a job: the take that came, else the frame it begins with, else
    what the slot shows so far."""
    if isinstance(job.stage, Arrived):
        take = project.pool.takes.get(job.stage.take_id)
        return _start(project, take)
    first = moment_of(project, job.slot.first_frame)
    if first is not None:
        return first
    takes = project.pool.takes_of(job.order.slot_id)
    return _start(project, project.chosen_take(job.order.slot_id) or (takes or (None,))[-1])


def _start(project: Project, take: Take | None) -> Moment | None:
    return (project.pool.media[take.media_id], Fraction(0)) if take else None


def cost_words(project: Project, job: TakeJob, prices: Prices) -> str:
    """What it will cost, did, or may have; nothing where nothing was made."""
    match job.stage:
        case Arrived(take_id):
            take = project.pool.takes.get(take_id)
            return _paid_words(take.cost) if take else ""
        case Queued() | Running() | Elsewhere() if job.entry.cost_estimated is not None:
            return _estimate_words(job.entry.cost_estimated, job.entry.currency)
        case Queued() | Running() | Elsewhere():
            price = prices.of([job.order.slot_id])
            return price.words if price else ""
        case Unconfirmed() if job.entry.cost_estimated:
            return f"perhaps {money(job.entry.cost_estimated, job.entry.currency)}"
    return ""


def _estimate_words(amount: Decimal, currency: str) -> str:
    return f"est. {money(amount, currency)}" if amount else "free"


def _paid_words(cost: Cost | None) -> str:
    if cost is None:
        return "cost unknown"
    if not cost.amount:
        return "free"
    return f"{money(cost.amount, cost.currency)} {'billed' if cost.billed else 'estimated'}"
