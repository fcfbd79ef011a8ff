"""Notices when the main thread does not come back to its events, and where it was.

Only what this program does there counts: on a busy machine other threads and programs hold it up
now and then. So work is measured in processor time; waiting, as for a disk, by the clock, and only
what is longer than a busy machine explains.
"""

from __future__ import annotations

import faulthandler
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

import sorastudio

LONGEST_MS = 50
"""What a person does not feel."""
_LONGEST_WAIT_MS = 250
_BEAT_MS = 5
_OURS = f"{Path(sorastudio.__file__).parent}{os.sep}"
_DELAY = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True, slots=True)
class Block:
    """A gap between two beats of the event loop, less the time the system gave to others."""

    ms: float
    where: str
    """What the main thread was doing in the middle of it."""

    def __str__(self) -> str:
        return f"{self.ms:.0f} ms in\n{self.where}"


class Watchdog(QObject):
    """While it lives, the event loop beats; too long a gap is kept with what ran in it."""

    def __init__(self, longest_ms: float = LONGEST_MS) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._longest_ms = longest_ms
        self._main = threading.get_ident()
        self._last = time.perf_counter()
        self._waited = _waited_ms()
        self._worked = time.thread_time()
        self._seen_at = ""
        self._over = threading.Event()
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._thread = threading.Thread(target=self._look, name="watchdog", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._beat()
        self._timer.stop()
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        now, waited, worked = time.perf_counter(), _waited_ms(), time.thread_time()
        ms = (now - self._last) * 1000 - (waited - self._waited)
        is_long = (worked - self._worked) * 1000 > self._longest_ms or ms > _LONGEST_WAIT_MS
        if is_long and _OURS in self._seen_at:
            self.blocks.append(Block(ms, self._seen_at))
        self._last, self._waited, self._worked = time.perf_counter(), waited, time.thread_time()
        self._seen_at = ""

    def _look(self) -> None:
        while not self._over.wait(_BEAT_MS / 1000):
            late = (time.perf_counter() - self._last) * 1000 > self._longest_ms / 2
            if late and not self._seen_at:
                self._seen_at = _doing(self._main)


def _doing(thread: int) -> str:
    """The lines a thread is at, last call first. It must not hold the frames themselves: a painter
    in one of them would live on, and Qt does not survive two on one window."""
    with tempfile.TemporaryFile() as file:
        faulthandler.dump_traceback(file, all_threads=True)
        file.seek(0)
        stacks = file.read().decode(errors="replace").split("\n\n")
    return next((stack for stack in stacks if f"{thread:#018x}" in stack), "")


def _waited_ms() -> float:
    """How long this thread could have run, but the system ran others; 0 where it does not say."""
    try:
        return int(_DELAY.read_text().split()[1]) / 1e6
    except (OSError, IndexError):
        return 0.0


@contextmanager
def watching() -> Iterator[Watchdog]:
    dog = Watchdog()
    try:
        yield dog
    finally:
        dog.close()


def blocks_every_time(act: Callable[[], object], tries: int = 3) -> list[Block]:
    """What blocks the main thread each time that something is done; nothing as soon as it is done
    once without. The work of others on the machine blocks now and then, ours does always."""
    blocks: list[Block] = []
    for _ in range(tries):
        with watching() as dog:
            act()
        if not dog.blocks:
            return []
        blocks = dog.blocks
    return blocks
