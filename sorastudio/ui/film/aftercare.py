"""What the person can do with takes that wait, run, failed, or may have been charged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from sorastudio.errors import SoraError
from sorastudio.generate.pickup import again, forget
from sorastudio.generate.provider import Stops
from sorastudio.generate.providers import DEFAULT
from sorastudio.generate.runner import withdraw
from sorastudio.jobs.job import Context
from sorastudio.project.slot import Slot
from sorastudio.store.ledger_job import LedgerJob, LedgerState, new_job_id
from sorastudio.store.ledger_queue import LedgerQueue
from sorastudio.ui.film.making import LANE
from sorastudio.ui.film.ordering import Ordering
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import Canceled, Failed, Queued, Running, TakeJob, Unconfirmed


class AfterCare(QObject):
    """On the main thread. For a job that is at another stage by then nothing happens."""

    def __init__(self, ordering: Ordering, session: Session) -> None:
        super().__init__(ordering)
        self._ordering, self._session = ordering, session
        self._queue, self._making = ordering.queue, ordering.making

    def cancel(self, job_id: str) -> None:
        """What has not begun never will; what has, is taken back at its service, and it is said
        what that does for its cost."""
        job = self._queue.get(job_id)
        if job is None or not job.open or self._ordering.refuses():
            return
        if isinstance(job.stage, Running) and job.connection == DEFAULT:
            self._making.stop(job_id)
        elif isinstance(job.stage, Queued) and not job.entry.provider_job_id:
            self._making.drop(job_id)
            self._queue.set_stage(job_id, Canceled("Nothing was sent or charged."))
            self._ordering.acts.do(lambda: self._close_draft(job_id))
        else:
            self._ask_back(job)
        self._making.go_on()
        self._queue.tell_now()

    def cost_of_cancel(self, job: TakeJob) -> str:
        """What can be said before of what it does for the cost."""
        if job.connection == DEFAULT:
            return "It costs nothing."
        if isinstance(job.stage, Queued) and not job.entry.provider_job_id:
            return "It was not sent yet: nothing is charged."
        return f"{job.connection} is asked to stop. It may be charged all the same."

    def retry(self, job_id: str) -> None:
        """Asks again, with the slot as it is by now."""
        job = self._queue.get(job_id)
        slot = self._session.project.slots.get(job.order.slot_id) if job else None
        if job is None or slot is None or not isinstance(job.stage, Failed | Canceled):
            return
        if self._ordering.refuses():
            return
        order = replace(job.order, slot_name=slot.name, job_id=new_job_id())
        # What was to be done to a take is not what the slot says now.
        wanted = slot if job.slot.source is None else job.slot
        self._replace(job, self._ordering.take_job(order, wanted))

    def retry_all(self) -> None:
        for job in self.dead():
            self.retry(job.id)

    def dead(self) -> list[TakeJob]:
        """What failed and was not tried again."""
        return [job for job in self._queue.jobs if isinstance(job.stage, Failed)]

    def dismiss(self, job_ids: Sequence[str]) -> None:
        """It is seen that these failed: they are not listed any more, not in a later program
        either."""
        if self._ordering.refuses():
            return
        self._queue.drop(job_ids)
        self._write(lambda: LedgerQueue(self._session.ledger).dismiss(job_ids))

    def send_again(self, job_id: str) -> None:
        """Exactly the same; it may be paid for twice."""
        job = self._unconfirmed(job_id)
        if job is not None:
            entry = replace(job.entry, job_id=new_job_id(), worker="")
            order = replace(job.order, job_id=entry.job_id)
            self._replace(job, replace(job.at(Queued()), order=order, entry=entry))

    def give_up(self, job_id: str) -> None:
        """What it may have cost stays counted."""
        job = self._unconfirmed(job_id)
        if job is not None:
            self._queue.drop([job_id])
            self._write(lambda: self._forget(job_id))

    def look_for(self, job_id: str) -> None:
        """Asks the service for it, which is free."""
        job = self._unconfirmed(job_id)
        if job is not None:
            self._making.take([job.entry])

    def revise(self, job_id: str, slot: Slot, seed: int) -> None:
        """Asks for something else with a take that waits."""
        job = self._queue.get(job_id)
        if job is None or not isinstance(job.stage, Queued) or self._ordering.refuses():
            return
        order = replace(job.order, slot_name=slot.name, seed=seed)
        changed = self._ordering.take_job(order, slot)
        self._queue.put(changed)

        def revised(done: bool) -> None:
            if done:
                self._making.drop(job_id)
                self._making.take([changed.entry])

        self._ordering.acts.do(
            lambda: LedgerQueue(self._session.ledger).revise(changed.entry), revised
        )
        self._queue.tell_now()

    def _replace(self, job: TakeJob, fresh: TakeJob) -> None:
        self._queue.drop([job.id])
        self._ordering.begin([fresh], lambda: [self._again(job.id, fresh)])

    def _again(self, job_id: str, fresh: TakeJob) -> LedgerJob:
        ledger = self._session.ledger
        before = ledger.find(job_id)
        if before is None:
            return ledger.record_draft(fresh.entry)
        return again(ledger, before, fresh.entry)

    def _forget(self, job_id: str) -> None:
        ledger = self._session.ledger
        job = ledger.find(job_id)
        if job is not None:
            forget(ledger, job)
            LedgerQueue(ledger).dismiss([job_id])

    def _close_draft(self, job_id: str) -> None:
        ledger = self._session.ledger
        job = ledger.find(job_id)
        if job is not None and job.state is LedgerState.DRAFT:
            ledger.record_state(job_id, LedgerState.CANCELED)

    def _ask_back(self, job: TakeJob) -> None:
        site = self._making.site()

        def done(stops: Stops) -> None:
            if stops is Stops.NOTHING:
                words = f"{job.order.slot_name}: {job.connection} cannot stop it. It will arrive."
                self._session.told.emit("info", words)
                return
            # What is at work on it here notices by itself, at its next question.
            words = f"It was canceled; that {stops}."
            self._making.drop(job.id)
            self._queue.set_stage(job.id, Canceled(words))
            self._session.told.emit("info", f"{job.order.slot_name}: {words}")
            self._ordering.watch.look_soon()

        def work(_: Context) -> Stops:
            return withdraw(site.shop(job.entry), job.entry)

        self._session.scheduler.submit(LANE, work, on_done=done, on_error=self._could_not)

    def _could_not(self, error: BaseException) -> None:
        if not isinstance(error, SoraError):
            raise error
        self._session.told.emit("error", f"It could not be canceled. {error}")

    def _unconfirmed(self, job_id: str) -> TakeJob | None:
        job = self._queue.get(job_id)
        is_lost = job is not None and isinstance(job.stage, Unconfirmed)
        return job if is_lost and not self._ordering.refuses() else None

    def _write(self, act: Callable[[], None]) -> None:
        self._ordering.acts.do(act, lambda _: self._ordering.watch.look_soon())
        self._queue.tell_now()
