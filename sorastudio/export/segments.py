"""Where the film is cut into pieces that are encoded on their own.

A border lies at every cut and at every edge of a transition. Long stretches are cut where their
*source* crosses a multiple of four seconds, not the timeline: so a trim moves one border, and a
ripple none. Where nothing is seen, pieces are short and alike: one is encoded, and serves for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from sorastudio.project.clip import Clip
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.render.plan import plan

GRID_SECONDS = 4
_SHORTEST = Fraction(1, 4)
"""Seconds: an edge that follows another sooner lies inside of a segment."""
_NOTHING = Fraction(1, 2)
"""Seconds of a piece in which nothing is seen."""
_SHORTEST_PART = 1
"""Seconds of a long stretch that are not cut off at its ends."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames `first` up to `end` of the film."""

    first: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.first


def segments(project: Project, first: int, end: int) -> tuple[Segment, ...]:
    """The frames [first, end) of a film in pieces, in order.

    Those of a part are those of the whole film, but for the two that its ends cut off: so a part
    needs little that is new once the whole was built, and the other way round.
    """
    inside = [border for border in _borders(project) if first < border < end]
    return tuple(Segment(begin, stop) for begin, stop in pairwise([first, *inside, end]))


def _borders(project: Project) -> list[int]:
    """Where pieces of the whole film begin, and its end."""
    end = project.timeline.length
    tracks = [t for t in project.timeline.of_kind(TrackKind.VIDEO) if not t.hidden]
    edges = sorted({edge for track in tracks for edge in _edges(track) if 0 < edge < end})
    shortest = max(1, ceil(project.rate.fps * _SHORTEST))
    kept = [0, *(edge for before, edge in pairwise([0, *edges]) if edge - before >= shortest)]
    return [
        border
        for begin, stop in pairwise([*kept, end])
        for border in (begin, *_grid(project, tracks, begin, stop))
    ]


def _edges(track: Track) -> Iterator[int]:
    """Where what is seen on a track begins to be something else."""
    yield track.length
    for start, item in zip(track.starts, track.items, strict=False):
        enter = item.enter if isinstance(item, Clip) else None
        yield start - (enter.in_offset if enter else 0)
        yield start + (enter.out_offset if enter else 0)


def _grid(project: Project, tracks: list[Track], begin: int, stop: int) -> Iterator[int]:
    """Borders inside a stretch without an edge."""
    if not any(plan(project, frame).layers for frame in (begin, stop - 1)):
        fps = project.rate.fps
        yield from range(begin, stop - ceil(fps * _SHORTEST) + 1, ceil(fps * _NOTHING))[1:]
        return
    spare = ceil(project.rate.fps * _SHORTEST_PART)
    if stop - begin <= ceil(project.rate.fps * GRID_SECONDS):
        return
    for border in _crossings(project, tracks, begin, stop):
        if begin + spare <= border <= stop - spare:
            yield border


def _crossings(project: Project, tracks: list[Track], begin: int, stop: int) -> Iterator[int]:
    """The first frames of every four seconds of what lies lowest; of the film where that stands
    still."""
    origin, source_in, speed = _lowest(tracks, begin)
    pace = speed / project.rate.fps
    at, until = source_in + (begin - origin) * pace, source_in + (stop - origin) * pace
    low, high = sorted((at, until))
    marks = range(floor(low / GRID_SECONDS) + 1, ceil(high / GRID_SECONDS))
    frames = (origin + ceil((mark * GRID_SECONDS - source_in) / pace) for mark in marks)
    yield from sorted(frame for frame in frames if begin < frame < stop)


def _lowest(tracks: list[Track], frame: int) -> tuple[int, Fraction, Fraction]:
    """Start, source in and speed of the lowest clip at a frame."""
    for track in tracks:
        index = track.index_at(frame)
        item = None if index is None else track.items[index]
        if index is not None and isinstance(item, Clip) and item.enabled and item.speed:
            return track.starts[index], item.source_in, item.speed
    return frame, Fraction(0), Fraction(1)
