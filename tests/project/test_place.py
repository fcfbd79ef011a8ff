"""Append, insert, overwrite, three-point; and picture with sound as two linked clips."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Fit, Placement
from sorastudio.project.edits.place import (
    Excerpt,
    add_sound,
    append,
    excerpt,
    insert,
    overwrite,
    three_point,
)
from sorastudio.project.edits.tracks import add_track, lock_track
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import TrackKind
from tests.project.films import (
    A1,
    A2,
    V1,
    clip_id,
    clips,
    done,
    film,
    film_at,
    knowing,
    layout,
    song,
    still,
    video,
)

X = video("x", 1, sound=True)


def _with_x(project: Project) -> tuple[Project, Excerpt]:
    project = knowing(project, X)
    return project, excerpt(project, X.id)


def test_append_puts_picture_and_sound_at_the_end_linked() -> None:
    project, what = _with_x(film(48, 48, sound=True))
    project = done(project, append, what)
    assert layout(project) == layout(project, A1) == "a48 b48 x24"
    picture, sound = clips(project)[-1], clips(project, A1)[-1]
    assert picture.link is not None
    assert picture.link == sound.link


def test_sound_never_lands_on_music() -> None:
    project = knowing(film(48), song("song", 20))
    project = append(project, excerpt(project, song("song", 20).id))
    assert layout(project, A1) == "song480"
    project, what = _with_x(project)
    project = done(project, append, what)
    assert (layout(project, A1), layout(project, A2)) == ("song480", "-48 x24")
    full = lock_track(project, A2, locked=True)
    full = done(full, append, what)
    assert [track.name for track in full.timeline.tracks] == ["V1", "A1", "A2", "A3"]
    assert layout(full, full.timeline.tracks[-1].id) == "-72 x24"


def test_sound_replaces_the_sound_of_the_pictures_it_replaces() -> None:
    project, what = _with_x(film(48, 48, sound=True))
    project = done(project, overwrite, what, 24)
    assert layout(project) == layout(project, A1) == "a24 x24 b48"
    project = done(project, overwrite, what, 60)
    assert layout(project) == layout(project, A1) == "a24 x24 b12 x24 b12"
    for picture, sound in zip(clips(project), clips(project, A1), strict=True):
        assert picture.link == sound.link is not None


def test_insert_cuts_what_lies_across_and_moves_the_rest() -> None:
    project, what = _with_x(film(48, 48, sound=True))
    edited = done(project, insert, what, 20)
    assert layout(edited) == layout(edited, A1) == "a20 x24 a28 b48"
    edited = done(project, insert, what, 48)
    assert layout(edited) == layout(edited, A1) == "a48 x24 b48"


def test_insert_of_a_silent_file_keeps_later_sound_under_its_picture() -> None:
    project = knowing(film(48, 48, sound=True), video("y", 1))
    edited = done(project, insert, excerpt(project, video("y", 1).id), 20)
    assert (layout(edited), layout(edited, A1)) == ("a20 y24 a28 b48", "a20 -24 a28 b48")


def test_insert_on_all_tracks_moves_what_begins_later() -> None:
    project = knowing(film(48, 48), song("song", 2), video("y", 1))
    project = overwrite(project, excerpt(project, song("song", 2).id), 60)
    what = excerpt(project, video("y", 1).id)
    assert layout(done(project, insert, what, 48), A1) == "-60 song48"
    assert layout(done(project, insert, what, 48, all_tracks=True), A1) == "-84 song48"


def test_three_points_are_a_stretch_of_source_and_a_start_or_an_end() -> None:
    project = knowing(film(48, 48), X)
    what = excerpt(project, X.id, source_in=Fraction(1, 4), source_out=Fraction(3, 4), sound=False)
    assert what.length == 12
    assert layout(done(project, three_point, what, start=10)) == "a10 x12 a26 b48"
    assert layout(done(project, three_point, what, end=48)) == "a36 x12 b48"
    assert layout(done(project, three_point, what, end=60, into=True)) == "a48 x12 b48"
    with pytest.raises(EditRefused, match="one point"):
        three_point(project, what)
    with pytest.raises(EditRefused, match="before the beginning"):
        three_point(project, what, end=5)


@pytest.mark.parametrize(
    ("rate", "seconds", "frames"),
    [
        (FrameRate(24), Fraction(81, 16), 122),
        (FrameRate(24000, 1001), Fraction(10), 240),
        (FrameRate(30000, 1001), Fraction(1001, 30000), 1),
    ],
)
def test_an_excerpt_has_every_frame_that_begins_within(
    rate: FrameRate, seconds: Fraction, frames: int
) -> None:
    project = knowing(film_at(rate), video("a", seconds))
    assert excerpt(project, video("a", 1).id).length == frames


def test_stills_last_five_seconds_unless_told() -> None:
    project = knowing(film(), still("s"))
    assert excerpt(project, still("s").id).length == 120
    assert excerpt(project, still("s").id, source_out=Fraction(60)).length == 1440


def test_an_excerpt_outside_of_its_file_is_refused() -> None:
    project = knowing(film(), X)
    for begin, end in ((2, None), (0, 2), (-1, 1), (Fraction(1, 2), Fraction(1, 2))):
        with pytest.raises(EditRefused, match="no such stretch"):
            excerpt(
                project,
                X.id,
                source_in=Fraction(begin),
                source_out=None if end is None else Fraction(end),
            )
    with pytest.raises(EditRefused, match="does not know"):
        excerpt(film(), X.id)


def test_placement_is_for_the_picture_only() -> None:
    project = knowing(film(), X)
    what = excerpt(project, X.id, placement=Placement(fit=Fit.FILL))
    project = done(project, append, what)
    assert clips(project)[0].placement.fit is Fit.FILL
    assert clips(project, A1)[0].placement.fit is None


def test_tracks_can_be_named_and_must_be_of_the_kind() -> None:
    project, what = _with_x(add_track(film(), TrackKind.VIDEO))
    upper = project.timeline.of_kind(TrackKind.VIDEO)[1].id
    edited = done(project, append, what, track=upper, sound_track=A2)
    assert (layout(edited, upper), layout(edited, A2)) == ("x24", "x24")
    with pytest.raises(EditRefused, match="A1 is not for this"):
        append(project, what, track=A1)
    with pytest.raises(EditRefused, match="V1 is locked"):
        append(lock_track(project, V1, locked=True), what, track=V1)
    with pytest.raises(EditRefused, match="no track"):
        append(project, what, track=TrackId("track-99"))


def test_where_every_track_is_locked_there_is_nowhere_to_go() -> None:
    project, what = _with_x(lock_track(film(), V1, locked=True))
    with pytest.raises(EditRefused, match="no unlocked video track"):
        append(project, what)


def test_sound_can_be_added_to_a_picture_later() -> None:
    project = knowing(film(48), X)
    project = append(project, excerpt(project, X.id, sound=False))
    edited = done(project, add_sound, clip_id(project, 1))
    assert layout(edited, A1) == "-48 x24"
    assert clips(edited)[1].link == clips(edited, A1)[0].link is not None
    with pytest.raises(EditRefused, match="not linked yet"):
        add_sound(edited, clip_id(edited, 1))
