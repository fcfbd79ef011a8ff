"""Words in the picture of a review copy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.media import Size
from sorastudio.render.burn_in import Overlay, burnt_in, words_at
from sorastudio.render.picture import blank
from tests.project.films import clip_id, film

_ALL = Overlay(timecode=True, slot=True, take=True)


def test_the_words_say_where_one_is_and_what_one_sees() -> None:
    project = film(48, 48)
    name = project.pool.media[next(iter(project.pool.media)).id].name
    left, right = words_at(project, 30, _ALL)
    assert right == "00:00:01:06"
    assert left.startswith(name.rpartition(".")[0])


def test_nothing_is_said_unless_asked() -> None:
    assert words_at(film(48), 3, Overlay()) == ("", "")
    assert words_at(film(48), 3, Overlay(timecode=True)) == ("", "00:00:00:03")
    assert words_at(film(48), 3, Overlay(slot=True))[1] == ""


def test_after_a_cut_it_is_the_next_clip() -> None:
    project = film(48, 48)
    blended = add_transition(project, clip_id(project, 1), "dissolve", 12)
    overlay = Overlay(slot=True)
    assert words_at(blended, 47, overlay) == words_at(project, 47, overlay)
    assert words_at(blended, 48, overlay) == words_at(project, 48, overlay)


def test_a_hidden_track_has_no_words() -> None:
    project = film(48)
    tracks = tuple(replace(track, hidden=True) for track in project.timeline.tracks)
    hidden = replace(project, timeline=replace(project.timeline, tracks=tracks))
    assert words_at(hidden, 3, Overlay(slot=True)) == ("", "")


@pytest.mark.parametrize("size", [Size(320, 180), Size(180, 320), Size(1280, 720), Size(128, 72)])
def test_both_corners_have_words_and_the_rest_is_as_it_was(size: Size) -> None:
    grey = blank(size, luma=120)
    drawn = burnt_in(grey, ("shot-1", "00:00:01:06"))
    changed = drawn.y != 120
    assert drawn.size == size
    assert not changed[: size.height // 2].any()
    assert changed[:, : size.width // 2].any()
    assert changed[:, size.width // 2 :].any()
    assert drawn.y.max() > 200
    assert (grey.y == 120).all()


def test_words_that_are_too_long_stay_inside() -> None:
    drawn = burnt_in(blank(Size(160, 90), luma=120), ("a very long name of a slot " * 5, ""))
    assert (drawn.y[:, -2:] == 120).all()


def test_without_words_it_is_the_very_picture() -> None:
    picture = blank(Size(64, 36))
    assert burnt_in(picture, ("", "")) is picture
    assert isinstance(picture.y, np.ndarray)
