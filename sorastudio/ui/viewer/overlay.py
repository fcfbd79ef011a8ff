"""What is selected, taken hold of in the picture itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.viewer import marks
from sorastudio.ui.viewer.framing import Glass, Grip, Point, Pull
from sorastudio.ui.viewer.handles import REACH_PX, Handles, distance, words_of
from sorastudio.ui.viewer.hold import Hold
from sorastudio.ui.viewer.screen import Screen
from sorastudio.ui.viewer.subject import (
    Anchoring,
    Placing,
    Subject,
    clip_under,
    reset_placement,
    subject_of,
)
from sorastudio.ui.viewer.viewer import Viewer

_CURSORS = {
    Grip.MIDDLE: Qt.CursorShape.SizeAllCursor,
    Grip.TURN: Qt.CursorShape.PointingHandCursor,
    Grip.LEFT: Qt.CursorShape.SplitHCursor,
    Grip.RIGHT: Qt.CursorShape.SplitHCursor,
    Grip.TOP: Qt.CursorShape.SplitVCursor,
    Grip.BOTTOM: Qt.CursorShape.SplitVCursor,
    Grip.TOP_LEFT: Qt.CursorShape.SizeFDiagCursor,
    Grip.BOTTOM_RIGHT: Qt.CursorShape.SizeFDiagCursor,
    Grip.TOP_RIGHT: Qt.CursorShape.SizeBDiagCursor,
    Grip.BOTTOM_LEFT: Qt.CursorShape.SizeBDiagCursor,
}
_NUDGES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Overlay(QWidget):
    """A sheet of glass over the screen: what it has no use for goes on to the screen."""

    placing_changed = Signal(bool)
    """Whether frames of clips are shown."""

    def __init__(self, session: Session, screen: Screen) -> None:
        super().__init__(screen)
        self._session, self._screen = session, screen
        self._hold = Hold(session)
        self._is_placing = self._is_playing = False
        self._subject: Subject | None = None
        self._hot: Grip | None = None
        self._mouse = Point(0, 0)
        self.setAccessibleName("Placement in the picture")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        screen.installEventFilter(self)
        for signal in (session.changed, session.selection_changed, session.playhead_changed):
            signal.connect(self._look_again)
        self._look_again()

    @property
    def is_placing(self) -> bool:
        return self._is_placing

    @property
    def handles(self) -> Handles | None:
        """Where what is selected can be taken hold of now."""
        if self._subject is None:
            return None
        return Handles(
            subject=self._subject, glass=self.glass, width=self.width(), height=self.height()
        )

    @property
    def glass(self) -> Glass:
        rect = self._screen.picture_rect()
        canvas = self._session.project.settings.size
        return Glass(left=rect.left(), top=rect.top(), scale=rect.width() / canvas.width)

    @Slot(bool)
    def set_placing(self, on: bool) -> None:
        """Show the frames of selected clips, or not."""
        if on != self._is_placing:
            self._is_placing = on
            self._look_again()
            if on and self.isVisible():
                self.setFocus()
            self.placing_changed.emit(on)

    @Slot(bool)
    def set_playing(self, playing: bool) -> None:
        """While the film plays nothing lies over it."""
        self._is_playing = playing
        self._look_again()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._screen and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._screen.rect())
        return False

    def event(self, event: QEvent) -> bool:
        # The arrows step the playhead, and Esc goes back to the first tool, but not here.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            holds = event.key() == Qt.Key.Key_Escape and self._hold.held is not None
            nudges = isinstance(self._subject, Placing) and _nudge_of(event) is not None
            if holds or nudges:
                event.accept()
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse = _point(event)
        grip = self._grip_under() if event.button() == Qt.MouseButton.LeftButton else None
        if grip is None or self._subject is None:
            event.ignore()
        else:
            begin = self.glass.to_canvas(self._mouse)
            self._hold.take(self._subject, grip, begin, self._frame)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse = _point(event)
        held = self._hold.held
        if held is None:
            self._hover()
            event.ignore()
            return
        away = distance(self.glass.to_screen(held.begin), self._mouse)
        if held.is_pulled or away >= QApplication.startDragDistance() / 2:
            keys = event.modifiers()
            pull = Pull(
                begin=held.begin,
                now=self.glass.to_canvas(self._mouse),
                straight=bool(keys & Qt.KeyboardModifier.ShiftModifier),
                free=bool(keys & Qt.KeyboardModifier.ControlModifier),
                cropping=bool(keys & Qt.KeyboardModifier.AltModifier),
                reach=REACH_PX / self.glass.scale,
            )
            self._hold.pull(pull)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._hold.held is None:
            event.ignore()
            return
        self._hold.let_go()
        self._hover()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        handles = self.handles
        if handles is None or handles.under(_point(event)) is None:
            event.ignore()
        elif isinstance(self._subject, Placing):
            chosen = frozenset({self._subject.clip_id})
            self._session.apply("Reset placement", reset_placement, chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        nudge = _nudge_of(event)
        if event.key() == Qt.Key.Key_Escape and self._hold.held is not None:
            self._hold.cancel()
            self.update()
        elif nudge is not None and isinstance(self._subject, Placing):
            again = event.isAutoRepeat()
            self._hold.nudge(self._subject, nudge, self._frame, again=again)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        handles, held = self.handles, self._hold.held
        if handles is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        match handles.subject:
            case Placing(framing=framing):
                for guide in self._hold.guides:
                    marks.draw_guide(painter, guide, handles.glass, self.size())
                marks.draw_framing(painter, handles, framing, self._hot)
            case Anchoring():
                at = handles.place(Grip.MIDDLE)
                marks.draw_anchor(painter, at, hot=self._hot is not None)
        if held is not None and held.is_pulled:
            canvas = self._session.project.settings.size
            words = words_of(handles.subject, held.grip, canvas)
            marks.draw_words(painter, self._mouse, words, self.rect())

    @Slot()
    def _look_again(self) -> None:
        project, selection = self._session.project, self._session.selection
        self._subject = subject_of(project, selection, self._frame, placing=self._is_placing)
        shown = not self._is_playing and (self._is_placing or self._subject is not None)
        if shown and not self.isVisible():
            self.setGeometry(self._screen.rect())
        self.setVisible(shown)
        self.update()

    @property
    def _frame(self) -> int:
        """Behind the last frame the last one is seen."""
        last = max(self._session.project.timeline.length - 1, 0)
        return min(self._session.playhead, last)

    def _grip_under(self) -> Grip | None:
        """A click on a picture that is not selected selects it, and holds it at once."""
        handles = self.handles
        grip = handles.under(self._mouse) if handles else None
        if grip is not None or not self._is_placing:
            return grip
        at = self.glass.to_canvas(self._mouse)
        found = clip_under(self._session.project, self._frame, at)
        if found is None:
            return None
        self._session.select(Selection(clips=frozenset({found})))
        handles = self.handles
        return handles.under(self._mouse) if handles else None

    def _hover(self) -> None:
        handles = self.handles
        hot = handles.under(self._mouse) if handles else None
        if hot is not self._hot:
            self._hot = hot
            self.unsetCursor() if hot is None else self.setCursor(_CURSORS[hot])
            self.update()


def lay_over(session: Session, viewer: Viewer) -> Overlay:
    """Over the side of the viewer that shows the film."""
    overlay, row = Overlay(session, viewer.screen_view), viewer.transport
    row.offer_placing()
    viewer.playing_changed.connect(overlay.set_playing)
    row.placing.toggled.connect(overlay.set_placing)
    overlay.placing_changed.connect(row.placing.setChecked)
    return overlay


def _nudge_of(event: QKeyEvent) -> tuple[int, int] | None:
    """How far an arrow moves a picture, in pixels of the canvas."""
    shift, keypad = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
    if event.modifiers() & ~(shift | keypad):
        return None
    nudge = _NUDGES.get(Qt.Key(event.key()))
    times = 10 if event.modifiers() & shift else 1
    return (nudge[0] * times, nudge[1] * times) if nudge else None


def _point(event: QMouseEvent) -> Point:
    return Point(event.position().x(), event.position().y())
