"""A job as the ledger knows it: its states, what it cost, what came of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import uuid4

from sorastudio.project.ids import SlotId, TakeId
from sorastudio.store.json_text import Json


class LedgerState(StrEnum):
    DRAFT = "draft"
    """Wanted, nothing sent."""
    SUBMITTING = "submitting"
    """The request is about to leave, or has left and was not answered yet."""
    QUEUED = "queued"
    RUNNING = "running"
    DOWNLOADING = "downloading"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    EXPIRED = "expired"
    """The provider does not know it, or its result, any more."""
    UNCONFIRMED = "unconfirmed"
    """It may have been accepted, and charged: the answer never came."""

    @property
    def final(self) -> bool:
        return not FOLLOWS[self]


_GOES_ON = frozenset(
    {
        LedgerState.QUEUED,
        LedgerState.RUNNING,
        LedgerState.FAILED,
        LedgerState.CANCELED,
        LedgerState.EXPIRED,
    }
)
_AT_WORK = _GOES_ON | {LedgerState.DOWNLOADING, LedgerState.SUCCEEDED}

FOLLOWS: dict[LedgerState, frozenset[LedgerState]] = {
    LedgerState.DRAFT: frozenset(
        {LedgerState.SUBMITTING, LedgerState.CANCELED, LedgerState.FAILED}
    ),
    # A draft again where the provider refused it for the moment only.
    LedgerState.SUBMITTING: _GOES_ON | {LedgerState.UNCONFIRMED, LedgerState.DRAFT},
    # Found again, given up, or sent again where the provider has never got it.
    LedgerState.UNCONFIRMED: _GOES_ON
    | {LedgerState.SUBMITTING, LedgerState.DOWNLOADING, LedgerState.DRAFT},
    LedgerState.QUEUED: _AT_WORK,
    LedgerState.RUNNING: _AT_WORK,
    LedgerState.DOWNLOADING: _AT_WORK - {LedgerState.QUEUED, LedgerState.RUNNING},
    LedgerState.SUCCEEDED: frozenset(),
    LedgerState.FAILED: frozenset(),
    LedgerState.CANCELED: frozenset(),
    LedgerState.EXPIRED: frozenset(),
}
"""What may come after each state. A state may also be recorded again."""


class Charged(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobError:
    """Why a job came to nothing."""

    category: str
    message: str
    http_status: int | None = None
    provider_code: str = ""
    retryable: bool = False
    charged: Charged = Charged.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """The file that came of a job, by content. `path` as the film's folder records it."""

    path: str
    sha256: str
    size_bytes: int
    take_id: TakeId | None = None
    source_url: str = ""
    """Where it was fetched from; such addresses expire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerJob:
    """One request to a generator and all that is known of it. Times are ISO 8601, UTC, or empty."""

    job_id: str
    slot_id: SlotId
    provider: str
    model: str = ""
    base_url: str = ""
    request: Json
    request_sha256: str
    take_number: int | None = None
    client_token: str = ""
    """What the provider, if it can, finds the job again by."""
    previous_job_id: str = ""
    state: LedgerState = LedgerState.DRAFT
    provider_job_id: str = ""
    urls: dict[str, str] = field(default_factory=dict)
    progress: float | None = None
    ahead: int | None = None
    """While it is queued: so many are in front of it at its provider, if that says so."""
    created_at: str = ""
    submitted_at: str = ""
    accepted_at: str = ""
    started_at: str = ""
    finished_at: str = ""
    last_poll_at: str = ""
    output_expires_at: str = ""
    cost_estimated: Decimal | None = None
    cost_actual: Decimal | None = None
    currency: str = ""
    billed: bool = False
    """Whether `cost_actual` is what the provider said, and not our arithmetic."""
    error: JobError | None = None
    raw_last_response: str = ""
    asset: Asset | None = None
    place: int = 0
    """Among those that wait, the smallest goes first; given by the ledger."""
    worker: str = ""
    """The program that has taken it on, if one has; see `ledger_queue`."""
    dismissed: bool = False
    """Whether the person has seen that it failed, and wants no more of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Money in one currency. `possible` is what may still be charged for jobs under way, and for
    those nobody knows the charge of."""

    spent: Decimal = Decimal(0)
    possible: Decimal = Decimal(0)


def new_job(
    slot_id: SlotId,
    provider: str,
    request: Json,
    *,
    model: str = "",
    base_url: str = "",
    take_number: int | None = None,
    client_token: str = "",
    previous_job_id: str = "",
    cost_estimated: Decimal | None = None,
    currency: str = "",
    job_id: str = "",
) -> LedgerJob:
    """A job that was not sent yet, with an id that will never be another's. The request is all that
    will be sent, but no secrets; inputs are in it by hash."""
    job_id = job_id or new_job_id()
    return LedgerJob(
        job_id=job_id,
        slot_id=slot_id,
        provider=provider,
        model=model,
        base_url=base_url,
        request=request,
        request_sha256=hash_of(request),
        take_number=take_number,
        client_token=client_token or job_id,
        previous_job_id=previous_job_id,
        cost_estimated=cost_estimated,
        currency=currency,
    )


def new_job_id() -> str:
    return f"job-{uuid4().hex}"


def hash_of(request: Json) -> str:
    """The same for the same request, however its names are ordered."""
    canonical = json.dumps(request, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def spending(jobs: Iterable[LedgerJob]) -> dict[str, Spending]:
    """By currency, what jobs have cost."""
    totals: dict[str, Spending] = {}
    for job in jobs:
        total = totals.get(job.currency, Spending())
        more = spending_of(job)
        totals[job.currency] = Spending(
            spent=total.spent + more.spent, possible=total.possible + more.possible
        )
    return {currency: total for currency, total in totals.items() if total != Spending()}


def spending_of(job: LedgerJob) -> Spending:
    """The actual cost if it is known; else the estimate, as spent or as possible."""
    if job.cost_actual is not None:
        return Spending(spent=job.cost_actual)
    estimate = job.cost_estimated or Decimal(0)
    match charge_of(job):
        case Charged.YES:
            return Spending(spent=estimate)
        case Charged.UNKNOWN:
            return Spending(possible=estimate)
        case Charged.NO:
            return Spending()


def charge_of(job: LedgerJob) -> Charged:
    """Whether the provider takes money for this job, as far as is known."""
    if job.state is LedgerState.SUCCEEDED:
        return Charged.YES
    if not job.submitted_at or job.state is LedgerState.DRAFT:
        return Charged.NO
    return job.error.charged if job.error else Charged.UNKNOWN
