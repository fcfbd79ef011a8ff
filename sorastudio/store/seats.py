"""Seats at connections: so many jobs of each at the same time, over all programs of a person on
this machine.

Whoever has a seat holds a file of its own (`store.hold`), so the system gives the seat of a dead
program back. Seats are given out one after the other by whoever holds the file `next`: a program
that waits keeps it until there is room, so that another with a long queue does not always come
first. Nobody who has a seat needs another one to go on, so nobody waits forever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from sorastudio.paths import user_data_dir
from sorastudio.store.hold import hold, is_held

GLANCE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Seat:
    """Until it is closed, from any thread, or its program ends in whatever way."""

    _held: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        self._held.close()


class Seats:
    """Any thread may use it. Where no lock can be made, as on a full disk, there is a seat for
    everybody: then each program only counts its own."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_data_dir() / "at-once"

    def take(self, connection: str, most: int) -> Seat | None:
        """For a job that is yet to be sent; None where `most` seats are taken, or others wait for
        one."""
        try:
            with hold(self._of(connection) / "next") as mine:
                return self._free(connection, most) if mine else None
        except OSError:
            return Seat()

    def take_anyway(self, connection: str) -> Seat:
        """For a job that is at its service already, and counts whether there is room or not."""
        try:
            return self._sit(connection)
        except OSError:
            return Seat()

    def wait(
        self,
        connection: str,
        most: int,
        pause: Callable[[float], None],
        on_taken: Callable[[int], None],
    ) -> Seat:
        """Behind others that wait. `pause` waits so many seconds; it may raise to stop. `on_taken`
        is told now and then how many seats are taken."""
        try:
            with ExitStack() as stack:
                while not stack.enter_context(hold(self._of(connection) / "next")):
                    stack.close()
                    on_taken(self.taken(connection))
                    pause(GLANCE_SECONDS)
                while (seat := self._free(connection, most)) is None:
                    on_taken(self.taken(connection))
                    pause(GLANCE_SECONDS)
                return seat
        except OSError:
            return Seat()

    def taken(self, connection: str) -> int:
        """By this program and by others. Raises OSError."""
        return sum(is_held(path) for path in self._of(connection).glob("*.seat"))

    def _free(self, connection: str, most: int) -> Seat | None:
        """Only for who holds `next`. Raises OSError."""
        taken = 0
        for path in self._of(connection).glob("*.seat"):
            with hold(path) as is_left_over:
                if is_left_over:
                    _remove(path)
                else:
                    taken += 1
        return self._sit(connection) if taken < most else None

    def _sit(self, connection: str) -> Seat:
        """Raises OSError."""
        while True:
            stack = ExitStack()
            path = self._of(connection) / f"{uuid4().hex}.seat"
            # Last of all: not every system removes what is open.
            stack.callback(_remove, path)
            # Who counts the seats may just have looked whether this new one is anybody's.
            if stack.enter_context(hold(path)):
                return Seat(stack)
            stack.close()

    def _of(self, connection: str) -> Path:
        # Not every name of a connection can be the name of a folder everywhere.
        return self._folder / hashlib.sha256(connection.encode()).hexdigest()[:16]


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
