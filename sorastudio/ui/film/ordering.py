"""Takes that are asked for: shown, written into the film's ledger, and then seen to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from sorastudio.generate.orders import Order, order_job
from sorastudio.generate.provider import Provider
from sorastudio.generate.providers import DEFAULT
from sorastudio.project.slot import Slot
from sorastudio.store.ledger_job import LedgerJob
from sorastudio.ui.film.acts import Acts
from sorastudio.ui.film.making import Making
from sorastudio.ui.film.queue import Queue
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import Queued, TakeJob
from sorastudio.ui.film.watching import Watch


class Ordering(QObject):
    """On the main thread. `queue` is what there is, `making` what is at work on it here, `watch`
    what others do, and `acts` what is still to be written down."""

    def __init__(
        self, session: Session, find_provider: Callable[[str], Provider], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.queue = Queue(self)
        self.acts = Acts(session, self)
        self.making = Making(session, self.queue, find_provider)
        self.watch = Watch(session, self.queue, self.acts, self.making)
        self.making.news.connect(self.watch.look_soon)

    def refuses(self) -> bool:
        """Whether nothing may be made here, which the person is told then."""
        if self._session.read_only:
            self._session.told.emit("error", self._session.read_only)
        return bool(self._session.read_only)

    def take_job(self, order: Order, slot: Slot) -> TakeJob:
        """A take that is wanted from now on."""
        name = slot.provider or DEFAULT
        provider = self.making.providers.get(name)
        entry = order_job(order, slot, self._session.project, name, provider)
        if self.watch.claim is not None:
            entry = replace(entry, worker=self.watch.claim.name)
        return TakeJob(order=order, slot=slot, entry=entry, stage=Queued())

    def begin(self, wanted: Sequence[TakeJob], write: Callable[[], Sequence[LedgerJob]]) -> None:
        """Shows jobs that wait from now on, writes them down, and then sees to them."""
        for job in wanted:
            self.queue.put(job)

        def written(entries: Sequence[LedgerJob]) -> None:
            # What it asks for may have been changed meanwhile, or it may have been canceled.
            ids = {entry.job_id for entry in entries}
            self.making.take(job.entry for job in self.queue.waiting if job.id in ids)

        self.acts.do(write, written, lambda _: self.queue.drop([job.id for job in wanted]))
        self.queue.tell_now()
