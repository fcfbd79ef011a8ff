"""Inputs with a place for what is wrong with them: what does not fit is said there, in words, and
never reaches the film."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError, UsageError
from sorastudio.project.media import Size
from sorastudio.ui.film.stroke import Stroke
from sorastudio.ui.panels.line import Line
from sorastudio.ui.panels.remark import Remark

LABEL_WIDTH_PX = 80
MIXED = "several values"
_LONGEST_QUOTE = 40
_HUGE = re.compile(r"[eE][+-]?\d{4}")

Commit = Callable[[str], None]
"""Reads a text and does what it says. Raises SoraError with what is wrong, and has done nothing."""


class Note(QLabel):
    """A line under a field that says what is wrong; gone while nothing is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("error", True)
        self.setWordWrap(True)
        self.hide()

    def say(self, words: str) -> None:
        self.setText(words)
        self.setVisible(bool(words))


class TextField(QWidget):
    """One line. Enter or leaving it commits, Esc takes back; where it has a `step`, arrows and the
    wheel count, and it can be pulled by its name."""

    def __init__(
        self,
        name: str,
        commit: Commit,
        parent: QWidget,
        *,
        step: Fraction | None = None,
        hint: str = "",
        stroke: Stroke | None = None,
    ) -> None:
        """`stroke`: makes one step to undo of what is pulled by the name."""
        super().__init__(parent)
        self._commit = commit
        self._step = step
        self._stroke = stroke
        self._pulled_from = Fraction(0)
        self._shown = ""
        self.edit = Line(self)
        self.edit.counts = step is not None
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(hint)
        self.edit.setToolTip(name)
        self._hint = hint
        self.note = Note(self)
        self.remark = Remark(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.edit, self.note, self.remark):
            column.addWidget(part)
        self.setFocusProxy(self.edit)
        self.edit.editingFinished.connect(self.finish)
        self.edit.left.connect(self._take_back)
        self.edit.stepped.connect(self._count)

    def hint(self, words: str) -> None:
        """What an empty field means."""
        self._hint = words

    def show_value(self, text: str | None) -> None:
        """None: the things it stands for differ. What is being typed is left alone."""
        self._shown = text or ""
        self.edit.setPlaceholderText(MIXED if text is None else self._hint)
        if not self.edit.isModified():
            self._take_back()

    def reset(self, text: str | None) -> None:
        """Shows the value of something else; what was being typed is gone."""
        self.edit.setModified(False)
        self.show_value(text)

    @property
    def text(self) -> str:
        return self.edit.text()

    def allow(self, able: bool, words: str = "", *, is_trouble: bool = False) -> None:
        """Whether it can be used; `words` beside it say why not, or what comes of its value."""
        self.edit.setEnabled(able)
        self.edit.setToolTip(words or self.edit.accessibleName())
        self.edit.setAccessibleDescription(words)
        self.remark.say(words, is_trouble=is_trouble)

    @Slot()
    def finish(self) -> None:
        """Commits what was typed, if anything was."""
        text = self.edit.text().strip()
        if not self.edit.isModified() or text == self._shown:
            return
        try:
            self._commit(text)
        except SoraError as error:
            self.note.say(" ".join(part for part in (error.what, error.todo) if part))
            return
        self.note.say("")
        self.edit.setModified(False)
        self.edit.setText(self._shown if self._shown else text)

    @Slot()
    def _take_back(self) -> None:
        self.note.say("")
        if self.edit.text() != self._shown:
            self.edit.setText(self._shown)
        self.edit.setModified(False)
        self.edit.setCursorPosition(0)

    @Slot(int)
    def _count(self, steps: int) -> None:
        if self._step is None:
            return
        try:
            number = read_number(self.edit.text())
        except UsageError:
            return
        self.write(number + steps * self._step)

    def write(self, number: Fraction) -> None:
        """As if it were typed, and committed."""
        self.edit.setText(number_text(number))
        self.edit.setModified(True)
        self.finish()

    def scrub_begin(self) -> bool:
        """Whether there is a number to be pulled."""
        self.finish()
        try:
            self._pulled_from = read_number(self.edit.text())
        except UsageError:
            return False
        if self._stroke is not None:
            self._stroke.begin()
        return self._step is not None

    def scrub_to(self, steps: int) -> None:
        """So many steps from where it began; where that is refused, the last value stays."""
        if self._step is not None:
            self.write(self._pulled_from + steps * self._step)
            if self.edit.isModified():
                self.edit.setText(self._shown)
                self.edit.setModified(False)

    def scrub_end(self) -> None:
        self.note.say("")
        if self._stroke is not None:
            self._stroke.end()


