"""Where sound goes: to a device, which then leads the time, or nowhere, by the wall clock."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from math import floor
from threading import Event, Lock
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sorastudio.playback.clock import WallClock
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.sources import Sound

_AHEAD_SAMPLES = SAMPLE_RATE * 3 // 5
"""So much waits at most: an edit is heard after that time."""
_LATENCY_SECONDS = 0.1
"""Asked of the device: with less it asks a hundred times a second, and a busy program is late."""
_PATIENCE_SECONDS = 2.5
"""A device that asks for nothing for so long is taken for dead, or the film would freeze."""
_START_SECONDS = 4.0
_STARTED = 6
"""Sound servers ask a few times at once and then for nothing, for up to two seconds; who has asked
so often goes on steadily."""


class Output(Protocol):
    """Takes samples and says how many have been heard. From any thread; nothing here waits."""

    @property
    def note(self) -> str | None:
        """Why nothing is heard, for the person; None while all is well."""
        ...

    @property
    def may_come_back(self) -> bool:
        """Whether there is no device now, but opening one again may help."""
        ...

    def begin(self) -> None:
        """What waits is dropped, and the time starts anew."""
        ...

    def seconds(self) -> Fraction:
        """How much has been heard since it began."""
        ...

    def wanted(self) -> int:
        """So many samples may be written now."""
        ...

    def write(self, block: Sound) -> None: ...

    def close(self) -> None: ...


class SilentOutput:
    """No device: time goes on all the same, and what would be heard is taken as a device takes
    it."""

    def __init__(self, note: str | None, *, may_come_back: bool = False) -> None:
        self.may_come_back = may_come_back
        self._note = note
        self._clock = WallClock()
        self._written = 0

    @property
    def note(self) -> str | None:
        return self._note

    def begin(self) -> None:
        self._clock = WallClock()
        self._written = 0

    def seconds(self) -> Fraction:
        return self._clock.seconds()

    def wanted(self) -> int:
        heard = floor(self.seconds() * SAMPLE_RATE)
        return max(0, _AHEAD_SAMPLES - max(0, self._written - heard))

    def write(self, block: Sound) -> None:
        self._written += len(block)

    def close(self) -> None:
        """Nothing is open."""


class Waiting:
    """Samples between the thread that makes them and the device that takes them."""

    def __init__(self) -> None:
        self._blocks: deque[Sound] = deque()
        self.count = 0

    def put(self, block: Sound) -> None:
        self._blocks.append(block)
        self.count += len(block)

    def take_into(self, target: NDArray[np.float32]) -> int:
        """Fills (n, 2) samples; silence where there are not enough. How many were there."""
        filled = 0
        while filled < len(target) and self._blocks:
            block = self._blocks.popleft()
            used = min(len(block), len(target) - filled)
            target[filled : filled + used] = block[:used]
            if used < len(block):
                self._blocks.appendleft(block[used:])
            filled += used
        target[filled:] = 0
        self.count -= filled
        return filled


class DeviceOutput:
    """The system's usual output device, through the optional package `sounddevice`.

    Where samples come too late it plays silence and its time stands still: pictures wait for sound,
    and no sound is left out. If the device goes away or asks for nothing any more, silence by the
    wall clock takes over.
    """

    def __init__(self, sounddevice: Any) -> None:
        """Waits until the device asks for samples steadily. Raises whatever the package raises
        where there is no device."""
        self._lock = Lock()
        self._waiting = Waiting()
        self._taken = 0
        self._latest = 0
        self._latest_heard_at = 0.0
        self._asked_at = perf_counter()
        self._lost: SilentOutput | None = None
        self._lost_at = Fraction(0)
        self._gone = False
        self._asked = 0
        self._started = Event()
        self._closing = False
        self._stream = sounddevice.OutputStream(
            samplerate=SAMPLE_RATE,
            channels=2,
            dtype="float32",
            latency=_LATENCY_SECONDS,
            callback=self._fill,
            finished_callback=self._finished,
        )
        self._latency = float(self._stream.latency)
        self._stream.start()
        self._started.wait(_START_SECONDS)

    @property
    def note(self) -> str | None:
        return "Playing without sound: the sound device went away." if self._lost else None

    @property
    def may_come_back(self) -> bool:
        return self._lost is not None

    def begin(self) -> None:
        with self._lock:
            self._waiting = Waiting()
            self._taken = self._latest = 0
            asks_again = perf_counter() - self._asked_at < _PATIENCE_SECONDS
            if self._lost is not None and asks_again and not self._gone:
                self._lost = None
            elif self._lost is not None:
                self._lost, self._lost_at = SilentOutput(None), Fraction(0)

    def seconds(self) -> Fraction:
        with self._lock:
            if perf_counter() - self._asked_at > _PATIENCE_SECONDS:
                self._give_up()
            if self._lost is not None:
                return self._lost_at + self._lost.seconds()
            return Fraction(self._heard(), SAMPLE_RATE)

    def wanted(self) -> int:
        with self._lock:
            if self._lost is not None:
                return self._lost.wanted()
            return max(0, _AHEAD_SAMPLES - self._waiting.count)

    def write(self, block: Sound) -> None:
        with self._lock:
            if self._lost is not None:
                self._lost.write(block)
            else:
                self._waiting.put(np.clip(block, -1, 1))

    def close(self) -> None:
        self._closing = True
        self._stream.close()

    def _heard(self) -> int:
        """Samples heard: all before the last ones taken, and of those as many as time allows."""
        since = perf_counter() - self._latest_heard_at
        of_latest = min(max(round(since * SAMPLE_RATE), -self._taken), self._latest)
        return max(0, self._taken - self._latest + of_latest)

    def _fill(self, target: NDArray[np.float32], *_: object) -> None:
        with self._lock:
            self._asked_at = perf_counter()
            self._asked += 1
            if self._asked == _STARTED:
                self._started.set()
            self._latest = self._waiting.take_into(target)
            self._taken += self._latest
            self._latest_heard_at = self._asked_at + self._latency

    def _finished(self) -> None:
        with self._lock:
            if not self._closing:
                self._gone = True
                self._started.set()
                self._give_up()

    def _give_up(self) -> None:
        if self._lost is None:
            self._lost_at = Fraction(self._heard(), SAMPLE_RATE)
            self._lost = SilentOutput(None)


def open_output() -> Output:
    """The sound device if there is one, else silence that says why. May take a moment."""
    try:
        import sounddevice
    except (ImportError, OSError):
        return SilentOutput("Playing without sound: the package “sounddevice” is not installed.")
    try:
        return DeviceOutput(sounddevice)
    except (sounddevice.PortAudioError, OSError, ValueError):
        note = "Playing without sound: no sound device was found."
        return SilentOutput(note, may_come_back=True)
