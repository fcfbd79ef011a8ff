"""One take on its way, as a row of the queue."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.project.media import Cost, Take
from sorastudio.project.project import Project
from sorastudio.ui.film.generation import (
    Arrived,
    Canceled,
    Failed,
    Generation,
    Queued,
    Running,
    TakeJob,
    seconds_left,
)
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.icons import icon
from sorastudio.ui.panels.fields import Note
from sorastudio.ui.panels.rows import PICTURE
from sorastudio.ui.panels.states import Look, StateMark, time_words
from sorastudio.ui.panels.wells import Moment, moment_of
from sorastudio.ui.theme import PALETTE
from sorastudio.ui.words import money

_ICON_PX, _BUTTON_PX = 16, 24
_STEPS = 1000

_LOOKS = {
    Queued: Look.QUEUED,
    Running: Look.GENERATING,
    Arrived: Look.GENERATED,
    Failed: Look.FAILED,
    Canceled: Look.DRAFT,
}


class JobRow(QWidget):
    """One job. Dragged, or with Up and Down and Alt, it changes its place; Delete cancels."""

    dragged = Signal(int, int)
    """Its id, and where the mouse is, in pixels below its upper edge."""

    def __init__(self, generation: Generation, job: TakeJob, parent: QWidget) -> None:
        super().__init__(parent)
        self._generation = generation
        self._job = job
        self._shown: TakeJob | None = None
        self._pressed_at: int | None = None
        self.picture = QLabel(self)
        self.picture.setFixedSize(PICTURE)
        self.picture.setObjectName("thumbnail")
        self.mark = StateMark(self)
        self.name = f"{job.order.slot_name} · take {job.order.number}"
        self.title = QLabel(self.name, self)
        self.prompt = QLabel(self)
        self.state = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, _STEPS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.cost = QLabel(self)
        for label in (self.prompt, self.state, self.cost):
            label.setProperty("small", True)
        for label in (self.title, self.prompt):
            # Long words are cut off rather than make the row wider than its dock.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
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
        for button in (self.up_button, self.retry_button, self.cancel_button):
            head.addWidget(button)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.state, 1)
        below.addWidget(self.cost)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.prompt)
        column.addLayout(below)
        for part in (self.bar, self.why):
            column.addWidget(part)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 4, 0, 4)
        whole.setSpacing(8)
        whole.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(column, 1)

    def _button(self, name: str, words: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name, PALETTE.dim))
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
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
        self.setAccessibleName(f"{self.name}: {words}. {why}")
        self.prompt.setVisible(bool(job.slot.prompt.strip()))
        self._elide()

    def show_cost(self, words: str) -> None:
        self.cost.setText(words)
        self.cost.setVisible(bool(words))
        self.cost.setAccessibleName(f"Cost: {words}")

    def show_picture(self, picture: QImage | None) -> None:
        """What it begins with, or what came of it."""
        if picture is None or picture.isNull():
            self.picture.clear()
            return
        ratio = self.devicePixelRatioF()
        whole = PICTURE * ratio
        scaled = QPixmap.fromImage(picture).scaled(
            whole,
            Qt.AspectRatioMode.KeepAspectRatioByExpanding,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled.setDevicePixelRatio(ratio)
        self.picture.setPixmap(scaled)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        waits = isinstance(self._job.stage, Queued)
        if event.button() == Qt.MouseButton.LeftButton and waits:
            self._pressed_at = round(event.globalPosition().y())
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        moved = abs(event.globalPosition().y() - self._pressed_at)
        if moved >= QApplication.startDragDistance():
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.dragged.emit(self._job.id, round(event.position().y()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._pressed_at = None
        self.unsetCursor()

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
        for label, words in (
            (self.title, self.name),
            (self.prompt, " ".join(self._job.slot.prompt.split())),
        ):
            right = Qt.TextElideMode.ElideRight
            label.setText(label.fontMetrics().elidedText(words, right, max(label.width(), 40)))
            label.setToolTip(words)


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


def moment_of_job(project: Project, job: TakeJob) -> Moment | None:
    """The picture that stands for a job: the take that came, else the frame it begins with, else
    what the slot shows so far."""
    if isinstance(job.stage, Arrived):
        take = project.pool.takes.get(job.stage.take_id)
        return _start(project, take)
    first = moment_of(project, job.slot.first_frame)
    if first is not None:
        return first
    takes = project.pool.takes_of(job.order.slot_id)
    return _start(project, project.chosen_take(job.order.slot_id) or (takes or (None,))[-1])


def _start(project: Project, take: Take | None) -> Moment | None:
    return (project.pool.media[take.media_id], Fraction(0)) if take else None


def cost_words(project: Project, job: TakeJob, prices: Prices) -> str:
    """What it will cost, or did; nothing where nothing was made."""
    match job.stage:
        case Arrived(take_id):
            take = project.pool.takes.get(take_id)
            return _paid_words(take.cost) if take else ""
        case Queued() | Running():
            price = prices.of([job.order.slot_id])
            return price.words if price else ""
    return ""


def _paid_words(cost: Cost | None) -> str:
    if cost is None:
        return "cost unknown"
    if not cost.amount:
        return "free"
    return f"{money(cost.amount, cost.currency)} {'billed' if cost.billed else 'estimated'}"
