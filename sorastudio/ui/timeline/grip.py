"""What the mouse does on the tracks: from press to release, one state after another."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt

from sorastudio.errors import EditRefused
from sorastudio.project.edits.cut import split, split_all
from sorastudio.project.edits.lookup import refuse_locked, with_partners
from sorastudio.project.edits.trim import Edge
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.time import timecode
from sorastudio.project.timeline import Placed
from sorastudio.ui.session import Selection
from sorastudio.ui.timeline.geometry import (
    Hit,
    OnClip,
    OnTrack,
    OnTransition,
    Part,
    hit,
    nearer_end,
    nearest_cut,
    row_at,
    touched,
)
from sorastudio.ui.timeline.gestures import (
    Fade,
    Gesture,
    Move,
    Pull,
    Roll,
    Stretch,
    Tool,
    gesture_on_clip,
    steps_between,
)
from sorastudio.ui.timeline.hold import (
    Banding,
    Dragging,
    Idle,
    Panning,
    Pointer,
    Pressed,
    Refused,
    State,
)
from sorastudio.ui.timeline.preview import (
    Reach,
    doing,
    measured,
    preview,
)
from sorastudio.ui.timeline.rehearsal import rehearsal
from sorastudio.ui.timeline.snapping import SnapPoints
from sorastudio.ui.timeline.stage import Stage

DRAG_PX = 4
"""How far the mouse must go before a press is a drag."""

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_EDGES = {Part.HEAD: Edge.HEAD, Part.TAIL: Edge.TAIL}


class Grip:
    """The state of the mouse, and what it does to film and selection."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._session = stage.session
        self.state: State = Idle()
        self._last: ClipId | None = None
        self._measured: tuple[Gesture, Project, bool, Reach] | None = None

    def hit(self, at: QPointF) -> Hit:
        return hit(self._stage.rows, self._stage.scale, at.x(), at.y())

    def press(self, pointer: Pointer) -> None:
        found = self.hit(pointer.at)
        if self._stage.tool is Tool.RAZOR and isinstance(found, OnClip):
            self._cut(found, pointer)
            return
        self.state = Pressed(hit=found, pointer=pointer)
        if not pointer.holds(_CTRL | _SHIFT):
            self.choose(found)

    def pan(self, at: QPointF) -> None:
        self.state = Panning(at=at)

    def move(self, pointer: Pointer) -> None:
        match self.state:
            case Pressed(hit=found, pointer=begin) as pressed:
                gone = pointer.at - begin.at
                if abs(gone.x()) + abs(gone.y()) >= DRAG_PX:
                    self._begin(pressed, found, pointer)
            case Dragging() as dragging:
                self._drag(dragging, pointer)
            case Banding() as banding:
                self.state = replace(banding, end=pointer)
                self._select_touched(self.state)
            case Panning(at=before):
                self.state = Panning(at=pointer.at)
                self._stage.scroll(before.x() - pointer.at.x())

    def release(self) -> None:
        state, self.state = self.state, Idle()
        self._end()
        match state:
            case Pressed(hit=found, pointer=begin):
                self._click(found, begin)
            case Dragging(gesture=gesture, pull=pull):
                self._stage.show(self._session.project)
                self._session.apply(gesture.label, doing(gesture, pull))
            case Refused(words=words):
                self._session.told.emit("error", words)

    def cancel(self) -> bool:
        """Let go without doing anything; whether there was something to let go of."""
        was = self.state
        self.state = Idle()
        self._end()
        self._stage.show(self._session.project)
        return not isinstance(was, Idle)

    def again(self, pointer: Pointer) -> None:
        """The film changed under a drag, or was scrolled: show what the drag does to it now."""
        if isinstance(self.state, Dragging | Banding):
            self.move(pointer)

    def _end(self) -> None:
        self._stage.set_guide(None)
        self._stage.rehearsed.emit(None)

    def _begin(self, pressed: Pressed, found: Hit, pointer: Pointer) -> None:
        begin = pressed.pointer
        scale = self._stage.scale
        if isinstance(found, OnTrack):
            kept = self._session.selection.clips if begin.holds(_CTRL | _SHIFT) else frozenset()
            self.state = Banding(
                frame=scale.frame(begin.at.x()), y=begin.at.y(), end=pointer, kept=kept
            )
            self._select_touched(self.state)
            return
        try:
            gesture = self._gesture(found, scale.frame(begin.at.x()))
        except EditRefused as refusal:
            self.state = Refused(words=str(refusal))
            return
        dragging = Dragging(
            gesture=gesture,
            origin=begin.at,
            anchor=scale.frame(begin.at.x()),
            track=found.placed.track,
            points=self._points(gesture),
            pull=Pull(by=0),
        )
        self.state = dragging
        self._drag(dragging, pointer)

    def _gesture(self, found: OnClip | OnTransition, frame: float) -> Gesture:
        placed, part, tool = found.placed, found.part, self._stage.tool
        refuse_locked(placed.track)
        edge = _EDGES.get(part)
        if isinstance(found, OnTransition):
            if edge is not None and tool is Tool.SELECT:
                return Stretch(clip=placed.clip.id, edge=edge)
            return Roll(clip=placed.clip.id)
        if tool is Tool.SELECT and part in (Part.FADE_IN, Part.FADE_OUT):
            return Fade(clip=placed.clip.id, edge=Edge.HEAD if part is Part.FADE_IN else Edge.TAIL)
        gesture = gesture_on_clip(tool, placed, edge, _EDGES[nearer_end(placed, frame)])
        if isinstance(gesture, Move):
            if placed.clip.id not in self._session.selection.clips:
                self._session.select(Selection(clips=gesture.clips))
            return Move(clips=self._session.selection.clips)
        return gesture

    def _points(self, gesture: Gesture) -> SnapPoints:
        """What is moved does not attract itself, nor do its partners; an edge is not held back by
        where it was."""
        project = self._session.project
        if isinstance(gesture, Move):
            group = with_partners(project, gesture.clips)
            return self._stage.snap_points(frozenset(placed.clip.id for placed in group))
        return self._stage.snap_points().without(gesture.edges(project))

    def _drag(self, dragging: Dragging, pointer: Pointer) -> None:
        pull, line = self._pull(dragging, pointer)
        base = self._session.project
        shown = preview(base, dragging.gesture, pull, self._reach(dragging, alone=pull.alone))
        self._stage.set_guide(line if shown.by == pull.by or pull.cut is not None else None)
        self.state = replace(
            dragging,
            pull=replace(pull, by=shown.by) if not shown.refusal else pull,
            words=_signed(shown.by, self._stage),
            refusal=shown.refusal,
        )
        self._stage.show(shown.project)
        self._stage.rehearsed.emit(rehearsal(shown.project, dragging.gesture, shown.by))

    def _pull(self, dragging: Dragging, pointer: Pointer) -> tuple[Pull, int | None]:
        gesture, base = dragging.gesture, self._session.project
        by = round(self._stage.scale.frame(pointer.at.x()) - dragging.anchor)
        steps, cut, line = 0, None, None
        if isinstance(gesture, Move):
            row = row_at(self._stage.rows, pointer.at.y())
            steps = steps_between(base, dragging.track, row.track if row else None)
            by, steps = self._constrained(dragging, pointer, by, steps)
            if pointer.holds(_CTRL):
                cut = line = self._cut_under(dragging, pointer, steps)
        if not pointer.holds(_CTRL) and not (by == 0 and steps):
            edges = self._reach(dragging, alone=pointer.holds(_ALT)).edges
            snap = dragging.points.snap(by, edges, self._stage.snap_reach)
            by, line = snap.by, snap.line
        return Pull(by=by, steps=steps, cut=cut, alone=pointer.holds(_ALT)), line

    def _reach(self, dragging: Dragging, *, alone: bool) -> Reach:
        gesture, base = dragging.gesture, self._session.project
        match self._measured:
            case (known, film, by_itself, reach) if (
                known is gesture and film is base and by_itself == alone
            ):
                return reach
        reach = measured(base, gesture, alone=alone)
        self._measured = (gesture, base, alone, reach)
        return reach

    def _constrained(
        self, dragging: Dragging, pointer: Pointer, by: int, steps: int
    ) -> tuple[int, int]:
        if not pointer.holds(_SHIFT):
            return by, steps
        gone = pointer.at - dragging.origin
        return (by, 0) if abs(gone.x()) >= abs(gone.y()) else (0, steps)

    def _cut_under(self, dragging: Dragging, pointer: Pointer, steps: int) -> int:
        timeline = self._session.project.timeline
        same = timeline.of_kind(dragging.track.kind)
        ids = [track.id for track in same]
        target = same[min(max(ids.index(dragging.track.id) + steps, 0), len(same) - 1)]
        return nearest_cut(target, self._stage.scale.frame(pointer.at.x()))

    def _select_touched(self, banding: Banding) -> None:
        stage, box = self._stage, banding.box(self._stage.scale)
        first, end = stage.scale.frame(box.left()), stage.scale.frame(box.right())
        found = touched(stage.rows, first, end, box.top(), box.bottom())
        self._session.select(Selection(clips=banding.kept | frozenset(found)))

    def _cut(self, found: OnClip, pointer: Pointer) -> None:
        frame = self.razor_frame(pointer)
        if pointer.holds(_SHIFT):
            self._session.apply("Split all", split_all, frame)
        else:
            clip_id = found.placed.clip.id
            self._session.apply("Split", split, clip_id, frame, alone=pointer.holds(_ALT))

    def razor_frame(self, pointer: Pointer) -> int:
        """Where the razor would cut."""
        frame = self._stage.scale.nearest(pointer.at.x())
        if pointer.holds(_CTRL):
            return frame
        found = self._stage.snap_points().nearest(frame, self._stage.snap_reach)
        return frame if found is None else found

    def choose(self, found: Hit) -> None:
        """Select what is under the mouse, unless it is part of what is selected already."""
        chosen = self._session.selection.clips
        match found:
            case OnClip(placed) if placed.clip.id not in chosen:
                self._session.select(Selection(clips=frozenset({placed.clip.id})))
            case OnTransition(placed):
                self._session.select(Selection(transition_into=placed.clip.id))
            case OnTrack():
                self._session.select(Selection())

    def _click(self, found: Hit, begin: Pointer) -> None:
        """Pressed and let go in one place."""
        if not isinstance(found, OnClip):
            return
        clip_id, chosen = found.placed.clip.id, self._session.selection.clips
        if begin.holds(_SHIFT):
            clips = chosen | self._up_to(found.placed)
        elif begin.holds(_CTRL):
            clips = chosen ^ {clip_id}
        else:
            clips = frozenset({clip_id})
        if not begin.holds(_SHIFT):
            self._last = clip_id
        self._session.select(Selection(clips=clips))

    def _up_to(self, placed: Placed) -> frozenset[ClipId]:
        """The clips of a track from the one clicked last to this one."""
        clips = list(placed.track.clips())
        ends = [n for n, each in enumerate(clips) if each.clip.id in (self._last, placed.clip.id)]
        if not ends:
            return frozenset({placed.clip.id})
        return frozenset(each.clip.id for each in clips[ends[0] : ends[-1] + 1])


def _signed(frames: int, stage: Stage) -> str:
    sign = "+" if frames > 0 else ""
    return sign + timecode(frames, stage.session.project.rate)
