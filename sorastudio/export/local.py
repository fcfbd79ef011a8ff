"""A run of workers on this machine, watched over.

To kill one is to cancel it; one that dies is started again; to go on after the watcher itself was
killed costs nothing, for what was finished lies in the cache.
"""

from __future__ import annotations

import json
import os
import queue
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sorastudio.errors import ExportError
from sorastudio.export.runner import OnTold, Told
from sorastudio.export.shares import Shares
from sorastudio.export.task import Task
from sorastudio.export.workers import Crew, Said, Worker
from sorastudio.project.media import Size

MOST_TRIES = 3
_PATIENCE_SECONDS = 0.2
_BASE_BYTES = 300 * 2**20
_MUCH_BYTES = 2**40
_BYTES_A_PIXEL = 160
"""What an encoder, its decoders and its pictures need of memory."""


def workers_for(size: Size) -> int:
    """As many as there are cores, and room in memory."""
    need = _BASE_BYTES + size.width * size.height * _BYTES_A_PIXEL
    return max(1, min(cores(), _free_bytes() // need))


def cores() -> int:
    """That this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def local_runner(size: Size, crew: Crew | None = None) -> LocalRunner:
    """With as many workers as this machine has room for, for a film of this size."""
    return LocalRunner(workers_for(size), crew)


class LocalRunner:
    def __init__(self, workers: int, crew: Crew | None = None) -> None:
        """`crew`: whose workers it takes and gives back; without one they are its own, and end with
        each run."""
        self._workers = workers
        self._crew = crew

    def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
        """Raises ExportError; see `Runner`."""
        if not tasks:
            return
        if self._crew is not None:
            self._watch(tasks, on_told, self._crew)
        else:
            with Crew() as crew:
                self._watch(tasks, on_told, crew)

    def _watch(self, tasks: Sequence[Task], on_told: OnTold, crew: Crew) -> None:
        watch = _Watch(tasks, self._workers, crew)
        try:
            watch.go(on_told)
        except BaseException:
            watch.end()
            raise
        watch.dismiss()


class _Watch:
    """The state of one run."""

    def __init__(self, tasks: Sequence[Task], workers: int, crew: Crew) -> None:
        self._places = range(min(workers, len(tasks)))
        self._waiting = Shares(tasks, len(self._places))
        self._left = len(tasks)
        self._tries: Counter[str] = Counter()
        self._said: queue.Queue[Said] = queue.Queue()
        self._crew = crew
        self._workers: list[Worker] = []

    def go(self, on_told: OnTold) -> None:
        for place in self._places:
            self._hire(place)
        while self._left:
            try:
                said = self._said.get(timeout=_PATIENCE_SECONDS)
            except queue.Empty:
                on_told(None)
                continue
            if said.line is None:
                self._bury(said.worker)
            else:
                self._hear(said.worker, said.line, on_told)

    def end(self) -> None:
        for worker in self._workers:
            worker.end()

    def dismiss(self) -> None:
        """They have nothing to do any more."""
        self._crew.give_back(self._workers)

    def _hire(self, place: int) -> None:
        worker = self._crew.take()
        self._workers.append(worker)
        worker.place = place
        worker.report_to(self._said)
        self._give(worker)

    def _give(self, worker: Worker) -> None:
        worker.task = self._waiting.take(worker.place)
        if worker.task is not None:
            worker.begin(worker.task)

    def _hear(self, worker: Worker, line: str, on_told: OnTold) -> None:
        task, said = worker.task, _parsed(line)
        if task is None:
            return
        match said.get("event"):
            case "frames":
                on_told(Told(task.key, int(said["done"])))
            case "piece":
                self._left -= 1
                on_told(Told(task.key, task.end - task.first))
                self._give(worker)
            case "error":
                raise ExportError(
                    said["what"],
                    kept=said["kept"] or "What was finished before is kept.",
                    todo=_todo(said["todo"]),
                )

    def _bury(self, worker: Worker) -> None:
        """A worker that died has its task done by another, unless the task kills them all."""
        self._workers.remove(worker)
        worker.end()
        task = worker.task
        if task is not None:
            self._tries[task.key] += 1
            if self._tries[task.key] >= MOST_TRIES:
                raise ExportError(
                    f"The frames {task.first} to {task.end - 1} ended the program that draws them "
                    f"{MOST_TRIES} times (exit code {worker.exit_code}).",
                    kept="What was finished before is kept.",
                    todo="Look at the clips there, and try again.",
                )
            self._waiting.give_back(worker.place, task)
        if self._waiting:
            self._hire(worker.place)


def _todo(words: str) -> str:
    again = "export again"
    return words if again in words else f"{words} Then {again}: it goes on where it was.".lstrip()


def _parsed(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _free_bytes() -> int:
    """Memory that may be taken; much, where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return _MUCH_BYTES
    free = (int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    return next(free, _MUCH_BYTES)
