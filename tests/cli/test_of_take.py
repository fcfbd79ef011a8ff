"""Takes made of takes with the real command, offline: extended and edited."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sorastudio.project.media import Operation, Take
from sorastudio.project.project import Project
from sorastudio.project.state import Generated, slot_state
from sorastudio.store.film_file import load_film
from tests.cli.command import done, pictures, run


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A slot of half a second with one take."""
    path = tmp_path / "film" / "film.sora"
    done("new", path, "--size", "96x54")
    done("slot", path, "waves at noon, pan left", "--seconds", 0.5, "--name", "sea")
    done("generate", path)
    return path


def take(film: Path, number: int) -> tuple[Project, Take, Path]:
    project = load_film(film)
    (slot,) = project.slots
    found = project.pool.takes_of(slot.id)[number - 1]
    return project, found, film.parent / project.pool.media[found.media_id].path


def luma(path: Path) -> list[NDArray[np.int16]]:
    return [picture.y.astype(np.int16) for picture in pictures(path, Fraction(24))]


def shapes(plane: NDArray[np.int16]) -> NDArray[np.float64]:
    """(9, 16): what is left without the grain."""
    return np.asarray(plane.reshape(9, 6, 16, 6).mean(axis=(1, 3)), np.float64)


def test_an_extension_is_the_whole_and_begins_as_the_take_did(film: Path) -> None:
    done("generate", film, "sea", "--extend", 1, "--seconds", 1)
    project, first, before = take(film, 1)
    _, longer, after = take(film, 2)
    assert longer.recipe.operation is Operation.EXTEND
    assert longer.recipe.parent == first.id
    assert longer.recipe.seconds == Fraction(3, 2)
    short, long = luma(before), luma(after)
    assert (len(short), len(long)) == (12, 36)
    for old, new in zip(short, long, strict=False):
        assert np.abs(old - new).mean() < 2
    # No jump where it goes on, and it does go on.
    step = float(np.abs(shapes(long[12]) - shapes(long[11])).mean())
    assert step < 2
    assert np.abs(shapes(long[35]) - shapes(long[11])).mean() > 1.5 * step
    assert slot_state(project, longer.slot_id) == Generated(2, 2)


def test_an_edit_is_another_picture_of_the_same_length_and_the_same_again(film: Path) -> None:
    done("generate", film, "sea", "--edit", 1, "at night")
    done("generate", film, "sea", "--edit", 1, "at night")
    project, first, before = take(film, 1)
    _, edited, after = take(film, 2)
    _, _, again = take(film, 3)
    assert edited.recipe.operation is Operation.EDIT
    assert edited.recipe.parent == first.id
    assert edited.recipe.prompt == "at night"
    assert edited.recipe.seed == first.recipe.seed
    day, night = luma(before), luma(after)
    assert len(day) == len(night)
    assert night[0].mean() < day[0].mean() - 10
    assert all((a == b).all() for a, b in zip(night, luma(again), strict=True))
    assert isinstance(slot_state(project, edited.slot_id), Generated)


def test_an_edit_of_an_extension_knows_what_it_began_with(film: Path) -> None:
    done("generate", film, "sea", "--extend", 1, "--seconds", 0.25)
    done("generate", film, "sea", "--edit", 2, "at night")
    project, edited, path = take(film, 3)
    assert len(luma(path)) == 18
    assert isinstance(slot_state(project, edited.slot_id), Generated)


REFUSED: tuple[tuple[str, tuple[object, ...]], ...] = (
    ("has no take 9", ("--extend", 9, "--seconds", 1)),
    ("needs --seconds", ("--extend", 1)),
    ("it extends to 600 s", ("--extend", 1, "--seconds", 599.75)),
    ("what to change", ("--edit", 1, " ")),
    ("as long as its take", ("--edit", 1, "night", "--seconds", 2)),
    ("what --extend adds", ("--seconds", 2)),
    ("one take of one slot", ("--extend", 1, "--seconds", 1, "--takes", 2)),
)


def test_what_cannot_be_is_told(film: Path) -> None:
    for told, words in REFUSED:
        said = run("generate", film, "sea", *words)
        assert said.code != 0
        assert told in said.people
    assert len(load_film(film).pool.takes) == 1
