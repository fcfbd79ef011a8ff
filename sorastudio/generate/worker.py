"""Works off the jobs of a film that wait in its ledger, several at a time for each connection, in
the order they came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sorastudio.errors import CapReached, GenerateError, SoraError
from sorastudio.generate.batch import Order
from sorastudio.generate.errors import Category, Stays
from sorastudio.generate.patience import Patience
from sorastudio.generate.pickup import ORDER
from sorastudio.generate.provider import Provider
from sorastudio.generate.request import Request
from sorastudio.generate.runner import Made, carry_out
from sorastudio.generate.wanted import Places, request_for
from sorastudio.generate.workshop import Workshop
from sorastudio.jobs.job import Context, Progress
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import needed_seconds
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.store.account import Account
from sorastudio.store.folder import FilmFolder
from sorastudio.store.json_text import Json
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import Charged, JobError, LedgerJob, LedgerState, new_job


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A film that takes are made for, and everything that makes them."""

    folder: FilmFolder
    ledger: Ledger
    project: Callable[[], Project]
    """As it is on disk now."""
    providers: Mapping[str, Provider]
    patience: Patience = field(default_factory=Patience)
    account: Account = field(default_factory=Account)

    def shop(self, job: LedgerJob) -> Workshop:
        """Raises GenerateError for a generator there is not any more."""
        provider = self.providers.get(job.provider)
        if provider is None:
            raise Stays(
                f"There is no generator '{job.provider}' for this job any more.",
                kept="It stays in the ledger.",
                todo="Add a connection of that name, and resume it.",
            )
        return Workshop(
            folder=self.folder,
            ledger=self.ledger,
            provider=provider,
            patience=self.patience,
            account=self.account,
        )

    def lanes(self) -> dict[str, int]:
        """For a scheduler: each connection is one of its own."""
        return {name: each.terms.at_once for name, each in self.providers.items()}

    def draft(self, order: Order, provider: Provider, project: Project, *, now: bool) -> LedgerJob:
        """A take that is wanted. With `now` its request is made at once: raises GenerateError for
        what the generator cannot do. Otherwise when its turn comes, as it needs others before."""
        if now:
            request = _request(self, provider, project, order)
            shop = Workshop(folder=self.folder, ledger=self.ledger, provider=provider)
            return shop.entry(request, order.job_id)
        slot, data = project.slots[order.slot_id], _order_data(order)
        model = slot.model or provider.default_model
        seconds, size = needed_seconds(project, slot.id), slot.size or project.settings.size
        estimate = provider.capabilities(model).estimate(seconds, size)
        return new_job(
            order.slot_id,
            provider.name,
            data,
            model=model,
            take_number=order.number,
            cost_estimated=estimate.amount if estimate else None,
            currency=estimate.currency if estimate else "",
            job_id=order.job_id,
        )


def _order_data(order: Order) -> dict[str, Json]:
    return {ORDER: {"name": order.slot_name, "seed": order.seed}}


def _request(site: Site, provider: Provider, project: Project, order: Order) -> Request:
    places = Places(
        locate=lambda media_id: site.folder.locate(project.pool.media[media_id]),
        frames_dir=site.folder.cache_dir / "frames",
    )
    slot = project.slots[order.slot_id]
    return request_for(project, slot, provider, places, number=order.number, seed=order.seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who is told, on the thread of the scheduler's owner."""

    arrived: Callable[[LedgerJob, Made], None]
    failed: Callable[[LedgerJob, SoraError], None]
    progress: Callable[[LedgerJob, float], None]


@dataclass
class Worker:
    """Begins what may begin, and more whenever something ends."""

    site: Site
    scheduler: Scheduler
    listener: Listener
    _begun: set[str] = field(default_factory=set)
    _left: list[LedgerJob] = field(default_factory=list)
    _stopped: dict[str, CapReached] = field(default_factory=dict)
    """Generators that nothing more is sent to."""

    def run(self, jobs: Iterable[LedgerJob]) -> None:
        """Brings these to their end, as far as that can be; returns when nothing is left to do."""
        self._left = list(jobs)
        self._begin()
        self.scheduler.wait_all()

    def _begin(self) -> None:
        waiting = [job for job in self._left if job.job_id not in self._begun]
        for job in waiting:
            if not self._waits(job, self._left):
                self._begun.add(job.job_id)
                self._submit(job)

    def _waits(self, job: LedgerJob, jobs: list[LedgerJob]) -> bool:
        """Whether it takes a frame from a slot that is itself yet to be made."""
        if not _is_order(job):
            return False
        slot = self.site.project().slots.get(job.slot_id)
        links: tuple[SlotId, ...] = slot.links() if slot else ()
        return any(other.slot_id in links and other is not job for other in jobs)

    def _submit(self, job: LedgerJob) -> None:
        def work(context: Context) -> Made:
            return self._make(job, context)

        def told(now: Progress) -> None:
            self.listener.progress(job, now.fraction)

        lanes = self.site.lanes()
        lane = job.provider if job.provider in lanes else next(iter(lanes))
        self.scheduler.submit(
            lane,
            work,
            label=job.job_id,
            on_done=lambda made: self._end(job, made),
            on_error=lambda error: self._end(job, error),
            on_cancel=lambda: self._end(job, None),
            on_progress=told,
        )

    def _make(self, job: LedgerJob, context: Context) -> Made:
        stopped = self._stopped.get(job.provider)
        if stopped is not None and job.state is LedgerState.DRAFT:
            raise stopped
        shop = self.site.shop(job)
        try:
            return carry_out(shop, self._with_request(shop, job), context.progress, context.sleep)
        except CapReached as error:
            self._stopped.setdefault(job.provider, error)
            raise

    def _with_request(self, shop: Workshop, job: LedgerJob) -> LedgerJob:
        if not _is_order(job):
            return job
        project = self.site.project()
        if job.slot_id not in project.slots:
            raise GenerateError("The slot of this take was removed.", kept="Nothing was sent.")
        order = Order(
            slot_id=job.slot_id,
            slot_name=project.slots[job.slot_id].name,
            number=job.take_number or 1,
            seed=_seed(job),
            job_id=job.job_id,
        )
        return shop.asked(job, _request(self.site, shop.provider, project, order))

    def _end(self, job: LedgerJob, outcome: Any) -> None:
        self._left.remove(job)
        match outcome:
            case SoraError():
                self._record(job, outcome)
                self.listener.failed(job, outcome)
            case BaseException():
                raise outcome
            case None:
                pass
            case made:
                self.listener.arrived(job, made)
        self._begin()

    def _record(self, job: LedgerJob, error: SoraError) -> None:
        """A draft that could not even be asked for has failed; others say so themselves."""
        kept = isinstance(error, CapReached | Stays)
        if _is_order(job) and not kept:
            now = self.site.ledger.find(job.job_id)
            if now is not None and now.state is LedgerState.DRAFT and _is_order(now):
                self.site.ledger.record_failure(job.job_id, _refused(error))


def _refused(error: SoraError) -> JobError:
    return JobError(category=Category.INVALID_REQUEST, message=str(error), charged=Charged.NO)


def _is_order(job: LedgerJob) -> bool:
    return isinstance(job.request, dict) and ORDER in job.request


def _seed(job: LedgerJob) -> int:
    order = job.request.get(ORDER) if isinstance(job.request, dict) else None
    seed = order.get("seed") if isinstance(order, dict) else None
    return seed if isinstance(seed, int) else 0
