"""The step that costs money: a job is on disk before its request leaves, and its remote id before
anything else is done. Its files are uploaded before that, which is free."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic

from sorastudio.errors import CapReached, GenerateError, SoraError
from sorastudio.generate.errors import Category, LetGo, ProviderError, Unconfirmed
from sorastudio.generate.provider import Absent, Found, Lost, Pause, RemoteJob, Trace, Untold
from sorastudio.generate.request import Request
from sorastudio.generate.waiting import refuse_ended
from sorastudio.generate.wanted import refuse_beyond
from sorastudio.generate.workshop import Workshop, request_of
from sorastudio.store.ledger_job import Charged, LedgerJob, LedgerState

_LATER = (Category.RATE_LIMITED, Category.NOT_SENT)
_GLANCE_SECONDS = 1.0


def send(shop: Workshop, job: LedgerJob, request: Request, pause: Pause) -> RemoteJob:
    """Asks for the take. Repeated only where it was provably not accepted, and would be later; or
    where the service has let a take go that it is to be made of, and can be given its file.

    Raises CapReached, and ProviderError as the provider's `prepare` and `submit`.
    """
    _keep_before_uploads(shop, job, request)
    for failures in range(shop.patience.create_attempts):
        try:
            remote = _sent(shop, job, request, pause)
        except LetGo as error:
            request = _with_file(shop, request, error)
            shop.ledger.record_state(job.job_id, LedgerState.DRAFT)
            continue
        except ProviderError as error:
            if not _may_repeat(error) or failures + 1 == shop.patience.create_attempts:
                raise
            # A kill while waiting must not leave what looks like a request under way.
            shop.ledger.record_state(job.job_id, LedgerState.DRAFT)
            pause(_wait_for(shop, error, failures))
            continue
        _record_taken(shop, job, remote)
        return remote
    raise AssertionError("the last attempt returns or raises")


def _keep_before_uploads(shop: Workshop, job: LedgerJob, request: Request) -> None:
    """What is still uploaded when the program ends is a draft that waits."""
    carries = bool(request.inputs) or request.source is not None
    if carries and shop.ledger.find(job.job_id) is None:
        shop.ledger.record_draft(job)


def _sent(shop: Workshop, job: LedgerJob, request: Request, pause: Pause) -> RemoteJob:
    ready = shop.provider.prepare(request, _watchful(shop, job, request, pause))
    refuse_ended(shop, job.job_id, request.slot_name)
    told = _as_kept(ready)
    _record_leaving(shop, job if told == request_of(job) else shop.asked(job, told))
    remote = shop.provider.submit(ready, job.client_token)
    return replace(remote, request=told)


def _watchful(shop: Workshop, job: LedgerJob, request: Request, pause: Pause) -> Pause:
    """The pause, that also notices when the job is taken back: an upload may take minutes."""
    seen = monotonic()

    def watch(seconds: float) -> None:
        nonlocal seen
        pause(seconds)
        if monotonic() - seen >= _GLANCE_SECONDS:
            seen = monotonic()
            refuse_ended(shop, job.job_id, request.slot_name)

    return watch


def _as_kept(ready: Request) -> Request:
    """With what was done to its pictures, and without the names that the service has for them."""
    inputs = tuple(replace(each, given="") for each in ready.inputs)
    source = ready.source and replace(ready.source, given="")
    return replace(ready, inputs=inputs, source=source)


def _with_file(shop: Workshop, request: Request, error: LetGo) -> Request:
    """The same by the file of the take. Raises the error where that cannot be."""
    source = request.source
    if source is None or error.charged is not Charged.NO:
        raise error
    request = replace(request, source=replace(source, remote_id=""))
    try:
        refuse_beyond(shop.provider.capabilities(request.model), request)
    except GenerateError:
        raise error from None
    return request


def find_lost(shop: Workshop, job: LedgerJob, pause: Pause) -> RemoteJob | None:
    """A job whose answer never came, as the service knows it; None where it was not accepted.

    Raises Unconfirmed where nobody can say.
    """
    request = request_of(job)
    others = (each.provider_job_id for each in shop.ledger.jobs() if each.job_id != job.job_id)
    lost = Lost(
        request=request,
        token=job.client_token,
        submitted_at=job.submitted_at,
        known=frozenset(each for each in others if each),
    )
    while True:
        match _traced(shop, lost, pause):
            case Found(remote):
                _record_taken(shop, job, remote)
                return remote
            case Untold(words):
                raise Unconfirmed(
                    f"{request.slot_name}: {shop.provider.name} never answered. {words}"
                )
            case Absent():
                left = shop.patience.settle - _age(job)
                if left <= 0:
                    shop.ledger.record_state(job.job_id, LedgerState.DRAFT)
                    return None
                pause(min(left, _GLANCE_SECONDS))


def _traced(shop: Workshop, lost: Lost, pause: Pause) -> Trace:
    """Asking is free: a server that is just being started again is waited for. Raises
    ProviderError."""
    failures = 0
    while True:
        try:
            return shop.provider.reconcile(lost)
        except ProviderError as error:
            failures += 1
            if not error.category.passes or failures > shop.patience.stumbles:
                raise
            pause(shop.patience.poll(failures))


def settle(shop: Workshop, job_id: str) -> None:
    """Tells the account of the connection what is known of the cost by now."""
    terms = shop.provider.terms
    job = shop.ledger.find(job_id)
    if terms.cap is not None and job is not None:
        shop.account.settle(terms.connection, job)


def _record_leaving(shop: Workshop, job: LedgerJob) -> None:
    """Within all caps, or nothing is recorded. The film's ledger has the last word."""
    terms = shop.provider.terms
    if terms.cap is not None:
        shop.account.reserve(terms.connection, terms.cap, job)
    try:
        shop.ledger.record_submitting(job)
    except CapReached:
        if terms.cap is not None:
            shop.account.settle(terms.connection, shop.ledger.find(job.job_id) or job)
        raise


def _record_taken(shop: Workshop, job: LedgerJob, remote: RemoteJob) -> None:
    estimate = remote.estimate
    shop.ledger.record_accepted(
        job.job_id,
        remote.id,
        urls=remote.urls,
        cost_estimated=estimate.amount if estimate else None,
        currency=estimate.currency if estimate else None,
        raw_response=remote.said or None,
    )
    if estimate is not None:
        settle_quietly(shop, job.job_id)


def settle_quietly(shop: Workshop, job_id: str) -> None:
    """Once money is spent, a database that does not take it must not stop the take."""
    try:
        settle(shop, job_id)
    except SoraError:
        return


def _may_repeat(error: ProviderError) -> bool:
    return error.charged is Charged.NO and error.category in _LATER


def _wait_for(shop: Workshop, error: ProviderError, failures: int) -> float:
    if error.retry_after is None:
        return shop.patience.retry(failures)
    return min(error.retry_after, shop.patience.longest_pause)


def _age(job: LedgerJob) -> float:
    """Seconds since it was sent."""
    sent = datetime.fromisoformat(job.submitted_at)
    return (datetime.now(UTC) - sent).total_seconds()
