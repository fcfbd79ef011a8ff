"""Beside a value that can change over time: its key at the playhead, and the ones around it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from sorastudio.ui.theme import PALETTE

DIAMOND = ((0, -4.5), (4.5, 0), (0, 4.5), (-4.5, 0))


class _Shape(Enum):
    PREVIOUS = ((2, -4), (2, 4), (-3, 0))
    KEY = DIAMOND
    NEXT = ((-2, -4), (-2, 4), (3, 0))


class _Mark(QAbstractButton):
    """A small drawn button."""

    def __init__(self, shape: _Shape, words: str, act: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._shape = shape
        self.filled = self.lit = False
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda _checked=False: act())

    def sizeHint(self) -> QSize:
        return QSize(16 if self._shape is _Shape.KEY else 12, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.rect().center().toPointF() + QPointF(0.5, 0.5))
        ink = QColor(PALETTE.accent if self.lit else PALETTE.dim)
        if not self.isEnabled():
            ink = QColor(PALETTE.line)
        if self.hasFocus() or (self.underMouse() and self.isEnabled()):
            ink = QColor(PALETTE.text)
        painter.setPen(QPen(ink, 1.3))
        if self.filled:
            painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in self._shape.value]))


class KeyButtons(QWidget):
    """A diamond between two arrows: filled where a key lies, lit while the value changes."""

    def __init__(
        self,
        name: str,
        *,
        toggle: Callable[[], None],
        step: Callable[[int], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.previous = _Mark(_Shape.PREVIOUS, f"Previous key of {name}", lambda: step(-1), self)
        self.key = _Mark(_Shape.KEY, f"Key of {name} at the playhead", toggle, self)
        self.next = _Mark(_Shape.NEXT, f"Next key of {name}", lambda: step(1), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for mark in (self.previous, self.key, self.next):
            row.addWidget(mark)

    def show_keys(self, frames: tuple[int, ...], at: int, *, has_key: bool) -> None:
        """The frames that have keys, and the one of the playhead."""
        self.key.filled, self.key.lit = has_key, bool(frames)
        words = "Remove" if has_key else "Set"
        self.key.setAccessibleDescription(f"{words} it")
        self.previous.setEnabled(any(frame < at for frame in frames))
        self.next.setEnabled(any(frame > at for frame in frames))
        self.key.update()
