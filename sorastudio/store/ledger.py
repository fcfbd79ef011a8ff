"""Every job ever sent, with its request, its answers and its cost, in an order that never pays
twice.

A job is on the disk before its request leaves (`record_submitting`), and its remote id before the
first poll (`record_accepted`). So whatever moment the program dies at, the next one knows what may
be running, and asks before it sends anything again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any

from sorastudio.project.ids import SlotId
from sorastudio.store import ledger_rows
from sorastudio.store.caps import refuse_beyond
from sorastudio.store.ledger_job import (
    FOLLOWS,
    Asset,
    JobError,
    LedgerJob,
    LedgerState,
    Spending,
    spending,
)
from sorastudio.store.ledger_schema import failures, open_ledger

MAX_RAW = 64 * 1024
"""Of a provider's last answer, so many characters are kept."""

_CAP = "cap_usd"
_ASKED = (
    "request",
    "request_sha256",
    "model",
    "base_url",
    "cost_estimated",
    "currency",
    "take_number",
)
"""What of a job is known only when it is sent."""

_OPEN = tuple(state for state in LedgerState if not state.final)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """The ledger of one film; any thread may use it, and several programs at the same time.

    What is recorded is on the disk when the method returns. All methods raise FilmFileError if the
    database cannot be used, KeyError for a job it does not have, and ValueError for a state that
    cannot follow: those two are bugs.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime] = _utc_now) -> None:
        self.path = path
        self._now = now
        self._lock = threading.Lock()
        self._connection = open_ledger(path)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def record_draft(self, job: LedgerJob) -> LedgerJob:
        """Keep a job that is wanted but not to be sent yet."""
        return self._insert(replace(job, state=LedgerState.DRAFT, created_at=self._moment()))

    def record_drafts(self, jobs: Iterable[LedgerJob]) -> tuple[LedgerJob, ...]:
        """Keep a batch of jobs that are wanted: all of them, or none."""
        moment = self._moment()
        drafts = [replace(job, state=LedgerState.DRAFT, created_at=moment) for job in jobs]
        with self.writing() as database:
            return tuple(ledger_rows.insert(database, job) for job in drafts)

    def record_submitting(self, job: LedgerJob) -> LedgerJob:
        """Call this before the request leaves: for a new job, for one recorded as a draft, or for
        an unconfirmed one that is sent again with the same token. For a job that is there already,
        request and estimate are those of `job`.

        Raises CapReached, and records nothing, where it could lead beyond the film's cap.
        """
        moment = self._moment()
        sent = replace(job, state=LedgerState.SUBMITTING, created_at=moment, submitted_at=moment)
        with self.writing():
            self._refuse_beyond_cap(job)
            before = ledger_rows.find(self._connection, job.job_id)
            if before is None:
                return ledger_rows.insert(self._connection, sent)
            known = {name: getattr(job, name) for name in _ASKED}
            after = _after(before, sent.state, moment, {**known, "submitted_at": moment})
            ledger_rows.update(self._connection, before, after)
        return after

    def record_accepted(
        self,
        job_id: str,
        provider_job_id: str,
        *,
        urls: Mapping[str, str] | None = None,
        cost_estimated: Decimal | None = None,
        currency: str | None = None,
        raw_response: str | None = None,
    ) -> LedgerJob:
        """Call this as soon as the provider has answered, before the first poll."""
        return self._advance(
            job_id,
            LedgerState.QUEUED,
            provider_job_id=provider_job_id,
            urls=dict(urls or {}),
            accepted_at=self._moment(),
            cost_estimated=cost_estimated,
            currency=currency,
            raw_last_response=raw_response,
        )

    def record_state(
        self,
        job_id: str,
        state: LedgerState,
        *,
        progress: float | None = None,
        ahead: int | None = None,
        output_expires_at: str | None = None,
        urls: Mapping[str, str] | None = None,
        raw_response: str | None = None,
    ) -> LedgerJob:
        """What a poll has found. `progress`: 0 to 1. `ahead`: jobs in front of it at the
        provider."""
        return self._advance(
            job_id,
            state,
            progress=progress,
            ahead=ahead,
            urls=None if urls is None else dict(urls),
            output_expires_at=output_expires_at,
            last_poll_at=self._moment(),
            raw_last_response=raw_response,
        )

    def record_success(
        self,
        job_id: str,
        asset: Asset,
        *,
        cost_actual: Decimal | None = None,
        currency: str | None = None,
        billed: bool = False,
        raw_response: str | None = None,
    ) -> LedgerJob:
        """Call this once the file is whole, checked, and under its final name."""
        return self._advance(
            job_id,
            LedgerState.SUCCEEDED,
            asset=asset,
            progress=1.0,
            cost_actual=cost_actual,
            currency=currency,
            billed=billed,
            raw_last_response=raw_response,
        )

    def record_failure(
        self,
        job_id: str,
        error: JobError,
        *,
        state: LedgerState = LedgerState.FAILED,
        cost_actual: Decimal | None = None,
        currency: str | None = None,
        raw_response: str | None = None,
    ) -> LedgerJob:
        """`state` may also be CANCELED, EXPIRED or UNCONFIRMED."""
        return self._advance(
            job_id,
            state,
            error=error,
            cost_actual=cost_actual,
            currency=currency,
            raw_last_response=raw_response,
        )

    def record_file(self, job_id: str, asset: Asset) -> LedgerJob:
        """Call this once a file is whole and checked, before it gets its final name: whoever finds
        it there later knows what it is."""
        return self._advance(job_id, LedgerState.DOWNLOADING, asset=asset)

    def carry(self, jobs: Iterable[LedgerJob]) -> None:
        """Take over jobs of another ledger, as they stand there; those that are here stay."""
        with self.writing():
            for job in jobs:
                if ledger_rows.find(self._connection, job.job_id) is None:
                    ledger_rows.insert(self._connection, replace(job, place=0))

    @property
    def cap(self) -> Decimal | None:
        """US dollars that the film's jobs may cost; None: there is no limit."""
        with self.reading():
            text = ledger_rows.fact(self._connection, _CAP)
        return None if text is None else Decimal(text)

    def set_cap(self, cap: Decimal | None) -> None:
        with self.writing():
            text = None if cap is None else format(cap, "f")
            ledger_rows.put_fact(self._connection, _CAP, text)

    def find(self, job_id: str) -> LedgerJob | None:
        with self.reading():
            return ledger_rows.find(self._connection, job_id)

    def jobs(self, slot_id: SlotId | None = None) -> tuple[LedgerJob, ...]:
        """All of them, or a slot's, in the order they came."""
        with self.reading():
            if slot_id is None:
                return ledger_rows.everything(self._connection)
            return ledger_rows.of_slot(self._connection, slot_id)

    def unfinished(self) -> tuple[LedgerJob, ...]:
        """Jobs that are not at their end, in the order in which they wait."""
        with self.reading():
            return ledger_rows.in_states(self._connection, _OPEN)

    def spending(self, slot_id: SlotId | None = None) -> dict[str, Spending]:
        """By currency, what all jobs, or a slot's, have cost and may still cost."""
        if slot_id is not None:
            return spending(self.jobs(slot_id))
        return spending(self.money())

    def money(self) -> tuple[LedgerJob, ...]:
        """All jobs with only what their cost follows from: fast, where there are many."""
        with self.reading() as database:
            return ledger_rows.money(database)

    def _refuse_beyond_cap(self, job: LedgerJob) -> None:
        """Inside of the transaction that records it, so that two programs cannot both just fit."""
        text = ledger_rows.fact(self._connection, _CAP)
        if text is None:
            return
        others = (each for each in ledger_rows.money(self._connection) if each.job_id != job.job_id)
        refuse_beyond("The film", Decimal(text), spending(others), job)

    def _moment(self) -> str:
        return self._now().isoformat(timespec="microseconds")

    def _insert(self, job: LedgerJob) -> LedgerJob:
        with self.writing() as database:
            return ledger_rows.insert(database, job)

    def _advance(self, job_id: str, state: LedgerState, **known: object) -> LedgerJob:
        """Go to a state, with what is known now; None leaves a field as it was."""
        with self.writing():
            before = ledger_rows.find(self._connection, job_id)
            if before is None:
                raise KeyError(job_id)
            after = _after(before, state, self._moment(), known)
            ledger_rows.update(self._connection, before, after)
        return after

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database, for this thread alone, until the block is left."""
        with self._lock, failures(self.path):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on the disk when it ends; nothing of it where anything is raised."""
        with self.reading():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _after(job: LedgerJob, state: LedgerState, moment: str, known: Mapping[str, Any]) -> LedgerJob:
    if state not in FOLLOWS[job.state] and (state is not job.state or state.final):
        raise ValueError(f"{job.job_id} is {job.state} and cannot become {state}")
    news = {name: value for name, value in known.items() if value is not None}
    if "raw_last_response" in news:
        news["raw_last_response"] = news["raw_last_response"][:MAX_RAW]
    if state is LedgerState.RUNNING and not job.started_at:
        news["started_at"] = moment
    if state is not LedgerState.QUEUED:
        news["ahead"] = None
    if state.final:
        news["finished_at"] = moment
    return replace(job, state=state, **news)
