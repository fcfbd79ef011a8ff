"""The head of a track: name, lock, eye, mute, solo, and the edge that makes it higher. A click on
it makes the track the target, a drag puts it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedLayout, QToolButton, QWidget

from sorastudio.project.edits.tracks import (
    hide_track,
    lock_track,
    mute_track,
    rename_track,
    solo_track,
)
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.ui.film.session import Session
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.geometry import Row
from sorastudio.ui.timeline.head_icons import ICON_PX, eye_icon, lock_icon
from sorastudio.ui.timeline.stage import Stage

HEADERS_PX = 132
_EDGE_PX = 4
_BUTTON_PX = 22
_BAR_PX = 3
_DRAG_PX = 6
_LETTERS = {"mute": "M", "solo": "S"}


@dataclass(frozen=True, slots=True)
class Pulling:
    """The lower edge; `base` is where the track begins, on the screen."""

    base: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """Not yet known whether it will be a click or a drag."""

    y: int


@dataclass(frozen=True, slots=True)
class Carrying:
    """The track itself, to another place."""


Held = Pulling | Pressed | Carrying | None


def make_target(session: Session, track: Track, *, on: bool) -> None:
    """Put what is pasted, inserted and typed on a track, and on no other of its kind."""
    for other in session.project.timeline.of_kind(track.kind):
        session.target(other.id, on and other.id == track.id)


class TrackHeader(QWidget):
    """The head of one track."""

    context_menu_requested = Signal(str, QPoint)
    carried = Signal(str, int)
    """It is dragged: its id, and where from the top of all heads."""
    dropped = Signal(str, int)

    def __init__(self, stage: Stage, track: Track, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage, self._session = stage, stage.session
        self._track = track
        self._height = 0
        self._held: Held = None
        self._is_target = False
        self.setMouseTracking(True)
        self._name = QLabel(self)
        self._editor = QLineEdit(self)
        self._editor.setFrame(False)
        self._editor.editingFinished.connect(self._rename)
        self._names = QStackedLayout()
        self._names.addWidget(self._name)
        self._names.addWidget(self._editor)
        wanted = ("lock", "hide") if track.kind is TrackKind.VIDEO else ("lock", *_LETTERS)
        self._buttons = {name: self._button(name) for name in wanted}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 6, 3)
        row.setSpacing(2)
        row.addLayout(self._names, 1)
        for button in self._buttons.values():
            row.addWidget(button)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.setIconSize(QSize(ICON_PX, ICON_PX))
        button.setText(_LETTERS.get(name, ""))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda on: self._switch(name, on))
        return button

    def button(self, name: str) -> QToolButton:
        """`lock`, `hide`, `mute` or `solo`."""
        return self._buttons[name]

    def show_row(self, row: Row, scroll_y: int) -> None:
        self.setGeometry(0, row.top - scroll_y, HEADERS_PX - 1, row.height)
        self._height = row.height
        before, self._track = self._track, row.track
        if _head(before) != _head(row.track) or not self._name.text():
            self._show_track(row.track)

    def _show_track(self, track: Track) -> None:
        self._name.setText(track.name)
        self._describe()
        self._editor.setAccessibleName(f"Name of track {track.name}")
        states = {
            "lock": (track.locked, "Unlock" if track.locked else "Lock"),
            "hide": (track.hidden, "Show" if track.hidden else "Hide"),
            "mute": (track.muted, "Unmute" if track.muted else "Mute"),
            "solo": (track.solo, "End solo of" if track.solo else "Solo"),
        }
        for name, button in self._buttons.items():
            on, verb = states[name]
            button.setChecked(on)
            button.setToolTip(f"{verb} {track.name}")
            button.setAccessibleName(f"{verb} {track.name}")
        self._buttons["lock"].setIcon(lock_icon(locked=track.locked))
        if "hide" in self._buttons:
            self._buttons["hide"].setIcon(eye_icon(hidden=track.hidden))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.panel))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(PALETTE.line))
        if self._is_target:
            painter.fillRect(0, 0, _BAR_PX, self.height() - 1, QColor(PALETTE.accent))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        y = round(event.globalPosition().y())
        self._held = Pulling(y - self._height) if self._on_edge(event) else Pressed(y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        y = round(event.globalPosition().y())
        match self._held:
            case Pulling(base):
                self._stage.set_row_height(self._track.id, y - base)
            case Pressed(begin) if abs(y - begin) >= _DRAG_PX:
                self._held = Carrying()
                self.carried.emit(self._track.id, self._in_headers(event))
            case Carrying():
                self.carried.emit(self._track.id, self._in_headers(event))
        self._show_cursor(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, self._held = self._held, None
        match held:
            case Pressed():
                on = self._track.id not in self._session.targets
                make_target(self._session, self._track, on=on)
            case Carrying():
                self.dropped.emit(self._track.id, self._in_headers(event))
        self._show_cursor(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first click changed the target; the second one changes it back."""
        self.mousePressEvent(event)
        if isinstance(self._held, Pressed):
            self.edit_name()

    def show_target(self, *, on: bool) -> None:
        self._is_target = on
        self._name.setStyleSheet(f"color: {PALETTE.accent}; font-weight: 600;" if on else "")
        self._describe()
        self.update()

    def _describe(self) -> None:
        name, on = self._track.name, self._is_target
        self.setAccessibleName(f"Track {name}, target" if on else f"Track {name}")
        self._name.setToolTip(
            f"What is pasted, inserted and typed goes to {name}; click to leave it open"
            if on
            else f"Click to put what is pasted, inserted and typed on {name}"
        )

    def _show_cursor(self, event: QMouseEvent) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if isinstance(self._held, Carrying):
            shape = Qt.CursorShape.ClosedHandCursor
        elif isinstance(self._held, Pulling) or self._on_edge(event):
            shape = Qt.CursorShape.SizeVerCursor
        self.setCursor(shape)

    def _in_headers(self, event: QMouseEvent) -> int:
        return self.y() + round(event.position().y())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.context_menu_requested.emit(self._track.id, event.globalPos())

    def edit_name(self) -> None:
        self._editor.setText(self._track.name)
        self._names.setCurrentWidget(self._editor)
        self._editor.selectAll()
        self._editor.setFocus()

    def _on_edge(self, event: QMouseEvent) -> bool:
        return event.position().y() >= self.height() - _EDGE_PX

    @Slot()
    def _rename(self) -> None:
        if self._names.currentWidget() is not self._editor:
            return
        self._names.setCurrentWidget(self._name)
        name = self._editor.text().strip()
        if name and name != self._track.name:
            self._session.apply("Rename track", rename_track, self._track.id, name)

    def _switch(self, name: str, on: bool) -> None:
        track_id = self._track.id
        match name:
            case "lock":
                label = "Lock track" if on else "Unlock track"
                self._session.apply(label, lock_track, track_id, locked=on)
            case "hide":
                label = "Hide track" if on else "Show track"
                self._session.apply(label, hide_track, track_id, hidden=on)
            case "mute":
                label = "Mute track" if on else "Unmute track"
                self._session.apply(label, mute_track, track_id, muted=on)
            case _:
                label = "Solo track" if on else "End solo"
                self._session.apply(label, solo_track, track_id, solo=on)


def _head(track: Track) -> tuple[str, bool, bool, bool, bool]:
    """What of a track its head shows."""
    return track.name, track.locked, track.hidden, track.muted, track.solo
