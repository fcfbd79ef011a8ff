"""Where the ruler has its lines and figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sorastudio.project.time import FrameRate

_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 36000)
_FRAMES = (1, 2, 5, 10)
_LABEL_PX = 92
_TICK_PX = 7


@dataclass(frozen=True, slots=True)
class Ticks:
    """Every `label` frames a figure, every `tick` frames a line."""

    label: int
    tick: int

    def between(self, first: int, end: int) -> Iterator[tuple[int, bool]]:
        """The frames with a line, and whether each has a figure."""
        for frame in range(max(0, first // self.label * self.label), end + 1, self.tick):
            yield frame, frame % self.label == 0


def ticks(rate: FrameRate, px_per_frame: float) -> Ticks:
    """As close as can be read."""
    steps = [step for step in _FRAMES if step < rate.nominal]
    steps += [seconds * rate.nominal for seconds in _SECONDS]
    label = next((step for step in steps if step * px_per_frame >= _LABEL_PX), steps[-1])
    finer = [step for step in steps if label % step == 0 and step * px_per_frame >= _TICK_PX]
    return Ticks(label, finer[0] if finer else label)
