"""The take side: one take or file, looked at and marked on its own, and put into the film."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.playback.player import Player
from sorastudio.project.footage import Footage
from sorastudio.ui.drags import stretch_mime
from sorastudio.ui.film.session import Session
from sorastudio.ui.icons import icon
from sorastudio.ui.theme import GRID_PX, PALETTE, label_font
from sorastudio.ui.viewer.carry import Carry
from sorastudio.ui.viewer.position_bar import PositionBar
from sorastudio.ui.viewer.reel import Reel
from sorastudio.ui.viewer.sound_face import SoundFace
from sorastudio.ui.viewer.viewer import Viewer

_HINT = (
    "Double-click a take, a slot or a file to look at it here, mark a part of it, "
    "and put that into the film."
)
_HINT_PX = 40
_ROW_PX = 34
_ROOM_FOR_MARKS_PX = 520
_ROOM_FOR_WORDS_PX = 400


class TakeSide(QWidget):
    """Has no player, and so neither threads nor decoders, until the first take is opened."""

    put_wanted = Signal(bool)
    """Put what is marked into the film; whether what follows makes room."""
    playing_changed = Signal(bool)
    touched = Signal()
    """A button of it was pressed."""

    def __init__(
        self,
        session: Session,
        reel: Reel,
        make_player: Callable[[], Player],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.reel, self._make_player = reel, make_player
        self.viewer: Viewer | None = None
        self.setAccessibleName("Take")
        self.bar = PositionBar(reel, "Position in the take", self)
        self.marks = QLabel(self)
        self.marks.setFont(label_font())
        self.marks.setAccessibleName("What is marked of the take")
        self.marks.setStyleSheet(f"color: {PALETTE.dim}; padding: 0 4px;")
        self.insert = _button("insert", "Insert", self)
        self.overwrite = _button("overwrite", "Overwrite", self)
        self._row = self._made_row()
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._made_hint())
        reel.range_changed.connect(self._show_marks)
        reel.named.connect(self._describe)
        self.insert.clicked.connect(lambda _checked=False: self.put_wanted.emit(True))
        self.overwrite.clicked.connect(lambda _checked=False: self.put_wanted.emit(False))

    def open(self, footage: Footage, time: Fraction | None = None) -> bool:
        """Show a take or file at a second of it, or where one was last. Whether it can be shown."""
        if self.viewer is not None:
            self.viewer.shuttle(0)
        if not self.reel.open(footage, time):
            return False
        if self.viewer is None:
            self.viewer = self._made_viewer()
            self._pages.addWidget(self.viewer)
            self._pages.setCurrentWidget(self.viewer)
        return True

    def shut(self) -> None:
        """Closes the player, if there is one. Call before Qt goes."""
        if self.viewer is not None:
            self.viewer.shut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.marks.setVisible(self.width() >= _ROOM_FOR_MARKS_PX)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly
        if self.width() >= _ROOM_FOR_WORDS_PX:
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in (self.insert, self.overwrite):
            button.setToolButtonStyle(style)

    def _made_viewer(self) -> Viewer:
        viewer = Viewer(self.reel, self._make_player(), self)
        viewer.setAccessibleName("Take viewer")
        viewer.screen_view.setAccessibleName("Picture of the take")
        viewer.screen_view.setToolTip("Drag it onto the timeline")
        viewer.transport.length.setAccessibleName("Length of the take")
        viewer.add_row(self._row)
        self._row.show()
        viewer.playing_changed.connect(self.playing_changed)
        for button in self.findChildren(QAbstractButton):
            button.pressed.connect(self.touched)
        Carry(viewer.screen_view, self._carried)
        SoundFace(self._session, self.reel, viewer.screen_view)
        return viewer

    def _carried(self) -> QMimeData | None:
        stretch = self.reel.stretch
        return stretch_mime(stretch) if stretch else None

    def _made_row(self) -> QWidget:
        row = QWidget(self)
        row.setFixedHeight(_ROW_PX)
        row.hide()
        parts = QHBoxLayout(row)
        parts.setContentsMargins(0, 0, 2 * GRID_PX, 0)
        parts.setSpacing(GRID_PX // 2)
        parts.addWidget(self.bar, 1)
        for part in (self.marks, self.insert, self.overwrite):
            parts.addWidget(part)
        return row

    def _made_hint(self) -> QWidget:
        page = QWidget(self)
        hint = QLabel(_HINT, page)
        hint.setProperty("dim", True)
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(page)
        column.setContentsMargins(_HINT_PX, _HINT_PX, _HINT_PX, _HINT_PX)
        column.addWidget(hint)
        return page

    @Slot()
    def _show_marks(self) -> None:
        marked, rate = self.reel.range, self.reel.project.rate
        words = (
            "" if marked is None else f"{float(rate.seconds(marked[1] - marked[0])):.2f} s marked"
        )
        self.marks.setText(words)

    @Slot()
    def _describe(self) -> None:
        """What the buttons do with this very take."""
        how = (
            "It follows its slot: when another take is chosen, it changes too."
            if self.reel.follows_slot
            else "It stays this very file."
        )
        if self.reel.footage and self.reel.footage.take_id and not self.reel.follows_slot:
            how = (
                "Its slot uses another take, so it is put as a file of its own: "
                "the slot stays as it is."
            )
        for button, where in (
            (self.insert, "what follows makes room"),
            (self.overwrite, "over what lies there"),
        ):
            button.setToolTip(
                f"{button.text()} what is marked, or all of it, at the playhead "
                f"or the marks of the film; {where}.\n{how}"
            )


def _button(drawing: str, words: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(icon(drawing))
    button.setIconSize(QSize(16, 16))
    button.setText(words)
    button.setFont(label_font())
    button.setAccessibleName(f"{words} the take")
    return button
