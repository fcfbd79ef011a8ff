"""The question how much longer a take is to be, or what is to be different, and who makes it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from sorastudio.generate.remakers import Remaker
from sorastudio.project.media import Media, Operation, Take
from sorastudio.ui.film.prices import total

_USUAL_SECONDS = 4.0
_WIDE_PX = 420
"""Enough for a sentence."""


class RemakeDialog(QDialog):
    """Its answer is `wanted` by `remaker`. There is at least one who can make it."""

    def __init__(
        self,
        take: Take,
        media: Media,
        operation: Operation,
        remakers: Sequence[Remaker],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._take, self._media = take, media
        self._remakers: tuple[Remaker, ...] = ()
        self._operation = operation
        verb = operation.value.capitalize()
        self.setWindowTitle(f"{verb} take {take.number}")
        self.seconds = QDoubleSpinBox(self)
        self.seconds.setSuffix(" s")
        self.seconds.setAccessibleName("Seconds that are added behind its end")
        self.words = QLineEdit(self)
        self.words.setAccessibleName("What is to be different")
        self.words.setPlaceholderText("such as “at night, in the rain”")
        self.by = QComboBox(self)
        self.by.setAccessibleName("Made by")
        self.note = QLabel(self)
        self.note.setWordWrap(True)
        self.note.setProperty("dim", True)
        self._lay_out(verb)
        self.offer(remakers)
        self.by.currentIndexChanged.connect(self._show_maker)
        self.seconds.valueChanged.connect(self._show_note)
        self.words.textChanged.connect(self._show_note)
        self.seconds.setValue(_USUAL_SECONDS)

    def offer(self, remakers: Sequence[Remaker]) -> None:
        """All who can make it, as far as is known by now: the chosen one stays chosen."""
        if not remakers or tuple(remakers) == self._remakers:
            return
        before = self.remaker.maker if self._remakers else None
        self._remakers = tuple(remakers)
        makers = [each.maker for each in self._remakers]
        with QSignalBlocker(self.by):
            self.by.clear()
            self.by.addItems([f"{each.name} ({each.maker.generator})" for each in remakers])
            self.by.setCurrentIndex(makers.index(before) if before in makers else 0)
        self.by.setEnabled(len(makers) > 1)
        self._show_maker()

    @property
    def remaker(self) -> Remaker:
        return self._remakers[self.by.currentIndex()]

    @property
    def wanted(self) -> Fraction | str:
        """Seconds, or words."""
        if self._operation is Operation.EXTEND:
            return Fraction(self.seconds.value()).limit_denominator(100)
        return self.words.text().strip()

    def _lay_out(self, verb: str) -> None:
        extends = self._operation is Operation.EXTEND
        form = QFormLayout()
        form.addRow("Add behind its end" if extends else "Change", self._asked)
        form.addRow("Made by", self.by)
        (self.words if extends else self.seconds).hide()
        answers = QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        self.buttons = QDialogButtonBox(answers, self)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText(verb)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.note)
        column.addWidget(self.buttons)
        self.setMinimumWidth(_WIDE_PX)
        self._asked.setFocus()

    @property
    def _asked(self) -> QWidget:
        return self.seconds if self._operation is Operation.EXTEND else self.words

    def _show_maker(self) -> None:
        can = self.remaker.can
        self.seconds.setRange(float(can.shortest), float(can.longest))
        self._show_note()

    def _show_note(self) -> None:
        self.ok.setEnabled(bool(self.wanted))
        self.note.setText("\n".join((*self._about_length(), *self._about_file(), self._price())))

    def _about_length(self) -> tuple[str, ...]:
        remaker, can = self.remaker, self.remaker.can
        if self._operation is not Operation.EXTEND or not can.lengths:
            return ()
        made = ", ".join(f"{float(each):g}" for each in can.lengths[:12])
        return (f"{remaker.name} adds {made} s; the next longer one is taken.",)

    def _about_file(self) -> tuple[str, ...]:
        if not self.remaker.uploads:
            return ()
        return (f"The video is uploaded to {self.remaker.maker.generator} for it.",)

    def _price(self) -> str:
        wanted = self.wanted
        seconds = wanted if isinstance(wanted, Fraction) else self._media.duration
        words = total([self.remaker.can.estimate(seconds, self._take.recipe.size)]).words
        return f"{words[0].upper()}{words[1:]}."
