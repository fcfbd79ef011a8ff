"""A gesture tried on a film, while the mouse moves and when it is let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sorastudio.errors import EditRefused
from sorastudio.project.edits.reach import Limits
from sorastudio.project.edits.trim import Edge
from sorastudio.project.project import Project
from sorastudio.ui.timeline.gestures import Gesture, Pull, Roll, Slide, Slip, Trim


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The film as it would be, and how far the gesture got; `refusal` says why it did not."""

    project: Project
    by: int
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a gesture could do to a film, measured once for many moves of the mouse."""

    edges: tuple[int, ...] = ()
    limits: Limits = field(default_factory=lambda: Limits(0, 0))
    refusal: str = ""


def measured(project: Project, gesture: Gesture, *, alone: bool) -> Reach:
    try:
        limits = gesture.limits(project, Pull(by=0, alone=alone))
        return Reach(edges=gesture.edges(project), limits=limits)
    except EditRefused as refusal:
        return Reach(refusal=str(refusal))


def preview(project: Project, gesture: Gesture, pull: Pull, reach: Reach | None = None) -> Preview:
    """The film after a gesture as far as it can go; the film itself where it is refused."""
    reach = reach or measured(project, gesture, alone=pull.alone)
    if reach.refusal:
        return Preview(project=project, by=0, refusal=reach.refusal)
    by = reach.limits.clamped(pull.by)
    try:
        return Preview(project=gesture.edit(project, replace(pull, by=by)), by=by)
    except EditRefused as refusal:
        return Preview(project=project, by=0, refusal=str(refusal))


def doing(gesture: Gesture, pull: Pull) -> Callable[[Project], Project]:
    """The edit that the document is given when the mouse is let go."""

    def edit(project: Project) -> Project:
        by = gesture.limits(project, pull).clamped(pull.by)
        return gesture.edit(project, replace(pull, by=by))

    return edit


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Frames of a film as it would be, to be looked at while an edge is dragged."""

    project: Project
    frames: tuple[int, ...]


def frames_to_show(project: Project, gesture: Gesture) -> tuple[int, ...]:
    """The pictures that an edge is set by: one, or the last of what goes and the first of what
    comes; of a clip that is slipped its own first and last. Nothing while no edge is moved."""
    if not isinstance(gesture, Trim | Roll | Slip | Slide):
        return ()
    placed = project.timeline.find(gesture.clip)
    if placed is None:
        return ()
    match gesture:
        case Trim(edge=edge):
            return (placed.start if edge is Edge.HEAD else placed.end - 1,)
        case Roll():
            return (placed.start - 1, placed.start)
        case Slip():
            return (placed.start, placed.end - 1)
    return (max(0, placed.start - 1), placed.end)
