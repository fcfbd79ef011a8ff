"""Takes under way: their numbers and seeds, their order, and what is told of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.errors import GenerateError, SoraError
from sorastudio.generate.errors import Stays
from sorastudio.generate.keeping import Made
from sorastudio.generate.orders import Order, order_job, orders
from sorastudio.generate.provider import Failed
from sorastudio.generate.worker import Listener, Site, Worker
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import add_slot, adopt_take, with_free_number
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project, new_project
from sorastudio.project.slot import Slot
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob, LedgerState
from sorastudio.store.ledger_queue import EVERYTHING
from tests.generate.fakes import FakeProvider

SEA = Slot(id=SlotId("slot-sea"), name="sea", prompt="waves", seconds=Fraction(1), seed=7)
FILM = add_slot(new_project("film"), SEA)


@dataclass
class Heard:
    """Everything a worker says of its takes."""

    made: list[Made] = field(default_factory=list)
    failures: list[SoraError] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    canceled: list[str] = field(default_factory=list)
    began: list[int | None] = field(default_factory=list)

    def listener(self) -> Listener:
        return Listener(
            arrived=lambda _, made: self.made.append(made),
            failed=lambda _, error: self.failures.append(error),
            canceled=lambda job: self.canceled.append(job.job_id),
            progress=lambda _, now: self.shares.append(now.share or 0.0),
            began=lambda job: self.began.append(job.take_number),
        )


@dataclass
class Stage:
    """A film with one generator, and its worker while `at_work`."""

    site: Site
    provider: FakeProvider
    heard: Heard = field(default_factory=Heard)

    def drafts(self, project: Project, *wanted: Order) -> tuple[LedgerJob, ...]:
        slot = project.slots[SEA.id]
        return self.site.ledger.record_drafts(
            order_job(order, slot, project, "fake", self.provider) for order in wanted
        )

    def make(self, project: Project, *wanted: Order) -> Heard:
        site = replace(self.site, project=lambda: project)
        with Scheduler() as scheduler:
            Worker(site, scheduler, self.heard.listener()).run(self.drafts(project, *wanted))
        return self.heard


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    folder, provider = FilmFolder(tmp_path / "film.sora"), FakeProvider()
    with Ledger(folder.ledger_path) as ledger:
        site = Site(
            folder=folder, ledger=ledger, project=lambda: FILM, providers={"fake": provider}
        )
        yield Stage(site, provider)


def test_orders_count_on_from_what_is_in_the_queue() -> None:
    first = orders(FILM, SEA, 2)
    assert [(order.number, order.seed) for order in first] == [(1, 7), (2, 8)]
    then = orders(FILM, SEA, 2, ahead=first)
    assert [(order.number, order.seed) for order in then] == [(3, 9), (4, 10)]


def test_what_another_slot_waits_for_does_not_count() -> None:
    other = replace(orders(FILM, SEA, 1)[0], slot_id=SlotId("slot-other"))
    assert orders(FILM, SEA, 1, ahead=[other])[0].number == 1


def test_each_take_arrives_with_its_own_number_and_seed(stage: Stage) -> None:
    stage.provider.statuses *= 2
    heard = stage.make(FILM, *orders(FILM, SEA, 2))
    assert sorted((take.number, take.recipe.seed) for take, _ in heard.made) == [(1, 7), (2, 8)]
    assert heard.shares[-1] > 0.9
    assert heard.began == [1, 2]
    assert not heard.failures


def test_a_take_made_twice_gets_the_next_free_number(stage: Stage) -> None:
    take, media = stage.make(FILM, *orders(FILM, SEA, 1)).made[0]
    assert with_free_number(FILM, take) is take
    assert with_free_number(adopt_take(FILM, take, media), take).number == 2


def test_a_refusal_is_told_in_words_kept_and_nothing_is_sent(stage: Stage) -> None:
    silent = add_slot(new_project("film"), replace(SEA, prompt=" "))
    heard = stage.make(silent, *orders(silent, silent.slots[SEA.id], 1))
    assert "empty prompt" in str(heard.failures[0])
    assert stage.provider.journal == []
    (job,) = stage.site.ledger.jobs()
    assert job.state is LedgerState.FAILED
    assert job.error is not None
    assert "empty prompt" in job.error.message


def test_a_failure_of_the_generator_is_told(stage: Stage) -> None:
    stage.provider.statuses = [Failed("moderated")]
    heard = stage.make(FILM, *orders(FILM, SEA, 1))
    assert "moderated" in str(heard.failures[0])
    assert not heard.made


def test_a_fault_of_ours_is_told_and_raised(stage: Stage) -> None:
    stage.provider.submit_error = ZeroDivisionError("ours")
    with pytest.raises(ZeroDivisionError):
        stage.make(FILM, *orders(FILM, SEA, 1))
    assert "fault in this program" in str(stage.heard.failures[0])


def test_a_prompt_with_an_unknown_name_cannot_be_ordered_once_there_are_takes(
    stage: Stage,
) -> None:
    take, media = stage.make(FILM, *orders(FILM, SEA, 1)).made[0]
    project = adopt_take(FILM, take, media)
    with pytest.raises(GenerateError, match="not in the book"):
        orders(project, replace(SEA, prompt="{Nobody} walks"), 1)


def test_a_take_whose_file_is_there_is_kept_though_it_is_canceled(stage: Stage) -> None:
    heard = stage.heard
    with Scheduler() as scheduler:
        worker = Worker(stage.site, scheduler, heard.listener())
        (job,) = stage.drafts(FILM, *orders(FILM, SEA, 1))
        worker.add([job])
        worker.begin()
        takes = stage.site.folder.takes_dir
        while not any(takes.glob("sea-*.mp4")) and worker.is_running(job.job_id):
            scheduler.drain()
        worker.stop(job.job_id)
        scheduler.wait_all()
    assert len(heard.made) == 1
    assert not heard.canceled


def test_what_waits_is_begun_in_the_order_it_is_arranged_in(stage: Stage) -> None:
    stage.provider.statuses *= 4
    with Scheduler() as scheduler:
        worker = Worker(stage.site, scheduler, stage.heard.listener())
        jobs = stage.drafts(FILM, *orders(FILM, SEA, 4))
        worker.add(jobs)
        worker.drop(jobs[2].job_id)
        worker.arrange([jobs[3].job_id, jobs[1].job_id])
        worker.begin()
        scheduler.wait_all()
    assert stage.heard.began == [4, 2, 1]


def test_the_slot_is_asked_for_as_it_was_when_the_take_was(stage: Stage) -> None:
    changed = add_slot(new_project("film"), replace(SEA, prompt="a desert"))
    jobs = stage.drafts(FILM, *orders(FILM, SEA, 1))
    with Scheduler() as scheduler:
        Worker(replace(stage.site, project=lambda: changed), scheduler, stage.heard.listener()).run(
            jobs
        )
    ((take, _),) = stage.heard.made
    assert take.recipe.prompt == "waves"


@pytest.mark.parametrize("connection", ["fake", EVERYTHING])
def test_what_is_held_waits_and_says_why(stage: Stage, connection: str) -> None:
    jobs = stage.drafts(FILM, *orders(FILM, SEA, 1))
    with Scheduler() as scheduler:
        worker = Worker(stage.site, scheduler, stage.heard.listener())
        worker.hold(connection, Stays("It is paused."))
        worker.run(jobs)
        assert str(stage.heard.failures[0]) == "It is paused."
        assert stage.provider.journal == []
        worker.release(connection)
        worker.run(jobs)
    assert len(stage.heard.made) == 1
