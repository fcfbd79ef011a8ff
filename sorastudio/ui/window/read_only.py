"""The line that says that a film may only be looked at here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QToolBar,
    QWidget,
)

from sorastudio.ui.theme import PALETTE

_HEIGHT_PX = 36


def show_read_only(window: QMainWindow, why: str, take_over: Callable[[], object]) -> None:
    """Under the tools of the window, with the way out of it."""
    bar = QToolBar("Read only", window)
    bar.setObjectName("read-only")
    bar.setMovable(False)
    inside = QWidget(bar)
    words = QLabel(f"{why} Play it, look at it, export it; to change it, take it over.")
    # Long words are cut off rather than make the window wider.
    words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    words.setToolTip(why)
    words.setStyleSheet(f"color: {PALETTE.stale}")
    words.setAccessibleName("Read only")
    again = QPushButton("Take Over", inside)
    again.setToolTip(
        "The other window keeps what is open there for this one, and may only look from then on"
    )
    again.clicked.connect(lambda _checked=False: take_over())
    inside.setFixedHeight(_HEIGHT_PX)
    row = QHBoxLayout(inside)
    row.setContentsMargins(8, 2, 8, 2)
    row.addWidget(words, 1)
    row.addWidget(again)
    bar.addWidget(inside)
    window.addToolBarBreak()
    window.addToolBar(bar)
