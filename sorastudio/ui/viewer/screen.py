"""The picture, painted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from sorastudio.playback.pictures import Shown
from sorastudio.project.media import Size
from sorastudio.ui.theme import GRID_PX, PALETTE, RADIUS_PX, body_font, color
from sorastudio.ui.viewer.scale import next_zoom, shown_size

_SAFE_AREAS = (0.93, 0.90)
"""Action and title, as shares of each side (SMPTE ST 2046-1)."""
_NOTE_WIDTH_PX = 420
_SHARP_FROM = 2.0
"""From this zoom on pixels are shown as squares, to be looked at."""


class Screen(QWidget):
    """Shows one picture of the canvas: fitted, or at a zoom and moved about."""

    shape_changed = Signal()
    """The picture is shown at another size than before."""
    double_clicked = Signal()

    def __init__(self, canvas: Size, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._shown: Shown | None = None
        self._image: QImage | None = None
        self._zoom: float | None = None
        self._pan = QPointF()
        self._grab: QPointF | None = None
        self._safe_areas = False
        self.setAccessibleName("Picture of the film")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 68)

    @property
    def shown(self) -> Shown | None:
        """The picture that is on."""
        return self._shown

    @property
    def zoom(self) -> float | None:
        """Device pixels to a pixel of the canvas; None while it is fitted."""
        return self._zoom

    @property
    def scale(self) -> float:
        """Device pixels to a pixel of the canvas, as it is shown now."""
        return self.picture_size.width / self._canvas.width

    @property
    def picture_size(self) -> Size:
        """In device pixels."""
        return self.size_for(self._canvas)

    def size_for(self, canvas: Size) -> Size:
        """How large another canvas would be shown, in device pixels."""
        room = self.size() * self.devicePixelRatioF()
        return shown_size(canvas, Size(room.width(), room.height()), self._zoom)

    def picture_rect(self) -> QRectF:
        """Where the picture lies, in the widget's own pixels; on whole device pixels."""
        ratio, size = self.devicePixelRatioF(), self.picture_size
        middle = QPointF(self.width(), self.height()) * ratio / 2 + self._pan
        left, top = round(middle.x() - size.width / 2), round(middle.y() - size.height / 2)
        return QRectF(left / ratio, top / ratio, size.width / ratio, size.height / ratio)

    def cell_rects(self) -> list[QRectF]:
        """Where each picture of a wall lies; the plain film has but one."""
        whole = self.picture_rect()
        if self._shown is None or not self._shown.cells:
            return [whole]
        height, width = self._shown.pixels.shape[:2]
        across, down = whole.width() / width, whole.height() / height
        boxes = (cell.box for cell in self._shown.cells)
        return [
            QRectF(
                whole.left() + box.left * across,
                whole.top() + box.top * down,
                box.size.width * across,
                box.size.height * down,
            )
            for box in boxes
        ]

    def show_picture(self, shown: Shown) -> None:
        height, width = shown.pixels.shape[:2]
        # The image lives on the pixels' memory, which `_shown` keeps.
        image = QImage(shown.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self._shown, self._image = shown, image
        self.update()

    def set_canvas(self, canvas: Size) -> None:
        if canvas != self._canvas:
            self._canvas = canvas
            self._reshaped()

    def set_zoom(self, zoom: float | None) -> None:
        self._zoom = zoom
        self._pan = QPointF()
        self._reshaped()

    def zoom_by(self, direction: int, at: QPointF | None = None) -> None:
        """To the next zoom (1 larger, -1 smaller); the point of the picture under `at` stays."""
        ratio, old = self.devicePixelRatioF(), self.scale
        self._zoom = next_zoom(old, direction)
        middle = QPointF(self.width(), self.height()) / 2
        arm = ((at or middle) - middle) * ratio
        self._pan = arm - (arm - self._pan) * (self._zoom / old)
        self._reshaped()

    def set_safe_areas(self, *, shown: bool) -> None:
        self._safe_areas = shown
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._reshaped()  # the window went to a finer or coarser screen
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reshaped()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif event.angleDelta().y():
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton and self._zoom is not None:
            self._grab = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is not None:
            self._pan += (event.position() - self._grab) * self.devicePixelRatioF()
            self._grab = event.position()
            self._keep_in_sight()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._grab = None
            self.unsetCursor()
        else:
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(PALETTE.window))
        rect = self.picture_rect()
        if self._image is None:
            painter.fillRect(rect, Qt.GlobalColor.black)
        else:
            self._paint_picture(painter, rect, self._image)
        if self._safe_areas:
            for cell in self.cell_rects():
                _paint_safe_areas(painter, cell)
        if self._shown is not None and self._shown.note:
            self._paint_note(painter, self._shown.note)

    def _paint_picture(self, painter: QPainter, rect: QRectF, image: QImage) -> None:
        size = self.picture_size
        if (image.width(), image.height()) == (size.width, size.height):
            # Pixel by pixel: nothing is scaled, so nothing is changed.
            image.setDevicePixelRatio(self.devicePixelRatioF())
            painter.drawImage(rect.topLeft(), image)
            return
        image.setDevicePixelRatio(1)
        smooth = size.width < image.width() * _SHARP_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(rect, image, QRectF(image.rect()))

    def _paint_note(self, painter: QPainter, note: str) -> None:
        painter.setFont(body_font())
        width = min(_NOTE_WIDTH_PX, self.width() - 8 * GRID_PX)
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignCenter)
        room = QRect(0, 0, width, self.height())
        words = painter.fontMetrics().boundingRect(room, flags, note)
        words.moveCenter(QPoint(self.width() // 2, self.height() // 2))
        margin = 3 * GRID_PX
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(PALETTE.line)))
        painter.setBrush(QColor(PALETTE.raised))
        box = QRectF(words.adjusted(-margin, -margin, margin, margin)).translated(0.5, 0.5)
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        painter.setPen(QColor(PALETTE.text))
        painter.drawText(words, flags, note)

    def _reshaped(self) -> None:
        self._keep_in_sight()
        self.update()
        self.shape_changed.emit()

    def _keep_in_sight(self) -> None:
        """The picture can be moved until its edge reaches the middle, and only where it is larger
        than the room."""
        size, ratio = self.picture_size, self.devicePixelRatioF()
        far_x = size.width / 2 if size.width > self.width() * ratio else 0
        far_y = size.height / 2 if size.height > self.height() * ratio else 0
        self._pan = QPointF(
            min(max(self._pan.x(), -far_x), far_x), min(max(self._pan.y(), -far_y), far_y)
        )


def _paint_safe_areas(painter: QPainter, picture: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for share in _SAFE_AREAS:
        dx, dy = picture.width() * (1 - share) / 2, picture.height() * (1 - share) / 2
        frame = picture.adjusted(dx, dy, -dx, -dy)
        for inset, ink in ((0.0, color("#000000", 140)), (1.0, color("#ffffff", 170))):
            painter.setPen(QPen(ink, 1))
            painter.drawRect(frame.adjusted(inset, inset, -inset, -inset))
