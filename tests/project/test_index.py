"""What is looked up is what a search would find, after whatever was done."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.project.clip import Clip, MediaSource
from sorastudio.project.edits.ripple import ripple_points
from sorastudio.project.edits.splice import Splice, apply
from sorastudio.project.ids import ClipId, LinkId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from tests.project.films import V1, file_id, film, items
from tests.project.test_edits_at_random import STEPS, Chance, shuffled

Steps = list[tuple[str, Chance]]


def _searched(project: Project, clips: set[ClipId], links: set[LinkId]) -> list[Placed]:
    return [
        Placed(track, index, item)
        for track in project.timeline.tracks
        for index, item in enumerate(track.items)
        if isinstance(item, Clip) and (item.id in clips or item.link in links)
    ]


def _rippled(project: Project, seeds: dict[TrackId, int]) -> dict[TrackId, int]:
    """What moves along, found by going over everything until nothing more comes."""
    points = dict(seeds)
    while True:
        before = dict(points)
        moved = {
            placed.clip.link
            for placed in project.timeline.clips()
            if placed.start >= points.get(placed.track.id, placed.start + 1)
        } - {None}
        for placed in project.timeline.clips():
            track = placed.track.id
            if placed.clip.link in moved and track not in seeds:
                points[track] = min(placed.start, points.get(track, placed.start))
        if points == before:
            return points


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_clips_and_links_are_found_where_they_are(steps: Steps) -> None:
    project = shuffled(steps)
    timeline = project.timeline
    placed = list(timeline.clips())
    for each in placed:
        assert timeline.find(each.clip.id) == each
        if each.clip.link is not None:
            expected = _searched(project, set(), {each.clip.link})
            assert list(timeline.linked(each.clip.link)) == expected
    chosen = {each.clip.id for each in placed[::2]}
    links = {each.clip.link for each in placed[::3] if each.clip.link is not None}
    assert timeline.found(chosen, links) == _searched(project, chosen, links)
    assert timeline.find(ClipId("clip-0")) is None
    assert timeline.found([ClipId("clip-0")]) == []


@settings(max_examples=80, deadline=None)
@given(steps=STEPS, at=st.integers(0, 120))
def test_a_ripple_takes_along_what_is_linked(steps: Steps, at: int) -> None:
    project = shuffled(steps)
    for track in project.timeline.tracks:
        seeds = {track.id: at}
        assert ripple_points(project, seeds) == _rippled(project, seeds)


@settings(max_examples=100, deadline=None)
@given(
    lengths=st.lists(st.integers(-9, 30).filter(bool), min_size=1, max_size=8),
    cuts=st.lists(st.integers(0, 140), min_size=4, max_size=10, unique=True),
    keeps=st.booleans(),
)
def test_many_splices_at_once_are_what_they_are_one_by_one(
    lengths: list[int], cuts: list[int], *, keeps: bool
) -> None:
    project, ordered = film(*lengths, seconds=30), sorted(cuts)
    steps = [
        Splice(V1, start, end, (_new(number, end - start if keeps else 7),))
        for number, (start, end) in enumerate(zip(ordered[::2], ordered[1::2], strict=False))
    ]
    one_by_one = project
    for step in reversed(steps):
        one_by_one = apply(one_by_one, [step])
    assert items(apply(project, reversed(steps))) == items(one_by_one)


def _new(number: int, length: int) -> Clip:
    source = MediaSource(file_id("a"))
    return Clip(id=ClipId(f"clip-new-{number}"), source=source, length=length)
