"""The book: written once, named in prompts, and what it makes stale."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sorastudio.project.book import Entry, EntryKind
from sorastudio.project.check import check
from sorastudio.project.edits.book import add_entry
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.book_tab import BookTab
from sorastudio.ui.panels.library import Library
from sorastudio.ui.panels.slot_panel import SlotPanel
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, type_into

ONE = SlotId("slot-1")
ANNA = Entry(id="Anna", kind=EntryKind.CHARACTER, text="a woman in a red coat")
ARNO = Entry(id="Arno", kind=EntryKind.CHARACTER, text="an old man")
NOIR = Entry(id="Noir", kind=EntryKind.STYLE, text="hard light")
_CTRL = Qt.KeyboardModifier.ControlModifier


def a_film() -> Project:
    project = film_of(a_slot(1, "{Anna} runs"), a_slot(2, "Snow"))
    for entry in (ANNA, ARNO, NOIR):
        project = add_entry(project, entry)
    return project


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(a_film())


@pytest.fixture
def generation(session: Session) -> Generation:
    return Generation(session, session)


@pytest.fixture
def library(qtbot: QtBot, session: Session, generation: Generation) -> Library:
    library = Library(session, generation)
    qtbot.addWidget(library)
    library.resize(300, 600)
    library.tabs.setCurrentWidget(library.book)
    with qtbot.waitActive(library):
        library.show()
        library.activateWindow()
    return library


@pytest.fixture
def panel(qtbot: QtBot, session: Session, generation: Generation) -> SlotPanel:
    panel = SlotPanel(session, generation, Offers(session))
    qtbot.addWidget(panel)
    panel.resize(320, 600)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    session.select(Selection(slot=ONE))
    panel.focus_prompt()
    return panel


def names(book: BookTab) -> list[str]:
    flags = Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive
    return [item.text(0) for item in book.list.findItems("*", flags, 0)]


def choose(book: BookTab, name: str) -> None:
    flags = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
    book.list.setCurrentItem(book.list.findItems(name, flags, 0)[0])


def test_entries_are_listed_by_kind_and_found(library: Library) -> None:
    book = library.book
    assert names(book) == ["Characters", "Anna", "Arno", "Styles", "Noir"]
    QTest.keyClicks(book.search, "old man")
    assert names(book) == ["Characters", "Arno"]


def test_a_new_entry_is_named_and_described_and_undone(library: Library, session: Session) -> None:
    book, before = library.book, session.project
    library.add_to_book(EntryKind.PLACE)
    assert book.chosen == "Place 1"
    assert book.name.edit.hasFocus()
    QTest.keyClicks(book.name.edit, "Harbour")
    QTest.keyClick(book.name.edit, Qt.Key.Key_Return)
    assert book.chosen == "Harbour"
    QTest.keyClick(book.name.edit, Qt.Key.Key_Tab)
    QTest.keyClick(book.kind, Qt.Key.Key_Tab)
    assert book.words.hasFocus()
    QTest.keyClicks(book.words, "fog over cranes")
    assert session.project.book.entries["Harbour"].text == "fog over cranes"
    assert "write {Harbour}" in book.used.text()
    assert check(session.project) == []
    QTest.keyClick(book.words, Qt.Key.Key_Z, _CTRL)
    assert session.project.book.entries["Harbour"].text == ""
    session.undo()
    session.undo()
    assert session.project is before


def test_another_name_goes_into_the_prompts(library: Library, session: Session) -> None:
    choose(library.book, "Anna")
    assert library.book.used.text() == "Named in shot-1."
    type_into(library.book.name, "Hanna")
    assert session.project.slots[ONE].prompt == "{Hanna} runs"
    type_into(library.book.name, "Arno")
    assert "already" in library.book.name.note.text()
    assert session.project.slots[ONE].prompt == "{Hanna} runs"


def test_a_removed_entry_leaves_its_words(library: Library, session: Session) -> None:
    choose(library.book, "Anna")
    QTest.mouseClick(library.book.remove_button, Qt.MouseButton.LeftButton)
    assert session.project.slots[ONE].prompt == "a woman in a red coat runs"
    assert library.book.chosen is None
    assert not library.book.editor.isVisible()


def test_a_kind_is_changed(library: Library, session: Session) -> None:
    choose(library.book, "Noir")
    kind = library.book.kind
    kind.setFocus()
    kind.setCurrentIndex(kind.findData("place"))
    kind.activated.emit(kind.currentIndex())
    assert session.project.book.entries["Noir"] == replace(NOIR, kind=EntryKind.PLACE)


def test_a_brace_offers_names_and_enter_takes_one(panel: SlotPanel, session: Session) -> None:
    prompt, offer = panel.prompt, panel.names.list
    prompt.selectAll()
    QTest.keyClicks(prompt, "At night {")
    assert [offer.item(row).text() for row in range(offer.count())] == ["Anna", "Arno", "Noir"]
    QTest.keyClicks(prompt, "ar")
    assert offer.count() == 1
    QTest.keyClick(prompt, Qt.Key.Key_Return)
    assert prompt.toPlainText() == "At night {Arno}"
    assert not offer.isVisible()
    assert session.project.slots[ONE].prompt == "At night {Arno}"
    assert not panel.unknown.isVisible()


def test_the_offer_is_walked_through_and_left(panel: SlotPanel) -> None:
    prompt, offer = panel.prompt, panel.names.list
    prompt.selectAll()
    QTest.keyClicks(prompt, "{")
    QTest.keyClick(prompt, Qt.Key.Key_Down)
    QTest.keyClick(prompt, Qt.Key.Key_Down)
    QTest.keyClick(prompt, Qt.Key.Key_Down)
    QTest.keyClick(prompt, Qt.Key.Key_Up)
    assert offer.currentItem().text() == "Noir"
    QTest.keyClick(prompt, Qt.Key.Key_Escape)
    assert not offer.isVisible()
    QTest.keyClicks(prompt, "n")
    assert offer.isVisible()
    QTest.keyClick(prompt, Qt.Key.Key_Left)
    QTest.keyClick(prompt, Qt.Key.Key_Left)
    assert not offer.isVisible()


def test_a_name_in_the_middle_is_finished_without_a_second_brace(panel: SlotPanel) -> None:
    prompt = panel.prompt
    prompt.setPlainText("{} runs")
    cursor = prompt.textCursor()
    cursor.setPosition(1)
    prompt.setTextCursor(cursor)
    QTest.keyClicks(prompt, "no")
    QTest.keyClick(prompt, Qt.Key.Key_Tab)
    assert prompt.toPlainText() == "{Noir} runs"
    assert QApplication.focusWidget() is prompt


def test_an_unknown_name_is_told_at_once_and_can_be_added(
    panel: SlotPanel, library: Library, session: Session
) -> None:
    panel.book_wanted.connect(lambda name: library.add_to_book(EntryKind.CHARACTER, name))
    prompt = panel.prompt
    prompt.selectAll()
    QTest.keyClicks(prompt, "{Ana} runs")
    assert panel.unknown.note.text() == "The book has no {Ana}. Did you mean {Anna}?"
    QTest.mouseClick(panel.unknown.add_button, Qt.MouseButton.LeftButton)
    assert session.project.book.entries["Ana"].text == ""
    assert library.book.chosen == "Ana"
    assert not panel.unknown.isVisible()


def test_names_are_told_of_a_slot_that_is_not_made_yet(panel: SlotPanel) -> None:
    panel.start_new()
    QTest.keyClicks(panel.prompt, "{Bo} and {Cy}")
    assert panel.unknown.note.text() == "The book has no {Bo}, {Cy}."
