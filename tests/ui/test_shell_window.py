"""The window of a film, with all its parts, as a person uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from sorastudio.errors import FilmFileError
from sorastudio.export import run
from sorastudio.export.order import Order
from sorastudio.export.progress import OnProgress, Progress
from sorastudio.export.runner import Runner
from sorastudio.media.probe import probe
from sorastudio.project.book import Entry, EntryKind
from sorastudio.project.check import check
from sorastudio.project.edits.book import add_entry, change_entry
from sorastudio.project.edits.cut import remove
from sorastudio.project.edits.slots import add_slot, adopt_take, change_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.project.time import FrameRate
from sorastudio.settings import SettingsFile, UserSettings
from sorastudio.store.film_file import load_film, save_film
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger_job import Asset, new_job
from sorastudio.store.recovery import autosave, autosave_path, recoverable
from sorastudio.ui.actions.cheat_sheet import CheatSheet
from sorastudio.ui.actions.keys import KeyMap, key_presets, preset_named
from sorastudio.ui.export.dialog import ExportDialog
from sorastudio.ui.export.exporting import Failed, Finished, Stopped
from sorastudio.ui.film.safety import Autosave
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.book_tab import BookTab
from sorastudio.ui.studio import Studio
from sorastudio.ui.welcome import Welcome
from sorastudio.ui.window.main_window import MainWindow
from tests.project.films import film, take
from tests.store.faults import small_disk

W = TypeVar("W", bound=QObject)
_CTRL = Qt.KeyboardModifier.ControlModifier
_SMALL = Settings(size=Size(96, 64), rate=FrameRate(24))


@pytest.fixture
def studio(qtbot: QtBot) -> Iterator[Studio]:
    app = QApplication.instance()
    assert app is not None
    made = Studio(lambda path: save_film(path, replace(_short_film(), name="Demo")), app)
    yield made
    if made.window is not None:
        _with_answer("Discard", made.window.close)
    made.shut_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    made.deleteLater()


@pytest.fixture
def window(studio: Studio, film_path: Path, qtbot: QtBot) -> MainWindow:
    """Two black seconds: a slot without a take, in a small film."""
    return _opened(studio, film_path, _short_film(), qtbot)


def _short_film() -> Project:
    """Slates only: nothing has to be decoded."""
    slot = Slot(id=SlotId("slot-1"), name="shot-1", prompt="Rain", seconds=Fraction(1))
    return add_slot(new_project("Film", _SMALL), slot)


def _opened(studio: Studio, path: Path, project: Project, qtbot: QtBot) -> MainWindow:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_film(path, project)
    assert studio.open(path)
    window = studio.window
    assert window is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


def _only(parent: QObject, kind: type[W]) -> W:
    (found,) = parent.findChildren(kind)
    return found


def _button(parent: QWidget, words: str) -> QPushButton:
    return next(each for each in parent.findChildren(QPushButton) if each.text() == words)


def _with_answer(words: str, act: Callable[[], object]) -> list[str]:
    """Do what asks a question, and answer it; what was asked."""
    return _with_answers([words], act)


def _with_answers(words: list[str], act: Callable[[], object]) -> list[str]:
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box.text())
            answers = [each for each in box.buttons() if each.text() in words]
            answers[0].click()

    timer = QTimer()
    timer.timeout.connect(answer)
    timer.start(5)
    act()
    timer.stop()
    return asked


def _rename(window: MainWindow) -> None:
    window.session.apply("Rename", lambda project: replace(project, name="Other"))


def test_the_welcome_page_makes_a_film_and_opens_it(
    studio: Studio, tmp_path: Path, qtbot: QtBot
) -> None:
    studio.show_welcome()
    page = studio.welcome
    assert isinstance(page, Welcome)
    name, folder = _fields(page)
    name.selectAll()
    QTest.keyClicks(name, "Night train")
    folder.setText(str(tmp_path / "films"))
    QTest.keyClick(name, Qt.Key.Key_Return)
    path = tmp_path / "films" / "Night-train" / "Night-train.sora"
    assert load_film(path).settings == Settings()
    assert studio.window is not None
    assert studio.window.windowTitle() == "Night train — Sora Studio"
    assert not page.isVisible()
    assert SettingsFile().value.recent == (str(path),)


def test_a_film_that_is_there_already_is_not_made_again(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "A" / "A.sora"
    path.parent.mkdir()
    save_film(path, film(24))
    studio.show_welcome()
    assert studio.welcome is not None
    name, folder = _fields(studio.welcome)
    name.setText("A")
    folder.setText(str(tmp_path))
    QTest.mouseClick(_button(studio.welcome, "Create film"), Qt.MouseButton.LeftButton)
    assert studio.window is None
    assert "already" in studio.welcome.trouble
    assert load_film(path) == film(24)


def _fields(page: Welcome) -> tuple[QLineEdit, QLineEdit]:
    by_name = {each.accessibleName(): each for each in page.findChildren(QLineEdit)}
    return by_name["Name of the new film"], by_name["Folder of the new film"]


def test_the_demo_is_made_in_the_background_and_its_takes_come(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("sorastudio.ui.studio.films_folder", lambda: tmp_path)
    (tmp_path / "Demo").mkdir()
    studio.show_welcome()
    assert studio.welcome is not None
    QTest.mouseClick(_button(studio.welcome, "Open the demo film"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: studio.window is not None)
    assert studio.window is not None
    session = studio.window.session
    assert session.project.name == "Demo"
    qtbot.waitUntil(
        lambda: session.project.chosen_take(SlotId("slot-1")) is not None, timeout=30_000
    )


def test_a_recent_film_is_read_in_the_background_and_opened(
    studio: Studio, film_path: Path, qtbot: QtBot
) -> None:
    film_path.parent.mkdir()
    save_film(film_path, _short_film())
    settings = SettingsFile()
    settings.change(settings.value.opened(film_path))
    studio = Studio(lambda _: None, studio)
    studio.show_welcome()
    assert studio.welcome is not None
    (recent,) = studio.welcome.findChildren(QListWidget)
    QTest.keyClick(recent, Qt.Key.Key_Down)
    QTest.keyClick(recent, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: studio.window is not None)
    assert studio.window is not None
    assert studio.window.session.project == _short_film()
    studio.end()
    studio.shut_down()


def test_what_is_no_film_is_told_and_forgotten(studio: Studio, tmp_path: Path) -> None:
    gone = tmp_path / "gone.sora"
    settings = SettingsFile()
    settings.change(settings.value.opened(gone))
    studio = Studio(lambda _: None, studio)
    studio.show_welcome()
    assert not studio.open(gone)
    assert studio.welcome is not None
    assert "There is no such file" in studio.welcome.trouble
    assert SettingsFile().value.recent == ()
    studio.shut_down()


def test_every_key_of_every_preset_belongs_to_a_command(window: MainWindow) -> None:
    known = {command.id for command in window.registry.commands}
    for preset in key_presets().values():
        assert set(preset.keys) <= known, preset.name


def test_every_command_has_words_of_its_own_and_a_place_in_the_menus(window: MainWindow) -> None:
    commands = window.registry.commands
    assert len({command.id for command in commands}) == len(commands)
    assert len({(each.menu, each.words) for each in commands}) == len(commands)
    in_menus = {
        action.objectName()
        for head in window.menuBar().actions()
        for action in head.menu().actions()  # type: ignore[attr-defined]
    }
    assert {command.id for command in commands} <= in_menus


def test_every_part_and_control_has_an_accessible_name(window: MainWindow) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox

    nameless = [
        (type(each).__name__, each.objectName(), type(each.parent()).__name__)
        for kind in (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
        for each in window.findChildren(kind)
        if not isinstance(each.parent(), QLineEdit)  # Qt's own cross that clears a field
        and not each.objectName().startswith(("qt_", "Scroll"))
        and not (each.accessibleName() or getattr(each, "text", lambda: "")() or each.toolTip())
    ]
    assert nameless == []


def test_a_change_shows_in_title_and_undo_and_goes_with_a_save(window: MainWindow) -> None:
    _rename(window)
    assert window.windowTitle() == "Other • — Sora Studio"
    window.registry.refresh()
    assert window.registry.words("edit.undo") == "Undo Rename"
    QTest.keyClick(window, Qt.Key.Key_S, _CTRL)
    assert window.windowTitle() == "Other — Sora Studio"
    assert load_film(window.session.file.path).name == "Other"
    QTest.keyClick(window, Qt.Key.Key_Z, _CTRL)
    assert window.windowTitle() == "Film • — Sora Studio"


def test_closing_a_saved_film_asks_nothing_and_leaves_nothing(window: MainWindow) -> None:
    path = window.session.file.path
    assert _with_answer("Cancel", window.close) == []
    assert not window.isVisible()
    assert not autosave_path(path).exists()


def test_closing_asks_what_becomes_of_changes(window: MainWindow) -> None:
    path = window.session.file.path
    _rename(window)
    assert _with_answer("Cancel", window.close) == ["Save the changes to “Other”?"]
    assert window.isVisible()
    _with_answer("Save", window.close)
    assert not window.isVisible()
    assert load_film(path).name == "Other"


def test_discarded_changes_are_gone(window: MainWindow) -> None:
    path = window.session.file.path
    _rename(window)
    _with_answer("Discard", window.close)
    assert load_film(path).name == "Film"
    assert recoverable(path) is None


def test_discard_takes_edits_back_and_leaves_the_takes_that_came(window: MainWindow) -> None:
    session, saved = window.session, window.session.project
    path, slot = session.file.path, session.project.slots[SlotId("slot-1")]
    _rename(window)
    made, media = take(session.project, slot)
    session.document.receive("Use take", made, media)
    session.keep_soon()
    _rename(window)
    assert _with_answer("Discard", window.close) == ["Save the changes to “Other”?"]
    assert load_film(path) == adopt_take(saved, made, media)
    assert recoverable(path) is None


def test_a_take_alone_is_no_question_when_the_film_is_closed(window: MainWindow) -> None:
    session = window.session
    made, media = take(session.project, session.project.slots[SlotId("slot-1")])
    session.document.receive("Use take", made, media)
    session.keep_soon()
    assert _with_answer("Cancel", window.close) == []
    assert load_film(session.file.path).pool.takes.get(made.id) == made


def test_takes_that_came_after_work_was_put_aside_stay_when_it_is_recovered(
    studio: Studio, film_path: Path, qtbot: QtBot
) -> None:
    film_path.parent.mkdir()
    project = _short_film()
    made, media = take(project, project.slots[SlotId("slot-1")])
    save_film(film_path, adopt_take(project, made, media))
    autosave(film_path, replace(project, name="Other"))
    _with_answer("Recover", lambda: studio.open(film_path))
    assert studio.window is not None
    recovered = studio.window.session.project
    assert (recovered.name, recovered.chosen_take(made.slot_id)) == ("Other", made)


def test_closing_asks_before_it_replaces_the_changes_of_another_program(
    window: MainWindow,
) -> None:
    path = window.session.file.path
    _rename(window)
    save_film(path, new_project("Theirs"))
    asked = _with_answers(["Save", "Do not save"], window.close)
    assert len(asked) == 2
    assert window.isVisible()
    assert load_film(path).name == "Theirs"
    _with_answers(["Save", "Save over them"], window.close)
    assert not window.isVisible()
    assert load_film(path).name == "Other"


def test_a_film_changed_by_another_program_is_saved_only_if_wanted(window: MainWindow) -> None:
    path = window.session.file.path
    save_film(path, new_project("Theirs"))
    _rename(window)
    asked = _with_answer("Do not save", window.save)
    assert len(asked) == 1
    assert load_film(path).name == "Theirs"
    _with_answer("Save over them", window.save)
    assert load_film(path).name == "Other"
    assert not window.session.document.is_changed


def test_changes_are_put_aside_in_the_background_until_they_are_saved(
    window: MainWindow, qtbot: QtBot
) -> None:
    path = window.session.file.path
    _rename(window)
    _only(window.session, Autosave).keep()
    qtbot.waitUntil(autosave_path(path).exists)
    found = recoverable(path)
    assert found is not None
    assert found.project.name == "Other"
    window.save()
    assert not autosave_path(path).exists()


@pytest.mark.parametrize(("answer", "name"), [("Recover", "Other"), ("Open as saved", "Film")])
def test_unsaved_work_of_last_time_is_offered(
    studio: Studio, film_path: Path, answer: str, name: str
) -> None:
    film_path.parent.mkdir()
    save_film(film_path, new_project("Film"))
    autosave(film_path, new_project("Other"))
    asked = _with_answer(answer, lambda: studio.open(film_path))
    assert asked == ["“Film” was not closed properly."]
    assert studio.window is not None
    document = studio.window.session.document
    assert document.project.name == name
    assert document.is_changed is (name == "Other")


def test_the_end_from_outside_keeps_what_was_not_saved(window: MainWindow, studio: Studio) -> None:
    path = window.session.file.path
    _rename(window)
    studio.end()
    found = recoverable(path)
    assert found is not None
    assert found.project.name == "Other"
    assert load_film(path).name == "Film"


def test_docks_close_and_come_back_and_are_remembered(
    window: MainWindow, studio: Studio, film_path: Path, qtbot: QtBot
) -> None:
    library = window.findChild(QDockWidget, "library")
    assert isinstance(library, QDockWidget)
    window.registry.run("view.library")
    assert library.isHidden()
    window.close()
    again = _opened(studio, film_path, _short_film(), qtbot)
    assert not again.docks.is_shown("library")
    again.registry.run("view.reset-layout")
    assert again.docks.is_shown("library")


def test_space_plays_and_k_stops(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.playhead > 1)
    QTest.keyClick(window, Qt.Key.Key_K)
    at = window.session.playhead
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert window.session.playhead in (at + 1, at + 2)


def test_an_empty_film_takes_what_is_typed_as_its_first_prompt(
    studio: Studio, film_path: Path, qtbot: QtBot
) -> None:
    window = _opened(studio, film_path, new_project("Film", _SMALL), qtbot)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    field = QApplication.focusWidget()
    assert field is not None
    QTest.keyClicks(field, "Rain on a window")
    QTest.keyClick(field, Qt.Key.Key_Return)
    (slot,) = window.session.project.slots
    assert slot.prompt == "Rain on a window"


def test_generate_without_anything_to_generate_says_what_is_wanted(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_R, _CTRL)
    assert window.status.said == "Select a slot, or type the prompt of a new one."


def test_keys_cut_and_mark(window: MainWindow) -> None:
    session = window.session
    session.move_playhead(12)
    QTest.keyClick(window, Qt.Key.Key_K, _CTRL)
    assert [placed.clip.length for placed in session.project.timeline.clips()] == [12, 12]
    QTest.keyClick(window, Qt.Key.Key_I)
    session.move_playhead(17)
    QTest.keyClick(window, Qt.Key.Key_O)
    assert session.range == (12, 18)
    QTest.keyClick(window, Qt.Key.Key_M)
    assert [marker.frame for marker in session.project.timeline.markers] == [17]


def test_export_writes_the_film_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    dialog = _export_dialog(window)
    QTest.mouseClick(_button(dialog, "Export"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.exporting.state, Finished), timeout=20_000)
    out = window.session.file.path.with_suffix(".mp4")
    facts = probe(out)
    assert facts.video is not None
    assert facts.video.size == _SMALL.size
    assert _button(dialog, "Show in folder").isVisible()


def test_export_exports_the_marked_range_under_another_name(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.session.mark_range((6, 12))
    dialog = _export_dialog(window)
    _choose(dialog, "PNG sequence")
    dialog.place.field.setText(str(tmp_path / "pictures"))
    QTest.mouseClick(_button(dialog, "Export"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.exporting.state, Finished), timeout=20_000)
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 6


def test_an_export_that_cannot_be_says_why_and_can_be_tried_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = _export_dialog(window)
    dialog.place.field.setText(str(tmp_path / "nowhere" / "a.mp4"))
    QTest.mouseClick(_button(dialog, "Export"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.exporting.state, Failed))
    assert "does not exist" in dialog.trouble
    assert _button(dialog, "Export").isEnabled()


def test_a_canceled_export_leaves_nothing(
    studio: Studio, film_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = _held_once_it_runs(monkeypatch)
    window = _opened(studio, film_path, _long_film(), qtbot)
    dialog = _export_dialog(window)
    QTest.mouseClick(_button(dialog, "Export"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(runs.is_set)
    QTest.mouseClick(_button(dialog, "Cancel export"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.exporting.state, Stopped), timeout=20_000)
    assert [each for each in film_path.parent.iterdir() if "mp4" in each.name] == []


def test_closing_while_an_export_runs_asks_first(
    studio: Studio, film_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = _held_once_it_runs(monkeypatch)
    window = _opened(studio, film_path, _long_film(), qtbot)
    dialog = _export_dialog(window)
    QTest.mouseClick(_button(dialog, "Export"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(runs.is_set)
    assert _with_answer("Keep exporting", window.close) == ["An export is running."]
    assert window.isVisible()
    _with_answer("Stop and close", window.close)
    assert not window.isVisible()
    assert [each for each in film_path.parent.iterdir() if "mp4" in each.name] == []


def _held_once_it_runs(monkeypatch: pytest.MonkeyPatch) -> Event:
    """From here on an export that has begun goes no further until it is canceled, however much of
    it was built ahead; set as soon as one has."""
    real, runs, never = run.export_film, Event(), Event()

    def held(order: Order, folder: FilmFolder, on_frames: OnProgress, *, runner: Runner) -> None:
        def wait(told: Progress) -> None:
            while True:
                on_frames(told)  # raises as soon as nobody wants it any more
                runs.set()
                never.wait(0.005)

        real(order, folder, wait, runner=runner)

    monkeypatch.setattr(run, "export_film", held)
    return runs


def _long_film() -> Project:
    settings = Settings(size=Size(640, 360), rate=FrameRate(24))
    slot = Slot(id=SlotId("slot-1"), name="shot-1", prompt="Rain", seconds=Fraction(600))
    return add_slot(new_project("Film", settings), slot)


def _export_dialog(window: MainWindow) -> ExportDialog:
    QTest.keyClick(window, Qt.Key.Key_E, _CTRL)
    return _only(window, ExportDialog)


def _choose(dialog: QDialog, words: str) -> None:
    (rows,) = dialog.findChildren(QListWidget)
    (item,) = rows.findItems(words, Qt.MatchFlag.MatchExactly)
    QTest.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(item).center()
    )


def test_broken_settings_are_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"recent": [1], "key_preset": "shotcut", "own_keys": {"a": "b"}}')
    value = SettingsFile(path).value
    assert value == UserSettings(key_preset="shotcut")
    path.write_text("not JSON")
    assert SettingsFile(path).value == UserSettings()


def test_settings_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    file = SettingsFile(path)
    file.change(replace(file.value, own_keys={"edit.undo": ("Ctrl+U",)}).opened(tmp_path))
    assert SettingsFile(path).value == file.value


def test_a_session_that_cannot_be_opened_raises(tmp_path: Path) -> None:
    with pytest.raises(FilmFileError):
        Session(tmp_path / "none.sora")


def test_a_changed_entry_of_the_book_makes_slots_stale_and_the_toolbar_says_the_price(
    studio: Studio, film_path: Path, qtbot: QtBot
) -> None:
    anna = Entry(id="Anna", kind=EntryKind.CHARACTER, text="a woman in red")
    project = add_entry(_short_film(), anna)
    slot = replace(project.slots[SlotId("slot-1")], prompt="{Anna} runs")
    window = _opened(studio, film_path, change_slot(project, slot), qtbot)
    session, words = window.session, "Generate Stale (1) · free"
    window.fill()
    qtbot.waitUntil(lambda: session.project.chosen_take(slot.id) is not None, timeout=30_000)
    session.apply("Words", change_entry, replace(anna, text="a woman in blue"))
    qtbot.waitUntil(
        lambda: window.registry.action("slot.generate-stale").text() == words, timeout=30_000
    )
    window.registry.run("slot.generate-stale")
    qtbot.waitUntil(lambda: len(session.project.pool.takes) == 2, timeout=30_000)
    take = session.project.chosen_take(slot.id)
    assert take is not None
    assert take.recipe.prompt == "a woman in blue runs"


def test_the_book_comes_to_the_front_by_key(window: MainWindow) -> None:
    window.registry.run("view.library")
    QTest.keyClick(window, Qt.Key.Key_B, _CTRL | Qt.KeyboardModifier.ShiftModifier)
    book = _only(window, BookTab)
    assert book.isVisible()
    window.registry.run("book.new-style")
    assert book.chosen == "Style 1"


def test_a_slot_is_removed_once_nothing_uses_it_and_its_takes_stay(window: MainWindow) -> None:
    session, slot_id = window.session, SlotId("slot-1")
    made, media = take(session.project, session.project.slots[slot_id])
    session.document.receive("Use take", made, media)
    session.select(Selection(slot=slot_id))
    window.registry.run("slot.remove")
    assert window.status.said.endswith("Delete its clips first.")
    clips = [placed.clip.id for placed in session.project.timeline.clips()]
    session.apply("Delete", remove, clips)
    assert len(_with_answer("Cancel", lambda: window.registry.run("slot.remove"))) == 1
    assert slot_id in session.project.slots
    _with_answer("Remove", lambda: window.registry.run("slot.remove"))
    assert slot_id not in session.project.slots
    assert made.id in session.project.pool.takes
    assert check(session.project) == []
    session.undo()
    assert session.project.chosen_take(slot_id) == made


def test_every_part_says_what_it_is_there_for(window: MainWindow) -> None:
    docks = window.findChildren(QDockWidget)
    assert len(docks) == len(window.docks.names)
    assert all(dock.whatsThis() for dock in docks)


def test_the_keys_are_shown_by_key(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    sheet = _only(window, CheatSheet)
    assert sheet.isVisible()
    assert "Ripple Delete" in sheet.sheet.toPlainText()
    sheet.close()


@pytest.mark.parametrize("name", ["premiere", "resolve", "kdenlive", "shotcut"])
def test_no_two_commands_of_the_window_share_a_key(window: MainWindow, name: str) -> None:
    commands = [command.id for command in window.registry.commands]
    assert KeyMap(preset=preset_named(name)).conflicts(commands) == {}


def test_the_export_dialog_says_what_is_replaced_and_what_has_no_take(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog = _export_dialog(window)
    out = window.session.file.path.with_suffix(".mp4")
    assert (
        dialog.notes
        == "“shot-1” has no take yet: a slate with the prompt is exported in the place."
    )
    out.write_bytes(b"an older export")
    field = dialog.place.field
    field.setText(str(out.with_name("other.mp4")))
    assert "already" not in dialog.notes
    field.setText(str(out))
    assert "is there already" in dialog.notes
    QTest.mouseClick(_button(dialog, "Export and replace"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(window.exporting.state, Finished), timeout=20_000)
    assert probe(out).video is not None


def test_an_export_that_meets_a_full_disk_says_so_and_keeps_the_old_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "20m") as disk:
        (disk / "large").write_bytes(bytes(8_000_000))
        old = disk / "a.mp4"
        old.write_bytes(b"an older export")
        dialog = _export_dialog(window)
        dialog.place.field.setText(str(old))
        QTest.mouseClick(_button(dialog, "Export and replace"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: isinstance(window.exporting.state, Failed), timeout=20_000)
        assert "is full" in dialog.trouble
        assert old.read_bytes() == b"an older export"
        assert sorted(each.name for each in disk.iterdir()) == ["a.mp4", "large"]


def test_an_empty_film_says_why_it_cannot_be_exported(
    studio: Studio, film_path: Path, qtbot: QtBot
) -> None:
    dialog = _export_dialog(_opened(studio, film_path, new_project("Film"), qtbot))
    assert dialog.notes == "The film is empty: add a slot or a file first."
    assert not _button(dialog, "Export").isEnabled()


def test_what_was_spent_is_said_in_the_status_bar(qtbot: QtBot, window: MainWindow) -> None:
    ledger = window.session.ledger
    job = new_job(SlotId("slot-1"), "svc", {}, cost_estimated=Decimal("0.5"), currency="USD")
    ledger.record_submitting(job)
    ledger.record_accepted(job.job_id, "remote")
    asset = Asset(path="takes/x.mp4", sha256="0", size_bytes=1)
    ledger.record_success(job.job_id, asset, cost_actual=Decimal("0.4"), billed=True)
    ledger.set_cap(Decimal(20))

    def said() -> list[str]:
        return [label.text() for label in window.status.findChildren(QLabel)]

    qtbot.waitUntil(lambda: "$0.40 of $20.00 cap, billed" in said())
