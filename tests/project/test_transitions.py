"""Transitions, and what happens where handles are missing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.check import check
from sorastudio.project.clip import SlotSource, Transition
from sorastudio.project.edits.cut import remove
from sorastudio.project.edits.handles import head_room
from sorastudio.project.edits.place import append, excerpt, overwrite
from sorastudio.project.edits.slots import excerpt_of_slot, needed_seconds
from sorastudio.project.edits.transitions import (
    Alignment,
    Handles,
    add_transition,
    change_transition,
    longest_transition,
    remove_transition,
    resize_transition,
)
from sorastudio.project.edits.trim import Edge, ripple_trim, trim
from sorastudio.project.project import Project
from tests.project.films import (
    A1,
    A2,
    V1,
    clip_id,
    clips,
    done,
    film,
    first_frames,
    knowing,
    layout,
    slot,
    song,
    with_slots,
    with_take,
)


def _enter(project: Project, index: int = 1) -> Transition:
    enter = clips(project)[index].enter
    assert enter is not None
    return enter


@pytest.mark.parametrize(
    ("alignment", "length", "offsets"),
    [
        (Alignment.CENTER, 12, (6, 6)),
        (Alignment.CENTER, 13, (6, 7)),
        (Alignment.START, 12, (0, 12)),
        (Alignment.END, 12, (12, 0)),
    ],
)
def test_where_handles_are_there_nothing_moves(
    alignment: Alignment, length: int, offsets: tuple[int, int]
) -> None:
    project = film(48, 48)
    edited = done(
        project, add_transition, clip_id(project, 1), "dissolve", length, alignment=alignment
    )
    assert layout(edited) == layout(project)
    assert (_enter(edited).in_offset, _enter(edited).out_offset) == offsets
    assert not _enter(edited).hold
    assert check(edited) == []


@pytest.mark.parametrize(
    ("alignment", "expected"),
    [
        (Alignment.CENTER, "a234 b234 c240"),
        (Alignment.START, "a228 b240 c240"),
        (Alignment.END, "a240 b228 c240"),
    ],
)
def test_trim_makes_both_clips_give_up_what_is_missing(alignment: Alignment, expected: str) -> None:
    project = film(240, 240, 240, sound=True)
    second = clip_id(project, 1)
    edited = done(project, add_transition, second, "dissolve", 12, alignment=alignment)
    assert layout(edited) == layout(edited, A1) == expected
    assert project.timeline.length - edited.timeline.length == 12
    assert check(edited) == []


def test_trim_takes_only_what_is_missing() -> None:
    project = film(236, 236)
    assert first_frames(project) == [2, 2]
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    assert layout(edited) == "a232 b232"


def test_trim_leaves_music_where_it_is() -> None:
    project = knowing(film(240, 240, sound=True), song("song", 30))
    project = append(project, excerpt(project, song("song", 30).id), track=A2)
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    assert layout(edited, A2) == layout(project, A2) == "song720"
    assert layout(edited, A1) == "a234 b234"


def test_linked_sound_gets_a_crossfade_of_the_same_frames() -> None:
    project = film(240, 240, sound=True)
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    sound = clips(edited, A1)[1].enter
    assert sound == replace(_enter(edited), kind="crossfade")
    alone = add_transition(
        project, clip_id(project, 1), "dissolve", 12, handles=Handles.HOLD, alone=True
    )
    assert clips(alone, A1)[1].enter is None


def test_sound_that_touches_nothing_gets_none() -> None:
    project = film(48, 48, sound=True)
    project = trim(project, clip_id(project, 1, A1), Edge.HEAD, 2, alone=True)
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    assert clips(edited, A1)[1].enter is None


@pytest.mark.parametrize("silent", [0, 1])
def test_sound_stays_under_its_picture_where_only_one_of_the_two_has_any(silent: int) -> None:
    project = film(240, 240, 240, sound=True)
    project = remove(project, [clip_id(project, silent, A1)], alone=True)
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    pictures = {placed.clip.link: placed for placed in edited.timeline.clips()}
    for placed in edited.timeline.clips():
        if placed.clip.link is not None:
            assert placed.start == pictures[placed.clip.link].start
    assert edited.timeline.length == 708


def test_hold_keeps_the_film_as_long_and_says_so() -> None:
    project = film(240, 240)
    edited = done(
        project, add_transition, clip_id(project, 1), "dissolve", 12, handles=Handles.HOLD
    )
    assert layout(edited) == "a240 b240"
    assert _enter(edited).hold
    assert check(edited) == []
    ample = film(48, 48)
    held = add_transition(ample, clip_id(ample, 1), "dissolve", 12, handles=Handles.HOLD)
    assert not _enter(held).hold


def test_slots_without_takes_make_room_instead() -> None:
    project = with_slots(film(), slot("s"), slot("t"))
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    assert layout(edited) == "s96 t96"
    assert [clip.source_in for clip in clips(edited)] == [0, Fraction(1, 4)]
    assert needed_seconds(edited, slot("s").id) == Fraction(17, 4)
    assert needed_seconds(edited, slot("t").id) == Fraction(17, 4)
    assert check(with_take(with_take(edited, slot("s"), seconds=5), slot("t"), seconds=5)) == []


def test_halves_of_a_slot_make_room_together() -> None:
    project = with_slots(film(), slot("s"), slot("t"))
    project = overwrite(project, excerpt_of_slot(project, slot("t").id), 300, track=V1)
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    assert [clip.source_in for clip in clips(edited)] == [0, Fraction(1, 4), Fraction(1, 4)]


def test_longer_asks_the_slot_for_a_longer_take() -> None:
    project = _taken()
    edited = done(
        project, add_transition, clip_id(project, 1), "dissolve", 12, handles=Handles.LONGER
    )
    assert layout(edited) == "s96 t96"
    assert _enter(edited).hold
    assert head_room(edited, clips(edited)[1]) == 6
    assert needed_seconds(edited, slot("s").id) == Fraction(17, 4)
    better = with_take(with_take(edited, slot("s"), seconds=5), slot("t"), seconds=5)
    assert check(better) == []


def test_longer_is_refused_for_files() -> None:
    project = film(240, 240)
    with pytest.raises(EditRefused, match="Only slots"):
        add_transition(project, clip_id(project, 1), "dissolve", 12, handles=Handles.LONGER)


def test_slots_with_takes_trim_like_files() -> None:
    project = _taken()
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    assert layout(edited) == "s90 t90"


def test_a_transition_that_does_not_fit_is_refused_with_what_would() -> None:
    project = film(48, 20, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 12)
    last = clip_id(project, 2)
    assert longest_transition(project, last) == 29
    with pytest.raises(EditRefused, match="room for 29"):
        add_transition(project, last, "dissolve", 30)
    longest = done(project, add_transition, last, "dissolve", 29)
    assert _enter(longest, 2).length == 29


def test_longest_counts_what_trimming_takes() -> None:
    project = film(240, 240)
    last = clip_id(project, 1)
    longest = longest_transition(project, last)
    assert layout(done(project, add_transition, last, "dissolve", longest)).startswith("a1")
    with pytest.raises(EditRefused):
        add_transition(project, last, "dissolve", longest + 1)
    assert longest_transition(project, last, handles=Handles.HOLD) == 480


def test_the_first_clip_can_only_begin_at_its_cut() -> None:
    project = film(48)
    with pytest.raises(EditRefused, match="nothing before"):
        add_transition(project, clip_id(project, 0), "dissolve", 12)
    edited = done(
        project, add_transition, clip_id(project, 0), "dip", 12, alignment=Alignment.START
    )
    assert _enter(edited, 0).out_offset == 12


def test_a_transition_out_of_a_gap_fits_the_gap() -> None:
    project = film(48, -5, 48)
    assert longest_transition(project, clip_id(project, 1), alignment=Alignment.END) == 5
    edited = done(project, add_transition, clip_id(project, 1), "dissolve", 10)
    assert _enter(edited).in_offset == 5


def test_resize_change_and_remove() -> None:
    project = film(48, 48, sound=True)
    second = clip_id(project, 1)
    project = add_transition(project, second, "dissolve", 12, params=(("gamma", True),))
    longer = done(project, resize_transition, second, 20)
    assert (_enter(longer).length, _enter(longer).params) == (20, (("gamma", True),))
    other = done(project, change_transition, second, kind="wipe", params=())
    assert (_enter(other).kind, _enter(other).length) == ("wipe", 12)
    none = done(project, remove_transition, second)
    assert [clip.enter for clip in (*clips(none), *clips(none, A1))] == [None] * 4
    for verb in (remove_transition, change_transition):
        with pytest.raises(EditRefused, match="No transition"):
            verb(none, second)


def test_a_clip_too_short_for_two_transitions_gives_none_of_them_up() -> None:
    project = film(48, 24, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 24)
    with pytest.raises(EditRefused, match="room for"):
        add_transition(project, clip_id(project, 2), "dissolve", 30)


def test_a_transition_goes_with_its_clip() -> None:
    project = film(48, 48, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 12)
    edited = done(project, ripple_trim, clip_id(project, 0), Edge.TAIL, -20)
    assert _enter(edited) == _enter(project)


def _taken() -> Project:
    project = with_slots(film(), slot("s"), slot("t"))
    project = with_take(with_take(project, slot("s")), slot("t"))
    assert all(isinstance(clip.source, SlotSource) for clip in clips(project))
    return project
