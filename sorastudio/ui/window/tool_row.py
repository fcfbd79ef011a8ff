"""The timeline with its tools above it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.theme import PALETTE

_ROW_PX, _LINE_PX = 36, 20
_LINE, _SPRING = "", "-"
_ROW = (
    "tool.select",
    "tool.razor",
    "tool.ripple",
    "tool.roll",
    "tool.slip",
    "tool.slide",
    _LINE,
    "sequence.snapping",
    _LINE,
    "clip.split",
    "clip.transition",
    "sequence.marker",
    _LINE,
    "slot.new",
    _SPRING,
    "view.zoom-out",
    "view.zoom-fit",
    "view.zoom-in",
)


class TimelinePane(QWidget):
    def __init__(self, timeline: QWidget, beside: QWidget, parent: QWidget) -> None:
        """`beside`: what stands at the right of the timeline."""
        super().__init__(parent)
        self._tools = QWidget(self)
        self._tools.setFixedHeight(_ROW_PX)
        self._row = QHBoxLayout(self._tools)
        self._row.setContentsMargins(8, 0, 8, 0)
        self._row.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(timeline, 1)
        row.addWidget(beside)
        column.addLayout(row, 1)

    def show_tools(self, registry: Registry) -> None:
        """Made once the commands are there."""
        for command in _ROW:
            if command == _SPRING:
                self._row.addStretch(1)
            elif command == _LINE:
                self._row.addSpacing(4)
                self._row.addWidget(_line(self._tools))
                self._row.addSpacing(4)
            else:
                self._row.addWidget(self._button(registry, command))

    def _button(self, registry: Registry, command: str) -> QToolButton:
        button = QToolButton(self._tools)
        button.setDefaultAction(registry.action(command))
        button.setAccessibleName(registry.words(command))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button


def _line(parent: QWidget) -> QWidget:
    line = QWidget(parent)
    line.setFixedSize(1, _LINE_PX)
    line.setStyleSheet(f"background: {PALETTE.line};")
    return line
