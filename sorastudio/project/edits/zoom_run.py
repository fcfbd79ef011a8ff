"""One camera that never stops, through a row of clips and the cuts between them.

Each cut becomes a `zoom` transition, each clip is zoomed at the same rate between its transitions.
All of it is written as ordinary transitions and keyframes, to be changed by hand afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Placement, Transition
from sorastudio.project.curve import Curve
from sorastudio.project.edits.handles import head_room, seconds_per_frame
from sorastudio.project.edits.lay import in_place
from sorastudio.project.edits.lookup import clip_of, title
from sorastudio.project.edits.place import Excerpt, insert
from sorastudio.project.edits.splice import apply
from sorastudio.project.edits.transitions import Handles, add_transition, remove_transition
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.edits.zoom_path import (
    CENTRE,
    Anchor,
    filling,
    growths,
    moved_along,
    way,
    way_back,
)
from sorastudio.project.ids import ClipId
from sorastudio.project.media import Option
from sorastudio.project.project import Project
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Placed, TrackKind

Params = tuple[tuple[str, Option], ...]

ZOOM = "zoom"
_WAY = frozenset({"factor", "x", "y", "direction"})
LONGEST_SECONDS = Fraction(4)
"""Of a transition that is not told how long it is to be."""
USUAL_RATE = 1.3
SLOWEST, FASTEST = 1.01, 100.0
"""Times a second."""
_STANDS = 1e-9
LEAST_FACTOR, GREATEST_FACTOR = 1.01, 1000.0
"""How many times smaller a scene can be born."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoomRun:
    """How the camera goes."""

    rate: float
    """How many times larger everything gets in a second."""
    length: int
    """Frames of each transition."""
    outwards: bool = False
    anchors: tuple[Anchor, ...] = ()
    """The point to zoom about, cut by cut; the last one is that of all further cuts. None at all:
    what the cuts have that are zooms already, else the middle."""
    loop: bool = False
    """The first scene is born again in the last one, so that the end meets the beginning."""
    rest: int = 0
    """Frames in which the camera comes to rest once it is in the last scene; 0: it goes on."""
    handles: Handles = Handles.TRIM

    def factor(self, rate: FrameRate) -> float:
        """How many times smaller each scene is born than the one it is born in."""
        return float(self.rate ** float(rate.seconds(self.length + 1)))


def rate_for(factor: float, length: int, rate: FrameRate) -> float:
    """The rate at which transitions of `length` frames have a factor."""
    return float(factor ** (1 / float(rate.seconds(length + 1))))


