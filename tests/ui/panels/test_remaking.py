"""Takes made of takes, from the menu of a take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from sorastudio.generate.offers import Offer, offer_of_provider
from sorastudio.generate.provider import Capabilities, Ready, Terms
from sorastudio.generate.providers.animatic import Animatic
from sorastudio.generate.remakers import remakers
from sorastudio.media.probe import identify
from sorastudio.project.check import check
from sorastudio.project.edits.of_clip import make_slot_of_clip
from sorastudio.project.edits.place import excerpt, overwrite
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Operation, Size, Take
from sorastudio.project.project import new_project
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.remake_dialog import RemakeDialog
from sorastudio.ui.panels.takes import TakesStrip
from tests.film_maker import Reel, make_film
from tests.generate.fakes import CENT, FakeProvider
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, wait_for_all

ONE = SlotId("slot-1")


class Desk:
    """One take of a small slot, by a generator."""

    def __init__(
        self,
        qtbot: QtBot,
        session: Session,
        provider: Animatic | FakeProvider,
        *,
        slot: SlotId = ONE,
        find: Callable[[str], Offer] | None = None,
        other: FakeProvider | None = None,
    ) -> None:
        self.qtbot, self.session, self.slot = qtbot, session, slot
        known = {each.name: each for each in (provider, other) if each is not None}
        self.generation = Generation(
            session, session, find_provider=lambda name: known.get(name, provider)
        )
        offers = Offers(session, find=find or (lambda _: offer_of_provider(provider, "It")))
        self.strip = TakesStrip(session, self.generation, offers)
        qtbot.addWidget(self.strip)
        self.strip.resize(400, 180)
        self.strip.show()
        qtbot.waitExposed(self.strip)
        if not self.takes():
            self.generation.generate([slot])
            wait_for_all(qtbot, self.generation)
        session.select(Selection(slot=slot))
        names = (provider.name, *offers.names)
        qtbot.waitUntil(lambda: None not in [offers.of(name) for name in names])

    def takes(self) -> tuple[Take, ...]:
        return self.session.project.pool.takes_of(self.slot)

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


@dataclass
class Taker(FakeProvider):
    """A service that edits whatever video it is given."""

    name: str = "taker"
    terms: Terms = field(default_factory=lambda: Terms(connection="taker"))

    def capabilities(self, model: str) -> Capabilities:
        can = super().capabilities(model)
        return replace(can, by_file=(Operation.EDIT,), longest_file=Fraction(8))


def taken_by(maker: FakeProvider | Animatic, taker: Taker) -> Callable[[str], Offer]:
    """Two generators; the second one under every name but that of the first."""
    return lambda name: offer_of_provider(maker if name == maker.name else taker, "It")


def test_who_is_given_the_video_is_chosen_and_told(
    qtbot: QtBot, small: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sorastudio.ui.film.offers.provider_names", lambda: ("animatic", "taker"))
    taker = Taker(statuses=[Ready(CENT)])
    desk = Desk(qtbot, small, Animatic(), find=taken_by(Animatic(), taker), other=taker)
    (first,) = desk.takes()
    dialog = desk.choose("Edit this take…")
    assert [dialog.by.itemText(n) for n in range(2)] == ["animatic (animatic)", "fake-1 (taker)"]
    assert dialog.note.text() == "Free."
    QTest.keyClicks(dialog.focusWidget(), "at night")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.by
    QTest.keyClick(dialog.by, Qt.Key.Key_Down)
    assert dialog.note.text() == "The video is uploaded to taker for it.\nEst. $0.01."
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    wait_for_all(qtbot, desk.generation)
    edited = desk.takes()[-1]
    assert (edited.recipe.provider, edited.recipe.parent) == ("taker", first.id)
    assert taker.journal[0] == "submit at night"


def test_a_clip_of_no_generator_is_edited_from_where_it_lies(
    qtbot: QtBot, open_film: OpenFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sorastudio.ui.film.offers.provider_names", lambda: ("taker",))
    file = identify(make_film(tmp_path / "sea.mp4", Reel(frames=24)), str(tmp_path / "sea.mp4"))
    project = new_project("film")
    project = replace(project, pool=project.pool.with_media(file))
    project = overwrite(project, excerpt(project, file.id), 0)
    (placed,) = project.timeline.clips()
    session = open_film(make_slot_of_clip(project, placed.clip.id, "sea", ""))
    (slot,) = session.project.slots
    taker = Taker(statuses=[Ready(CENT)])
    desk = Desk(qtbot, session, taker, slot=slot.id, find=taken_by(taker, taker))
    dialog = desk.choose("Edit this take…")
    QTest.keyClicks(dialog.focusWidget(), "in the rain")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    wait_for_all(qtbot, desk.generation)
    first, edited = session.project.pool.takes_of(slot.id)
    assert edited.recipe.parent == first.id
    assert session.project.chosen_take(slot.id) == edited
    assert check(session.project) == []


def test_words_are_asked_for_where_a_take_is_made_of_none(
    qtbot: QtBot, small: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(qtbot, small, Animatic())
    (take,) = desk.takes()
    wordless = replace(take, recipe=replace(take.recipe, prompt="", provider=""))
    media = small.project.pool.media[take.media_id]
    found = remakers(wordless, media, Operation.EXTEND, [offer_of_provider(Animatic(), "It")])
    dialog = RemakeDialog(wordless, media, Operation.EXTEND, found, desk.strip)
    dialog.open()
    qtbot.waitExposed(dialog)
    assert dialog.focusWidget() is dialog.words
    assert not dialog.ok.isEnabled()
    QTest.keyClicks(dialog.words, "the boat turns")
    assert dialog.ok.isEnabled()
    assert dialog.prompt == "the boat turns"
    dialog.reject()
