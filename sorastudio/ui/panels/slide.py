"""A number with a slider beside it."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from sorastudio.errors import UsageError
from sorastudio.ui.film.stroke import Stroke
from sorastudio.ui.panels.fields import TextField, read_number


class Slide(QSlider):
    """Goes along with a field; pulling it is one step to undo."""

    def __init__(
        self, field: TextField, stroke: Stroke, *, lowest: int, highest: int, per_one: int = 1
    ) -> None:
        """`per_one`: how many positions there are from one whole number to the next."""
        parent = field.parent()
        assert isinstance(parent, QWidget)
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._field, self._per_one = field, per_one
        self.setRange(lowest * per_one, highest * per_one)
        self.setPageStep(5 * per_one)
        self.setFixedHeight(28)
        self.setMinimumWidth(48)
        self.setAccessibleName(field.edit.accessibleName())
        self.sliderPressed.connect(stroke.begin)
        self.sliderReleased.connect(stroke.end)
        self.valueChanged.connect(self._moved)
        field.edit.textChanged.connect(self._follow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _follow(self, text: str) -> None:
        """Where the field is; of something that is no number, where it was."""
        try:
            value = read_number(text) if text else None
        except UsageError:
            return
        if value is not None and not self.isSliderDown():
            # Qt takes numbers of 32 bits only.
            position = max(round(value * self._per_one), self.minimum())
            with QSignalBlocker(self):
                self.setValue(min(position, self.maximum()))

    def _moved(self, value: int) -> None:
        self._field.write(Fraction(value, self._per_one))
