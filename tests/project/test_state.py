"""Draft, generated, stale and why."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from sorastudio.project.book import Book, Entry, EntryKind
from sorastudio.project.edits.slots import (
    change_slot,
    choose_take,
    lock_slot,
    set_prompt,
)
from sorastudio.project.edits.transitions import Handles, add_transition
from sorastudio.project.ids import TakeId
from sorastudio.project.media import Reference, ReferenceRole, Size, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import FrameOfSlot, ImageFrame, Slot
from sorastudio.project.state import (
    Draft,
    Generated,
    Locked,
    Stale,
    frame_label,
    slot_state,
)
from sorastudio.project.table import Table
from tests.project.films import clip_id, film, knowing, slot, still, take, with_slots, with_take

S, T = slot("s"), slot("t")


def _made() -> Project:
    return with_take(with_slots(film(), S, T), S)


def _reasons(project: Project, of: Slot = S) -> tuple[str, ...]:
    state = slot_state(project, of.id)
    assert isinstance(state, Stale), state
    return state.reasons


def test_a_slot_is_a_draft_until_a_take_is_used() -> None:
    project = _made()
    assert slot_state(project, T.id) == Draft(0)
    assert slot_state(project, S.id) == Generated(1, 1)
    assert slot_state(choose_take(project, S.id, None), S.id) == Draft(1)
    more = with_take(with_take(project, S), S)
    assert slot_state(choose_take(more, S.id, TakeId("take-s-2")), S.id) == Generated(2, 3)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"prompt": "a forest"}, "The prompt, or the book, has changed."),
        ({"prompt": "{Nobody}"}, "The prompt names {Nobody}, which is not in the book."),
        ({"negative": "text"}, "The negative prompt has changed."),
        ({"seed": 7}, "The seed is to be 7; the take has 1."),
        ({"provider": "vllm"}, "It is to come from vllm; the take is from animatic."),
        ({"model": "wan"}, "The model is to be wan; the take is by animatic-1."),
        ({"options": (("camera", "pan"),)}, "The option camera has changed."),
        ({"size": Size(720, 1280)}, "The picture is to be 720x1280; the take is 1280x720."),
        ({"seconds": Fraction(6)}, "The cut needs 6 seconds; the take was to last 4."),
    ],
)
def test_what_makes_a_take_stale(change: dict[str, Any], reason: str) -> None:
    project = change_slot(_made(), replace(S, **change))
    assert _reasons(project) == (reason,)


def test_what_is_left_open_never_makes_stale() -> None:
    project = change_slot(_made(), replace(S, seed=1, provider="animatic", size=Size(1280, 720)))
    assert slot_state(project, S.id) == Generated(1, 1)


def test_a_change_in_the_book_makes_stale_who_names_it() -> None:
    project = set_prompt(with_slots(film(), S), S.id, "{Anna} at sea")
    project = _with_anna(project, "a woman in red")
    made, file = take(project, S)
    recipe = replace(made.recipe, prompt="a woman in red at sea")
    project = _using(project, replace(made, recipe=recipe), file_of=S)
    assert file.id in project.pool.media
    assert slot_state(project, S.id) == Generated(1, 1)
    assert _reasons(_with_anna(project, "a woman in blue")) == (
        "The prompt, or the book, has changed.",
    )


def test_a_locked_slot_says_what_it_would_be_stale_for() -> None:
    project = lock_slot(_made(), S.id, locked=True)
    assert slot_state(project, S.id) == Locked(1, 1, ())
    project = set_prompt(project, S.id, "a forest")
    assert slot_state(project, S.id) == Locked(1, 1, ("The prompt, or the book, has changed.",))


def test_a_cut_that_needs_more_than_the_take_has_makes_it_stale() -> None:
    project = with_take(_made(), T)
    longer = add_transition(project, clip_id(project, 1), "dissolve", 12, handles=Handles.LONGER)
    for each in (S, T):
        assert _reasons(longer, each) == ("The cut needs 4.25 seconds; the take was to last 4.",)
    trimmed = add_transition(project, clip_id(project, 1), "dissolve", 12)
    assert slot_state(trimmed, S.id) == Generated(1, 1)


def test_a_picture_as_first_frame_counts_by_its_content() -> None:
    red, blue = still("red"), still("blue")
    project = knowing(_made(), red, blue)
    asked = change_slot(project, replace(S, first_frame=ImageFrame(red.id)))
    assert _reasons(asked) == ("The picture for its first frame has changed.",)
    used = Reference(role=ReferenceRole.FIRST_FRAME, sha256=red.sha256)
    project = _referring(asked, used)
    assert slot_state(project, S.id) == Generated(2, 2)
    other = change_slot(project, replace(S, first_frame=ImageFrame(blue.id)))
    assert _reasons(other) == ("The picture for its first frame has changed.",)
    none = change_slot(project, S)
    assert _reasons(none) == ("It has no first frame to keep to any more.",)


def test_a_frame_of_another_slot_counts_by_the_take_it_uses() -> None:
    project = with_slots(film(), S, T)
    linked = FrameOfSlot(T.id, last=True)
    project = with_take(change_slot(project, replace(S, last_frame=linked)), S)
    assert _reasons(project) == ("“t”, which gives its last frame, has no take.",)
    project = with_take(project, T)
    assert _reasons(project) == ("“t”, which gives its last frame, uses another take by now.",)
    label = frame_label(project, linked)
    assert label == "last frame of take-t-1"
    used = Reference(role=ReferenceRole.LAST_FRAME, sha256="0" * 64, label=label)
    project = _referring(project, used)
    assert slot_state(project, S.id) == Generated(2, 2)
    assert len(_reasons(with_take(project, T))) == 1
    first = change_slot(project, replace(S, last_frame=FrameOfSlot(T.id, last=False)))
    assert len(_reasons(first)) == 1


def _with_anna(project: Project, text: str) -> Project:
    anna = Entry(id="Anna", kind=EntryKind.CHARACTER, text=text)
    return replace(project, book=Book(entries=Table([anna])))


def _using(project: Project, made: Take, *, file_of: Slot) -> Project:
    _, file = take(project, file_of)
    project = replace(project, pool=project.pool.with_take(made, file))
    return choose_take(project, made.slot_id, made.id)


def _referring(project: Project, used: Reference) -> Project:
    made, _ = take(project, S)
    return _using(
        project, replace(made, recipe=replace(made.recipe, references=(used,))), file_of=S
    )
