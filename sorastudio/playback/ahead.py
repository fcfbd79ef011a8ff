"""Which pictures to make next, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sorastudio.playback.clock import Clock, Run
from sorastudio.playback.wall import Scene, View
from sorastudio.project.media import Size

_AHEAD_SECONDS = Fraction(2, 3)
_AHEAD_BACKWARDS_SECONDS = Fraction(4)
"""More of it, as a block that is read forwards must be whole before its last picture is due."""
_BACK_BLOCK = 12
"""Frames that a step back makes at once: to decode one is to decode those before it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paused:
    frame: int
    came_back: bool = False
    """Whether it was reached by a small step back, so that more of them are likely."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Playing:
    run: Run
    clock: Clock

    @property
    def tick(self) -> int:
        return self.run.tick(self.clock.seconds())

    @property
    def frame(self) -> int:
        return self.run.frame(self.tick)


State = Paused | Playing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Job:
    """Something to be made, all of its pictures at once."""

    frame: int
    view: View
    asked_for: bool = False
    """Whether the person waits for this one, not only for one near it."""
    rough: bool = False
    """Whether what proxies give is enough."""


def jobs_in_order(state: State, scene: Scene, size: Size, *, room_bytes: int) -> Iterator[Job]:
    """All there is to make now, what is due first first; not more than there is room for."""
    rate, picture_bytes = scene.project.rate.nominal, size.width * size.height * 3 // 2

    def ahead(seconds: Fraction) -> int:
        return max(2, min(int(rate * seconds), room_bytes // picture_bytes))

    if isinstance(state, Paused):
        for frame in frames_around(state, scene.length, ahead(_AHEAD_SECONDS)):
            view = scene.view(frame, size)
            yield Job(frame=frame, view=view, asked_for=frame == state.frame)
        return
    run = state.run
    seconds = _AHEAD_SECONDS if run.speed > 0 else _AHEAD_BACKWARDS_SECONDS
    for frame in frames_in_play(run, state.tick, ahead(seconds)):
        yield Job(frame=frame, view=scene.view(frame, size))


def frames_around(paused: Paused, length: int, ahead: int) -> Iterator[int]:
    """The frame itself, and what follows it, so that playing begins at once."""
    at = paused.frame
    if paused.came_back:
        yield from range(at - at % _BACK_BLOCK, at)
    yield at
    yield from range(at + 1, min(at + 1 + ahead, length))


def frames_in_play(run: Run, tick: int, ahead: int) -> Iterator[int]:
    """The frames of the next `ahead` ticks; backwards in blocks, each read forwards."""
    for ticks in _forwards(tick, ahead) if run.speed > 0 else _backwards(tick, ahead):
        last = None
        for each in ticks:
            if run.is_over(each):
                continue
            frame = run.frame(each)
            if frame != last:
                yield frame
            last = frame


def _forwards(tick: int, ahead: int) -> list[range]:
    return [range(tick, tick + ahead)]


def _backwards(tick: int, ahead: int) -> list[range]:
    block = max(1, ahead // 2)
    first = tick - tick % block
    return [
        range(first + block - 1, tick - 1, -1),
        range(first + 2 * block - 1, first + block - 1, -1),
    ]


def pictures_between(run: Run, last_tick: int | None, tick: int) -> list[int]:
    """The frames whose pictures should have been seen between two ticks."""
    if last_tick is None:
        return []
    frames = [run.frame(each) for each in range(last_tick, tick + 1)]
    changed = [b for a, b in pairwise(frames) if a != b]
    return changed[:-1]
