"""Killed at any step of the way: no take is lost, nothing is paid for twice, and what nobody can
know is said to be unknown."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sorastudio.project.check import check
from sorastudio.store.film_file import load_film
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerState
from tests.generate.paid import video
from tests.generate.server import Service, serving
from tests.generate.services import told
from tests.generate.walk import STEPS, Walks, make_film, walks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")

UNKNOWABLE = ("after record_submitting", "before record_accepted")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def zygote() -> Iterator[Walks]:
    with walks() as started:
        yield started


def states(film: Path) -> list[LedgerState]:
    with Ledger(film.parent / "ledger.db") as ledger:
        return [job.state for job in ledger.jobs()]


def all_there(film: Path, takes: int) -> None:
    """Every take once, in the film and on the disk."""
    project = load_film(film)
    numbers = [take.number for take in project.pool.takes]
    assert sorted(numbers) == list(range(1, takes + 1))
    assert states(film) == [LedgerState.SUCCEEDED] * takes
    assert not [each for each in check(project) if each.severity == "error"]
    assert len(list((film.parent / "takes").glob("sea-*.mp4"))) == takes


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step_with_a_service_that_finds_jobs_again(
    tmp_path: Path, zygote: Walks, step: str
) -> None:
    film = tmp_path / "film.sora"
    make_film(film, "comfyui", 1)
    with serving(Service(told("comfyui").dialect, video())) as service:
        assert zygote.walk(film, "comfyui", service.url, die=step) == -9
        assert zygote.walk(film, "comfyui", service.url) == 0
        assert len(service.accepted) == 1
    all_there(film, 1)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_each_step_with_a_service_that_cannot_say(
    tmp_path: Path, zygote: Walks, step: str
) -> None:
    film = tmp_path / "film.sora"
    make_film(film, "runway", 1)
    with serving(Service(told("runway").dialect, video())) as service:
        assert zygote.walk(film, "runway", service.url, die=step) == -9
        assert zygote.walk(film, "runway", service.url) == 0
        assert len(service.accepted) == (0 if step == "after record_submitting" else 1)
    if step in UNKNOWABLE:
        assert states(film) == [LedgerState.UNCONFIRMED]
    else:
        all_there(film, 1)


def test_killed_again_and_again_at_any_moment(tmp_path: Path, zygote: Walks) -> None:
    killed_at_random(tmp_path, zygote, takes=10, kills=20, seed=7)


def killed_at_random(tmp_path: Path, zygote: Walks, *, takes: int, kills: int, seed: int) -> None:
    """So many kills, each within what a walk lasts at most, and then one that is left alone."""
    film, chance = tmp_path / "film.sora", random.Random(seed)
    make_film(film, "comfyui", takes)
    with serving(Service(told("comfyui").dialect, video())) as service:
        for _ in range(kills):
            zygote.walk(film, "comfyui", service.url, after=chance.uniform(0.01, 0.4), at_once=4)
        assert zygote.walk(film, "comfyui", service.url, at_once=4) == 0
        assert len(service.accepted) == takes
        assert len({seen.json["prompt_id"] for seen in service.accepted}) == takes
    all_there(film, takes)
