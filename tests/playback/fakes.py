"""A sound device whose time is turned by hand, and films to play on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from threading import Event, Lock
from time import monotonic

import numpy as np

from sorastudio.media.probe import identify
from sorastudio.playback.caches import Caches
from sorastudio.playback.pictures import Shown
from sorastudio.playback.player import Player
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.render.sources import Sound
from tests.film_maker import read_bars

PATIENCE_SECONDS = 20


class FakeSound:
    """Hears samples when told to. What has been heard of this run is in `heard`."""

    def __init__(self, ahead: int = 96_000, note: str | None = None) -> None:
        self.note = note
        self.may_come_back = False
        self._ahead = ahead
        self._lock = Lock()
        self._written: list[Sound] = []
        self._seconds = Fraction(0)
        self.begins = 0
        self.closed = False

    def begin(self) -> None:
        with self._lock:
            self._written.clear()
            self._seconds = Fraction(0)
            self.begins += 1

    def seconds(self) -> Fraction:
        with self._lock:
            return self._seconds

    def wanted(self) -> int:
        with self._lock:
            waiting = sum(map(len, self._written)) - int(self._seconds * 48_000)
            return max(0, self._ahead - waiting)

    def write(self, block: Sound) -> None:
        with self._lock:
            self._written.append(block)

    def close(self) -> None:
        self.closed = True

    def pass_time(self, seconds: Fraction) -> None:
        with self._lock:
            self._seconds += seconds

    @property
    def written(self) -> Sound:
        with self._lock:
            return np.concatenate([np.zeros((0, 2), np.float32), *self._written])


class Watcher:
    """A player as the window uses it: it waits for wake-ups and takes what is due."""

    def __init__(
        self,
        project: Project,
        locate: Callable[[MediaId], Path],
        *,
        sound: FakeSound | None = None,
        cache_bytes: int = 64 * 2**20,
        caches: Caches | None = None,
    ) -> None:
        self._woken = Event()
        self.sound = sound or FakeSound()
        self.taken: list[Shown] = []
        self.player = Player(
            locate,
            wake=self._woken.set,
            open_output=lambda: self.sound,
            cache_bytes=cache_bytes,
            caches=caches,
        )
        self._rate = project.rate
        # Before it has a size it shows nothing, so what wakes is the sound that is ready.
        assert self._woken.wait(PATIENCE_SECONDS)
        self.player.set_project(project)
        self.player.set_size(project.settings.size)

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.player.close()

    def until(self, reached: Callable[[], bool]) -> None:
        """Takes pictures until something is so."""
        end = monotonic() + PATIENCE_SECONDS
        while not reached():
            assert monotonic() < end, f"it never came; seen {[s.frame for s in self.taken]}"
            self._woken.wait(0.005)
            self._woken.clear()
            if (shown := self.player.take_picture()) is not None:
                self.taken.append(shown)

    def sees(self, frame: int) -> Shown:
        """Waits until a frame of the film is on screen."""
        self.until(lambda: bool(self.taken) and self.taken[-1].frame == frame)
        return self.taken[-1]

    def reads(self, frame: int) -> int:
        """The number on the picture of a frame of the film."""
        return read_bars(self.sees(frame).picture)

    def plays_a_frame(self) -> None:
        self.sound.pass_time(1 / self._rate.fps)


def files_of(*paths: Path) -> tuple[Project, Callable[[MediaId], Path]]:
    """An empty film with files in its pool, and where they are."""
    project = new_project("bars", Settings(size=Size(112, 64)))
    places = {}
    for path in paths:
        media = identify(path, path.name)
        places[media.id] = path
        project = replace(project, pool=project.pool.with_media(media))
    return project, lambda media_id: places[media_id]
