"""A drag that comes to a widget."""

from __future__ import annotations

import warnings

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent


def entering(carried: QMimeData, place: QPoint) -> QDragEnterEvent:
    """A drag with the left button that may be copied; nobody has taken it yet."""
    with warnings.catch_warnings():
        # From 6.12 on Qt wants a place in fractions, which 6.11 does not take.
        warnings.simplefilter("ignore", DeprecationWarning)
        event = QDragEnterEvent(
            place,
            Qt.DropAction.CopyAction,
            carried,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    event.ignore()
    return event
