"""What can be dropped on the tracks, and what that does to the film."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QMimeData, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from sorastudio.errors import EditRefused
from sorastudio.project.edits.drop import put_down
from sorastudio.project.edits.landing import excerpt_of_stretch
from sorastudio.project.edits.slots import excerpt_of_slot
from sorastudio.project.edits.transitions import (
    CROSSFADE,
    Handles,
    add_transition,
    longest_transition,
)
from sorastudio.project.footage import Stretch
from sorastudio.project.ids import ClipId, SlotId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.ui.drags import SLOT_MIME, TRANSITION_MIME, names_in, stretch_in, take_a_copy
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.auto_scroll import AutoScroll
from sorastudio.ui.timeline.geometry import clip_at_cut, nearest_cut, row_at
from sorastudio.ui.timeline.stage import Edit, Stage


@dataclass(frozen=True, slots=True)
class CarriedTransition:
    kind: str


@dataclass(frozen=True, slots=True)
class CarriedMedia:
    """A file, or a part of it."""

    stretch: Stretch


@dataclass(frozen=True, slots=True)
class CarriedSlot:
    slot_id: SlotId


@dataclass(frozen=True, slots=True)
class CarriedFiles:
    paths: tuple[str, ...]


Carried = CarriedTransition | CarriedMedia | CarriedSlot | CarriedFiles


def carried(mime: QMimeData) -> Carried | None:
    """What the mouse carries, if it is anything for a timeline."""
    if mime.hasFormat(TRANSITION_MIME):
        return CarriedTransition(_first(mime, TRANSITION_MIME))
    stretch = stretch_in(mime)
    if stretch is not None:
        return CarriedMedia(stretch)
    if mime.hasFormat(SLOT_MIME):
        return CarriedSlot(SlotId(_first(mime, SLOT_MIME)))
    paths = tuple(url.toLocalFile() for url in mime.urls() if url.isLocalFile())
    return CarriedFiles(paths) if paths else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """An edit with its name, and the frame where it begins."""

    label: str
    edit: Edit
    frame: int


def drop_of(
    project: Project,
    what: Carried,
    track: Track | None,
    frame: int,
    *,
    into: bool,
    handles: Handles = Handles.TRIM,
) -> Drop | None:
    """What letting go over a frame of a track does; `into` inserts. None for files, which are not
    in the film yet. Raises EditRefused."""
    match what:
        case CarriedTransition(kind):
            return _transition(project, kind, track, frame, handles)
        case CarriedMedia(stretch):
            edit = partial(_put_media, stretch=stretch, track=track, frame=frame, into=into)
            return Drop(label="Insert" if into else "Overwrite", edit=edit, frame=frame)
        case CarriedSlot(slot_id):
            edit = partial(_put_slot, slot_id=slot_id, track=track, frame=frame, into=into)
            return Drop(label="Insert slot" if into else "Place slot", edit=edit, frame=frame)
    return None


def transition_edit(
    project: Project,
    clip_id: ClipId,
    kind: str,
    *,
    sound: bool,
    handles: Handles = Handles.TRIM,
) -> Edit:
    """A transition of a second into a clip, or shorter where there is no room; trimmed, where it
    cannot be had otherwise."""
    wanted = project.rate.nominal
    length = max(1, min(wanted, longest_transition(project, clip_id, handles=handles)))
    name = CROSSFADE if sound else kind

    def edit(film: Project) -> Project:
        try:
            return add_transition(film, clip_id, name, length, handles=handles)
        except EditRefused:
            return add_transition(film, clip_id, name, length)

    return edit


def apply_blend(session: Session, label: str, edit: Edit) -> bool:
    """Does an edit that may put a transition in, for which another answer to missing frames can be
    given afterwards. Whether it was done."""
    before = session.project
    if not apply_overlap(session, label, edit):
        return False
    session.blended.emit(before)
    return True


def apply_overlap(session: Session, label: str, edit: Edit) -> bool:
    """Does an edit by which clips may overlap; says so if the film gets shorter by it. Whether it
    was done."""
    before = session.project.timeline.length
    if not session.apply(label, edit):
        return False
    shorter = before - session.project.timeline.length
    if shorter > 0:
        words = f"The clips overlap by {shorter} frames, so the film is that much shorter."
        session.told.emit("info", words)
    return True


@dataclass(frozen=True, slots=True)
class Over:
    """What is carried over a point of the tracks, and whether it would be inserted."""

    what: Carried
    at: QPointF
    into: bool


class DropArea(QWidget):
    """Takes what is dragged onto the tracks, and shows the film as it would be."""

    files_dropped = Signal(list, str, int, bool)
    """Paths, the id of the track (empty: none), the frame, and whether they are inserted there."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self._auto_scroll = AutoScroll(stage, self)
        self._auto_scroll.scrolled.connect(self._go_on)
        self._over: Over | None = None
        self.drop_refusal = ""
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carried(event.mimeData()) is not None:
            take_a_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        what = carried(event.mimeData())
        self._over = Over(what, event.position(), _inserts(event)) if what else None
        self._auto_scroll.follow(event.position())
        self._go_on()
        take_a_copy(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drop()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        what = carried(event.mimeData())
        if what is None:
            return
        over = Over(what, event.position(), _inserts(event))
        track, frame = self._under(over.at)
        drop = self._show_drop(over)
        refusal = self.drop_refusal
        self._end_drop()
        if isinstance(what, CarriedFiles):
            on = track.id if track else ""
            self.files_dropped.emit(list(what.paths), on, frame, over.into)
        elif drop is not None:
            apply_blend(self._stage.session, drop.label, drop.edit)
        elif refusal:
            self._stage.session.told.emit("error", refusal)
        take_a_copy(event)

    @Slot()
    def _go_on(self) -> None:
        if self._over is not None:
            self._show_drop(self._over)
            self.update()

    def _show_drop(self, over: Over) -> Drop | None:
        """The edit that letting go would be; it is shown, or why it is refused."""
        base = self._stage.session.project
        track, frame = self._under(over.at)
        self.drop_refusal, shown, drop = "", base, None
        try:
            handles = self._stage.session.handles
            drop = drop_of(base, over.what, track, frame, into=over.into, handles=handles)
            shown = drop.edit(base) if drop else base
        except EditRefused as refusal:
            self.drop_refusal, drop = str(refusal), None
        self._stage.show(shown)
        self._stage.set_guide(drop.frame if drop else frame if track else None)
        return drop

    def _under(self, at: QPointF) -> tuple[Track | None, int]:
        """The track under the mouse and the frame, which snaps."""
        at = at + QPointF(0, self._stage.scroll_y)
        row = row_at(self._stage.rows, at.y())
        frame = self._stage.scale.nearest(at.x())
        near = self._stage.snap_points().nearest(frame, self._stage.snap_reach)
        track = self._stage.session.project.timeline.track(row.track.id) if row else None
        return track, frame if near is None else near

    def _end_drop(self) -> None:
        self._over = None
        self._auto_scroll.end()
        self.drop_refusal = ""
        self._stage.set_guide(None)
        self._stage.show(self._stage.session.project)
        self.update()


def _inserts(event: QDropEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _transition(
    project: Project, kind: str, track: Track | None, frame: int, handles: Handles
) -> Drop:
    placed = None
    if track is not None:
        cut = nearest_cut(track, frame)
        placed = clip_at_cut(track, cut)
    if track is None or placed is None or placed.before is None:
        raise EditRefused("A transition goes onto a cut, where two clips touch.")
    sound = track.kind is TrackKind.AUDIO
    edit = transition_edit(project, placed.clip.id, kind, sound=sound, handles=handles)
    return Drop(label="Add transition", edit=edit, frame=placed.start)


def _put_media(
    project: Project, *, stretch: Stretch, track: Track | None, frame: int, into: bool
) -> Project:
    what = excerpt_of_stretch(project, stretch)
    return put_down(project, what, frame, track.id if track else None, into=into)


def _put_slot(
    project: Project, *, slot_id: SlotId, track: Track | None, frame: int, into: bool
) -> Project:
    what = excerpt_of_slot(project, slot_id)
    return put_down(project, what, frame, track.id if track else None, into=into)


def _first(mime: QMimeData, kind: str) -> str:
    names = names_in(mime, kind)
    return names[0] if names else ""
