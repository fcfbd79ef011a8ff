"""One job from the request to the take: what is on disk after every way it can end."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.errors import GenerateError, MediaError
from sorastudio.generate.provider import Failed, Ready, RemoteJob, Running, Status
from sorastudio.generate.request import Request
from sorastudio.generate.runner import Workshop, make_take
from sorastudio.generate.workshop import HowFar
from sorastudio.jobs.job import Canceled
from sorastudio.media.probe import read_tags
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Recipe, Size
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerState
from sorastudio.store.recipe_tag import RECIPE_KEY, read_recipe_tag
from tests.film_maker import make_sound, noise
from tests.generate.fakes import CENT, FakeProvider


@pytest.fixture
def folder(tmp_path: Path) -> FilmFolder:
    return FilmFolder(tmp_path / "film.sora")


@pytest.fixture
def ledger(folder: FilmFolder) -> Iterator[Ledger]:
    with Ledger(folder.ledger_path) as ledger:
        yield ledger


def at_once(_: float) -> None:
    """No waiting between polls."""


def wanted(**changes: object) -> Request:
    values: dict[str, object] = {
        "slot_id": SlotId("slot-1"),
        "slot_name": "the sea",
        "take_number": 3,
        "provider": "fake",
        "model": "fake-1",
        "prompt": "waves",
        "seed": 5,
        "size": Size(112, 64),
        "rate": Fraction(24),
        "seconds": Fraction(1),
    }
    return Request(**(values | changes))  # type: ignore[arg-type]


def nothing(_: Path) -> None:
    """Leaves no file."""


def a_page(path: Path) -> None:
    path.write_bytes(b"<html>")


def only_sound(path: Path) -> None:
    make_sound(path, noise(4800), codec="aac")


def silent(now: HowFar) -> None:
    assert now.share is None or 0 <= now.share <= 1


def test_a_take_is_in_its_place_with_recipe_ledger_and_cost(
    folder: FilmFolder, ledger: Ledger
) -> None:
    provider = FakeProvider(statuses=[Running(None), Running(0.5), Ready(CENT)])
    shop = Workshop(folder=folder, ledger=ledger, provider=provider)
    take, media = make_take(shop, wanted(), silent, at_once)
    assert media.path == f"takes/the-sea-3-{media.sha256[:8]}.mp4"
    assert folder.locate(media).is_file()
    recipe = read_recipe_tag(read_tags(folder.locate(media))[RECIPE_KEY])
    assert recipe == take.recipe
    assert isinstance(recipe, Recipe)
    assert (recipe.model_version, recipe.seed, recipe.prompt) == ("7", 5, "waves")
    (job,) = ledger.jobs()
    assert job.job_id == take.job_id
    assert job.state is LedgerState.SUCCEEDED
    assert job.provider_job_id == "remote-1"
    assert (job.cost_actual, job.currency, job.billed) == (CENT.amount, "USD", True)
    assert job.asset is not None
    assert job.asset.sha256 == media.sha256
    assert provider.journal.count("submit waves") == 1


def test_the_job_is_written_before_the_request_leaves_and_its_id_before_the_first_poll(
    folder: FilmFolder, ledger: Ledger
) -> None:
    seen: list[tuple[LedgerState, str]] = []

    class Watching(FakeProvider):
        def submit(self, request: Request, token: str) -> RemoteJob:
            (job,) = ledger.jobs()
            seen.append((job.state, job.provider_job_id))
            return super().submit(request, token)

        def poll(self, job: RemoteJob) -> Status:
            (entry,) = ledger.jobs()
            seen.append((entry.state, entry.provider_job_id))
            return super().poll(job)

    make_take(Workshop(folder=folder, ledger=ledger, provider=Watching()), wanted(), silent)
    assert seen == [(LedgerState.SUBMITTING, ""), (LedgerState.QUEUED, "remote-1")]


def test_how_far_it_is_never_goes_back(folder: FilmFolder, ledger: Ledger) -> None:
    """Not where the service is unsure, and not where the file that was made is fetched."""
    statuses: list[Status] = [
        Running(None, ahead=2),
        Running(0.5),
        Running(0.25),
        Running(None),
        Ready(CENT),
    ]
    heard: list[HowFar] = []
    shop = Workshop(folder=folder, ledger=ledger, provider=FakeProvider(statuses=[*statuses]))
    make_take(shop, wanted(), heard.append, at_once)
    first, *others, last = heard
    assert first == HowFar(None, 2)
    assert others == [HowFar(0.45)] * 3
    assert 0.9 < (last.share or 0.0) < 1.0


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        (FakeProvider(submit_error=GenerateError("refused")), LedgerState.FAILED),
        (FakeProvider(statuses=[Failed("moderated")]), LedgerState.FAILED),
        (FakeProvider(send=nothing), LedgerState.FAILED),
        (FakeProvider(send=a_page), LedgerState.FAILED),
        (FakeProvider(send=only_sound), LedgerState.FAILED),
        (FakeProvider(submit_error=Canceled()), LedgerState.CANCELED),
        (FakeProvider(submit_error=KeyboardInterrupt()), LedgerState.CANCELED),
    ],
    ids=["refused", "failed", "nothing", "html", "only sound", "canceled", "interrupted"],
)
def test_whatever_goes_wrong_the_ledger_knows_and_nothing_is_left(
    folder: FilmFolder, ledger: Ledger, provider: FakeProvider, expected: LedgerState
) -> None:
    shop = Workshop(folder=folder, ledger=ledger, provider=provider)
    with pytest.raises((GenerateError, MediaError, Canceled, KeyboardInterrupt)):
        make_take(shop, wanted(), silent, at_once)
    (job,) = ledger.jobs()
    assert job.state is expected
    assert expected is LedgerState.CANCELED or (job.error and job.error.message)
    assert not list(folder.root.glob("takes/**/*"))
    assert len([entry for entry in provider.journal if entry.startswith("submit")]) == 1


def test_a_full_disk_is_said_in_words(folder: FilmFolder, ledger: Ledger) -> None:
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    shop = Workshop(folder=folder, ledger=ledger, provider=FakeProvider(send=full))
    with pytest.raises(GenerateError, match="disk is full"):
        make_take(shop, wanted(), silent, at_once)
