"""`seams` and `overlap` on real files, and what is said of transitions that look for likeness."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import done, refused, run
from tests.reels import FRAMES, SMALL, make_reels


@pytest.fixture(scope="module")
def reels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return make_reels(tmp_path_factory.mktemp("reels"))


@pytest.fixture
def film(reels: tuple[Path, ...], tmp_path: Path) -> Path:
    film = tmp_path / "film.sora"
    done("new", film, "--size", SMALL)
    done("add", film, *reels)
    return film


def frames(film: Path) -> int:
    found = done("show", film, "--json").event("film")["frames"]
    assert isinstance(found, int)
    return found


def test_seams_are_measured_and_mended(film: Path) -> None:
    first, second = done("seams", film, "--json").events
    assert (first["frame"], first["repeated"]) == (FRAMES, 1)
    assert first["alike"] > 0.6 > second["alike"]
    assert "repeats" in done("seams", film).results
    assert done("seams", film, "--fix", "repeats", "--json").event("mended")["count"] == 1
    assert frames(film) == 3 * FRAMES - 1
    assert done("seams", film, "--json").events[0]["repeated"] == 0


def test_overlaps_are_proposed_and_taken(film: Path) -> None:
    found = done("overlap", film, FRAMES, "--json").events
    best = found[0]
    assert best["head"] - best["tail"] == pytest.approx(1, abs=1)
    done("overlap", film, FRAMES, "--take", 1)
    assert frames(film) == 3 * FRAMES + best["tail"] - best["head"]


def test_a_cut_that_is_none_is_refused_with_the_nearest(film: Path) -> None:
    said = run("overlap", film, FRAMES + 2)
    assert said.code != 0
    assert f"nearest is at {FRAMES}" in said.people
    assert "no cut" in run("overlap", film, "nowhere").people


def test_a_morph_says_how_far_it_is_believed(film: Path, reels: tuple[Path, ...]) -> None:
    said = done("add", film, reels[0], "--transition", "morph:6", "--handles", "hold", "--json")
    assert said.event("fit")["confidence"] < 0.1
    assert "Confidence 0.0" in said.people


def test_a_match_is_refused_where_nothing_matches(film: Path, reels: tuple[Path, ...]) -> None:
    before = frames(film)
    assert "matches" in refused("add", film, reels[0], "--transition", "match:6")
    assert frames(film) == before
