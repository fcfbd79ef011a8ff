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


@dataclass(frozen=True, slots=True)
class HowFar:
    """`share` of the whole job, 0 to 1; None while nobody says. `ahead`: so many are in front of it
    in the queue of its service; None once it is at work, and where the service does not say."""

    share: float | None
    ahead: int | None = None


OnProgress = Callable[[HowFar], None]
"""Told how far a job is; raises to stop it."""

_MADE_SHARE = 0.9
"""Of the whole job, where a service says how far it is with making it; fetching follows."""
_FETCHED_SHARE = 0.98
"""Of the whole job; the rest is looking into the file and putting it in its place."""


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


def place_words(ahead: int) -> str:
    """A place in a queue: `next`, `3 ahead`."""
    return f"{ahead} ahead" if ahead else "next"


class Way:
    """From what is told of a job's steps, one after the other, how far the whole is. It never goes
    back."""

    def __init__(self, tell: OnProgress) -> None:
        self._tell = tell
        self._share: float | None = None
        self._made: float | None = None

    def make(self, share: float | None, ahead: int | None) -> None:
        """What its service says."""
        if share is not None:
            self._reach(share * _MADE_SHARE)
        self._tell(HowFar(self._share, ahead))

    def fetch(self, share: float) -> None:
        if self._made is None:
            self._made = self._share or 0.0
        self._reach(self._made + (_FETCHED_SHARE - self._made) * share)
        self._tell(HowFar(self._share))

    def _reach(self, share: float) -> None:
        self._share = max(self._share or 0.0, share)


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
