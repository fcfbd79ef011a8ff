"""Takes on their way: how far, how long, what they cost, and what can be done with each."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sorastudio.errors import UsageError
from sorastudio.generate.price import CURRENCY
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import Arrived, Canceled, Failed, Queued, Running, TakeJob
from sorastudio.ui.panels.fields import TextField
from sorastudio.ui.panels.job_card import JobCard
from sorastudio.ui.panels.job_words import cost_words, moment_of_job, stage_words
from sorastudio.ui.panels.lanes import Lanes
from sorastudio.ui.panels.queue_rows import QueueModel, QueuePainter, QueueRows
from sorastudio.ui.panels.queue_words import money_line, queue_line
from sorastudio.ui.panels.rows import PICTURE
from sorastudio.ui.panels.thumbs import Thumbs

_TICK_MS = 1000


class QueuePanel(QWidget):
    """Every take that waits, is made, or could not be, in the order in which they are made."""

    def __init__(
        self,
        session: Session,
        generation: Generation,
        prices: Prices,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._generation, self._prices = session, generation, prices
        height = round(PICTURE.height() * self.devicePixelRatioF())
        self._thumbs = Thumbs(session, height, self)
        self.words = QLabel(self)
        self.words.setAccessibleName("Queue")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.money = QLabel(self)
        self.money.setAccessibleName("Money")
        self.money.setProperty("small", True)
        self.money.setWordWrap(True)
        self.pause_button = QPushButton("Pause all", self)
        self.pause_button.setCheckable(True)
        self.clear_button = QPushButton("Clear finished", self)
        self.retry_button = QPushButton("Retry all failed", self)
        self.dismiss_button = QPushButton("Dismiss all failed", self)
        self.costs_button = QPushButton("Costs…", self)
        self.cap = TextField("What the film may cost, in US dollars", self._set_cap, self)
        self.cap_name = QLabel("Film cap", self)
        self.lanes = Lanes(generation, self)
        self.model = QueueModel(self._words_of, self)
        self.rows = QueueRows(self.model, QueuePainter(self._picture, self, self.model), self)
        self.card = JobCard(session, generation, self)
        self.empty = QLabel("Nothing is being generated.", self)
        self.empty.setProperty("dim", True)
        self._lay_out()
        self._connect()
        # The time left goes down between two reports, too.
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.timeout.connect(self.rows.viewport().update)
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addWidget(self.money)
        column.addLayout(_side_by_side(self.cap_name, self.cap, self.costs_button))
        column.addLayout(_side_by_side(self.pause_button, self.clear_button))
        column.addWidget(self.lanes)
        column.addLayout(_side_by_side(self.retry_button, self.dismiss_button))
        column.addWidget(self.empty)
        column.addWidget(self.rows, 1)
        column.addWidget(self.card)

    def _connect(self) -> None:
        generation, care = self._generation, self._generation.care
        self.pause_button.clicked.connect(lambda checked: generation.pause(paused=checked))
        self.clear_button.clicked.connect(lambda _checked=False: generation.clear_finished())
        self.retry_button.clicked.connect(lambda _checked=False: care.retry_all())
        self.dismiss_button.clicked.connect(
            lambda _checked=False: care.dismiss([job.id for job in care.dead()])
        )
        self.costs_button.clicked.connect(lambda _checked=False: self._show_costs())
        self.rows.move_wanted.connect(generation.move)
        self.rows.cancel_wanted.connect(self._cancel)
        self.rows.retry_wanted.connect(generation.retry)
        self.rows.chosen.connect(self._choose)
        self.model.dropped.connect(self._drop)
        generation.changed.connect(self._refresh)
        self._prices.changed.connect(self._refresh)
        self._thumbs.came.connect(self.rows.viewport().update)

    @Slot()
    def _refresh(self) -> None:
        jobs = self._generation.jobs
        chosen = self.rows.current
        if self.model.show_jobs(jobs) and chosen is not None:
            self.rows.select_id(chosen.id)
        self.rows.viewport().update()
        self._show_card()
        self._show_head()
        self.empty.setVisible(not jobs)
        self.rows.setVisible(bool(jobs))
        is_running = any(isinstance(job.stage, Running) for job in jobs)
        if is_running and not self._clock.isActive():
            self._clock.start()
        elif not is_running:
            self._clock.stop()

    def _show_head(self) -> None:
        generation = self._generation
        jobs, money = generation.jobs, generation.watch.money
        self.words.setText(queue_line(generation) or "Queue")
        self.money.setText(money_line(money, long=True) if money else "")
        self.money.setVisible(bool(self.money.text()))
        if money is not None:
            self.cap.show_value(_cap_words(money.cap))
        self.pause_button.setChecked(generation.paused)
        self.pause_button.setText("Go on" if generation.paused else "Pause all")
        over = any(isinstance(job.stage, Arrived | Canceled) for job in jobs)
        self.clear_button.setEnabled(over)
        failed = any(isinstance(job.stage, Failed) for job in jobs)
        self.retry_button.setVisible(failed)
        self.dismiss_button.setVisible(failed)
        self.lanes.refresh()

    @Slot()
    def _choose(self) -> None:
        self._show_card()
        # Once the card has taken its room.
        QTimer.singleShot(0, self.rows, lambda: self.rows.scrollTo(self.rows.currentIndex()))

    @Slot()
    def _show_card(self) -> None:
        self.card.show_job(self.rows.current)

    @Slot(str)
    def _cancel(self, job_id: str) -> None:
        job = self._generation.queue.get(job_id)
        if job is not None:
            self.card.cancel(job)

    @Slot(str, int)
    def _drop(self, job_id: str, before: int) -> None:
        """A row that waits goes to where it was let go, among the others that wait."""
        above = self.model.jobs[:before]
        place = sum(isinstance(job.stage, Queued) and job.id != job_id for job in above)
        self._generation.move_to(job_id, place)

    def _words_of(self, job: TakeJob) -> tuple[str, str]:
        return (
            stage_words(job, self._generation),
            cost_words(self._session.project, job, self._prices),
        )

    def _picture(self, job: TakeJob) -> QImage | None:
        moment = moment_of_job(self._session.project, job)
        return self._thumbs.image(*moment) if moment else None

    def _set_cap(self, text: str) -> None:
        cap = read_cap(text)
        self._generation.set_cap(cap)
        self.cap.show_value(_cap_words(cap))

    def _show_costs(self) -> None:
        from sorastudio.ui.panels.costs_dialog import CostsDialog

        CostsDialog(self._session, self.window()).show()


def read_cap(text: str) -> Decimal | None:
    """`$20`, `12.50`, or `none`. Raises UsageError."""
    plain = text.strip().removeprefix("$").removesuffix(CURRENCY).strip()
    if plain.lower() in ("", "none", "no cap"):
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount < 10**9 or amount != round(amount, 6):
        raise UsageError(f"'{text}' is not an amount of dollars.", todo="Write it like 12.50.")
    return amount


def _cap_words(cap: Decimal | None) -> str:
    return "no cap" if cap is None else f"${cap}"


def _side_by_side(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
