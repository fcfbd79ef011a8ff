"""Work in the background: lanes of worker threads, and callbacks on the owner's thread."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from types import TracebackType
from typing import Any, Generic, TypeVar

from sorastudio.jobs.job import (
    Canceled,
    Context,
    Done,
    Failed,
    Job,
    JobState,
    Outcome,
    Progress,
    Stopped,
)

T = TypeVar("T")

LANES = {"network": 4, "media": 2, "export": 1, "spare": 1}
"""So many jobs of each kind run at the same time; `spare` is for what nobody waits for."""

_GLANCE_SECONDS = 0.2
"""A wait is cut up, because on some systems an endless one cannot be interrupted by Ctrl+C."""


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Task(Generic[T]):
    """A job with what is to be done, and with what is to follow on the owner's thread."""

    job: Job[T]
    work: Callable[[Context], T]
    on_done: Callable[[T], None]
    on_error: Callable[[BaseException], None] | None
    on_cancel: Callable[[], None]
    on_progress: Callable[[Progress], None]

    def run(self, context: Context) -> Outcome[T]:
        try:
            return Done(self.work(context))
        except Canceled:
            return Stopped()
        except BaseException as error:  # noqa: BLE001 - the border: all of it goes to the owner
            return Failed(error)

    def deliver(self, outcome: Outcome[T]) -> None:
        match outcome:
            case Done(result):
                self.on_done(result)
            case Stopped():
                self.on_cancel()
            case Failed(error) if self.on_error is not None:
                self.on_error(error)
            case Failed(error):
                raise error


@dataclass(slots=True, eq=False)
class _Lane:
    name: str
    limit: int
    work_came: threading.Condition
    queue: list[tuple[int, int, _Task[Any]]] = field(default_factory=list)
    """A heap: the highest priority first, then the first that came."""
    threads: list[threading.Thread] = field(default_factory=list)
    idle: int = 0


