"""The kinds of transition, to look at and to drag onto a cut."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QModelIndex, QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, from_rgb, to_rgb
from sorastudio.render.transitions import kinds
from sorastudio.ui.drags import TRANSITION_MIME
from sorastudio.ui.panels.kind_finder import KindFinder
from sorastudio.ui.panels.rows import PICTURE, Rows
from sorastudio.ui.panels.thumbs import to_image

_STEPS = 24
_STEP_MS = 50
_RESTING = _STEPS * 2 // 5
"""Where a kind that is not played stands still: both pictures are seen."""


class TransitionsTab(QWidget):
    """A kind plays while the pointer rests on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        size = Size(PICTURE.width() * 2, PICTURE.height() * 2)
        self._pictures = _scene(size, (214, 150, 92), 0.3), _scene(size, (70, 110, 168), 0.7)
        self._images: dict[tuple[str, int], QImage] = {}
        self._playing, self._step = "", 0
        self.rows = Rows("Transitions", TRANSITION_MIME, self, picture=self._picture)
        self.hint = QLabel(self, wordWrap=True)
        self.hint.setProperty("small", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.hint)
        column.addWidget(self.rows, 1)
        self._clock = QTimer(self)
        self._clock.setInterval(_STEP_MS)
        self._clock.timeout.connect(self._go_on)
        self.rows.entered.connect(self._play)
        self.rows.viewport().installEventFilter(self)
        self.finder = KindFinder(self.rows, self.hint, self)
        column.insertWidget(0, self.finder)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._stop()
        return super().eventFilter(watched, event)

    def _play(self, index: QModelIndex) -> None:
        self._playing, self._step = self.rows.rows[index.row()].id, 0
        self._clock.start()

    def _stop(self) -> None:
        self._playing = ""
        self._clock.stop()
        self.rows.viewport().update()

    def _go_on(self) -> None:
        self._step = (self._step + 1) % _STEPS
        self.rows.viewport().update()

    def _picture(self, name: str) -> QImage:
        step = self._step if name == self._playing else _RESTING
        found = self._images.get((name, step))
        if found is None:
            a, b = self._pictures
            blended = kinds()[name].blend(a, b, step / _STEPS, {})
            found = self._images[name, step] = to_image(np.ascontiguousarray(to_rgb(blended)))
        return found


def _scene(size: Size, colour: tuple[int, int, int], middle: float) -> Picture:
    """A colour that grows darker to the bottom, with a light disc: what stands for a scene."""
    y, x = np.mgrid[: size.height, : size.width].astype(np.float32)
    shade = (1.1 - 0.6 * y / size.height)[..., None]
    rgb = np.clip(np.array(colour, np.float32) * shade, 0, 255)
    far = np.hypot(x - size.width * middle, y - size.height * 0.45)
    rgb[far < size.height * 0.2] = 236
    return from_rgb(rgb.astype(np.uint8))
