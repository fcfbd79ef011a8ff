"""`generate`: takes for slots."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from sorastudio.cli.film_access import OpenFilm, open_film
from sorastudio.cli.output import Bar, Output
from sorastudio.errors import GenerateError, SoraError, UsageError
from sorastudio.generate.leftovers import clear_leftovers
from sorastudio.generate.providers import DEFAULT, provider_named
from sorastudio.generate.request import Request
from sorastudio.generate.runner import Workshop, make_take
from sorastudio.generate.wanted import Places, request_for, seeds
from sorastudio.jobs.job import Context, Progress
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import adopt_take
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Media, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.store.film_file import edit_film
from sorastudio.store.ledger import Ledger

MOST_TAKES = 1000


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio generate`."""
    if not 1 <= arguments.takes <= MOST_TAKES:
        raise UsageError(f"--takes must lie between 1 and {MOST_TAKES}.")
    film = open_film(arguments.film)
    slots = _chosen(film.project, arguments.slots)
    if not slots:
        out.say("Every slot has a take already. Name slots to generate more.")
        return
    generate(film, slots, arguments.takes, arguments.provider, out)


def _chosen(project: Project, names: Sequence[str]) -> list[Slot]:
    """The named slots; without names, those that have no take."""
    if not names:
        return [slot for slot in project.slots if project.chosen_take(slot.id) is None]
    by_name = {slot.name: slot for slot in project.slots}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        has = ", ".join(by_name) or "none"
        raise UsageError(f"There is no slot '{unknown[0]}'.", todo=f"The film has: {has}.")
    return [by_name[name] for name in dict.fromkeys(names)]


def generate(film: OpenFilm, slots: Sequence[Slot], takes: int, provider: str, out: Output) -> None:
    """Makes the takes, several at a time, and puts each into the film as it arrives.

    Raises GenerateError when all is done, if some of them failed; the others are in the film.
    """
    with (
        Ledger(film.folder.ledger_path) as ledger,
        Scheduler() as scheduler,
        out.bar("generate") as bar,
    ):
        shop = Workshop(folder=film.folder, ledger=ledger, provider=provider_named(provider))
        clear_leftovers(film.folder.takes_dir, ledger, DEFAULT)
        batch = _Batch(film, shop, scheduler, out, bar, total=len(slots) * takes)
        for wave in waves(slots):
            batch.start(wave, takes)
            scheduler.wait_all()
    if batch.failures:
        done = batch.total - len(batch.failures)
        raise GenerateError(
            f"{len(batch.failures)} of {batch.total} takes failed: {batch.failures[0]}",
            kept=f"{done} arrived and {'is' if done == 1 else 'are'} in the film." if done else "",
        )


def waves(slots: Iterable[Slot]) -> Iterator[list[Slot]]:
    """The slots in groups, each after those it takes a first or last frame from."""
    left = list(slots)
    while left:
        waiting = {slot.id for slot in left}
        ready = [slot for slot in left if not waiting.intersection(slot.links())]
        yield ready or left
        left = [slot for slot in left if slot not in ready] if ready else []


@dataclass
class _Batch:
    """What is under way, and how much of it is done."""

    film: OpenFilm
    shop: Workshop
    scheduler: Scheduler
    out: Output
    bar: Bar
    total: int
    failures: list[str] = field(default_factory=list)
    _shares: dict[int, float] = field(default_factory=dict)

    def start(self, slots: Sequence[Slot], takes: int) -> None:
        project = edit_film(self.film.path, lambda project: project)
        for slot in slots:
            try:
                requests = list(self._requests(project, slot, takes))
            except SoraError as error:
                self.failures += [str(error)] * takes
                self.out.say(f"error: {error}")
                continue
            for request in requests:
                self._submit(request)

    def _requests(self, project: Project, slot: Slot, takes: int) -> Iterator[Request]:
        folder = self.shop.folder
        places = Places(
            locate=lambda media_id: folder.locate(project.pool.media[media_id]),
            frames_dir=folder.cache_dir / "frames",
        )
        first = project.pool.next_take_number(slot.id)
        for number, seed in enumerate(islice(seeds(project, slot), takes), first):
            yield request_for(project, slot, self.shop.provider, places, number=number, seed=seed)

    def _submit(self, request: Request) -> None:
        mark = len(self._shares)
        self._shares[mark] = 0.0

        def work(context: Context) -> tuple[Take, Media]:
            return make_take(self.shop, request, context.progress, context.sleep)

        def progress(told: Progress) -> None:
            self._show(mark, told.fraction)

        def arrived(made: tuple[Take, Media]) -> None:
            self._show(mark, 1.0)
            self._adopt(request, *made)

        def failed(error: BaseException) -> None:
            if not isinstance(error, SoraError):
                raise error
            self._show(mark, 1.0)
            self.failures.append(f"{request.slot_name}: {error}")
            self.out.say(f"error: {request.slot_name}: {error}")

        self.scheduler.submit(
            "media",
            work,
            label=request.slot_name,
            on_done=arrived,
            on_error=failed,
            on_progress=progress,
        )

    def _show(self, mark: int, share: float) -> None:
        self._shares[mark] = share
        done = sum(each == 1.0 for each in self._shares.values())
        self.bar.show(sum(self._shares.values()) / self.total, f"{done} of {self.total} takes")

    def _adopt(self, request: Request, take: Take, media: Media) -> None:
        kept = adopt(self.film.path, take, media)
        self.out.record(
            "take",
            slot=request.slot_name,
            number=kept.number,
            seed=kept.recipe.seed,
            path=str(self.shop.folder.root / media.path),
            cost=str(kept.cost.amount) if kept.cost else None,
        )


def adopt(path: Path, take: Take, media: Media) -> Take:
    """Puts a take into the film on disk; as it is there: another program may have used its
    number."""
    kept = take

    def edit(project: Project) -> Project:
        nonlocal kept
        kept = replace(take, number=_free_number(project, take.slot_id, take.number))
        return adopt_take(project, kept, media)

    edit_film(path, edit)
    return kept


def _free_number(project: Project, slot_id: SlotId, wanted: int) -> int:
    taken = {take.number for take in project.pool.takes_of(slot_id)}
    return wanted if wanted not in taken else project.pool.next_take_number(slot_id)
