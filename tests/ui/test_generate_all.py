"""Drafts and stale slots made at once, and the question before that costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from sorastudio.generate.offers import offer_of_provider
from sorastudio.generate.provider import Capabilities
from sorastudio.playback.player import Player
from sorastudio.project.media import Cost
from sorastudio.ui.actions.command import Command
from sorastudio.ui.actions.slots import slot_commands
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.prices import Prices
from sorastudio.ui.film.session import Session
from sorastudio.ui.film.staleness import Staleness
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.panels.takes import TakesStrip
from sorastudio.ui.viewer import Viewer
from sorastudio.ui.viewer.comparing import Comparing
from tests.generate.fakes import FakeProvider
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of


@dataclass
class Paid(FakeProvider):
    cost: Cost | None = None

    def capabilities(self, model: str) -> Capabilities:
        return replace(super().capabilities(model), cost=self.cost)


class Desk:
    """Two drafts, and a generator of some price."""

    def __init__(self, qtbot: QtBot, session: Session, cost: Cost | None) -> None:
        provider = Paid(cost=cost)
        self.generation = Generation(session, session, find_provider=lambda _: provider)
        self.generation.pause(paused=True)
        offers = Offers(session, find=lambda _: offer_of_provider(provider, "Paid"))
        self.prices = Prices(session, offers)
        self.staleness = Staleness(session)
        panel = SlotPanel(session, self.generation, offers)
        takes = TakesStrip(session, self.generation, offers)
        for part in (panel, takes):
            qtbot.addWidget(part)
        viewer = Viewer(session, Player(session.locate))
        qtbot.addWidget(viewer, before_close_func=lambda shown: shown.shut())
        comparing = Comparing(session, viewer)
        commands = slot_commands(
            session, panel, takes, self.generation, self.staleness, comparing, self.prices
        )
        self.drafts: Command = next(c for c in commands if c.id == "slot.generate-drafts")
        qtbot.waitUntil(lambda: len(self.staleness.drafts) == 2, timeout=10_000)
        qtbot.waitUntil(lambda: "·" in self.words(), timeout=10_000)

    def words(self) -> str:
        assert self.drafts.says is not None
        return self.drafts.says()

    def generate(self, answer: str) -> list[str]:
        """What was asked before."""
        asked: list[str] = []

        def reply() -> None:
            box = QApplication.activeModalWidget()
            if isinstance(box, QMessageBox):
                asked.append(f"{box.text()} {box.informativeText()}")
                next(each for each in box.buttons() if each.text() == answer).click()

        timer = QTimer()
        timer.timeout.connect(reply)
        timer.start(5)
        self.drafts.run()
        timer.stop()
        return asked


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(film_of(a_slot(1), a_slot(2)))


def test_what_costs_is_asked_first(qtbot: QtBot, session: Session) -> None:
    desk = Desk(qtbot, session, Cost(amount=Decimal("0.3"), currency="USD", billed=False))
    assert desk.words() == "Generate Drafts (2) · est. $0.60"
    assert desk.generate("Cancel") == ["Generate 2 takes? Price: est. $0.60."]
    assert desk.generation.jobs == ()
    desk.generate("Generate")
    assert len(desk.generation.jobs) == 2


def test_an_unknown_cost_is_asked_too(qtbot: QtBot, session: Session) -> None:
    desk = Desk(qtbot, session, None)
    assert desk.words() == "Generate Drafts (2) · cost unknown"
    assert desk.generate("Generate") == ["Generate 2 takes? Price: cost unknown."]
    assert len(desk.generation.jobs) == 2


def test_what_is_free_is_made_at_once(qtbot: QtBot, session: Session) -> None:
    desk = Desk(qtbot, session, Cost(amount=Decimal(0), currency="USD", billed=True))
    assert desk.words() == "Generate Drafts (2) · free"
    assert desk.generate("Cancel") == []
    assert len(desk.generation.jobs) == 2
