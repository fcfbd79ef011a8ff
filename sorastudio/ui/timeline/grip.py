"""What the mouse does on the tracks: from press to release, one state after another."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF

from sorastudio.errors import EditRefused
from sorastudio.project.edits.cut import split, split_all
from sorastudio.project.edits.lookup import refuse_locked, with_partners
from sorastudio.project.edits.trim import Edge
from sorastudio.project.project import Project
from sorastudio.project.time import timecode
from sorastudio.ui.film.session import Selection
from sorastudio.ui.timeline.geometry import (
    Hit,
    OnClip,
    OnTrack,
    OnTransition,
    Part,
    hit,
    nearer_end,
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
)
from sorastudio.ui.timeline.hold import (
    ALT,
    CTRL,
    SHIFT,
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
from sorastudio.ui.timeline.pulling import pull_of, razor_frame
from sorastudio.ui.timeline.rehearsal import rehearsal
from sorastudio.ui.timeline.selecting import Selecting
from sorastudio.ui.timeline.snapping import SnapPoints
from sorastudio.ui.timeline.stage import Stage

DRAG_PX = 4
"""How far the mouse must go before a press is a drag."""

_EDGES = {Part.HEAD: Edge.HEAD, Part.TAIL: Edge.TAIL}


class Grip:
    """The state of the mouse, and what it does to film and selection."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._session = stage.session
        self.state: State = Idle()
        self.selecting = Selecting(stage)
        self._measured: tuple[Gesture, Project, bool, Reach] | None = None

    def hit(self, at: QPointF) -> Hit:
        return hit(self._stage.rows, self._stage.scale, at.x(), at.y())

    def press(self, pointer: Pointer) -> None:
        found = self.hit(pointer.at)
        if self._stage.tool is Tool.RAZOR and isinstance(found, OnClip):
            self._cut(found, pointer)
            return
        self.state = Pressed(hit=found, pointer=pointer)
        if not pointer.holds(CTRL | SHIFT):
            self.selecting.choose(found)

    def pan(self, at: QPointF) -> None:
        """Hold the tracks themselves, at a point of the canvas."""
        self.state = Panning(at=at)

    def pan_to(self, at: QPointF) -> None:
        if isinstance(self.state, Panning):
            gone, self.state = self.state.at - at, Panning(at=at)
            self._stage.scroll(gone.x())
            self._stage.scroll_down(round(gone.y()))

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
                self.selecting.touch(self.state)

    def release(self) -> None:
        state, self.state = self.state, Idle()
        self._end()
        match state:
            case Pressed(hit=found, pointer=begin):
                self.selecting.click(found, begin)
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
            self.state = self.selecting.band(begin, pointer)
            self.selecting.touch(self.state)
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
                handles = self._session.answer_for(placed.clip)
                return Stretch(clip=placed.clip.id, edge=edge, handles=handles)
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
        base, reach = self._session.project, self._reach(dragging, alone=pointer.holds(ALT))
        pull, line = pull_of(self._stage, dragging, pointer, reach.edges)
        shown = preview(base, dragging.gesture, pull, reach)
        self._stage.set_guide(line if shown.by == pull.by or pull.cut is not None else None)
        self.state = replace(
            dragging,
            pull=replace(pull, by=shown.by) if not shown.refusal else pull,
            words=_words(pull, shown.by, self._stage),
            refusal=shown.refusal,
        )
        self._stage.show(shown.project)
        self._stage.rehearsed.emit(rehearsal(shown.project, dragging.gesture, shown.by))

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

    def _cut(self, found: OnClip, pointer: Pointer) -> None:
        frame = razor_frame(self._stage, pointer)
        if pointer.holds(SHIFT):
            self._session.apply("Split all", split_all, frame)
        else:
            clip_id = found.placed.clip.id
            self._session.apply("Split", split, clip_id, frame, alone=pointer.holds(ALT))


def _words(pull: Pull, frames: int, stage: Stage) -> str:
    """How far it is dragged, or where it would be inserted."""
    rate = stage.session.project.rate
    if pull.cut is not None:
        return f"Insert at {timecode(pull.cut, rate)}"
    sign = "+" if frames > 0 else ""
    return sign + timecode(frames, rate)
