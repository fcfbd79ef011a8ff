"""Name, canvas and rate of a film."""

from __future__ import annotations

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Fit
from sorastudio.project.edits.canvas import (
    rename_film,
    set_film_fit,
    set_film_rate,
    set_film_size,
)
from sorastudio.project.edits.look import set_fades
from sorastudio.project.edits.markers import add_marker
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.media import Size
from sorastudio.project.project import new_project
from sorastudio.project.time import FrameRate
from tests.project.films import clip_id, clips, done, film


def test_name_size_and_fit() -> None:
    project = done(film(48), rename_film, " Dawn ")
    project = done(project, set_film_size, Size(640, 640))
    project = done(project, set_film_fit, Fit.FILL)
    assert (project.name, project.settings.size) == ("Dawn", Size(640, 640))
    assert project.settings.fit is Fit.FILL


def test_what_is_none_is_refused() -> None:
    with pytest.raises(EditRefused, match="needs a name"):
        rename_film(film(48), "  ")
    with pytest.raises(EditRefused, match="even"):
        set_film_size(film(48), Size(641, 480))


def test_an_empty_film_takes_any_rate() -> None:
    project = done(new_project("Empty"), set_film_rate, FrameRate(30000, 1001))
    assert project.rate == FrameRate(30000, 1001)


def test_a_film_is_counted_in_other_frames_where_that_is_exact() -> None:
    project = film(48, -24, 96)
    project = done(project, add_marker, 30)
    project = done(project, set_fades, clip_id(project, 0), fade_in=6)
    project = done(project, add_transition, clip_id(project, 1), "dissolve", 12)
    twice = done(project, set_film_rate, FrameRate(48))
    assert twice.rate.seconds(twice.timeline.length) == project.rate.seconds(168)
    assert [clip.length for clip in clips(twice)] == [96, 192]
    assert clips(twice)[0].fade_in == 12
    assert twice.timeline.markers[0].frame == 60
    back = done(twice, set_film_rate, FrameRate(24))
    assert back == project


def test_edges_are_never_put_between_frames() -> None:
    with pytest.raises(EditRefused, match="between two frames"):
        set_film_rate(film(48, 49), FrameRate(25))
    project = film(48)
    assert set_film_rate(project, project.rate) is project
