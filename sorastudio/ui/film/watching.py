"""Follows the ledger of the film: what earlier programs have left is picked up, and what others do
at the same time is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sorastudio.errors import SoraError
from sorastudio.generate.claim import Claim
from sorastudio.jobs.job import Context
from sorastudio.ui.film.acts import LANE, Acts
from sorastudio.ui.film.making import Making
from sorastudio.ui.film.pickup import Look, Money, Seen
from sorastudio.ui.film.queue import Queue
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import Canceled, Elsewhere, Queued, Running, TakeJob, Unconfirmed

LOOK_MS = 1000


class Watch(QObject):
    """Looks once a second, in the background. On the main thread."""

    money_changed = Signal()

    def __init__(self, session: Session, queue: Queue, acts: Acts, making: Making) -> None:
        super().__init__(queue)
        self._session, self._queue, self._acts, self._making = session, queue, acts, making
        self.claim: Claim | None = None
        """Under its name the ledger knows what is made here; None where nothing may be."""
        self.money: Money | None = None
        self._dead: set[str] = set()
        self._is_due = self._is_first = True
        self._is_looking = False
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self.look)
        self.begin()

    def begin(self) -> None:
        """At the start, and where the film has moved to another folder."""
        session = self._session
        self.close()
        if not session.read_only:
            self.claim = Claim(session.folder)
        self._look = Look(session.folder, session.ledger, self.claim)
        self._is_due = self._is_first = True
        self._clock.start()
        QTimer.singleShot(0, self, self.look)

    def close(self) -> None:
        self._clock.stop()
        if self.claim is not None:
            self.claim.close()
            self.claim = None

    @Slot()
    def look_soon(self) -> None:
        """Something was written that is to be seen."""
        self._is_due = True

    @Slot()
    def look(self) -> None:
        session = self._session
        if self._is_looking or session.closing:
            return
        project, look, acts = session.project, self._look, self._acts.count
        see = look if self._is_due else look.if_news
        self._is_looking, self._is_due = True, False

        def work(_: Context) -> Seen | None:
            return see(project)

        session.scheduler.submit(
            LANE,
            work,
            on_done=lambda seen: self._saw(seen, acts),
            on_error=self._could_not,
        )

    def _could_not(self, error: BaseException) -> None:
        self._is_looking = False
        if not isinstance(error, SoraError):
            raise error
        self._session.told.emit("error", str(error))

    def _saw(self, seen: Seen | None, acts: int) -> None:
        self._is_looking = False
        if seen is None:
            return
        if acts != self._acts.count:
            # The person has done something meanwhile, which it does not know of.
            self._is_due = True
            return
        if seen.paused != self._making.paused:
            self._making.pause(seen.paused)
        self._follow_ended(seen)
        self._follow_dead(seen.dead)
        self._follow_others(seen)
        self._pick_up(seen)
        self._queue.arrange(seen.order)
        self._is_first = False
        if seen.money != self.money:
            self.money = seen.money
            self.money_changed.emit()

    def _follow_ended(self, seen: Seen) -> None:
        """Takes that others have made, and jobs that others have ended."""
        for made in seen.came:
            known = self._queue.get(made[0].job_id)
            if known is None or not isinstance(known.stage, Running):
                self._making.adopt(made[0].job_id, made)
        is_open = set(seen.order)
        for job in self._queue.jobs:
            if job.id in is_open:
                continue
            if isinstance(job.stage, Queued):
                self._making.drop(job.id)
                self._queue.set_stage(job.id, Canceled("Another program took it back."))
            elif isinstance(job.stage, Elsewhere | Unconfirmed):
                self._queue.drop([job.id])

    def _follow_dead(self, dead: Sequence[TakeJob]) -> None:
        for job in dead:
            known = self._queue.get(job.id)
            if known is None or isinstance(known.stage, Elsewhere):
                self._queue.put(job)
        now = {job.id for job in dead}
        self._queue.drop(self._dead - now)
        self._dead = now

    def _follow_others(self, seen: Seen) -> None:
        for job in seen.elsewhere:
            known = self._queue.get(job.id)
            if known is None or not isinstance(known.stage, Running):
                self._making.drop(job.id)
                self._queue.put(job)

    def _pick_up(self, seen: Seen) -> None:
        """What waits, goes on, or may have been charged; the last is looked for once, as asking is
        free."""
        found = [job for job in seen.mine if self._is_new(job)]
        for job in found:
            self._queue.put(job)
        lost = [job for job in found if isinstance(job.stage, Unconfirmed)]
        self._making.take(job.entry for job in found if job not in lost or self._is_first)
        if self._is_first and found:
            self._session.told.emit("info", _words(found, paused=bool(seen.paused)))

    def _is_new(self, job: TakeJob) -> bool:
        known = self._queue.get(job.id)
        return known is None or isinstance(known.stage, Elsewhere)


def _words(found: Sequence[TakeJob], *, paused: bool) -> str:
    """What was left of the last time."""
    going = sum(bool(job.entry.provider_job_id) for job in found)
    lost = sum(isinstance(job.stage, Unconfirmed) for job in found)
    waiting = len(found) - going - lost
    goes_on = "waited and still wait: the queue is paused" if paused else "waited and go on"
    parts = (
        (going, "are fetched from their services"),
        (waiting, goes_on),
        (lost, "may have been charged: see the queue"),
    )
    return "Of the last time: " + ", ".join(f"{count} {words}" for count, words in parts if count)
