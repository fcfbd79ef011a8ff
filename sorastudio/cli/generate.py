"""`generate`: takes for slots."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sorastudio.cli.film_access import OpenFilm, open_film
from sorastudio.cli.of_take import of_take
from sorastudio.cli.output import Bar, Output
from sorastudio.errors import CapReached, GenerateError, SoraError, UsageError
from sorastudio.generate.claim import Claim, is_alive
from sorastudio.generate.errors import Stays
from sorastudio.generate.keeping import Made
from sorastudio.generate.orders import MOST_TAKES, Order, order_job, orders, waves
from sorastudio.generate.pickup import clear_downloads, takes_outside, unfinished
from sorastudio.generate.price import Estimate, estimate_of
from sorastudio.generate.provider import Provider
from sorastudio.generate.providers import provider_named
from sorastudio.generate.worker import Listener, Site, Worker
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import adopt_take, with_free_number
from sorastudio.project.media import Cost, Media, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.store.film_file import edit_film, load_film
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob
from sorastudio.store.ledger_queue import LedgerQueue
from sorastudio.store.parts import remove_dead_parts

_GLANCE_SECONDS = 0.5


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio generate`."""
    if not 1 <= arguments.takes <= MOST_TAKES:
        raise UsageError(f"--takes must lie between 1 and {MOST_TAKES}.")
    film = open_film(arguments.film)
    with Ledger(film.folder.ledger_path) as ledger:
        slots = of_take(film.project, arguments) or _chosen(film.project, arguments.slots, ledger)
        if arguments.estimate:
            queued = Queued(film, ledger, out)
            queued.order(slots, arguments.takes, arguments.provider, only_tell=True)
            queued.raise_failures(0)
            return
        if arguments.detach:
            _detach(film, ledger, slots, arguments, out)
            return
        before = unfinished(film.folder, ledger)
        if not slots and not before.here and not arguments.wait:
            out.say("Every slot has a take already. Name slots to generate more.")
            return
        if slots or before.here:
            _make(film, ledger, slots, arguments.takes, arguments.provider, out)
        if arguments.wait:
            _wait_for_others(film, ledger, out)


def generate(film: OpenFilm, slots: Sequence[Slot], takes: int, provider: str, out: Output) -> None:
    """Makes the takes, several at a time, and puts each into the film as it arrives; and whatever
    an earlier run has left to do.

    Raises GenerateError when all is done, if some of them failed; the others are in the film.
    """
    with Ledger(film.folder.ledger_path) as ledger:
        _make(film, ledger, slots, takes, provider, out)


def _chosen(project: Project, names: Sequence[str], ledger: Ledger) -> list[Slot]:
    """The named slots; without names, those that have no take and wait for none."""
    if not names:
        awaited = {job.slot_id for job in ledger.unfinished()}
        return [
            slot
            for slot in project.slots
            if project.chosen_take(slot.id) is None and slot.id not in awaited
        ]
    by_name = {slot.name: slot for slot in project.slots}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        has = ", ".join(by_name) or "none"
        raise UsageError(f"There is no slot '{unknown[0]}'.", todo=f"The film has: {has}.")
    return [by_name[name] for name in dict.fromkeys(names)]


def _make(
    film: OpenFilm, ledger: Ledger, slots: Sequence[Slot], takes: int, provider: str, out: Output
) -> None:
    queued = Queued(film, ledger, out)
    queued.order(slots, takes, provider)
    queued.work_off()


def _detach(
    film: OpenFilm,
    ledger: Ledger,
    slots: Sequence[Slot],
    arguments: argparse.Namespace,
    out: Output,
) -> None:
    """Writes the jobs down and leaves the work to a program of its own."""
    queued = Queued(film, ledger, out)
    count = queued.order(slots, arguments.takes, arguments.provider)
    if count:
        log = film.folder.cache_dir / "generate.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as told:
            subprocess.Popen(
                [sys.executable, "-m", "sorastudio", "jobs", str(film.path), "resume"],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=told,
                start_new_session=True,
            )
        todo = f"“sorastudio jobs {film.path.name}” shows them."
        out.result(f"{count} takes are being made. {todo}", "detached", jobs=count, log=str(log))
    queued.raise_failures(count)


