"""Looking at takes, judging them and choosing among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.generate.provider import Ready
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.takes import TakesStrip
from tests.film_maker import Reel, make_film
from tests.generate.fakes import CENT, FakeProvider
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, wait_for_all

ONE = SlotId("slot-1")


@pytest.fixture
def session(qtbot: QtBot, open_film: OpenFilm) -> Session:
    """Three takes of the first slot; the last is used."""
    session = open_film(film_of(a_slot(1), a_slot(2, "Snow")))
    numbers = iter((0, 100, 200))

    def send(path: Path) -> None:
        make_film(path, Reel(first=next(numbers)))

    provider = FakeProvider(statuses=[Ready(CENT)] * 3, send=send)
    generation = Generation(session, session, find_provider=lambda _: provider)
    for _ in range(3):
        generation.generate([ONE])
        wait_for_all(qtbot, generation)
    session.select(Selection(slot=ONE))
    return session


def strip_of(session: Session) -> TakesStrip:
    return TakesStrip(session, Generation(session, session), Offers(session))


@pytest.fixture
def strip(qtbot: QtBot, session: Session) -> TakesStrip:
    strip = strip_of(session)
    qtbot.addWidget(strip)
    strip.resize(400, 180)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def used(project: Project) -> int | None:
    take = project.chosen_take(ONE)
    return take.number if take else None


def click(strip: TakesStrip, index: int) -> None:
    place = strip.cards.rect_of(index).center()
    QTest.mouseClick(strip.cards, Qt.MouseButton.LeftButton, pos=place)


def test_a_click_uses_a_take_and_undo_takes_it_back(session: Session, strip: TakesStrip) -> None:
    assert [card.number for card in strip.cards.cards] == [1, 2, 3]
    click(strip, 0)
    assert used(session.project) == 1
    assert [card.chosen for card in strip.cards.cards] == [True, False, False]
    session.undo()
    assert used(session.project) == 3


def test_flipping_leaves_out_what_is_rejected(session: Session, strip: TakesStrip) -> None:
    strip.cards.setFocus()
    QTest.keyClick(strip.cards, Qt.Key.Key_Left)
    QTest.keyClick(strip.cards, Qt.Key.Key_X)
    assert strip.cards.cards[1].rejected
    strip.next_take()
    assert used(session.project) == 1
    strip.next_take()
    assert used(session.project) == 3
    strip.previous_take()
    assert used(session.project) == 1
    strip.choose(2)
    assert used(session.project) == 2
    strip.choose(9)
    assert used(session.project) == 2


def test_stars_by_key_and_by_click(session: Session, strip: TakesStrip) -> None:
    take = session.project.chosen_take(ONE)
    assert take is not None
    QTest.keyClick(strip.cards, Qt.Key.Key_4)
    assert session.project.slots[ONE].verdict(take.id).stars == 4
    QTest.mouseClick(strip.stars[1], Qt.MouseButton.LeftButton)
    assert session.project.slots[ONE].verdict(take.id).stars == 2
    QTest.mouseClick(strip.stars[1], Qt.MouseButton.LeftButton)
    assert session.project.slots[ONE].verdict(take.id).stars == 0
    assert "Take 3, 0 stars, used." in strip.cards.accessibleDescription()


def test_a_locked_slot_keeps_its_take_and_says_so(
    qtbot: QtBot, session: Session, strip: TakesStrip
) -> None:
    QTest.mouseClick(strip.lock_button, Qt.MouseButton.LeftButton)
    assert session.project.slots[ONE].locked
    with qtbot.waitSignal(session.told) as told:
        click(strip, 0)
    assert "locked" in told.args[1]
    assert used(session.project) == 3
    QTest.mouseClick(strip.lock_button, Qt.MouseButton.LeftButton)
    assert not session.project.slots[ONE].locked


def test_the_recipe_of_a_take_can_be_had_again(session: Session, strip: TakesStrip) -> None:
    QTest.mouseClick(strip.copy_button, Qt.MouseButton.LeftButton)
    take = session.project.chosen_take(ONE)
    assert take is not None
    assert session.project.slots[ONE].seed == take.recipe.seed


class FakeDesktop(QObject):
    """Shows folders by remembering them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: list[QUrl] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.shown.append(url)


def test_the_file_is_shown_in_its_folder(session: Session, strip: TakesStrip) -> None:
    desktop = FakeDesktop(strip)
    QDesktopServices.setUrlHandler("file", desktop, "show")  # type: ignore[arg-type]
    QTest.mouseClick(strip.reveal_button, Qt.MouseButton.LeftButton)
    QDesktopServices.unsetUrlHandler("file")
    assert [url.toLocalFile() for url in desktop.shown] == [str(session.folder.takes_dir)]


def test_the_slot_under_the_playhead_is_shown_if_none_is_selected(
    session: Session, strip: TakesStrip
) -> None:
    session.select(Selection())
    assert strip.slot_id == ONE
    session.move_playhead(30)
    assert strip.slot_id == SlotId("slot-2")
    assert strip.words.text() == "shot-2 · no take yet"


def test_pictures_come_and_play_under_the_pointer(qtbot: QtBot, strip: TakesStrip) -> None:
    place = strip.cards.rect_of(0).center()

    def brightest() -> int:
        image = strip.cards.grab(strip.cards.rect_of(0)).toImage()
        columns = range(10, image.width() - 10)
        return max(image.pixelColor(x, 45).lightness() for x in columns)

    qtbot.waitUntil(lambda: brightest() > 150, timeout=10_000)
    still = strip.cards.grab(strip.cards.rect_of(0)).toImage()
    QTest.mouseMove(strip.cards, place)
    qtbot.waitUntil(
        lambda: strip.cards.grab(strip.cards.rect_of(0)).toImage() != still, timeout=10_000
    )


def test_a_film_without_slots_has_no_takes(qtbot: QtBot, open_film: OpenFilm) -> None:
    strip = strip_of(open_film(film_of()))
    qtbot.addWidget(strip)
    strip.next_take()
    strip.choose(1)
    QTest.keyClick(strip.cards, Qt.Key.Key_X)
    assert not strip.reject_button.isEnabled()
    assert strip.words.text() == "Select a slot to see its takes."
