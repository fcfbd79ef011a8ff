"""What time it is while the film plays, and which frame that means. Exact, so nothing drifts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from time import perf_counter_ns
from typing import Protocol

from sorastudio.project.time import SAMPLE_RATE, FrameRate


class Clock(Protocol):
    def seconds(self) -> Fraction:
        """Since it began. Never goes back. From any thread."""
        ...


class WallClock:
    """The clock where no sound leads."""

    def __init__(self) -> None:
        self._began = perf_counter_ns()

    def seconds(self) -> Fraction:
        return Fraction(perf_counter_ns() - self._began, 1_000_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One stretch of playing: from `start` on at `speed` within the frames [first, end).

    It is counted in ticks, one for each frame of the film's rate in real time, whatever the speed.
    """

    rate: FrameRate
    start: int
    speed: Fraction
    """1 is as filmed, negative is backwards; never 0."""
    first: int
    end: int
    loops: bool = False

    def tick(self, seconds: Fraction) -> int:
        """The tick that lasts at a time after the beginning."""
        return floor(seconds * self.rate.fps)

    def begins(self, tick: int) -> Fraction:
        """Seconds after the beginning at which a tick begins."""
        return tick / self.rate.fps

    def frame(self, tick: int) -> int:
        """What is shown at a tick; at the last frame it stays."""
        at = self._reached(tick)
        if self.loops:
            return self.first + (at - self.first) % (self.end - self.first)
        return min(max(at, self.first), self.end - 1)

    def is_over(self, tick: int) -> bool:
        """Whether the last frame has had its time."""
        return not self.loops and not self.first <= self._reached(tick) < self.end

    def sample(self, output_sample: int) -> Fraction | None:
        """The place in the film, in samples, that sounds as the n-th sample after the beginning;
        None where nothing is left to sound."""
        at = self._samples(self.start) + output_sample * self.speed
        first, end = self._samples(self.first), self._samples(self.end)
        if self.loops:
            return first + (at - first) % (end - first)
        return at if first <= at < end else None

    def samples_until_turn(self, output_sample: int) -> int:
        """So many samples sound in one go from the n-th on, before a loop begins again or the film
        ends; at least one."""
        at = self.sample(output_sample)
        if at is None:
            return 1
        first, end = self._samples(self.first), self._samples(self.end)
        left = end - at if self.speed > 0 else at - first
        return max(1, floor(left / abs(self.speed)))

    def _reached(self, tick: int) -> int:
        moved = floor(tick * abs(self.speed))
        return self.start + (moved if self.speed > 0 else -moved)

    def _samples(self, frame: int) -> Fraction:
        return self.rate.seconds(frame) * SAMPLE_RATE
