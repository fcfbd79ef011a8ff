"""The row below the picture: where one is, what moves it, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from sorastudio.project.time import FrameRate, timecode
from sorastudio.ui.icons import icon
from sorastudio.ui.theme import GRID_PX, PALETTE, label_font, timecode_font
from sorastudio.ui.viewer.scale import ZOOMS, Quality
from sorastudio.ui.viewer.timecode_field import TimecodeField

_BUTTON_PX = 30
_ROW_PX = 40
_LEAST_PX = 360
_ROOM_FOR_ENDS_PX = 580
_ROOM_FOR_LENGTH_PX = 700
_ROOM_FOR_WORDS_PX = 800


class Transport(QWidget):
    """Buttons and fields only: what they mean is the viewer's."""

    zoom_chosen = Signal(object)
    """Device pixels to a pixel of the canvas, or None to fit."""
    quality_chosen = Signal(str)

    def __init__(self, rate: FrameRate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timecode = TimecodeField(rate, self)
        self.length = _label("Length of the film", self)
        self.length.setFont(timecode_font())
        self.to_start = _button("to-start", "Go to the start", self)
        self.back = _button("step-back", "One frame back", self)
        self.play = _button("play", "Play", self)
        self.forward = _button("step-forward", "One frame on", self)
        self.to_end = _button("to-end", "Go to the end", self)
        self.loop = _button("loop", "Loop from in to out, or the whole film", self, checkable=True)
        self.silent = _button("mute", "Playing without sound", self)
        self.dropped = _label("Pictures that came too late", self)
        self.zoom = _menu_button("Size of the picture", self)
        self.quality = _menu_button("Quality of the pictures while working", self)
        self.placing = _button("placement", "Place in the picture", self, checkable=True)
        self.placing.hide()
        self.safe_areas = _button("safe-area", "Safe areas", self, checkable=True)
        self.full_screen = _button("full-screen", "Full screen", self)
        self._zooms = _choices(
            self.zoom, [("Fit", None), *((f"{each:.0%}", each) for each in ZOOMS)], self._chose_zoom
        )
        self._qualities = _choices(
            self.quality, [(each.value, each) for each in Quality], self.quality_chosen.emit
        )
        self._can_place = False
        self._lay_out()
        self.show_silence(None)
        self.show_dropped(0)

    def offer_placing(self) -> None:
        """Pictures can be taken hold of here: there is a button for it."""
        self._can_place = True
        self.placing.setVisible(self.width() >= _ROOM_FOR_ENDS_PX)

    def show_time(self, frame: int, length: int, rate: FrameRate) -> None:
        self.timecode.set_frame(frame, rate)
        self.length.setText(f"/ {timecode(length, rate)}")

    def show_playing(self, *, playing: bool) -> None:
        self.play.setIcon(icon("pause" if playing else "play"))
        words = "Pause" if playing else "Play"
        self.play.setToolTip(words)
        self.play.setAccessibleName(words)

    def show_silence(self, note: str | None) -> None:
        """Why nothing is heard, or None."""
        self.silent.setVisible(note is not None)
        if note is not None:
            self.silent.setToolTip(note)
            self.silent.setAccessibleDescription(note)

    def show_dropped(self, count: int, *, stalled: bool = False) -> None:
        """Pictures that came too late; stalled: none comes at all."""
        words = "waiting for pictures" if stalled else f"{count} dropped"
        self.dropped.setVisible(stalled or count > 0)
        self.dropped.setText(words)
        self.dropped.setToolTip(
            "Pictures that came too late to be shown, since playing began. "
            "A lower quality helps; the export is not affected."
        )

    def show_zoom(self, zoom: float | None) -> None:
        _choose(self.zoom, self._zooms, zoom, f"{zoom:.0%}" if zoom else "Fit")

    def show_quality(self, quality: Quality) -> None:
        _choose(self.quality, self._qualities, quality, quality.value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.length.setVisible(self.width() >= _ROOM_FOR_LENGTH_PX)
        for spare in (self.to_start, self.to_end, self.zoom, self.quality):
            spare.setVisible(self.width() >= _ROOM_FOR_ENDS_PX)
        self.placing.setVisible(self._can_place and self.width() >= _ROOM_FOR_ENDS_PX)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly
        if self.width() >= _ROOM_FOR_WORDS_PX:
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.silent.setToolButtonStyle(style)

    def _chose_zoom(self, zoom: float | None) -> None:
        self.zoom_chosen.emit(zoom)

    def _lay_out(self) -> None:
        self.setFixedHeight(_ROW_PX)
        self.setMinimumWidth(_LEAST_PX)
        self.silent.setText("No sound")
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID_PX, 0, 2 * GRID_PX, 0)
        row.setSpacing(GRID_PX // 2)
        moving = (self.to_start, self.back, self.play, self.forward, self.to_end, self.loop)
        showing = (self.zoom, self.quality, self.placing, self.safe_areas, self.full_screen)
        groups: tuple[tuple[QWidget, ...], ...] = (
            (self.timecode, self.length),
            moving,
            (self.dropped, self.silent, *showing),
        )
        for number, group in enumerate(groups):
            if number:
                row.addStretch(1)
            for part in group:
                row.addWidget(part)


def _button(drawing: str, words: str, parent: QWidget, *, checkable: bool = False) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(icon(drawing))
    button.setIconSize(QSize(20, 20))
    button.setMinimumWidth(_BUTTON_PX)
    button.setFixedHeight(_BUTTON_PX)
    button.setCheckable(checkable)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button


def _label(words: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setFont(label_font())
    label.setAccessibleName(words)
    label.setStyleSheet(f"color: {PALETTE.dim}; padding: 0 4px;")
    return label


def _menu_button(words: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFont(label_font())
    button.setFixedHeight(_BUTTON_PX)
    button.setToolTip(words)
    button.setAccessibleName(words)
    # The arrow that styles add differs from all others of the window.
    button.setStyleSheet(
        "QToolButton { padding: 4px 8px; } QToolButton::menu-indicator { image: none; }"
    )
    return button


def _choices(
    button: QToolButton, choices: list[tuple[str, object]], chosen: Callable[..., None]
) -> list[QAction]:
    """The choices as a menu; `chosen` is called with the value of the one that is taken."""
    menu = QMenu(button)
    group = QActionGroup(menu)
    actions = []
    for words, value in choices:
        action = QAction(words, menu)
        action.setCheckable(True)
        action.setData(value)
        action.triggered.connect(lambda _checked=False, value=value: chosen(value))
        group.addAction(action)
        menu.addAction(action)
        actions.append(action)
    button.setMenu(menu)
    return actions


def _choose(button: QToolButton, actions: list[QAction], value: object, words: str) -> None:
    button.setText(words)
    button.setAccessibleDescription(words)
    for action in actions:
        action.setChecked(action.data() == value)
