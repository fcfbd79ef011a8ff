"""Workers on this machine: processes of the real command, watched over.

To kill one is to cancel it; one that dies is started again; to go on after the watcher itself was
killed costs nothing, for what was finished lies in the cache.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from sorastudio.errors import ExportError
from sorastudio.export.runner import OnTold, Told
from sorastudio.export.shares import Shares
from sorastudio.export.task import Task
from sorastudio.project.media import Size

COMMAND = (sys.executable, "-m", "sorastudio", "render-segment", "--json", "--tied", "-")
MOST_TRIES = 3
_PATIENCE_SECONDS = 0.2
_BASE_BYTES = 300 * 2**20
_MUCH_BYTES = 2**40
_FRUGAL = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(128 * 2**20),
}
"""Every core has its worker, so threads for small sums only take from another; and glibc is to keep
the memory of a picture for the next one, instead of asking the system anew."""
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


class LocalRunner:
    def __init__(self, workers: int, *, niceness: int = 0) -> None:
        """niceness: 0 as all programs, up to 19 for work that must not be felt."""
        self._workers = workers
        self._niceness = niceness

    def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
        """Raises ExportError; see `Runner`."""
        if tasks:
            watch = _Watch(tasks, min(self._workers, len(tasks)), self._niceness)
            try:
                watch.go(on_told)
            finally:
                watch.end()


@dataclass(frozen=True, slots=True)
class _Said:
    """A line of a worker; None once it has ended."""

    worker: _Worker
    line: str | None


class _Worker:
    def __init__(self, place: int, said: queue.Queue[_Said], niceness: int) -> None:
        self.place = place
        self.task: Task | None = None
        self.process = subprocess.Popen(
            _niced(niceness),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env=os.environ | _FRUGAL,
        )
        self._said = said
        self._listener = Thread(target=self._listen, name="worker-listener", daemon=True)
        self._listener.start()

    def begin(self, task: Task) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(task.to_json() + "\n")
        except OSError:
            return  # it has just ended, and says so

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:  # what it was still to be told
                continue

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.put(_Said(self, line))
        self._said.put(_Said(self, None))


class _Watch:
    """The state of one run."""

    def __init__(self, tasks: Sequence[Task], workers: int, niceness: int) -> None:
        self._waiting = Shares(tasks, workers)
        self._left = len(tasks)
        self._tries: Counter[str] = Counter()
        self._said: queue.Queue[_Said] = queue.Queue()
        self._niceness = niceness
        self._workers: list[_Worker] = []
        for place in range(workers):
            self._workers.append(_Worker(place, self._said, niceness))

    def go(self, on_told: OnTold) -> None:
        for worker in self._workers:
            self._give(worker)
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

    def _give(self, worker: _Worker) -> None:
        worker.task = self._waiting.take(worker.place)
        if worker.task is not None:
            worker.begin(worker.task)

    def _hear(self, worker: _Worker, line: str, on_told: OnTold) -> None:
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

    def _bury(self, worker: _Worker) -> None:
        """A worker that died has its task done by another, unless the task kills them all."""
        self._workers.remove(worker)
        worker.end()
        task = worker.task
        if task is not None:
            self._tries[task.key] += 1
            if self._tries[task.key] >= MOST_TRIES:
                raise ExportError(
                    f"The frames {task.first} to {task.end - 1} ended the program that draws them "
                    f"{MOST_TRIES} times (exit code {worker.process.returncode}).",
                    kept="What was finished before is kept.",
                    todo="Look at the clips there, and try again.",
                )
            self._waiting.give_back(worker.place, task)
        if not self._waiting:
            return
        fresh = _Worker(worker.place, self._said, self._niceness)
        self._workers.append(fresh)
        self._give(fresh)


def _niced(niceness: int) -> list[str]:
    before = ["nice", "-n", str(niceness)] if niceness and os.name == "posix" else []
    return [*before, *COMMAND]


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
