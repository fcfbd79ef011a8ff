"""A gesture tried on a film, while the mouse moves and when it is let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sorastudio.errors import EditRefused
from sorastudio.project.edits.reach import Limits
from sorastudio.project.project import Project
from sorastudio.ui.timeline.gestures import Gesture, Pull


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
