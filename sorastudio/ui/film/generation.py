"""Takes on their way, as the window sees them: what waits, what is being made, what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import count
from time import monotonic

from PySide6.QtCore import QObject, Signal, Slot

from sorastudio.errors import SoraError
from sorastudio.generate.batch import Batch, Made, Order, orders, waves
from sorastudio.generate.provider import Provider
from sorastudio.generate.providers import DEFAULT, provider_named
from sorastudio.generate.request import Request
from sorastudio.generate.runner import Workshop
from sorastudio.jobs.job import Job, JobState
from sorastudio.project.edits.slots import with_free_number
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot as FilmSlot
from sorastudio.ui.film.session import Session

AT_ONCE = 2
"""Takes that are made at the same time; the others wait here, where they can be put in order."""

LANE = "network"
"""Not the lane of thumbnails and saves, which must not wait for a generator."""

_FIRST_GUESS = 0.02
"""The share from which on the time left can be told."""


@dataclass(frozen=True, slots=True)
class Queued:
    """Its turn has not come."""


@dataclass(frozen=True, slots=True)
class Running:
    """`since` on the clock of `time.monotonic`."""

    share: float
    since: float


@dataclass(frozen=True, slots=True)
class Arrived:
    """In the film's pool, and saved as soon as can be."""

    take_id: TakeId


@dataclass(frozen=True, slots=True)
class Failed:
    """`words` say what happened and what to do."""

    words: str


@dataclass(frozen=True, slots=True)
class Canceled:
    """Taken back by the person."""


Stage = Queued | Running | Arrived | Failed | Canceled


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeJob:
    """One take on its way."""

    id: int
    order: Order
    slot: FilmSlot
    """As it was when the take was asked for: what is typed later is for the next one."""
    stage: Stage

    @property
    def open(self) -> bool:
        return isinstance(self.stage, Queued | Running)


def seconds_left(job: TakeJob) -> float | None:
    """By how long it took so far; None while nothing can be said."""
    match job.stage:
        case Running(share, since) if share >= _FIRST_GUESS:
            return (monotonic() - since) * (1 - share) / share
    return None


