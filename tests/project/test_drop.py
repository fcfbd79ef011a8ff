"""Putting something down where it was pointed at."""

from __future__ import annotations

import pytest

from sorastudio.project.edits.drop import put_down
from sorastudio.project.edits.place import excerpt
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind
from tests.project.films import A1, A2, V1, done, file_id, film, knowing, layout, song, still, video


def _film() -> Project:
    return knowing(film(24), video("x", 1, sound=True), song("tune", 1), still("photo"))


@pytest.mark.parametrize(("name", "track", "on_v1", "on_a1", "on_a2"), [
    ("x", V1, "a24 -12 x24", "-36 x24", ""),
    ("x", A2, "a24 -12 x24", "", "-36 x24"),
    ("x", None, "a24 -12 x24", "-36 x24", ""),
    ("tune", V1, "a24", "-36 tune24", ""),
    ("tune", A2, "a24", "", "-36 tune24"),
    ("photo", A1, "a24 -12 photo120", "", ""),
])  # fmt: skip
def test_it_lies_where_it_can(
    name: str, track: TrackId | None, on_v1: str, on_a1: str, on_a2: str
) -> None:
    project = _film()
    after = done(project, put_down, excerpt(project, file_id(name)), 36, track)
    assert (layout(after), layout(after, A1), layout(after, A2)) == (on_v1, on_a1, on_a2)


def test_it_is_inserted_before_what_lies_there() -> None:
    project = _film()
    after = done(project, put_down, excerpt(project, file_id("x")), 0, V1, into=True)
    assert layout(after) == "x24 a24"


def test_it_lies_on_the_upper_track_if_that_was_meant() -> None:
    project = add_track(_film(), TrackKind.VIDEO)
    v2 = project.timeline.of_kind(TrackKind.VIDEO)[1].id
    after = done(project, put_down, excerpt(project, file_id("x")), 0, v2)
    assert (layout(after), layout(after, v2)) == ("a24", "x24")
