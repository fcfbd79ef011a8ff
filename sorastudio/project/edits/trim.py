"""Moving the edges of clips, and what they show.

Frames count to the right: an edge moved by 3 comes 3 frames later. Unless `alone`, linked picture
and sound move together. Nothing is clamped in silence: what cannot be done is refused with how far
it can go, and the `*_limits` functions say so beforehand.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Gap
from sorastudio.project.edits.handles import seconds_per_frame, spare_head, spare_tail
from sorastudio.project.edits.lay import Laid, in_place, laid, lay
from sorastudio.project.edits.lookup import clip_of, title, with_partners
from sorastudio.project.edits.reach import Limits, Moving
from sorastudio.project.edits.ripple import Points, ripple_points, ripple_room, shifts
from sorastudio.project.edits.splice import Splice, apply, without_head
from sorastudio.project.ids import ClipId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed


class Edge(StrEnum):
    HEAD = "head"
    TAIL = "tail"


def trim_limits(project: Project, clip_id: ClipId, edge: Edge, *, alone: bool = False) -> Limits:
    group = with_partners(project, [clip_id], alone=alone)
    return _moving(group, edge).limits(project)


def trim(
    project: Project, clip_id: ClipId, edge: Edge, frames: int, *, alone: bool = False
) -> Project:
    """Move an edge and leave a gap, or reach into the gap that is there."""
    group = with_partners(project, [clip_id], alone=alone)
    _moving(group, edge).limits(project).require(frames, _edge_name(project, clip_id, edge))
    return lay(project, (_trimmed(project, placed, edge, frames) for placed in group))


def ripple_trim_limits(
    project: Project,
    clip_id: ClipId,
    edge: Edge,
    *,
    alone: bool = False,
    all_tracks: bool = False,
) -> Limits:
    group = with_partners(project, [clip_id], alone=alone)
    return _rippling(project, group, edge, all_tracks=all_tracks)[0]


def ripple_trim(
    project: Project,
    clip_id: ClipId,
    edge: Edge,
    frames: int,
    *,
    alone: bool = False,
    all_tracks: bool = False,
) -> Project:
    """Move an edge, and everything after the clip with it: the film gets longer or shorter.

    At the head the clip's start stays where it is, and `frames` of its source go (or come back).
    """
    group = with_partners(project, [clip_id], alone=alone)
    limits, points = _rippling(project, group, edge, all_tracks=all_tracks)
    limits.require(frames, _edge_name(project, clip_id, edge))
    longer = frames if edge is Edge.TAIL else -frames
    placed = clip_of(project, clip_id)
    at = placed.end if edge is Edge.TAIL else placed.start + max(0, frames)
    moves = shifts(points, longer, at)
    if longer > 0:
        grown = (_grown(project, each, edge, longer) for each in group)
        return apply(project, (*moves, *grown))
    shrunk = (_shrunk(project, each, edge, -longer) for each in group)
    return apply(project, (*shrunk, *moves))


def roll_limits(project: Project, clip_id: ClipId, *, alone: bool = False) -> Limits:
    return _cut(project, clip_id, alone=alone).limits(project)


def roll(project: Project, clip_id: ClipId, frames: int, *, alone: bool = False) -> Project:
    """Move the cut a clip begins at: the clip before gains what this one loses."""
    cut = _cut(project, clip_id, alone=alone)
    cut.limits(project).require(frames, f"The cut before {_name(project, clip_id)}")
    return lay(project, _moved(project, cut, frames))


def slip_limits(project: Project, clip_id: ClipId, *, alone: bool = False) -> Limits:
    return _slipping(project, with_partners(project, [clip_id], alone=alone))


def slip(project: Project, clip_id: ClipId, frames: int, *, alone: bool = False) -> Project:
    """Show what comes `frames` later in the clip's source, in the same place."""
    group = with_partners(project, [clip_id], alone=alone)
    limits = _slipping(project, group)
    limits.require(frames, f"What {_name(project, clip_id)} shows")
    return apply(project, (_slipped(project, placed, frames) for placed in group))


def slide_limits(project: Project, clip_id: ClipId, *, alone: bool = False) -> Limits:
    return _sliding(project, clip_id, alone=alone).limits(project)


