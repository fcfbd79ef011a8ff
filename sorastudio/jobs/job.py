"""A piece of work in the background, as its owner sees it and as the work sees itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


class Canceled(Exception):
    """Raised inside of work that was asked to stop; it may clean up, and lets this pass."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How much is done, from 0 to 1, and what is being done."""

    fraction: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    result: T


@dataclass(frozen=True, slots=True)
class Failed:
    error: BaseException


@dataclass(frozen=True, slots=True)
class Stopped:
    pass


Outcome: TypeAlias = Done[T] | Failed | Stopped

_STATES = {Done: JobState.DONE, Failed: JobState.FAILED, Stopped: JobState.CANCELED}


class Context:
    """What work may ask of, and tell, the one who wants it; all on the worker's thread."""

    def __init__(self, canceled: Event, report: Callable[[Progress], None]) -> None:
        self._canceled = canceled
        self._report = report

    @property
    def canceled(self) -> bool:
        return self._canceled.is_set()

    def check(self) -> None:
        """Raises Canceled if the work is no longer wanted."""
        if self.canceled:
            raise Canceled

    def sleep(self, seconds: float) -> None:
        """Raises Canceled as soon as the work is no longer wanted."""
        self._canceled.wait(seconds)
        self.check()

    def progress(self, fraction: float, note: str = "") -> None:
        """Tell how much is done, from 0 to 1. Raises Canceled if the work is no longer wanted."""
        self.check()
        self._report(Progress(min(max(fraction, 0.0), 1.0), note))


class Job(Generic[T]):
    """A handle on work that was submitted; it may be asked, and canceled, from any thread."""

    def __init__(self, lane: str, label: str, cancel: Callable[[Job[T]], None]) -> None:
        self.lane = lane
        self.label = label
        self.stop = Event()
        """Set once the work is no longer wanted."""
        self._cancel = cancel
        self._started = False
        self._outcome: Outcome[T] | None = None
        self._progress = Progress()

    @property
    def state(self) -> JobState:
        outcome = self._outcome
        if outcome is not None:
            return _STATES[type(outcome)]
        return JobState.RUNNING if self._started else JobState.WAITING

    @property
    def finished(self) -> bool:
        return self._outcome is not None

    @property
    def progress(self) -> Progress:
        """What the work told last."""
        return self._progress

    def cancel(self) -> None:
        """Ask the work to stop. Work that has not begun never will; work that comes to its end all
        the same is done, and its result is delivered."""
        self._cancel(self)

    def result(self) -> T:
        """Raises the error of work that failed, Canceled if it was canceled, and RuntimeError while
        it is not finished."""
        match self._outcome:
            case Done(result):
                return result
            case Failed(error):
                raise error
            case Stopped():
                raise Canceled
            case None:
                raise RuntimeError(f"{self.label!r} is not finished")

    # What follows is for the scheduler, under its lock.

    def started(self) -> None:
        self._started = True

    def told(self, progress: Progress) -> None:
        self._progress = progress

    def ended(self, outcome: Outcome[T]) -> None:
        self._outcome = outcome
