"""A transition the mouse rests on is played above it, in small."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.render.plan import FramePlan, plan
from sorastudio.ui.film.reels import Loop, Reels
from sorastudio.ui.theme import PALETTE, label_font
from sorastudio.ui.timeline.geometry import Hit, OnTransition
from sorastudio.ui.timeline.mouse import MouseArea
from sorastudio.ui.timeline.stage import Stage

REST_MS = 300
WIDTH_PX = 192
_LINE_PX, _EDGE_PX, _GAP_PX = 20, 4, 6
_AROUND = 6
"""Frames of the film before and after that are shown too."""
_MOST_STEPS = 36
_ENDS = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.Leave,
    QEvent.Type.KeyPress,
    QEvent.Type.Hide,
}


def plans_of(project: Project, placed: Placed) -> tuple[tuple[FramePlan, ...], int]:
    """What is seen from a little before the transition into a clip to a little after it, and the
    milliseconds from one to the next; of a long one, so many that it plays in its own time."""
    enter = placed.clip.enter
    if enter is None:
        return (), 0
    first = max(0, placed.start - enter.in_offset - _AROUND)
    end = min(project.timeline.length, placed.start + enter.out_offset + _AROUND)
    stride = -(-(end - first) // _MOST_STEPS)
    plans = tuple(plan(project, frame) for frame in range(first, end, stride))
    return plans, round(1000 * float(project.rate.seconds(stride)))


def size_for(project: Project, width_px: int) -> Size:
    """A canvas so wide, in the film's shape; even sides."""
    canvas = project.settings.size
    height = max(16, round(width_px * canvas.height / canvas.width / 2) * 2)
    return Size(width_px // 2 * 2, min(height, 4 * width_px))


class HoverPlay(QObject):
    """Follows the mouse over the tracks."""

    def __init__(self, stage: Stage, canvas: MouseArea) -> None:
        super().__init__(canvas)
        self._stage, self._canvas = stage, canvas
        self._over: OnTransition | None = None
        self.popup = Popup(canvas)
        self._reels: Reels | None = None
        self.loop: Loop | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._begin)
        canvas.hovered_changed.connect(self._hovered)
        canvas.installEventFilter(self)
        for news in (stage.moved, stage.shown_changed):
            news.connect(self.end)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ENDS:
            self.end()
        return super().eventFilter(watched, event)

    @Slot(object)
    def _hovered(self, hit: Hit) -> None:
        over = hit if isinstance(hit, OnTransition) and _is_seen(hit) else None
        if over is not None and self._over is not None and over.placed == self._over.placed:
            return
        self.end()
        self._over = over
        if over is not None:
            self._rest.start()

    @Slot()
    def end(self) -> None:
        self._over = None
        self._rest.stop()
        self.popup.hide()
        if self.loop is not None:
            self.loop.stop()

    @Slot()
    def _begin(self) -> None:
        if self._over is None:
            return
        project, placed = self._stage.shown, self._over.placed
        plans, step_ms = plans_of(project, placed)
        if not plans or placed.clip.enter is None:
            return
        size = size_for(project, round(WIDTH_PX * self._canvas.devicePixelRatioF()))
        self._make_reels(size)
        kind, length = placed.clip.enter.kind.replace("-", " "), placed.clip.enter.length
        self.popup.show_over(
            self._box(placed), size, f"{kind.capitalize()}, {length} frames", self._canvas
        )
        if self.loop is not None:
            self.loop.play(plans, step_ms)
            self._show()

    def _make_reels(self, size: Size) -> None:
        """Anew when the canvas of the film has another shape, or the screen another scale."""
        if self._reels is not None and self._reels.size == size:
            return
        if self.loop is not None and self._reels is not None:
            self.loop.deleteLater()
            self._reels.deleteLater()
        self._reels = Reels(self._stage.session, size, self)
        self.loop = Loop(self._reels, self)
        self._reels.came.connect(self._show)
        self.loop.turned.connect(self._show)

    @Slot()
    def _show(self) -> None:
        if self.loop is not None and self._reels is not None and self.popup.isVisible():
            self.popup.show_picture(self.loop.image(), self._reels.failure)

    def _box(self, placed: Placed) -> QRect:
        """Where the transition is on the canvas."""
        enter, scale = placed.clip.enter, self._stage.scale
        row = next(row for row in self._stage.rows if row.track.id == placed.track.id)
        left = scale.x(placed.start - (enter.in_offset if enter else 0))
        right = scale.x(placed.start + (enter.out_offset if enter else 0))
        top = row.top - self._stage.scroll_y
        return QRect(round(left), top, round(right - left), row.height)


def _is_seen(hit: OnTransition) -> bool:
    return hit.placed.track.kind is TrackKind.VIDEO


class Popup(QWidget):
    """A picture over a line of words, without taking the keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Transition")
        self._words = self._failure = ""
        self.picture: QImage | None = None
        self._room = QSize()

    @property
    def words(self) -> str:
        """What is written in the place of a picture, or below it."""
        return self._failure or self._words

    def show_over(self, box: QRect, size: Size, words: str, canvas: QWidget) -> None:
        """Above a box of the canvas, or below it where there is no room; within the screen."""
        self._words, self._failure, self.picture = words, "", None
        self._room = QSize(WIDTH_PX, round(WIDTH_PX * size.height / size.width))
        self.setAccessibleDescription(words)
        self.resize(self._room + QSize(2 * _EDGE_PX, 2 * _EDGE_PX + _LINE_PX))
        at = canvas.mapToGlobal(QPoint(box.center().x(), box.top()))
        corner = at - QPoint(self.width() // 2, self.height() + _GAP_PX)
        screen = QGuiApplication.screenAt(at) or canvas.screen()
        room = screen.availableGeometry()
        if corner.y() < room.top():
            corner.setY(at.y() + box.height() + _GAP_PX)
        corner.setX(min(max(corner.x(), room.left()), room.right() - self.width()))
        self.move(corner)
        self.show()

    def show_picture(self, picture: QImage | None, failure: str) -> None:
        self.picture, self._failure = picture or self.picture, failure
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(PALETTE.line))
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), QColor(PALETTE.raised))
        frame = QRectF(QPoint(_EDGE_PX, _EDGE_PX), self._room.toSizeF())
        painter.fillRect(frame, QColor(PALETTE.window))
        painter.setFont(label_font())
        if self.picture is not None:
            painter.drawImage(frame, self.picture)
        else:
            tint = PALETTE.failed if self._failure else PALETTE.dim
            painter.setPen(QColor(tint))
            flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
            painter.drawText(frame.adjusted(6, 4, -6, -4), flags, self._failure or "…")
        painter.setPen(QColor(PALETTE.text))
        line = QRectF(_EDGE_PX + 3, frame.bottom(), frame.width() - 6, _LINE_PX + _EDGE_PX)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._words)
        painter.end()
