"""The queue as a list that paints only what is seen, however long it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sorastudio.ui.film.stages import Canceled, Elsewhere, Failed, Queued, Running, TakeJob
from sorastudio.ui.icons import icon
from sorastudio.ui.panels.job_words import look_of, title
from sorastudio.ui.panels.rows import PICTURE, draw_words, paint_ground, paint_picture
from sorastudio.ui.panels.states import paint_mark
from sorastudio.ui.theme import PALETTE, body_font, label_font

_MIME = "application/x-sorastudio-take-job"
_ROLE = Qt.ItemDataRole.UserRole
_ROW_PX, _BUTTON_PX, _BAR_PX = 52, 24, 3

Index = QModelIndex | QPersistentModelIndex


class QueueModel(QAbstractListModel):
    """`words` gives the state and the cost of a job just before it is painted."""

    dropped = Signal(str, int)
    """A job's id, and before which row it goes."""

    def __init__(self, words: Callable[[TakeJob], tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.words = words
        self.jobs: Sequence[TakeJob] = ()

    def show_jobs(self, jobs: Sequence[TakeJob]) -> bool:
        """Whether other rows are there than before."""
        before, self.jobs = self.jobs, jobs
        if [job.id for job in before] == [job.id for job in jobs]:
            if jobs:
                self.dataChanged.emit(self.index(0), self.index(len(jobs) - 1))
            return False
        self.beginResetModel()
        self.endResetModel()
        return True

    def job(self, index: Index) -> TakeJob | None:
        return self.jobs[index.row()] if 0 <= index.row() < len(self.jobs) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self.jobs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        job = self.job(index)
        if job is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(filter(None, (title(job), *self.words(job))))
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(filter(None, (title(job), job.slot.prompt, *self.words(job))))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        job = self.job(index)
        waits = job is not None and isinstance(job.stage, Queued)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if waits else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(_MIME, "\n".join(self.jobs[each.row()].id for each in indexes).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        before = row if row >= 0 else parent.row() if parent.isValid() else len(self.jobs)
        job_id = bytes(data.data(_MIME).data()).decode().partition("\n")[0]
        self.dropped.emit(job_id, before)
        # The list follows the queue; the view must not take rows away by itself.
        return False


class QueueRows(QListView):
    """Drag what waits, or move it with Alt and Up or Down; Delete cancels."""

    move_wanted = Signal(str, int)
    """By so many places."""
    cancel_wanted = Signal(str)
    retry_wanted = Signal(str)
    chosen = Signal()

    def __init__(self, model: QueueModel, painter: QueuePainter, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(painter)
        self.setAccessibleName("Takes on their way")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit())

    @property
    def current(self) -> TakeJob | None:
        return self._model.job(self.currentIndex())

    def select_id(self, job_id: str) -> None:
        row = next((n for n, job in enumerate(self._model.jobs) if job.id == job_id), -1)
        self.setCurrentIndex(self._model.index(row) if row >= 0 else QModelIndex())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        job = self._model.job(index)
        if job is None or not button_rect(self.visualRect(index)).contains(
            event.position().toPoint()
        ):
            return
        if job.open:
            self.cancel_wanted.emit(job.id)
        elif isinstance(job.stage, Failed | Canceled):
            self.retry_wanted.emit(job.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        held = event.modifiers() & Qt.KeyboardModifier.AltModifier
        job = self.current
        if job is not None and held and event.key() in steps:
            self.move_wanted.emit(job.id, steps[Qt.Key(event.key())])
        elif job is not None and event.key() == Qt.Key.Key_Delete:
            self.cancel_wanted.emit(job.id)
        else:
            super().keyPressEvent(event)


def button_rect(row: QRect) -> QRect:
    """Where the act of a row is: cancel, or try again."""
    box = QRect(0, 0, _BUTTON_PX, _BUTTON_PX)
    box.moveCenter(row.center())
    box.moveRight(row.right() - 6)
    return box


class QueuePainter(QStyledItemDelegate):
    """Picture, name, mark, state and cost; a bar while it is made."""

    def __init__(
        self, picture: Callable[[TakeJob], QImage | None], parent: QWidget, model: QueueModel
    ) -> None:
        super().__init__(parent)
        self._picture, self._model = picture, model
        self._cancel = icon("close", PALETTE.dim)
        self._retry = icon("retry", PALETTE.dim)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        job = self._model.job(index)
        if job is None:
            return
        place: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint_ground(painter, place, option.state)
        box = QRect(place.x() + 6, place.y() + 6, PICTURE.width(), PICTURE.height())
        paint_picture(painter, QRectF(box), self._picture(job))
        act = button_rect(place)
        if job.open:
            self._cancel.paint(painter, act.adjusted(4, 4, -4, -4))
        elif isinstance(job.stage, Failed | Canceled):
            self._retry.paint(painter, act.adjusted(4, 4, -4, -4))
        left = box.right() + 8
        words = QRect(left, place.y() + 6, act.left() - 6 - left, place.height() - 12)
        self._paint_words(painter, words, job)
        painter.restore()

    def _paint_words(self, painter: QPainter, place: QRect, job: TakeJob) -> None:
        state, cost = self._model.words(job)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(body_font())
        painter.setPen(QColor(PALETTE.text))
        draw_words(
            painter,
            QRect(place.x(), place.y(), place.width(), 18),
            middle | Qt.AlignmentFlag.AlignLeft,
            title(job),
        )
        line = QRect(place.x(), place.y() + 19, place.width(), 15)
        share = _share(job)
        paint_mark(painter, QRectF(line.x(), line.y() + 2, 11, 11), look_of(job), share or 0)
        painter.setFont(label_font())
        painter.setPen(QColor(PALETTE.dim))
        width = painter.fontMetrics().horizontalAdvance(cost) + 8 if cost else 0
        draw_words(painter, line, middle | Qt.AlignmentFlag.AlignRight, cost)
        draw_words(
            painter,
            line.adjusted(17, 0, -width, 0),
            middle | Qt.AlignmentFlag.AlignLeft,
            state,
        )
        if share is not None:
            bar = QRectF(place.x(), place.bottom() - _BAR_PX + 1, place.width(), _BAR_PX)
            painter.fillRect(bar, QColor(PALETTE.line))
            bar.setWidth(bar.width() * share)
            painter.fillRect(bar, QColor(PALETTE.generating))


def _share(job: TakeJob) -> float | None:
    """How much of it is made; None while nothing is."""
    match job.stage:
        case Running(share, ahead=None) | Elsewhere(share, ahead=None):
            return share
    return None
