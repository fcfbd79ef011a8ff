"""Notices that another program has written the film."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from sorastudio.jobs.job import Context
from sorastudio.jobs.scheduler import Scheduler

_EVERY_MS = 2000


class Outside(QObject):
    """Looks every two seconds, in the background; the file is read only where it was written."""

    def __init__(
        self,
        scheduler: Scheduler,
        is_changed: Callable[[], bool],
        follow: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._scheduler, self._is_changed, self._follow = scheduler, is_changed, follow
        self._is_looking = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        if self._is_looking:
            return
        self._is_looking = True

        def work(_: Context) -> bool:
            return self._is_changed()

        def looked(changed: bool) -> None:
            self._is_looking = False
            if changed:
                self._follow()

        # A disk that does not answer is told of when something is saved to it.
        self._scheduler.submit(
            "media", work, on_done=looked, on_error=lambda _: looked(False), label="film on disk"
        )

    def stop(self) -> None:
        self._timer.stop()
