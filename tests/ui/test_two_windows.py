"""Two windows on one film: one may change it, the other looks on, and may take it over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.film import rename_film
from sorastudio.store.film_file import load_film, save_film
from sorastudio.ui.studio import Studio
from sorastudio.ui.window.main_window import MainWindow
from tests.ui.panels.films import a_slot, film_of


@pytest.fixture
def studios(film_path: Path, qtbot: QtBot) -> Iterator[tuple[Studio, Studio]]:
    """Two programs, as far as the film can tell: each has locks of its own."""
    film_path.parent.mkdir(parents=True)
    save_film(film_path, film_of(a_slot(1)))
    app = QApplication.instance()
    assert app is not None
    both = Studio(lambda _: None, app), Studio(lambda _: None, app)
    for studio in both:
        assert studio.open(film_path)
    yield both
    for studio in both:
        studio.end()
        studio.shut_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for studio in both:
        studio.deleteLater()


def window_of(studio: Studio) -> MainWindow:
    assert studio.window is not None
    return studio.window


def test_the_second_window_looks_on_and_takes_over_with_what_was_open_in_the_first(
    qtbot: QtBot, studios: tuple[Studio, Studio], film_path: Path
) -> None:
    first, second = studios
    before = load_film(film_path)
    assert not window_of(first).session.read_only
    assert "open in another window" in window_of(second).session.read_only
    assert not window_of(second).session.apply("Rename", rename_film, "Mine")
    window_of(first).session.apply("Rename", rename_film, "Not saved yet")
    button = next(
        each for each in window_of(second).findChildren(QPushButton) if each.text() == "Take Over"
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window_of(second).session.read_only)
    assert window_of(second).session.project.name == "Not saved yet"
    assert window_of(second).session.document.is_changed
    assert "taken this film over" in window_of(first).session.read_only
    assert load_film(film_path) == before
    assert window_of(second).save()
    assert load_film(film_path).name == "Not saved yet"


def test_a_window_that_has_a_question_open_does_not_give_way(
    qtbot: QtBot,
    studios: tuple[Studio, Studio],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from PySide6.QtWidgets import QDialog

    monkeypatch.setattr("sorastudio.ui.studio._PATIENCE_MS", 4000)
    first, second = studios
    question = QDialog(window_of(first))
    question.setModal(True)
    question.show()
    said: list[str] = []
    window_of(second).session.told.connect(lambda _, words: said.append(words))
    window_of(second).again_wanted.emit()
    qtbot.waitUntil(lambda: any("does not give way" in words for words in said))
    question.close()
    qtbot.wait(2500)
    assert not window_of(first).session.read_only
    assert window_of(second).session.read_only
