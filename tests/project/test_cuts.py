"""Making a cut better."""

from __future__ import annotations

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.check import check
from sorastudio.project.edits.cuts import drop_repeated, move_cut, settle_colour, smooth_cut
from sorastudio.project.edits.transitions import Handles, add_transition
from sorastudio.project.project import Project
from tests.project.films import A1, clip_id, clips, done, film, layout


def test_both_edges_of_a_cut_are_moved_in_one_step() -> None:
    before = film(24, 24, 24, sound=True)
    after = done(before, move_cut, clip_id(before, 1), -3, 5)
    assert (layout(after), layout(after, A1)) == ("a21 b19 c24", "a21 b19 c24")
    assert layout(done(before, move_cut, clip_id(before, 1), 4, -2)) == "a28 b26 c24"


def test_a_cut_that_is_none_is_not_moved() -> None:
    before = film(24, -5, 24)
    with pytest.raises(EditRefused, match="no clip right before"):
        move_cut(before, clip_id(before, 1), 1, 1)


def test_repeated_frames_are_taken_out() -> None:
    before = film(24, 24)
    after = done(before, drop_repeated, clip_id(before, 1), 4)
    assert layout(after) == "a24 b20"


@pytest.mark.parametrize("seconds", [10, 1])
def test_mending_never_changes_the_length(seconds: int) -> None:
    """With handles, and with files that are used up."""
    before = film(24, 24, seconds=seconds)
    for mend in (smooth_cut, settle_colour):
        after = done(before, mend, clip_id(before, 1), 8)
        assert after.timeline.length == before.timeline.length
        enter = clips(after)[1].enter
        assert enter is not None
        assert (enter.length, enter.hold) == (8, seconds == 1)


def _short_of_handles() -> Project:
    """The first file goes on to its end, with a second unused before; the second has one after."""
    before = film(24, 24, seconds=3)
    first, second = (clip_id(before, n) for n in (0, 1))
    from sorastudio.project.edits.trim import slip

    return slip(slip(before, first, 24), second, -24)


def test_the_film_keeps_its_length_if_the_clips_show_more_at_their_far_ends() -> None:
    before = _short_of_handles()
    after = done(before, add_transition, clip_id(before, 1), "dissolve", 12, handles=Handles.KEEP)
    assert after.timeline.length == before.timeline.length
    assert check(after) == []
    assert layout(after) == "a18 b30"


def test_where_there_is_no_more_to_show_the_length_is_not_kept() -> None:
    before = film(24, 24, seconds=1)
    with pytest.raises(EditRefused, match="12 frames shorter"):
        add_transition(before, clip_id(before, 1), "dissolve", 12, handles=Handles.KEEP)
