"""Walks one job from the request to a take on disk, in the order that a crash can never lose or pay
for twice.

Written down before the request leaves; its remote id before the first poll; the file under another
name until it has been looked into; what it is before it gets its name; the take in the film last of
all. From whatever step a dead program left it at, a job is walked on from there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sorastudio.errors import CapReached, GenerateError, SoraError
from sorastudio.generate.errors import Category, LeftRunning, ProviderError, Stays, Unconfirmed
from sorastudio.generate.keeping import Made, found_again, keep
from sorastudio.generate.provider import Pause, Ready, RemoteJob, Stops
from sorastudio.generate.request import Request
from sorastudio.generate.sending import find_lost, send, settle_quietly
from sorastudio.generate.waiting import JobFailed, wait
from sorastudio.generate.workshop import OnProgress, Way, Workshop, remote_of, request_of
from sorastudio.store.atomic import why
from sorastudio.store.hold import hold
from sorastudio.store.ledger_job import Charged, JobError, LedgerJob, LedgerState

__all__ = ["Made", "Workshop", "carry_out", "make_take", "withdraw"]

_STATES = {
    Category.GONE: LedgerState.EXPIRED,
    Category.CANCELED: LedgerState.CANCELED,
    Category.AMBIGUOUS: LedgerState.UNCONFIRMED,
}

_LATER = (Category.NOT_SENT, Category.RATE_LIMITED)


class Busy(Stays):
    """Another program works on the job."""


def make_take(
    shop: Workshop,
    request: Request,
    on_progress: OnProgress,
    pause: Pause = time.sleep,
    *,
    job_id: str = "",
) -> Made:
    """Generates one take. Raises GenerateError, MediaError; the ledger then says why.

    `pause` waits so many seconds between two polls; it may raise to stop. Once the file is there
    nothing can stop it any more: what was paid for is kept.
    """
    return carry_out(shop, shop.entry(request, job_id), on_progress, pause)


def carry_out(
    shop: Workshop, job: LedgerJob, on_progress: OnProgress, pause: Pause = time.sleep
) -> Made:
    """Brings a job to its end from wherever it stands, or a new one from the start. As `make_take`;
    LeftRunning and CapReached leave it where it is."""
    try:
        with hold(shop.lock_of(job.job_id)) as mine:
            if not mine:
                raise Busy("Another program is making this take.", kept="It will arrive there.")
            known = shop.ledger.find(job.job_id)
            with _failures_recorded(shop, job.job_id, waits=known is not None):
                made = _walk(shop, known or job, job, on_progress, pause)
    except OSError as error:
        # Not even the place for downloads could be made.
        raise GenerateError(f"No take can be made here. {why(error)}") from error
    shop.lock_of(job.job_id).unlink(missing_ok=True)
    settle_quietly(shop, job.job_id)
    return made


def withdraw(shop: Workshop, job: LedgerJob) -> Stops:
    """Takes a job back, and says what that does for its cost. Raises ProviderError where the
    service cannot be asked, and SoraError for a job that has ended."""
    job = shop.ledger.find(job.job_id) or job
    if job.state.final:
        raise GenerateError(f"The job has ended already: it is {job.state}.")
    if job.state is LedgerState.DRAFT or shop.built_in:
        _close(shop, job, "It was taken back before it was sent.", Charged.NO)
        return Stops.COST
    if not job.provider_job_id:
        raise GenerateError(
            "Nobody knows the job's name at the service, so it cannot be canceled there.",
            todo="Resume it to look for it, or forget it.",
        )
    stops = shop.provider.cancel(remote_of(job))
    if stops is not Stops.NOTHING:
        charged = Charged.NO if stops is Stops.COST else Charged.UNKNOWN
        _close(shop, job, f"It was canceled; that {stops}.", charged)
    return stops


def _close(shop: Workshop, job: LedgerJob, words: str, charged: Charged) -> None:
    error = JobError(category=Category.CANCELED, message=words, retryable=True, charged=charged)
    shop.ledger.record_failure(job.job_id, error, state=LedgerState.CANCELED)
    settle_quietly(shop, job.job_id)


def _walk(
    shop: Workshop, known: LedgerJob, wanted: LedgerJob, on_progress: OnProgress, pause: Pause
) -> Made:
    """`wanted` has the request, where the ledger's job was only an order."""
    job_id, way = known.job_id, Way(on_progress)
    if known.state.final and known.state is not LedgerState.SUCCEEDED:
        raise GenerateError(f"The job has ended: it is {known.state}.", todo="Retry it.")
    if known.state is LedgerState.SUBMITTING:
        # Whoever sent it has died: the job could be held.
        known = shop.ledger.record_state(job_id, LedgerState.UNCONFIRMED)
    match known.state:
        case LedgerState.DRAFT:
            remote = send(shop, wanted, request_of(wanted), pause)
        case LedgerState.UNCONFIRMED:
            found = find_lost(shop, known, pause)
            remote = found or send(shop, known, request_of(known), pause)
        case _:
            remote = remote_of(known)
    ready = _there_already(shop, known, remote)
    if isinstance(ready, tuple):
        return ready
    if ready is None:
        ready = wait(shop, job_id, remote, way, pause)
    return keep(shop, shop.ledger.find(job_id) or known, remote, ready, way)


