"""What rendering needs from outside. The `media` package supplies it from files; tests from
arrays."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.ids import MediaId
from sorastudio.render.picture import Picture

Sound: TypeAlias = NDArray[np.float32]
"""(samples, 2) float32 at 48 kHz, left and right, full scale at 1."""


class FrameSource(Protocol):
    def frame(self, media_id: MediaId, time: Fraction) -> Picture:
        """The picture shown at `time` seconds after the file's first one, at the file's own size.

        Before the first it is the first, after the last the last. Raises MediaError.
        """
        ...


class SoundSource(Protocol):
    def sound(self, media_id: MediaId, start: int, count: int) -> Sound:
        """(count, 2) samples from sample `start` on, counted from the file's first picture; silence
        outside of the file.

        Raises MediaError.
        """
        ...
