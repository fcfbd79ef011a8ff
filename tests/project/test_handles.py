"""How much source lies beyond the edges, at any mix of rates."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.project.clip import Clip, MediaSource, SlotSource, Transition
from sorastudio.project.edits.handles import Missing, head_room, missing_handles, tail_room
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.time import FPS_24, FrameRate
from tests.project.films import (
    clip_id,
    file_id,
    film,
    film_at,
    knowing,
    slot,
    still,
    video,
    with_slots,
    with_take,
)

RATES = [FPS_24, FrameRate(24000, 1001), FrameRate(25), FrameRate(30000, 1001)]


def _clip(length: int, source_in: Fraction, speed: Fraction = Fraction(1)) -> Clip:
    source = MediaSource(file_id("a"))
    return Clip(id=ClipId("clip-1"), source=source, length=length, source_in=source_in, speed=speed)


@pytest.mark.parametrize(
    ("rate", "fps", "frames", "tail"),
    [
        (FPS_24, 8, 16, 38),
        (FPS_24, 16, 81, 112),
        (FPS_24, 24, 240, 230),
        (FrameRate(24000, 1001), 24, 240, 230),
        (FrameRate(25), 8, 17, 44),
    ],
)
def test_tail_room_counts_the_frames_that_begin_before_the_end(
    rate: FrameRate, fps: int, frames: int, tail: int
) -> None:
    project = knowing(film_at(rate), video("a", Fraction(frames, fps), fps=fps))
    assert tail_room(project, _clip(10, Fraction(0))) == tail


def test_head_room_counts_whole_frames_back_to_the_start() -> None:
    project = knowing(film_at(FPS_24), video("a", 10))
    assert head_room(project, _clip(10, Fraction(1))) == 24
    assert head_room(project, _clip(10, Fraction(1) - Fraction(1, 1000))) == 23
    assert head_room(project, _clip(10, Fraction(1), Fraction(2))) == 12


def test_rooms_change_sides_for_a_clip_that_plays_backwards() -> None:
    project = knowing(film_at(FPS_24), video("a", 10))
    backwards = _clip(24, Fraction(2), Fraction(-1))
    assert head_room(project, backwards) == 8 * 24 - 1
    assert tail_room(project, backwards) == 25


def test_stills_and_freezes_have_no_end() -> None:
    project = knowing(film_at(FPS_24), still("a"))
    assert (
        head_room(project, _clip(10, Fraction(0))),
        tail_room(project, _clip(10, Fraction(0))),
    ) == (None, None)
    project = knowing(film_at(FPS_24), video("a", 1))
    frozen = _clip(1000, Fraction(0), Fraction(0))
    assert (head_room(project, frozen), tail_room(project, frozen)) == (None, None)


def test_a_slot_without_a_take_ends_nowhere_but_begins_at_zero() -> None:
    project = with_slots(film(), slot("s"))
    clip = replace(_clip(96, Fraction(1, 2)), source=SlotSource(slot("s").id))
    assert (head_room(project, clip), tail_room(project, clip)) == (12, None)
    project = with_take(project, slot("s"), seconds=5)
    assert (head_room(project, clip), tail_room(project, clip)) == (12, 12)


@settings(max_examples=80, deadline=None)
@given(
    rate=st.sampled_from(RATES),
    length=st.integers(1, 60),
    source_in=st.fractions(0, 3, max_denominator=1001),
    duration=st.fractions(3, 9, max_denominator=1001),
    speed=st.sampled_from([Fraction(n, 4) for n in (-8, -4, -1, 1, 3, 4, 8)]),
)
def test_rooms_are_what_counting_frame_by_frame_finds(
    rate: FrameRate, length: int, source_in: Fraction, duration: Fraction, speed: Fraction
) -> None:
    project = knowing(film_at(rate), video("a", duration))
    clip = _clip(length, source_in, speed)

    def shows(n: int) -> bool:
        return 0 <= clip.source_in + rate.seconds(n) * speed < duration

    head, tail = head_room(project, clip), tail_room(project, clip)
    assert head is not None
    assert tail is not None
    assert not shows(-head - 1)
    assert head <= 0 or shows(-head)
    assert not shows(length + tail)
    assert length + tail <= 0 or shows(length + tail - 1)


def test_missing_handles_of_both_sides() -> None:
    project = _butted()
    enter = Transition(kind="dissolve", in_offset=6, out_offset=7)
    assert missing_handles(project, clip_id(project, 1), enter) == Missing(6, 7)
    assert missing_handles(project, clip_id(project, 0), enter) == Missing(6, 0)


def _butted() -> Project:
    """Two whole files, end to end."""
    return film(240, 240)
