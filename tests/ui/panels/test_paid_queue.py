"""Takes that cost money: canceled, never answered, offline, and made by other programs."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from sorastudio.generate.claim import Claim
from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.errors import Unconfirmed as NeverAnswered
from sorastudio.generate.provider import Progress, Ready, RemoteJob, Status, Stops, Terms, Untold
from sorastudio.generate.provider import Running as Going
from sorastudio.generate.request import Request
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import Charged, LedgerJob, LedgerState
from sorastudio.ui.film.generation import (
    Arrived,
    Canceled,
    Elsewhere,
    Generation,
    Queued,
    Running,
    Unconfirmed,
)
from sorastudio.ui.film.making import OFFLINE
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.stages import seconds_left
from sorastudio.ui.panels.job_words import look_of, reason_words, stage_words
from sorastudio.ui.panels.queue_words import queue_line
from sorastudio.ui.panels.states import Look, standing_of_job
from sorastudio.ui.window.notices import Notices
from tests.generate.fakes import CENT, FakeProvider
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, wait_for_all

ONE = SlotId("slot-1")


@dataclass
class Service(FakeProvider):
    """Goes on for ever, unless it is done."""

    terms: Terms = field(default_factory=lambda: Terms(connection="svc", base_url="http://svc"))
    done: bool = False
    going: Going = field(default_factory=lambda: Going(0.5, ask_again=0.01))

    def submit(self, request: Request, token: str) -> RemoteJob:
        super().submit(request, token)
        return RemoteJob(token, request, {}, token)

    def poll(self, job: RemoteJob) -> Status:
        return Ready(CENT) if self.done else self.going

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        self.send(path)

    def sent(self) -> int:
        return sum(line.startswith("submit") for line in self.journal)


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(film_of(replace(a_slot(1), provider="svc")))


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def generation(session: Session, service: Service) -> Generation:
    return Generation(session, session, find_provider=lambda _: service)


def entry(session: Session, place: int = 0) -> LedgerJob:
    return session.ledger.jobs()[place]


def until_running(qtbot: QtBot, generation: Generation) -> None:
    def is_running() -> bool:
        stage = generation.jobs[0].stage
        return isinstance(stage, Running) and bool(stage.share)

    qtbot.waitUntil(is_running)


def test_a_cancel_is_one_at_the_service_and_says_what_it_stops(
    qtbot: QtBot, session: Session, service: Service, generation: Generation
) -> None:
    service.stops = Stops.UNKNOWN
    generation.generate([ONE])
    until_running(qtbot, generation)
    assert "may be charged all the same" in generation.care.cost_of_cancel(generation.jobs[0])
    generation.cancel(generation.jobs[0].id)
    wait_for_all(qtbot, generation)
    stage = generation.jobs[0].stage
    assert isinstance(stage, Canceled)
    assert "may not stop the cost" in stage.words
    assert any(line.startswith("cancel") for line in service.journal)
    assert entry(session).state is LedgerState.CANCELED


def test_what_cannot_be_stopped_arrives(
    qtbot: QtBot, session: Session, service: Service, generation: Generation
) -> None:
    service.stops = Stops.NOTHING
    generation.generate([ONE])
    until_running(qtbot, generation)
    with qtbot.waitSignal(session.told) as told:
        generation.cancel(generation.jobs[0].id)
    assert "cannot stop it" in told.args[1]
    service.done = True
    qtbot.waitUntil(lambda: isinstance(generation.jobs[0].stage, Arrived))


def lose(qtbot: QtBot, service: Service, generation: Generation) -> str:
    """A take whose request was never answered."""
    service.submit_error, service.trace = NeverAnswered("It broke."), Untold("It cannot say.")
    generation.generate([ONE])
    qtbot.waitUntil(lambda: isinstance(generation.jobs[0].stage, Unconfirmed))
    service.submit_error, service.done = None, True
    return generation.jobs[0].id


def test_what_may_have_been_charged_is_sent_again_only_when_asked(
    qtbot: QtBot, session: Session, service: Service, generation: Generation
) -> None:
    lost = lose(qtbot, service, generation)
    generation.care.look_for(lost)
    qtbot.waitUntil(lambda: any(line.startswith("look for") for line in service.journal))
    qtbot.waitUntil(lambda: isinstance(generation.jobs[0].stage, Unconfirmed))
    assert service.sent() == 1
    generation.care.send_again(lost)
    qtbot.waitUntil(lambda: isinstance(generation.jobs[0].stage, Arrived))
    assert service.sent() == 2
    assert entry(session).state is LedgerState.FAILED
    assert entry(session, 1).previous_job_id == lost


def test_what_is_given_up_stays_counted_and_is_not_listed_any_more(
    qtbot: QtBot, session: Session, service: Service, generation: Generation
) -> None:
    generation.care.give_up(lose(qtbot, service, generation))
    qtbot.waitUntil(lambda: entry(session).state is LedgerState.FAILED)
    generation.watch.look_soon()
    qtbot.wait(1500)
    assert generation.jobs == ()
    assert session.ledger.spending()["USD"].possible > 0


@pytest.mark.parametrize(
    ("category", "words"),
    [(Category.NOT_SENT, OFFLINE), (Category.RATE_LIMITED, "asks to wait")],
)
def test_what_passes_is_no_failure(
    qtbot: QtBot,
    session: Session,
    service: Service,
    generation: Generation,
    category: Category,
    words: str,
) -> None:
    service.submit_error = ProviderError("Not now.", category=category, charged=Charged.NO)
    told: list[str] = []
    session.told.connect(lambda kind, _: told.append(kind))
    generation.generate([ONE])
    qtbot.waitUntil(lambda: words in generation.making.reason("svc"))
    assert isinstance(generation.jobs[0].stage, Queued)
    assert "error" not in told
    service.submit_error, service.done = None, True
    generation.making.try_again()
    qtbot.waitUntil(lambda: isinstance(generation.jobs[0].stage, Arrived))


def test_what_another_program_works_on_is_shown_and_left_to_it(
    qtbot: QtBot, session: Session, service: Service, generation: Generation
) -> None:
    generation.pause(paused=True)
    generation.generate([ONE])
    qtbot.waitUntil(lambda: len(session.ledger.jobs()) == 1)
    draft = entry(session)
    with closing(Claim(session.folder)) as other:
        theirs = replace(draft, job_id="job-theirs", worker=other.name, place=0)
        session.ledger.record_draft(theirs)
        generation.pause(paused=False)
        generation.watch.look_soon()
        qtbot.waitUntil(lambda: len(generation.jobs) == 2)
        assert generation.jobs[1].stage == Elsewhere(None)
        until_running(qtbot, generation)
        assert service.sent() == 1
        service.done = True
    # Its program has ended: it is gone on with here.
    generation.watch.look_soon()
    wait_for_all(qtbot, generation)
    assert service.sent() == 2


def words_of(generation: Generation) -> tuple[str, str, str, Look]:
    """How the one job stands: in its row, on its slot, in the line of the queue."""
    job = generation.jobs[0]
    told = standing_of_job(job)
    return stage_words(job, generation), told.words, queue_line(generation), told.look


def test_its_place_in_the_queue_of_the_service_is_told_until_its_turn_comes(
    qtbot: QtBot, session: Session, service: Service, generation: Generation
) -> None:
    service.going = Going(None, ahead=3, ask_again=0.01)
    generation.generate([ONE])
    row, slot = "3 ahead at svc", "Queued · 3 ahead"
    expected = (row, slot, "1 waiting", Look.QUEUED)
    qtbot.waitUntil(lambda: words_of(generation) == expected)
    assert look_of(generation.jobs[0]) is Look.QUEUED
    assert (entry(session).state, entry(session).ahead) == (LedgerState.QUEUED, 3)
    assert "3 others are made there first" in reason_words(generation.jobs[0], generation)
    service.going = Going(None, ahead=0, ask_again=0.01)
    qtbot.waitUntil(lambda: words_of(generation)[:2] == ("Next at svc", "Queued · next"))
    assert "begins it next" in reason_words(generation.jobs[0], generation)
    service.going = Going(None, ask_again=0.01)
    expected = ("Generating", "Generating", "1 generating", Look.GENERATING)
    qtbot.waitUntil(lambda: words_of(generation) == expected)
    service.going = Going(0.5, ask_again=0.01)
    qtbot.waitUntil(lambda: words_of(generation)[0].startswith("45% · "))
    service.done = True
    wait_for_all(qtbot, generation)


def test_the_place_of_what_another_program_waits_for_is_told(
    qtbot: QtBot, session: Session, service: Service, generation: Generation
) -> None:
    generation.pause(paused=True)
    generation.generate([ONE])
    qtbot.waitUntil(lambda: len(session.ledger.jobs()) == 1)
    with closing(Claim(session.folder)) as other:
        theirs = replace(entry(session), job_id="job-theirs", worker=other.name, place=0)
        session.ledger.record_submitting(theirs)
        session.ledger.record_accepted("job-theirs", "remote")
        session.ledger.record_state("job-theirs", LedgerState.QUEUED, ahead=2)
        generation.watch.look_soon()
        qtbot.waitUntil(lambda: len(generation.jobs) == 2)
        theirs_here = generation.jobs[1]
        assert theirs_here.stage == Elsewhere(None, 2)
        assert stage_words(theirs_here, generation) == "2 ahead · in another program"
        assert standing_of_job(theirs_here).words == "Queued · 2 ahead · in another program"


def test_the_time_left_counts_from_when_an_earlier_program_began(
    qtbot: QtBot, session: Session, service: Service, generation: Generation
) -> None:
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    request = Request(
        slot_id=ONE,
        slot_name="sea",
        take_number=1,
        provider="svc",
        model="fake-1",
        prompt="waves",
        seed=5,
        size=Size(112, 64),
        rate=Fraction(24),
        seconds=Fraction(1),
    )
    with Ledger(session.folder.ledger_path, now=lambda: an_hour_ago) as ledger:
        asked = generation.making.site().shop_of(service).entry(request)
        ledger.record_submitting(asked)
        ledger.record_accepted(asked.job_id, "remote")
        ledger.record_state(asked.job_id, LedgerState.RUNNING)
    generation.watch.look_soon()
    qtbot.waitUntil(lambda: len(generation.jobs) == 1)
    until_running(qtbot, generation)
    left = seconds_left(generation.jobs[0])
    assert left is not None
    assert left > 3600
    service.done = True
    wait_for_all(qtbot, generation)


def test_the_desktop_is_told_once_when_a_batch_is_done(
    qtbot: QtBot, service: Service, generation: Generation
) -> None:
    said: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    notices = Notices(generation, window, lambda _, words: said.append(words))
    service.done = True
    generation.generate([ONE], takes=2)
    wait_for_all(qtbot, generation)
    qtbot.waitUntil(lambda: said == ["2 done"])
    notices.set_on(False)
    generation.generate([ONE])
    wait_for_all(qtbot, generation)
    assert said == ["2 done"]
