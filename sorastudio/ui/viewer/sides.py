"""Program and take: the two sides of the viewer, behind one another or side by side."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from typing import cast

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.playback.player import Player
from sorastudio.project.footage import Footage
from sorastudio.ui.icons import icon
from sorastudio.ui.session import Session
from sorastudio.ui.theme import GRID_PX, PALETTE
from sorastudio.ui.viewer.film import Film
from sorastudio.ui.viewer.reel import Reel
from sorastudio.ui.viewer.take_side import TakeSide
from sorastudio.ui.viewer.viewer import Viewer

ROOM_FOR_BOTH_PX = 740
"""Narrower than this they lie behind one another, whatever is wished."""
_LONGEST_TAB_PX = 240


class Side(StrEnum):
    PROGRAM = "program"
    TAKE = "take"


class Sides(QWidget):
    """Keys that play, step and mark go to the active side: the one that was used last. Only one of
    them plays at a time."""

    active_changed = Signal()
    beside_changed = Signal(bool)
    playing_changed = Signal(bool)

    def __init__(
        self,
        session: Session,
        program: Viewer,
        reel: Reel,
        make_player: Callable[[], Player],
        parent: QWidget | None = None,
    ) -> None:
        """The program's viewer belongs to it from now on; `shut` closes both."""
        super().__init__(parent)
        self._film: Film = session
        self.program = program
        self.take = TakeSide(session, reel, make_player, self)
        self._active = Side.PROGRAM
        self._beside = False
        self._works_on_program: list[QWidget] = []
        self.tabs = self._made_tabs()
        self._panes = {
            Side.TAKE: _Pane("Take", self.take, self),
            Side.PROGRAM: _Pane("Program", program, self),
        }
        self.beside_button = _beside_button(self)
        self._row = _strip(self)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()
        self._connect()
        self._arrange()

    @property
    def active_side(self) -> Side:
        return self._active

    @property
    def active(self) -> Viewer:
        """The viewer that keys are about."""
        taken = self.take.viewer
        return taken if taken is not None and self._active is Side.TAKE else self.program

    @property
    def active_film(self) -> Film:
        """What that viewer shows."""
        return self.take.reel if self.active is self.take.viewer else self._film

    @property
    def beside(self) -> bool:
        """Whether they are to stand side by side where there is room."""
        return self._beside

    @property
    def both_shown(self) -> bool:
        return self._beside and self.width() >= ROOM_FOR_BOTH_PX

    def open(self, footage: Footage, time: Fraction | None = None) -> None:
        """Show a take or file on the take side, at a second of it or where one was last."""
        if self.take.open(footage, time):
            self.show_side(Side.TAKE)

    @Slot()
    def switch(self) -> None:
        """To the other side."""
        self.show_side(Side.PROGRAM if self._active is Side.TAKE else Side.TAKE)

    def show_side(self, side: Side) -> None:
        """Brings a side to the front, and the keys to it."""
        self._activate(side)
        is_empty = side is Side.TAKE and self.take.viewer is None
        shown = self.take if is_empty else self.active
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(bool)
    def set_beside(self, beside: bool) -> None:
        if beside != self._beside:
            self._beside = beside
            self._arrange()
            self.beside_changed.emit(beside)

    def works_on_program(self, widget: QWidget) -> None:
        """Whoever works in this widget works on the program: it is shown, and has the keys."""
        self._works_on_program.append(widget)

    def shut(self) -> None:
        """Closes the players and their threads. Call before Qt goes."""
        self.program.shut()
        self.take.shut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _made_tabs(self) -> QTabBar:
        tabs = QTabBar(self)
        tabs.setAccessibleName("Sides of the viewer")
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setElideMode(Qt.TextElideMode.ElideMiddle)
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

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.beside_button.toggled.connect(self.set_beside)
        self.take.reel.named.connect(self._show_name)
        self.take.touched.connect(lambda: self._activate(Side.TAKE))
        self._film.playhead_changed.connect(self._leave_empty_side)
        self.program.playing_changed.connect(
            lambda playing: self._on_playing(Side.PROGRAM, playing)
        )
        self.take.playing_changed.connect(lambda playing: self._on_playing(Side.TAKE, playing))
        for side, pane in self._panes.items():
            pane.pressed.connect(lambda side=side: self.show_side(side))
        for button in self._panes[Side.PROGRAM].findChildren(QAbstractButton):
            button.pressed.connect(lambda: self._activate(Side.PROGRAM))
        app = cast("QApplication", QApplication.instance())
        app.focusChanged.connect(self._focus_changed)

    @Slot(int)
    def _tab_chosen(self, index: int) -> None:
        self.show_side(Side.TAKE if index else Side.PROGRAM)

    @Slot(QWidget, QWidget)
    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        if self._panes[Side.TAKE].isAncestorOf(new):
            self._activate(Side.TAKE)
        elif any(
            each.isAncestorOf(new) or each is new
            for each in (self._panes[Side.PROGRAM], *self._works_on_program)
        ):
            self._activate(Side.PROGRAM)

    def _activate(self, side: Side) -> None:
        if side is not self._active:
            self._active = side
            self._arrange()
            self.active_changed.emit()

    def _on_playing(self, side: Side, playing: bool) -> None:
        other = self.take.viewer if side is Side.PROGRAM else self.program
        if playing:
            self._activate(side)
            if other is not None:
                other.shuttle(0)
        self.playing_changed.emit(self.active.is_playing)

    @Slot()
    def _leave_empty_side(self) -> None:
        """The playhead of the program was moved while there is nothing to see on the take side."""
        if self.take.viewer is None:
            self._activate(Side.PROGRAM)

    def _arrange(self) -> None:
        both, were_both = self.both_shown, self._row.isHidden()
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(1 if self._active is Side.TAKE else 0)
        self.tabs.blockSignals(False)
        self.beside_button.blockSignals(True)
        self.beside_button.setChecked(self._beside)
        self.beside_button.blockSignals(False)
        for side, pane in self._panes.items():
            pane.show_header(both, active=side is self._active)
            pane.setVisible(both or side is self._active)
        self._place_button(both=both)
        if both and not were_both:
            half = self.width() // 2
            self._split.setSizes([half, half])

    def _place_button(self, *, both: bool) -> None:
        """Above the right one of both, or beside the tabs."""
        holder = self._panes[Side.PROGRAM].header if both else self._row
        if self.beside_button.parentWidget() is not holder:
            layout = cast("QHBoxLayout", holder.layout())
            layout.addWidget(self.beside_button)
            self.beside_button.show()
        self._row.setVisible(not both)

    @Slot()
    def _show_name(self) -> None:
        name = self.take.reel.name
        self._panes[Side.TAKE].title.setText(name)
        metrics = self.tabs.fontMetrics()
        self.tabs.setTabText(
            1, metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, _LONGEST_TAB_PX)
        )
        self.tabs.setTabToolTip(1, name)
        self.tabs.setAccessibleDescription(f"The take side shows {name}.")


class _Pane(QWidget):
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
        self.header.setFixedHeight(30)
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
