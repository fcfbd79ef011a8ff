"""Five hundred takes over four connections: the window stays live, order and caps hold."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sorastudio.generate.provider import Capabilities, Ready, RemoteJob, Status, Terms
from sorastudio.generate.request import Request
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Cost
from sorastudio.project.project import new_project
from sorastudio.project.slot import Slot
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerState
from sorastudio.store.seats import Seats
from sorastudio.ui.film.generation import Generation, Running
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.job_words import stage_words
from sorastudio.ui.panels.queue import QueuePanel
from tests.generate.fakes import FakeProvider
from tests.generate.paid import video
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import TINY
from tests.ui.watchdog import watching

CONNECTIONS = ("one", "two", "three", "four")
PRICE = Decimal("0.07")


@dataclass
class Paid(FakeProvider):
    """Costs so much a take; remembers in which order it was asked."""

    order: list[int] = field(default_factory=list)

    def capabilities(self, model: str) -> Capabilities:
        cost = Cost(amount=PRICE, currency="USD", billed=False)
        return replace(super().capabilities(model), cost=cost)

    def submit(self, request: Request, token: str) -> RemoteJob:
        self.order.append(request.take_number)
        return RemoteJob(token, request, {}, token)

    def poll(self, job: RemoteJob) -> Status:
        return Ready(Cost(amount=PRICE, currency="USD", billed=True))


def write(path: Path) -> None:
    path.write_bytes(video())


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    project = new_project("Film", TINY)
    for name in CONNECTIONS:
        slot = Slot(
            id=SlotId(f"slot-{name}"), name=name, prompt="x", seconds=Fraction(1), provider=name
        )
        project = add_slot(project, slot)
    return open_film(project)


def test_five_hundred_takes_over_four_connections(qtbot: QtBot, session: Session) -> None:
    providers = {
        name: Paid(name=name, send=write, terms=Terms(connection=name, at_once=2))
        for name in CONNECTIONS
    }
    generation = Generation(session, session, find_provider=providers.__getitem__)
    panel = QueuePanel(session, generation, Prices(session))
    qtbot.addWidget(panel)
    panel.resize(340, 600)
    panel.show()
    qtbot.waitExposed(panel)
    generation.pause(paused=True)
    generation.set_cap(Decimal("2.10"))
    # Through a door of its own: who only looks is not to wait for who writes.
    with Ledger(session.folder.ledger_path) as ledger, watching() as dog:
        generation.generate([slot.id for slot in session.project.slots], takes=125)
        qtbot.waitUntil(lambda: len(ledger.unfinished()) == 500)
        last = next(job for job in reversed(generation.jobs) if job.connection == "one")
        generation.move_to(last.id, 0)
        generation.pause(paused=False)
        qtbot.waitUntil(
            lambda: (
                len(session.project.pool.takes) == 30
                and all(generation.making.reason(name) for name in CONNECTIONS)
            )
        )
    assert panel.model.rowCount() == 500
    assert last.order.number in providers["one"].order[:2]
    # Two of a connection run at the same time, and either may be a little earlier.
    for provider in providers.values():
        rest = [each for each in provider.order if each != last.order.number]
        assert all(abs(each - place) <= 2 for place, each in enumerate(rest, 1))
    assert sum(len(provider.order) for provider in providers.values()) == 30
    assert session.ledger.spending()["USD"].spent == Decimal("2.10")
    states = [job.state for job in session.ledger.jobs()]
    assert states.count(LedgerState.DRAFT) == 470
    qtbot.waitUntil(lambda: "may cost $2.10" in panel.lanes.note.text())
    generation.set_cap(Decimal("2.80"))
    qtbot.waitUntil(lambda: session.ledger.spending()["USD"].spent == Decimal("2.80"))
    qtbot.waitUntil(lambda: not any(isinstance(job.stage, Running) for job in generation.jobs))
    assert sum(len(provider.order) for provider in providers.values()) == 40
    blocks = [block for block in dog.blocks if block.ms > 250]
    assert blocks == [], "\n".join(map(str, blocks))


def _has_line(panel: QueuePanel, name: str) -> bool:
    return name in panel.lanes.labels


def test_the_lines_of_connections_lie_below_one_another(qtbot: QtBot, session: Session) -> None:
    providers = {
        name: Paid(name=name, send=write, terms=Terms(connection=name, at_once=2))
        for name in CONNECTIONS
    }
    generation = Generation(session, session, find_provider=providers.__getitem__)
    panel = QueuePanel(session, generation, Prices(session))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    generation.pause(paused=True)
    for slot in reversed(list(session.project.slots)):
        generation.generate([slot.id])
        qtbot.waitUntil(partial(_has_line, panel, slot.name))

    def one_below_another() -> bool:
        lines = [panel.lanes.labels[name].geometry() for name in sorted(CONNECTIONS)]
        return all(a.bottom() < b.top() for a, b in pairwise(lines))

    qtbot.waitUntil(one_below_another)


def test_another_window_that_uses_a_connection_is_waited_for(
    qtbot: QtBot, session: Session
) -> None:
    provider = Paid(name="one", send=write, terms=Terms(connection="one", at_once=2))
    generation = Generation(session, session, find_provider=lambda _: provider)
    panel = QueuePanel(session, generation, Prices(session))
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    others = [Seats().take("one", 2) for _ in range(2)]
    generation.generate([SlotId("slot-one")], takes=3)
    words = "Another window is using all 2 places of 'one'"
    qtbot.waitUntil(lambda: panel.lanes.note.text() == words)
    assert [stage_words(job, generation) for job in generation.jobs] == [words] * 3
    # It goes on by itself.
    assert panel.lanes.again.isHidden()
    assert provider.order == []
    for seat in others:
        assert seat is not None
        seat.close()
    qtbot.waitUntil(lambda: len(session.project.pool.takes) == 3)
    qtbot.waitUntil(lambda: not panel.lanes.isVisible())
    assert Seats().taken("one") == 0
