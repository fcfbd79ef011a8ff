"""Placement, sound, fades, links and speed of clips."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.check import check
from sorastudio.project.clip import Crop, Fit, Placement
from sorastudio.project.curve import Curve, Key
from sorastudio.project.edits.keyframes import Field, set_values
from sorastudio.project.edits.look import (
    link,
    rename_clip,
    set_enabled,
    set_fades,
    set_fit,
    set_gain,
    set_placement,
    unlink,
)
from sorastudio.project.edits.lookup import title
from sorastudio.project.edits.speed import freeze, set_speed, thaw
from sorastudio.project.edits.trim import Edge, trim
from tests.project.films import (
    A1,
    clip_id,
    clips,
    done,
    film,
    first_frames,
    layout,
    slot,
    with_slots,
)


def test_placement_fit_and_opacity() -> None:
    project = film(48, 48)
    ids = [clip.id for clip in clips(project)]
    project = done(project, set_placement, ids, Placement(scale=2.0, x=0.1))
    project = done(project, set_fit, ids[:1], Fit.FILL)
    project = done(project, set_values, ids[1:], {Field.OPACITY: 0.5}, frame=0)
    first, second = (clip.placement for clip in clips(project))
    assert (first.scale, first.fit, first.opacity) == (2.0, Fit.FILL, 1.0)
    assert (second.x, second.fit, second.opacity) == (0.1, None, 0.5)


@pytest.mark.parametrize(
    "placement",
    [
        Placement(crop=Crop(left=0.5, right=0.5)),
        Placement(crop=Crop(top=-0.1)),
        Placement(scale=0.0),
        Placement(opacity=1.5),
        Placement(opacity=Curve((Key(time=Fraction(0), value=-1.0),))),
    ],
)
def test_senseless_placements_are_refused(placement: Placement) -> None:
    project = film(48)
    with pytest.raises(EditRefused):
        set_placement(project, [clip_id(project, 0)], placement)


def test_gain_and_fades() -> None:
    project = film(48, sound=True)
    sound = clip_id(project, 0, A1)
    project = done(project, set_gain, [sound], -6.0)
    project = done(project, set_fades, sound, fade_in=10)
    project = done(project, set_fades, sound, fade_out=38)
    clip = clips(project, A1)[0]
    assert (clip.gain_db, clip.fade_in, clip.fade_out) == (-6.0, 10, 38)
    with pytest.raises(EditRefused, match="do not fit"):
        set_fades(project, sound, fade_out=39)
    with pytest.raises(EditRefused, match="out of range"):
        set_gain(project, [sound], 60)
    shorter = done(project, trim, sound, Edge.TAIL, -20)
    assert (clips(shorter, A1)[0].fade_in, clips(shorter, A1)[0].fade_out) == (10, 18)


def test_enabled_goes_for_linked_sound_too() -> None:
    project = film(48, sound=True)
    both = done(project, set_enabled, [clip_id(project, 0)], enabled=False)
    assert not clips(both, A1)[0].enabled
    one = done(project, set_enabled, [clip_id(project, 0)], enabled=False, alone=True)
    assert clips(one, A1)[0].enabled


def test_names() -> None:
    project = with_slots(film(48), slot("s"))
    assert [title(project, clip) for clip in clips(project)] == ["a.mp4", "s"]
    named = done(project, rename_clip, clip_id(project, 0), " Opening ")
    assert title(named, clips(named)[0]) == "Opening"
    assert done(named, rename_clip, clip_id(named, 0), "") == project


def test_linking_takes_over_and_unlinking_lets_go() -> None:
    project = film(48, 48, sound=True)
    crossed = done(project, link, [clip_id(project, 0), clip_id(project, 1, A1)])
    assert clips(crossed)[0].link == clips(crossed, A1)[1].link is not None
    assert clips(crossed)[1].link is clips(crossed, A1)[0].link is None
    free = done(crossed, unlink, [clip_id(crossed, 0)])
    assert [clip.link for clip in (*clips(free), *clips(free, A1))] == [None] * 4
    for chosen in ([clip_id(project, 0)], [clip_id(project, 0), clip_id(project, 1)]):
        with pytest.raises(EditRefused, match="at least two clips, each on a track"):
            link(project, chosen)


@pytest.mark.parametrize(
    ("speed", "expected", "begin"),
    [
        (Fraction(2), "a24 b48", 96),
        (Fraction(1, 2), "a96 b48", 96),
        (Fraction(3, 2), "a32 b48", 96),
        (Fraction(-1), "a48 b48", 143),
        (Fraction(-2), "a24 b48", 142),
        (Fraction(0), "a48 b48", 96),
    ],
)
def test_speed_shows_the_same_stretch_in_another_length(
    speed: Fraction, expected: str, begin: int
) -> None:
    project = film(48, 48, sound=True)
    edited = done(project, set_speed, clip_id(project, 0), speed)
    assert layout(edited) == layout(edited, A1) == expected
    assert first_frames(edited)[0] == first_frames(edited, A1)[0] == begin
    assert check(edited) == []


def test_there_and_back_again() -> None:
    project = film(48, 48, sound=True)
    first = clip_id(project, 0)
    turned = set_speed(project, first, Fraction(-1))
    assert done(turned, set_speed, first, Fraction(1)) == project
    halved = set_speed(project, first, Fraction(1, 2))
    assert done(halved, set_speed, first, Fraction(1)) == project


def test_a_whole_file_plays_backwards_within_itself() -> None:
    project = film(240)
    for speed in (Fraction(-1), Fraction(-1, 2), Fraction(-3), Fraction(-7, 3)):
        assert check(done(project, set_speed, clip_id(project, 0), speed)) == []


def test_keeping_the_length_needs_enough_source() -> None:
    project = film(48, 48)
    edited = done(project, set_speed, clip_id(project, 0), Fraction(3), keep_length=True)
    assert layout(edited) == "a48 b48"
    with pytest.raises(EditRefused, match="frames of source short"):
        set_speed(project, clip_id(project, 0), Fraction(4), keep_length=True)


def test_a_freeze_keeps_its_length_when_it_moves_again() -> None:
    project = film(48)
    frozen = set_speed(project, clip_id(project, 0), Fraction(0))
    assert done(frozen, set_speed, clip_id(project, 0), Fraction(1)) == project


def test_sound_of_another_length_keeps_what_follows_in_step() -> None:
    project = film(48, 48, sound=True)
    project = trim(project, clip_id(project, 0, A1), Edge.TAIL, -8, alone=True)
    for speed in (Fraction(2), Fraction(1, 2)):
        edited = done(project, set_speed, clip_id(project, 0), speed)
        after = [placed.start for placed in edited.timeline.clips() if placed.index > 0]
        assert len(set(after)) == 1


@pytest.mark.parametrize("speed", [Fraction(101), Fraction(-1, 101)])
def test_absurd_speeds_are_refused(speed: Fraction) -> None:
    project = film(48)
    with pytest.raises(EditRefused, match="cannot play"):
        set_speed(project, clip_id(project, 0), speed)


def test_a_freeze_stands_on_the_frame_that_was_chosen() -> None:
    project = film(48, 24, seconds=4)
    clip = clip_id(project, 0)
    begin = clips(project)[0].source_in
    frozen = done(project, freeze, clip, 12)
    assert layout(frozen) == layout(project)
    assert (clips(frozen)[0].speed, clips(frozen)[0].source_in) == (
        Fraction(0),
        begin + Fraction(1, 2),
    )
    thawed = done(frozen, thaw, clip)
    assert (clips(thawed)[0].speed, clips(thawed)[0].source_in) == (
        Fraction(1),
        begin + Fraction(1, 2),
    )
    late = done(project, freeze, clip, 47)
    assert clips(done(late, thaw, clip))[0].source_in == 2
    assert thaw(project, clip) is project
