"""What a program that was killed in the middle of generating has left: files half there, and jobs
that nobody works on any more."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import Charged, JobError, LedgerState

_NAME = re.compile(r"\.incoming-(\d+)-.*")


@contextmanager
def incoming_folder(takes: Path) -> Iterator[Path]:
    """A folder for a take on its way, gone when the block is left. Its name says whose it is."""
    takes.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".incoming-{os.getpid()}-", dir=takes) as name:
        yield Path(name)


def clear_leftovers(takes: Path, ledger: Ledger, provider: str) -> None:
    """Removes what dead programs left, and closes their jobs with a generator that runs inside of
    this program: nothing goes on there. While another program is generating, jobs are left alone.
    """
    folders = list(takes.glob(".incoming-*")) if takes.is_dir() else []
    alive = [folder for folder in folders if _is_at_work(folder)]
    for folder in folders:
        if folder not in alive:
            shutil.rmtree(folder, ignore_errors=True)
    if not alive:
        _close_jobs(ledger, provider)


def _is_at_work(folder: Path) -> bool:
    match = _NAME.fullmatch(folder.name)
    if match is None:
        return False
    try:
        os.kill(int(match[1]), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _close_jobs(ledger: Ledger, provider: str) -> None:
    error = JobError(
        category="canceled",
        message="The program ended before the take was made.",
        retryable=True,
        charged=Charged.NO,
    )
    for job in ledger.unfinished():
        if job.provider == provider:
            ledger.record_failure(job.job_id, error, state=LedgerState.CANCELED)
