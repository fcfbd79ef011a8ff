"""Makes pictures ahead of their time and hands out the one that is due.

Four threads: one composes, one composes roughly where the playhead was put and the true picture
takes its time, one opens the next clips before their cut, one watches the clock and makes the due
picture ready for the screen. They share the state of this object under one lock,
which is never held while anything is decoded, composed or called.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from threading import Condition, Thread
from time import monotonic

from sorastudio.errors import SoraError
from sorastudio.playback.ahead import Paused, Playing, State, frames_around, frames_in_play
from sorastudio.playback.cache import FrameCache, Key
from sorastudio.playback.clock import Run
from sorastudio.playback.maker import Maker
from sorastudio.playback.screen import ScreenPixels, to_screen
from sorastudio.playback.sight import Sight
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.picture import Picture, blank
from sorastudio.render.plan import MediaFrame

_AHEAD_SECONDS = Fraction(2, 3)
_AHEAD_BACKWARDS_SECONDS = Fraction(4)
"""More of it, as a block that is read forwards must be whole before its last picture is due."""
_LATEST = 32
"""So many ticks late a picture may still be shown, if there is no newer one."""
_SCOUT_SECONDS = 2
_GLANCE_SECONDS = 0.2
_REST_SECONDS = 0.06
"""So long the playhead must stand before true pictures are made of what there are rough ones of."""
_DRAG_SECONDS = 0.25
"""Who goes on sooner than that drags the playhead, and is likely to go on again."""
_ROUGH_BYTES = 96 * 2**20
_STRAIN = 3
"""So many pictures dropped in one run say that rough ones must do."""
_FAST = 2


_Look = tuple[Key, str, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture for the screen, and the frame of the film it shows."""

    frame: int
    picture: Picture
    pixels: ScreenPixels
    note: str = ""
    """Why the picture is black though something should be seen, in words for the person."""
    rough: bool = False
    """Whether it is a proxy's, and the true one follows at rest."""


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    frame: int
    key: Key
    asked_for: bool
    """Whether the person waits for this one, not only for one near it."""
    rough: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Due:
    frame: int
    key: Key
    picture: Picture
    note: str
    rough: bool = False
    early: bool = False
    """Only to be made ready; its time has not come."""

    @property
    def look(self) -> _Look:
        return self.key, self.note, self.rough


