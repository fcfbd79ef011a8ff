"""Where a stretch of a take or file lands, and what of it lies there then."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.clip import MediaSource, SlotSource
from sorastudio.project.edits.landing import excerpt_of_stretch, land, landing
from sorastudio.project.edits.look import set_enabled
from sorastudio.project.edits.place import excerpt, overwrite
from sorastudio.project.edits.slots import choose_take, excerpt_of_slot
from sorastudio.project.edits.tracks import add_track, hide_track, lock_track
from sorastudio.project.footage import (
    Footage,
    Stretch,
    clip_to_match,
    footage_name,
    footage_of_clip,
    footage_of_slot,
    source_time,
)
from sorastudio.project.ids import TakeId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind
from tests.project.films import (
    A1,
    A2,
    V1,
    clip_id,
    clips,
    done,
    film,
    knowing,
    layout,
    slot,
    song,
    still,
    video,
    with_slots,
    with_take,
)

X = video("x", 2, sound=True)
HALF = Stretch(footage=Footage(media_id=X.id), source_in=Fraction(1, 2), source_out=Fraction(1))


def base() -> Project:
    return knowing(film(48, 48, sound=True), X)


def put(
    project: Project,
    stretch: Stretch = HALF,
    *,
    playhead: int = 0,
    marks: tuple[int, int] | None = None,
    into: bool = False,
    targets: frozenset[TrackId] = frozenset(),
) -> Project:
    what = excerpt_of_stretch(project, stretch)
    out_marked = stretch.source_out is not None
    where = landing(project, what, playhead=playhead, marks=marks, out_marked=out_marked)
    return done(project, land, where, into=into, targets=targets)


def test_without_marks_it_lands_at_the_playhead() -> None:
    project = base()
    over = put(project, playhead=10)
    assert layout(over) == layout(over, A1) == "a10 x12 a26 b48"
    assert clips(over)[1].source_in == Fraction(1, 2)
    into = put(project, playhead=10, into=True)
    assert layout(into) == layout(into, A1) == "a10 x12 a38 b48"


def test_a_mark_of_the_film_gives_the_place() -> None:
    project = base()
    only_in = put(project, playhead=3, marks=(20, 96))
    assert layout(only_in) == "a20 x12 a16 b48"
    only_out = put(project, playhead=3, marks=(0, 40))
    assert layout(only_out) == "a28 x12 a8 b48"
    assert layout(put(project, playhead=3, marks=(0, 96))) == "a3 x12 a33 b48"


def test_before_the_beginning_there_is_no_room() -> None:
    project = base()
    where = landing(project, excerpt_of_stretch(project, HALF), playhead=0, marks=(0, 5))
    with pytest.raises(EditRefused, match="7 frames before the beginning"):
        land(project, where, into=False)


def test_between_in_and_out_the_film_says_how_long() -> None:
    project = base()
    what = excerpt_of_stretch(project, HALF)
    where = landing(project, what, playhead=0, marks=(20, 26), out_marked=True)
    assert (where.what.length, where.after, where.marked) == (6, 26, True)
    assert "source's in counted" in where.note
    longer = landing(project, what, playhead=0, marks=(20, 50), out_marked=True)
    assert longer.what.length == 30
    assert layout(done(project, land, longer, into=False)) == "a20 x30 b46"
    open_end = landing(project, what, playhead=0, marks=(20, 26))
    assert open_end.note == ""


def test_a_source_that_is_too_short_fills_what_it_can() -> None:
    project = base()
    what = excerpt_of_stretch(project, HALF)
    where = landing(project, what, playhead=0, marks=(20, 80), out_marked=True)
    assert where.what.length == 36
    assert "24 frames too short" in where.note


def test_a_still_and_a_slot_without_a_take_fill_any_room() -> None:
    project = with_slots(knowing(film(48, 48), still("s")), slot("sea"))
    for what in (
        excerpt(project, still("s").id),
        excerpt_of_slot(project, slot("sea").id),
    ):
        where = landing(project, what, playhead=0, marks=(1, 190))
        assert (where.what.length, where.note) == (189, "")


def test_targets_say_which_tracks() -> None:
    project = add_track(base(), TrackKind.VIDEO)
    v2 = project.timeline.of_kind(TrackKind.VIDEO)[1].id
    there = put(project, playhead=10, targets=frozenset({v2, A2}))
    assert (layout(there, v2), layout(there, A2)) == ("-10 x12", "-10 x12")
    assert layout(there) == "a48 b48"
    sound_only = put(project, playhead=10, targets=frozenset({A2}))
    assert (layout(sound_only), layout(sound_only, A2)) == ("a10 x12 a26 b48", "-10 x12")


def test_a_targeted_track_that_is_locked_refuses() -> None:
    project = lock_track(base(), V1, locked=True)
    where = landing(project, excerpt_of_stretch(project, HALF), playhead=0, marks=None)
    with pytest.raises(EditRefused, match="V1 is locked"):
        land(project, where, into=True, targets={V1})
    with pytest.raises(EditRefused, match="no unlocked video track"):
        land(project, where, into=True)


def test_sound_alone_goes_to_the_targeted_sound_track() -> None:
    project = knowing(base(), song("song", 1))
    stretch = Stretch(footage=Footage(media_id=song("song", 1).id))
    assert layout(put(project, stretch, targets=frozenset({V1, A2})), A2) == "song24"


def test_the_take_in_use_is_put_as_its_slot_and_another_as_a_file() -> None:
    sea = slot("sea")
    project = with_take(with_take(with_slots(film(48), sea), sea), sea)
    project = choose_take(project, sea.id, TakeId("take-sea-2"))
    used = footage_of_slot(project, sea.id)
    assert used is not None
    assert footage_name(project, used) == "sea · take 2"
    part = Stretch(footage=used, source_in=Fraction(1), source_out=Fraction(2))
    laid = clips(put(project, part, playhead=0))[0]
    assert (laid.source, laid.source_in, laid.length) == (SlotSource(sea.id), Fraction(1), 24)
    first = project.pool.takes[TakeId("take-sea-1")]
    other = Footage(media_id=first.media_id, take_id=first.id)
    laid = clips(put(project, replace(part, footage=other), playhead=0))[0]
    assert laid.source == MediaSource(first.media_id)


def test_a_stretch_outside_of_the_file_is_refused() -> None:
    with pytest.raises(EditRefused, match="no such stretch"):
        excerpt_of_stretch(base(), replace(HALF, source_out=Fraction(9)))


def test_what_a_person_means_under_the_playhead() -> None:
    project = add_track(base(), TrackKind.VIDEO)
    v2 = project.timeline.of_kind(TrackKind.VIDEO)[1].id
    project = overwrite(project, excerpt(project, X.id, sound=False), 10, track=v2)
    top = clip_to_match(project, 12)
    assert top is not None
    assert footage_of_clip(project, top.clip) == Footage(media_id=X.id)
    assert source_time(project, top, 12) == Fraction(2, 24)
    below = clip_to_match(project, 12, {clip_id(project, 0)})
    assert below is not None
    assert below.track.id == V1
    for covered in (
        hide_track(project, v2, hidden=True),
        set_enabled(project, [clip_id(project, 0, v2)], enabled=False),
    ):
        found = clip_to_match(covered, 12)
        assert found is not None
        assert found.track.id == V1
    assert clip_to_match(project, 500) is None


def test_where_nothing_is_seen_the_sound_is_meant() -> None:
    project = knowing(film(), song("song", 1))
    project = overwrite(project, excerpt(project, song("song", 1).id), 0)
    found = clip_to_match(project, 5)
    assert found is not None
    assert found.track.id == A1