class Generation(QObject):
    """The queue of takes of one film. On the main thread, and so are its signals."""

    changed = Signal()
    """Any job is at another stage, or in another place."""
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
        self._find_provider = find_provider
        self._jobs: dict[int, TakeJob] = {}
        self._work: dict[int, Job[Made]] = {}
        self._providers: dict[str, Provider] = {}
        self._opening: set[str] = set()
        self._numbers = count(1)
        self._paused = False
        session.stopped.connect(self._keep_what_came_last)

    @property
    def jobs(self) -> tuple[TakeJob, ...]:
        """In the order in which they are made."""
        return tuple(self._jobs.values())

    @property
    def paused(self) -> bool:
        return self._paused

    def job_of(self, slot_id: SlotId) -> TakeJob | None:
        """What the slot's face shows: what is being made, else what waits, else the last one
        if it failed."""
        mine = [job for job in self.jobs if job.order.slot_id == slot_id]
        for stage in (Running, Queued):
            found = next((job for job in mine if isinstance(job.stage, stage)), None)
            if found is not None:
                return found
        return mine[-1] if mine and isinstance(mine[-1].stage, Failed) else None

    def generate(self, slot_ids: Iterable[SlotId], takes: int = 1) -> None:
        """So many new takes of each slot; slots that others take a frame from come first."""
        project = self._session.project
        chosen = [slot for each in dict.fromkeys(slot_ids) if (slot := project.slots.get(each))]
        ahead: dict[SlotId, list[Order]] = {}
        for job in self.jobs:
            if job.open:
                ahead.setdefault(job.order.slot_id, []).append(job.order)
        for wave in waves(chosen):
            for slot in wave:
                self._add(project, slot, takes, ahead.get(slot.id, []))
        self._go_on()

    @Slot()
    def reopen(self) -> None:
        """The connections have changed: what begins from now on is asked of them as they are."""
        self._providers.clear()

    def cancel(self, job_id: int) -> None:
        """What has not begun never will; what has, stops as soon as it can."""
        job = self._jobs[job_id]
        if isinstance(job.stage, Queued):
            self._set(job_id, Canceled())
            self._go_on()
        elif job_id in self._work:
            self._work[job_id].cancel()

    def retry(self, job_id: int) -> None:
        """Asks again, with the slot as it is by now."""
        failed = self._jobs[job_id]
        if not failed.open and failed.order.slot_id in self._session.project.slots:
            del self._jobs[job_id]
            self.generate([failed.order.slot_id])

    def move(self, job_id: int, steps: int) -> None:
        """Earlier (negative) or later among those that wait."""
        waiting = [job.id for job in self.jobs if isinstance(job.stage, Queued)]
        if job_id not in waiting:
            return
        others = [each for each in waiting if each != job_id]
        place = min(max(waiting.index(job_id) + steps, 0), len(others))
        others.insert(place, job_id)
        following = iter(others)
        order = [next(following) if each in waiting else each for each in self._jobs]
        self._jobs = {each: self._jobs[each] for each in order}
        self.changed.emit()

    def pause(self, *, paused: bool) -> None:
        """While paused nothing new begins; what has begun comes to its end."""
        if paused != self._paused:
            self._paused = paused
            self._go_on()

    def clear_finished(self) -> None:
        self._jobs = {job.id: job for job in self.jobs if job.open}
        self.changed.emit()

    def _add(self, project: Project, slot: FilmSlot, takes: int, ahead: list[Order]) -> None:
        try:
            wanted = orders(project, slot, takes, ahead)
        except SoraError as error:
            self._session.told.emit("error", f"{slot.name}: {error}")
            return
        for order in wanted:
            job_id = next(self._numbers)
            self._jobs[job_id] = TakeJob(id=job_id, order=order, slot=slot, stage=Queued())

    def _go_on(self) -> None:
        """Begins what may begin."""
        running = sum(isinstance(job.stage, Running) for job in self.jobs)
        for job in self.jobs:
            if self._paused or self._session.closing or running >= AT_ONCE:
                break
            if isinstance(job.stage, Queued) and not self._waits_for_frames(job):
                running += self._begin(job)
        self.changed.emit()

    def _waits_for_frames(self, job: TakeJob) -> bool:
        """Whether a slot it takes a frame from is itself yet to be made."""
        links = job.slot.links()
        return any(each.open and each.order.slot_id in links for each in self.jobs)

    def _begin(self, job: TakeJob) -> bool:
        """Whether it is under way; if not, it says why."""
        project = self._session.project
        if job.order.slot_id not in project.slots:
            self._set(job.id, Canceled())
            return False
        name = job.slot.provider or DEFAULT
        if name not in self._providers:
            self._open(name)
            return False
        asked = replace(project, slots=project.slots.put(job.slot))
        batch = self._batch(self._providers[name])

        def request() -> Request:
            return batch.request(asked, job.order)

        self._set(job.id, Running(0.0, monotonic()))
        self._work[job.id] = batch.submit(
            job.order,
            request,
            arrived=lambda made: self._adopt(job.id, made),
            failed=lambda error: self._fail(job.id, error),
            canceled=lambda: self._end(job.id, Canceled()),
            progress=lambda share: self._advance(job.id, share),
        )
        return True

    def _batch(self, provider: Provider) -> Batch:
        session = self._session
        shop = Workshop(folder=session.folder, ledger=session.ledger, provider=provider)
        return Batch(shop=shop, scheduler=session.scheduler, lane=LANE)

    def _open(self, name: str) -> None:
        """Gets a generator ready in the background: it may be much to load."""
        if name in self._opening:
            return
        self._opening.add(name)

        def ready(provider: Provider) -> None:
            self._opening.discard(name)
            self._providers[name] = provider
            self._go_on()

        def failed(error: BaseException) -> None:
            self._opening.discard(name)
            if not isinstance(error, SoraError):
                raise error
            waiting = [job for job in self.jobs if isinstance(job.stage, Queued)]
            for job in waiting:
                if (job.slot.provider or DEFAULT) == name:
                    self._set(job.id, Failed(str(error)))
            self._session.told.emit("error", str(error))
            self._go_on()

        self._session.scheduler.submit(
            LANE,
            lambda _: self._find_provider(name),
            label=f"open {name}",
            on_done=ready,
            on_error=failed,
        )

    def _advance(self, job_id: int, share: float) -> None:
        match self._jobs[job_id].stage:
            case Running(_, since):
                self._set(job_id, Running(share, since))
                self.changed.emit()

    def _adopt(self, job_id: int, made: Made) -> None:
        """Into the pool for good, into the cut as a step, and onto the disk."""
        take, media = made
        document, order = self._session.document, self._jobs[job_id].order
        take = with_free_number(document.project, take)
        document.receive(f"Use take {take.number} of {order.slot_name}", take, media)
        self._session.keep_soon()
        self._end(job_id, Arrived(take.id))
        self.arrived.emit(take)

    def _fail(self, job_id: int, error: SoraError) -> None:
        words = str(error)
        self._session.told.emit("error", words)
        self._end(job_id, Failed(words))

    def _end(self, job_id: int, stage: Stage) -> None:
        self._work.pop(job_id, None)
        self._set(job_id, stage)
        self._go_on()

    def _set(self, job_id: int, stage: Stage) -> None:
        self._jobs[job_id] = replace(self._jobs[job_id], stage=stage)

    @Slot()
    def _keep_what_came_last(self) -> None:
        """A take that was made while the film was closed is put into it all the same."""
        for job_id, work in list(self._work.items()):
            if work.state is JobState.DONE:
                self._adopt(job_id, work.result())
