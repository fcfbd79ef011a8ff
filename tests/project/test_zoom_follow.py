"""The point of a zoom moved after the run was made."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.project.check import check
from sorastudio.project.clip import Clip
from sorastudio.project.curve import value_at
from sorastudio.project.edits.look import set_placement
from sorastudio.project.edits.lookup import clip_of
from sorastudio.project.edits.zoom_follow import change_point
from sorastudio.project.edits.zoom_run import ZoomRun, zoom_run
from sorastudio.project.project import Project
from tests.project.films import clips, done, film

RUN = ZoomRun(rate=1.8, length=12, anchors=((0.3, 0.4), (0.6, 0.7)))


def made(run: ZoomRun, *lengths: int) -> Project:
    base = film(*(lengths or (96, 96, 96)))
    return zoom_run(base, [clip.id for clip in clips(base)], run)


def moved(project: Project, index: int, x: float) -> Project:
    clip = clips(project)[index]
    assert clip.enter is not None
    params = tuple((dict(clip.enter.params) | {"x": x}).items())
    return done(project, change_point, clip.id, params)


def way_of(clip: Clip) -> list[float]:
    """Scale and place at every eighth frame."""
    times = [clip.source_in + Fraction(frame, 24) for frame in range(0, clip.length, 8)]
    at = clip.placement
    return [value_at(part, time) for part in (at.scale, at.x, at.y) for time in times]


@pytest.mark.parametrize(
    "run",
    [RUN, replace(RUN, outwards=True), replace(RUN, rest=20)],
    ids=["in", "out", "with a rest"],
)
def test_the_run_is_as_if_it_had_been_made_so(run: ZoomRun) -> None:
    after = moved(made(run), 1, 0.8)
    expected = made(replace(run, anchors=((0.8, 0.4), (0.6, 0.7))))
    assert check(after) == []
    for clip, other in zip(clips(after), clips(expected), strict=True):
        assert clip.enter == other.enter
        assert way_of(clip) == pytest.approx(way_of(other))


def test_the_point_of_a_loops_end_moves_the_beginning_too() -> None:
    run = replace(RUN, loop=True, anchors=((0.3, 0.4), (0.6, 0.7), (0.5, 0.5)))
    looped = made(run)
    after = moved(looped, 3, 0.7)
    assert clips(after)[0].placement != clips(looped)[0].placement
    assert clips(after)[2].placement != clips(looped)[2].placement
    assert clips(after)[1].placement == clips(looped)[1].placement
    assert clips(after)[3].placement == clips(looped)[3].placement


def test_clips_that_were_moved_by_hand_stay_where_they_are() -> None:
    project = made(RUN)
    middle = clips(project)[1]
    project = set_placement(project, [middle.id], replace(middle.placement, scale=2.0))
    after = moved(project, 1, 0.8)
    assert [c.placement for c in clips(after)] == [c.placement for c in clips(project)]
    enter = clip_of(after, middle.id).clip.enter
    assert enter is not None
    assert dict(enter.params)["x"] == 0.8
