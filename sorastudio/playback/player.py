"""Plays a film: what the window holds. Nothing here keeps the caller waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from sorastudio.media.pool import ReaderPool
from sorastudio.playback.ahead import Paused, Playing
from sorastudio.playback.cache import FrameCache
from sorastudio.playback.caches import Caches
from sorastudio.playback.clock import Run
from sorastudio.playback.engine import Engine
from sorastudio.playback.levels import Peaks
from sorastudio.playback.maker import Maker
from sorastudio.playback.pictures import Shown
from sorastudio.playback.sound import Output, open_output
from sorastudio.playback.voice import Voice
from sorastudio.playback.wall import Wall
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, new_project

CACHE_BYTES = 384 * 2**20
_OPEN_READERS = 8
"""Files open at once. A decoder of 1080p holds some 50 MB."""
_SMALL_STEP = 12
"""Frames; going back by no more, the next ones back are likely to be asked for."""


def _nothing() -> None:
    pass


class Player:
    """Belongs to one thread; only `locate`, `wake` and `open_output` are called from others."""

    def __init__(
        self,
        locate: Callable[[MediaId], Path],
        *,
        wake: Callable[[], None] = _nothing,
        open_output: Callable[[], Output] = open_output,
        cache_bytes: int = CACHE_BYTES,
        caches: Caches | None = None,
    ) -> None:
        """`locate` gives the file of a media, or raises MediaError. `wake` is called when there is
        a picture to take, when playing has ended, and when `audio_note` may be another. `caches`
        may be shared with other players."""
        self._wake = wake
        self._project = new_project("")
        self._wall: Wall | None = None
        self._loop: tuple[int, int] | None = None
        self._pool = ReaderPool(locate, max_open=_OPEN_READERS)
        self._maker = Maker(self._pool, locate, caches)
        self._cache = FrameCache(cache_bytes)
        self._engine = Engine(self._maker, self._ring, self._cache, self._project)
        self._voice = Voice(self._pool, open_output, self._ring)

    @property
    def frame(self) -> int:
        """Where it is now."""
        return self._engine.state.frame

    @property
    def speed(self) -> Fraction:
        """0 while it stands."""
        state = self._engine.state
        return state.run.speed if isinstance(state, Playing) else Fraction(0)

    @property
    def is_playing(self) -> bool:
        return isinstance(self._engine.state, Playing)

    @property
    def dropped(self) -> int:
        """Pictures that came too late to be seen, since playing began."""
        return self._engine.dropped

    @property
    def stalled(self) -> bool:
        """Whether no picture has come for half a second though the film plays."""
        return self._engine.stalled

    @property
    def audio_note(self) -> str | None:
        """Why nothing is heard, in words for the person, or None."""
        return self._voice.note

    def levels(self) -> Peaks:
        """How loud it was since it was asked last."""
        return self._voice.levels()

    @property
    def size(self) -> Size | None:
        """Of the pictures; None before it is told."""
        return self._engine.size

    @property
    def memory_bytes(self) -> tuple[int, int]:
        """What its pictures take, and what they may."""
        return self._cache.used_bytes, self._cache.max_bytes

    def forget_pictures(self) -> None:
        """Makes all pictures anew."""
        self._engine.forget()

    def on_wake(self, wake: Callable[[], None]) -> None:
        """Who is called from now on."""
        self._wake = wake

    def set_project(self, project: Project) -> None:
        """The film to play, at any time. Pictures whose plan is the same stay made."""
        old, self._project = self._project, project
        self._engine.look_at(project, self._wall)
        state = self._engine.state
        if isinstance(state, Playing) and (old.rate != project.rate or not project.timeline.length):
            self.pause()
            state = self._engine.state
        self._follow()
        if isinstance(state, Paused) and state.frame > project.timeline.length:
            self._engine.go(Paused(frame=project.timeline.length))

    def show_wall(self, wall: Wall | None) -> None:
        """Several pictures in the place of the film's; None shows the film again. Time, sound and
        speed stay the film's. Of many walls in a row the newest is shown."""
        self._wall = wall
        cells = len(wall.cells) if wall is not None else 1
        self._pool.allow(_OPEN_READERS + cells - 1)
        self._engine.look_at(self._project, wall)

    def set_size(self, size: Size) -> None:
        """Of the pictures, in pixels; even sides."""
        self._engine.set_size(size)

    def seek(self, frame: int) -> None:
        """Shows a frame of the film (or the black behind its last). If it plays, it plays on from
        there; if not, a snippet of its sound is heard."""
        frame = min(max(frame, 0), self._project.timeline.length)
        state = self._engine.state
        if isinstance(state, Playing):
            self._start(frame, state.run.speed)
        elif frame != state.frame:
            came_back = 0 < state.frame - frame <= _SMALL_STEP
            self._engine.go(Paused(frame=frame, came_back=came_back))
            self._voice.snippet(self._project, frame)

    def play(self, speed: float = 1.0) -> None:
        """From where it is; 1 is as filmed, below 0 backwards. At the end it starts over."""
        wanted = Fraction(speed).limit_denominator(1000)
        if wanted == 0 or self._project.timeline.length == 0:
            self.pause()
        else:
            self._start(self.frame, wanted)

    def pause(self) -> None:
        """Stops on the frame that is on now."""
        state = self._engine.state
        if isinstance(state, Playing):
            self._engine.go(Paused(frame=state.frame))
            self._voice.hush()

    def loop(self, first: int | None, end: int | None = None) -> None:
        """Plays the frames [first, end) over and over, or with None the film once."""
        wanted = None if first is None or end is None or end <= first else (first, end)
        if wanted == self._loop:
            return
        self._loop = wanted
        state = self._engine.state
        if isinstance(state, Playing):
            self._start(state.frame, state.run.speed)

    def take_picture(self) -> Shown | None:
        """The newest picture due that has not been taken yet."""
        return self._engine.take()

    def close(self) -> None:
        """Joins its threads and closes the files."""
        self._engine.close()
        self._voice.close()
        self._maker.close()
        self._pool.close()

    def _ring(self) -> None:
        self._wake()

    def _start(self, frame: int, speed: Fraction) -> None:
        first, end, loops = self._bounds()
        at_end = frame >= end - 1 if speed > 0 else frame <= first
        if not first <= frame < end or (at_end and (loops or speed > 0)):
            frame = first if speed > 0 else end - 1
        run = Run(
            rate=self._project.rate, start=frame, speed=speed, first=first, end=end, loops=loops
        )
        # The old run must not be looked at any more when the sound's clock is set back.
        self._engine.go(Paused(frame=frame))
        self._engine.go(Playing(run=run, clock=self._voice.play(self._project, run)))

    def _bounds(self) -> tuple[int, int, bool]:
        length = self._project.timeline.length
        first, end = self._loop or (0, length)
        end = min(end, length)
        return (first, end, self._loop is not None) if first < end else (0, length, False)

    def _follow(self) -> None:
        """Keeps a run inside of a film that was edited while it plays."""
        state = self._engine.state
        if not isinstance(state, Playing):
            return
        first, end, loops = self._bounds()
        run = replace(state.run, first=first, end=end, loops=loops)
        if loops and run != state.run:
            self._start(state.frame, run.speed)
            return
        self._voice.follow(self._project, run)
        if run != state.run:
            self._engine.go(Playing(run=run, clock=state.clock))
