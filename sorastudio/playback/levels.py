"""How loud it is, at the moment at which it is heard."""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from threading import Lock

import numpy as np

from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.sources import Sound

WINDOW = SAMPLE_RATE // 50

Peaks = tuple[float, float]
"""Of the left and the right side: 1 is full scale, and more than a device can play."""

SILENCE: Peaks = (0.0, 0.0)


class Levels:
    """Peaks of what was written, told when its time has come. From any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[tuple[int, Peaks]] = deque()
        self._written = 0

    def begin(self) -> None:
        """The time starts anew."""
        with self._lock:
            self._waiting.clear()
            self._written = 0

    def add(self, block: Sound) -> None:
        """What is heard after all that came before."""
        loud = np.abs(block)
        peaks = [loud[at : at + WINDOW].max(axis=0) for at in range(0, len(block), WINDOW)]
        with self._lock:
            for left, right in peaks:
                self._waiting.append((self._written, (float(left), float(right))))
                self._written += WINDOW
            self._written += len(block) - WINDOW * len(peaks)

    def heard(self, seconds: Fraction) -> Peaks:
        """The highest since it was asked last, up to a time after the beginning."""
        until, found = seconds * SAMPLE_RATE, SILENCE
        with self._lock:
            while self._waiting and self._waiting[0][0] <= until:
                left, right = self._waiting.popleft()[1]
                found = max(found[0], left), max(found[1], right)
        return found
