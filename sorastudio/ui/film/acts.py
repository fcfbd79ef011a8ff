"""What is written into the film's ledger for the person: one after the other, not on the main
thread, and never left out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Slot

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.ui.film.session import Session

T = TypeVar("T")
LANE = "ledger"


def _nothing(*_: object) -> None:
    pass


class Acts(QObject):
    """In the order in which they are asked for; those that have not begun when the film is closed
    are done then."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._left: deque[Callable[[], Any]] = deque()
        self.count = 0
        """So many were asked for by now."""
        session.scheduler.open_lane(LANE, 1)
        session.stopped.connect(self._finish)

    def do(
        self,
        act: Callable[[], T],
        then: Callable[[T], None] = _nothing,
        failed: Callable[[SoraError], None] | None = None,
    ) -> None:
        """`then` is called on the main thread; an error is told to the person, and to `failed`."""
        if self._session.closing:
            return
        self.count += 1
        self._left.append(act)

        def work(_: Context) -> T:
            done: T = self._left.popleft()()
            return done

        def broken(error: BaseException) -> None:
            if not isinstance(error, SoraError):
                raise error
            self._session.told.emit("error", str(error))
            if failed is not None:
                failed(error)

        self._session.scheduler.submit(LANE, work, on_done=then, on_error=broken)

    @Slot()
    def _finish(self) -> None:
        while self._left:
            with suppress(SoraError):  # there is nobody left to tell
                self._left.popleft()()