def suggested_length(project: Project, clip_ids: Collection[ClipId]) -> int:
    """Frames of transitions that leave each clip some time of its own, even if it has to give up
    frames for them at both ends."""
    found = (project.timeline.find(clip_id) for clip_id in clip_ids)
    lengths = [p.clip.length for p in found if p and p.track.kind is TrackKind.VIDEO]
    longest = project.rate.nearest_frame(LONGEST_SECONDS)
    return max(1, min(longest, min(lengths, default=longest) * 2 // 5))


def zoom_run(project: Project, clip_ids: Collection[ClipId], run: ZoomRun) -> Project:
    """Zoom through clips that lie in a row on one video track. Raises EditRefused.

    Where clips lack handles the transitions do as told; clips that give up frames make the film
    shorter. A second run over the same clips takes the place of the first.
    """
    row = _row(project, clip_ids, loop=run.loop)
    _refuse_odd(run, project.rate)
    anchors = _anchors(row, run)
    looks = {placed.clip.id: _look_of(placed.clip.enter) for placed in row}
    ids = [placed.clip.id for placed in row]
    if run.loop:
        project, again = _looped(project, ids, run)
        ids.append(again)
    for clip_id in ids[1:]:
        if clip_of(project, clip_id).clip.enter is not None:
            project = remove_transition(project, clip_id)
    for clip_id, anchor in zip(ids[1:], anchors, strict=True):
        project = _with_zoom(project, clip_id, anchor, run, looks.get(clip_id, ()))
    return with_ways(project, ids, anchors, run)


def run_over(project: Project, clip_ids: Collection[ClipId]) -> ZoomRun | None:
    """The run that clips have already, with the anchors of their cuts; None if their cuts are not
    zooms of one rate."""
    found = [project.timeline.find(clip_id) for clip_id in clip_ids]
    row = sorted(
        (p for p in found if p and p.track.kind is TrackKind.VIDEO), key=lambda placed: placed.start
    )
    enters = [placed.clip.enter for placed in row[1:]]
    zooms = {
        (enter.length, dict(enter.params).get("factor"), dict(enter.params).get("direction", "in"))
        for enter in enters
        if enter is not None and enter.kind == ZOOM
    }
    if len(zooms) != 1 or any(enter is None or enter.kind != ZOOM for enter in enters):
        return None
    length, factor, direction = zooms.pop()
    if not isinstance(factor, float):
        return None
    rate = rate_for(factor, length, project.rate)
    return ZoomRun(
        rate=rate,
        length=length,
        outwards=direction == "out",
        anchors=tuple(_anchor_of(enter) for enter in enters),
        rest=_rest_of(project, row[-1].clip),
    )


def _rest_of(project: Project, clip: Clip) -> int:
    """Frames in which the camera comes to rest in a clip: there the rate is new at every frame."""
    scale = clip.placement.scale
    if not isinstance(scale, Curve) or len(scale.keys) <= 2:
        return 0
    moving = [a.time for a, b in pairwise(scale.keys) if abs(b.value / a.value - 1) > _STANDS]
    step = abs(seconds_per_frame(project, clip))
    return round((moving[-1] - moving[0]) / step) + 1 if moving else 0


def greatest_scale(project: Project, clip_ids: Collection[ClipId]) -> float:
    """How much a run enlarges any picture before the next scene is in: where that is much, it gets
    soft."""
    found = [project.timeline.find(clip_id) for clip_id in clip_ids]
    return max((_greatest(placed.clip.placement) for placed in found if placed), default=1.0)


def _greatest(placement: Placement) -> float:
    scale = placement.scale
    return scale if isinstance(scale, float | int) else max(key.value for key in scale.keys)


def _row(project: Project, clip_ids: Collection[ClipId], *, loop: bool) -> list[Placed]:
    """The pictures among the clips, in their order, each touching the next."""
    found = (project.timeline.find(clip_id) for clip_id in clip_ids)
    row = [p for p in found if p is not None and p.track.kind is TrackKind.VIDEO]
    row.sort(key=lambda placed: placed.start)
    if len(row) < (1 if loop else 2):
        raise EditRefused(
            "A zoom run needs at least two clips in a row.", todo="Choose more clips."
        )
    if len({placed.track.id for placed in row}) > 1:
        raise EditRefused("The clips of a zoom run must lie on one track.")
    for before, after in pairwise(row):
        if after.before is None or after.before.id != before.clip.id:
            raise EditRefused(
                f"{_name(project, before)} and {_name(project, after)} do not touch.",
                todo="Choose clips that lie in a row, without a gap between them.",
            )
    for placed in row:
        if placed.clip.speed == 0:
            raise EditRefused(
                f"{_name(project, placed)} is a freeze, and a camera move needs a source that goes "
                "on.",
                todo="Give it a speed, or leave it out.",
            )
    return row


def _refuse_odd(run: ZoomRun, rate: FrameRate) -> None:
    if not SLOWEST <= run.rate <= FASTEST:
        raise EditRefused(
            f"A zoom of {run.rate:g} times a second is out of range.",
            todo=f"Choose between {SLOWEST:g} and {FASTEST:g}.",
        )
    if run.length < 1:
        raise EditRefused("A transition needs at least one frame.")
    if not LEAST_FACTOR <= run.factor(rate) <= GREATEST_FACTOR:
        raise EditRefused(
            f"At {run.rate:g} times a second, a transition of {run.length} frames would be a zoom "
            f"by {run.factor(rate):.3g}.",
            todo=f"It must lie between {LEAST_FACTOR:g} and {GREATEST_FACTOR:g}: choose another "
            "rate or length.",
        )
    if run.rest < 0:
        raise EditRefused("The camera cannot come to rest in less than no frame.")
    if any(not 0 <= part <= 1 for anchor in run.anchors for part in anchor):
        raise EditRefused("The point to zoom about must lie in the picture: x and y from 0 to 1.")


def _anchors(row: Sequence[Placed], run: ZoomRun) -> list[Anchor]:
    """One for each cut, and one more for a loop's."""
    count = len(row) - 1 + run.loop
    if run.anchors:
        return [*run.anchors, *[run.anchors[-1]] * count][:count]
    kept = [_anchor_of(placed.clip.enter) for placed in row[1:]]
    return [*kept, *[CENTRE] * count][:count]


def _anchor_of(enter: Transition | None) -> Anchor:
    params = dict(enter.params) if enter is not None and enter.kind == ZOOM else {}
    x, y = (params.get(name, 0.5) for name in ("x", "y"))
    return (x, y) if isinstance(x, float) and isinstance(y, float) else CENTRE


def _look_of(enter: Transition | None) -> Params:
    """What of a zoom is no matter of the camera's way: it stays as the person had it."""
    params = enter.params if enter is not None and enter.kind == ZOOM else ()
    return tuple((name, value) for name, value in params if name not in _WAY)


def _with_zoom(
    project: Project, clip_id: ClipId, anchor: Anchor, run: ZoomRun, look: Params
) -> Project:
    params: dict[str, Option] = {
        "factor": run.factor(project.rate),
        "x": float(anchor[0]),
        "y": float(anchor[1]),
    }
    if run.outwards:
        params["direction"] = "out"
    params |= dict(look)
    return add_transition(
        project, clip_id, ZOOM, run.length, params=tuple(params.items()), handles=run.handles
    )


def _looped(project: Project, ids: Sequence[ClipId], run: ZoomRun) -> tuple[Project, ClipId]:
    """With the beginning of the first clip once more behind the last one.

    What is born there plays what comes before the first clip's first frame, so that the frame after
    the last is the first again.
    """
    first = clip_of(project, ids[0])
    if first.clip.enter is not None:
        raise EditRefused(
            f"A loop must begin with a plain cut, and a transition leads into "
            f"{_name(project, first)}.",
            todo="Remove it first.",
        )
    room = head_room(project, first.clip)
    if room is not None and room < run.length:
        project = ripple_trim(project, ids[0], Edge.HEAD, run.length - room)
    first, last = clip_of(project, ids[0]), clip_of(project, ids[-1])
    tail = run.length - run.length // 2
    what = Excerpt(source=first.clip.source, length=tail)
    known = {placed.clip.id for placed in project.timeline.clips()}
    project = insert(project, what, last.end, track=last.track.id)
    again = next(p for p in project.timeline.clips() if p.clip.id not in known)
    clip = replace(
        first.clip,
        id=again.clip.id,
        length=tail,
        placement=filling(first.clip.placement, project.settings.fit),
        source_in=first.clip.source_in - tail * seconds_per_frame(project, first.clip),
        fade_in=0,
        fade_out=0,
        link=None,
    )
    return apply(project, [in_place(again, clip)]), clip.id


def with_ways(
    project: Project, ids: Sequence[ClipId], anchors: Sequence[Anchor], run: ZoomRun
) -> Project:
    """Each clip moved along between its transitions, at rest beneath them. ids: in a row, with the
    clip of a loop; anchors: of each cut."""
    growth = float(run.rate ** float(project.rate.seconds(1)))
    ends = [anchors[-1] if run.loop else anchors[0], *anchors, anchors[-1]]
    goes = way_back if run.outwards else way
    moving = ids[:-1] if run.loop else ids
    changed = []
    for clip_id, begin, end in zip(moving, ends, ends[1:], strict=False):
        placed = clip_of(project, clip_id)
        first, last = _span(
            placed, enters=clip_id != ids[0], leaves=clip_id != ids[-1], name=_name(project, placed)
        )
        rest = run.rest if clip_id == ids[-1] else 0
        steps = goes(growths(last - first + 1, growth, rest), begin, end)
        times = list(_times(project, placed.clip, first, last))
        placement = filling(placed.clip.placement, project.settings.fit)
        placement = moved_along(placement, steps, times)
        changed.append(in_place(placed, replace(placed.clip, placement=placement)))
    return apply(project, changed)


def _span(placed: Placed, *, enters: bool, leaves: bool, name: str) -> tuple[int, int]:
    """The first and the last frame, from the clip's start, that the clip is zoomed by itself: those
    under a transition of the run are zoomed by that. Under other transitions it goes on."""
    enter, leave = placed.clip.enter, placed.after.enter if placed.after else None
    first = -enter.in_offset if enter else 0
    last = placed.clip.length - 1 + (leave.out_offset if leave else 0)
    if enters and enter:
        first = enter.out_offset
    if leaves and leave:
        last = placed.clip.length - leave.in_offset - 1
    if last < first:
        raise EditRefused(
            f"{name} is too short: its transitions leave no frame between them.",
            kept="Nothing was changed.",
            todo="Make the transitions shorter.",
        )
    return first, last


def _times(project: Project, clip: Clip, first: int, last: int) -> Iterator[Fraction]:
    step = seconds_per_frame(project, clip)
    return (clip.source_in + frame * step for frame in range(first, last + 1))


def _name(project: Project, placed: Placed) -> str:
    return f"“{title(project, placed.clip)}”"
