"""Walks one job from the request to a take on disk, in the order that a crash can never lose or pay
for twice.

Written down before the request leaves; its remote id before the first poll; the file under another
name until it has been looked into; the take in the film last of all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sorastudio.errors import GenerateError, SoraError
from sorastudio.generate.leftovers import incoming_folder
from sorastudio.generate.provider import Failed, Provider, Ready, RemoteJob, Running
from sorastudio.generate.request import Request
from sorastudio.media.probe import identify
from sorastudio.media.tags import embed_tags
from sorastudio.project.ids import new_take_id
from sorastudio.project.media import Cost, Media, MediaKind, Recipe, Take
from sorastudio.store.atomic import why
from sorastudio.store.film_codec import to_data
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import (
    Asset,
    Charged,
    JobError,
    LedgerJob,
    LedgerState,
    new_job,
)
from sorastudio.store.recipe_tag import RECIPE_KEY, recipe_tag

POLL_SECONDS = 2.0

_FETCH_SHARE = 0.98
"""Of the whole progress; the rest is looking into the file and putting it in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What every job of a film shares."""

    folder: FilmFolder
    ledger: Ledger
    provider: Provider


OnShare = Callable[[float], None]
"""Told a share of the job between 0 and 1; raises to stop it."""


def make_take(
    shop: Workshop,
    request: Request,
    on_progress: OnShare,
    pause: Callable[[float], None] = time.sleep,
) -> tuple[Take, Media]:
    """Generates one take. Raises GenerateError, MediaError; the ledger then says why.

    `pause` waits so many seconds between two polls; it may raise to stop. Once the file is there
    nothing can stop it any more: what was paid for is kept.
    """
    recipe = request.recipe(shop.provider.capabilities(request.model).model_version)
    entry = _entry(request)
    shop.ledger.record_submitting(entry)
    with _failures_recorded(shop.ledger, entry):
        job = shop.provider.submit(request)
        shop.ledger.record_accepted(entry.job_id, job.id)
        cost = _wait(shop, entry, job, on_progress, pause)
        shop.ledger.record_state(entry.job_id, LedgerState.DOWNLOADING)
        path, media = _fetch(shop, job, recipe, on_progress)
        take = _take(request, recipe, media, entry, cost)
        _record_success(shop.ledger, entry, path, take, media)
    return take, media


def _entry(request: Request) -> LedgerJob:
    data = to_data(request)
    assert isinstance(data, dict), "a request is written as an object"
    return new_job(
        request.slot_id,
        request.provider,
        data,
        model=request.model,
        take_number=request.take_number,
    )


@contextmanager
def _failures_recorded(ledger: Ledger, entry: LedgerJob) -> Iterator[None]:
    try:
        yield
    except SoraError as error:
        _record_failure(ledger, entry, "failed", str(error))
        raise
    except OSError as error:
        words = f"The take could not be written. {why(error)}"
        _record_failure(ledger, entry, "output_invalid", words)
        raise GenerateError(
            words, kept="The slot is as it was.", todo="Free some room and generate again."
        ) from error
    except BaseException:
        with suppress(SoraError):
            ledger.record_state(entry.job_id, LedgerState.CANCELED)
        raise


def _record_failure(ledger: Ledger, entry: LedgerJob, category: str, words: str) -> None:
    error = JobError(category=category, message=words, charged=Charged.UNKNOWN)
    with suppress(SoraError):
        ledger.record_failure(entry.job_id, error)


def _wait(
    shop: Workshop,
    entry: LedgerJob,
    job: RemoteJob,
    on_progress: OnShare,
    pause: Callable[[float], None],
) -> Cost | None:
    """Polls until the result is there."""
    while True:
        match shop.provider.poll(job):
            case Ready(cost):
                return cost
            case Failed(reason):
                raise GenerateError(
                    f"{job.request.slot_name}: {shop.provider.name} failed: {reason}",
                    kept="The slot is as it was.",
                )
            case Running(progress):
                shop.ledger.record_state(entry.job_id, LedgerState.RUNNING, progress=progress)
                on_progress((progress or 0.0) * _FETCH_SHARE)
                pause(POLL_SECONDS)


def _fetch(
    shop: Workshop, job: RemoteJob, recipe: Recipe, on_progress: OnShare
) -> tuple[Path, Media]:
    """The take's file in its place, with its recipe inside."""
    request = job.request
    with incoming_folder(shop.folder.takes_dir) as incoming:
        fetched, tagged = incoming / "fetched.mp4", incoming / "take.mp4"
        shop.provider.fetch(job, fetched, lambda share: on_progress(share * _FETCH_SHARE))
        embed_tags(fetched, tagged, {RECIPE_KEY: recipe_tag(recipe)})
        found = identify(tagged, tagged.name)
        _refuse_useless(request, found)
        path = shop.folder.take_path(request.slot_name, request.take_number, found.sha256)
        tagged.replace(path)
    return path, replace(found, path=shop.folder.stored_path(path))


def _refuse_useless(request: Request, media: Media) -> None:
    if media.kind is not MediaKind.VIDEO or media.duration <= 0:
        raise GenerateError(
            f"{request.slot_name}: {request.provider} sent a file without a moving picture.",
            kept="The slot is as it was.",
        )


def _take(
    request: Request, recipe: Recipe, media: Media, entry: LedgerJob, cost: Cost | None
) -> Take:
    return Take(
        id=new_take_id(),
        slot_id=request.slot_id,
        number=request.take_number,
        media_id=media.id,
        recipe=recipe,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        job_id=entry.job_id,
        cost=cost,
    )


def _record_success(ledger: Ledger, entry: LedgerJob, path: Path, take: Take, media: Media) -> None:
    asset = Asset(
        path=media.path, sha256=media.sha256, size_bytes=path.stat().st_size, take_id=take.id
    )
    cost = take.cost
    ledger.record_success(
        entry.job_id,
        asset,
        cost_actual=cost.amount if cost else None,
        currency=cost.currency if cost else "",
        billed=cost.billed if cost else False,
    )