class Scheduler:
    """`wake` is called, from any thread, when there is something to `drain`.

    `drain`, the waits and `shutdown` belong to the thread that made the scheduler, and callbacks
    run nowhere else. A failure without an `on_error` is raised out of `drain`. Used as a context,
    it cancels what is left at the end and waits for its threads.
    """

    def __init__(
        self, lanes: Mapping[str, int] = LANES, wake: Callable[[], None] = _nothing
    ) -> None:
        self._lock = threading.Lock()
        self._lanes = {
            name: _Lane(name, limit, threading.Condition(self._lock))
            for name, limit in lanes.items()
        }
        self._wake = wake
        self._news = threading.Condition(self._lock)
        self._events: deque[Callable[[], None]] = deque()
        self._open: dict[Job[Any], _Task[Any]] = {}
        self._undelivered: set[Job[Any]] = set()
        self._untold: set[Job[Any]] = set()
        self._numbers = count()
        self._closing = False
        self._owner = threading.get_ident()

    def submit(
        self,
        lane: str,
        work: Callable[[Context], T],
        *,
        priority: int = 0,
        label: str = "",
        on_done: Callable[[T], None] = _nothing,
        on_error: Callable[[BaseException], None] | None = None,
        on_cancel: Callable[[], None] = _nothing,
        on_progress: Callable[[Progress], None] = _nothing,
    ) -> Job[T]:
        """Queue work on a lane; a higher priority goes first. From any thread.

        Exactly one of `on_done`, `on_error` and `on_cancel` follows. Of progress that comes faster
        than it is drained, only the last is told.
        """
        job: Job[T] = Job(lane, label, self._cancel)
        task = _Task(
            job=job,
            work=work,
            on_done=on_done,
            on_error=on_error,
            on_cancel=on_cancel,
            on_progress=on_progress,
        )
        with self._lock:
            if self._closing:
                raise RuntimeError("the scheduler is shut down")
            self._enqueue(self._lanes[lane], task, priority)
        return job

    def open_lane(self, lane: str, limit: int) -> None:
        """A lane of its own, or more room in one there is: so many of its jobs run at the same time
        from now on. From any thread."""
        with self._lock:
            known = self._lanes.get(lane)
            if known is not None:
                known.limit = max(known.limit, limit)
            else:
                self._lanes[lane] = _Lane(lane, limit, threading.Condition(self._lock))

    def drain(self) -> None:
        """Run the callbacks that have come due. Raises what a callback raises, and the failures of
        jobs without `on_error`; the callbacks behind it are kept for the next time."""
        self._only_the_owner()
        for event in self._due():
            event()

    def join(self, *jobs: Job[Any]) -> None:
        """Run callbacks until these jobs are finished and theirs have run. Raises as `drain`."""
        self._drain_until(lambda: self._undelivered.isdisjoint(jobs))

    def wait_all(self) -> None:
        """Run callbacks until nothing is left to do. Raises as `drain` does."""
        self._drain_until(lambda: not self._undelivered)

    def shutdown(self, *, cancel: bool = True) -> None:
        """Take no more work, cancel what there is (or let it come to its end), and wait until all
        threads are gone. The callbacks of it wait for a last `drain`."""
        self._only_the_owner()
        with self._lock:
            self._closing = True
            left = list(self._open)
            for lane in self._lanes.values():
                lane.work_came.notify_all()
        if cancel:
            for job in left:
                job.cancel()
        for lane in self._lanes.values():
            for thread in lane.threads:
                thread.join()
            lane.threads.clear()

    def __enter__(self) -> Scheduler:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.shutdown()

    def _only_the_owner(self) -> None:
        if threading.get_ident() != self._owner:
            raise RuntimeError("callbacks run on the thread that made the scheduler")

    def _due(self) -> Iterator[Callable[[], None]]:
        """What is due by now, one by one; not what the callbacks themselves add to it."""
        for _ in range(len(self._events)):
            if not self._events:  # a callback has drained for us
                return
            yield self._events.popleft()

    def _drain_until(self, satisfied: Callable[[], bool]) -> None:
        while True:
            self.drain()
            with self._lock:
                if satisfied():
                    return
                if not self._events:
                    self._news.wait(_GLANCE_SECONDS)

    def _enqueue(self, lane: _Lane, task: _Task[Any], priority: int) -> None:
        if lane.idle <= len(lane.queue) and len(lane.threads) < lane.limit:
            self._start_thread(lane)
        self._open[task.job] = task
        self._undelivered.add(task.job)
        heappush(lane.queue, (-priority, next(self._numbers), task))
        lane.work_came.notify()

    def _start_thread(self, lane: _Lane) -> None:
        name = f"{lane.name}-{len(lane.threads) + 1}"
        # A daemon, so that a program that dies is not kept alive by its workers.
        thread = threading.Thread(target=self._serve, args=[lane], name=name, daemon=True)
        thread.start()
        lane.threads.append(thread)

    def _serve(self, lane: _Lane) -> None:
        while True:
            task = self._next(lane)
            if task is None:
                return
            self._run(task)
            # Not to hold what the work held while waiting for the next.
            del task

    def _next(self, lane: _Lane) -> _Task[Any] | None:
        """Wait for work; None when there will be no more."""
        with self._lock:
            while True:
                while lane.queue:
                    task = heappop(lane.queue)[2]
                    if not task.job.finished:
                        task.job.started()
                        return task
                if self._closing:
                    return None
                lane.idle += 1
                lane.work_came.wait()
                lane.idle -= 1

    def _run(self, task: _Task[Any]) -> None:
        outcome = task.run(Context(task.job.stop, lambda told: self._tell(task, told)))
        with self._lock:
            self._finish(task, outcome)
        self._wake()

    def _finish(self, task: _Task[Any], outcome: Outcome[Any]) -> None:
        task.job.ended(outcome)
        del self._open[task.job]

        def deliver() -> None:
            with self._lock:
                self._undelivered.discard(task.job)
            task.deliver(outcome)

        self._post(deliver)

    def _tell(self, task: _Task[Any], progress: Progress) -> None:
        def deliver() -> None:
            with self._lock:
                self._untold.discard(task.job)
            task.on_progress(task.job.progress)

        with self._lock:
            task.job.told(progress)
            if task.job in self._untold:
                return
            self._untold.add(task.job)
            self._post(deliver)
        self._wake()

    def _post(self, event: Callable[[], None]) -> None:
        self._events.append(event)
        self._news.notify_all()

    def _cancel(self, job: Job[Any]) -> None:
        job.stop.set()
        with self._lock:
            if job.state is not JobState.WAITING:
                return
            self._finish(self._open[job], Stopped())
        self._wake()
