"""Slots on the timeline, their takes, and how long those must be."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Transition
from sorastudio.project.edits.cut import remove, split
from sorastudio.project.edits.from_recipe import copy_recipe
from sorastudio.project.edits.slots import (
    add_slot,
    adopt_take,
    change_slot,
    choose_take,
    lock_slot,
    needed_seconds,
    next_take,
    previous_take,
    rate_take,
    reject_take,
    remove_slot,
    set_prompt,
)
from sorastudio.project.edits.speed import set_speed
from sorastudio.project.edits.splice import splice
from sorastudio.project.edits.transitions import Alignment, add_transition
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Operation
from sorastudio.project.project import Project
from sorastudio.project.slot import FrameOfSlot
from sorastudio.project.state import Generated, Stale, lineage, slot_state
from sorastudio.project.time import FrameRate
from tests.project.films import (
    A1,
    V1,
    clip_id,
    clips,
    done,
    film,
    film_at,
    layout,
    slot,
    take,
    with_slots,
    with_take,
)

S, T = slot("s"), slot("t")


def _chosen(project: Project) -> TakeId | None:
    return project.slots[S.id].chosen


@pytest.mark.parametrize(
    ("rate", "seconds", "frames"),
    [
        (FrameRate(24), Fraction(4), 96),
        (FrameRate(24000, 1001), Fraction(4), 96),
        (FrameRate(30000, 1001), Fraction(5), 150),
        (FrameRate(24), Fraction(1, 100), 1),
    ],
)
def test_a_slots_clip_is_as_long_as_asked(rate: FrameRate, seconds: Fraction, frames: int) -> None:
    project = done(film_at(rate), add_slot, slot("s", seconds))
    assert layout(project) == f"s{frames}"


def test_slots_are_appended_put_over_or_inserted() -> None:
    project = with_slots(film(48), S)
    assert layout(project) == "a48 s96"
    assert layout(done(project, add_slot, T, V1, 24)) == "a24 t96 s24"
    assert layout(done(project, add_slot, T, V1, 24, into=True)) == "a24 t96 a24 s96"
    with_sound = done(project, add_slot, T, sound=True)
    assert layout(with_sound, A1) == "-144 t96"


def test_senseless_slots_are_refused() -> None:
    project = with_slots(film(), S)
    with pytest.raises(EditRefused, match="already"):
        add_slot(project, S)
    with pytest.raises(EditRefused, match="cannot last 0"):
        add_slot(project, slot("t", 0))
    unknown = replace(T, first_frame=FrameOfSlot(SlotId("slot-none"), last=True))
    with pytest.raises(EditRefused, match="no slot slot-none"):
        add_slot(project, unknown)


def test_circles_are_refused_with_the_way_around() -> None:
    project = with_slots(film(), S, replace(T, first_frame=FrameOfSlot(S.id, last=True)))
    with pytest.raises(EditRefused, match="“s” would start from itself, through t"):
        change_slot(project, replace(S, first_frame=FrameOfSlot(T.id, last=True)))
    with pytest.raises(EditRefused, match=r"from itself\. Nothing"):
        change_slot(project, replace(S, last_frame=FrameOfSlot(S.id, last=True)))


def test_a_change_of_a_slot_leaves_its_take_alone() -> None:
    project = with_take(with_slots(film(), S), S)
    project = lock_slot(project, S.id, locked=True)
    edited = done(project, change_slot, replace(S, prompt="a forest", seed=7))
    assert edited.slots[S.id] == replace(project.slots[S.id], prompt="a forest", seed=7)
    assert done(project, set_prompt, S.id, "a city").slots[S.id].prompt == "a city"


def test_a_new_take_is_used_unless_the_slot_is_locked() -> None:
    project = with_slots(film(), S)
    project = done(project, adopt_take, *take(project, S))
    assert _chosen(project) == "take-s-1"
    locked = done(project, lock_slot, S.id, locked=True)
    kept = done(locked, adopt_take, *take(locked, S))
    assert (_chosen(kept), len(kept.pool.takes_of(S.id))) == ("take-s-1", 2)
    with pytest.raises(EditRefused, match="locked"):
        choose_take(kept, S.id, TakeId("take-s-2"))


def test_of_takes_that_arrive_out_of_order_the_last_by_number_is_used() -> None:
    project = with_slots(film(), S)
    first, first_media = take(project, S)
    second, second_media = replace(first, id=TakeId("later"), number=2), first_media
    project = done(project, adopt_take, second, second_media)
    project = done(project, adopt_take, first, first_media)
    assert _chosen(project) == "later"
    assert [each.number for each in project.pool.takes_of(S.id)] == [1, 2]


def test_the_first_take_with_sound_brings_it_along_if_asked() -> None:
    project = with_slots(film(), S)
    sounding = done(project, adopt_take, *take(project, S, sound=True), sound=True)
    assert layout(sounding, A1) == "s96"
    again = done(sounding, adopt_take, *take(sounding, S, sound=True), sound=True)
    assert layout(again, A1) == "s96"
    silent = done(project, adopt_take, *take(project, S, sound=True))
    assert layout(silent, A1) == ""


def test_takes_are_flipped_through_without_the_rejected() -> None:
    project = with_slots(film(), S)
    for _ in range(3):
        project = with_take(project, S)
    project = done(project, reject_take, S.id, TakeId("take-s-2"))
    assert _chosen(project) == "take-s-3"
    project = done(project, next_take, S.id)
    assert _chosen(project) == "take-s-1"
    project = done(project, next_take, S.id)
    assert _chosen(project) == "take-s-3"
    project = done(project, previous_take, S.id)
    assert _chosen(project) == "take-s-1"
    assert _chosen(done(done(project, choose_take, S.id, None), previous_take, S.id)) == "take-s-3"
    with pytest.raises(EditRefused, match="no takes"):
        next_take(with_slots(film(), S), S.id)


def test_choosing_the_same_take_changes_nothing() -> None:
    project = with_take(with_slots(film(), S), S)
    assert choose_take(project, S.id, _chosen(project)) is project


def test_only_own_takes_can_be_used_and_judged() -> None:
    project = with_take(with_slots(film(), S, T), S)
    with pytest.raises(EditRefused, match="not made for the slot “t”"):
        choose_take(project, T.id, TakeId("take-s-1"))
    with pytest.raises(EditRefused, match="not made for"):
        rate_take(project, T.id, TakeId("take-s-1"), 3)
    with pytest.raises(EditRefused, match="no take take-x"):
        choose_take(project, T.id, TakeId("take-x"))


def test_stars_and_rejection_are_kept_side_by_side() -> None:
    project = with_take(with_slots(film(), S), S)
    first = TakeId("take-s-1")
    project = done(project, rate_take, S.id, first, 4)
    project = done(project, reject_take, S.id, first)
    verdict = project.slots[S.id].verdict(first)
    assert (verdict.stars, verdict.rejected) == (4, True)
    project = done(project, reject_take, S.id, first, rejected=False)
    assert project.slots[S.id].verdict(first).stars == 4
    assert len(project.slots[S.id].verdicts) == 1
    with pytest.raises(EditRefused, match="0 to 5 stars"):
        rate_take(project, S.id, first, 6)


def test_a_recipe_can_be_asked_for_again() -> None:
    project = with_take(
        with_slots(film(), replace(S, prompt="a red sea"), T), replace(S, prompt="a red sea")
    )
    edited = done(project, copy_recipe, TakeId("take-s-1"), T.id)
    copy = edited.slots[T.id]
    assert (copy.prompt, copy.seed, copy.provider) == ("a red sea", 1, "animatic")
    assert (copy.name, copy.seconds, copy.chosen) == ("t", T.seconds, None)


def test_of_a_take_that_was_made_of_others_the_first_recipe_is_copied() -> None:
    project = with_take(with_slots(film(), S), S)
    for operation, words in ((Operation.EXTEND, S.prompt), (Operation.EDIT, "at night")):
        made, file = take(project, S)
        parent = project.pool.takes_of(S.id)[-1]
        changed = replace(
            made.recipe, prompt=words, operation=operation, parent=parent.id, seed=parent.number
        )
        project = adopt_take(project, replace(made, recipe=changed), file)
    takes = project.pool.takes_of(S.id)
    assert lineage(project, takes[2]) == takes
    project = done(project, set_prompt, S.id, "something else")
    assert isinstance(slot_state(project, S.id), Stale)
    project = done(project, copy_recipe, takes[2].id, S.id)
    slot = project.slots[S.id]
    assert (slot.prompt, slot.seed) == (S.prompt, takes[0].recipe.seed)
    # The take that is used is what the slot asks for again, and an edit of it.
    assert isinstance(slot_state(project, S.id), Generated)
    with pytest.raises(EditRefused, match="does not have"):
        copy_recipe(project, TakeId("nobody"), S.id)


def test_a_slot_in_use_stays() -> None:
    project = with_slots(film(), S, replace(T, first_frame=FrameOfSlot(S.id, last=True)))
    with pytest.raises(EditRefused, match="used by the slot “t”"):
        remove_slot(project, S.id)
    with pytest.raises(EditRefused, match="used by the timeline"):
        remove_slot(project, T.id)
    project = remove(project, [clip_id(project, 1)])
    assert T.id not in done(project, remove_slot, T.id).slots


def test_needed_seconds_cover_clips_and_handles() -> None:
    project = with_slots(film(48), S)
    assert needed_seconds(project, S.id) == 4
    project = with_slots(project, T)
    project = add_transition(
        project, clip_id(project, 2), "dissolve", 24, alignment=Alignment.START
    )
    assert needed_seconds(project, S.id) == 5
    assert needed_seconds(project, T.id) == 4
    project = add_transition(project, clip_id(project, 2), "dissolve", 24, alignment=Alignment.END)
    assert needed_seconds(project, S.id) == 4
    assert needed_seconds(project, T.id) == 5


def test_needed_seconds_are_the_most_that_any_clip_needs() -> None:
    project = with_slots(film(), S)
    project = split(project, clip_id(project, 0), 48)
    project = set_speed(project, clip_id(project, 1), Fraction(2), keep_length=True)
    assert needed_seconds(project, S.id) == 6
    assert needed_seconds(remove(project, [clip_id(project, 1)]), S.id) == 4


def test_needed_seconds_of_a_backwards_clip_reach_to_its_first_frame() -> None:
    project = with_slots(film(48), S)
    project = set_speed(project, clip_id(project, 1), Fraction(-1))
    assert needed_seconds(project, S.id) == 4
    clip = clips(project)[1]
    enter = Transition(kind="dissolve", in_offset=12, out_offset=0)
    project = splice(project, V1, 48, 144, [replace(clip, enter=enter)])
    assert needed_seconds(project, S.id) == Fraction(9, 2)
