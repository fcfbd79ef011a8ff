"""What is asked of a generator for a slot."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import GenerateError
from sorastudio.generate.orders import waves
from sorastudio.generate.request import Request
from sorastudio.generate.sourced import Places
from sorastudio.generate.wanted import request_for, seeds
from sorastudio.media.probe import identify
from sorastudio.media.still import read_still
from sorastudio.project.book import Book, Entry, EntryKind
from sorastudio.project.edits.slots import add_slot, adopt_take
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Media, ReferenceRole, Size, Take
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import FrameOfSlot, ImageFrame, Slot
from sorastudio.project.state import Generated, slot_state
from sorastudio.project.table import Table
from tests.film_maker import Reel, make_film, read_bars
from tests.generate.fakes import FakeProvider

SEA = Slot(id=SlotId("slot-sea"), name="sea", prompt="waves", seconds=Fraction(2))
CITY = Slot(
    id=SlotId("slot-city"),
    name="city",
    prompt="neon",
    seconds=Fraction(2),
    first_frame=FrameOfSlot(SEA.id, last=True),
)


def film(*slots: Slot) -> Project:
    project = new_project("film", Settings(size=Size(640, 360)))
    for slot in slots:
        project = add_slot(project, slot)
    return project


def asked(project: Project, slot: Slot, places: Places | None = None) -> Request:
    places = places or Places(locate=lambda _: Path(), frames_dir=Path())
    return request_for(project, project.slots[slot.id], FakeProvider(), places, number=1, seed=1)


def with_take(project: Project, slot: Slot, path: Path) -> tuple[Project, Media]:
    media = identify(make_film(path, Reel(frames=60, size=Size(112, 64))), path.name)
    recipe = asked(project, slot).recipe("7")
    take = Take(
        id=TakeId(f"take-{slot.name}"),
        slot_id=slot.id,
        number=1,
        media_id=media.id,
        recipe=recipe,
        created_at="2026-01-01T00:00:00+00:00",
    )
    return adopt_take(project, take, media), media


def test_handles_come_on_top_of_the_length() -> None:
    project = film(SEA, replace(SEA, id=SlotId("slot-2"), name="two"))
    second = [placed.clip.id for placed in project.timeline.clips()][1]
    assert asked(project, SEA).seconds == 2
    blended = add_transition(project, second, "dissolve", 24)
    assert asked(blended, SEA).seconds == Fraction(5, 2)
    assert asked(blended, replace(SEA, id=SlotId("slot-2"))).seconds == Fraction(5, 2)


def test_names_of_the_book_are_filled_in() -> None:
    project = film(replace(SEA, prompt="{Ana} at the sea"))
    entry = Entry(id="Ana", kind=EntryKind.CHARACTER, text="a woman in a red coat")
    project = replace(project, book=Book(entries=Table([entry])))
    assert asked(project, SEA).prompt == "a woman in a red coat at the sea"


@pytest.mark.parametrize(
    "changes",
    [
        {"negative": "rain"},
        {"size": Size(8, 8)},
        {"size": Size(4000, 2000)},
        {"size": Size(641, 361)},
        {"seconds": Fraction(11)},
        {"prompt": "x" * 101},
    ],
)
def test_what_the_model_cannot_do_is_refused(changes: dict[str, object]) -> None:
    slot = replace(SEA, **changes)  # type: ignore[arg-type]
    with pytest.raises(GenerateError, match="cannot do"):
        asked(film(slot), slot)


def test_a_slot_shorter_than_any_take_asks_for_the_shortest() -> None:
    slot = replace(SEA, seconds=Fraction(1, 2))
    assert asked(film(slot), slot).seconds == 1


def test_seeds_differ_and_never_repeat_a_take(tmp_path: Path) -> None:
    fixed = replace(SEA, seed=1)
    project = film(fixed)
    assert list(islice(seeds(project, fixed), 3)) == [1, 2, 3]
    project, _ = with_take(project, fixed, tmp_path / "take.mp4")
    assert list(islice(seeds(project, fixed), 2)) == [2, 3]
    other = replace(fixed, prompt="calm")
    assert list(islice(seeds(project, other), 1)) == [1]
    assert len(set(islice(seeds(project, SEA), 20))) == 20


def test_a_linked_frame_is_the_last_one_that_the_cut_shows(tmp_path: Path) -> None:
    project = film(SEA, CITY)
    with pytest.raises(GenerateError, match="sea"):
        asked(project, CITY)
    project, media = with_take(project, SEA, tmp_path / "take.mp4")
    places = Places(locate=lambda _: tmp_path / media.path, frames_dir=tmp_path / "frames")
    (given,) = asked(project, CITY, places).inputs
    assert given.role is ReferenceRole.FIRST_FRAME
    assert read_bars(read_still(given.file)) == 47


def test_a_take_with_a_linked_frame_is_what_the_slot_asks_for(tmp_path: Path) -> None:
    project, media = with_take(film(SEA, CITY), SEA, tmp_path / "take.mp4")
    places = Places(locate=lambda _: tmp_path / media.path, frames_dir=tmp_path / "frames")
    take = Take(
        id=TakeId("take-city"),
        slot_id=CITY.id,
        number=1,
        media_id=media.id,
        recipe=asked(project, CITY, places).recipe("7"),
        created_at="2026-01-01T00:00:00+00:00",
    )
    assert isinstance(slot_state(adopt_take(project, take, media), CITY.id), Generated)


def test_a_film_as_first_frame_gives_its_first_picture(tmp_path: Path) -> None:
    path = make_film(tmp_path / "clip.mp4", Reel(frames=24, first=9, size=Size(112, 64)))
    media = identify(path, path.name)
    project = film()
    project = replace(project, pool=project.pool.with_media(media))
    slot = replace(SEA, first_frame=ImageFrame(media.id))
    project = add_slot(project, slot)
    places = Places(locate=lambda _: path, frames_dir=tmp_path / "frames")
    (given,) = asked(project, slot, places).inputs
    picture = read_still(given.file)
    assert read_bars(picture) == 9
    assert given.sha256 == media.sha256
    assert np.asarray(picture.y).shape == (64, 112)


def test_slots_are_generated_after_those_they_start_from() -> None:
    third = replace(CITY, id=SlotId("slot-3"), first_frame=FrameOfSlot(CITY.id, last=True))
    assert [[slot.id for slot in wave] for wave in waves([third, CITY, SEA])] == [
        [SEA.id],
        [CITY.id],
        [third.id],
    ]
