"""What is seen of a file that has only sound: its waveform, as wide as the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from sorastudio.project.media import MediaKind
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.film.session import Session
from sorastudio.ui.theme import GRID_PX, PALETTE, color
from sorastudio.ui.timeline.fetching import Waveforms
from sorastudio.ui.timeline.geometry import Scale
from sorastudio.ui.timeline.strips import WavePainter
from sorastudio.ui.viewer.reel import Reel
from sorastudio.ui.viewer.screen import Screen

_TALLEST_PX = 240


class SoundFace(QWidget):
    """Lies over a screen while there is no picture to show."""

    def __init__(self, session: Session, reel: Reel, screen: Screen) -> None:
        super().__init__(screen)
        self._reel, self._screen = reel, screen
        self._waveforms = Waveforms(session, self)
        self._painter = WavePainter(self._waveforms)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Waveform")
        self._waveforms.came.connect(self.update)
        reel.playhead_changed.connect(self.update)
        reel.range_changed.connect(self.update)
        reel.changed.connect(self._follow)
        screen.installEventFilter(self)
        self._follow()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._screen.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PALETTE.window))
        sound = self._sound()
        if sound is None:
            return
        height = min(self.height() - 4 * GRID_PX, _TALLEST_PX)
        body = QRect(0, (self.height() - height) // 2, self.width(), height)
        painter.fillRect(body, QColor(PALETTE.panel))
        film, px_per_frame = self._reel.project, self.width() / sound.clip.length
        if self._reel.range is not None:
            first, end = (round(frame * px_per_frame) for frame in self._reel.range)
            painter.fillRect(first, body.top(), end - first, height, color(PALETTE.accent, 60))
        media = film.media_of(sound.clip)
        if media is not None:
            scale = Scale(px_per_frame)
            self._painter.draw(painter, film, sound, media, scale, body, event.rect())
            if self._waveforms.is_lost(media):
                words = f"The sound of {media.name} cannot be read. Is the file still there?"
                painter.drawText(body, Qt.AlignmentFlag.AlignCenter, words)
        x = round(self._reel.playhead * px_per_frame)
        painter.fillRect(min(x, self.width() - 1), body.top(), 1, height, QColor(PALETTE.text))

    @Slot()
    def _follow(self) -> None:
        """Each time a file is opened, one that could not be read may have come back."""
        self._waveforms.forget_losses()
        self.setGeometry(self._screen.rect())
        self.setVisible(self._sound() is not None)
        self.update()

    def _sound(self) -> Placed | None:
        film = self._reel.project
        if any(media.kind is not MediaKind.AUDIO for media in film.pool.media):
            return None
        heard = (track.clip_at(0) for track in film.timeline.of_kind(TrackKind.AUDIO))
        return next((placed for placed in heard if placed), None)
