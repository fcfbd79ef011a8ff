"""Takes as they are made: which may begin, why others wait, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from sorastudio.errors import SoraError
from sorastudio.generate.errors import Category, LeftRunning, ProviderError, Stays
from sorastudio.generate.keeping import Made
from sorastudio.generate.patience import Patience
from sorastudio.generate.provider import Provider
from sorastudio.generate.runner import Busy
from sorastudio.generate.worker import Listener, Site, Worker
from sorastudio.generate.workshop import HowFar
from sorastudio.project.edits.slots import with_free_number
from sorastudio.store.ledger_job import LedgerJob, LedgerState
from sorastudio.store.ledger_queue import EVERYTHING
from sorastudio.ui.film.queue import Queue
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import (
    Arrived,
    Canceled,
    Elsewhere,
    Failed,
    Queued,
    Running,
    Stage,
    Unconfirmed,
)

LANE = "network"
"""Not the lane of thumbnails and saves, which must not wait for a generator."""

OFFLINE = "Offline: waits for the network"
_BY_ITSELF = "asks to wait: it is tried again by itself"
_FIRST_WAIT_MS, _LONGEST_WAIT_MS = 5_000, 300_000

_ONE_TRY = Patience(create_attempts=1)
"""Of a request that cannot leave: it goes back to the queue, which tries again by itself."""


class Making(QObject):
    """Works off what waits here. On the main thread."""

    arrived = Signal(object)
    """The Take that is now in the film."""
    news = Signal()
    """A job has begun, has come to its end, or is back in the queue."""

    def __init__(
        self, session: Session, queue: Queue, find_provider: Callable[[str], Provider]
    ) -> None:
        super().__init__(queue)
        self._session, self._queue, self._find_provider = session, queue, find_provider
        self.providers: dict[str, Provider] = {}
        self._opening: set[str] = set()
        self._reasons: dict[str, str] = {}
        """Why nothing is begun, by connection."""
        self._paused: frozenset[str] = frozenset()
        self._waits_ms: dict[str, int] = {}
        self._unready: dict[str, dict[str, LedgerJob]] = {}
        """Jobs whose generator is being got ready, or cannot be."""
        self._worker = self._made_worker()

    @property
    def paused(self) -> frozenset[str]:
        """Connections, or `EVERYTHING`."""
        return self._paused

    def reason(self, connection: str) -> str:
        """Why what waits there is not begun; empty where only others are before it."""
        if EVERYTHING in self._paused:
            return "Paused"
        if connection in self._paused:
            return f"{connection} is paused"
        return self._reasons.get(connection, "")

    def site(self) -> Site:
        session = self._session
        return Site(
            folder=session.folder,
            ledger=session.ledger,
            project=lambda: session.project,
            providers=self.providers,
            patience=_ONE_TRY,
        )

    def move_house(self) -> None:
        """The film goes on in another folder; nothing is under way then."""
        self._worker = self._made_worker()
        self.pause(self._paused)

    def take(self, jobs: Iterable[LedgerJob]) -> None:
        """From here on they are worked off, behind those that are already."""
        ready = []
        for job in jobs:
            if job.provider in self.providers:
                ready.append(job)
            else:
                self._unready.setdefault(job.provider, {})[job.job_id] = job
                self._open(job.provider)
        self._worker.add(ready)
        self.go_on()

    def drop(self, job_id: str) -> None:
        """What has not begun never will."""
        for jobs in self._unready.values():
            jobs.pop(job_id, None)
        self._worker.drop(job_id)

    def stop(self, job_id: str) -> None:
        """Nobody waits for it here any more."""
        self._worker.stop(job_id)

    def pause(self, paused: frozenset[str]) -> None:
        """While paused nothing new begins; what has begun comes to its end."""
        for name in self._paused - paused:
            if name not in self._reasons:
                self._worker.release(name)
        self._paused = paused
        for name in paused:
            self._worker.hold(name, Stays("The queue is paused."))
        self.go_on()

    def try_again(self) -> None:
        """Whatever stopped a connection may be gone: a cap was raised, a key was given. It is got
        ready anew, as its terms may be others."""
        for name in list(self._reasons):
            self._open(name)

    def reopen(self) -> None:
        """The connections have changed: what begins from now on is asked of them as they are."""
        wanted = {job.entry.provider for job in self._queue.jobs if job.open}
        for name in self.providers.keys() - wanted:
            del self.providers[name]
        for name in wanted:
            self._open(name)

    def go_on(self) -> None:
        if not self._session.closing:
            self._worker.arrange([job.id for job in self._queue.waiting])
            self._worker.begin()
        self._queue.tell_soon()

    def _made_worker(self) -> Worker:
        listener = Listener(
            arrived=self._adopt,
            failed=self._failed,
            canceled=lambda job: self._stand(job.job_id, Canceled()),
            progress=self._advance,
            began=lambda job: self._stand(job.job_id, Running(None, _began(job))),
        )
        return Worker(self.site(), self._session.scheduler, listener)

    def _open(self, name: str) -> None:
        """Gets a generator ready in the background: it may be much to load."""
        if name in self._opening or self._session.closing:
            return
        self._opening.add(name)

        def ready(provider: Provider) -> None:
            self._opening.discard(name)
            self.providers[name] = provider
            self._release(name)
            self.take(self._unready.pop(name, {}).values())

        def failed(error: BaseException) -> None:
            self._opening.discard(name)
            if not isinstance(error, SoraError):
                raise error
            self._hold(name, str(error))

        self._session.scheduler.submit(
            LANE,
            lambda _: self._find_provider(name),
            label=f"open {name}",
            on_done=ready,
            on_error=failed,
        )

    def _hold(self, name: str, words: str) -> None:
        by_itself = words == OFFLINE or words.endswith(_BY_ITSELF)
        if not by_itself and self._reasons.get(name) != words:
            self._session.told.emit("error", words)
        self._reasons[name] = words
        self._worker.hold(name, SoraError(words))
        self._queue.tell_soon()

    def _release(self, name: str) -> None:
        self._reasons.pop(name, None)
        if name not in self._paused:
            self._worker.release(name)

    def _advance(self, job: LedgerJob, now: HowFar) -> None:
        known = self._queue.get(job.job_id)
        if known is not None and isinstance(known.stage, Running):
            # Waiting for others says nothing of how long it takes.
            since = known.stage.since if now.ahead is None else monotonic()
            self._queue.set_stage(job.job_id, Running(now.share, since, now.ahead))

    def _adopt(self, job: LedgerJob, made: Made) -> None:
        self._waits_ms.pop(job.provider, None)
        self.adopt(job.job_id, made)

    def adopt(self, job_id: str, made: Made) -> None:
        """Into the pool for good, into the cut as a step, and onto the disk."""
        take, media = made
        document = self._session.document
        if take.id not in document.project.pool.takes:
            take = with_free_number(document.project, take)
            slot = document.project.slots.get(take.slot_id)
            name = slot.name if slot else "a slot that was removed"
            document.receive(f"Use take {take.number} of {name}", take, media)
            self._session.keep_soon()
            self.arrived.emit(take)
            for words in take.recipe.changes:
                self._session.told.emit("info", words)
        self._stand(job_id, Arrived(take.id))

    def _failed(self, job: LedgerJob, error: SoraError) -> None:
        """`job` is as the ledger has it by now."""
        match job.state:
            case LedgerState.UNCONFIRMED:
                self._session.told.emit("error", str(error))
                self._stand(job.job_id, Unconfirmed(str(error)))
            case LedgerState.CANCELED:
                words = job.error.message if job.error else ""
                self._stand(job.job_id, Canceled(words))
            case state if state.final:
                self._session.told.emit("error", str(error))
                self._stand(job.job_id, Failed(str(error)))
            case _ if isinstance(error, Busy):
                self._stand(job.job_id, Elsewhere(job.progress, job.ahead))
            case _:
                self._back(job, error)

    def _back(self, job: LedgerJob, error: SoraError) -> None:
        """It waits on, and is tried again: by itself, or once the person has mended what it was."""
        self._worker.add([job])
        self._stand(job.job_id, Queued())
        if isinstance(error, ProviderError) and error.category.passes:
            self._hold(job.provider, _passing_words(job.provider, error))
            self._again_later(job.provider)
        elif isinstance(error, LeftRunning):
            self._worker.drop(job.job_id)
            self._later(job.provider, lambda: self.take([job]))
        else:
            self._hold(job.provider, str(error))

    def _again_later(self, name: str) -> None:
        words = self._reasons[name]

        def again() -> None:
            if self._reasons.get(name) == words:
                self._release(name)
                self.go_on()

        self._later(name, again)

    def _later(self, name: str, act: Callable[[], None]) -> None:
        """Each time after a longer pause, until something arrives."""
        wait = self._waits_ms.get(name, _FIRST_WAIT_MS)
        self._waits_ms[name] = min(wait * 2, _LONGEST_WAIT_MS)
        QTimer.singleShot(wait, self, act)

    def _stand(self, job_id: str, stage: Stage) -> None:
        self._queue.set_stage(job_id, stage)
        if not isinstance(stage, Queued | Running):
            self._queue.tell_now()
        self.news.emit()


def _began(job: LedgerJob) -> float:
    """On the clock of `time.monotonic`: now, or long since, for what an earlier program has begun
    and its service goes on with."""
    if not job.started_at:
        return monotonic()
    passed = datetime.now(UTC) - datetime.fromisoformat(job.started_at)
    return monotonic() - max(passed.total_seconds(), 0.0)


def _passing_words(name: str, error: ProviderError) -> str:
    return OFFLINE if error.category is Category.NOT_SENT else f"{name} {_BY_ITSELF}"
