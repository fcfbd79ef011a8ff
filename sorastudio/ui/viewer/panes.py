"""How the two sides of the viewer lie: behind one another with tabs, or side by side."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.ui.icons import icon
from sorastudio.ui.theme import GRID_PX, PALETTE

ROOM_FOR_BOTH_PX = 740
"""Narrower than this they lie behind one another, whatever is wished."""
_LONGEST_TAB_PX = 200
_HEADER_PX = 30


class Side(StrEnum):
    PROGRAM = "program"
    TAKE = "take"


class Panes(QWidget):
    """Side by side the take stands at the left, as in every editor."""

    wanted = Signal(object)
    """The side that was pressed, or whose tab was chosen."""
    beside_changed = Signal(bool)

    def __init__(self, program: QWidget, take: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._active = Side.PROGRAM
        self._beside = False
        self.tabs = self._made_tabs()
        self._panes = {
            Side.TAKE: Pane("Take", take, self),
            Side.PROGRAM: Pane("Program", program, self),
        }
        self.beside_button = _beside_button(self)
        self._row = _strip(self)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.beside_button.toggled.connect(self.set_beside)
        for side, pane in self._panes.items():
            pane.pressed.connect(lambda side=side: self.wanted.emit(side))
        self._arrange()

    @property
    def beside(self) -> bool:
        """Whether they are to stand side by side where there is room."""
        return self._beside

    def holds(self, side: Side, widget: QWidget) -> bool:
        return self._panes[side].isAncestorOf(widget)

    def show_active(self, side: Side) -> None:
        """In front, and marked as the one that has the keys."""
        self._active = side
        self._arrange()

    def name_take(self, name: str) -> None:
        self._panes[Side.TAKE].title.setText(name)
        elided = Qt.TextElideMode.ElideMiddle
        words = self.tabs.fontMetrics().elidedText(name, elided, _LONGEST_TAB_PX)
        self.tabs.setTabText(1, words.replace("&", "&&"))
        self.tabs.setTabToolTip(1, name)
        self.tabs.setAccessibleDescription(f"The take side shows {name}.")

    @Slot(bool)
    def set_beside(self, beside: bool) -> None:
        if beside != self._beside:
            self._beside = beside
            self._arrange()
            self.beside_changed.emit(beside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _made_tabs(self) -> QTabBar:
        tabs = QTabBar(self)
        tabs.setAccessibleName("Sides of the viewer")
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.addTab("Program")
        tabs.addTab("Take")
        return tabs

    def _lay_out(self) -> None:
        top = QHBoxLayout(self._row)
        top.setContentsMargins(0, 0, GRID_PX, 0)
        top.setSpacing(0)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.beside_button)
        for pane in self._panes.values():
            self._split.addWidget(pane)
        self._split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._row)
        column.addWidget(self._split, 1)

    @Slot(int)
    def _tab_chosen(self, index: int) -> None:
        self.wanted.emit(Side.TAKE if index else Side.PROGRAM)

    def _arrange(self) -> None:
        both = self._beside and self.width() >= ROOM_FOR_BOTH_PX
        were_both = self._row.isHidden()
        with QSignalBlocker(self.tabs), QSignalBlocker(self.beside_button):
            self.tabs.setCurrentIndex(1 if self._active is Side.TAKE else 0)
            self.beside_button.setChecked(self._beside)
        for side, pane in self._panes.items():
            pane.show_header(both, active=side is self._active)
            pane.setVisible(both or side is self._active)
        self._place_button(both=both)
        self._row.setVisible(not both)
        if both and not were_both:
            half = self.width() // 2
            self._split.setSizes([half, half])

    def _place_button(self, *, both: bool) -> None:
        """Above the right one of both, or beside the tabs."""
        holder = self._panes[Side.PROGRAM].header if both else self._row
        if self.beside_button.parentWidget() is not holder:
            cast("QHBoxLayout", holder.layout()).addWidget(self.beside_button)
            self.beside_button.show()


class Pane(QWidget):
    """A side with a line of its own above it, which says what it shows and whether it is active."""

    pressed = Signal()

    def __init__(self, title: str, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.header = _strip(self)
        self.title = QLabel(title, self.header)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line = QWidget(self)
        self._line.setFixedHeight(2)
        row = QHBoxLayout(self.header)
        row.setContentsMargins(2 * GRID_PX, GRID_PX // 2, GRID_PX, GRID_PX // 2)
        row.setSpacing(0)
        row.addWidget(self.title, 1)
        self.header.setFixedHeight(_HEADER_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._line)
        column.addWidget(content, 1)

    def show_header(self, shown: bool, *, active: bool) -> None:
        self.header.setVisible(shown)
        self._line.setVisible(shown)
        ink = PALETTE.accent if active else PALETTE.line
        self._line.setStyleSheet(f"background: {ink};")
        self.title.setStyleSheet(f"color: {PALETTE.text if active else PALETTE.dim};")
        self.setAccessibleDescription("Keys go here." if active else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        event.accept()


def _strip(parent: QWidget) -> QWidget:
    """What titles stand on."""
    strip = QWidget(parent)
    palette = strip.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(PALETTE.panel))
    strip.setPalette(palette)
    strip.setAutoFillBackground(True)
    return strip


def _beside_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(icon("compare"))
    button.setIconSize(QSize(16, 16))
    button.setCheckable(True)
    button.setToolTip("Program and take side by side, where there is room")
    button.setAccessibleName("Side by side")
    return button
