"""Which program may change a film: one at a time, and the others know who it is."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

from sorastudio.store.hold import hold, is_held


class Occupancy:
    """Held from the moment it is made until it is closed, or its process ends in whatever way;
    `is_mine` says whether it could be."""

    def __init__(self, film: Path) -> None:
        self._path = _lock_of(film)
        self._stack = ExitStack()
        try:
            self.is_mine = self._stack.enter_context(hold(self._path))
        except OSError:
            # Nothing can be written here at all; saving will say so.
            self.is_mine = True
        if self.is_mine:
            with suppress(OSError):
                words = f"process {os.getpid()} on {socket.gethostname()}"
                self._path.write_text(words, encoding="utf-8")

    @property
    def holder(self) -> str:
        """`process 4711 on studio`; empty where that cannot be read."""
        try:
            return self._path.read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            return ""

    def is_wanted(self) -> bool:
        """Whether another window asks for the film. From any thread."""
        return self.is_mine and _request_of(self._path).exists()

    def close(self) -> None:
        if self.is_mine:
            with suppress(OSError):
                _request_of(self._path).unlink(missing_ok=True)
                self._path.unlink(missing_ok=True)
        self._stack.close()


def is_open_in_window(film: Path) -> bool:
    """Whether a window has the film open now."""
    with suppress(OSError):
        return is_held(_lock_of(film))
    return False


def ask_for(film: Path, *, wanted: bool = True) -> None:
    """Asks the window that has the film to give way, or does not ask any more. Raises OSError."""
    request = _request_of(_lock_of(film))
    if wanted:
        request.touch()
    else:
        request.unlink(missing_ok=True)


def _lock_of(film: Path) -> Path:
    # Where the name is a link, the film behind it is meant.
    film = Path(os.path.realpath(film))
    return film.with_name(f".{film.name}.open")


def _request_of(lock: Path) -> Path:
    return lock.with_suffix(".wanted")
