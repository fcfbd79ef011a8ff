"""A file is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def folder_lock(folder: Path) -> Iterator[bool]:
    """Hold a folder against other programs that also ask; gives False where the system has no such
    lock. It ends with the process, so it can never be stale."""
    if sys.platform == "win32":
        yield False
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:  # some network file systems cannot
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def replace_file(path: Path, content: bytes) -> None:
    """Write next to the file, sync, rename, sync the folder.

    A kill or a failure at any moment leaves the old file or the new one. Raises OSError. Two
    threads or programs that replace one file at the same time must hold `folder_lock`.
    """
    temporary = path.with_name(f"{_prefix(path)}{uuid4().hex[:8]}")
    try:
        _write_synced(temporary, content, _mode_of(path))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove_leftovers(path: Path) -> None:
    """Take away what killed writers of this file left; only for who holds `folder_lock`."""
    for leftover in path.parent.iterdir():
        if leftover.name.startswith(_prefix(path)):
            with suppress(OSError):
                leftover.unlink()


def is_full(error: OSError) -> bool:
    """Whether the disk, or what this person may use of it, is full."""
    return error.errno in _FULL


def why(error: OSError) -> str:
    """The reason in words for the person."""
    if is_full(error):
        return "The disk is full."
    match error:
        case PermissionError():
            return "It may not be written here."
        case FileNotFoundError():
            return "The folder does not exist."
        case NotADirectoryError():
            return "A part of its path is a file, not a folder."
        case _ if error.errno == errno.EROFS:
            return "The disk is read-only."
        case _:
            return f"{error.strerror or error}."


def _prefix(path: Path) -> str:
    # A whole file name and more would be longer than file systems allow.
    return f".{path.name[:40]}.saving-"


def _mode_of(path: Path) -> int | None:
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None


def _write_synced(path: Path, content: bytes, mode: int | None) -> None:
    with path.open("xb") as file:
        if mode is not None:
            path.chmod(mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    # The new file is in place by now: a file system that cannot sync a folder has not failed us.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
