"""The program's own icons: drawn on a 24 px grid, tinted when they are loaded."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from sorastudio.paths import resource
from sorastudio.ui.theme import PALETTE

_SIZES_PX = (20, 40)
"""Of an icon in a button, on a plain and on a fine screen."""


def icon(name: str, color: str = PALETTE.text) -> QIcon:
    """The icon of a file in `resources/icons`. Raises FileNotFoundError if there is none."""
    made = QIcon()
    for size in _SIZES_PX:
        made.addPixmap(pixmap(name, size, color), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, size, PALETTE.faint), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, size_px: int, color: str = PALETTE.text, ratio: float = 1.0) -> QPixmap:
    """An icon to paint: `size_px` wide on the screen, `ratio` device pixels to each."""
    drawn = QPixmap(round(size_px * ratio), round(size_px * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))
    renderer.render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")
