"""Takes made of takes, from the menu of a take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu
from pytestqt.qtbot import QtBot

from sorastudio.generate.offers import offer_of_provider
from sorastudio.generate.provider import Ready
from sorastudio.generate.providers.animatic import Animatic
from sorastudio.project.edits.slots import set_prompt
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Operation, Size, Take
from sorastudio.project.state import Generated, slot_state
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
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
        qtbot.waitUntil(lambda: offers.of(provider.name) is not None)

    def takes(self) -> tuple[Take, ...]:
        return self.session.project.pool.takes_of(ONE)

    def open_menu(self, card: int = 0) -> QMenu:
        cards = self.strip.cards
        place = cards.rect_of(card).center()
        QTest.mouseClick(cards, Qt.MouseButton.RightButton, pos=place)
        reason = QContextMenuEvent.Reason.Mouse
        at = cards.mapToGlobal(place)
        QApplication.sendEvent(cards, QContextMenuEvent(reason, place, at))
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def choose(self, words: str) -> QInputDialog:
        menu = self.open_menu()
        place: QPoint = menu.actionGeometry(action_of(menu, words)).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)
        self.qtbot.waitUntil(lambda: bool(self.strip.findChildren(QInputDialog)))
        dialog = self.strip.findChildren(QInputDialog)[-1]
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
        assert action.toolTip() == f"fake-1 cannot {operation.value} a take."
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        assert menu.isVisible()
        menu.setActiveAction(action)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        assert desk.strip.findChildren(QInputDialog) == []
    menu.close()
    assert len(desk.takes()) == 1


def test_the_recipe_of_an_edited_take_is_that_of_what_was_edited(
    qtbot: QtBot, small: Session
) -> None:
    desk, told = Desk(qtbot, small, Animatic()), list[str]()
    small.told.connect(lambda _, words: told.append(words))
    dialog = desk.choose("Edit this take…")
    QTest.keyClicks(dialog.focusWidget(), "at night")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    wait_for_all(qtbot, desk.generation)
    prompt = small.project.slots[ONE].prompt
    small.apply("Type", set_prompt, ONE, "something else")
    menu = desk.open_menu(0)
    assert "Copy recipe to slot" in [each.text() for each in menu.actions()]
    menu.close()
    menu = desk.open_menu(1)
    action = action_of(menu, "Copy recipe of take 1 to slot")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    qtbot.waitUntil(lambda: small.project.slots[ONE].prompt == prompt)
    assert isinstance(slot_state(small.project, ONE), Generated)
    (words,) = told
    assert words.startswith("The slot asks for what take 1 was made from.")
    assert words.endswith("Take 2 is that one, edited (“at night”): do the same to a new take.")
    # The words of the edit are there for the new take, and gone as soon as others are typed.
    dialog = desk.choose("Edit this take…")
    assert dialog.textValue() == "at night"
    QTest.keyClicks(dialog.focusWidget(), "in fog")
    assert dialog.textValue() == "in fog"
    dialog.reject()
