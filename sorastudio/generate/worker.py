"""Works off the jobs of a film that wait in its ledger, several at a time for each connection, in
the order in which they wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sorastudio.errors import CapReached, GenerateError, SoraError
from sorastudio.generate.errors import Category, Stays
from sorastudio.generate.orders import is_order, ordered, project_with
from sorastudio.generate.patience import Patience
from sorastudio.generate.provider import Provider
from sorastudio.generate.request import Request
from sorastudio.generate.runner import Made, carry_out
from sorastudio.generate.sourced import Places
from sorastudio.generate.wanted import request_for
from sorastudio.generate.workshop import HowFar, OnProgress, Workshop
from sorastudio.jobs.job import Context, Job
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.store.account import Account
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import Charged, JobError, LedgerJob, LedgerState
from sorastudio.store.ledger_queue import EVERYTHING

_UNSENT = (LedgerState.DRAFT, LedgerState.UNCONFIRMED)
"""Where something may yet be sent, and paid for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A film that takes are made for, and everything that makes them."""

    folder: FilmFolder
    ledger: Ledger
    project: Callable[[], Project]
    """As it is now; asked from any thread."""
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
        return self.shop_of(provider)

    def shop_of(self, provider: Provider) -> Workshop:
        return Workshop(
            folder=self.folder,
            ledger=self.ledger,
            provider=provider,
            patience=self.patience,
            account=self.account,
        )

    def with_request(self, job: LedgerJob) -> LedgerJob:
        """The job with what is to be sent for it, as the film says it now. It may decode a picture.
        Raises GenerateError where the generator cannot do it, MediaError for a missing file."""
        if not is_order(job):
            return job
        project = self.project()
        if job.slot_id not in project.slots:
            raise GenerateError("The slot of this take was removed.", kept="Nothing was sent.")
        shop = self.shop(job)
        return shop.asked(job, self._request(job, shop.provider, project))

    def _request(self, job: LedgerJob, provider: Provider, project: Project) -> Request:
        order, slot = ordered(job, project)
        places = Places(
            locate=lambda media_id: self.folder.locate(project.pool.media[media_id]),
            frames_dir=self.folder.cache_dir / "frames",
            job=self.ledger.find,
        )
        asked = project_with(project, slot)
        return request_for(asked, slot, provider, places, number=order.number, seed=order.seed)


def _nothing(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who is told, on the thread of the scheduler's owner. Exactly one of `arrived`, `failed` and
    `canceled` follows once a job has begun."""

    arrived: Callable[[LedgerJob, Made], None]
    failed: Callable[[LedgerJob, SoraError], None]
    """With the job as the ledger has it then: it may wait still, or go on at its service."""
    progress: Callable[[LedgerJob, HowFar], None] = _nothing
    canceled: Callable[[LedgerJob], None] = _nothing
    began: Callable[[LedgerJob], None] = _nothing


@dataclass(frozen=True, slots=True)
class _Left:
    """What became of a job that brought no take."""

    job: LedgerJob
    error: SoraError


