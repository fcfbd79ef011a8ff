"""A picture that is dragged out of its screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication

from sorastudio.ui.viewer.screen import Screen

_PICTURE_PX = 160


class Carry(QObject):
    """Lets the left button take what a screen shows to where it can be dropped."""

    def __init__(self, screen: Screen, carried: Callable[[], QMimeData | None]) -> None:
        super().__init__(screen)
        self._screen, self._carried = screen, carried
        self._pressed: QPoint | None = None
        screen.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                mouse = cast("QMouseEvent", event)
                is_left = mouse.button() == Qt.MouseButton.LeftButton
                self._pressed = mouse.position().toPoint() if is_left else None
            case QEvent.Type.MouseButtonRelease:
                self._pressed = None
            case QEvent.Type.MouseMove if self._pressed is not None:
                way = cast("QMouseEvent", event).position().toPoint() - self._pressed
                if way.manhattanLength() >= QApplication.startDragDistance():
                    self._pressed = None
                    self._drag()
        return False

    def _drag(self) -> None:
        carried = self._carried()
        if carried is None:
            return
        drag = QDrag(self._screen)
        drag.setMimeData(carried)
        picture = self._screen.grab(self._screen.picture_rect().toAlignedRect())
        smooth = Qt.TransformationMode.SmoothTransformation
        drag.setPixmap(picture.scaledToWidth(_PICTURE_PX, smooth))
        drag.exec(Qt.DropAction.CopyAction)
