"""Key presets, a person's own keys, the editor and the palette."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLineEdit,
    QMainWindow,
    QPushButton,
    QTreeWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sorastudio.ui.actions.cheat_sheet import CheatSheet
from sorastudio.ui.actions.command import Command, Menu
from sorastudio.ui.actions.key_editor import KeyEditor
from sorastudio.ui.actions.keys import KeyMap, key_presets, normal, preset_named
from sorastudio.ui.actions.menus import fill_menus
from sorastudio.ui.actions.palette import Palette, score
from sorastudio.ui.actions.registry import Registry
from sorastudio.ui.window.focus import KeyboardFocus

W = TypeVar("W", bound=QWidget)


@dataclass
class Desk:
    """A window with a few commands that note what was done."""

    window: QMainWindow
    registry: Registry
    done: list[str] = field(default_factory=list)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    window = QMainWindow()
    qtbot.addWidget(window)
    done: list[str] = []
    commands = (
        _command("edit.undo", "Undo", done),
        _command("edit.redo", "Redo", done),
        _command("file.save", "Save", done, menu=Menu.FILE),
        Command(
            id="file.close",
            words="Close Film",
            menu=Menu.FILE,
            run=lambda: done.append("file.close"),
            enabled=lambda: False,
        ),
    )
    registry = Registry(commands, KeyMap(preset=preset_named("premiere")), window)
    window.setCentralWidget(QWidget(window))
    window.resize(900, 600)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return Desk(window, registry, done)


def _command(name: str, words: str, done: list[str], menu: Menu = Menu.EDIT) -> Command:
    return Command(id=name, words=words, menu=menu, run=lambda: done.append(name))


@pytest.mark.parametrize("name", ["premiere", "resolve", "kdenlive", "shotcut"])
def test_no_key_of_a_preset_is_taken_twice(name: str) -> None:
    preset = preset_named(name)
    assert preset.name == name
    assert KeyMap(preset=preset).conflicts(preset.keys) == {}


@pytest.mark.parametrize("name", ["premiere", "resolve", "kdenlive", "shotcut"])
def test_every_key_of_a_preset_is_one_qt_knows(name: str) -> None:
    for keys in preset_named(name).keys.values():
        assert all(keys), name
        assert [normal(key) for key in keys] == list(keys)


def test_the_keys_all_editors_share_are_the_same_in_every_preset() -> None:
    shared = ("edit.undo", "file.save")
    for command in shared:
        assert len({preset.keys[command][0] for preset in key_presets().values()}) == 1


def test_own_keys_lie_over_the_preset_and_are_forgotten_when_they_say_the_same() -> None:
    keys = KeyMap(preset=preset_named("premiere"))
    changed = keys.with_keys("edit.undo", ["Ctrl+U"])
    assert changed.of("edit.undo") == ("Ctrl+U",)
    assert changed.is_own("edit.undo")
    assert changed.with_keys("edit.undo", keys.of("edit.undo")) == keys


def test_a_preset_nobody_knows_is_the_default() -> None:
    assert preset_named("of another version").name == "premiere"


def test_a_key_does_its_command(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.done == ["edit.undo"]


def test_a_command_that_cannot_be_done_now_is_not(desk: Desk, qtbot: QtBot) -> None:
    desk.registry.run("file.close")
    assert desk.done == []
    assert not desk.registry.action("file.close").isEnabled()


def test_menus_hold_every_command_and_tooltips_its_key(desk: Desk) -> None:
    menus = fill_menus(desk.window.menuBar(), desk.registry)
    assert [each.text() for each in menus[Menu.EDIT].actions()] == ["Undo", "Redo"]
    native = QKeySequence("Ctrl+Z").toString(QKeySequence.SequenceFormat.NativeText)
    assert desk.registry.action("edit.undo").toolTip() == f"Undo ({native})"


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [("und", "Undo", "Close Film"), ("cf", "Close Film", "Select Clip of Film")],
)
def test_what_was_meant_comes_first(typed: str, better: str, worse: str) -> None:
    best = score(typed, better)
    other = score(typed, worse)
    assert best is not None
    assert other is None or best > other
    assert score("xyz", better) is None


def test_the_palette_does_what_is_typed(desk: Desk, qtbot: QtBot) -> None:
    palette = Palette(desk.registry, desk.window)
    palette.show()
    field = _only(palette, QLineEdit)
    QTest.keyClicks(field, "redo")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.done == ["edit.redo"]


def test_the_palette_moves_with_the_arrows_and_refuses_what_cannot_be_done(
    desk: Desk, qtbot: QtBot
) -> None:
    palette = Palette(desk.registry, desk.window)
    palette.show()
    field, rows = _only(palette, QLineEdit), _only(palette, QTreeWidget)
    QTest.keyClick(field, Qt.Key.Key_Down)
    current = rows.currentItem()
    assert current is not None
    assert current.text(0) == "Redo"
    field.clear()
    QTest.keyClicks(field, "close film")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.done == []
    assert palette.isVisible()
    palette.close()


def test_the_key_editor_says_who_has_a_key_and_moves_it(desk: Desk, qtbot: QtBot) -> None:
    editor = KeyEditor(desk.registry, desk.window)
    editor.show()
    _choose(editor, "Save")
    QTest.keyClick(editor._typed.focusProxy() or editor._typed, Qt.Key.Key_Z, _CTRL)
    assert "Undo" in editor._taken.text()
    QTest.mouseClick(_button(editor, "Use this key"), Qt.MouseButton.LeftButton)
    assert desk.registry.keys.of("file.save")[0] == "Ctrl+Z"
    assert desk.registry.keys.of("edit.undo") == ()
    QTest.keyClick(desk.window, Qt.Key.Key_Z, _CTRL)
    assert desk.done == ["file.save"]
    _choose(editor, "Save")
    QTest.mouseClick(_button(editor, "As in the preset"), Qt.MouseButton.LeftButton)
    assert desk.registry.keys.of("file.save") == ("Ctrl+S",)
    editor.close()


def test_space_presses_a_button_only_if_it_was_reached_by_keyboard(
    desk: Desk, qtbot: QtBot
) -> None:
    KeyboardFocus(desk.window)
    place = QWidget(desk.window)
    desk.window.setCentralWidget(place)
    layout = QVBoxLayout(place)
    field, button = QLineEdit(place), QPushButton("Press", place)
    layout.addWidget(field)
    layout.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda _=False: pressed.append(True))
    desk.registry.use_keys(desk.registry.keys.with_keys("edit.undo", ["Space"]))
    qtbot.waitUntil(button.isVisible)
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert (desk.done, pressed) == (["edit.undo"], [])
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert (desk.done, pressed) == (["edit.undo"], [True])


_CTRL = Qt.KeyboardModifier.ControlModifier


def _choose(editor: KeyEditor, words: str) -> None:
    rows = _only(editor, QTreeWidget)
    flags = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
    rows.setCurrentItem(rows.findItems(words, flags, 0)[0])


def _only(parent: QWidget, kind: type[W]) -> W:
    (found,) = parent.findChildren(kind)
    return found


def _button(editor: KeyEditor, words: str) -> QPushButton:
    return next(each for each in editor.findChildren(QPushButton) if each.text() == words)


def test_the_sheet_shows_every_key_is_searched_and_follows_changes(
    desk: Desk, qtbot: QtBot
) -> None:
    sheet = CheatSheet(desk.registry, desk.window)
    sheet.show()
    shown = sheet.sheet.toPlainText()
    assert all(words in shown for words in ("Undo", "Ctrl+Z", "Save", "Mouse on the timeline"))
    QTest.keyClicks(sheet.search, "undo")
    assert "Save" not in sheet.sheet.toPlainText()
    desk.registry.use_keys(desk.registry.keys.with_keys("edit.undo", ["Ctrl+U"]))
    assert "Ctrl+U" in sheet.sheet.toPlainText()
    QTest.keyClicks(sheet.search, "nonsense")
    assert "Nothing is called “undononsense”" in sheet.sheet.toPlainText()
    sheet.close()


def test_the_sheet_is_printed(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "keys.pdf"))
    sheet = CheatSheet(desk.registry, desk.window)
    sheet.print_on(printer)
    assert (tmp_path / "keys.pdf").read_bytes().startswith(b"%PDF")
