"""Holding something against other programs and threads, without waiting. A hold ends with its
process, so it can never be stale."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TAKEN = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


@contextmanager
def hold(path: Path) -> Iterator[bool]:
    """Whether the file could be held; until the block is left. Raises OSError where it cannot even
    be made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, mine = _opened(path)
    try:
        yield mine
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether anybody holds the file; without making it. Raises OSError."""
    if not path.exists():
        return False
    with hold(path) as mine:
        return not mine


def _opened(path: Path) -> tuple[int, bool]:
    """The file, and whether it is locked for us. Who had it may have removed it between our opening
    and our locking: then another could lock a new one of the name, so that is not it."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _lock(descriptor):
            return descriptor, False
        if _is_there(path, descriptor):
            return descriptor, True
        os.close(descriptor)


def _is_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> bool:
    """A lock is of the open file, so two threads that opened it are told apart as well."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network file systems have no locks; then there is nothing to hold against.
        return error.errno not in _TAKEN
    return True
