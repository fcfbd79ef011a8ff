"""`generate`: takes for slots."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sorastudio.cli.film_access import OpenFilm, open_film
from sorastudio.cli.output import Bar, Output
from sorastudio.errors import GenerateError, SoraError, UsageError
from sorastudio.generate.batch import (
    MOST_TAKES,
    Batch,
    Made,
    Order,
    orders,
    waves,
)
from sorastudio.generate.leftovers import clear_leftovers
from sorastudio.generate.providers import DEFAULT, provider_named
from sorastudio.generate.request import Request
from sorastudio.generate.runner import Workshop
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import adopt_take, with_free_number
from sorastudio.project.media import Media, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.store.film_file import edit_film
from sorastudio.store.ledger import Ledger


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
        batch = Batch(shop=shop, scheduler=scheduler)
        going = _Progress(film, batch, out, bar, total=len(slots) * takes)
        for wave in waves(slots):
            going.start(wave, takes)
            scheduler.wait_all()
    if going.failures:
        done = going.total - len(going.failures)
        raise GenerateError(
            f"{len(going.failures)} of {going.total} takes failed: {going.failures[0]}",
            kept=f"{done} arrived and {'is' if done == 1 else 'are'} in the film." if done else "",
        )


@dataclass
class _Progress:
    """How much of all the takes is done, and what went wrong."""

    film: OpenFilm
    batch: Batch
    out: Output
    bar: Bar
    total: int
    failures: list[str] = field(default_factory=list)
    _shares: dict[int, float] = field(default_factory=dict)

    def start(self, slots: Sequence[Slot], takes: int) -> None:
        project = edit_film(self.film.path, lambda project: project)
        for slot in slots:
            try:
                wanted = [
                    (order, self.batch.request(project, order))
                    for order in orders(project, slot, takes)
                ]
            except SoraError as error:
                self.failures += [str(error)] * takes
                self.out.say(f"error: {error}")
                continue
            for order, request in wanted:
                self._submit(order, request)

    def _submit(self, order: Order, request: Request) -> None:
        mark = len(self._shares)
        self._shares[mark] = 0.0

        def progress(share: float) -> None:
            self._show(mark, share)

        def arrived(made: Made) -> None:
            self._show(mark, 1.0)
            self._adopt(order, *made)

        def failed(error: SoraError) -> None:
            self._show(mark, 1.0)
            self.failures.append(f"{order.slot_name}: {error}")
            self.out.say(f"error: {order.slot_name}: {error}")

        self.batch.submit(order, lambda: request, arrived=arrived, failed=failed, progress=progress)

    def _show(self, mark: int, share: float) -> None:
        self._shares[mark] = share
        done = sum(each == 1.0 for each in self._shares.values())
        self.bar.show(sum(self._shares.values()) / self.total, f"{done} of {self.total} takes")

    def _adopt(self, order: Order, take: Take, media: Media) -> None:
        kept = adopt(self.film.path, take, media)
        self.out.record(
            "take",
            slot=order.slot_name,
            number=kept.number,
            seed=kept.recipe.seed,
            path=str(self.film.folder.root / media.path),
            cost=str(kept.cost.amount) if kept.cost else None,
        )


def adopt(path: Path, take: Take, media: Media) -> Take:
    """Puts a take into the film on disk; as it is there: another program may have used its
    number."""
    kept = take

    def edit(project: Project) -> Project:
        nonlocal kept
        kept = with_free_number(project, take)
        return adopt_take(project, kept, media)

    edit_film(path, edit)
    return kept
