"""What a program that is starting finds of earlier ones: jobs that are not at their end, takes that
were made and never came into the film, and files nobody needs any more."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sorastudio.errors import GenerateError, SoraError
from sorastudio.generate.claim import is_alive
from sorastudio.generate.errors import Category
from sorastudio.generate.keeping import Made, cost_of
from sorastudio.generate.workshop import downloads, request_of
from sorastudio.media.probe import identify, read_tags
from sorastudio.project.media import Recipe, Take
from sorastudio.project.project import Project
from sorastudio.store.folder import FilmFolder
from sorastudio.store.hold import hold, is_held
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import (
    Charged,
    JobError,
    LedgerJob,
    LedgerState,
    new_job,
    new_job_id,
)
from sorastudio.store.ledger_queue import LedgerQueue
from sorastudio.store.recipe_tag import RECIPE_KEY, read_recipe_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """By what is to be done with them; each in the order they came."""

    waiting: tuple[LedgerJob, ...] = ()
    """Wanted, and never sent."""
    going: tuple[LedgerJob, ...] = ()
    """Accepted by their service."""
    unconfirmed: tuple[LedgerJob, ...] = ()
    """They may have been accepted, and charged."""
    elsewhere: tuple[LedgerJob, ...] = ()
    """Another program works on them."""

    @property
    def here(self) -> tuple[LedgerJob, ...]:
        """What this program may go on with."""
        return (*self.going, *self.unconfirmed, *self.waiting)


def unfinished(folder: FilmFolder, ledger: Ledger, me: str = "") -> Unfinished:
    """Every job that is not at its end. One whose sender has died becomes unconfirmed here. `me`
    is the name of the asking program's own claim."""
    found: dict[str, list[LedgerJob]] = {}
    alive: dict[str, bool] = {me: False}
    for job in ledger.unfinished():
        if job.worker not in alive:
            alive[job.worker] = is_alive(folder, job.worker)
        mine = bool(me) and job.worker == me
        elsewhere = alive[job.worker] or (not mine and is_held(_lock_of(folder, job)))
        if not elsewhere and job.state is LedgerState.SUBMITTING:
            job = _unconfirmed(folder, ledger, job)
        found.setdefault("elsewhere" if elsewhere else _group(job), []).append(job)
    return Unfinished(**{name: tuple(jobs) for name, jobs in found.items()})


def _unconfirmed(folder: FilmFolder, ledger: Ledger, job: LedgerJob) -> LedgerJob:
    """A job that was being sent by a program that is no more."""
    with hold(_lock_of(folder, job)) as mine:
        now = ledger.find(job.job_id) or job
        if mine and now.state is LedgerState.SUBMITTING:
            return ledger.record_state(job.job_id, LedgerState.UNCONFIRMED)
    return now


def _lock_of(folder: FilmFolder, job: LedgerJob) -> Path:
    return downloads(folder) / f"{job.job_id}.lock"


def _group(job: LedgerJob) -> str:
    match job.state:
        case LedgerState.DRAFT:
            return "waiting"
        case LedgerState.UNCONFIRMED:
            return "unconfirmed"
        case _:
            return "going"


def takes_outside(
    project: Project, folder: FilmFolder, ledger: Ledger, since: str = ""
) -> tuple[Made, ...]:
    """Takes whose jobs have succeeded (since a moment, ISO 8601) and that the film does not have:
    the program ended in between, or another one has made them. Those of slots the film does not
    have are somebody else's."""
    found = []
    for job in LedgerQueue(ledger).came(since):
        asset = job.asset
        if asset is None or asset.take_id is None:
            continue
        if asset.take_id in project.pool.takes or job.slot_id not in project.slots:
            continue
        with suppress(SoraError):
            found.append(_made_before(folder, job))
    return tuple(found)


def _made_before(folder: FilmFolder, job: LedgerJob) -> Made:
    asset, request = job.asset, request_of(job)
    assert asset is not None
    assert asset.take_id is not None
    path = folder.root / asset.path
    media = identify(path, asset.path)
    told = read_recipe_tag(read_tags(path).get(RECIPE_KEY, ""))
    take = Take(
        id=asset.take_id,
        slot_id=job.slot_id,
        number=request.take_number,
        media_id=media.id,
        recipe=told if isinstance(told, Recipe) else request.recipe(""),
        created_at=job.finished_at,
        job_id=job.job_id,
        cost=cost_of(job),
    )
    return take, media


def clear_downloads(folder: FilmFolder, ledger: Ledger) -> None:
    """Removes what was fetched for jobs that are at their end, or that nobody knows."""
    going = {job.job_id for job in ledger.unfinished()}
    place = downloads(folder)
    for path in list(place.iterdir()) if place.is_dir() else ():
        is_lock = path.suffix == ".lock"
        if path.name.split(".", 1)[0] not in going and not (is_lock and is_held(path)):
            with suppress(OSError):
                path.unlink()


def forget(ledger: Ledger, job: LedgerJob) -> LedgerJob:
    """Gives a job up that nobody knows the fate of. What it may have cost stays counted. Raises
    GenerateError for one that is not unconfirmed."""
    _refuse_known(job)
    words = "It was never answered, and was given up. It may have been charged."
    return ledger.record_failure(job.job_id, _lost(words))


def again(ledger: Ledger, job: LedgerJob, wanted: LedgerJob | None = None) -> LedgerJob:
    """A new draft that asks for the same, or for what `wanted` says; an unconfirmed one is given up
    for it, and may have been charged, so that both may be paid. Raises GenerateError for a job that
    goes on, or succeeded."""
    if job.state is LedgerState.UNCONFIRMED:
        job = ledger.record_failure(
            job.job_id, _lost("It was never answered, and was sent again. Both may be charged.")
        )
    if not job.state.final or job.state is LedgerState.SUCCEEDED:
        raise GenerateError(f"Only what has failed is sent again; this job is {job.state}.")
    asked = wanted or job
    fresh = new_job(
        job.slot_id,
        asked.provider,
        asked.request,
        model=asked.model,
        base_url=asked.base_url,
        take_number=asked.take_number,
        cost_estimated=asked.cost_estimated,
        currency=asked.currency,
        job_id=wanted.job_id if wanted else new_job_id(),
    )
    worker = wanted.worker if wanted else ""
    return ledger.record_draft(replace(fresh, previous_job_id=job.job_id, worker=worker))


def _refuse_known(job: LedgerJob) -> None:
    if job.state is not LedgerState.UNCONFIRMED:
        raise GenerateError(
            f"Only a job that was never answered is forgotten; this one is {job.state}.",
            todo="Cancel it, if it is not wanted.",
        )


def _lost(words: str) -> JobError:
    return JobError(
        category=Category.AMBIGUOUS, message=words, retryable=True, charged=Charged.UNKNOWN
    )
