"""Making a cut better: moving both of its edges, and short transitions that mend what jars."""

from __future__ import annotations

from sorastudio.errors import EditRefused
from sorastudio.project.edits.lookup import clip_of, title
from sorastudio.project.edits.transitions import Alignment, Handles, add_transition
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project

MORPH = "morph"
"""The kind of transition that carries what both pictures show from one to the other."""
SETTLE = "settle"
"""The kind that lets the colours of one picture become those of the other."""


def move_cut(project: Project, clip_id: ClipId, tail: int, head: int) -> Project:
    """Let the clip before end `tail` frames later and this one begin `head` frames later in its
    source; the film gets longer by the difference. Raises EditRefused."""
    before = clip_of(project, clip_id).before
    if before is None:
        raise EditRefused(f"There is no clip right before {_name(project, clip_id)}.")
    steps = [(before.id, Edge.TAIL, tail), (clip_id, Edge.HEAD, head)]
    # What takes away comes first: there may be no room for both.
    for each, edge, frames in sorted(steps, key=lambda step: step[2] > 0):
        if frames:
            project = ripple_trim(project, each, edge, frames)
    return project


def drop_repeated(project: Project, clip_id: ClipId, frames: int) -> Project:
    """Take the first frames out of a clip, and close the hole."""
    return ripple_trim(project, clip_id, Edge.HEAD, frames)


def smooth_cut(project: Project, clip_id: ClipId, frames: int) -> Project:
    """Morph over a few frames about the cut; the film keeps its length."""
    return add_transition(project, clip_id, MORPH, frames, handles=Handles.HOLD)


def settle_colour(project: Project, clip_id: ClipId, frames: int) -> Project:
    """Begin in the colours of the clip before, and come to one's own over some frames."""
    return add_transition(
        project, clip_id, SETTLE, frames, alignment=Alignment.START, handles=Handles.HOLD
    )


def _name(project: Project, clip_id: ClipId) -> str:
    return f"“{title(project, clip_of(project, clip_id).clip)}”"
