"""What a command takes: time, processor and the memory of all its processes together."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_INTERVAL_SECONDS = 0.25


@dataclass(frozen=True)
class Run:
    wall: float
    cpu: float
    peak_mib: float


def timed(line: Sequence[str]) -> Run:
    """Runs a command; its own and its children's CPU seconds and peak memory. Raises if it
    fails."""
    began = time.monotonic()
    child = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    watch = _MemoryWatch(child.pid)
    watch.start()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    if child.returncode != 0:
        raise SystemExit(f"{line[0]} failed with {child.returncode}")
    peak = max(watch.peak_kib, usage.ru_maxrss if sys.platform != "linux" else 0)
    return Run(wall, usage.ru_utime + usage.ru_stime, peak / 1024)


class _MemoryWatch(threading.Thread):
    """Looks at a process and all below it; what they share is counted once."""

    def __init__(self, process: int) -> None:
        super().__init__(name="memory-watch")
        self._process = process
        self._over = threading.Event()
        self.peak_kib = 0

    def run(self) -> None:
        while not self._over.wait(_INTERVAL_SECONDS):
            self.peak_kib = max(self.peak_kib, sum(map(_shared_kib, _tree(self._process))))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _tree(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield from _tree(int(child))


def _shared_kib(process: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
