"""How loud the film is, left and right, while it plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log10

from PySide6.QtCore import QRect, QSize, QTimer, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from sorastudio.playback.levels import SILENCE, Peaks
from sorastudio.ui.theme import LABEL_PX, PALETTE, color, timecode_font

LOWEST_DB = -60.0
_MARKS_DB = (0, -6, -12, -18, -24, -36, -48)
_LOUD_DB, _MIDDLE_DB = -3.0, -12.0
_POLL_MS = 40
_FALL_DB = 1.0
"""In one poll: 25 dB a second."""
_HELD_POLLS = 40
_BAR_PX, _GAP_PX, _LIGHT_PX, _WORDS_PX = 7, 2, 5, 22
_EDGE_PX = 6


def decibels(peak: float) -> float:
    """Below full scale; never under what the meters show."""
    return max(LOWEST_DB, 20 * log10(peak)) if peak > 0 else LOWEST_DB


@dataclass(frozen=True, slots=True)
class Side:
    """One bar: what it shows, the highest of late and for how long still, and whether it was too
    loud."""

    level_db: float = LOWEST_DB
    held_db: float = LOWEST_DB
    polls_left: int = 0
    clipped: bool = False

    @property
    def at_rest(self) -> bool:
        return self.level_db <= LOWEST_DB and self.held_db <= LOWEST_DB

    def heard(self, peak: float) -> Side:
        """Up at once, down slowly; the highest stays for a while."""
        now = decibels(peak)
        level = max(now, self.level_db - _FALL_DB, LOWEST_DB)
        clipped = self.clipped or peak > 1
        if level >= self.held_db:
            return Side(level, level, _HELD_POLLS, clipped)
        if self.polls_left > 0:
            return Side(level, self.held_db, self.polls_left - 1, clipped)
        return Side(level, max(level, self.held_db - _FALL_DB), 0, clipped)


class Meters(QWidget):
    """Polled only while it plays, and until the bars have come down. A click puts the lights
    out."""

    def __init__(self, levels: Callable[[], Peaks], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels = levels
        self._sides = (Side(), Side())
        self._playing = False
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)
        self.setAccessibleName("Sound meters")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(2 * _EDGE_PX + 2 * _BAR_PX + _GAP_PX + _WORDS_PX)
        self._say()

    @property
    def sides(self) -> tuple[Side, Side]:
        return self._sides

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 120)

    @Slot(bool)
    def set_playing(self, playing: bool) -> None:
        self._playing = playing
        if playing:
            left, right = self._sides
            self._show(replace(left, clipped=False), replace(right, clipped=False))
            self._timer.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left, right = self._sides
        self._show(replace(left, clipped=False), replace(right, clipped=False))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.panel))
        painter.fillRect(0, 0, 1, self.height(), QColor(PALETTE.line))
        for place, side in enumerate(self._sides):
            self._draw_side(painter, _EDGE_PX + place * (_BAR_PX + _GAP_PX), side)
        painter.setFont(timecode_font(LABEL_PX - 2))
        painter.setPen(QColor(PALETTE.dim))
        left = _EDGE_PX + 2 * _BAR_PX + 2 * _GAP_PX
        free = -LABEL_PX
        for db in _MARKS_DB:
            y = self._y(db)
            if y - free >= LABEL_PX:
                painter.drawText(left + 2, y + 4, f"{-db}")
                free = y
        painter.end()

    def _draw_side(self, painter: QPainter, x: int, side: Side) -> None:
        light = PALETTE.failed if side.clipped else PALETTE.raised
        painter.fillRect(x, _EDGE_PX - 1, _BAR_PX, _LIGHT_PX, QColor(light))
        top, bottom = self._y(0), self._y(LOWEST_DB)
        painter.fillRect(x, top, _BAR_PX, bottom - top, QColor(PALETTE.window))
        level = self._y(side.level_db)
        for upper, lower, tint in (
            (0.0, _LOUD_DB, PALETTE.failed),
            (_LOUD_DB, _MIDDLE_DB, PALETTE.stale),
            (_MIDDLE_DB, LOWEST_DB, PALETTE.generated),
        ):
            first, last = max(level, self._y(upper)), self._y(lower)
            if first < last:
                painter.fillRect(QRect(x, first, _BAR_PX, last - first), QColor(tint))
        if side.held_db > LOWEST_DB:
            painter.fillRect(x, self._y(side.held_db), _BAR_PX, 1, color(PALETTE.text))

    def _y(self, db: float) -> int:
        top, bottom = _EDGE_PX + _LIGHT_PX + 1, self.height() - _EDGE_PX
        share = min(max(db, LOWEST_DB), 0.0) / LOWEST_DB
        return round(top + (bottom - top) * share)

    @Slot()
    def _poll(self) -> None:
        left, right = self._levels() if self._playing else SILENCE
        self._show(self._sides[0].heard(left), self._sides[1].heard(right))
        if not self._playing and all(side.at_rest for side in self._sides):
            self._timer.stop()

    def _show(self, *sides: Side) -> None:
        left, right = sides
        if (left, right) != self._sides:
            self._sides = left, right
            self.update()
            self._say()

    def _say(self) -> None:
        left, right = (_words(side) for side in self._sides)
        clipped = any(side.clipped for side in self._sides)
        words = f"Highest of late: left {left}, right {right}."
        words += " Too loud: what is above 0 dB is cut off. Click to put the light out." * clipped
        if words != self.toolTip():
            self.setAccessibleDescription(words)
            self.setToolTip(words)


def _words(side: Side) -> str:
    return "silent" if side.held_db <= LOWEST_DB else f"{side.held_db:.0f} dB"
