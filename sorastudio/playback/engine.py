"""Makes pictures ahead of their time and hands out the one that is due.

Three threads: one composes, one opens the next clips before their cut, one watches the clock and
makes the due picture ready for the screen. They share the state of this object under one lock,
which is never held while anything is decoded, composed or called.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from threading import Condition, Thread

from sorastudio.errors import SoraError
from sorastudio.playback.ahead import (
    Job,
    Paused,
    Playing,
    State,
    jobs_in_order,
    pictures_between,
)
from sorastudio.playback.cache import FrameCache, Key
from sorastudio.playback.screen import ScreenPixels, to_screen
from sorastudio.playback.wall import Scene, ShownCell, View, Wall, put_together
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.compose import compose
from sorastudio.render.picture import Picture, blank
from sorastudio.render.plan import MediaFrame
from sorastudio.render.sources import FrameSource

_LATEST = 32
"""So many ticks late a picture may still be shown, if there is no newer one."""
_SCOUT_SECONDS = 2
_GLANCE_SECONDS = 0.2
_REST_SECONDS = 0.08


_Look = tuple[View, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture for the screen, and the frame of the film it shows."""

    frame: int
    picture: Picture
    pixels: ScreenPixels
    note: str = ""
    """Why the picture is black though something should be seen, in words for the person."""
    cells: tuple[ShownCell, ...] = ()
    """What a wall is made of; nothing for the plain film."""


@dataclass(frozen=True, slots=True, eq=False)
class _Due:
    frame: int
    view: View
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...]
    """One for each picture."""
    early: bool = False
    """Only to be made ready; its time has not come."""

    @property
    def look(self) -> _Look:
        return self.view, self.notes

    def shown(self, picture: Picture, pixels: ScreenPixels) -> Shown:
        if not self.view.boxes:
            return Shown(self.frame, picture, pixels, self.notes[0])
        cells = tuple(map(ShownCell, self.view.boxes, self.notes))
        return Shown(self.frame, picture, pixels, cells=cells)


class Engine:
    def __init__(
        self, frames: FrameSource, wake: Callable[[], None], cache: FrameCache, project: Project
    ) -> None:
        """`wake` is called from any thread when there is a picture to take, or playing ended."""
        self._frames = frames
        self._wake = wake
        self._cache = cache
        self._changed = Condition()
        self._scene = Scene(project)
        self._size: Size | None = None
        self._state: State = Paused(frame=0)
        self._failed: dict[Key, str] = {}
        self._presented: tuple[int, _Look] | None = None
        self._last_tick: int | None = None
        self._scrubbed: tuple[int, View] | None = None
        self._ready: Shown | None = None
        self._ready_in_play = False
        self._dropped = 0
        self._closed = False
        works = {"compose": self._compose, "present": self._present, "scout": self._scout}
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

    def look_at(self, project: Project, wall: Wall | None = None) -> None:
        """The film, and the wall that is shown in its place; both as they are from now on."""
        scene = Scene(project, wall)
        with self._changed:
            self._scene = scene
            self._failed.clear()
            self._changed.notify_all()

    def set_size(self, size: Size) -> None:
        with self._changed:
            self._size = size
            self._changed.notify_all()

    def go(self, state: State) -> None:
        with self._changed:
            self._state = state
            self._last_tick = None
            if isinstance(state, Playing):
                self._dropped = 0
            self._failed.clear()
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
            failures = self._make(job.view)
            with self._changed:
                self._failed.update(failures)
                if job.asked_for:
                    self._scrubbed = job.frame, job.view
                self._changed.notify_all()

    def _make(self, view: View) -> dict[Key, str]:
        """Cells that show the same are made once. What could not be made, and why."""
        failures = {}
        for key in dict.fromkeys(view.keys):
            if self._is_made(key) or self._closed:
                continue
            try:
                self._cache.put(key, compose(key[0], self._frames, key[1]))
            except SoraError as error:
                failures[key] = str(error)
        return failures

    def _next_job(self) -> Job | None:
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
            return None
        return _REST_SECONDS

    def _first_unmade(self) -> Job | None:
        state, size = self._state, self._size
        if size is None:
            return None
        room = self._cache.max_bytes // 2
        jobs = jobs_in_order(state, self._scene, size, room_bytes=room)
        return next((job for job in jobs if not all(map(self._is_made, job.view.keys))), None)

    def _is_made(self, key: Key) -> bool:
        return key in self._cache or key in self._failed

    # -- presenting --------------------------------------------------------------------------

    def _present(self) -> None:
        ready: dict[_Look, tuple[Picture, ScreenPixels]] = {}
        while (due := self._next_due(ready)) is not None:
            if isinstance(due, _Due):
                if due.look not in ready:
                    picture = put_together(due.view, due.pictures)
                    last = list(ready.items())[-1:]
                    ready = dict([*last, (due.look, (picture, to_screen(picture)))])
                if due.early:
                    continue
                with self._changed:
                    self._hand_out(due.shown(*ready[due.look]))
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
            due = self._made(*scrubbed)
        return self._unless_seen(due)

    def _due_in_play(self, playing: Playing, tick: int) -> _Due | None:
        oldest = tick - _LATEST if self._last_tick is None else self._last_tick + 1
        for each in range(tick, max(oldest, tick - _LATEST, 0) - 1, -1):
            due = self._made(playing.run.frame(each))
            if due is not None:
                self._dropped += pictures_between(playing.run, self._last_tick, each)
                self._last_tick = each
                return self._unless_seen(due)
        return None

    def _early(self, frame: int, ready: Container[_Look]) -> _Due | None:
        """The next picture, while there is time to make it ready for the screen."""
        due = self._made(frame)
        return None if due is None or due.look in ready else replace(due, early=True)

    def _hand_out(self, shown: Shown) -> None:
        in_play = isinstance(self._state, Playing)
        if self._ready is not None and self._ready_in_play and in_play:
            self._dropped += 1  # nobody took it in its time
        self._ready = shown
        self._ready_in_play = in_play

    def _made(self, frame: int, view: View | None = None) -> _Due | None:
        """A frame if all of it is made; view: as it was to be seen, if not as it is now."""
        if view is None:
            if self._size is None:
                return None
            view = self._scene.view(frame, self._size)
        pictures = [self._cache.get(key) or self._failure(key) for key in view.keys]
        whole = tuple(picture for picture in pictures if picture is not None)
        if len(whole) < len(pictures):
            return None
        return _Due(frame, view, whole, tuple(self._failed.get(key, "") for key in view.keys))

    def _failure(self, key: Key) -> Picture | None:
        return blank(key[1]) if key in self._failed else None

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
                self._frames.frame(wanted.media_id, wanted.time)
            except SoraError:
                continue  # the composing thread meets the same error, and tells it

    def _next_entrance(self, opened: set[MediaFrame]) -> MediaFrame | None:
        with self._changed:
            while not self._closed:
                frame, horizon = self._outlook()
                coming = list(self._scene.coming(frame, horizon))
                opened.intersection_update(coming)
                for wanted in coming:
                    if wanted not in opened:
                        return wanted
                self._changed.wait(_GLANCE_SECONDS if isinstance(self._state, Playing) else None)
            return None

    def _outlook(self) -> tuple[int, int]:
        """The frame that is on, and how far ahead to look."""
        rate = self._scene.project.rate.nominal
        match self._state:
            case Paused(frame=frame):
                return frame, rate
            case Playing(run=run) as playing:
                return playing.frame, max(0, int(run.speed * rate * _SCOUT_SECONDS))
