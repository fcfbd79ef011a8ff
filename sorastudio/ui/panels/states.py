"""How a slot stands, for the eye: a shape, words and a colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from sorastudio.generate.workshop import place_words
from sorastudio.project.state import Draft, Generated, Locked, SlotState, Stale
from sorastudio.ui.film.stages import (
    Elsewhere,
    Failed,
    Queued,
    Running,
    TakeJob,
    Unconfirmed,
    seconds_left,
)
from sorastudio.ui.theme import PALETTE


class Look(StrEnum):
    DRAFT = "draft"
    QUEUED = "queued"
    GENERATING = "generating"
    GENERATED = "generated"
    STALE = "stale"
    FAILED = "failed"
    LOCKED = "locked"
    MISSING = "missing"


COLORS = {
    Look.DRAFT: PALETTE.dim,
    Look.QUEUED: PALETTE.queued,
    Look.GENERATING: PALETTE.generating,
    Look.GENERATED: PALETTE.generated,
    Look.STALE: PALETTE.stale,
    Look.FAILED: PALETTE.failed,
    Look.LOCKED: PALETTE.locked,
    Look.MISSING: PALETTE.failed,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`words` are short; `reasons` are sentences that say why."""

    look: Look
    words: str
    reasons: tuple[str, ...] = ()


def standing(state: SlotState, job: TakeJob | None = None, missing: str | None = None) -> Standing:
    """How a slot stands. `missing` says in words that the file of its take is gone."""
    if job is not None:
        return standing_of_job(job)
    if missing is not None:
        return Standing(look=Look.MISSING, words="Missing", reasons=(missing,))
    match state:
        case Draft(of):
            return Standing(look=Look.DRAFT, words=f"Draft · {of} takes" if of else "Draft")
        case Generated(number, of):
            return Standing(look=Look.GENERATED, words=f"Take {number} of {of}")
        case Stale(number, of, reasons):
            return Standing(
                look=Look.STALE, words=f"Stale · take {number} of {of}", reasons=reasons
            )
        case Locked(number, of, reasons):
            words = f"Locked · take {number} of {of}"
            return Standing(look=Look.LOCKED, words=words, reasons=reasons)


def standing_of_job(job: TakeJob) -> Standing:
    """How it is with a take that is asked for."""
    match job.stage:
        case Queued():
            return Standing(look=Look.QUEUED, words="Queued")
        case Running() | Elsewhere():
            return _standing_at_work(job, job.stage)
        case Unconfirmed(why):
            return Standing(look=Look.STALE, words="May have been charged", reasons=(why,))
        case Failed(why):
            return Standing(look=Look.FAILED, words="Failed", reasons=(why,))
    return Standing(look=Look.GENERATED, words="Done")


def _standing_at_work(job: TakeJob, stage: Running | Elsewhere) -> Standing:
    look, words = Look.GENERATING, "Generating"
    if stage.ahead is not None:
        look, words = Look.QUEUED, f"Queued · {place_words(stage.ahead)}"
    elif stage.share is not None:
        words = f"Generating {stage.share:.0%}"
    elif isinstance(stage, Elsewhere):
        return Standing(look=look, words="In another program")
    left = seconds_left(job)
    if left is not None:
        words += f" · {time_words(left)} left"
    return Standing(look=look, words=words + behind(stage))


def behind(stage: Running | Elsewhere) -> str:
    """What follows the words of what is under way."""
    return " · in another program" if isinstance(stage, Elsewhere) else ""


def time_words(seconds: float) -> str:
    """`8 s`, `2 min`, `1 h 5 min`."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


class StateMark(QWidget):
    """A 12 px shape that tells the state without its colour, too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look.DRAFT
        self._share = 0.0
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(12, 12)

    def show_look(self, look: Look, share: float = 0.0) -> None:
        self._look, self._share = look, share
        self.setAccessibleName(look.value)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, QRectF(0, 0, 12, 12), self._look, self._share)
        painter.end()


def paint_mark(painter: QPainter, area: QRectF, look: Look, share: float = 0.0) -> None:
    """The shape of a state, as large as `area`."""
    tint = QColor(COLORS[look])
    pen = QPen(tint, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    ring = area.adjusted(1.5, 1.5, -1.5, -1.5)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match look:
        case Look.DRAFT:
            pen.setDashPattern([2, 2])
            painter.setPen(pen)
            painter.drawEllipse(ring)
        case Look.QUEUED:
            painter.drawEllipse(ring)
        case Look.GENERATING:
            painter.drawEllipse(ring)
            painter.setBrush(tint)
            painter.drawPie(ring, 90 * 16, -round(360 * 16 * share))
        case Look.GENERATED:
            painter.setBrush(tint)
            painter.drawEllipse(ring)
        case Look.STALE:
            _triangle(painter, ring)
        case Look.LOCKED:
            painter.drawArc(ring.adjusted(2, 0, -2, -2), 0, 180 * 16)
            painter.setBrush(tint)
            painter.drawRect(ring.adjusted(0.5, 4, -0.5, 0))
        case Look.FAILED:
            _cross(painter, ring)
        case Look.MISSING:
            painter.drawEllipse(ring)
            _cross(painter, ring.adjusted(2.5, 2.5, -2.5, -2.5))


def _cross(painter: QPainter, box: QRectF) -> None:
    painter.drawLine(box.topLeft(), box.bottomRight())
    painter.drawLine(box.topRight(), box.bottomLeft())


def _triangle(painter: QPainter, ring: QRectF) -> None:
    painter.drawPolygon(
        [QPointF(ring.center().x(), ring.top()), ring.bottomRight(), ring.bottomLeft()]
    )
