"""Another prompt, seed or length for a take that waits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sorastudio.generate.wanted import MOST_SEED
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import TakeJob
from sorastudio.ui.panels.job_words import title

_LONGEST_SECONDS = 600.0


class JobEditor(QDialog):
    """Only of this take: the slot stays as it is."""

    def __init__(self, job: TakeJob, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title(job))
        self.prompt = QPlainTextEdit(job.slot.prompt, self)
        self.prompt.setAccessibleName("Prompt")
        self.prompt.setMinimumSize(360, 96)
        self.seed = QSpinBox(self)
        self.seed.setRange(0, MOST_SEED)
        self.seed.setValue(job.order.seed)
        self.seconds = QDoubleSpinBox(self)
        self.seconds.setRange(0.04, _LONGEST_SECONDS)
        self.seconds.setSuffix(" s")
        self.seconds.setValue(float(job.slot.seconds))
        note = QLabel("Of this take only: the slot stays as it is.", self)
        note.setProperty("dim", True)
        form = QFormLayout()
        form.addRow("Prompt", self.prompt)
        form.addRow("Seed", self.seed)
        form.addRow("At least", self.seconds)
        answers = QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        box = QDialogButtonBox(answers, self)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(note)
        column.addLayout(form)
        column.addWidget(box)


def edit_job(session: Session, generation: Generation, job: TakeJob, parent: QWidget) -> None:
    editor = JobEditor(job, parent.window())
    if editor.exec() == QDialog.DialogCode.Accepted:
        seconds = Fraction(round(editor.seconds.value() * 100), 100)
        slot = replace(job.slot, prompt=editor.prompt.toPlainText().strip(), seconds=seconds)
        generation.care.revise(job.id, slot, editor.seed.value())
        session.told.emit("info", f"{title(job)} asks for that now.")
    editor.deleteLater()
