"""Makes pictures ahead of their time and hands out the one that is due.

Four threads: one composes, one makes rough pictures where the playhead is dragged, one opens the
next clips before their cut, one watches the clock and makes the due picture ready for the screen.
They share the state of this object under one lock, which is never held while anything is decoded,
composed or called.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import replace
from threading import Condition, Thread
from time import monotonic

from sorastudio.errors import SoraError
from sorastudio.playback.ahead import (
    Job,
    Paused,
    Playing,
    State,
    jobs_in_order,
    pictures_between,
)
from sorastudio.playback.cache import FrameCache
from sorastudio.playback.clock import Run
from sorastudio.playback.maker import Maker
from sorastudio.playback.pictures import Due, Look, Pictures, Shown
from sorastudio.playback.screen import ScreenPixels, to_screen
from sorastudio.playback.wall import Scene, View, Wall, put_together
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.picture import Picture
from sorastudio.render.plan import MediaFrame

_LATEST = 32
"""So many ticks late a picture may still be shown, if there is no newer one."""
_SCOUT_SECONDS = 2
_GLANCE_SECONDS = 0.2
_ROOM_SECONDS = 0.08
"""After so long there is room for more."""
_REST_SECONDS = 0.06
"""So long the playhead must stand before true pictures are made of what there are rough ones of."""
_DRAG_SECONDS = 0.25
"""Who goes on sooner than that drags the playhead, and is likely to go on again."""
_STRAIN = 3
"""So many pictures dropped in one run say that rough ones must do."""
_FAST = 2


class Engine:
    def __init__(
        self, maker: Maker, wake: Callable[[], None], cache: FrameCache, project: Project
    ) -> None:
        """`wake` is called from any thread when there is a picture to take, or playing ended."""
        self._maker = maker
        self._wake = wake
        self._room_bytes = cache.max_bytes // 2
        self._pictures = Pictures(maker, cache)
        self._went_at = monotonic()
        self._is_dragged = False
        self._changed = Condition()
        self._scene = Scene(project)
        self._size: Size | None = None
        self._state: State = Paused(frame=0)
        self._presented: tuple[int, Look] | None = None
        self._last_tick: int | None = None
        self._scrubbed: tuple[int, View] | None = None
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
    def size(self) -> Size | None:
        """Of the pictures of the plain film."""
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

    def look_at(self, project: Project, wall: Wall | None = None) -> None:
        """The film, and the wall that is shown in its place; both as they are from now on."""
        scene = Scene(project, wall)
        with self._changed:
            self._scene = scene
            self._pictures.try_again()
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
            self._pictures.try_again()
            self._changed.notify_all()

    def forget(self) -> None:
        """Makes all pictures anew."""
        with self._changed:
            self._pictures.forget()
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
            failures = self._pictures.make(
                job.frame,
                job.view,
                self._scene.project.rate.seconds(1),
                rough=job.rough,
                ended=lambda: self._closed,
            )
            with self._changed:
                self._pictures.note(failures)
                if job.asked_for:
                    self._scrubbed = job.frame, job.view
                self._changed.notify_all()

    def _next_job(self) -> Job | None:
        with self._changed:
            while not self._closed:
                job = self._first_unmade()
                if job is not None:
                    return job
                self._changed.wait(self._until_room())
            return None

    def _until_room(self) -> float | None:
        """Seconds; None while nothing moves."""
        if isinstance(self._state, Playing):
            return _ROOM_SECONDS
        return _REST_SECONDS / 4 if self._is_glimpsed() else None

    def _first_unmade(self) -> Job | None:
        state, size = self._state, self._size
        if size is None or self._is_glimpsed():
            return None
        for job in jobs_in_order(state, self._scene, size, room_bytes=self._room_bytes):
            rough = isinstance(state, Playing) and self._must_be_rough(state.run, job.view)
            if not self._pictures.is_there(job.view, rough=rough):
                return replace(job, rough=rough)
        return None

    def _must_be_rough(self, run: Run, view: View) -> bool:
        is_strained = run.speed < 0 or run.speed > _FAST or self._dropped >= _STRAIN
        return self._pictures.must_be_rough(view, strained=is_strained)

    # -- rough pictures where the playhead is dragged --------------------------------------------

    def _glimpse(self) -> None:
        while (seen := self._next_glimpse()) is not None:
            is_made = self._pictures.make_roughly(seen[1])
            with self._changed:
                if is_made:
                    self._scrubbed = seen
                else:
                    self._pictures.note_no_rough(seen[1])
                self._changed.notify_all()

    def _next_glimpse(self) -> tuple[int, View] | None:
        """Where the playhead was put, once there is no picture yet of what is there."""
        with self._changed:
            while not self._closed:
                state, size = self._state, self._size
                if isinstance(state, Paused) and size is not None:
                    view = self._scene.view(state.frame, size)
                    if not self._pictures.has_rough(view) and self._pictures.needs_glimpse(view):
                        return state.frame, view
                self._changed.wait()
            return None

    def _is_glimpsed(self) -> bool:
        """Whether the playhead is dragged, and a rough picture does until it rests."""
        if isinstance(self._state, Playing) or self._size is None or not self._is_dragged:
            return False
        view = self._scene.view(self._state.frame, self._size)
        return monotonic() - self._went_at < _REST_SECONDS and self._pictures.needs_glimpse(view)

    # -- presenting --------------------------------------------------------------------------

    def _present(self) -> None:
        ready: dict[Look, tuple[Picture, ScreenPixels]] = {}
        while (due := self._next_due(ready)) is not None:
            if isinstance(due, Due):
                if due.look not in ready:
                    picture = put_together(due.view, due.pictures)
                    last = list(ready.items())[-1:]
                    ready = dict([*last, (due.look, (picture, to_screen(picture)))])
                if due.early:
                    continue
                with self._changed:
                    self._hand_out(due.shown(*ready[due.look]))
            self._wake()

    def _next_due(self, ready: Container[Look]) -> Due | Paused | None:
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

    def _due_at_rest(self, frame: int) -> Due | None:
        due = self._made(frame)
        scrubbed, self._scrubbed = self._scrubbed, None
        if due is None and scrubbed is not None:
            # The one asked for is still on its way: what was just made shows where one is.
            due = self._made(*scrubbed)
        return self._unless_seen(due)

    def _due_in_play(self, playing: Playing, tick: int) -> Due | None:
        oldest = tick - _LATEST if self._last_tick is None else self._last_tick + 1
        for each in range(tick, max(oldest, tick - _LATEST, 0) - 1, -1):
            due = self._made(playing.run.frame(each))
            if due is not None:
                self._count_dropped(playing.run, each)
                self._last_tick = each
                return self._unless_seen(due)
        return None

    def _count_dropped(self, run: Run, tick: int) -> None:
        dropped = pictures_between(run, self._last_tick, tick)
        self._dropped += len(dropped)
        for frame in dropped if run.speed == 1 else ():
            plan = self._scene.plan(frame)
            if plan is not None:
                self._maker.came_late(frame, plan)

    def _early(self, frame: int, ready: Container[Look]) -> Due | None:
        """The next picture, while there is time to make it ready for the screen."""
        due = self._made(frame)
        return None if due is None or due.look in ready else replace(due, early=True)

    def _hand_out(self, shown: Shown) -> None:
        in_play = isinstance(self._state, Playing)
        if self._ready is not None and self._ready_in_play and in_play:
            self._dropped += 1  # nobody took it in its time
        self._ready = shown
        self._ready_in_play = in_play

    def _made(self, frame: int, view: View | None = None) -> Due | None:
        """A frame if all of it is made; view: as it was to be seen, if not as it is now."""
        if view is None and self._size is not None:
            view = self._scene.view(frame, self._size)
        return None if view is None else self._pictures.due(frame, view)

    def _unless_seen(self, due: Due | None) -> Due | None:
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
