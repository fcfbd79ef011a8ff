"""Split, lift, extract, remove, ripple delete."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.edits.cut import (
    close_gap,
    extract,
    lift,
    remove,
    ripple_delete,
    split,
    split_all,
)
from sorastudio.project.edits.place import excerpt, overwrite
from sorastudio.project.edits.tracks import add_track, lock_track
from sorastudio.project.edits.trim import Edge, trim
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
    song,
)


def _with_song(project: Project, at: int = 0) -> Project:
    project = knowing(project, song("song", 4))
    return overwrite(project, excerpt(project, song("song", 4).id), at, track=A2)


def test_split_cuts_picture_and_sound_and_links_both_halves() -> None:
    project = film(48, sound=True)
    project = done(project, split, clip_id(project, 0), 20)
    assert layout(project) == layout(project, A1) == "a20 a28"
    assert [c.link for c in clips(project)] == [c.link for c in clips(project, A1)]
    assert clips(project)[1].source_in - clips(project)[0].source_in == Fraction(20, 24)


def test_split_alone_cuts_one() -> None:
    project = film(48, sound=True)
    project = done(project, split, clip_id(project, 0), 20, alone=True)
    assert (layout(project), layout(project, A1)) == ("a20 a28", "a48")


@pytest.mark.parametrize("frame", [0, 48, 100, -1])
def test_split_outside_is_refused(frame: int) -> None:
    project = film(48)
    with pytest.raises(EditRefused, match="not inside"):
        split(project, clip_id(project, 0), frame)


def test_split_all_cuts_every_unlocked_track() -> None:
    project = _with_song(film(48, 48, sound=True))
    cut = done(project, split_all, 20)
    assert (layout(cut), layout(cut, A1), layout(cut, A2)) == (
        "a20 a28 b48",
        "a20 a28 b48",
        "song20 song76",
    )
    cut = done(lock_track(project, A2, locked=True), split_all, 20)
    assert layout(cut, A2) == "song96"
    assert split_all(project, 500).timeline == project.timeline


def test_lift_leaves_a_gap_and_extract_closes_it() -> None:
    project = _with_song(film(48, 48, sound=True))
    lifted = done(project, lift, 40, 60, tracks=[V1, A1])
    assert layout(lifted) == layout(lifted, A1) == "a40 -20 b36"
    assert layout(lifted, A2) == "song96"
    extracted = done(project, extract, 40, 60)
    assert layout(extracted) == layout(extracted, A1) == "a40 b36"
    assert layout(extracted, A2) == "song40 song36"


def test_extract_of_one_track_keeps_later_sound_under_its_picture() -> None:
    project = film(48, -20, 48, sound=True)
    extracted = done(project, extract, 50, 60, tracks=[V1])
    assert layout(extracted) == layout(extracted, A1) == "a48 -10 b48"


def test_extract_inside_one_clip_leaves_two_parts() -> None:
    project = film(48, 48, sound=True)
    project = done(project, extract, 10, 20)
    assert layout(project) == layout(project, A1) == "a10 a28 b48"
    for picture, sound in zip(clips(project), clips(project, A1), strict=True):
        assert picture.link == sound.link is not None


@pytest.mark.parametrize(("start", "end"), [(5, 5), (8, 4), (-3, 4)])
def test_an_empty_range_is_refused(start: int, end: int) -> None:
    for verb in (lift, extract):
        with pytest.raises(EditRefused, match="nothing between"):
            verb(film(48), start, end)


def test_remove_leaves_gaps() -> None:
    project = film(48, 48, 48, sound=True)
    removed = done(project, remove, [clip_id(project, 1)])
    assert layout(removed) == layout(removed, A1) == "a48 -48 c48"
    alone = done(project, remove, [clip_id(project, 1)], alone=True)
    assert (layout(alone), layout(alone, A1)) == ("a48 -48 c48", "a48 b48 c48")
    assert clips(alone, A1)[1].link is None


def test_ripple_delete_closes_the_hole_and_leaves_music() -> None:
    project = _with_song(film(48, 48, 48, sound=True))
    edited = done(project, ripple_delete, [clip_id(project, 1)])
    assert layout(edited) == layout(edited, A1) == "a48 c48"
    assert layout(edited, A2) == "song96"


def test_ripple_delete_of_many_closes_all_holes() -> None:
    project = film(10, 20, 30, 40, 50, sound=True)
    chosen = [clip_id(project, index) for index in (0, 1, 3)]
    edited = done(project, ripple_delete, chosen)
    assert layout(edited) == layout(edited, A1) == "c30 e50"


def test_ripple_delete_of_stacked_clips_closes_each_track_by_its_own() -> None:
    project = add_track(film(48, 48), TrackKind.VIDEO)
    upper = project.timeline.of_kind(TrackKind.VIDEO)[1].id
    media = project.media_of(clips(project)[0])
    assert media is not None
    what = excerpt(project, media.id, source_out=Fraction(1))
    project = overwrite(project, what, 0, track=upper)
    project = overwrite(project, what, 60, track=upper)
    chosen = [clip_id(project, 0), clip_id(project, 0, upper)]
    edited = done(project, ripple_delete, chosen)
    assert (layout(edited), layout(edited, upper)) == ("b48", "-36 a24")


def test_ripple_delete_with_a_longer_sound_keeps_the_rest_in_step() -> None:
    project = film(48, 48, 48, sound=True)
    project = trim(project, clip_id(project, 1, A1), Edge.HEAD, 5, alone=True)
    project = trim(project, clip_id(project, 0, A1), Edge.TAIL, 5, alone=True)
    assert layout(project, A1) == "a53 b43 c48"
    edited = done(project, ripple_delete, [clip_id(project, 0)])
    assert (layout(edited), layout(edited, A1)) == ("b48 c48", "-5 b43 c48")


def test_ripple_delete_that_cannot_keep_step_is_refused() -> None:
    project = film(48, 48, 48, sound=True)
    project = trim(project, clip_id(project, 0, A1), Edge.TAIL, -5, alone=True)
    project = trim(project, clip_id(project, 1, A1), Edge.HEAD, -5, alone=True)
    with pytest.raises(EditRefused, match=r"“b\.mp4” on A1 would have to move 48 frames"):
        ripple_delete(project, [clip_id(project, 0)])


def test_close_gap() -> None:
    project = film(48, -10, 48, sound=True)
    edited = done(project, close_gap, V1, 50)
    assert layout(edited) == layout(edited, A1) == "a48 b48"
    with pytest.raises(EditRefused, match="no gap"):
        close_gap(project, V1, 10)


def test_nothing_chosen_is_refused() -> None:
    for verb in (remove, ripple_delete):
        with pytest.raises(EditRefused, match="No clip"):
            verb(film(48), [])
