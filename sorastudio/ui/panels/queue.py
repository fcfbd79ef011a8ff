"""Takes on their way: how far, how long, and the buttons to stop or try again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.ui.generation import (
    Arrived,
    Canceled,
    Failed,
    Generation,
    Queued,
    Running,
    TakeJob,
    seconds_left,
)
from sorastudio.ui.icons import icon
from sorastudio.ui.panels.fields import Note, scroll_over
from sorastudio.ui.panels.states import Look, StateMark, time_words
from sorastudio.ui.theme import PALETTE

_ICON_PX = 16
_TICK_MS = 1000
_STEPS = 1000

_LOOKS = {
    Queued: Look.QUEUED,
    Running: Look.GENERATING,
    Arrived: Look.GENERATED,
    Failed: Look.FAILED,
    Canceled: Look.DRAFT,
}


class QueuePanel(QWidget):
    """Every job of this sitting, in the order in which they are made."""

    def __init__(self, generation: Generation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._generation = generation
        self.jobs: dict[int, JobRow] = {}
        self.words = QLabel(self)
        self.words.setAccessibleName("Queue")
        self.pause_button = QPushButton("Pause all", self)
        self.pause_button.setCheckable(True)
        self.clear_button = QPushButton("Clear finished", self)
        self.empty = QLabel("Nothing is being generated.", self)
        self.empty.setProperty("dim", True)
        self._lay_out()
        self.pause_button.clicked.connect(lambda checked: generation.pause(paused=checked))
        self.clear_button.clicked.connect(lambda _checked=False: generation.clear_finished())
        generation.changed.connect(self._refresh)
        # The time left goes down between two reports, too.
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._show_jobs)
        self._refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.words, 1)
        head.addWidget(self.pause_button)
        head.addWidget(self.clear_button)
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
        column.addLayout(head)
        column.addWidget(below, 1)

    @Slot()
    def _refresh(self) -> None:
        wanted = [job.id for job in self._generation.jobs]
        for gone in self.jobs.keys() - set(wanted):
            self.jobs.pop(gone).deleteLater()
        for place, job in enumerate(self._generation.jobs):
            row = self.jobs.get(job.id)
            if row is None:
                row = self.jobs[job.id] = JobRow(self._generation, job, self)
            if self._column.indexOf(row) != place + 1:
                self._column.insertWidget(place + 1, row)
        self._show_jobs()

    @Slot()
    def _show_jobs(self) -> None:
        jobs = self._generation.jobs
        for job in jobs:
            self.jobs[job.id].show_job(job)
        self.words.setText(summary(self._generation))
        self.empty.setVisible(not jobs)
        self.pause_button.setChecked(self._generation.paused)
        self.pause_button.setText("Go on" if self._generation.paused else "Pause all")
        self.clear_button.setEnabled(any(not job.open for job in jobs))
        running = any(isinstance(job.stage, Running) for job in jobs)
        if running and not self._clock.isActive():
            self._clock.start()
        elif not running:
            self._clock.stop()


class JobRow(QWidget):
    """One job. Up and Down with Alt, or the arrows, change the order; Delete cancels."""

    def __init__(self, generation: Generation, job: TakeJob, parent: QWidget) -> None:
        super().__init__(parent)
        self._generation = generation
        self._job = job
        self._shown: TakeJob | None = None
        self.mark = StateMark(self)
        self.title = QLabel(f"{job.order.slot_name} · take {job.order.number}", self)
        self.prompt = QLabel(self)
        self.state = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        for label in (self.prompt, self.state):
            label.setProperty("small", True)
        self.why = Note(self)
        self.up_button = self._button("up", "Earlier", lambda: generation.move(job.id, -1))
        self.cancel_button = self._button("close", "Cancel", lambda: generation.cancel(job.id))
        self.retry_button = self._button("retry", "Try again", lambda: generation.retry(job.id))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        head.addWidget(self.state)
        for button in (self.up_button, self.retry_button, self.cancel_button):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addLayout(head)
        for part in (self.prompt, self.bar, self.why):
            column.addWidget(part)

    def _button(self, name: str, words: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name, PALETTE.dim))
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setToolTip(words)
        button.setAccessibleName(f"{words}: {self._job.order.slot_name}")
        button.clicked.connect(lambda _checked=False: act())
        return button

    def show_job(self, job: TakeJob) -> None:
        if job is self._shown and not isinstance(job.stage, Running):
            return
        self._job = self._shown = job
        share = job.stage.share if isinstance(job.stage, Running) else 0.0
        self.mark.show_look(_LOOKS[type(job.stage)], share)
        self.bar.setValue(round(share * _STEPS))
        self.bar.setVisible(isinstance(job.stage, Running))
        words = stage_words(job)
        self.state.setText(words)
        why = job.stage.words if isinstance(job.stage, Failed) else ""
        self.why.say(why)
        self.up_button.setVisible(isinstance(job.stage, Queued))
        self.cancel_button.setVisible(job.open)
        self.retry_button.setVisible(isinstance(job.stage, Failed | Canceled))
        self.setAccessibleName(f"{self.title.text()}: {words}. {why}")
        self.prompt.setVisible(bool(job.slot.prompt.strip()))
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        held = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if held and event.key() in steps:
            self._generation.move(self._job.id, steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self._generation.cancel(self._job.id)
        else:
            super().keyPressEvent(event)

    def _elide(self) -> None:
        words = " ".join(self._job.slot.prompt.split())
        metrics = self.prompt.fontMetrics()
        width = max(self.width() - 4, 40)
        self.prompt.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, width))
        self.prompt.setToolTip(words)


def stage_words(job: TakeJob) -> str:
    """How a job stands, in a line."""
    match job.stage:
        case Queued():
            return "Waiting"
        case Running(share):
            left = seconds_left(job)
            behind = f" · {time_words(left)} left" if left is not None else ""
            return f"{share:.0%}{behind}"
        case Arrived():
            return "Done"
        case Failed():
            return "Failed"
        case Canceled():
            return "Canceled"


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
