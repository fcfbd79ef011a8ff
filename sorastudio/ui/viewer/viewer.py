"""The film as it plays: picture, transport, and the playhead that follows."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from sorastudio.playback.player import Player
from sorastudio.project.project import Project
from sorastudio.ui.viewer.film import Film
from sorastudio.ui.viewer.full_screen import FullScreen
from sorastudio.ui.viewer.scale import Quality, made_size
from sorastudio.ui.viewer.screen import Screen
from sorastudio.ui.viewer.transport import Transport
from sorastudio.ui.viewer.walls import Walls

_FASTEST = 8
_SLOW = 0.5
_SETTLE_MS = 80
"""While the window is dragged larger the old picture is scaled; then a new one is made."""
_GLANCE_MS = 200
_GLANCES = 6
_STRAIN = 6
"""So many pictures dropped within these glances say that the computer cannot keep up."""


class Viewer(QWidget):
    """Follows a film's playhead, and moves it while it plays."""

    playing_changed = Signal(bool)

    _woken = Signal()

    def __init__(self, session: Film, player: Player, parent: QWidget | None = None) -> None:
        """The player is the viewer's from now on; `shut` closes it."""
        super().__init__(parent)
        self._session = session
        self._player = player
        self._moves_playhead = False
        self._was_playing = False
        self._looping = False
        self._stretch: tuple[int, int] | None = None
        self._quality = Quality.AUTO
        self._strained = False
        self._drops: deque[int] = deque(maxlen=_GLANCES)
        self._full_screen: FullScreen | None = None
        self._shut = False
        self.setAccessibleName("Viewer")
        self.screen_view = Screen(session.project.settings.size, self)
        self.setFocusProxy(self.screen_view)
        self.walls = Walls(player, self.screen_view, session.project.settings.size, self)
        self.transport = Transport(session.project.rate, self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.screen_view, 1)
        self._layout.addWidget(self.transport)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._glance = QTimer(self, interval=_GLANCE_MS)
        self._connect()
        self._on_project(session.project)
        self._on_playhead(session.playhead)
        self.set_quality(Quality.AUTO)
        self.set_zoom(None)

    @property
    def is_playing(self) -> bool:
        return self._player.is_playing

    @property
    def is_looping(self) -> bool:
        return self._looping

    @property
    def is_full_screen(self) -> bool:
        return self._full_screen is not None

    @property
    def quality(self) -> Quality:
        return self._quality

    def add_row(self, row: QWidget) -> None:
        """Between the picture and the transport."""
        self._layout.insertWidget(self._layout.indexOf(self.transport), row)

    @Slot()
    def play_pause(self) -> None:
        self._player.pause() if self.is_playing else self._player.play()
        self._follow()

    @Slot(int)
    def shuttle(self, direction: int, *, slow: bool = False) -> None:
        """1 plays on, -1 plays backwards, each faster if it does so already; 0 stops. slow: at
        half of the speed it was filmed at."""
        speed = float(self._player.speed)
        if direction == 0:
            self._player.pause()
        elif slow:
            self._player.play(_SLOW * direction)
        elif speed * direction >= 1:
            self._player.play(min(abs(speed) * 2, _FASTEST) * direction)
        else:
            self._player.play(direction)
        self._follow()

    @Slot(int)
    def step(self, frames: int) -> None:
        """Stops, and goes so many frames on (or back)."""
        self.shuttle(0)
        self.go_to(self._session.playhead + frames)

    @Slot(int)
    def go_to(self, frame: int) -> None:
        """A frame of the film, or the nearest one there is. If it plays, it plays on from there."""
        self._session.move_playhead(frame)

    @Slot()
    def go_to_start(self) -> None:
        self.go_to(0)

    @Slot()
    def go_to_end(self) -> None:
        self.go_to(self._session.project.timeline.length)

    @Slot(bool)
    def set_looping(self, looping: bool) -> None:
        """Plays from in to out over and over; without them, the whole film."""
        self._looping = looping
        with QSignalBlocker(self.transport.loop):
            self.transport.loop.setChecked(looping)
        self._loop_range()

    def repeat(self, stretch: tuple[int, int] | None) -> None:
        """Plays the frames [first, end) over and over while no other loop is wanted; None ends
        it."""
        self._stretch = stretch
        self._loop_range()

    @Slot(bool)
    def set_safe_areas(self, shown: bool) -> None:
        self.screen_view.set_safe_areas(shown=shown)
        with QSignalBlocker(self.transport.safe_areas):
            self.transport.safe_areas.setChecked(shown)

    @Slot(object)
    def set_zoom(self, zoom: float | None) -> None:
        """Device pixels to a pixel of the canvas; None fits the picture into the room there is."""
        self.screen_view.set_zoom(zoom)

    @Slot(str)
    def set_quality(self, quality: str) -> None:
        self._quality = Quality(quality)
        self._strained = False
        self.transport.show_quality(self._quality)
        self._ask_for_size()

    @Slot()
    def toggle_full_screen(self) -> None:
        if self._full_screen is None:
            self._full_screen = FullScreen(self.screen_view, self)
            self._full_screen.left.connect(self.toggle_full_screen)
            self._full_screen.showFullScreen()
            self.screen_view.setFocus()
            return
        window, self._full_screen = self._full_screen, None
        self._layout.insertWidget(0, self.screen_view, 1)
        window.hide()
        window.deleteLater()
        self.activateWindow()

    def shut(self) -> None:
        """Closes the player and its threads. Call before Qt goes."""
        if not self._shut:
            self._shut = True
            self._glance.stop()
            self._settle.stop()
            self._player.close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._full_screen is None and not event.spontaneous() and not self._shut:
            self.shuttle(0)

    def _connect(self) -> None:
        session, row = self._session, self.transport
        self._woken.connect(self._take_picture, Qt.ConnectionType.QueuedConnection)
        self._player.on_wake(self._woken.emit)
        session.changed.connect(self._on_project)
        session.playhead_changed.connect(self._on_playhead)
        session.range_changed.connect(self._loop_range)
        self._settle.timeout.connect(self._ask_for_size)
        self._glance.timeout.connect(self._look_after)
        self.screen_view.shape_changed.connect(self._on_shape)
        self.screen_view.double_clicked.connect(self.toggle_full_screen)
        row.timecode.chosen.connect(self.go_to)
        row.timecode.refused.connect(lambda words: session.told.emit("error", words))
        row.zoom_chosen.connect(self.set_zoom)
        row.quality_chosen.connect(self.set_quality)
        row.loop.toggled.connect(self.set_looping)
        row.safe_areas.toggled.connect(self.set_safe_areas)
        for button, act in (
            (row.to_start, self.go_to_start),
            (row.back, lambda: self.step(-1)),
            (row.play, self.play_pause),
            (row.forward, lambda: self.step(1)),
            (row.to_end, self.go_to_end),
            (row.full_screen, self.toggle_full_screen),
        ):
            button.clicked.connect(lambda _checked=False, act=act: act())

    @Slot()
    def _take_picture(self) -> None:
        if self._shut:
            return
        shown = self._player.take_picture()
        if shown is not None:
            self.walls.show(shown)
        self._follow()

    def _follow(self) -> None:
        """The playhead goes where the player is, while it plays and once when it has stopped."""
        playing = self._player.is_playing
        if playing or self._was_playing:
            self._moves_playhead = True
            self._session.move_playhead(self._player.frame)
            self._moves_playhead = False
        if playing != self._was_playing:
            self._was_playing = playing
            self._on_playing(playing)
        self.transport.show_silence(self._player.audio_note)

    def _on_playing(self, playing: bool) -> None:
        self.transport.show_playing(playing=playing)
        self._drops.clear()
        if playing:
            self._glance.start()
        else:
            self._glance.stop()
            if self._strained:
                self._strained = False
                self._ask_for_size()
        self._show_dropped()
        self.playing_changed.emit(playing)

    @Slot()
    def _look_after(self) -> None:
        """Whether the player keeps up."""
        self._follow()
        self._drops.append(self._player.dropped)
        is_strained = self._drops[-1] - self._drops[0] >= _STRAIN
        if self._quality is Quality.AUTO and is_strained and not self._strained:
            self._strained = True
            self._ask_for_size()
        self._show_dropped()

    def _show_dropped(self) -> None:
        self.transport.show_dropped(self._player.dropped, stalled=self._player.stalled)

    @Slot(object)
    def _on_project(self, project: Project) -> None:
        self._player.set_project(project)
        self.walls.set_canvas(project.settings.size)
        self._loop_range()
        self._show_time()

    @Slot(int)
    def _on_playhead(self, frame: int) -> None:
        self._show_time()
        if not self._moves_playhead:
            # Behind the last frame there is nothing to see: the last one stays.
            last = max(self._session.project.timeline.length - 1, 0)
            self._player.seek(min(frame, last))

    def _show_time(self) -> None:
        project = self._session.project
        self.transport.show_time(self._session.playhead, project.timeline.length, project.rate)

    @Slot()
    def _loop_range(self) -> None:
        if self._looping:
            first, end = self._session.range or (0, self._session.project.timeline.length)
            self._player.loop(first, end)
        elif self._stretch is not None:
            self._player.loop(*self._stretch)
        else:
            self._player.loop(None)

    @Slot()
    def _on_shape(self) -> None:
        self.transport.show_zoom(self.screen_view.zoom)
        self._settle.start()

    @Slot()
    def _ask_for_size(self) -> None:
        canvas = self._session.project.settings.size
        shown = self.screen_view.size_for(canvas)
        self._player.set_size(made_size(self._quality, canvas, shown, strained=self._strained))
        self.walls.set_quality(self._quality)
