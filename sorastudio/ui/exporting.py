"""The export that runs: one at a time, in the background, of the film as it was when asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job, Progress
from sorastudio.ui.session import Session
from sorastudio.ui.words import clock

if TYPE_CHECKING:  # the encoders are loaded when an export is asked for
    from sorastudio.export.order import Order
    from sorastudio.export.progress import Progress as Frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """Nothing is exported, and nothing has been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    out: Path
    fraction: float
    words: str
    """Speed and time left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    out: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """By the person."""

    out: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    out: Path
    words: str


State = Idle | Running | Finished | Stopped | Failed


class Exporting(QObject):
    """`changed` tells the new state, on the main thread."""

    changed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._job: Job[None] | None = None
        self._state: State = Idle()

    @property
    def state(self) -> State:
        return self._state

    @property
    def is_running(self) -> bool:
        return isinstance(self._state, Running)

    def start(self, order: Order) -> None:
        """Export in the background; nothing happens while one runs."""
        if self.is_running:
            return
        session, out = self._session, order.out

        def work(context: Context) -> None:
            from sorastudio.export.run import export_film

            export_film(order, session.folder, _told(context))

        self._enter(Running(out=out, fraction=0.0, words="Starting"))
        self._job = session.scheduler.submit(
            "export",
            work,
            label=out.name,
            on_done=lambda _: self._enter(Finished(out=out)),
            on_error=lambda error: self._failed(out, error),
            on_cancel=lambda: self._enter(Stopped(out=out)),
            on_progress=lambda told: self._progressed(out, told),
        )

    def cancel(self) -> None:
        """Ask it to stop; nothing of it is left behind."""
        if self._job is not None:
            self._job.cancel()

    def _progressed(self, out: Path, told: Progress) -> None:
        if self.is_running:
            self._enter(Running(out=out, fraction=told.fraction, words=told.note))

    def _failed(self, out: Path, error: BaseException) -> None:
        words = str(error) if isinstance(error, SoraError) else f"A fault in this program: {error}"
        self._enter(Failed(out=out, words=words))
        if not isinstance(error, SoraError):
            raise error

    def _enter(self, state: State) -> None:
        self._state = state
        self.changed.emit(state)


def _told(context: Context) -> Callable[[Frames], None]:
    def tell(frames: Frames) -> None:
        left = frames.seconds_left
        words = f"{frames.done} of {frames.total} frames · {frames.fps:.0f} a second"
        words += "" if left is None else f" · {clock(left)} left"
        context.progress(frames.share, words)

    return tell
