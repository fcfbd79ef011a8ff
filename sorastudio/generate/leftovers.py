"""What a program that was killed in the middle of generating has left: files half there, and jobs
that nobody works on any more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import Charged, JobError, LedgerState
from sorastudio.store.parts import part_of, remove_dead_parts

_INCOMING = "incoming"


@contextmanager
def incoming_folder(takes: Path) -> Iterator[Path]:
    """A folder for a take on its way, gone when the block is left."""
    folder = part_of(takes / _INCOMING)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_leftovers(takes: Path, ledger: Ledger, provider: str) -> None:
    """Removes what dead programs left, and closes their jobs with a generator that runs inside of
    this program: nothing goes on there. While another program is generating, jobs are left alone.
    """
    if not remove_dead_parts(takes / _INCOMING):
        _close_jobs(ledger, provider)


def _close_jobs(ledger: Ledger, provider: str) -> None:
    error = JobError(
        category="canceled",
        message="The program ended before the take was made.",
        retryable=True,
        charged=Charged.NO,
    )
    for job in ledger.unfinished():
        # One that has not begun is still wanted.
        if job.provider == provider and job.state is not LedgerState.DRAFT:
            ledger.record_failure(job.job_id, error, state=LedgerState.CANCELED)
