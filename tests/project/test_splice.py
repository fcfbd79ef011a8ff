"""The primitive: what a cut does to clips, links, transitions and fades."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Gap, Transition
from sorastudio.project.edits.look import set_fades
from sorastudio.project.edits.settle import settled
from sorastudio.project.edits.splice import Shift, Splice, apply, splice
from sorastudio.project.edits.tracks import lock_track
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.edits.trim import roll
from sorastudio.project.ids import TrackId
from tests.project.films import (
    A1,
    V1,
    clip_id,
    clips,
    done,
    film,
    items,
    layout,
)


@pytest.mark.parametrize(
    ("start", "end", "new", "expected"),
    [
        (48, 48, 7, "a48 -7 b48 c48"),
        (48, 96, 0, "a48 c48"),
        (20, 30, 10, "a20 -10 a18 b48 c48"),
        (20, 60, 0, "a20 b36 c48"),
        (20, 60, 50, "a20 -50 b36 c48"),
        (0, 48, 48, "-48 b48 c48"),
        (96, 144, 48, "a48 b48"),
        (200, 200, 5, "a48 b48 c48"),
    ],
)
def test_a_stretch_is_replaced_and_the_rest_moves(
    start: int, end: int, new: int, expected: str
) -> None:
    project = film(48, 48, 48)
    project = done(project, splice, V1, start, end, [Gap(new)])
    assert layout(project) == expected


def test_a_start_past_the_end_is_reached_by_a_gap() -> None:
    project = film(48, 24)
    last = clips(project)[1]
    project = splice(project, V1, 48, 72, [])
    assert layout(done(project, splice, V1, 60, 60, [last])) == "a48 -12 b24"


def test_the_left_part_keeps_the_id_and_the_right_part_shows_what_it_showed() -> None:
    project = film(48)
    whole = clips(project)[0]
    project = done(project, splice, V1, 20, 20, [])
    left, right = clips(project)
    assert left.id == whole.id != right.id
    assert (left.source_in, right.source_in) == (
        whole.source_in,
        whole.source_in + Fraction(20, 24),
    )


def test_what_remains_of_a_clip_on_one_side_only_keeps_its_id() -> None:
    project = film(48)
    whole = clip_id(project, 0)
    assert clip_id(done(project, splice, V1, 0, 20, [Gap(20)]), 0) == whole
    assert clip_id(done(project, splice, V1, 20, 48, [Gap(28)]), 0) == whole


def test_a_cut_divides_transition_and_fades() -> None:
    project = film(48, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 12)
    project = set_fades(project, clip_id(project, 1), fade_in=3, fade_out=5)
    project = done(project, splice, V1, 70, 70, [])
    _, left, right = clips(project)
    assert left.enter is not None
    assert right.enter is None
    assert (left.fade_in, left.fade_out, right.fade_in, right.fade_out) == (3, 0, 0, 5)


def test_a_clip_that_loses_its_head_loses_the_transition_into_it() -> None:
    project = film(48, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 12)
    project = done(project, splice, V1, 40, 50, [Gap(10)])
    assert clips(project)[1].enter is None


@pytest.mark.parametrize("speed", [Fraction(-2), Fraction(1, 2), Fraction(0)])
def test_a_cut_goes_by_the_speed_of_the_clip(speed: Fraction) -> None:
    clip = replace(clips(film(48))[0], speed=speed)
    project = splice(film(48), V1, 0, 48, [clip])
    right = clips(done(project, splice, V1, 12, 12, []))[1]
    assert right.source_in == clip.source_in + Fraction(12, 24) * speed


def test_linked_clips_cut_at_one_frame_are_linked_again_on_the_right() -> None:
    project = film(48, sound=True)
    project = done(project, apply, [Splice(V1, 20, 20), Splice(A1, 20, 20)])
    pictures, sounds = clips(project), clips(project, A1)
    assert [clip.link for clip in pictures] == [clip.link for clip in sounds]
    assert pictures[0].link != pictures[1].link


def test_the_link_goes_with_the_part_that_lies_by_its_partner() -> None:
    project = film(48, 48, sound=True)
    project = roll(project, clip_id(project, 1, A1), -8, alone=True)
    project = done(project, splice, A1, 48, 48, [])
    assert layout(project, A1) == "a40 b8 b48"
    first, second = clips(project)
    assert [clip.link for clip in clips(project, A1)] == [first.link, None, second.link]


def test_a_link_that_keeps_one_clip_is_dissolved() -> None:
    project = film(48, sound=True)
    project = done(project, splice, V1, 0, 48, [Gap(48)])
    assert clips(project, A1)[0].link is None
    half = done(film(48, sound=True), splice, V1, 20, 20, [])
    assert [clip.link is None for clip in clips(half)] == [False, True]


def test_refusals_change_nothing() -> None:
    project = lock_track(film(48), V1, locked=True)
    with pytest.raises(EditRefused, match="V1 is locked"):
        splice(project, V1, 0, 10, [])
    with pytest.raises(EditRefused, match="before the beginning"):
        splice(film(48), V1, -1, 10, [])
    with pytest.raises(EditRefused, match="no track"):
        splice(film(48), TrackId("track-99"), 0, 10, [])
    with pytest.raises(ValueError, match="not a stretch"):
        splice(film(48), V1, 10, 5, [])


def test_shift_closes_and_opens_gaps() -> None:
    project = film(48, -10, 48)
    assert layout(done(project, apply, [Shift(V1, 50, -4)])) == "a48 -6 b48"
    assert layout(done(project, apply, [Shift(V1, 50, 4)])) == "a48 -14 b48"
    assert layout(done(project, apply, [Shift(V1, 200, 4)])) == "a48 -10 b48"
    with pytest.raises(EditRefused, match="has room for 10"):
        apply(project, [Shift(V1, 50, -11)])


@pytest.mark.parametrize(
    ("lengths", "offsets", "expected"),
    [
        ((48, 48), (12, 12), (12, 12)),
        ((8, 48), (12, 12), (8, 12)),
        ((48, 8), (12, 12), (12, 8)),
        ((0, 48), (12, 12), (0, 12)),
    ],
)
def test_a_transition_is_no_longer_than_its_clips(
    lengths: tuple[int, int], offsets: tuple[int, int], expected: tuple[int, int]
) -> None:
    before, clip = lengths
    entering = _entered(clip, *offsets)
    found = settled((Gap(before), entering) if before else (entering,))[-1]
    assert isinstance(found, Clip)
    assert found.enter is not None
    assert (found.enter.in_offset, found.enter.out_offset) == expected


def test_two_transitions_share_the_clip_between_them_in_proportion() -> None:
    middle, last = settled((Gap(50), _entered(12, 6, 12), _entered(40, 6, 6)))[1:]
    assert isinstance(middle, Clip)
    assert isinstance(last, Clip)
    assert middle.enter is not None
    assert last.enter is not None
    assert (middle.enter.out_offset, last.enter.in_offset) == (8, 4)


def test_a_transition_without_room_goes_and_fades_fit_together() -> None:
    clip = replace(_entered(10, 5, 0), fade_in=8, fade_out=8)
    (found,) = settled((clip,))
    assert isinstance(found, Clip)
    assert found.enter is None
    assert (found.fade_in, found.fade_out) == (8, 2)


def test_what_fits_is_left_as_it_is() -> None:
    project = film(48, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 12)
    assert settled(items(project)) is items(project)


def _entered(length: int, before: int, after: int) -> Clip:
    enter = Transition(kind="dissolve", in_offset=before, out_offset=after)
    return replace(clips(film(48))[0], length=length, enter=enter)