def slide(project: Project, clip_id: ClipId, frames: int, *, alone: bool = False) -> Project:
    """Move a clip between its neighbours: one gains what the other loses."""
    sliding = _sliding(project, clip_id, alone=alone)
    sliding.limits(project).require(frames, _name(project, clip_id))
    return lay(project, _moved(project, sliding, frames))


def _moving(group: tuple[Placed, ...], edge: Edge) -> Moving:
    return Moving(heads=group) if edge is Edge.HEAD else Moving(tails=group)


def _cut(project: Project, clip_id: ClipId, *, alone: bool) -> Moving:
    before = clip_of(project, clip_id).before
    if before is None:
        raise EditRefused(f"There is no clip right before {_name(project, clip_id)} to roll with.")
    return Moving(
        heads=with_partners(project, [clip_id], alone=alone),
        tails=with_partners(project, [before.id], alone=alone),
    )


def _sliding(project: Project, clip_id: ClipId, *, alone: bool) -> Moving:
    bodies = with_partners(project, [clip_id], alone=alone)
    inside = {placed.clip.id for placed in bodies}
    before = {placed.before.id for placed in bodies if placed.before} - inside
    after = {placed.after.id for placed in bodies if placed.after} - inside
    return Moving(
        bodies=bodies,
        tails=with_partners(project, before, alone=alone) if before else (),
        heads=with_partners(project, after, alone=alone) if after else (),
    )


def _slipping(project: Project, group: tuple[Placed, ...]) -> Limits:
    found = Limits()
    for placed in group:
        head = spare_head(project, placed)
        found = found.within(Limits(None if head is None else -head, spare_tail(project, placed)))
    return found


def _moved(project: Project, moving: Moving, frames: int) -> list[Laid]:
    return [
        *(laid(placed, start=placed.start + frames) for placed in moving.bodies),
        *(_trimmed(project, placed, Edge.TAIL, frames) for placed in moving.tails),
        *(_trimmed(project, placed, Edge.HEAD, frames) for placed in moving.heads),
    ]


def _trimmed(project: Project, placed: Placed, edge: Edge, frames: int) -> Laid:
    if edge is Edge.HEAD:
        clip = without_head(placed.clip, frames, project.rate)
        return laid(placed, start=placed.start + frames, clip=clip)
    return laid(placed, clip=replace(placed.clip, length=placed.clip.length + frames))


def _rippling(
    project: Project, group: tuple[Placed, ...], edge: Edge, *, all_tracks: bool
) -> tuple[Limits, Points]:
    """How far the edges can go, and from where on the tracks move with them."""
    seeds = _trim_seeds(group, edge)
    points = ripple_points(project, seeds, all_tracks=all_tracks)
    shorter = ripple_room(project, points, seeds)
    if edge is Edge.HEAD:
        shorter = Limits(None, None if shorter.least is None else -shorter.least)
    return _moving(group, edge).limits(project, ripple=True).within(shorter), points


def _trim_seeds(group: tuple[Placed, ...], edge: Edge) -> Points:
    points: dict[TrackId, int] = {}
    for placed in group:
        point = placed.start if edge is Edge.HEAD else placed.end
        points[placed.track.id] = min(point, points.get(placed.track.id, point))
    return points


def _grown(project: Project, placed: Placed, edge: Edge, frames: int) -> Splice:
    """Over the gap that was opened, on whichever side of the clip it lies."""
    by = frames if edge is Edge.TAIL else -frames
    clip = _trimmed(project, placed, edge, by).clip
    return Splice(placed.track.id, placed.start, placed.end + frames, (clip,))


def _shrunk(project: Project, placed: Placed, edge: Edge, frames: int) -> Splice:
    gap = Gap(frames)
    clip = _trimmed(project, placed, edge, -frames if edge is Edge.TAIL else frames).clip
    items = (gap, clip) if edge is Edge.HEAD else (clip, gap)
    return Splice(placed.track.id, placed.start, placed.end, items)


def _slipped(project: Project, placed: Placed, frames: int) -> Splice:
    clip = placed.clip
    source_in = clip.source_in + frames * seconds_per_frame(project, clip)
    return in_place(placed, replace(clip, source_in=source_in))


def _name(project: Project, clip_id: ClipId) -> str:
    return f"“{title(project, clip_of(project, clip_id).clip)}”"


def _edge_name(project: Project, clip_id: ClipId, edge: Edge) -> str:
    return f"The {'start' if edge is Edge.HEAD else 'end'} of {_name(project, clip_id)}"