class Engine:
    def __init__(
        self, maker: Maker, wake: Callable[[], None], cache: FrameCache, project: Project
    ) -> None:
        """`wake` is called from any thread when there is a picture to take, or playing ended."""
        self._maker = maker
        self._wake = wake
        self._cache = cache
        self._rough = FrameCache(_ROUGH_BYTES)
        self._no_rough: Key | None = None
        self._went_at = monotonic()
        self._is_dragged = False
        self._changed = Condition()
        self._sight = Sight(project)
        self._size: Size | None = None
        self._state: State = Paused(frame=0)
        self._failed: dict[Key, str] = {}
        self._presented: tuple[int, _Look] | None = None
        self._last_tick: int | None = None
        self._scrubbed: int | None = None
        self._ready: Shown | None = None
        self._ready_in_play = False
        self._dropped = 0
        self._closed = False
        works = {
            "compose": self._compose,
            "glimpse": self._glimpse,
            "present": self._present,
            "scout": self._scout,
        }
        self._threads = [
            Thread(target=work, name=f"playback-{name}", daemon=True)
            for name, work in works.items()
        ]
        for thread in self._threads:
            thread.start()

    @property
    def state(self) -> State:
        return self._state

    @property
    def sight(self) -> Sight:
        return self._sight

    @property
    def size(self) -> Size | None:
        """Of the pictures."""
        return self._size

    @property
    def dropped(self) -> int:
        """Pictures that were not seen because they came too late, since playing began."""
        return self._dropped

    @property
    def stalled(self) -> bool:
        """Whether no picture has come for half a second though the clock goes on."""
        with self._changed:
            state, last = self._state, self._last_tick
        if not isinstance(state, Playing):
            return False
        return state.tick - (-1 if last is None else last) > state.run.rate.nominal // 2

    def look_at(self, project: Project) -> None:
        with self._changed:
            self._sight = Sight(project)
            self._failed.clear()
            self._changed.notify_all()

    def set_size(self, size: Size) -> None:
        with self._changed:
            self._size = size
            self._changed.notify_all()

    def go(self, state: State) -> None:
        with self._changed:
            self._state = state
            last, self._went_at = self._went_at, monotonic()
            self._is_dragged = self._went_at - last < _DRAG_SECONDS
            self._last_tick = None
            if isinstance(state, Playing):
                self._dropped = 0
            self._failed.clear()
            self._changed.notify_all()

    def forget(self) -> None:
        """Makes all pictures anew."""
        with self._changed:
            self._cache.clear()
            self._rough.clear()
            self._changed.notify_all()

    def take(self) -> Shown | None:
        """The newest picture that is due, once."""
        with self._changed:
            shown, self._ready = self._ready, None
            return shown

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    # -- composing ---------------------------------------------------------------------------

    def _compose(self) -> None:
        while (job := self._next_job()) is not None:
            key = job.key
            failure = ""
            try:
                if not job.rough or not self._make_roughly(key):
                    self._cache.put(key, self._maker.make(job.frame, *key, self._frame_seconds))
            except SoraError as error:
                failure = str(error)
            with self._changed:
                if failure:
                    self._failed[key] = failure
                if job.asked_for:
                    self._scrubbed = job.frame
                self._changed.notify_all()

    def _next_job(self) -> _Job | None:
        with self._changed:
            while not self._closed:
                job = self._first_unmade()
                if job is not None:
                    return job
                self._changed.wait(self._some_ticks())
            return None

    def _some_ticks(self) -> float | None:
        """Seconds after which there is room for more; None while nothing moves."""
        if isinstance(self._state, Paused):
            return _REST_SECONDS / 4 if self._is_glimpsed() else None
        return float(_AHEAD_SECONDS) / 8

    def _first_unmade(self) -> _Job | None:
        state, size = self._state, self._size
        if size is None or self._is_glimpsed():
            return None
        match state:
            case Paused() as paused:
                ahead = self._room(_AHEAD_SECONDS, size)
                wanted = frames_around(paused, self._sight.length, ahead)
            case Playing(run=run) as playing:
                seconds = _AHEAD_SECONDS if run.speed > 0 else _AHEAD_BACKWARDS_SECONDS
                wanted = frames_in_play(run, playing.tick, self._room(seconds, size))
        for frame in wanted:
            key = self._sight.key(frame, size)
            rough = isinstance(state, Playing) and self._must_be_rough(state.run, key)
            if not self._is_made(key) and not (rough and key in self._rough):
                asked_for = isinstance(state, Paused) and frame == state.frame
                return _Job(frame, key, asked_for, rough)
        return None

    def _room(self, seconds: Fraction, size: Size) -> int:
        """The pictures of so many seconds, but not so many that they push each other out of the
        cache."""
        picture_bytes = size.width * size.height * 3 // 2
        wanted = self._sight.project.rate.nominal * seconds
        return max(2, min(int(wanted), self._cache.max_bytes // 2 // picture_bytes))

    def _is_made(self, key: Key) -> bool:
        return key in self._cache or key in self._failed

    @property
    def _frame_seconds(self) -> Fraction:
        return self._sight.project.rate.seconds(1)

    # -- rough pictures ----------------------------------------------------------------------

    def _glimpse(self) -> None:
        while (job := self._next_glimpse()) is not None:
            is_made = self._make_roughly(job.key)
            with self._changed:
                if is_made:
                    self._scrubbed = job.frame
                else:
                    self._no_rough = job.key
                self._changed.notify_all()

    def _next_glimpse(self) -> _Job | None:
        """Where the playhead was put, once there is no picture yet of what is there."""
        with self._changed:
            while not self._closed:
                state, size = self._state, self._size
                if isinstance(state, Paused) and size is not None:
                    key = self._sight.key(state.frame, size)
                    if key not in self._rough and self._needs_glimpse(key):
                        return _Job(state.frame, key, asked_for=True, rough=True)
                self._changed.wait()
            return None

    def _make_roughly(self, key: Key) -> bool:
        picture = self._maker.rough(*key)
        if picture is not None:
            self._rough.put(key, picture)
        return picture is not None

    def _needs_glimpse(self, key: Key) -> bool:
        return not self._is_made(key) and key != self._no_rough and self._maker.helps(key[0])

    def _is_glimpsed(self) -> bool:
        """Whether the playhead is dragged, and a rough picture does until it rests."""
        if isinstance(self._state, Playing) or self._size is None or not self._is_dragged:
            return False
        key = self._sight.key(self._state.frame, self._size)
        return monotonic() - self._went_at < _REST_SECONDS and self._needs_glimpse(key)

    def _must_be_rough(self, run: Run, key: Key) -> bool:
        """Whether the true pictures would not keep up in a run."""
        is_strained = run.speed < 0 or run.speed > _FAST or self._dropped >= _STRAIN
        return (is_strained or self._maker.is_hard(key[0])) and self._maker.helps(key[0])

    # -- presenting --------------------------------------------------------------------------

    def _present(self) -> None:
        pixels: dict[_Look, ScreenPixels] = {}
        while (due := self._next_due(pixels)) is not None:
            if isinstance(due, _Due):
                if due.look not in pixels:
                    last = list(pixels.items())[-1:]
                    pixels = dict([*last, (due.look, to_screen(due.picture))])
                if due.early:
                    continue
                with self._changed:
                    self._hand_out(due, pixels[due.look])
            self._wake()

    def _next_due(self, ready: Container[_Look]) -> _Due | Paused | None:
        """Waits for the next picture to show; Paused where playing has just ended; None at the
        end of it all."""
        with self._changed:
            while not self._closed:
                match self._state:
                    case Paused(frame=frame):
                        due, wait = self._due_at_rest(frame), None
                    case Playing() as playing:
                        tick = playing.tick
                        if playing.run.is_over(tick):
                            ended = Paused(frame=playing.run.frame(tick))
                            self._state = ended
                            self._changed.notify_all()
                            return ended
                        due = self._due_in_play(playing, tick) or self._early(
                            playing.run.frame(tick + 1), ready
                        )
                        wait = self._until(playing, tick)
                if due is not None:
                    return due
                self._changed.wait(wait)
            return None

    def _until(self, playing: Playing, tick: int) -> float:
        left = playing.run.begins(tick + 1) - playing.clock.seconds()
        return min(max(float(left), 0.0005), _GLANCE_SECONDS)

    def _due_at_rest(self, frame: int) -> _Due | None:
        due = self._made(frame)
        scrubbed, self._scrubbed = self._scrubbed, None
        if due is None and scrubbed is not None:
            # The one asked for is still on its way: what was just made shows where one is.
            due = self._made(scrubbed)
        return self._unless_seen(due)

    def _due_in_play(self, playing: Playing, tick: int) -> _Due | None:
        oldest = tick - _LATEST if self._last_tick is None else self._last_tick + 1
        for each in range(tick, max(oldest, tick - _LATEST, 0) - 1, -1):
            due = self._made(playing.run.frame(each))
            if due is not None:
                self._count_dropped(playing.run, each)
                self._last_tick = each
                return self._unless_seen(due)
        return None

    def _count_dropped(self, run: Run, tick: int) -> None:
        dropped = _between(run, self._last_tick, tick)
        self._dropped += len(dropped)
        for frame in dropped if run.speed == 1 else ():
            self._maker.came_late(frame, self._sight.plan(frame))

    def _early(self, frame: int, ready: Container[_Look]) -> _Due | None:
        """The next picture, while there is time to make it ready for the screen."""
        due = self._made(frame)
        return None if due is None or due.look in ready else replace(due, early=True)

    def _hand_out(self, due: _Due, pixels: ScreenPixels) -> None:
        in_play = isinstance(self._state, Playing)
        if self._ready is not None and self._ready_in_play and in_play:
            self._dropped += 1  # nobody took it in its time
        self._ready = Shown(due.frame, due.picture, pixels, due.note, due.rough)
        self._ready_in_play = in_play

    def _made(self, frame: int) -> _Due | None:
        if self._size is None:
            return None
        key = self._sight.key(frame, self._size)
        picture = self._cache.get(key)
        if picture is not None:
            return _Due(frame, key, picture, "")
        if key in self._failed:
            return _Due(frame, key, blank(self._size), self._failed[key])
        picture = self._rough.get(key)
        return None if picture is None else _Due(frame, key, picture, "", rough=True)

    def _unless_seen(self, due: _Due | None) -> _Due | None:
        if due is None or (due.frame, due.look) == self._presented:
            return None
        self._presented = due.frame, due.look
        return due

    # -- opening what comes next -------------------------------------------------------------

    def _scout(self) -> None:
        opened: set[MediaFrame] = set()
        while (wanted := self._next_entrance(opened)) is not None:
            opened.add(wanted)
            try:
                self._maker.open(wanted.media_id, wanted.time)
            except SoraError:
                continue  # the composing thread meets the same error, and tells it

    def _next_entrance(self, opened: set[MediaFrame]) -> MediaFrame | None:
        with self._changed:
            while not self._closed:
                frame, horizon = self._outlook()
                coming = list(self._sight.coming(frame, horizon))
                opened.intersection_update(coming)
                for wanted in coming:
                    if wanted not in opened:
                        return wanted
                self._changed.wait(_GLANCE_SECONDS if isinstance(self._state, Playing) else None)
            return None

    def _outlook(self) -> tuple[int, int]:
        """The frame that is on, and how far ahead to look."""
        rate = self._sight.project.rate.nominal
        match self._state:
            case Paused(frame=frame):
                return frame, rate
            case Playing(run=run) as playing:
                return playing.frame, max(0, int(run.speed * rate * _SCOUT_SECONDS))


def _between(run: Run, last_tick: int | None, tick: int) -> list[int]:
    """The frames whose pictures should have been seen between two ticks."""
    if last_tick is None:
        return []
    frames = [run.frame(each) for each in range(last_tick, tick + 1)]
    changed = [b for a, b in pairwise(frames) if a != b]
    return changed[:-1]
