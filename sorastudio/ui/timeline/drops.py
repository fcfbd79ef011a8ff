"""What can be dropped on the tracks, and what that does to the film."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QMimeData, QPointF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from sorastudio.errors import EditRefused
from sorastudio.project.edits.place import excerpt, insert, overwrite
from sorastudio.project.edits.slots import excerpt_of_slot
from sorastudio.project.edits.transitions import (
    CROSSFADE,
    Handles,
    add_transition,
    longest_transition,
)
from sorastudio.project.ids import ClipId, MediaId, SlotId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.ui.drags import MEDIA_MIME, SLOT_MIME, TRANSITION_MIME, names_in
from sorastudio.ui.session import Session
from sorastudio.ui.timeline.geometry import clip_at_cut, nearest_cut, row_at
from sorastudio.ui.timeline.stage import Edit, Stage


@dataclass(frozen=True, slots=True)
class CarriedTransition:
    kind: str


@dataclass(frozen=True, slots=True)
class CarriedMedia:
    media_id: MediaId


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
    if mime.hasFormat(MEDIA_MIME):
        return CarriedMedia(MediaId(_first(mime, MEDIA_MIME)))
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
        case CarriedMedia(media_id):
            edit = partial(_put_media, media_id=media_id, track=track, frame=frame, into=into)
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
    """Does an edit that may put a transition in; says so if the film gets shorter by it. Whether it
    was done."""
    before = session.project
    if not session.apply(label, edit):
        return False
    session.blended.emit(before)
    shorter = before.timeline.length - session.project.timeline.length
    if shorter > 0:
        words = f"The clips overlap by {shorter} frames, so the film is that much shorter."
        session.told.emit("info", words)
    return True


class DropArea(QWidget):
    """Takes what is dragged onto the tracks, and shows the film as it would be."""

    files_dropped = Signal(list, str, int)
    """Paths, the id of the track (empty: none), the frame."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self.drop_refusal = ""
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carried(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._show_drop(event)
        event.acceptProposedAction()
        self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._end_drop()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        what = carried(event.mimeData())
        track, frame = self._under(event)
        drop = self._show_drop(event)
        refusal = self.drop_refusal
        self._end_drop()
        if isinstance(what, CarriedFiles):
            self.files_dropped.emit(list(what.paths), track.id if track else "", frame)
        elif drop is not None:
            apply_blend(self._stage.session, drop.label, drop.edit)
        elif refusal:
            self._stage.session.told.emit("error", refusal)
        event.acceptProposedAction()

    def _show_drop(self, event: QDropEvent) -> Drop | None:
        """The edit that letting go would be; it is shown, or why it is refused."""
        what, base = carried(event.mimeData()), self._stage.session.project
        track, frame = self._under(event)
        into = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.drop_refusal, shown, drop = "", base, None
        try:
            handles = self._stage.session.handles
            drop = drop_of(base, what, track, frame, into=into, handles=handles) if what else None
            shown = drop.edit(base) if drop else base
        except EditRefused as refusal:
            self.drop_refusal, drop = str(refusal), None
        self._stage.show(shown)
        self._stage.set_guide(drop.frame if drop else frame if what and track else None)
        return drop

    def _under(self, event: QDropEvent) -> tuple[Track | None, int]:
        """The track under the mouse and the frame, which snaps."""
        at = event.position() + QPointF(0, self._stage.scroll_y)
        row = row_at(self._stage.rows, at.y())
        frame = self._stage.scale.nearest(at.x())
        near = self._stage.snap_points().nearest(frame, self._stage.snap_reach)
        track = self._stage.session.project.timeline.track(row.track.id) if row else None
        return track, frame if near is None else near

    def _end_drop(self) -> None:
        self.drop_refusal = ""
        self._stage.set_guide(None)
        self._stage.show(self._stage.session.project)
        self.update()


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
    project: Project, *, media_id: MediaId, track: Track | None, frame: int, into: bool
) -> Project:
    what = excerpt(project, media_id)
    place = insert if into else overwrite
    is_audio = track is not None and track.kind is TrackKind.AUDIO
    if track is None:
        return place(project, what, frame)
    if is_audio and what.picture:
        return place(project, what, frame, sound_track=track.id if what.sound else None)
    if not is_audio and not what.picture:
        return place(project, what, frame)
    return place(project, what, frame, track=track.id)


def _put_slot(
    project: Project, *, slot_id: SlotId, track: Track | None, frame: int, into: bool
) -> Project:
    place = insert if into else overwrite
    is_video = track is not None and track.kind is TrackKind.VIDEO
    on = track.id if track is not None and is_video else None
    return place(project, excerpt_of_slot(project, slot_id), frame, track=on)


def _first(mime: QMimeData, kind: str) -> str:
    names = names_in(mime, kind)
    return names[0] if names else ""
