"""Who does which piece: neighbours go to the same worker, so that it reads its files straight on.

A worker that began in the middle of a clip has to decode from the last keyframe on, and a generated
clip often has only one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import accumulate

from sorastudio.export.task import Task
from sorastudio.media.writer import AudioEncoding

_SOUND = 0.08
"""What a frame's sound costs, where its picture costs 1."""


class Shares:
    """A stretch of the film for each worker. Who has done his takes the later half of the longest
    that is left; and in the end runs of the sound, which are short and read little."""

    def __init__(self, tasks: Sequence[Task], workers: int) -> None:
        self._shares: list[deque[Task]] = [deque() for _ in range(workers)]
        self._short = deque(task for task in tasks if task.runs > 1)
        long = [task for task in tasks if task.runs == 1]
        whole = sum(map(_cost, long))
        ends = accumulate(map(_cost, long))
        for task, end in zip(long, ends, strict=True):
            middle = end - _cost(task) / 2
            self._shares[min(workers - 1, int(middle / whole * workers))].append(task)

    def __bool__(self) -> bool:
        return any(self._shares) or bool(self._short)

    def take(self, worker: int) -> Task | None:
        """None once nothing is left."""
        if not self._shares[worker]:
            self._take_over(worker)
        if not self._shares[worker] and self._short:
            return self._short.popleft()
        return self._shares[worker].popleft() if self._shares[worker] else None

    def give_back(self, worker: int, task: Task) -> None:
        """It was taken, and not done."""
        self._shares[worker].appendleft(task)

    def _take_over(self, worker: int) -> None:
        longest = max(self._shares, key=lambda share: sum(map(_cost, share)))
        half = sum(map(_cost, longest)) / 2
        mine = self._shares[worker]
        while longest and (not mine or sum(map(_cost, mine)) + _cost(longest[-1]) <= half):
            mine.appendleft(longest.pop())


def _cost(task: Task) -> float:
    frames = task.end - task.first
    return frames * (_SOUND / task.runs if isinstance(task.encoding, AudioEncoding) else 1)
