"""Program and take: which of the two sides of the viewer keys are about, and which one plays."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import cast

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget

from sorastudio.playback.player import Player
from sorastudio.project.footage import Footage
from sorastudio.ui.film.session import Session
from sorastudio.ui.viewer.film import Film
from sorastudio.ui.viewer.panes import Panes, Side
from sorastudio.ui.viewer.reel import Reel
from sorastudio.ui.viewer.take_side import TakeSide
from sorastudio.ui.viewer.viewer import Viewer


class Sides(QWidget):
    """Keys that play, step and mark go to the active side: the one that was used last. Only one of
    them plays at a time."""

    active_changed = Signal()
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
        self.panes = Panes(program, self.take, self)
        self._active = Side.PROGRAM
        self._works_on_program: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panes)
        self._connect()

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

    def open(self, footage: Footage, time: Fraction | None = None) -> None:
        """Show a take or file on the take side, at a second of it or where one was last."""
        if self.take.open(footage, time):
            self.show_side(Side.TAKE)

    @Slot()
    def switch(self) -> None:
        """To the other side."""
        self.show_side(Side.PROGRAM if self._active is Side.TAKE else Side.TAKE)

    @Slot(object)
    def show_side(self, side: Side) -> None:
        """Brings a side to the front, and the keys to it."""
        self._activate(side)
        is_empty = side is Side.TAKE and self.take.viewer is None
        shown = self.take if is_empty else self.active
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def works_on_program(self, widget: QWidget) -> None:
        """Whoever works in this widget works on the program: it is shown, and has the keys."""
        self._works_on_program.append(widget)

    def shut(self) -> None:
        """Closes the players and their threads. Call before Qt goes."""
        self.program.shut()
        self.take.shut()

    def _connect(self) -> None:
        self.panes.wanted.connect(self.show_side)
        self.take.reel.named.connect(lambda: self.panes.name_take(self.take.reel.name))
        self.take.touched.connect(lambda: self._activate(Side.TAKE))
        self._film.playhead_changed.connect(self._leave_empty_side)
        for side, source in ((Side.PROGRAM, self.program), (Side.TAKE, self.take)):
            source.playing_changed.connect(
                lambda playing, side=side: self._on_playing(side, playing)
            )
        for button in self.program.findChildren(QAbstractButton):
            button.pressed.connect(lambda: self._activate(Side.PROGRAM))
        app = cast("QApplication", QApplication.instance())
        app.focusChanged.connect(self._focus_changed)

    @Slot(QWidget, QWidget)
    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        if self.panes.holds(Side.TAKE, new):
            self._activate(Side.TAKE)
        elif self.panes.holds(Side.PROGRAM, new) or any(
            each is new or each.isAncestorOf(new) for each in self._works_on_program
        ):
            self._activate(Side.PROGRAM)

    def _activate(self, side: Side) -> None:
        if side is not self._active:
            self._active = side
            self.panes.show_active(side)
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
