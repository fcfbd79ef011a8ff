"""From a finished job to a take in its place: fetched, looked into, tagged, named, recorded."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sorastudio.errors import MediaError
from sorastudio.generate.errors import Category, LeftRunning, ProviderError
from sorastudio.generate.leftovers import incoming_folder
from sorastudio.generate.manifest import says_more
from sorastudio.generate.partial import discard
from sorastudio.generate.provider import Ready, RemoteJob
from sorastudio.generate.request import Request
from sorastudio.generate.workshop import Way, Workshop
from sorastudio.media.probe import identify
from sorastudio.media.tags import embed_tags
from sorastudio.project.ids import TakeId, new_take_id
from sorastudio.project.media import Cost, Media, MediaKind, Recipe, Take
from sorastudio.store.ledger_job import Asset, Charged, LedgerJob, LedgerState
from sorastudio.store.recipe_tag import RECIPE_KEY, recipe_tag

Made = tuple[Take, Media]

_LATER = {
    Category.TIMEOUT,
    Category.INTERNAL,
    Category.RATE_LIMITED,
    Category.NOT_SENT,
    Category.AUTHENTICATION,
    Category.PERMISSION,
    Category.CREDIT,
}

_FETCHES = 2
"""A file that arrives broken is fetched once more: the copy may be bad, and not the video."""


def keep(shop: Workshop, job: LedgerJob, remote: RemoteJob, ready: Ready, way: Way) -> Made:
    """Fetches what is ready. Raises ProviderError, OSError; the ledger knows what is there."""
    job = shop.ledger.record_state(
        job.job_id,
        LedgerState.DOWNLOADING,
        output_expires_at=ready.expires_at or None,
        urls={**remote.urls, **ready.urls},
    )
    remote = replace(remote, urls={**remote.urls, **ready.urls})
    with incoming_folder(shop.folder.takes_dir) as incoming:
        # What we make ourselves is not whole before it is done, and is made again.
        path = incoming / "fetched.mp4" if shop.built_in else shop.download_of(job.job_id)
        fetched = _fetched(shop, path, remote, way)
        made = _put_in_place(shop, job, remote.request, fetched, incoming, ready.cost)
    discard(fetched)
    return made


def found_again(shop: Workshop, job: LedgerJob, request: Request) -> Made | None:
    """The take of a job whose file was in its place before the program ended; None where it was
    not."""
    asset = job.asset
    if asset is None or asset.take_id is None:
        return None
    path = shop.folder.root / asset.path
    if not path.is_file() or path.stat().st_size != asset.size_bytes:
        return None
    media = identify(path, asset.path)
    if media.sha256 != asset.sha256:
        return None
    take = _take(shop, job, request, media, asset.take_id, None)
    if job.state is not LedgerState.SUCCEEDED:
        _record_success(shop, job, asset, None)
        discard(shop.download_of(job.job_id))
    return take, media


def _fetched(shop: Workshop, path: Path, remote: RemoteJob, way: Way) -> Path:
    """The file as it came, once it is one that can be shown."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(_FETCHES):
        if not path.exists():
            _fetch(shop, path, remote, way)
        try:
            _refuse_useless(shop, remote.request, path)
            return path
        except (MediaError, ProviderError) as error:
            discard(path)
            if attempt + 1 == _FETCHES or shop.built_in:
                raise _bad_output(shop, remote.request, error) from error
    raise AssertionError("the last attempt returns or raises")


def _fetch(shop: Workshop, path: Path, remote: RemoteJob, way: Way) -> None:
    """Raises LeftRunning where fetching, which is free, is to be tried another time."""
    try:
        shop.provider.fetch(remote, path, way.fetch)
    except ProviderError as error:
        if shop.built_in or error.category not in _LATER:
            raise
        name = remote.request.slot_name
        raise LeftRunning(f"{name}: {error.what}", "Resume it: fetching is free.") from error


def _refuse_useless(shop: Workshop, request: Request, path: Path) -> None:
    """A picture that moves is enough: size and rate are measured, and any fit the film."""
    media = identify(path, path.name)
    if media.kind is not MediaKind.VIDEO or media.duration <= 0:
        raise ProviderError(
            f"{request.slot_name}: {shop.provider.name} sent a file without a moving picture.",
            category=Category.OUTPUT,
            charged=Charged.UNKNOWN,
        )


def _bad_output(
    shop: Workshop, request: Request, error: MediaError | ProviderError
) -> ProviderError:
    return ProviderError(
        f"{request.slot_name}: what {shop.provider.name} sent is no video that can be shown. "
        f"{error.what}",
        category=Category.OUTPUT,
        charged=Charged.NO if shop.built_in else Charged.YES,
        kept="The slot is as it was.",
    )


def _put_in_place(
    shop: Workshop,
    job: LedgerJob,
    request: Request,
    fetched: Path,
    incoming: Path,
    cost: Cost | None,
) -> Made:
    recipe, tagged = recipe_of(shop, request), incoming / "take.mp4"
    embed_tags(fetched, tagged, {RECIPE_KEY: recipe_tag(recipe)})
    found = identify(tagged, tagged.name)
    path = shop.folder.take_path(request.slot_name, request.take_number, found.sha256)
    media = replace(found, path=shop.folder.stored_path(path))
    asset = Asset(
        path=media.path,
        sha256=media.sha256,
        size_bytes=tagged.stat().st_size,
        take_id=new_take_id(),
    )
    assert asset.take_id is not None
    job = shop.ledger.record_file(job.job_id, asset)
    _keep_signed(fetched, path)
    tagged.replace(path)
    take = _take(shop, job, request, media, asset.take_id, cost)
    _record_success(shop, job, asset, cost)
    return take, media


def _keep_signed(fetched: Path, path: Path) -> None:
    """A file that its maker has signed (C2PA), or put boxes of its own into, is kept as it came,
    too: with a recipe inside it is not what was signed any more. A comfort, so a disk that has no
    room for it stops nothing."""
    if says_more(fetched):
        signed = path.parent / "as-delivered" / path.name
        with suppress(OSError):
            signed.parent.mkdir(exist_ok=True)
            shutil.copyfile(fetched, signed)


def recipe_of(shop: Workshop, request: Request) -> Recipe:
    return request.recipe(shop.provider.capabilities(request.model).model_version)


def _take(
    shop: Workshop,
    job: LedgerJob,
    request: Request,
    media: Media,
    take_id: TakeId,
    cost: Cost | None,
) -> Take:
    return Take(
        id=take_id,
        slot_id=request.slot_id,
        number=request.take_number,
        media_id=media.id,
        recipe=recipe_of(shop, request),
        created_at=job.finished_at or datetime.now(UTC).isoformat(timespec="seconds"),
        job_id=job.job_id,
        cost=cost or cost_of(job),
    )


def cost_of(job: LedgerJob) -> Cost | None:
    """What is known of it: what was billed, or the estimate."""
    if job.cost_actual is not None:
        return Cost(amount=job.cost_actual, currency=job.currency, billed=job.billed)
    if job.cost_estimated is not None:
        return Cost(amount=job.cost_estimated, currency=job.currency, billed=False)
    return None


def _record_success(shop: Workshop, job: LedgerJob, asset: Asset, cost: Cost | None) -> None:
    shop.ledger.record_success(
        job.job_id,
        asset,
        cost_actual=cost.amount if cost else None,
        currency=cost.currency if cost else None,
        billed=cost.billed if cost else False,
    )
