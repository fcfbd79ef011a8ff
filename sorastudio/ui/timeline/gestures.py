"""What a drag does to the film: one value for each way of dragging, without a window.

A gesture begins at a film and keeps it. While the mouse moves it is asked for the film as it would
be; nothing is done to the document before the mouse is let go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Transition
from sorastudio.project.edits.look import set_fades
from sorastudio.project.edits.lookup import clip_of, refuse_locked, with_partners
from sorastudio.project.edits.markers import move_marker
from sorastudio.project.edits.move import move, move_insert
from sorastudio.project.edits.reach import Limits
from sorastudio.project.edits.transitions import (
    Alignment,
    Handles,
    longest_transition,
    resize_transition,
)
from sorastudio.project.edits.trim import (
    Edge,
    ripple_trim,
    ripple_trim_limits,
    roll,
    roll_limits,
    slide,
    slide_limits,
    slip,
    slip_limits,
    trim,
    trim_limits,
)
from sorastudio.project.ids import ClipId, MarkerId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, Track


class Tool(StrEnum):
    SELECT = "select"
    RAZOR = "razor"
    RIPPLE = "ripple"
    ROLL = "roll"
    SLIP = "slip"
    SLIDE = "slide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """Where the mouse has been dragged to, in the film's terms."""

    by: int
    """Frames from where it was pressed."""
    steps: int = 0
    """Tracks up (video) or down (audio) from where it was pressed."""
    cut: int | None = None
    """Insert at this cut instead of laying down."""
    alone: bool = False
    """Leave linked sound where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    clips: frozenset[ClipId]
    label: str = "Move"

    def edges(self, project: Project) -> tuple[int, ...]:
        group = _chosen(project, self.clips)
        return tuple(sorted({e for placed in group for e in (placed.start, placed.end)}))

    def limits(self, project: Project, pull: Pull) -> Limits:
        group = with_partners(project, self.clips, alone=pull.alone)
        return Limits(least=-min(placed.start for placed in group))

    def edit(self, project: Project, pull: Pull) -> Project:
        if pull.cut is not None:
            return self._inserted(project, pull)
        if not pull.by and not pull.steps:
            return project
        steps = pull.steps and _possible_steps(project, _chosen(project, self.clips), pull.steps)
        return move(project, self.clips, pull.by, track_steps=steps, alone=pull.alone)

    def _inserted(self, project: Project, pull: Pull) -> Project:
        group = _chosen(project, self.clips)
        first, end = min(p.start for p in group), max(p.end for p in group)
        steps = _possible_steps(project, group, pull.steps)
        if pull.cut is None or (first <= pull.cut <= end and not steps):
            return project
        return move_insert(project, self.clips, pull.cut, track_steps=steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trim:
    """An edge of a clip; with `ripple` the rest of the film goes along."""

    clip: ClipId
    edge: Edge
    ripple: bool = False

    @property
    def clips(self) -> frozenset[ClipId]:
        return frozenset({self.clip})

    @property
    def label(self) -> str:
        return "Ripple trim" if self.ripple else "Trim"

    def edges(self, project: Project) -> tuple[int, ...]:
        placed = clip_of(project, self.clip)
        return (placed.start if self.edge is Edge.HEAD else placed.end,)

    def limits(self, project: Project, pull: Pull) -> Limits:
        limits = ripple_trim_limits if self.ripple else trim_limits
        return limits(project, self.clip, self.edge, alone=pull.alone)

    def edit(self, project: Project, pull: Pull) -> Project:
        verb = ripple_trim if self.ripple else trim
        return verb(project, self.clip, self.edge, pull.by, alone=pull.alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The cut a clip begins at."""

    clip: ClipId
    label: str = "Roll"

    @property
    def clips(self) -> frozenset[ClipId]:
        return frozenset({self.clip})

    def edges(self, project: Project) -> tuple[int, ...]:
        return (clip_of(project, self.clip).start,)

    def limits(self, project: Project, pull: Pull) -> Limits:
        return roll_limits(project, self.clip, alone=pull.alone)

    def edit(self, project: Project, pull: Pull) -> Project:
        return roll(project, self.clip, pull.by, alone=pull.alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a clip shows: dragged to the right, what was shown earlier comes in."""

    clip: ClipId
    label: str = "Slip"

    @property
    def clips(self) -> frozenset[ClipId]:
        return frozenset({self.clip})

    def edges(self, _: Project) -> tuple[int, ...]:
        return ()

    def limits(self, project: Project, pull: Pull) -> Limits:
        found = slip_limits(project, self.clip, alone=pull.alone)
        return Limits(_negative(found.most), _negative(found.least))

    def edit(self, project: Project, pull: Pull) -> Project:
        return slip(project, self.clip, -pull.by, alone=pull.alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    clip: ClipId
    label: str = "Slide"

    @property
    def clips(self) -> frozenset[ClipId]:
        return frozenset({self.clip})

    def edges(self, project: Project) -> tuple[int, ...]:
        placed = clip_of(project, self.clip)
        return (placed.start, placed.end)

    def limits(self, project: Project, pull: Pull) -> Limits:
        return slide_limits(project, self.clip, alone=pull.alone)

    def edit(self, project: Project, pull: Pull) -> Project:
        return slide(project, self.clip, pull.by, alone=pull.alone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """How far a clip comes up at its head, or goes down at its tail."""

    clip: ClipId
    edge: Edge
    label: str = "Fade"

    @property
    def clips(self) -> frozenset[ClipId]:
        return frozenset({self.clip})

    def edges(self, project: Project) -> tuple[int, ...]:
        placed = clip_of(project, self.clip)
        if self.edge is Edge.HEAD:
            return (placed.start + placed.clip.fade_in,)
        return (placed.end - placed.clip.fade_out,)

    def limits(self, project: Project, _: Pull) -> Limits:
        clip = clip_of(project, self.clip).clip
        free = clip.length - clip.fade_in - clip.fade_out
        if self.edge is Edge.HEAD:
            return Limits(-clip.fade_in, free)
        return Limits(-free, clip.fade_out)

    def edit(self, project: Project, pull: Pull) -> Project:
        clip = clip_of(project, self.clip).clip
        if self.edge is Edge.HEAD:
            return set_fades(project, self.clip, fade_in=clip.fade_in + pull.by)
        return set_fades(project, self.clip, fade_out=clip.fade_out - pull.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The beginning or the end of the transition into a clip; a centred one stays centred."""

    clip: ClipId
    edge: Edge
    handles: Handles = Handles.TRIM
    """What becomes of it where frames are missing."""
    label: str = "Transition length"

    @property
    def clips(self) -> frozenset[ClipId]:
        return frozenset({self.clip})

    def edges(self, project: Project) -> tuple[int, ...]:
        placed, enter = clip_of(project, self.clip), self._enter(project)
        if self.edge is Edge.HEAD:
            return (placed.start - enter.in_offset,)
        return (placed.start + enter.out_offset,)

    def limits(self, project: Project, _: Pull) -> Limits:
        enter = self._enter(project)
        longest = longest_transition(
            project, self.clip, alignment=alignment_of(enter), handles=self.handles
        )
        share = self._share(enter)
        shorter, longer = -((enter.length - 1) // share), max(0, longest - enter.length) // share
        if self.edge is Edge.HEAD:
            return Limits(-longer, -shorter)
        return Limits(shorter, longer)

    def edit(self, project: Project, pull: Pull) -> Project:
        enter = self._enter(project)
        by = -pull.by if self.edge is Edge.HEAD else pull.by
        if by == 0:
            return project
        length = enter.length + by * self._share(enter)
        return resize_transition(
            project,
            self.clip,
            length,
            alignment=alignment_of(enter),
            handles=self.handles,
            alone=pull.alone,
        )

    def _share(self, enter: Transition) -> int:
        """Frames the transition grows by for each its end goes: at both ends, if it is centred."""
        return 2 if alignment_of(enter) is Alignment.CENTER else 1

    def _enter(self, project: Project) -> Transition:
        enter = clip_of(project, self.clip).clip.enter
        if enter is None:
            raise EditRefused("There is no transition here.")
        return enter


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMarker:
    marker: MarkerId
    frame: int
    clips: frozenset[ClipId] = frozenset()
    label: str = "Move marker"

    def edges(self, _: Project) -> tuple[int, ...]:
        return (self.frame,)

    def limits(self, _: Project, __: Pull) -> Limits:
        return Limits(least=-self.frame)

    def edit(self, project: Project, pull: Pull) -> Project:
        return move_marker(project, self.marker, self.frame + pull.by) if pull.by else project


Gesture = Move | Trim | Roll | Slip | Slide | Fade | Stretch | MoveMarker


def gesture_on_clip(tool: Tool, placed: Placed, edge: Edge | None, nearer: Edge) -> Gesture:
    """What a tool does with a clip, held at an edge or (None) in its middle. `nearer` is the edge
    that the tools take that know no middle. Raises EditRefused."""
    refuse_locked(placed.track)
    clip_id = placed.clip.id
    match tool:
        case Tool.RIPPLE:
            return Trim(clip=clip_id, edge=edge or nearer, ripple=True)
        case Tool.ROLL:
            return Roll(clip=_after_cut(placed, edge or nearer))
        case Tool.SLIP:
            return Slip(clip=clip_id)
        case Tool.SLIDE:
            return Slide(clip=clip_id)
    return Trim(clip=clip_id, edge=edge) if edge else Move(clips=frozenset({clip_id}))


def alignment_of(enter: Transition) -> Alignment:
    if enter.in_offset == 0:
        return Alignment.START
    return Alignment.END if enter.out_offset == 0 else Alignment.CENTER


def steps_between(project: Project, start: Track, target: Track | None) -> int:
    """Places from a track to another of its kind; 0 where the other is of the other kind."""
    if target is None or target.kind is not start.kind:
        return 0
    ids = [track.id for track in project.timeline.of_kind(start.kind)]
    return ids.index(target.id) - ids.index(start.id)


def _after_cut(placed: Placed, edge: Edge) -> ClipId:
    if edge is Edge.HEAD:
        return placed.clip.id
    if placed.after is None:
        raise EditRefused("There is no cut here to roll.", todo="Use the ripple tool.")
    return placed.after.id


def _possible_steps(project: Project, group: Iterable[Placed], steps: int) -> int:
    """As many steps as every clip can make."""
    for placed in group:
        same = [track.id for track in project.timeline.of_kind(placed.track.kind)]
        index = same.index(placed.track.id)
        steps = min(max(steps, -index), len(same) - 1 - index)
    return steps


def _chosen(project: Project, clips: frozenset[ClipId]) -> tuple[Placed, ...]:
    return with_partners(project, clips, alone=True)


def _negative(frames: int | None) -> int | None:
    return None if frames is None else -frames
