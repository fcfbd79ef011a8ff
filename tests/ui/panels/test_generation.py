"""The queue of takes: what the film has after everything that can become of one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from sorastudio.generate.provider import Progress, Ready, RemoteJob, Status
from sorastudio.project.check import check
from sorastudio.project.edits.slots import lock_slot, remove_slot, set_prompt
from sorastudio.project.ids import SlotId
from sorastudio.project.slot import FrameOfSlot
from sorastudio.project.state import Draft, Generated, Locked, slot_state
from sorastudio.store.film_file import load_film
from sorastudio.ui.film.generation import Arrived, Canceled, Failed, Generation, Queued, Running
from sorastudio.ui.film.session import Session
from tests.generate.fakes import CENT, FakeProvider
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, wait_for_all

ONE = SlotId("slot-1")
TWO = SlotId("slot-2")


@dataclass
class Held(FakeProvider):
    """Sends nothing before it is let go."""

    gate: Event = field(default_factory=Event)

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        while not self.gate.wait(0.01):
            progress(0.5)
        self.send(path)

    def poll(self, job: RemoteJob) -> Status:
        return Ready(CENT)


def share_of(generation: Generation) -> float:
    stage = generation.jobs[0].stage
    return (stage.share or 0.0) if isinstance(stage, Running) else 0.0


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(film_of(a_slot(1), a_slot(2, "Snow")))


def test_a_take_arrives_is_chosen_and_is_on_disk(qtbot: QtBot, session: Session) -> None:
    generation = Generation(session, session)
    length = session.project.timeline.length
    with qtbot.waitSignal(session.saved, timeout=30_000):
        generation.generate([ONE])
    assert slot_state(session.project, ONE) == Generated(1, 1)
    assert session.project.timeline.length == length
    (job,) = generation.jobs
    assert isinstance(job.stage, Arrived)
    assert load_film(session.file.path).pool.takes.get(job.stage.take_id) is not None
    assert not session.document.is_changed


def test_undo_changes_the_choice_and_keeps_the_take(qtbot: QtBot, session: Session) -> None:
    generation = Generation(session, session)
    generation.generate([ONE])
    wait_for_all(qtbot, generation)
    session.undo()
    assert slot_state(session.project, ONE) == Draft(1)
    session.redo()
    assert slot_state(session.project, ONE) == Generated(1, 1)
    assert check(session.project) == []


def test_several_takes_have_numbers_and_seeds_of_their_own(qtbot: QtBot, session: Session) -> None:
    generation = Generation(session, session)
    generation.generate([ONE], takes=2)
    generation.generate([ONE])
    wait_for_all(qtbot, generation)
    takes = session.project.pool.takes_of(ONE)
    assert [take.number for take in takes] == [1, 2, 3]
    assert len({take.recipe.seed for take in takes}) == 3


def test_a_locked_slot_keeps_its_take(qtbot: QtBot, session: Session) -> None:
    generation = Generation(session, session)
    generation.generate([ONE])
    wait_for_all(qtbot, generation)
    session.apply("Lock", lock_slot, ONE, locked=True)
    generation.generate([ONE])
    wait_for_all(qtbot, generation)
    assert slot_state(session.project, ONE) == Locked(1, 2, ())


def test_what_is_typed_later_is_for_the_next_take(qtbot: QtBot, session: Session) -> None:
    generation = Generation(session, session)
    generation.pause(paused=True)
    generation.generate([ONE])
    session.apply("Type", set_prompt, ONE, "A desert")
    generation.pause(paused=False)
    wait_for_all(qtbot, generation)
    assert session.project.pool.takes_of(ONE)[0].recipe.prompt == a_slot(1).prompt


def test_paused_nothing_begins_and_the_order_can_be_changed(session: Session) -> None:
    generation = Generation(session, session)
    generation.pause(paused=True)
    generation.generate([ONE, TWO])
    assert [job.stage for job in generation.jobs] == [Queued(), Queued()]
    generation.move(generation.jobs[1].id, -1)
    assert [job.order.slot_id for job in generation.jobs] == [TWO, ONE]
    generation.cancel(generation.jobs[0].id)
    assert [type(job.stage) for job in generation.jobs] == [Canceled, Queued]
    generation.clear_finished()
    assert [job.order.slot_id for job in generation.jobs] == [ONE]


def test_a_failure_says_why_and_can_be_tried_again(qtbot: QtBot, session: Session) -> None:
    session.apply("Empty", set_prompt, ONE, "   ")
    generation = Generation(session, session)
    with qtbot.waitSignal(session.told, timeout=10_000) as told:
        generation.generate([ONE])
    assert "empty prompt" in told.args[1]
    failed = generation.job_of(ONE)
    assert failed is not None
    assert isinstance(failed.stage, Failed)
    session.apply("Type", set_prompt, ONE, "Rain")
    generation.retry(failed.id)
    wait_for_all(qtbot, generation)
    assert slot_state(session.project, ONE) == Generated(1, 1)
    assert generation.job_of(ONE) is None


def test_a_job_that_runs_can_be_canceled(qtbot: QtBot, session: Session) -> None:
    generation = Generation(session, session, find_provider=lambda _: Held())
    generation.generate([ONE])
    qtbot.waitUntil(lambda: share_of(generation) > 0.2, timeout=10_000)
    generation.cancel(generation.jobs[0].id)
    wait_for_all(qtbot, generation)
    assert isinstance(generation.jobs[0].stage, Canceled)
    assert slot_state(session.project, ONE) == Draft(0)


def test_a_slot_waits_for_the_one_it_takes_its_first_frame_from(
    qtbot: QtBot, open_film: OpenFilm
) -> None:
    second = replace(a_slot(2), first_frame=FrameOfSlot(ONE, last=True))
    session = open_film(film_of(a_slot(1), second))
    provider = Held()
    generation = Generation(session, session, find_provider=lambda _: provider)
    generation.generate([TWO, ONE])
    qtbot.waitUntil(lambda: isinstance(generation.jobs[0].stage, Running))
    assert [(job.order.slot_id, type(job.stage)) for job in generation.jobs] == [
        (ONE, Running),
        (TWO, Queued),
    ]
    provider.gate.set()
    wait_for_all(qtbot, generation)
    assert [slot_state(session.project, each) for each in (ONE, TWO)] == [Generated(1, 1)] * 2


def test_a_take_of_a_slot_that_is_gone_stays_in_the_pool(qtbot: QtBot, open_film: OpenFilm) -> None:
    slot = a_slot(1)
    project = film_of()
    session = open_film(replace(project, slots=project.slots.put(slot)))
    provider = Held()
    generation = Generation(session, session, find_provider=lambda _: provider)
    generation.generate([ONE])
    qtbot.waitUntil(lambda: any(line.startswith("submit") for line in provider.journal))
    session.apply("Remove", remove_slot, ONE)
    provider.gate.set()
    wait_for_all(qtbot, generation)
    assert len(session.project.pool.takes) == 1
    assert check(session.project) == []


def test_what_has_no_generator_waits_and_says_why(qtbot: QtBot, open_film: OpenFilm) -> None:
    session = open_film(film_of(replace(a_slot(1), provider="nobody"), a_slot(2)))
    generation = Generation(session, session)
    with qtbot.waitSignal(session.told, timeout=10_000) as told:
        generation.generate([ONE, TWO])
    assert "no generator 'nobody'" in told.args[1]
    qtbot.waitUntil(lambda: slot_state(session.project, TWO) == Generated(1, 1))
    assert isinstance(generation.jobs[0].stage, Queued)
    assert "no generator 'nobody'" in generation.making.reason("nobody")


def test_a_take_that_is_made_while_the_film_is_closed_is_kept(
    qtbot: QtBot, session: Session
) -> None:
    provider = Held()
    generation = Generation(session, session, find_provider=lambda _: provider)
    generation.generate([ONE])
    qtbot.waitUntil(lambda: isinstance(generation.jobs[0].stage, Running))
    provider.gate.set()
    while not list(session.folder.takes_dir.glob("*.mp4")):
        provider.gate.wait(0.01)
    session.close()
    assert [take.number for take in load_film(session.file.path).pool.takes_of(ONE)] == [1]
