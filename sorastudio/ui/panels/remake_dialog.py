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
    """Its answer is `added` and `prompt`, by `remaker`. There is at least one who can make it."""

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
        self._extends = not (edits := operation is Operation.EDIT)
        self._tells = edits or not take.recipe.prompt
        """Whether words are asked for: a file of no generator was made of none."""
        verb = operation.value.capitalize()
        self.setWindowTitle(f"{verb} take {take.number}")
        self.seconds = QDoubleSpinBox(self)
        self.seconds.setSuffix(" s")
        self.seconds.setAccessibleName("Seconds that are added behind its end")
        self.words = QLineEdit(self)
        self.words.setAccessibleName("What is to be different" if edits else "What happens then")
        self.words.setPlaceholderText(
            "such as “at night, in the rain”" if edits else "such as “the boat turns for the shore”"
        )
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
    def added(self) -> Fraction:
        """Seconds behind its end."""
        return Fraction(self.seconds.value()).limit_denominator(100)

    @property
    def prompt(self) -> str:
        """What is to be different, or what happens behind its end; empty: what happened before."""
        return self.words.text().strip()

    def _lay_out(self, verb: str) -> None:
        form = QFormLayout()
        for asked, field, words in (
            (self._extends, self.seconds, "Add behind its end"),
            (self._tells, self.words, "What happens then" if self._extends else "Change"),
        ):
            if asked:
                form.addRow(words, field)
            field.setVisible(asked)
        form.addRow("Made by", self.by)
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
        (self.words if self._tells else self.seconds).setFocus()

    def _show_maker(self) -> None:
        can = self.remaker.can
        self.seconds.setRange(float(can.shortest), float(can.longest))
        self._show_note()

    def _show_note(self) -> None:
        self.ok.setEnabled(bool(self.prompt) or not self._tells)
        self.note.setText("\n".join((*self._about_length(), *self._about_file(), self._price())))

    def _about_length(self) -> tuple[str, ...]:
        remaker, can = self.remaker, self.remaker.can
        if not self._extends or not can.lengths:
            return ()
        made = ", ".join(f"{float(each):g}" for each in can.lengths[:12])
        return (f"{remaker.name} adds {made} s; the next longer one is taken.",)

    def _about_file(self) -> tuple[str, ...]:
        if not self.remaker.uploads:
            return ()
        return (f"The video is uploaded to {self.remaker.maker.generator} for it.",)

    def _price(self) -> str:
        seconds = self.added if self._extends else self._media.duration
        words = total([self.remaker.can.estimate(seconds, self._take.recipe.size)]).words
        return f"{words[0].upper()}{words[1:]}."
