"""Takes under way: their numbers and seeds, and what is told of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.errors import GenerateError, SoraError
from sorastudio.generate.batch import Batch, Made, Order, orders
from sorastudio.generate.provider import Failed
from sorastudio.generate.request import Request
from sorastudio.generate.runner import Workshop
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import add_slot, adopt_take, with_free_number
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project, new_project
from sorastudio.project.slot import Slot
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from tests.generate.fakes import FakeProvider

SEA = Slot(id=SlotId("slot-sea"), name="sea", prompt="waves", seconds=Fraction(1), seed=7)
FILM = add_slot(new_project("film"), SEA)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    folder = FilmFolder(tmp_path / "film.sora")
    with Ledger(folder.ledger_path) as ledger:
        yield Workshop(folder=folder, ledger=ledger, provider=FakeProvider())


class Heard:
    """Everything a batch says of its takes."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self.failures: list[SoraError] = []
        self.shares: list[float] = []
        self.canceled = 0

    def cancel(self) -> None:
        self.canceled += 1


def make(shop: Workshop, project: Project, *wanted: Order) -> Heard:
    heard = Heard()
    with Scheduler() as scheduler:
        batch = Batch(shop=shop, scheduler=scheduler)
        for order in wanted:

            def request(order: Order = order) -> Request:
                return batch.request(project, order)

            batch.submit(
                order,
                request,
                arrived=heard.made.append,
                failed=heard.failures.append,
                canceled=heard.cancel,
                progress=heard.shares.append,
            )
        scheduler.wait_all()
    return heard


def test_orders_count_on_from_what_is_in_the_queue() -> None:
    first = orders(FILM, SEA, 2)
    assert [(order.number, order.seed) for order in first] == [(1, 7), (2, 8)]
    then = orders(FILM, SEA, 2, ahead=first)
    assert [(order.number, order.seed) for order in then] == [(3, 9), (4, 10)]


def test_what_another_slot_waits_for_does_not_count() -> None:
    other = replace(orders(FILM, SEA, 1)[0], slot_id=SlotId("slot-other"))
    assert orders(FILM, SEA, 1, ahead=[other])[0].number == 1


def test_each_take_arrives_with_its_own_number_and_seed(shop: Workshop) -> None:
    provider = FakeProvider()
    provider.statuses *= 2
    heard = make(replace(shop, provider=provider), FILM, *orders(FILM, SEA, 2))
    assert sorted((take.number, take.recipe.seed) for take, _ in heard.made) == [(1, 7), (2, 8)]
    assert heard.shares[-1] > 0.9
    assert not heard.failures


def test_a_take_made_twice_gets_the_next_free_number(shop: Workshop) -> None:
    heard = make(shop, FILM, *orders(FILM, SEA, 1))
    take, media = heard.made[0]
    assert with_free_number(FILM, take) is take
    assert with_free_number(adopt_take(FILM, take, media), take).number == 2


def test_a_refusal_is_told_in_words_and_nothing_is_sent(shop: Workshop) -> None:
    provider = FakeProvider()
    silent = add_slot(new_project("film"), replace(SEA, prompt=" "))
    wanted = orders(silent, silent.slots[SEA.id], 1)
    heard = make(replace(shop, provider=provider), silent, *wanted)
    assert "empty prompt" in str(heard.failures[0])
    assert provider.journal == []


def test_a_failure_of_the_generator_is_told(shop: Workshop) -> None:
    provider = FakeProvider(statuses=[Failed("moderated")])
    heard = make(replace(shop, provider=provider), FILM, *orders(FILM, SEA, 1))
    assert "moderated" in str(heard.failures[0])
    assert not heard.made


def test_a_fault_of_ours_is_told_and_raised(shop: Workshop) -> None:
    provider = FakeProvider(submit_error=ZeroDivisionError("ours"))
    heard: list[SoraError] = []
    with Scheduler() as scheduler:
        batch = Batch(shop=replace(shop, provider=provider), scheduler=scheduler)
        (order,) = orders(FILM, SEA, 1)
        batch.submit(
            order,
            lambda: batch.request(FILM, order),
            arrived=lambda _: None,
            failed=heard.append,
        )
        with pytest.raises(ZeroDivisionError):
            scheduler.wait_all()
    assert "fault in this program" in str(heard[0])


def test_a_prompt_with_an_unknown_name_cannot_be_ordered_once_there_are_takes(
    shop: Workshop,
) -> None:
    take, media = make(shop, FILM, *orders(FILM, SEA, 1)).made[0]
    project = adopt_take(FILM, take, media)
    with pytest.raises(GenerateError, match="not in the book"):
        orders(project, replace(SEA, prompt="{Nobody} walks"), 1)


def test_a_take_whose_file_is_there_is_kept_though_it_is_canceled(shop: Workshop) -> None:
    heard = Heard()
    with Scheduler() as scheduler:
        batch = Batch(shop=shop, scheduler=scheduler)
        (order,) = orders(FILM, SEA, 1)

        job = batch.submit(
            order,
            lambda: batch.request(FILM, order),
            arrived=heard.made.append,
            failed=heard.failures.append,
            canceled=heard.cancel,
        )
        while not (job.finished or any(shop.folder.takes_dir.glob("sea-*.mp4"))):
            job.stop.wait(0.001)
        job.cancel()
        scheduler.wait_all()
    assert len(heard.made) == 1
    assert heard.canceled == 0
