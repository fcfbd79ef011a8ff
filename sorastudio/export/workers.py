"""Worker processes on this machine: the real command, which is given one task after another.

To start one takes as long as many a short piece: so a crew keeps them for a while for the next
export, with all files closed.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock, Thread, Timer, current_thread
from typing import Self

from sorastudio.export.task import Task

COMMAND = (sys.executable, "-m", "sorastudio", "render-segment", "--json", "--tied", "-")
IDLE_SECONDS = 60.0
_FRUGAL = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(128 * 2**20),
}
"""Every core has its worker, so threads for small sums only take from another; and glibc is to keep
the memory of a picture for the next one, instead of asking the system anew."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a worker; None once it has ended."""

    worker: Worker
    line: str | None


class Worker:
    def __init__(self, niceness: int) -> None:
        self.place = 0
        """Among those that work together."""
        self.task: Task | None = None
        self._process = subprocess.Popen(
            _niced(niceness),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env=os.environ | _FRUGAL,
        )
        self._lock = Lock()
        self._has_ended = False
        self._said: queue.Queue[Said] = queue.Queue()
        self._listener = Thread(target=self._listen, name="worker-listener", daemon=True)
        self._listener.start()

    @property
    def is_there(self) -> bool:
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode

    def report_to(self, said: queue.Queue[Said]) -> None:
        """What it says from now on; also that it has ended already."""
        with self._lock:
            self._said = said
            if self._has_ended:
                said.put(Said(self, None))

    def begin(self, task: Task) -> None:
        self.task = task
        self._tell(task.to_json())

    def rest(self) -> None:
        """It closes its files."""
        self.task = None
        self._tell("")

    def end(self) -> None:
        """At once, whatever it is at."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except OSError:  # what it was still to be told
                continue

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
        except OSError:
            return  # it has just ended, and says so

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._lock:
                self._said.put(Said(self, line))
        with self._lock:
            self._has_ended = True
            self._said.put(Said(self, None))


class Crew:
    """Workers that stay for the next export. For any thread."""

    def __init__(self, *, niceness: int = 0, idle_seconds: float = IDLE_SECONDS) -> None:
        """niceness: 0 as all programs, up to 19 for work that must not be felt."""
        self._niceness = niceness
        self._idle_seconds = idle_seconds
        self._lock = Lock()
        self._idle: list[Worker] = []
        self._timer: Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ready(self, count: int) -> None:
        """So many wait from now on, if they have nothing to do."""
        with self._lock:
            self._idle += [Worker(self._niceness) for _ in range(count - len(self._idle))]
            self._wait()

    def take(self) -> Worker:
        """One that waits, or a new one."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop(0)
                if worker.is_there:
                    return worker
                worker.end()
        return Worker(self._niceness)

    def give_back(self, workers: Iterable[Worker]) -> None:
        """They have nothing to do any more."""
        with self._lock:
            for worker in workers:
                worker.report_to(queue.Queue())
                worker.rest()
                self._idle.append(worker)
            self._wait()

    def close(self) -> None:
        """Ends those that wait."""
        with self._lock:
            timer, self._timer = self._timer, None
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()
        if timer is not None and timer is not current_thread():
            timer.cancel()
            timer.join()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = Timer(self._idle_seconds, self.close)
        self._timer.name, self._timer.daemon = "workers-wait", True
        self._timer.start()


def _niced(niceness: int) -> list[str]:
    before = ["nice", "-n", str(niceness)] if niceness and os.name == "posix" else []
    return [*before, *COMMAND]