class Worker:
    """Begins what may begin, and more whenever something ends. On the thread of the scheduler's
    owner."""

    def __init__(self, site: Site, scheduler: Scheduler, listener: Listener) -> None:
        self._site, self._scheduler, self._listener = site, scheduler, listener
        self._waiting: dict[str, LedgerJob] = {}
        self._links: dict[str, tuple[SlotId, ...]] = {}
        self._running: dict[str, Job[Made | _Left]] = {}
        self._busy: Counter[str] = Counter()
        """Jobs under way, by connection."""
        self._awaited: dict[SlotId, set[str]] = {}
        """Jobs that are not at their end, by slot."""
        self._held: dict[str, SoraError] = {}

    def run(self, jobs: Iterable[LedgerJob]) -> None:
        """Brings these to their end, as far as that can be; returns when nothing is left to do.
        What could not even begin is told as failed, and waits on."""
        self.add(jobs)
        self.begin()
        self._scheduler.wait_all()
        for job in list(self._waiting.values()):
            self.drop(job.job_id)
            self._listener.failed(job, self._why_waiting(job))

    def add(self, jobs: Iterable[LedgerJob]) -> None:
        """Behind what waits already; `begin` begins them."""
        for job in jobs:
            if job.job_id in self._waiting or job.job_id in self._running:
                continue
            self._waiting[job.job_id] = job
            self._links[job.job_id] = self._links_of(job)
            self._awaited.setdefault(job.slot_id, set()).add(job.job_id)

    def drop(self, job_id: str) -> None:
        """What has not begun never will."""
        job = self._waiting.pop(job_id, None)
        if job is not None:
            self._forget(job)

    def stop(self, job_id: str) -> None:
        """Nobody waits for it here any more; what goes on at a service goes on."""
        self.drop(job_id)
        if job_id in self._running:
            self._running[job_id].cancel()

    def arrange(self, job_ids: Sequence[str]) -> None:
        """The order in which what waits here is begun; others keep behind."""
        first = {each: self._waiting[each] for each in job_ids if each in self._waiting}
        self._waiting = {**first, **self._waiting}

    def is_running(self, job_id: str) -> bool:
        return job_id in self._running

    def hold(self, connection: str, reason: SoraError) -> None:
        """Nothing new is sent there; what has begun comes to its end."""
        self._held[connection] = reason

    def release(self, connection: str) -> None:
        self._held.pop(connection, None)

    def begin(self) -> None:
        """Whatever may begin: what goes on at its service first, as asking costs nothing."""
        for job in sorted(self._waiting.values(), key=lambda job: job.state in _UNSENT):
            if self._has_room(job) and not self._is_held(job) and not self._needs_others(job):
                self._begin(job)

    def _has_room(self, job: LedgerJob) -> bool:
        return self._busy[job.provider] < self._at_once(job.provider)

    def _at_once(self, name: str) -> int:
        provider = self._site.providers.get(name)
        return provider.terms.at_once if provider else 1

    def _is_held(self, job: LedgerJob) -> bool:
        return job.state in _UNSENT and (job.provider in self._held or EVERYTHING in self._held)

    def _needs_others(self, job: LedgerJob) -> bool:
        """Whether it takes a frame from a slot that is itself yet to be made."""
        return any(self._awaited.get(slot_id) for slot_id in self._links[job.job_id])

    def _links_of(self, job: LedgerJob) -> tuple[SlotId, ...]:
        if is_order(job):
            with suppress(SoraError):  # it is told when its turn comes
                return ordered(job, self._site.project())[1].links()
        return ()

    def _why_waiting(self, job: LedgerJob) -> SoraError:
        for name in (job.provider, EVERYTHING):
            if name in self._held:
                return self._held[name]
        return Stays("It takes a frame from a slot that has no take yet.", kept="It waits.")

    def _begin(self, job: LedgerJob) -> None:
        del self._waiting[job.job_id]
        self._busy[job.provider] += 1
        lane = f"generate {job.provider}"
        self._scheduler.open_lane(lane, self._at_once(job.provider))

        latest = HowFar(0.0)

        def work(context: Context) -> Made | _Left:
            def keep(now: HowFar) -> None:
                nonlocal latest
                latest = now
                context.progress(now.share or 0.0)

            return self._make(job, context, keep)

        self._running[job.job_id] = self._scheduler.submit(
            lane,
            work,
            label=job.job_id,
            on_done=lambda made: self._end(job, made),
            on_error=lambda error: self._break(job, error),
            on_cancel=lambda: self._end(job, None),
            on_progress=lambda _: self._listener.progress(job, latest),
        )
        self._listener.began(job)

    def _make(self, job: LedgerJob, context: Context, tell: OnProgress) -> Made | _Left:
        try:
            shop = self._site.shop(job)
            asked = self._site.with_request(job)
            return carry_out(shop, asked, tell, context.sleep)
        except SoraError as error:
            return _Left(self._recorded(job, error), error)

    def _recorded(self, job: LedgerJob, error: SoraError) -> LedgerJob:
        """A draft that could not even be asked for has failed; others say so themselves."""
        ledger = self._site.ledger
        now = ledger.find(job.job_id) or job
        kept = isinstance(error, CapReached | Stays)
        if is_order(job) and not kept and now.state is LedgerState.DRAFT and is_order(now):
            return ledger.record_failure(job.job_id, _refused(error))
        return now

    def _end(self, job: LedgerJob, outcome: Made | _Left | None) -> None:
        self._leave(job)
        match outcome:
            case _Left(left, error):
                if not left.state.final:
                    # What takes a frame from it waits on.
                    self._awaited[job.slot_id].add(job.job_id)
                if isinstance(error, CapReached):
                    self._held.setdefault(job.provider, error)
                self._listener.failed(left, error)
            case None:
                self._listener.canceled(job)
            case made:
                self._listener.arrived(job, made)
        self.begin()

    def _break(self, job: LedgerJob, error: BaseException) -> None:
        """A fault of ours: it is told, and not hidden."""
        self._leave(job)
        self._listener.failed(job, SoraError(f"A fault in this program stopped it: {error!r}."))
        raise error

    def _leave(self, job: LedgerJob) -> None:
        del self._running[job.job_id]
        self._busy[job.provider] -= 1
        self._forget(job)

    def _forget(self, job: LedgerJob) -> None:
        self._awaited[job.slot_id].discard(job.job_id)


def _refused(error: SoraError) -> JobError:
    return JobError(category=Category.INVALID_REQUEST, message=str(error), charged=Charged.NO)
