"""What no person means, in every field of the dialogs: nothing breaks, and it is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.export.presets import presets
from sorastudio.project.check import check
from sorastudio.project.time import FPS_24
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.actions.key_editor import KeyEditor
from sorastudio.ui.actions.keys import KeyMap, preset_named
from sorastudio.ui.actions.palette import Palette
from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.export.dialog import ExportDialog
from sorastudio.ui.export.exporting import Exporting, Idle
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.fields import TextField
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.viewer.timecode_field import TimecodeField
from sorastudio.ui.welcome import Welcome
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of

ABSURD = (
    "1e309",
    "-1e999999999",
    "nan",
    "-0",
    "",
    "abc",
    "1000000000000",
    "٣",
    "1/0",
    "💥" * 50,
    "9" * 6000,
    "a/" * 3000,
    "\u202e\x00",
    "~nobody-of-this-name/x",
    "/",
    ".",
    "..",
    "/dev/null/x",
    "--1",
)
absurd = pytest.mark.parametrize("wrong", ABSURD, ids=range(len(ABSURD)))


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    return open_film(film_of(a_slot(1), a_slot(2, "Snow")))


@absurd
def test_the_slot_form(session: Session, qtbot: QtBot, wrong: str) -> None:
    panel = SlotPanel(session, Generation(session, session), Offers(session))
    qtbot.addWidget(panel)
    session.select(Selection(slot=a_slot(1).id))
    for field in panel.form.findChildren(TextField):
        field.edit.setText(wrong)
        field.edit.setModified(True)
        QTest.keyClick(field.edit, Qt.Key.Key_Return)
    slot = session.project.slots[a_slot(1).id]
    assert check(session.project) == []
    assert 0 < slot.seconds <= 600
    assert slot.name


@absurd
def test_the_timecode_field(qtbot: QtBot, wrong: str) -> None:
    field = TimecodeField(FPS_24)
    qtbot.addWidget(field)
    said: list[object] = []
    field.chosen.connect(said.append)
    field.refused.connect(said.append)
    for sign in ("", "+", "-"):
        field.setText(sign + wrong)
        field.setModified(True)
        field.returnPressed.emit()
    assert len(said) == 3
    assert field.text() == "00:00:00:00"


@pytest.fixture
def dialog(session: Session, qtbot: QtBot) -> Iterator[ExportDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    exporting = Exporting(session)
    made = ExportDialog(session, exporting, window)
    made.show()
    yield made
    exporting.cancel()
    made.close()


@absurd
def test_the_export_dialog(dialog: ExportDialog, wrong: str) -> None:
    where = next(each for each in dialog.findChildren(QLineEdit) if each.isVisible())
    for name in presets():
        where.setText(wrong)
        dialog.presets.choose(name)
    if wrong == "/":
        return  # a computer may well allow that
    where.setText(wrong)
    next(each for each in dialog.findChildren(QPushButton) if each.text() == "Export").click()
    assert dialog.trouble or not isinstance(dialog._exporting.state, Idle)


@absurd
def test_the_welcome_page(qtbot: QtBot, wrong: str, tmp_path: Path) -> None:
    page = Welcome([])
    qtbot.addWidget(page)
    wanted: list[Path] = []
    page.new_wanted.connect(lambda path, _: wanted.append(path))
    name, folder = page.findChildren(QLineEdit)[:2]
    name.setText(wrong)
    folder.setText(str(tmp_path))
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert len(wanted) == 1
    assert wanted[0].parent.parent == tmp_path
    assert len(wanted[0].name.encode()) < 255
    folder.setText(wrong)
    QTest.keyClick(folder, Qt.Key.Key_Return)
    assert len(wanted) == 2 or page.trouble


@absurd
def test_the_key_editor_and_the_palette(qtbot: QtBot, wrong: str) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    command = Command(id="edit.undo", words="Undo", menu=Menu.EDIT, run=lambda: None)
    registry = Registry((command,), KeyMap(preset=preset_named("premiere")), window)
    for made in (KeyEditor(registry, window), Palette(registry, window)):
        made.show()
        search = next(each for each in made.findChildren(QLineEdit) if each.isVisible())
        search.setText(wrong)
        made.close()
