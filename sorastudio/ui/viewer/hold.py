"""What the mouse holds in the picture, and the edits it makes meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sorastudio.errors import EditRefused
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stroke import Stroke
from sorastudio.ui.viewer.framing import (
    CORNERS,
    SIDES,
    Framing,
    Grip,
    Guide,
    Point,
    Pull,
    nudged,
    pulled,
)
from sorastudio.ui.viewer.subject import Anchoring, Placing, Subject, reframe, set_anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The mouse went down on a grip of a subject, which was like this then."""

    subject: Subject
    grip: Grip
    begin: Point
    """On the canvas."""
    frame: int
    """Of the film, under the playhead."""
    is_pulled: bool = False


class Hold:
    """Every pull, and every press of an arrow, is one step to undo."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stroke = Stroke(session.document)
        self.held: Held | None = None
        self.guides: tuple[Guide, ...] = ()

    def take(self, subject: Subject, grip: Grip, begin: Point, frame: int) -> None:
        self._stroke.end()
        self.held = Held(subject=subject, grip=grip, begin=begin, frame=frame)

    def pull(self, pull: Pull) -> None:
        """The mouse is elsewhere now; so is what it holds."""
        held = self.held
        if held is None:
            return
        if not held.is_pulled:
            self._stroke.begin()
            self.held = replace(held, is_pulled=True)
        match held.subject:
            case Placing(framing=framing):
                result = pulled(framing, held.grip, pull)
                self.guides = result.guides
                self._do(_label(held.grip, pull), held.subject, result.framing, held.frame)
            case Anchoring(at=at):
                self._do("Move anchor", held.subject, _anchor_at(at, pull), held.frame)

    def nudge(self, subject: Placing, by: tuple[int, int], frame: int, *, again: bool) -> None:
        """By pixels of the canvas; again: the arrow is still down."""
        if not again:
            self._stroke.begin()
        self._do("Move picture", subject, nudged(subject.framing, *by), frame)

    def let_go(self) -> None:
        self._stroke.end()
        self.held, self.guides = None, ()

    def cancel(self) -> None:
        """As if it had never been taken."""
        self._stroke.cancel()
        self.let_go()

    def _do(self, label: str, subject: Subject, wanted: Framing | Point, frame: int) -> None:
        """A refusal ends the pull, and is told."""
        try:
            if isinstance(wanted, Framing):
                self._stroke.apply(label, reframe, subject.clip_id, wanted, frame=frame)
            else:
                self._stroke.apply(label, set_anchor, subject.clip_id, wanted)
        except EditRefused as refusal:
            self.let_go()
            self._session.told.emit("error", str(refusal))


def _label(grip: Grip, pull: Pull) -> str:
    if grip in SIDES or (grip in CORNERS and pull.cropping):
        return "Crop picture"
    return {Grip.MIDDLE: "Move picture", Grip.TURN: "Turn picture"}.get(grip, "Scale picture")


def _anchor_at(start: Point, pull: Pull) -> Point:
    dx, dy = pull.now.x - pull.begin.x, pull.now.y - pull.begin.y
    if pull.straight:
        dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
    return Point(start.x + dx, start.y + dy)
