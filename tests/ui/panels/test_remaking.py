"""Takes made of takes, from the menu of a take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from sorastudio.generate.offers import offer_of_provider
from sorastudio.generate.provider import Ready
from sorastudio.generate.providers.animatic import Animatic
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Operation, Size, Take
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.remake_dialog import RemakeDialog
from sorastudio.ui.panels.takes import TakesStrip
from tests.generate.fakes import CENT, FakeProvider
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, wait_for_all

ONE = SlotId("slot-1")


class Desk:
    """One take of a small slot, by a generator."""

    def __init__(self, qtbot: QtBot, session: Session, provider: Animatic | FakeProvider) -> None:
        self.qtbot, self.session = qtbot, session
        self.generation = Generation(session, session, find_provider=lambda _: provider)
        offers = Offers(session, find=lambda _: offer_of_provider(provider, "It"))
        self.strip = TakesStrip(session, self.generation, offers)
        qtbot.addWidget(self.strip)
        self.strip.resize(400, 180)
        self.strip.show()
        qtbot.waitExposed(self.strip)
        self.generation.generate([ONE])
        wait_for_all(qtbot, self.generation)
        session.select(Selection(slot=ONE))
        names = (provider.name, *offers.names)
        qtbot.waitUntil(lambda: None not in [offers.of(name) for name in names])

    def takes(self) -> tuple[Take, ...]:
        return self.session.project.pool.takes_of(ONE)

    def open_menu(self) -> QMenu:
        cards = self.strip.cards
        place = cards.rect_of(0).center()
        QTest.mouseClick(cards, Qt.MouseButton.RightButton, pos=place)
        reason = QContextMenuEvent.Reason.Mouse
        at = cards.mapToGlobal(place)
        QApplication.sendEvent(cards, QContextMenuEvent(reason, place, at))
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def choose(self, words: str) -> RemakeDialog:
        menu = self.open_menu()
        place: QPoint = menu.actionGeometry(action_of(menu, words)).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        self.qtbot.waitUntil(lambda: bool(self.strip.findChildren(RemakeDialog)))
        dialog = self.strip.findChildren(RemakeDialog)[-1]
        self.qtbot.waitExposed(dialog)
        return dialog


def action_of(menu: QMenu, words: str) -> QAction:
    return next(each for each in menu.actions() if each.text() == words)


@pytest.fixture
def small(open_film: OpenFilm) -> Session:
    return open_film(film_of(replace(a_slot(1), size=Size(96, 54))))


def test_a_take_is_extended_by_what_is_typed(qtbot: QtBot, small: Session) -> None:
    desk = Desk(qtbot, small, Animatic())
    (first,) = desk.takes()
    dialog = desk.choose("Extend this take…")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dialog.focusWidget(), "1")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    wait_for_all(qtbot, desk.generation)
    longer = desk.takes()[-1]
    assert longer.recipe.operation is Operation.EXTEND
    assert longer.recipe.parent == first.id
    assert longer.recipe.seconds == first.recipe.seconds + 1


def test_a_take_is_edited_by_what_is_typed(qtbot: QtBot, small: Session) -> None:
    desk = Desk(qtbot, small, Animatic())
    (first,) = desk.takes()
    dialog = desk.choose("Edit this take…")
    QTest.keyClicks(dialog.focusWidget(), "at night")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    wait_for_all(qtbot, desk.generation)
    edited = desk.takes()[-1]
    assert edited.recipe.operation is Operation.EDIT
    assert edited.recipe.parent == first.id
    assert edited.recipe.prompt == "at night"


def test_what_its_maker_cannot_do_is_not_offered_and_says_why(qtbot: QtBot, small: Session) -> None:
    desk = Desk(qtbot, small, FakeProvider(statuses=[Ready(CENT)]))
    menu = desk.open_menu()
    for operation in Operation:
        action = action_of(menu, f"{operation.value.capitalize()} this take…")
        assert not action.isEnabled()
        assert action.toolTip() == (
            f"fake-1 cannot {operation.value} a take, and no other generator you have takes one to "
            f"{operation.value}."
        )
    menu.close()
