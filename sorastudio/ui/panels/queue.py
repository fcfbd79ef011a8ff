"""Takes on their way: how far, how long, and the buttons to stop or try again."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sorastudio.ui.film.generation import Failed, Generation, Queued, Running
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.fields import scroll_over
from sorastudio.ui.panels.job_row import JobRow, cost_words, moment_of_job
from sorastudio.ui.panels.rows import PICTURE
from sorastudio.ui.panels.thumbs import Thumbs

_TICK_MS = 1000


class QueuePanel(QWidget):
    """Every job of this sitting, in the order in which they are made."""

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
        self.jobs: dict[int, JobRow] = {}
        self.words = QLabel(self)
        self.words.setAccessibleName("Queue")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.pause_button = QPushButton("Pause all", self)
        self.pause_button.setCheckable(True)
        self.clear_button = QPushButton("Clear finished", self)
        self.empty = QLabel("Nothing is being generated.", self)
        self.empty.setProperty("dim", True)
        self._lay_out()
        self.pause_button.clicked.connect(lambda checked: generation.pause(paused=checked))
        self.clear_button.clicked.connect(lambda _checked=False: generation.clear_finished())
        generation.changed.connect(self._refresh)
        prices.changed.connect(self._show_jobs)
        self._thumbs.came.connect(self._show_pictures)
        # The time left goes down between two reports, too.
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._show_jobs)
        self._refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.pause_button, 1)
        head.addWidget(self.clear_button, 1)
        below, inside = QWidget(self), QWidget(self)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.empty)
        self._column.addStretch(1)
        scroll_over(below, inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addLayout(head)
        column.addWidget(below, 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_pictures()

    @Slot()
    def _refresh(self) -> None:
        wanted = [job.id for job in self._generation.jobs]
        for gone in self.jobs.keys() - set(wanted):
            self.jobs.pop(gone).deleteLater()
        for place, job in enumerate(self._generation.jobs):
            row = self.jobs.get(job.id)
            if row is None:
                row = self.jobs[job.id] = JobRow(self._generation, job, self)
                row.dragged.connect(self._drag)
            if self._column.indexOf(row) != place + 1:
                self._column.insertWidget(place + 1, row)
        self._show_jobs()

    @Slot()
    def _show_jobs(self) -> None:
        jobs = self._generation.jobs
        for job in jobs:
            self.jobs[job.id].show_job(job)
            self.jobs[job.id].show_cost(cost_words(self._session.project, job, self._prices))
        self._show_pictures()
        self.words.setText(" · ".join((summary(self._generation), *self._price_of_all())))
        self.empty.setVisible(not jobs)
        self.pause_button.setChecked(self._generation.paused)
        self.pause_button.setText("Go on" if self._generation.paused else "Pause all")
        self.clear_button.setEnabled(any(not job.open for job in jobs))
        running = any(isinstance(job.stage, Running) for job in jobs)
        if running and not self._clock.isActive():
            self._clock.start()
        elif not running:
            self._clock.stop()

    @Slot()
    def _show_pictures(self) -> None:
        if not self.isVisible():
            return
        for job in self._generation.jobs:
            moment = moment_of_job(self._session.project, job)
            picture = self._thumbs.image(*moment) if moment else None
            self.jobs[job.id].show_picture(picture)

    def _price_of_all(self) -> tuple[str, ...]:
        """What all that is open may cost; nothing while it is free, or not known yet."""
        price = self._prices.of(job.order.slot_id for job in self._generation.jobs if job.open)
        return (price.words,) if price and price.may_cost else ()

    @Slot(int, int)
    def _drag(self, job_id: int, y: int) -> None:
        """A row that waits goes to the place among the others that the mouse is over."""
        waiting = [job.id for job in self._generation.jobs if isinstance(job.stage, Queued)]
        if job_id not in waiting:
            return
        below = self.jobs[job_id].y() + y
        others = [self.jobs[each] for each in waiting if each != job_id]
        place = sum(other.geometry().center().y() < below for other in others)
        steps = place - waiting.index(job_id)
        if steps:
            self._generation.move(job_id, steps)


def summary(generation: Generation) -> str:
    """`2 generating · 5 waiting`."""
    stages = [job.stage for job in generation.jobs]
    counted = (
        (sum(isinstance(stage, Running) for stage in stages), "generating"),
        (sum(isinstance(stage, Queued) for stage in stages), "waiting"),
        (sum(isinstance(stage, Failed) for stage in stages), "failed"),
    )
    parts = [f"{count} {words}" for count, words in counted if count]
    if generation.paused:
        parts.append("paused")
    return " · ".join(parts) or "Queue"
