"""What the viewer shows while an edge is dragged: the pictures that meet there, side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from sorastudio.project.edits.cut import lift
from sorastudio.project.edits.transitions import add_transition
from sorastudio.project.edits.trim import slip
from sorastudio.project.project import Project
from sorastudio.ui.timeline.geometry import Scale
from tests.ui.walls import Desk, OpenDesk, film_of_takes


def film(folder: Path) -> Project:
    """Clips of 24 frames with 12 to spare at both ends: 2012 to 2035, 112 to 135, 3012 to 3035."""
    project = film_of_takes(folder, 1)
    for placed in list(project.timeline.clips()):
        project = slip(project, placed.clip.id, 12)
    return project


def opened(open_desk: OpenDesk, project: Project) -> Desk:
    desk = open_desk(project)
    desk.timeline.toggle_snapping()
    desk.timeline.stage.set_scale(Scale(8.0))
    desk.reads_film(2012)
    return desk


@pytest.fixture
def desk(open_desk: OpenDesk, film_path: Path) -> Desk:
    return opened(open_desk, film(film_path.parent))


def words(desk: Desk) -> list[str]:
    return [label.words for label in desk.labels.labels]


@pytest.mark.parametrize(
    ("tool", "begin", "by", "pictures"),
    [
        ("select", 23.5, -5, (2030, 112)),
        ("select", 24.5, 5, (2035, 117)),
        ("ripple", 23.5, 5, (2040, 112)),
        ("ripple", 24.5, 5, (2035, 117)),
        ("roll", 24.5, 5, (2040, 117)),
        ("roll", 47.5, -5, (130, 3007)),
        ("slip", 36, 5, (107, 130)),
        ("slide", 36, 5, (2040, 112, 135, 3017)),
    ],
)
def test_every_tool_shows_what_it_sets(
    desk: Desk, tool: str, begin: float, by: int, pictures: tuple[int, ...]
) -> None:
    hand, before = desk.hand, desk.project
    desk.timeline.set_tool(tool)
    hand.pull(hand.point(begin), hand.point(begin + by))
    desk.reads(*pictures)
    assert desk.labels.isVisible()
    assert len(words(desk)) == len(pictures)
    assert desk.project is before
    hand.release(hand.point(begin + by))
    desk.reads_film(2012)
    assert not desk.labels.isVisible()
    assert desk.project is not before
    desk.sound()
    desk.window.session.undo()
    assert desk.project is before


def test_it_follows_the_mouse_and_esc_lets_go(desk: Desk) -> None:
    hand, before = desk.hand, desk.project
    desk.timeline.set_tool("roll")
    hand.press(hand.point(24.5))
    for by in (2, 7, 3, -4):
        hand.move(hand.point(24.5 + by))
        desk.reads(2035 + by, 112 + by)
    assert words(desk) == ["before  ·  00:00:01:07  ·  -4", "dawn  ·  00:00:00:08  ·  -4"]
    desk.timeline.setFocus()
    desk.key(Qt.Key.Key_Escape)
    desk.reads_film(2012)
    hand.release(hand.point(20.5))
    assert desk.project is before


def test_it_goes_as_far_as_the_edge_goes(desk: Desk) -> None:
    hand = desk.hand
    desk.timeline.set_tool("roll")
    hand.pull(hand.point(24.5), hand.point(44))
    desk.reads(2047, 124)
    hand.release(hand.point(44))


def test_a_clip_with_nothing_beside_it_is_shown_alone(desk: Desk) -> None:
    hand = desk.hand
    hand.pull(hand.point(71.5), hand.point(66.5))
    desk.reads(3030)
    assert words(desk) == ["after  ·  00:00:01:06  ·  -5"]
    hand.release(hand.point(66.5))
    desk.reads_film(2012)


def test_over_a_gap_the_next_clip_is_looked_at(open_desk: OpenDesk, film_path: Path) -> None:
    desk = opened(open_desk, lift(film(film_path.parent), 24, 48))
    hand = desk.hand
    hand.pull(hand.point(23.5), hand.point(27.5))
    desk.reads(2039, 3012)
    hand.release(hand.point(27.5))


def test_a_transition_does_not_hide_where_it_is_cut(open_desk: OpenDesk, film_path: Path) -> None:
    project = film(film_path.parent)
    second = list(project.timeline.clips())[1].clip.id
    desk = opened(open_desk, add_transition(project, second, "dissolve", 8))
    hand = desk.hand
    hand.pull(hand.point(24), hand.point(27))
    desk.reads(2038, 115)
    hand.release(hand.point(27))


def test_a_moved_clip_is_only_moved(desk: Desk) -> None:
    hand = desk.hand
    hand.pull(hand.point(36), hand.point(60))
    assert desk.viewer.walls.hung is None
    hand.release(hand.point(60))


def test_takes_that_are_compared_come_back_after_a_trim(
    open_desk: OpenDesk, film_path: Path
) -> None:
    desk = open_desk(film_of_takes(film_path.parent, 2))
    desk.timeline.toggle_snapping()
    desk.timeline.stage.set_scale(Scale(8.0))
    desk.window.session.move_playhead(30)
    desk.key(Qt.Key.Key_T)
    desk.reads(106, 206)
    hand = desk.hand
    hand.pull(hand.point(47.5), hand.point(43.5))
    desk.reads(219, 3000)
    hand.release(hand.point(43.5))
    desk.reads(106, 206)
    assert words(desk) == ["take 1", "take 2"]
