"""The take that is chosen in the queue: why it stands as it does, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import Canceled, Failed, Queued, TakeJob, Unconfirmed
from sorastudio.ui.panels.job_editor import edit_job
from sorastudio.ui.panels.job_words import reason_words, story_words, title
from sorastudio.ui.questions import ask_cancel_paid, ask_pay_again

_COLUMNS = 2


class JobCard(QWidget):
    """Hidden while nothing is chosen."""

    def __init__(self, session: Session, generation: Generation, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._generation = session, generation
        self._job: TakeJob | None = None
        self.name = QLabel(self)
        self.why = QLabel(self)
        self.why.setWordWrap(True)
        self.why.setProperty("small", True)
        self.why.setAccessibleName("Why")
        care = generation.care
        self.buttons = {
            "Cancel": self._button("Cancel", self.cancel),
            "Try Again": self._button("Try Again", lambda job: care.retry(job.id)),
            "Dismiss": self._button("Dismiss", lambda job: care.dismiss([job.id])),
            "Look for It": self._button("Look for It", lambda job: care.look_for(job.id)),
            "Send Again…": self._button("Send Again…", self._pay_again),
            "Give Up": self._button("Give Up", lambda job: care.give_up(job.id)),
            "To the Front": self._button("To the Front", lambda job: generation.move_to(job.id, 0)),
            "To the End": self._button(
                "To the End", lambda job: generation.move_to(job.id, len(generation.jobs))
            ),
            "Use Slot as Now": self._button("Use Slot as Now", self._use_slot),
            "Edit…": self._button("Edit…", lambda job: edit_job(session, generation, job, self)),
        }
        self.buttons["Look for It"].setToolTip("Asks the service for it, which is free")
        self.buttons["Send Again…"].setToolTip("It may be paid for twice")
        self.buttons["Give Up"].setToolTip("What it may have cost stays counted")
        self.buttons["Use Slot as Now"].setToolTip(
            "Asks for what the slot says now, not for what it said when the take was asked for"
        )
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.name)
        column.addWidget(self.why)
        column.addLayout(self._grid)
        self.hide()

    def show_job(self, job: TakeJob | None) -> None:
        before, self._job = self._job, job
        self.setVisible(job is not None)
        if job is None:
            return
        self.name.setText(title(job))
        project = self._session.project
        why = reason_words(job, self._generation) or story_words(project, job)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.buttons["Cancel"].setToolTip(self._generation.care.cost_of_cancel(job))
        if before is None or type(before.stage) is not type(job.stage) or before.id != job.id:
            self._lay_out(job)

    def cancel(self, job: TakeJob) -> None:
        """Asks first where a service may charge it all the same."""
        sent = job.connection and (job.entry.provider_job_id or not isinstance(job.stage, Queued))
        words = self._generation.care.cost_of_cancel(job)
        if sent and "charged all the same" in words and not ask_cancel_paid(words, self.window()):
            return
        self._generation.cancel(job.id)

    def _pay_again(self, job: TakeJob) -> None:
        if ask_pay_again(title(job), self.window()):
            self._generation.care.send_again(job.id)

    def _use_slot(self, job: TakeJob) -> None:
        slot = self._session.project.slots.get(job.order.slot_id)
        if slot is not None:
            self._generation.care.revise(job.id, slot, job.order.seed)

    def _button(self, words: str, act: Callable[[TakeJob], None]) -> QPushButton:
        button = QPushButton(words, self)

        def press(_checked: bool = False) -> None:
            if self._job is not None:
                act(self._job)

        button.clicked.connect(press)
        return button

    def _lay_out(self, job: TakeJob) -> None:
        shown = _acts(job)
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.hide()
        for place, name in enumerate(shown):
            self._grid.addWidget(self.buttons[name], place // _COLUMNS, place % _COLUMNS)
            self.buttons[name].show()


def _acts(job: TakeJob) -> tuple[str, ...]:
    """What can be done with it, by the words of its buttons."""
    match job.stage:
        case Queued() if not job.entry.provider_job_id:
            return ("Cancel", "Edit…", "To the Front", "To the End", "Use Slot as Now")
        case Unconfirmed():
            return ("Look for It", "Give Up", "Send Again…")
        case Failed():
            return ("Try Again", "Dismiss")
        case Canceled():
            return ("Try Again",)
        case _ if job.open:
            return ("Cancel",)
    return ()
