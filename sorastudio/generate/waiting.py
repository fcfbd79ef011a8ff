"""Asking for a job until it is done. Questions are free: one that goes unanswered never fails the
job."""

from __future__ import annotations

from dataclasses import dataclass

from sorastudio.generate.errors import Category, LeftRunning, ProviderError
from sorastudio.generate.patience import jittered
from sorastudio.generate.provider import Failed, Pause, Ready, RemoteJob, Running, Status
from sorastudio.generate.workshop import Way, Workshop
from sorastudio.project.media import Cost
from sorastudio.store.ledger_job import LedgerState

_PASSING = {
    Category.NOT_SENT,
    Category.TIMEOUT,
    Category.INTERNAL,
    Category.RATE_LIMITED,
    Category.AMBIGUOUS,
}

_PARTS = 20
"""Of a whole job: who does not make it sees no finer steps of it."""


class JobFailed(ProviderError):
    """The service gave the job up."""

    def __init__(self, words: str, failed: Failed) -> None:
        super().__init__(words, category=failed.category, charged=failed.charged, code=failed.code)
        self.cost: Cost | None = failed.cost


@dataclass
class _Asking:
    """How the questions went so far."""

    questions: int = 0
    unanswered: int = 0
    unknown: int = 0
    told: tuple[object, ...] = ()
    """What was written down last."""


def wait(shop: Workshop, job_id: str, remote: RemoteJob, way: Way, pause: Pause) -> Ready:
    """Raises JobFailed; LeftRunning where it is not to be waited for any longer."""
    with shop.provider.listening(remote):
        return _ask_to_the_end(shop, job_id, remote, way, pause)


def _ask_to_the_end(
    shop: Workshop, job_id: str, remote: RemoteJob, way: Way, pause: Pause
) -> Ready:
    asking = _Asking()
    while True:
        try:
            status: Status = shop.provider.poll(remote)
            asking.unanswered = 0
        except ProviderError as error:
            pause(_stumbled(shop, asking, error, remote))
            continue
        refuse_ended(shop, job_id, remote.request.slot_name)
        match status:
            case Ready():
                return status
            case Failed(category=Category.GONE) if asking.unknown + 1 < shop.patience.gone:
                asking.unknown += 1
                pause(shop.patience.poll(asking.unknown))
            case Failed(reason):
                words = f"{remote.request.slot_name}: {shop.provider.name} failed: {reason}"
                raise JobFailed(words if words.endswith(".") else f"{words}.", status)
            case Running(share, ahead):
                asking.unknown = 0
                _record(shop, job_id, status, asking)
                way.make(share, ahead)
                pause(_next_question(shop, asking, status))


def refuse_ended(shop: Workshop, job_id: str, slot_name: str) -> None:
    """It may have been taken back meanwhile, by another program too. Raises JobFailed then."""
    job = shop.ledger.find(job_id)
    if job is not None and job.state.final:
        failed = Failed(f"it is {job.state}", Category.CANCELED)
        raise JobFailed(f"{slot_name}: the job was taken back.", failed)


def _stumbled(shop: Workshop, asking: _Asking, error: ProviderError, remote: RemoteJob) -> float:
    """Seconds to wait. Raises LeftRunning where asking again would not help."""
    asking.unanswered += 1
    name = remote.request.slot_name
    if error.category not in _PASSING:
        raise LeftRunning(f"{name}: {error.what}", "Mend that, and resume the job.") from error
    if asking.unanswered > shop.patience.stumbles:
        raise LeftRunning(
            f"{name}: {error.what} It was asked {asking.unanswered} times.", "Resume the job later."
        ) from error
    if error.retry_after is not None:
        return min(error.retry_after, shop.patience.longest_pause)
    return shop.patience.poll(asking.unanswered)


def _record(shop: Workshop, job_id: str, status: Running, asking: _Asking) -> None:
    """Only what is new to others: each record is a write to the disk."""
    state = LedgerState.RUNNING if status.ahead is None else LedgerState.QUEUED
    part = None if status.progress is None else int(status.progress * _PARTS)
    news = (state, status.ahead, part)
    job = shop.ledger.find(job_id) if news != asking.told else None
    if job is None or job.state is LedgerState.DOWNLOADING:
        return
    asking.told = news
    if (job.state, state) != (LedgerState.RUNNING, LedgerState.QUEUED):
        shop.ledger.record_state(job_id, state, progress=status.progress, ahead=status.ahead)


def _next_question(shop: Workshop, asking: _Asking, status: Running) -> float:
    asking.questions += 1
    if status.ask_again is None:
        return shop.patience.poll(asking.questions - 1)
    # What a service asks for, within reason.
    return jittered(min(max(status.ask_again, 0.0), shop.patience.longest_poll))
