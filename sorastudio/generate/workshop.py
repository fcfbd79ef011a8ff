"""What every job of a film shares, and a job between the ledger and the generator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sorastudio.errors import FilmFileError, GenerateError
from sorastudio.generate.patience import Patience
from sorastudio.generate.provider import Provider, RemoteJob
from sorastudio.generate.request import Request
from sorastudio.store.account import Account
from sorastudio.store.film_codec import from_data, to_data
from sorastudio.store.folder import FilmFolder
from sorastudio.store.json_text import Json
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob, new_job

OnShare = Callable[[float], None]
"""Told a share of the job between 0 and 1; raises to stop it."""

FETCH_SHARE = 0.98
"""Of the whole progress; the rest is looking into the file and putting it in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """One generator, for one film."""

    folder: FilmFolder
    ledger: Ledger
    provider: Provider
    patience: Patience = field(default_factory=Patience)
    account: Account = field(default_factory=Account)

    @property
    def built_in(self) -> bool:
        """Whether nothing goes on once this program ends."""
        return not self.provider.terms.connection

    def download_of(self, job_id: str) -> Path:
        """Where the file of a job is put while it comes in."""
        return downloads(self.folder) / f"{job_id}.mp4"

    def lock_of(self, job_id: str) -> Path:
        """Held by whoever works on the job."""
        return downloads(self.folder) / f"{job_id}.lock"

    def entry(self, request: Request, job_id: str = "") -> LedgerJob:
        """A new job for the ledger."""
        can = self.provider.capabilities(request.model)
        estimate = can.estimate(request.seconds, request.size)
        return new_job(
            request.slot_id,
            request.provider,
            request_data(request),
            model=request.model,
            base_url=self.provider.terms.base_url,
            take_number=request.take_number,
            cost_estimated=estimate.amount if estimate else None,
            currency=estimate.currency if estimate else "",
            job_id=job_id,
        )

    def asked(self, job: LedgerJob, request: Request) -> LedgerJob:
        """A job whose request is known only now."""
        fresh = self.entry(request, job.job_id)
        return replace(
            job,
            request=fresh.request,
            request_sha256=fresh.request_sha256,
            model=fresh.model,
            base_url=fresh.base_url,
            cost_estimated=fresh.cost_estimated,
            currency=fresh.currency,
        )


def downloads(folder: FilmFolder) -> Path:
    return folder.cache_dir / "downloads"


def request_data(request: Request) -> dict[str, Json]:
    data = to_data(request)
    assert isinstance(data, dict), "a request is written as an object"
    return data


def request_of(job: LedgerJob) -> Request:
    """Raises GenerateError for one that was written by another version."""
    try:
        return from_data(Request, job.request, "request")
    except FilmFileError as error:
        raise GenerateError(
            f"The request of {job.job_id} cannot be read: {error.what}",
            kept="The job stays in the ledger.",
        ) from error


def remote_of(job: LedgerJob) -> RemoteJob:
    """A job that was accepted, as the generator knows it."""
    return RemoteJob(job.provider_job_id, request_of(job), job.urls, job.client_token)
