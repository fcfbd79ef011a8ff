"""Lists of things with a small picture, two lines of words, and a mark."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sorastudio.ui.drags import mime_of
from sorastudio.ui.panels.states import Look, paint_mark
from sorastudio.ui.theme import PALETTE, body_font, label_font

PICTURE = QSize(64, 36)
ROW_PX = 48
_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing in a list. `id` is what is dragged."""

    id: str
    title: str
    detail: str = ""
    look: Look | None = None


class Rows(QListWidget):
    """Things to select and to drag. `picture` gives what is painted at the left, `words` may give
    another second line and mark just before a row is painted."""

    chosen = Signal(str)
    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(
        self,
        name: str,
        mime: str,
        parent: QWidget,
        *,
        picture: Callable[[str], QImage | None],
        words: Callable[[Row], Row] = lambda row: row,
    ) -> None:
        super().__init__(parent)
        self._mime = mime
        self._rows: list[Row] = []
        self.setAccessibleName(name)
        self.setItemDelegate(_RowPainter(self, picture, words))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.itemSelectionChanged.connect(self._tell_chosen)
        self.itemActivated.connect(lambda item: self.opened.emit(row_of(item).id))
        self.customContextMenuRequested.connect(self._ask_for_menu)

    @property
    def rows(self) -> list[Row]:
        return self._rows

    def show_rows(self, rows: list[Row]) -> None:
        """The selection stays with what it was about."""
        if rows == self._rows:
            self.viewport().update()
            return
        self._rows = list(rows)
        kept = {row_of(item).id for item in self.selectedItems()}
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.title)
            item.setData(_ROLE, row)
            item.setToolTip(f"{row.title}\n{row.detail}" if row.detail else row.title)
            self.addItem(item)
            item.setSelected(row.id in kept)
        self.blockSignals(False)

    def select_id(self, wanted: str | None) -> None:
        """Shows which one is meant, and tells nobody."""
        if [row_of(item).id for item in self.selectedItems()] == ([wanted] if wanted else []):
            return
        place = next((n for n, row in enumerate(self._rows) if row.id == wanted), None)
        self.blockSignals(True)
        if place is None:
            self.clearSelection()
        else:
            self.setCurrentRow(place, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.blockSignals(False)
        self.viewport().update()

    def mimeTypes(self) -> list[str]:
        return [self._mime]

    def mimeData(self, items: Iterable[QListWidgetItem]) -> QMimeData:
        return mime_of(self._mime, (row_of(item).id for item in items))

    def _tell_chosen(self) -> None:
        found = self.selectedItems()
        if len(found) == 1:
            self.chosen.emit(row_of(found[0]).id)

    def _ask_for_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is not None:
            self.menu_wanted.emit(row_of(item).id, self.viewport().mapToGlobal(place))


def row_of(item: QListWidgetItem) -> Row:
    row = item.data(_ROLE)
    assert isinstance(row, Row), "every item holds a row"
    return row


class _RowPainter(QStyledItemDelegate):
    def __init__(
        self,
        parent: QWidget,
        picture: Callable[[str], QImage | None],
        words: Callable[[Row], Row],
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._words = words

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._words(index.data(_ROLE))
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint_ground(painter, place, state)
        box = QRect(place.x() + 8, place.y() + 6, PICTURE.width(), PICTURE.height())
        paint_picture(painter, QRectF(box), self._picture(row.id))
        _paint_words(painter, place.adjusted(8 + PICTURE.width() + 8, 6, -8, -6), row)
        painter.restore()


def paint_ground(painter: QPainter, place: QRect, state: QStyle.StateFlag) -> None:
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(place, QColor(PALETTE.accent_dark))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(place, QColor(PALETTE.hover))
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QColor(PALETTE.accent))
        painter.drawRect(place.adjusted(0, 0, -1, -1))


def paint_picture(painter: QPainter, box: QRectF, picture: QImage | None) -> None:
    shape = QPainterPath()
    shape.addRoundedRect(box, 4, 4)
    painter.fillPath(shape, QColor(PALETTE.window))
    if picture is None or picture.isNull():
        return
    painter.setClipPath(shape)
    place = QRectF(picture.rect())
    place.setSize(place.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    place.moveCenter(box.center())
    painter.drawImage(place, picture)
    painter.setClipping(False)


def _paint_words(painter: QPainter, place: QRect, row: Row) -> None:
    painter.setFont(body_font())
    painter.setPen(QColor(PALETTE.text))
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    first = QRect(place.x(), place.y(), place.width(), 20)
    draw_words(painter, first, middle, row.title)
    second = QRect(place.x(), place.y() + 20, place.width(), 16)
    if row.look is not None:
        paint_mark(painter, QRectF(second.x(), second.y() + 3, 10, 10), row.look)
        second.adjust(16, 0, 0, 0)
    painter.setFont(label_font())
    painter.setPen(QColor(PALETTE.failed if row.look is Look.MISSING else PALETTE.dim))
    draw_words(painter, second, middle, row.detail)


def draw_words(painter: QPainter, place: QRect, align: Qt.AlignmentFlag, words: str) -> None:
    """What does not fit is cut off at the right."""
    text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, align, text)
