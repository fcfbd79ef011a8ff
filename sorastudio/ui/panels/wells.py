"""A place for a picture: the first or last frame of a slot."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QWidget

from sorastudio.project.ids import MediaId, SlotId
from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.project.slot import FrameLink, FrameOfSlot, ImageFrame
from sorastudio.ui.drags import MEDIA_MIME, SLOT_MIME, files_in, names_in, take_a_copy
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.thumbs import Thumbs
from sorastudio.ui.theme import PALETTE, RADIUS_PX, label_font

Moment = tuple[Media, Fraction]
"""A picture of a file: the file, and seconds from its start."""

PICTURE_PX = 64
_PICTURES = "Pictures and clips (*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.mp4 *.mov *.mkv)"


class FrameWell(QWidget):
    """Takes a dropped picture, file, or slot; a click offers the slots there are."""

    picked = Signal(object)
    """A FrameLink, or None to have none."""
    given = Signal(object)
    """The Path of a file that the film does not have yet."""

    def __init__(self, session: Session, parent: QWidget, *, last: bool) -> None:
        super().__init__(parent)
        self._session = session
        self._last = last
        self._owner: SlotId | None = None
        self._link: FrameLink | None = None
        self._hot = False
        self._thumbs = Thumbs(session, round(PICTURE_PX * self.devicePixelRatioF()), self)
        self._thumbs.came.connect(self.update)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_link(None, None)

    @property
    def title(self) -> str:
        return "Last frame" if self._last else "First frame"

    @property
    def link(self) -> FrameLink | None:
        return self._link

    def show_link(self, owner: SlotId | None, link: FrameLink | None) -> None:
        """`owner`: the slot it belongs to, which is not offered."""
        self._owner, self._link = owner, link
        words = f"{self.title}: {self._words() or 'none'}"
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def allow(self, able: bool, words: str) -> None:
        """Whether it takes a picture; `words` say why not."""
        self.setEnabled(able)
        self.setToolTip(words or self.accessibleName())
        self.setAccessibleDescription(words)
        self.update()

    def menu(self) -> QMenu:
        """What can be put here."""
        menu = QMenu(self)
        project = self._session.project
        others = [slot for slot in project.slots if slot.id != self._owner]
        for last in (not self._last, self._last):
            inner = menu.addMenu(f"{'Last' if last else 'First'} frame of")
            inner.setEnabled(bool(others))
            for slot in others:
                _act(inner, slot.name, self._picker(FrameOfSlot(slot.id, last)))
        menu.addSeparator()
        _act(menu, "Picture file…", self._choose_file)
        _act(menu, "None", self._picker(None)).setEnabled(self._link is not None)
        return menu

    def sizeHint(self) -> QSize:
        return QSize(128, PICTURE_PX + 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRect(0, 0, self.width(), PICTURE_PX)
        self._paint_box(painter, box)
        painter.setFont(label_font())
        painter.setPen(QColor(PALETTE.dim))
        below = QRect(0, PICTURE_PX + 4, self.width(), 16)
        text = painter.fontMetrics().elidedText(
            self._words() or self.title, Qt.TextElideMode.ElideMiddle, below.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _paint_box(self, painter: QPainter, box: QRect) -> None:
        edge = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(edge, RADIUS_PX, RADIUS_PX)
        painter.fillPath(shape, QColor(PALETTE.hover if self._hot else PALETTE.window))
        picture = self._picture()
        if picture is not None and not picture.isNull():
            painter.save()
            painter.setClipPath(shape)
            fitted = QRectF(picture.rect())
            size = fitted.size().scaled(edge.size(), Qt.AspectRatioMode.KeepAspectRatio)
            fitted.setSize(size)
            fitted.moveCenter(edge.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(fitted, picture)
            painter.restore()
        else:
            painter.setPen(QColor(PALETTE.faint))
            painter.setFont(label_font())
            words = "No picture yet" if self._link else "Drop a picture"
            if not self.isEnabled():
                words = "Not taken"
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        pen = QPen(QColor(PALETTE.accent if self._hot or self.hasFocus() else PALETTE.line))
        if self._link is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawPath(shape)

    def _picture(self) -> QImage | None:
        shown = moment_of(self._session.project, self._link)
        return self._thumbs.image(*shown) if shown else None

    def _words(self) -> str:
        project = self._session.project
        match self._link:
            case ImageFrame(media_id):
                media = project.pool.media.get(media_id)
                return media.name if media else "a missing picture"
            case FrameOfSlot(slot_id, last):
                slot = project.slots.get(slot_id)
                name = slot.name if slot else "a slot that is gone"
                return f"{'Last' if last else 'First'} of {name}"
        return ""

    def _picker(self, link: FrameLink | None) -> Callable[[], None]:
        return lambda: self.picked.emit(link)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.title, "", _PICTURES)
        if name:
            self.given.emit(Path(name))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._open_menu()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open_menu()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._link is not None:
            self.picked.emit(None)
        else:
            super().keyPressEvent(event)

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, PICTURE_PX)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        carried = event.mimeData()
        if carried.hasFormat(MEDIA_MIME) or carried.hasFormat(SLOT_MIME) or files_in(carried):
            take_a_copy(event)
            self._warm(hot=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._warm(hot=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._warm(hot=False)
        carried = event.mimeData()
        media, slots = names_in(carried, MEDIA_MIME), names_in(carried, SLOT_MIME)
        if media:
            self.picked.emit(ImageFrame(MediaId(media[0])))
        elif slots:
            self.picked.emit(FrameOfSlot(SlotId(slots[0]), not self._last))
        elif files_in(carried):
            self.given.emit(files_in(carried)[0])
        take_a_copy(event)

    def _warm(self, *, hot: bool) -> None:
        self._hot = hot
        self.update()


def moment_of(project: Project, link: FrameLink | None) -> Moment | None:
    """The picture a first or last frame stands for; None while there is none."""
    match link:
        case ImageFrame(media_id):
            media = project.pool.media.get(media_id)
            return (media, Fraction(0)) if media else None
        case FrameOfSlot(slot_id, last):
            take = project.chosen_take(slot_id)
            if take is None:
                return None
            media = project.pool.media[take.media_id]
            end = max(media.duration - project.rate.seconds(1), Fraction(0))
            return media, end if last else Fraction(0)
    return None


def _act(menu: QMenu, words: str, act: Callable[[], None]) -> QAction:
    action = QAction(words, menu)
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
    return action