class ChoiceField(QComboBox):
    """One of several, by value; the wheel scrolls the panel, not the choice."""

    def __init__(
        self,
        name: str,
        choices: Iterable[tuple[str, str]],
        chosen: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        """`choices`: (value, words)."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setMinimumWidth(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.offer(choices)
        self.activated.connect(lambda index: chosen(self.itemData(index)))

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        self.clear()
        for value, words in choices:
            self.addItem(words, value)

    def bar(self, why: Mapping[str, str]) -> None:
        """By value, why some cannot be chosen: they are grey, and say it."""
        for index in range(self.count()):
            words = why.get(self.itemData(index), "")
            self.setItemData(index, words or None, Qt.ItemDataRole.ToolTipRole)
            # The way to a grey entry of the list: Qt's own models read it there.
            self.setItemData(index, 0 if words else None, Qt.ItemDataRole.UserRole - 1)

    def show_value(self, value: str | None) -> None:
        """None: the things it stands for differ."""
        self.setCurrentIndex(-1 if value is None else self.findData(value))
        self.setPlaceholderText(MIXED)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


_BOX_PX = 26
"""What the box beside the words takes."""


class CheckField(QCheckBox):
    """On or off."""

    def __init__(self, words: str, chosen: Callable[[bool], None], parent: QWidget) -> None:
        super().__init__(words, parent)
        self._words = words
        self.setAccessibleName(words)
        self.setMinimumHeight(28)
        # Long words are cut off rather than make the panel wider than its dock.
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda checked: chosen(bool(checked)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - _BOX_PX
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))


class Form(QWidget):
    """Fields under one another, each with its name at the left."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH_PX)
        self._grid.setColumnStretch(1, 1)

    def add(self, words: str, *fields: QWidget) -> QLabel:
        """A row; several fields share its width."""
        label = QLabel(words, self)
        label.setProperty("small", True)
        self.add_row(label, *fields)
        return label

    def add_row(self, label: QLabel, *fields: QWidget) -> None:
        """A row with a label of its own kind."""
        row = self._grid.rowCount()
        label.setFixedHeight(28)
        label.setBuddy(fields[0])
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        if len(fields) == 1:
            self._grid.addWidget(fields[0], row, 1)
            return
        inner = QGridLayout()
        inner.setHorizontalSpacing(4)
        for column, field in enumerate(fields):
            inner.addWidget(field, 0, column, Qt.AlignmentFlag.AlignTop)
            fixed = field.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed
            inner.setColumnStretch(column, 0 if fixed else 1)
        self._grid.addLayout(inner, row, 1)


class Heading(QLabel):
    """The name of a part of a panel."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self.setObjectName("heading")
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self.setContentsMargins(0, 8, 0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


def scroll_over(outside: QWidget, inside: QWidget) -> QScrollArea:
    """Lets a column of fields scroll where there is no room for it."""
    area = QScrollArea(outside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    # Qt fills both by itself, with the colour of the window.
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)
    whole = QVBoxLayout(outside)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(area)
    return area


def read_number(
    text: str, *, lowest: float | None = None, highest: float | None = None, unit: str = ""
) -> Fraction:
    """A decimal number, with a point or a comma, or a ratio such as 3/2; the unit may follow it.

    Raises UsageError.
    """
    plain = text.strip().removesuffix(unit).strip().replace(",", ".").replace("−", "-")
    try:
        # A short text with an exponent can name a number that fills the memory.
        if len(plain) > 32 or _HUGE.search(plain):
            raise ValueError
        number = Fraction(plain)
    except (ValueError, ZeroDivisionError):
        raise UsageError(f"“{_short(text)}” is not a number.") from None
    if (lowest is not None and number < lowest) or (highest is not None and number > highest):
        raise UsageError(_range_words(lowest, highest, unit))
    return number


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _range_words(lowest: float | None, highest: float | None, unit: str) -> str:
    behind = f" {unit}" if unit else ""
    if lowest is None:
        return f"At most {highest:g}{behind}."
    if highest is None:
        return f"At least {lowest:g}{behind}."
    return f"Between {lowest:g} and {highest:g}{behind}."


def number_text(number: float | Fraction, places: int = 3) -> str:
    """As short as it can be written."""
    text = f"{float(number):.{places}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def read_whole(text: str, *, lowest: int, highest: int, unit: str = "") -> int:
    """Raises UsageError."""
    number = read_number(text, lowest=lowest, highest=highest, unit=unit)
    if number.denominator != 1:
        raise UsageError(f"“{_short(text)}” is not a whole number.")
    return int(number)


def read_size(text: str) -> Size:
    """`1280x720`, with `x` or `×`. Raises UsageError."""
    parts = text.lower().replace("×", "x").split("x")
    if len(parts) != 2:
        raise UsageError(f"“{_short(text)}” is not a size.", todo="Write 1280x720.")
    width, height = (read_whole(part, lowest=16, highest=8192, unit="px") for part in parts)
    if width % 2 or height % 2:
        raise UsageError("Width and height must be even.")
    return Size(width, height)


def same(values: Sequence[str]) -> str | None:
    """The value all of them have, or None."""
    return values[0] if len(set(values)) == 1 else None
