"""Takes under way: which ones are to be made, and what becomes of each.

The command line and the window queue their takes here, so that numbers, seeds and failures are the
same for both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sorastudio.errors import SoraError
from sorastudio.generate.keeping import Made
from sorastudio.generate.provider import Stops
from sorastudio.generate.request import Request
from sorastudio.generate.runner import carry_out, make_take, withdraw
from sorastudio.generate.wanted import Places, request_for, seeds
from sorastudio.generate.workshop import Workshop
from sorastudio.jobs.job import Context, Job, Progress
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.store.ledger_job import LedgerJob, new_job_id

__all__ = ["Batch", "Made", "Order", "orders", "waves"]

MOST_TAKES = 1000
"""Of one slot, in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One take that is to be made."""

    slot_id: SlotId
    slot_name: str
    number: int
    seed: int
    job_id: str = field(default_factory=new_job_id, compare=False)
    """Under this name the ledger will have it."""


def orders(project: Project, slot: Slot, takes: int, ahead: Iterable[Order] = ()) -> list[Order]:
    """So many new takes of a slot, none with the number or the seed of a take there is, or of one
    that is `ahead` in the queue. Raises GenerateError for a prompt that cannot be read."""
    ahead = [order for order in ahead if order.slot_id == slot.id]
    first = max([project.pool.next_take_number(slot.id), *(each.number + 1 for each in ahead)])
    used = {order.seed for order in ahead}
    fresh = (seed for seed in seeds(project, slot) if seed not in used)
    return [
        Order(slot_id=slot.id, slot_name=slot.name, number=number, seed=seed)
        for number, seed in enumerate(islice(fresh, takes), first)
    ]


def waves(slots: Iterable[Slot]) -> Iterator[list[Slot]]:
    """The slots in groups, each after those it takes a first or last frame from."""
    left = list(slots)
    while left:
        waiting = {slot.id for slot in left}
        ready = [slot for slot in left if not waiting.intersection(slot.links())]
        yield ready or left
        made = {slot.id for slot in ready}
        left = [slot for slot in left if slot.id not in made] if ready else []


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Makes takes with one generator, on a lane of a scheduler."""

    shop: Workshop
    scheduler: Scheduler
    lane: str = "media"

    def request(self, project: Project, order: Order) -> Request:
        """What to send for an order; from any thread, and it may decode a picture. Raises
        GenerateError where the generator cannot do it, MediaError for a missing file."""
        folder = self.shop.folder
        places = Places(
            locate=lambda media_id: folder.locate(project.pool.media[media_id]),
            frames_dir=folder.cache_dir / "frames",
        )
        slot = project.slots[order.slot_id]
        return request_for(
            project, slot, self.shop.provider, places, number=order.number, seed=order.seed
        )

    def withdraw(self, order: Order) -> Stops | None:
        """Cancels a take where it is made, and says what that does for its cost; None for one that
        was not sent. It may ask the service, so not on the main thread. Raises GenerateError."""
        job = self.shop.ledger.find(order.job_id)
        return None if job is None else withdraw(self.shop, job)

    def submit(
        self,
        order: Order,
        request: Callable[[], Request],
        *,
        arrived: Callable[[Made], None],
        failed: Callable[[SoraError], None],
        canceled: Callable[[], None] = _nothing,
        progress: Callable[[float], None] = _nothing,
    ) -> Job[Made]:
        """Queues one take; `request` is called in the background, the others on the owner's thread.

        Exactly one of `arrived`, `failed` and `canceled` follows. What is not the person's to
        mend is raised out of the scheduler's `drain`, after `failed`.
        """

        def work(context: Context) -> Made:
            asked = request()
            return make_take(self.shop, asked, context.progress, context.sleep, job_id=order.job_id)

        return self._queue(order.slot_name, work, arrived, failed, canceled, progress)

    def resume(
        self,
        job: LedgerJob,
        *,
        arrived: Callable[[Made], None],
        failed: Callable[[SoraError], None],
        canceled: Callable[[], None] = _nothing,
        progress: Callable[[float], None] = _nothing,
    ) -> Job[Made]:
        """The same for a job that is in the ledger already and not at its end: see
        `pickup.unfinished`. Nothing is sent again that may have been accepted."""

        def work(context: Context) -> Made:
            return carry_out(self.shop, job, context.progress, context.sleep)

        return self._queue(job.job_id, work, arrived, failed, canceled, progress)

    def _queue(
        self,
        label: str,
        work: Callable[[Context], Made],
        arrived: Callable[[Made], None],
        failed: Callable[[SoraError], None],
        canceled: Callable[[], None],
        progress: Callable[[float], None],
    ) -> Job[Made]:
        def broken(error: BaseException) -> None:
            if isinstance(error, SoraError):
                failed(error)
                return
            failed(SoraError(f"A fault in this program stopped it: {error!r}."))
            raise error

        def told(now: Progress) -> None:
            progress(now.fraction)

        return self.scheduler.submit(
            self.lane,
            work,
            label=label,
            on_done=arrived,
            on_error=broken,
            on_cancel=canceled,
            on_progress=told,
        )
