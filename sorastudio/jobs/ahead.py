"""Items made ahead in a thread of their own, while their taker is at work."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")

AHEAD = 8
"""Items made before they are asked for; a picture of 1080p is 3 MB."""


class _End:
    """Closes the queue; carries what went wrong, if anything."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class _Pump(Generic[T]):
    def __init__(self, make: Callable[[], Iterator[T]]) -> None:
        self._make = make
        self._queue: queue.Queue[T | _End] = queue.Queue(AHEAD)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="ahead")

    def start(self) -> None:
        self._thread.start()

    def _work(self) -> None:
        end = _End(None)
        try:
            for item in self._make():
                if not self._put(item):
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised where the items are taken
            end = _End(error)
        self._put(end)

    def _put(self, item: T | _End) -> bool:
        """Waits for room; False when nobody wants items any more."""
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def items(self) -> Iterator[T]:
        while not isinstance(item := self._queue.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    def close(self) -> None:
        self._stop.set()
        # Ctrl+C may come while the thread starts; it ends by itself then, as it sees the stop.
        if self._thread.is_alive():
            self._thread.join()


@contextmanager
def made_ahead(make: Callable[[], Iterator[T]]) -> Iterator[Iterator[T]]:
    """The items of an iterator that runs in a thread of its own; the thread has ended when the
    block has."""
    pump = _Pump(make)
    try:
        pump.start()
        yield pump.items()
    finally:
        pump.close()
