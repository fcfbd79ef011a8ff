"""The films of the welcome page: told by their picture, by when they were changed, by where they
are."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sorastudio.ui.film.poster import poster_path
from sorastudio.ui.recent import RecentFilms, when
from sorastudio.ui.welcome import Welcome
from tests.ui.walls import PATIENCE_MS, OpenDesk, film_of_takes

_NOW = datetime(2026, 3, 28, 12, 0)


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (datetime(2026, 3, 28, 9, 5), "today, 9:05"),
        (datetime(2026, 3, 27, 23, 59), "yesterday, 23:59"),
        (datetime(2026, 1, 2), "2 January"),
        (datetime(2024, 12, 31), "31 December 2024"),
    ],
)
def test_days_are_said_as_one_says_them(time: datetime, words: str) -> None:
    assert when(time, _NOW) == words


@pytest.fixture
def film(tmp_path: Path) -> Path:
    made = tmp_path / "Meadow" / "Meadow.sora"
    made.parent.mkdir()
    made.write_text("{}")
    return made


def test_rows_show_the_picture_of_their_film(qtbot: QtBot, film: Path) -> None:
    picture = QImage(64, 36, QImage.Format.Format_RGB888)
    picture.fill(QColor("#4488cc"))
    poster_path(film).parent.mkdir(parents=True)
    assert picture.save(str(poster_path(film)))
    page = Welcome([str(film), str(film.with_name("Gone.sora"))])
    qtbot.addWidget(page)
    page.show()
    (rows,) = page.findChildren(RecentFilms)
    (row,) = rows.rows
    assert row.title == "Meadow"
    assert row.detail.startswith("today, ")
    assert row.detail.endswith(str(film.parent))
    place = rows.visualItemRect(rows.item(0))
    seen = rows.viewport().grab().toImage().pixelColor(40, place.center().y())
    assert seen == QColor("#4488cc")


def test_a_film_is_opened_with_a_click_and_by_key(qtbot: QtBot, film: Path) -> None:
    page = Welcome([str(film)])
    qtbot.addWidget(page)
    page.show()
    (rows,) = page.findChildren(RecentFilms)
    with qtbot.waitSignal(page.open_wanted) as clicked:
        at = rows.visualItemRect(rows.item(0)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    with qtbot.waitSignal(page.open_wanted) as pressed:
        QTest.keyClick(rows, Qt.Key.Key_Return)
    assert clicked.args == pressed.args == [film]


def test_without_films_it_is_said_how_to_begin(qtbot: QtBot) -> None:
    page = Welcome([])
    qtbot.addWidget(page)
    page.show()
    words = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert any("No films yet" in text for text in words)


def test_an_open_film_keeps_the_middle_of_its_first_shot(
    qtbot: QtBot, open_desk: OpenDesk, film_path: Path
) -> None:
    open_desk(film_of_takes(film_path.parent / "takes", 1))
    path = poster_path(film_path)
    qtbot.waitUntil(lambda: not QImage(str(path)).isNull(), timeout=PATIENCE_MS)
    assert QImage(str(path)).height() == 108
