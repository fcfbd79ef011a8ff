"""The pictures by which an edge is set, while it is dragged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sorastudio.project.clip import Clip
from sorastudio.project.edits.lookup import title
from sorastudio.project.edits.trim import Edge
from sorastudio.project.project import Project
from sorastudio.project.time import timecode
from sorastudio.project.timeline import Placed, Track, TrackKind
from sorastudio.ui.timeline.gestures import Gesture, Roll, Slide, Slip, Trim


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Frames of a film as it would be, what goes before what comes, and the words for each: the
    clip, where it is in its source, and how far it was moved."""

    project: Project
    frames: tuple[int, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _End:
    """The first or the last picture of a clip."""

    placed: Placed
    edge: Edge
    moves: bool
    """Whether it is another one the farther the mouse goes."""

    @property
    def frame(self) -> int:
        return self.placed.start if self.edge is Edge.HEAD else self.placed.end - 1


def rehearsal(project: Project, gesture: Gesture, by: int) -> Rehearsal | None:
    """What to look at in a film that a gesture has changed by so many frames; None while no edge is
    moved.

    A picture shows its clip alone: what lies over it or blends into it would hide where it is cut.
    """
    if not isinstance(gesture, Trim | Roll | Slip | Slide):
        return None
    placed = project.timeline.find(gesture.clip)
    if placed is None:
        return None
    if placed.track.kind is TrackKind.AUDIO:
        return _of_sound(project, gesture, placed)
    ends = tuple(end for end in _ends(gesture, placed) if end is not None)
    return Rehearsal(
        _bare(project, placed.track, ends),
        tuple(end.frame for end in ends),
        tuple(_words(project, end, by) for end in ends),
    )


def _ends(gesture: Trim | Roll | Slip | Slide, placed: Placed) -> Iterator[_End | None]:
    before, after = _neighbour(placed, -1), _neighbour(placed, 1)
    match gesture:
        case Trim(edge=Edge.HEAD):
            yield _last(before, moves=False)
            yield _first(placed, moves=True)
        case Trim():
            yield _last(placed, moves=True)
            yield _first(after, moves=False)
        case Roll():
            yield _last(before, moves=True)
            yield _first(placed, moves=True)
        case Slip():
            yield _first(placed, moves=True)
            yield _last(placed, moves=True)
        case Slide():
            yield _last(before, moves=True)
            yield _first(placed, moves=False)
            yield _last(placed, moves=False)
            yield _first(after, moves=True)


def _first(placed: Placed | None, *, moves: bool) -> _End | None:
    return _End(placed, Edge.HEAD, moves) if placed is not None else None


def _last(placed: Placed | None, *, moves: bool) -> _End | None:
    return _End(placed, Edge.TAIL, moves) if placed is not None else None


def _neighbour(placed: Placed, step: int) -> Placed | None:
    """The next clip on the track that way, be there a gap between or not: what is looked at stays
    while an edge goes to and fro."""
    track, index = placed.track, placed.index + step
    while 0 <= index < len(track.items):
        item = track.items[index]
        if isinstance(item, Clip):
            return Placed(track, index, item)
        index += step
    return None


def _of_sound(project: Project, gesture: Gesture, placed: Placed) -> Rehearsal | None:
    """The picture of the film where a sound begins or ends."""
    match gesture:
        case Trim(edge=edge):
            frame = placed.start if edge is Edge.HEAD else placed.end - 1
        case Roll():
            frame = placed.start
        case _:
            return None
    return Rehearsal(project, (frame,), (timecode(frame, project.rate),))


def _bare(project: Project, track: Track, ends: tuple[_End, ...]) -> Project:
    """The film of one track, without transitions where it is looked at."""
    items = list(track.items)
    for index in {end.placed.index + step for end in ends for step in (0, 1)}:
        item = items[index] if index < len(items) else None
        if isinstance(item, Clip):
            items[index] = replace(item, enter=None)
    alone = replace(track, items=tuple(items), hidden=False)
    return replace(project, timeline=replace(project.timeline, tracks=(alone,)))


def _words(project: Project, end: _End, by: int) -> str:
    clip = end.placed.clip
    offset = project.rate.seconds(end.frame - end.placed.start)
    source = project.rate.nearest_frame(clip.source_in + offset * clip.speed)
    parts = [title(project, clip), timecode(source, project.rate)]
    if end.moves and by:
        parts.append(f"{by:+d}")
    return "  ·  ".join(parts)
