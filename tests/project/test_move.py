"""Moving, copying, pasting."""

from __future__ import annotations

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.edits.look import link
from sorastudio.project.edits.move import copied, duplicate, move, move_insert, paste
from sorastudio.project.edits.tracks import add_track, lock_track
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.timeline import TrackKind
from tests.project.films import A1, A2, V1, clip_id, clips, done, film, layout


def test_move_overwrites_with_linked_sound() -> None:
    project = film(48, 48, 48, sound=True)
    edited = done(project, move, [clip_id(project, 0)], 60)
    assert layout(edited) == layout(edited, A1) == "-48 b12 a48 c36"
    links = [clip.link for clip in clips(edited)]
    assert links == [clip.link for clip in clips(edited, A1)]
    assert None not in links


def test_move_into_the_middle_of_a_clip_leaves_linked_halves() -> None:
    project = film(20, 96, sound=True)
    edited = done(project, move, [clip_id(project, 0)], 50)
    assert layout(edited) == layout(edited, A1) == "-20 b30 a20 b46"
    for picture, sound in zip(clips(edited), clips(edited, A1), strict=True):
        assert picture.link == sound.link is not None


def test_move_by_less_than_its_length_covers_itself() -> None:
    project = film(48, 48)
    assert layout(done(project, move, [clip_id(project, 0)], 10)) == "-10 a48 b38"
    assert layout(done(project, move, [clip_id(project, 1)], -10)) == "a38 b48"


def test_move_alone_keeps_the_link() -> None:
    project = film(48, sound=True)
    edited = done(project, move, [clip_id(project, 0, A1)], 7, alone=True)
    assert (layout(edited), layout(edited, A1)) == ("a48", "-7 a48")
    assert clips(edited)[0].link == clips(edited, A1)[0].link is not None


def test_move_of_several_keeps_their_distances() -> None:
    project = film(48, -10, 48, 20)
    chosen = [clip_id(project, 0), clip_id(project, 1)]
    assert layout(done(project, move, chosen, 5)) == "-5 a48 -10 b48 c15"


def test_move_to_another_track_leaves_sound_on_its_own() -> None:
    project = add_track(film(48, 48, sound=True), TrackKind.VIDEO)
    upper = project.timeline.of_kind(TrackKind.VIDEO)[1].id
    edited = done(project, move, [clip_id(project, 0)], 5, track_steps=1)
    assert layout(edited) == "-48 b48"
    assert layout(edited, upper) == "-5 a48"
    assert layout(edited, A1) == "-5 a48 b43"


def test_move_of_sound_to_the_next_track() -> None:
    project = film(48, sound=True)
    edited = done(project, move, [clip_id(project, 0, A1)], 0, track_steps=1)
    assert (layout(edited, A1), layout(edited, A2)) == ("", "a48")


def test_two_clips_of_one_link_never_end_on_one_track() -> None:
    project = film(48, sound=True)
    second = done(project, move, [clip_id(project, 0, A1)], 0, track_steps=1)
    second = paste(second, copied(second, [clip_id(second, 0, A2)], alone=True), 48)
    group = [clip_id(second, 0), clip_id(second, 0, A2)]
    third = move(second, [clip_id(second, 1, A2)], 0, track_steps=-1)
    linked = done(third, link, [*group, clip_id(third, 0, A1)])
    edited = done(linked, move, [clip_id(linked, 0, A1)], 0, track_steps=1, alone=True)
    assert layout(edited, A2) == "a48 a48"
    assert [clip.link is None for clip in clips(edited, A2)] == [False, True]


def test_moves_that_cannot_be_are_refused() -> None:
    project = film(48, -10, 48)
    with pytest.raises(EditRefused, match="no video track"):
        move(project, [clip_id(project, 0)], 0, track_steps=1)
    with pytest.raises(EditRefused, match="room for 58 frames"):
        move(project, [clip_id(project, 1)], -59)
    with pytest.raises(EditRefused, match="locked"):
        move(lock_track(project, V1, locked=True), [clip_id(project, 0)], 5)


def test_a_moved_clip_keeps_its_transition_while_there_is_something_before() -> None:
    project = film(48, 48, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 12)
    edited = done(project, move, [clip_id(project, 1)], 48)
    assert layout(edited) == "a48 -48 b48"
    assert clips(edited)[1].enter == clips(project)[1].enter


@pytest.mark.parametrize(
    ("index", "at", "expected"),
    [
        (0, 144, "b48 c48 a48"),
        (0, 96, "b48 a48 c48"),
        (2, 0, "c48 a48 b48"),
        (2, 24, "a24 c48 a24 b48"),
        (1, 48, "a48 b48 c48"),
        (1, 96, "a48 b48 c48"),
    ],
)
def test_move_insert_puts_clips_elsewhere_in_the_row(index: int, at: int, expected: str) -> None:
    project = film(48, 48, 48, sound=True)
    edited = done(project, move_insert, [clip_id(project, index)], at)
    assert layout(edited) == layout(edited, A1) == expected
    for picture, sound in zip(clips(edited), clips(edited, A1), strict=True):
        assert picture.link == sound.link is not None


def test_move_insert_takes_a_row_and_nothing_else() -> None:
    project = film(10, 20, 30, 40)
    ids = [clip.id for clip in clips(project)]
    assert layout(done(project, move_insert, ids[:2], 100)) == "c30 d40 a10 b20"
    with pytest.raises(EditRefused, match="in a row"):
        move_insert(project, [ids[0], ids[2]], 100)
    with pytest.raises(EditRefused, match="into themselves"):
        move_insert(project, [ids[1]], 15)


def test_paste_makes_clips_and_links_of_their_own() -> None:
    project = film(48, 48, sound=True)
    clipboard = copied(project, [clip_id(project, 0)])
    over = done(project, paste, clipboard, 72)
    assert layout(over) == layout(over, A1) == "a48 b24 a48"
    assert clips(over)[2].link not in {None, clips(project)[0].link}
    before = done(project, paste, clipboard, 48, insert=True)
    assert layout(before) == layout(before, A1) == "a48 a48 b48"
    with pytest.raises(EditRefused, match="before the beginning"):
        paste(project, clipboard, -1)


def test_paste_of_one_of_two_linked_clips_is_linked_to_nothing() -> None:
    project = film(48, sound=True)
    clipboard = copied(project, [clip_id(project, 0)], alone=True)
    edited = done(project, paste, clipboard, 60)
    assert clips(edited)[1].link is None


def test_duplicate_inserts_copies_right_after() -> None:
    project = film(48, 48, sound=True)
    edited = done(project, duplicate, [clip_id(project, 0)])
    assert layout(edited) == layout(edited, A1) == "a48 a48 b48"
    one = done(project, duplicate, [clip_id(project, 1)], alone=True)
    assert (layout(one), layout(one, A1)) == ("a48 b48 b48", "a48 b48")
