"""Makes the film's sound ahead of its time, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from threading import Condition, Thread

import numpy as np

from sorastudio.errors import SoraError
from sorastudio.playback.clock import Clock, Run, WallClock
from sorastudio.playback.levels import SILENCE, Levels, Peaks
from sorastudio.playback.sound import Output
from sorastudio.project.project import Project
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.mix import Strip, mix, strips
from sorastudio.render.sources import Sound, SoundSource

_BLOCK = SAMPLE_RATE // 10
_SNIPPET = SAMPLE_RATE * 2 // 25
_SOFT = SAMPLE_RATE // 200
"""Samples over which a snippet comes up and goes down, so that it does not click."""
_FASTEST = 4
"""Beyond this nothing is understood any more, and to mix it costs too much."""
_GLANCE_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Task:
    """What sounds: a run from its `done`-th sample on, or a snippet at one place of the film."""

    project: Project
    run: Run | None
    at: int = 0
    done: int = 0


class Voice:
    def __init__(
        self, sounds: SoundSource, open_output: Callable[[], Output], told: Callable[[], None]
    ) -> None:
        """`told` is called, from any thread, when `note` may have changed."""
        self._sounds = sounds
        self._open_output = open_output
        self._told = told
        self._changed = Condition()
        self._output: Output | None = None
        self._task: _Task | None = None
        self._trouble: str | None = None
        self._known: tuple[Project, tuple[Strip, ...]] | None = None
        self._levels = Levels()
        self._may_look_again = False
        self._closed = False
        self._thread = Thread(target=self._work, name="playback-sound", daemon=True)
        self._thread.start()

    @property
    def note(self) -> str | None:
        """Why there is no sound, or None."""
        return (self._output.note if self._output else None) or self._trouble

    def levels(self) -> Peaks:
        """The highest of what was heard since it was asked last."""
        output = self._output
        return SILENCE if output is None else self._levels.heard(output.seconds())

    def play(self, project: Project, run: Run) -> Clock:
        """Starts the sound of a run; the clock to follow."""
        with self._changed:
            self._trouble = None
            if self._output is None:
                return WallClock()  # the device is still being opened
            self._start(_Task(project=project, run=run))
            return self._output

    def follow(self, project: Project, run: Run) -> None:
        """The film, or the frames to loop, changed while it plays."""
        with self._changed:
            if self._task is not None and self._task.run is not None:
                self._task = replace(self._task, project=project, run=run)

    def snippet(self, project: Project, frame: int) -> None:
        """What is heard while the playhead is dragged over a frame."""
        with self._changed:
            self._start(_Task(project=project, run=None, at=project.rate.sample(frame)))

    def hush(self) -> None:
        with self._changed:
            self._start(None)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _start(self, task: _Task | None) -> None:
        self._task = task
        self._levels.begin()
        self._may_look_again = True
        if self._output is not None:
            self._output.begin()
        self._changed.notify_all()

    def _work(self) -> None:
        output = self._opened()
        while not self._closed:
            task = self._next(output)
            if task is not None:
                block = self._samples(task)
                with self._changed:
                    self._hand_over(output, task, block)
            elif not self._closed:
                output.close()
                output = self._opened()
        output.close()

    def _opened(self) -> Output:
        output = self._open_output()
        with self._changed:
            # What runs follows another clock.
            self._output, self._task = output, None
        self._told()
        return output

    def _next(self, output: Output) -> _Task | None:
        """Waits for what to make sound next; None at the end, and if a device should be looked for
        again: each time something has stopped."""
        with self._changed:
            while not self._closed:
                if self._task is not None and output.wanted() >= _BLOCK:
                    return self._task
                if self._task is None and self._may_look_again and output.may_come_back:
                    self._may_look_again = False
                    return None
                self._changed.wait(_GLANCE_SECONDS if self._task else None)
            return None

    def _hand_over(self, output: Output, task: _Task, block: Sound) -> None:
        if self._task is not task:
            return
        output.write(block)
        self._levels.add(block)
        self._task = replace(task, done=task.done + len(block)) if task.run else None

    def _samples(self, task: _Task) -> Sound:
        heard = self._strips(task.project)
        try:
            if task.run is None:
                return _softened(mix(heard, self._sounds, task.at, _SNIPPET))
            return sound_of(task.run, heard, self._sounds, task.done, _BLOCK)
        except SoraError as error:
            if self._trouble is None:
                self._trouble = str(error)
                self._told()
            return np.zeros((_BLOCK, 2), np.float32)

    def _strips(self, project: Project) -> tuple[Strip, ...]:
        # Of a long film they take a while, so they are made here and not by the caller.
        if self._known is None or self._known[0] is not project:
            self._known = project, strips(project)
        return self._known[1]


def sound_of(
    run: Run, strips: tuple[Strip, ...], sounds: SoundSource, first: int, count: int
) -> Sound:
    """(count, 2) samples of a run from its `first`-th on, as a tape would play them: pitch follows
    speed. Raises MediaError."""
    result = np.zeros((count, 2), np.float32)
    if abs(run.speed) > _FASTEST:
        return result
    done = 0
    while done < count:
        at = run.sample(first + done)
        if at is None:
            break
        length = min(count - done, run.samples_until_turn(first + done))
        result[done : done + length] = _stretch(strips, sounds, at, run.speed, length)
        done += length
    return result


def _stretch(
    strips: tuple[Strip, ...], sounds: SoundSource, at: Fraction, speed: Fraction, count: int
) -> Sound:
    if speed == 1:
        return mix(strips, sounds, floor(at), count)
    until = at + (count - 1) * speed
    low, high = floor(min(at, until)), ceil(max(at, until)) + 2
    source = mix(strips, sounds, low, high - low)
    places = float(at - low) + np.arange(count) * float(speed)
    known = np.arange(len(source))
    channels = [np.interp(places, known, source[:, side]) for side in (0, 1)]
    return np.stack(channels, axis=1).astype(np.float32)


def _softened(samples: Sound) -> Sound:
    ramp = np.minimum(1, (np.arange(len(samples)) + 0.5) / _SOFT).astype(np.float32)
    result: Sound = samples * (ramp * ramp[::-1])[:, None]
    return result
