"""How far a drag has come: where the mouse is, in the film's terms, with snapping and the keys."""

from __future__ import annotations

from sorastudio.ui.timeline.geometry import nearest_cut, row_at
from sorastudio.ui.timeline.gestures import Move, Pull, steps_between
from sorastudio.ui.timeline.hold import ALT, CTRL, SHIFT, Dragging, Pointer
from sorastudio.ui.timeline.stage import Stage


def pull_of(
    stage: Stage, dragging: Dragging, pointer: Pointer, edges: tuple[int, ...]
) -> tuple[Pull, int | None]:
    """The pull, and the frame of the line that shows what one of the `edges` has met.

    Ctrl suspends snapping, and inserts clips at the nearest cut; Shift keeps to one direction; Alt
    leaves linked sound where it is.
    """
    by = round(stage.scale.frame(pointer.at.x()) - dragging.anchor)
    steps, cut, line = 0, None, None
    if isinstance(dragging.gesture, Move):
        row = row_at(stage.rows, pointer.at.y())
        project = stage.session.project
        steps = steps_between(project, dragging.track, row.track if row else None)
        by, steps = _constrained(dragging, pointer, by, steps)
        if pointer.holds(CTRL):
            cut = line = _cut_under(stage, dragging, pointer, steps)
    if not pointer.holds(CTRL) and not (by == 0 and steps):
        snap = dragging.points.snap(by, edges, stage.snap_reach)
        by, line = snap.by, snap.line
    return Pull(by=by, steps=steps, cut=cut, alone=pointer.holds(ALT)), line


def razor_frame(stage: Stage, pointer: Pointer) -> int:
    """Where the razor would cut."""
    frame = stage.scale.nearest(pointer.at.x())
    if pointer.holds(CTRL):
        return frame
    found = stage.snap_points().nearest(frame, stage.snap_reach)
    return frame if found is None else found


def _constrained(dragging: Dragging, pointer: Pointer, by: int, steps: int) -> tuple[int, int]:
    if not pointer.holds(SHIFT):
        return by, steps
    gone = pointer.at - dragging.origin
    return (by, 0) if abs(gone.x()) >= abs(gone.y()) else (0, steps)


def _cut_under(stage: Stage, dragging: Dragging, pointer: Pointer, steps: int) -> int:
    same = stage.session.project.timeline.of_kind(dragging.track.kind)
    ids = [track.id for track in same]
    target = same[min(max(ids.index(dragging.track.id) + steps, 0), len(same) - 1)]
    return nearest_cut(target, stage.scale.frame(pointer.at.x()))
