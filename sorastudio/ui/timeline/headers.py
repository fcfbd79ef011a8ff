"""The heads of the tracks: name, lock, eye, mute, solo, and the edge that makes them higher."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QIcon,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QStackedLayout, QToolButton, QWidget

from sorastudio.project.edits.tracks import (
    hide_track,
    lock_track,
    mute_track,
    rename_track,
    solo_track,
)
from sorastudio.project.ids import TrackId
from sorastudio.project.timeline import Track, TrackKind
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.timeline.geometry import Row
from sorastudio.ui.timeline.marks import padlock
from sorastudio.ui.timeline.stage import Stage

HEADERS_PX = 132
_EDGE_PX = 4
_BUTTON_PX = 22
_ICON_PX = 16

_BUTTONS = f"""
QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 0; font-size: 11px;
  font-weight: 600; color: {PALETTE.faint}; background: transparent; }}
QToolButton:hover {{ background: {PALETTE.hover}; color: {PALETTE.text}; }}
QToolButton:focus {{ border-color: {PALETTE.accent}; }}
QToolButton:checked {{ background: {PALETTE.line}; color: {PALETTE.stale}; }}
"""


class Headers(QWidget):
    """One head for every track, beside its row."""

    context_menu_requested = Signal(str, QPoint)
    """The id of a track, and where."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self._heads: dict[TrackId, TrackHeader] = {}
        self.setAccessibleName("Tracks")
        self.setFixedWidth(HEADERS_PX)
        self.setStyleSheet(_BUTTONS)
        self._scroll_y = stage.scroll_y
        stage.shown_changed.connect(self._lay)
        stage.moved.connect(self._follow)
        self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.window))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(PALETTE.line))
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._stage.scroll_down(round(-event.angleDelta().y() / 120 * 48))
        event.accept()

    def head(self, track_id: TrackId) -> TrackHeader:
        return self._heads[track_id]

    @Slot()
    def _follow(self) -> None:
        if self._stage.scroll_y != self._scroll_y:
            self._lay()

    @Slot()
    def _lay(self) -> None:
        self._scroll_y = self._stage.scroll_y
        rows = {row.track.id: row for row in self._stage.rows}
        for track_id in [each for each in self._heads if each not in rows]:
            self._heads.pop(track_id).deleteLater()
        for track_id, row in rows.items():
            head = self._heads.get(track_id)
            if head is None:
                head = self._heads[track_id] = TrackHeader(self._stage, row.track, self)
                head.context_menu_requested.connect(self.context_menu_requested)
                head.show()
            head.show_row(row, self._stage.scroll_y)


class TrackHeader(QWidget):
    """The head of one track."""

    context_menu_requested = Signal(str, QPoint)

    def __init__(self, stage: Stage, track: Track, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage, self._session = stage, stage.session
        self._track = track
        self._height = 0
        self._pulled_from: int | None = None
        self.setMouseTracking(True)
        self._name = QLabel(self)
        self._editor = QLineEdit(self)
        self._editor.setFrame(False)
        self._editor.editingFinished.connect(self._rename)
        self._names = QStackedLayout()
        self._names.addWidget(self._name)
        self._names.addWidget(self._editor)
        self._buttons = self._make_buttons()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 6, 3)
        row.setSpacing(2)
        row.addLayout(self._names, 1)
        for button in self._buttons.values():
            row.addWidget(button)

    def _make_buttons(self) -> dict[str, QToolButton]:
        buttons = {"lock": self._button("lock", self._lock)}
        if self._track.kind is TrackKind.VIDEO:
            buttons["hide"] = self._button("hide", self._hide)
        else:
            buttons["mute"] = self._button("mute", self._mute, "M")
            buttons["solo"] = self._button("solo", self._solo, "S")
        return buttons

    def _button(self, name: str, act: Callable[[bool], None], letter: str = "") -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setText(letter)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(act)
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
        self.setAccessibleName(f"Track {track.name}")
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
        self._buttons["lock"].setIcon(_lock_icon(locked=track.locked))
        if "hide" in self._buttons:
            self._buttons["hide"].setIcon(_eye_icon(hidden=track.hidden))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.panel))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(PALETTE.line))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._on_edge(event):
            self._pulled_from = round(event.globalPosition().y()) - self._height

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._pulled_from is not None or self._on_edge(event)
        self.setCursor(Qt.CursorShape.SizeVerCursor if over else Qt.CursorShape.ArrowCursor)
        if self._pulled_from is not None:
            height = round(event.globalPosition().y()) - self._pulled_from
            self._stage.set_row_height(self._track.id, height)

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        self._pulled_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not self._on_edge(event):
            self.edit_name()

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

    @Slot(bool)
    def _lock(self, checked: bool) -> None:
        label = "Lock track" if checked else "Unlock track"
        self._session.apply(label, lock_track, self._track.id, locked=checked)

    @Slot(bool)
    def _hide(self, checked: bool) -> None:
        label = "Hide track" if checked else "Show track"
        self._session.apply(label, hide_track, self._track.id, hidden=checked)

    @Slot(bool)
    def _mute(self, checked: bool) -> None:
        label = "Mute track" if checked else "Unmute track"
        self._session.apply(label, mute_track, self._track.id, muted=checked)

    @Slot(bool)
    def _solo(self, checked: bool) -> None:
        label = "Solo track" if checked else "End solo"
        self._session.apply(label, solo_track, self._track.id, solo=checked)


def _head(track: Track) -> tuple[str, bool, bool, bool, bool]:
    """What of a track its head shows."""
    return track.name, track.locked, track.hidden, track.muted, track.solo


@cache
def _lock_icon(*, locked: bool) -> QIcon:
    tint = QColor(PALETTE.locked if locked else PALETTE.faint)
    return _drawn(lambda painter: padlock(painter, QRectF(1, 1, 14, 14), tint))


@cache
def _eye_icon(*, hidden: bool) -> QIcon:
    def eye(painter: QPainter) -> None:
        painter.setPen(
            QPen(QColor(PALETTE.stale if hidden else PALETTE.dim), 1.3, c=Qt.PenCapStyle.RoundCap)
        )
        lids = QPainterPath(QPointF(1.5, 8))
        lids.quadTo(QPointF(8, 1.5), QPointF(14.5, 8))
        lids.quadTo(QPointF(8, 14.5), QPointF(1.5, 8))
        painter.drawPath(lids)
        painter.drawEllipse(QPointF(8, 8), 2, 2)
        if hidden:
            painter.drawLine(QPointF(3, 13), QPointF(13, 3))

    return _drawn(eye)


def _drawn(draw: Callable[[QPainter], None]) -> QIcon:
    icon = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(_ICON_PX * ratio, _ICON_PX * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
