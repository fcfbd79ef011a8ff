"""Takes on their way, as the window sees them: a view of the film's ledger. What is asked for is
written there, and so survives this program; what earlier or other programs have left is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from PySide6.QtCore import QObject, Signal, Slot

from sorastudio.errors import SoraError
from sorastudio.generate.orders import orders, waves
from sorastudio.generate.pickup import takes_outside
from sorastudio.generate.provider import Provider
from sorastudio.generate.providers import provider_named
from sorastudio.project.edits.slots import with_free_number
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot as FilmSlot
from sorastudio.store.ledger_queue import EVERYTHING, LedgerQueue
from sorastudio.ui.film.aftercare import AfterCare
from sorastudio.ui.film.ordering import Ordering
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import (
    Arrived,
    Canceled,
    Elsewhere,
    Failed,
    Queued,
    Running,
    Stage,
    TakeJob,
    Unconfirmed,
    seconds_left,
)

__all__ = [
    "Arrived",
    "Canceled",
    "Elsewhere",
    "Failed",
    "Generation",
    "Queued",
    "Running",
    "Stage",
    "TakeJob",
    "Unconfirmed",
    "seconds_left",
]


class Generation(QObject):
    """The queue of takes of one film. On the main thread, and so are its signals.

    `queue` is what there is, `making` what is at work on it here, `watch` what others do, and
    `care` what the person can do with a take that was asked for.
    """

    changed = Signal()
    """Any job is at another stage, or in another place; or more is known of the money."""
    arrived = Signal(object)
    """The Take that is now in the film."""

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        *,
        find_provider: Callable[[str], Provider] = provider_named,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._ordering = ordering = Ordering(session, find_provider, self)
        self.queue, self.making, self.watch = ordering.queue, ordering.making, ordering.watch
        self._acts = ordering.acts
        self.care = AfterCare(ordering, session)
        self.queue.changed.connect(self._tell)
        self.watch.money_changed.connect(self._tell)
        self.making.arrived.connect(self.arrived.emit)
        session.stopped.connect(self._keep_what_came_last)
        session.moved.connect(self._move_house)

    @property
    def jobs(self) -> tuple[TakeJob, ...]:
        """In the order in which they are made."""
        return self.queue.jobs

    @property
    def paused(self) -> bool:
        return EVERYTHING in self.making.paused

    def job_of(self, slot_id: SlotId) -> TakeJob | None:
        """What the slot's face shows."""
        return self.queue.face_of(slot_id)

    def generate(self, slot_ids: Iterable[SlotId], takes: int = 1) -> None:
        """So many new takes of each slot; slots that others take a frame from come first."""
        if self._ordering.refuses():
            return
        project = self._session.project
        chosen = [slot for each in dict.fromkeys(slot_ids) if (slot := project.slots.get(each))]
        wanted: list[TakeJob] = []
        for wave in waves(chosen):
            for slot in wave:
                wanted += self._ordered(project, slot, takes)
        self._begin_all(wanted)

    def generate_as(self, slot: FilmSlot) -> None:
        """One new take of a slot as it is given here, which is not as the film has it."""
        if not self._ordering.refuses():
            self._begin_all(self._ordered(self._session.project, slot, 1))

    @Slot()
    def reopen(self) -> None:
        """The connections have changed: what begins from now on is asked of them as they are."""
        self.making.reopen()

    def cancel(self, job_id: str) -> None:
        self.care.cancel(job_id)

    def retry(self, job_id: str) -> None:
        """Asks again, with the slot as it is by now."""
        self.care.retry(job_id)

    def move(self, job_id: str, steps: int) -> None:
        """Earlier (negative) or later among those that wait."""
        waiting = [job.id for job in self.queue.waiting]
        if job_id in waiting:
            self.move_to(job_id, waiting.index(job_id) + steps)

    def move_to(self, job_id: str, place: int) -> None:
        """To a place (0 is the front) among those that wait."""
        job = self.queue.get(job_id)
        if job is None or not isinstance(job.stage, Queued) or self._ordering.refuses():
            return
        waiting = [each.id for each in self.queue.waiting if each.id != job_id]
        waiting.insert(min(max(place, 0), len(waiting)), job_id)
        self.queue.arrange(waiting)
        self._acts.do(lambda: LedgerQueue(self._session.ledger).arrange(waiting))
        self.making.go_on()
        self.queue.tell_now()

    def pause(self, *, paused: bool, connection: str = EVERYTHING) -> None:
        """While paused nothing new begins, not in a later program either; what has begun comes to
        its end."""
        if paused == (connection in self.making.paused) or self._ordering.refuses():
            return
        names = self.making.paused
        self.making.pause(names | {connection} if paused else names - {connection})
        self._acts.do(lambda: LedgerQueue(self._session.ledger).pause(connection, paused=paused))
        self.queue.tell_now()

    def set_cap(self, cap: Decimal | None) -> None:
        """US dollars that the film may cost; what waits for room in it goes on."""
        if self._ordering.refuses():
            return

        def set_(_: None) -> None:
            self.making.try_again()
            self.watch.look_soon()

        self._acts.do(lambda: self._session.ledger.set_cap(cap), set_)

    def clear_finished(self) -> None:
        """What came, and what was taken back; what failed stays until it is dismissed."""
        over = [job.id for job in self.jobs if isinstance(job.stage, Arrived | Canceled)]
        self.queue.drop(over)
        self.queue.tell_now()

    def _begin_all(self, wanted: Sequence[TakeJob]) -> None:
        entries = [job.entry for job in wanted]
        if entries:
            self._ordering.begin(wanted, lambda: self._session.ledger.record_drafts(entries))

    def _ordered(self, project: Project, slot: FilmSlot, takes: int) -> list[TakeJob]:
        ahead = [job.order for job in self.queue.of_slot(slot.id) if job.open]
        try:
            wanted = orders(project, slot, takes, ahead)
        except SoraError as error:
            self._session.told.emit("error", f"{slot.name}: {error}")
            return []
        return [self._ordering.take_job(order, slot) for order in wanted]

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()

    @Slot()
    def _keep_what_came_last(self) -> None:
        """A take that was made while the film was closed is put into it all the same."""
        self.watch.close()
        session = self._session
        if session.read_only:
            return
        for take, media in takes_outside(session.project, session.folder, session.ledger):
            take = with_free_number(session.project, take)
            session.document.receive(f"Use take {take.number}", take, media)

    @Slot()
    def _move_house(self) -> None:
        """The film goes on under another name; nothing is under way in another folder."""
        self.making.move_house()
        self.watch.begin()