def _there_already(shop: Workshop, job: LedgerJob, remote: RemoteJob) -> Made | Ready | None:
    """The take, or what is to be done without asking: a file that came in whole needs no service
    that still knows the job."""
    if job.state not in (LedgerState.DOWNLOADING, LedgerState.SUCCEEDED):
        return None
    made = found_again(shop, job, remote.request)
    if made is None and shop.download_of(job.job_id).exists():
        return Ready(None, job.urls)
    return made


@contextmanager
def _failures_recorded(shop: Workshop, job_id: str, *, waits: bool) -> Iterator[None]:
    """`waits`: the job was in the ledger before, as one that is to be made some time."""
    try:
        yield
    except (Stays, CapReached):
        raise
    except ProviderError as error:
        _record(shop, job_id, error, waits=waits)
        raise
    except SoraError as error:
        _record(shop, job_id, _sorted(shop, job_id, error), waits=waits)
        raise
    except OSError as error:
        raise _disk_failed(shop, job_id, error) from error
    except BaseException:
        _record_stop(shop, job_id, waits=waits)
        raise


def _record(shop: Workshop, job_id: str, error: ProviderError, *, waits: bool) -> None:
    job = shop.ledger.find(job_id)
    if job is None or job.state.final:
        return
    if job.state is LedgerState.UNCONFIRMED and not isinstance(error, Unconfirmed):
        # Only looking for it went wrong.
        return
    if waits and error.category in _LATER and not job.provider_job_id:
        # Being offline, or asked to wait, is no failure: it stays in the queue.
        shop.ledger.record_state(job_id, LedgerState.DRAFT)
    else:
        state = _STATES.get(error.category, LedgerState.FAILED)
        if state is LedgerState.UNCONFIRMED and not isinstance(error, Unconfirmed):
            state = LedgerState.FAILED
        cost = error.cost if isinstance(error, JobFailed) else None
        with suppress(SoraError):
            shop.ledger.record_failure(
                job_id,
                error.record(),
                state=state,
                cost_actual=cost.amount if cost else None,
                currency=cost.currency if cost else None,
            )
    settle_quietly(shop, job_id)


def _sorted(shop: Workshop, job_id: str, error: SoraError) -> ProviderError:
    """Other errors: before the request was taken nothing can have been charged."""
    job = shop.ledger.find(job_id)
    taken = job is not None and bool(job.provider_job_id)
    return ProviderError(
        error.what,
        category=Category.OUTPUT if taken else Category.INVALID_REQUEST,
        charged=Charged.UNKNOWN if taken and not shop.built_in else Charged.NO,
        kept=error.kept,
        todo=error.todo,
    )


def _disk_failed(shop: Workshop, job_id: str, error: OSError) -> GenerateError:
    """What a service made is fetched again once there is room; what we made is made again."""
    words, todo = f"The take could not be written. {why(error)}", "Free some room"
    job = shop.ledger.find(job_id)
    if job is not None and job.provider_job_id and not shop.built_in:
        return LeftRunning(words, f"{todo} and resume the job: fetching is free.")
    failure = ProviderError(
        words,
        category=Category.OUTPUT,
        charged=Charged.NO,
        kept="The slot is as it was.",
        todo=f"{todo} and generate again.",
    )
    _record(shop, job_id, failure, waits=False)
    return failure


def _record_stop(shop: Workshop, job_id: str, *, waits: bool) -> None:
    """The person, the system or a bug stopped us. A service goes on all the same."""
    with suppress(SoraError):
        job = shop.ledger.find(job_id)
        if job is None or job.state.final:
            return
        if shop.built_in or (job.state is LedgerState.DRAFT and not waits):
            shop.ledger.record_state(job_id, LedgerState.CANCELED)
        elif job.state is LedgerState.SUBMITTING:
            shop.ledger.record_state(job_id, LedgerState.UNCONFIRMED)
