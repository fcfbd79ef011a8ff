"""Room at connections: so many jobs of each at the same time, and not more over all programs of a
person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from sorastudio.generate.provider import Provider
from sorastudio.jobs.job import Context, Job, Progress
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.store.ledger_job import LedgerJob, LedgerState
from sorastudio.store.seats import Seat, Seats

UNSENT = (LedgerState.DRAFT, LedgerState.UNCONFIRMED)
"""Where something may yet be sent, and paid for."""


class Room:
    """On the thread of the scheduler's owner. `on_room` is called when there is room for a job
    that found none; `on_wait` is told why one finds none: an empty text once that is over."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        seats: Seats,
        scheduler: Scheduler,
        on_room: Callable[[], None],
        on_wait: Callable[[str, str], None],
    ) -> None:
        self._providers, self._seats, self._scheduler = providers, seats, scheduler
        self._on_room, self._on_wait = on_room, on_wait
        self._mine: Counter[str] = Counter()
        """Jobs under way here, by connection."""
        self._waits: dict[str, Job[Seat]] = {}
        self._ready: dict[str, Seat] = {}
        """What was waited for, and came."""

    def at_once(self, name: str) -> int:
        provider = self._providers.get(name)
        return provider.terms.at_once if provider else 1

    def enter(self, job: LedgerJob) -> Seat | None:
        """None where it has to wait; after it `leave`, when the job is over."""
        name = job.provider
        if self._mine[name] >= self.at_once(name):
            return None
        seat = self._seat(job)
        if seat is not None:
            self._mine[name] += 1
        return seat

    def leave(self, job: LedgerJob, seat: Seat) -> None:
        seat.close()
        self._mine[job.provider] -= 1

    def _seat(self, job: LedgerJob) -> Seat | None:
        name, provider = job.provider, self._providers.get(job.provider)
        if provider is None or not provider.terms.connection:
            # What is built in is nobody else's to wait for.
            return Seat()
        if job.state not in UNSENT:
            return self._seats.take_anyway(name)
        if name in self._ready:
            return self._ready.pop(name)
        if name in self._waits:
            return None
        seat = self._seats.take(name, self.at_once(name))
        if seat is None:
            self._wait(name)
        return seat

    def _wait(self, name: str) -> None:
        most, lane = self.at_once(name), f"room at {name}"
        self._scheduler.open_lane(lane, 1)

        def work(context: Context) -> Seat:
            def told(taken: int) -> None:
                context.progress(0.0, str(taken))

            return self._seats.wait(name, most, context.sleep, told)

        def told(now: Progress) -> None:
            others = min(int(now.note) - self._mine[name], most)
            if name in self._waits and others > 0:
                self._on_wait(name, _words(self._title(name), most, others))

        self._waits[name] = self._scheduler.submit(
            lane, work, label=lane, on_done=lambda seat: self._came(name, seat), on_progress=told
        )

    def _title(self, name: str) -> str:
        provider = self._providers.get(name)
        return provider.title if provider else name

    def _came(self, name: str, seat: Seat) -> None:
        del self._waits[name]
        self._on_wait(name, "")
        self._ready[name] = seat
        self._on_room()
        if self._ready.pop(name, None) is not None:
            # Nothing here wants it any more.
            seat.close()


def _words(name: str, most: int, others: int) -> str:
    if others == most:
        places = "the only place" if most == 1 else f"all {most} places"
    else:
        places = f"{others} of the {most} places"
    return f"Another window is using {places} of '{name}'"
