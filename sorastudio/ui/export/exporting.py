"""The exports of a film, one after another in the background, each of the film as it was when it
was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job
from sorastudio.ui.film.session import Session
from sorastudio.ui.words import clock

if TYPE_CHECKING:  # the encoders are loaded when an export is asked for
    from sorastudio.export.order import Order
    from sorastudio.export.progress import Progress as Frames
    from sorastudio.export.workers import Crew


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """Nothing is exported, and nothing has been."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Its turn has not come."""

    out: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    out: Path
    fraction: float
    words: str
    """Speed and time left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    out: Path
    words: str = ""
    """What of it was there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """By the person."""

    out: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    out: Path
    words: str


Stage = Waiting | Running | Finished | Stopped | Failed
State = Idle | Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One file of the queue."""

    number: int
    label: str
    """Of its preset."""
    state: Stage

    @property
    def is_open(self) -> bool:
        return isinstance(self.state, Waiting | Running)


class Exporting(QObject):
    """`changed` tells the new state of the one that changed, on the main thread."""

    changed = Signal(object)
    started = Signal(object)
    """An Order was taken."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._deliveries: dict[int, Delivery] = {}
        self._jobs: dict[int, Job[str]] = {}
        self._numbers = count(1)
        self._crew: Crew | None = None
        session.stopped.connect(self._send_away)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """In the order in which they are made."""
        return tuple(self._deliveries.values())

    @property
    def waiting(self) -> int:
        return sum(isinstance(each.state, Waiting) for each in self.deliveries)

    @property
    def state(self) -> State:
        """Of the one that runs, or else of the last that has ended."""
        states = [each.state for each in self.deliveries]
        running = [state for state in states if isinstance(state, Running)]
        ended = [state for state in states if not isinstance(state, Waiting)]
        return next(iter([*running, *reversed(ended)]), Idle())

    @property
    def is_running(self) -> bool:
        return any(each.is_open for each in self.deliveries)

    def is_writing(self, out: Path) -> bool:
        """Whether a file of this name is in the queue."""
        return any(each.is_open and each.state.out == out for each in self.deliveries)

    def expect(self) -> None:
        """An export is near: its workers start now, so that they need not be waited for."""
        size = self._session.project.settings.size

        def work(_: Context) -> None:
            from sorastudio.export.local import workers_for

            # Where none can be started, the export itself says so.
            with suppress(OSError):
                self._workers().ready(workers_for(size))

        if not self.is_running:
            self._session.scheduler.submit("export", work, label="Get ready to export")

    def start(self, *orders: Order) -> None:
        """Export in the background, behind what is in the queue already."""
        if not self.is_running:
            self._deliveries.clear()
        for order in orders:
            self._add(order)
            self.started.emit(order)

    def cancel(self, number: int | None = None) -> None:
        """Ask one to stop, or all of them; nothing of it is left behind."""
        for each, job in list(self._jobs.items()):
            if number in (None, each):
                job.cancel()

    def forget_ended(self) -> None:
        """Take those that have ended off the list."""
        self._deliveries = {each.number: each for each in self.deliveries if each.is_open}
        self.changed.emit(self.state)

    def _workers(self) -> Crew:
        """Those of one export stay for the next. On the lane of exports only."""
        from sorastudio.export.workers import Crew

        self._crew = self._crew or Crew()
        return self._crew

    @Slot()
    def _send_away(self) -> None:
        if self._crew is not None:
            self._crew.close()

    def _add(self, order: Order) -> None:
        session, out, number = self._session, order.out, next(self._numbers)
        is_next = not self.is_running

        def work(context: Context) -> str:
            from sorastudio.export.local import local_runner
            from sorastudio.export.run import export_film

            told = _Telling(context)
            runner = local_runner(order.project.settings.size, self._workers())
            export_film(order, session.folder, told, runner=runner)
            return told.reuse

        first = Running(out=out, fraction=0.0, words="Starting") if is_next else Waiting(out=out)
        self._deliveries[number] = Delivery(number=number, label=order.preset.label, state=first)
        self._jobs[number] = session.scheduler.submit(
            "export",
            work,
            label=out.name,
            on_done=lambda words: self._end(number, Finished(out=out, words=words)),
            on_error=lambda error: self._failed(number, out, error),
            on_cancel=lambda: self._end(number, Stopped(out=out)),
            on_progress=lambda told: self._enter(
                number, Running(out=out, fraction=told.fraction, words=told.note)
            ),
        )
        self.changed.emit(self.state)

    def _failed(self, number: int, out: Path, error: BaseException) -> None:
        words = str(error) if isinstance(error, SoraError) else f"A fault in this program: {error}"
        self._end(number, Failed(out=out, words=words))
        if not isinstance(error, SoraError):
            raise error

    def _end(self, number: int, stage: Stage) -> None:
        del self._jobs[number]
        self._enter(number, stage)
        following = next((each for each in self.deliveries if each.is_open), None)
        if following is not None and isinstance(following.state, Waiting):
            out = following.state.out
            self._enter(following.number, Running(out=out, fraction=0.0, words="Starting"))

    def _enter(self, number: int, stage: Stage) -> None:
        if number in self._deliveries:
            self._deliveries[number] = replace(self._deliveries[number], state=stage)
        self.changed.emit(stage)


class _Telling:
    """Turns frames into words."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.reuse = ""

    def __call__(self, frames: Frames) -> None:
        from sorastudio.export.progress import reuse_words

        left = frames.seconds_left
        self.reuse = reuse_words(frames)
        parts = [
            f"{frames.done} of {frames.total} frames",
            f"{frames.fps:.0f} a second" if frames.done else "",
            "" if left is None else f"{clock(left)} left",
            self.reuse,
        ]
        self._context.progress(frames.share, " · ".join(part for part in parts if part))


def queue_words(deliveries: Iterable[Delivery]) -> str:
    """`Exporting 42%, 2 waiting`; empty while nothing is exported."""
    found = list(deliveries)
    waiting = sum(isinstance(each.state, Waiting) for each in found)
    for each in found:
        if isinstance(each.state, Running):
            words = f"Exporting {each.state.fraction:.0%}"
            return f"{words}, {waiting} waiting" if waiting else words
    return ""
