"""A hand on a timeline: presses, drags and lets go as a person does, at frames of tracks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.project.check import errors
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Session
from sorastudio.ui.timeline.geometry import Scale
from sorastudio.ui.timeline.view import Timeline
from tests.project.films import V1

NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, session: Session, *, px_per_frame: float = 4.0) -> Timeline:
    """A timeline in a window of its own, at a scale that is easy to count in."""
    timeline = Timeline(session)
    qtbot.addWidget(timeline)
    timeline.resize(1000, 330)
    with qtbot.waitExposed(timeline):
        timeline.show()
    timeline.stage.set_scale(Scale(px_per_frame))
    return timeline


@dataclass(frozen=True)
class Hand:
    """Works on the canvas. `down` is in pixels from the top of a track."""

    qtbot: QtBot
    timeline: Timeline

    def point(self, frame: float, track: TrackId = V1, down: int = 40) -> QPoint:
        stage = self.timeline.stage
        row = next(row for row in stage.rows if row.track.id == track)
        return QPoint(round(stage.scale.x(frame)), row.top - stage.scroll_y + down)

    def press(self, at: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self._send(QEvent.Type.MouseButtonPress, at, keys, LEFT)

    def move(self, at: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self._send(QEvent.Type.MouseMove, at, keys, Qt.MouseButton.NoButton)

    def release(self, at: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self._send(QEvent.Type.MouseButtonRelease, at, keys, LEFT)

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        QTest.mouseClick(self.timeline.canvas, LEFT, keys, at)

    def pull(self, begin: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press and go there in a few steps, without letting go."""
        self.press(begin, keys)
        for step in (1, 2, 3):
            self.move(begin + (end - begin) * step / 3, keys)

    def drag(self, begin: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        self.pull(begin, end, keys)
        self.release(end, keys)

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.timeline.canvas, key)

    def hover(self, at: QPoint) -> None:
        """Move there with nothing pressed."""
        self._send(QEvent.Type.MouseMove, at, NO_KEY, Qt.MouseButton.NoButton, holds=False)

    def _send(
        self,
        kind: QEvent.Type,
        at: QPoint,
        keys: Qt.KeyboardModifier,
        button: Qt.MouseButton,
        *,
        holds: bool = True,
    ) -> None:
        canvas = self.timeline.canvas
        holds = holds and kind is not QEvent.Type.MouseButtonRelease
        held = LEFT if holds else Qt.MouseButton.NoButton
        where = QPointF(at)
        event = QMouseEvent(kind, where, QPointF(canvas.mapToGlobal(at)), button, held, keys)
        QApplication.sendEvent(canvas, event)


def undone(session: Session, before: Project) -> Project:
    """The film as it is; it is sound, one step from what it was, and undo gives back just that."""
    after = session.project
    assert errors(after) == []
    assert after is not before
    session.undo()
    assert session.project is before
    session.document.redo()
    assert session.project is after
    return after