def _wait_for_others(film: OpenFilm, ledger: Ledger, out: Output) -> None:
    """Until no other program makes a take of this film."""
    while others := unfinished(film.folder, ledger).elsewhere:
        out.record("waiting", jobs=len(others))
        time.sleep(_GLANCE_SECONDS)


class Queued:
    """The jobs of a film in its ledger, and what became of those that were worked off here."""

    def __init__(self, film: OpenFilm, ledger: Ledger, out: Output) -> None:
        self.film, self.ledger, self.out = film, ledger, out
        self.failures: list[str] = []
        self.stays: list[str] = []
        self._total = 0
        self._shares: dict[str, float] = {}

    def order(
        self, slots: Sequence[Slot], takes: int, provider: str, *, only_tell: bool = False
    ) -> int:
        """Writes down so many new takes of each slot: how many. What a generator cannot do is told,
        and is not among them; so is what they will cost. `only_tell` writes nothing."""
        drafts: list[LedgerJob] = []
        for number, wave in enumerate(waves(slots)):
            for slot in wave:
                try:
                    drafts += self._drafts(slot, takes, provider, now=number == 0)
                except SoraError as error:
                    self._fail(f"{slot.name}: {error}", takes)
        estimate = _estimate(drafts)
        if estimate.known or estimate.unknown:
            self.out.say(f"{len(drafts)} takes: {estimate.words}.")
        self.out.record(
            "estimate", takes=len(drafts), usd=str(estimate.known), unknown=estimate.unknown
        )
        if not only_tell:
            self.ledger.record_drafts(drafts)
        return len(drafts)

    def _drafts(self, slot: Slot, takes: int, provider: str, *, now: bool) -> list[LedgerJob]:
        maker = provider_named(slot.provider or provider)
        site = replace(self._site({maker.name: maker}), project=lambda: self.film.project)
        project = self.film.project
        wanted = orders(project, slot, takes, self._ahead(slot))
        drafts = [order_job(order, slot, project, maker.name, maker) for order in wanted]
        # What needs takes that are yet to be made is asked for in full when its turn comes.
        return [site.with_request(job) if now else job for job in drafts]

    def _ahead(self, slot: Slot) -> list[Order]:
        """Takes of the slot that are under way, so that no number is given twice."""
        return [
            Order(slot_id=job.slot_id, slot_name=slot.name, number=job.take_number, seed=-1)
            for job in self.ledger.unfinished()
            if job.slot_id == slot.id and job.take_number is not None
        ]

    def work_off(self, only: Iterable[LedgerJob] | None = None) -> None:
        """Everything that waits, or only some of it. Raises GenerateError at the end, if some of it
        failed."""
        remove_dead_parts(self.film.folder.takes_dir / "incoming")
        for made in takes_outside(self.film.project, self.film.folder, self.ledger):
            self._adopt(None, made)
        jobs = list(unfinished(self.film.folder, self.ledger).here if only is None else only)
        self._total = len(jobs) + len(self.failures)
        with closing(Claim(self.film.folder)) as claim:
            self._work(self._taken_on(claim, jobs))
        clear_downloads(self.film.folder, self.ledger)
        self.raise_failures(len(jobs))

    def _taken_on(self, claim: Claim, jobs: Sequence[LedgerJob]) -> Sequence[LedgerJob]:
        """Those of the jobs that are nobody else's."""
        folder, queue = self.film.folder, LedgerQueue(self.ledger)
        mine = queue.take_on(
            (job.job_id for job in jobs), claim.name, lambda name: is_alive(folder, name)
        )
        taken = {job.job_id for job in mine}
        for job in jobs:
            if job.job_id not in taken:
                words = "Another program is making this take. It will arrive there."
                self._tell_failed(job, Stays(words))
        return mine

    def _work(self, jobs: Sequence[LedgerJob]) -> None:
        site = self._site(self._providers(jobs))
        known = [job for job in jobs if job.provider in site.providers]
        if not known:
            return
        with Scheduler() as scheduler, self.out.bar("generate") as bar:
            listener = Listener(
                arrived=lambda job, made: self._arrived(bar, job, made),
                failed=lambda job, error: self._failed(bar, job, error),
                progress=lambda job, now: self._show(bar, job, now.share or 0.0),
            )
            worker = Worker(site, scheduler, listener)
            for name in LedgerQueue(self.ledger).paused:
                worker.hold(name, paused(name))
            worker.run(known)

    def raise_failures(self, tried: int) -> None:
        if self.stays and not self.failures:
            raise GenerateError(
                f"{len(self.stays)} of {tried} takes wait: {self.stays[0]}",
                todo="“sorastudio jobs FILM resume” goes on with them.",
            )
        if self.failures:
            done = max(self._total - len(self.failures) - len(self.stays), 0)
            raise GenerateError(
                f"{len(self.failures)} of {max(self._total, len(self.failures))} takes failed: "
                f"{self.failures[0]}",
                kept=f"{done} arrived and {'is' if done == 1 else 'are'} in the film."
                if done
                else "",
            )

    def _providers(self, jobs: Iterable[LedgerJob]) -> dict[str, Provider]:
        found: dict[str, Provider] = {}
        for name in dict.fromkeys(job.provider for job in jobs):
            try:
                found[name] = provider_named(name)
            except SoraError as error:
                mine = sum(job.provider == name for job in jobs)
                self.stays += [str(error)] * mine
                self.out.say(f"error: {error}")
        return found

    def _site(self, providers: dict[str, Provider]) -> Site:
        return Site(
            folder=self.film.folder,
            ledger=self.ledger,
            project=lambda: load_film(self.film.path),
            providers=providers,
        )

    def _arrived(self, bar: Bar, job: LedgerJob, made: Made) -> None:
        self._show(bar, job, 1.0)
        self._adopt(job, made)

    def _failed(self, bar: Bar, job: LedgerJob, error: SoraError) -> None:
        self._show(bar, job, 1.0)
        self._tell_failed(job, error)

    def _tell_failed(self, job: LedgerJob, error: SoraError) -> None:
        name = self.film.project.slots.get(job.slot_id)
        words = str(error)
        if name is not None and not words.startswith(name.name):
            words = f"{name.name}: {words}"
        if isinstance(error, Stays | CapReached):
            self.stays.append(words)
            self.out.say(f"waits: {words}")
        else:
            self._fail(words)

    def _fail(self, words: str, count: int = 1) -> None:
        self.failures += [words] * count
        self.out.say(f"error: {words}")

    def _show(self, bar: Bar, job: LedgerJob, share: float) -> None:
        self._shares[job.job_id] = share
        done = sum(each == 1.0 for each in self._shares.values())
        total = max(self._total, 1)
        bar.show(sum(self._shares.values()) / total, f"{done} of {total} takes")

    def _adopt(self, job: LedgerJob | None, made: Made) -> None:
        take, media = made
        kept = adopt(self.film.path, take, media)
        slot = self.film.project.slots.get(take.slot_id)
        if job is None:
            self.out.say(f"{slot.name if slot else take.slot_id}: a take made before was found.")
        for words in take.recipe.changes:
            self.out.say(f"{slot.name if slot else take.slot_id}: {words}")
        self.out.record(
            "take",
            slot=slot.name if slot else take.slot_id,
            number=kept.number,
            seed=kept.recipe.seed,
            path=str(self.film.folder.root / media.path),
            cost=str(kept.cost.amount) if kept.cost else None,
        )


def paused(connection: str) -> Stays:
    """Why nothing is begun."""
    where = f" of {connection}" if connection else ""
    named = f" --connection {connection}" if connection else ""
    return Stays(
        f"The queue{where} is paused.",
        kept="The take waits.",
        todo=f"“sorastudio jobs FILM unpause{named}” lets it go on.",
    )


def _estimate(drafts: Iterable[LedgerJob]) -> Estimate:
    return estimate_of(
        None
        if job.cost_estimated is None
        else Cost(amount=job.cost_estimated, currency=job.currency, billed=False)
        for job in drafts
    )


def adopt(path: Path, take: Take, media: Media) -> Take:
    """Puts a take into the film on disk; as it is there: another program may have used its
    number."""
    kept = take

    def edit(project: Project) -> Project:
        nonlocal kept
        if take.id in project.pool.takes or take.slot_id not in project.slots:
            return project
        kept = with_free_number(project, take)
        return adopt_take(project, kept, media)

    edit_film(path, edit)
    return kept
