"""Holding something against other programs, without waiting. A hold ends with its process, so it
can never be stale."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MINE: set[str] = set()
_LOCK = threading.Lock()
"""A file lock belongs to a process on some systems: threads of one are told apart here."""


@contextmanager
def hold(path: Path) -> Iterator[bool]:
    """Whether the file could be held; until the block is left."""
    name = str(path)
    with _LOCK:
        mine = name not in _MINE
        if mine:
            _MINE.add(name)
    if not mine:
        yield False
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            yield _lock(descriptor)
        finally:
            os.close(descriptor)
    finally:
        with _LOCK:
            _MINE.discard(name)


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        # Some network file systems have no locks; then there is nothing to hold against.
        return error.errno not in (11, 13, 35, 36)
    return True
