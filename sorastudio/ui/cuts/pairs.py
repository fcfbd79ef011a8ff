"""A list of cuts: the two pictures that meet, beside words about them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from sorastudio.render.picture import Picture, to_rgb
from sorastudio.ui.theme import PALETTE

PAIR = QSize(180, 50)
_HALF = QSize(88, 50)

Pixels = tuple[bytes, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The last picture of one clip and the first of the next: RGB, width, height."""

    last: Pixels
    first: Pixels


def pixels(picture: Picture) -> Pixels:
    """May be called from any thread."""
    rgb = to_rgb(picture)
    return rgb.tobytes(), rgb.shape[1], rgb.shape[0]


class PairList(QListWidget):
    """One cut a row."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setIconSize(PAIR)
        self.setSpacing(2)
        self.setWordWrap(True)
        self.setUniformItemSizes(False)

    def add(self, words: str, pair: Pair | None) -> None:
        item = QListWidgetItem(words)
        item.setIcon(QIcon(_pixmap(pair)))
        item.setSizeHint(QSize(0, PAIR.height() + 10))
        self.addItem(item)


def _pixmap(pair: Pair | None) -> QPixmap:
    pixmap = QPixmap(PAIR)
    pixmap.fill(QColor(PALETTE.window))
    if pair is not None:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for side, x in ((pair.last, 0), (pair.first, PAIR.width() - _HALF.width())):
            _paint(painter, side, x)
        painter.end()
    return pixmap


def _paint(painter: QPainter, side: Pixels, x: int) -> None:
    rgb, width, height = side
    image = QImage(rgb, width, height, width * 3, QImage.Format.Format_RGB888)
    place = QRect(QPoint(x, 0), image.size().scaled(_HALF, Qt.AspectRatioMode.KeepAspectRatio))
    place.moveCenter(QRect(QPoint(x, 0), _HALF).center())
    painter.drawImage(place, image)
