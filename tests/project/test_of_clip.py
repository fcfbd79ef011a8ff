"""A clip of a file becomes a slot where it lies."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.clip import SlotSource
from sorastudio.project.edits.of_clip import make_slot_of_clip
from sorastudio.project.edits.place import excerpt, overwrite
from sorastudio.project.ids import ClipId
from sorastudio.project.project import new_project
from sorastudio.project.state import Generated, slot_state
from tests.project.films import done, film, knowing, slot, still, with_slots

NOW = "2026-01-01T00:00:00Z"


def test_it_shows_the_same_at_the_same_times_and_its_sound_goes_along() -> None:
    project = film(24, 48, sound=True)
    clips = [placed.clip for placed in project.timeline.clips()]
    first = clips[0]
    after = done(project, make_slot_of_clip, first.id, "sea", NOW)
    (made,) = after.slots
    (take,) = after.pool.takes_of(made.id)
    assert (made.name, made.prompt, made.seconds) == ("sea", "", Fraction(1))
    assert (take.recipe.provider, take.recipe.seconds) == ("", Fraction(10))
    assert slot_state(after, made.id) == Generated(1, 1)
    for before, now in zip(clips, [each.clip for each in after.timeline.clips()], strict=True):
        if before.source == first.source:
            assert now == replace(before, source=SlotSource(made.id))
        else:
            assert now == before
        assert project.media_of(before) == after.media_of(now)
    assert sum(isinstance(each.clip.source, SlotSource) for each in after.timeline.clips()) == 2


def test_a_name_that_is_taken_gets_a_number() -> None:
    project = with_slots(film(24), slot("sea"))
    (clip, *_) = (placed.clip for placed in project.timeline.clips())
    after = done(project, make_slot_of_clip, clip.id, "sea", NOW)
    assert [each.name for each in after.slots] == ["sea", "sea-2"]


def test_a_picture_a_slot_and_nothing_are_refused() -> None:
    picture = still("p")
    project = knowing(new_project("Test"), picture)
    project = overwrite(project, excerpt(project, picture.id, source_out=Fraction(1)), 0)
    project = with_slots(project, slot("sea"))
    of_picture, of_slot = (placed.clip.id for placed in project.timeline.clips())
    for clip_id, words in (
        (of_picture, "is no video"),
        (of_slot, "is no clip of a file"),
        (ClipId("clip-none"), "There is no clip"),
    ):
        with pytest.raises(EditRefused, match=words):
            make_slot_of_clip(project, clip_id, "sea", NOW)
