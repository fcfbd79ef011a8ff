"""The film under another name, while it is open."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.markers import add_marker
from sorastudio.project.ids import SlotId
from sorastudio.store.film_file import load_film
from sorastudio.store.recovery import autosave_path
from sorastudio.ui.film.generation import Generation, Running
from sorastudio.ui.film.safety import Autosave
from sorastudio.ui.film.save_as import SaveAs
from sorastudio.ui.film.session import Session
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of, wait_for_all
from tests.ui.panels.test_generation import Held

ONE = SlotId("slot-1")


class Desk:
    """A film with a generator and a window to ask in."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.session, self.provider = session, Held()
        self.generation = Generation(session, session, find_provider=lambda _: self.provider)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.save_as = SaveAs(session, self.window, self.is_generating)
        self.told: list[tuple[str, str]] = []
        session.told.connect(lambda kind, words: self.told.append((kind, words)))

    def is_generating(self) -> bool:
        return any(job.open for job in self.generation.jobs)


@pytest.fixture
def desk(qtbot: QtBot, open_film: OpenFilm) -> Desk:
    """One slot with a take that was really made."""
    desk = Desk(qtbot, open_film(film_of(a_slot(1))))
    desk.provider.gate.set()
    desk.generation.generate([ONE])
    wait_for_all(qtbot, desk.generation)
    qtbot.waitUntil(lambda: not desk.session.document.is_changed, timeout=10_000)
    return desk


def go_on_as(qtbot: QtBot, desk: Desk, path: Path) -> None:
    with qtbot.waitSignal(desk.save_as.went_on, timeout=20_000):
        desk.save_as.go_on_as(path)


def test_it_goes_on_beside_the_old_film_and_shares_its_takes(qtbot: QtBot, desk: Desk) -> None:
    session, old = desk.session, desk.session.file.path
    before = load_film(old)
    session.apply("Marker", add_marker, 3)
    go_on_as(qtbot, desk, old.with_name("Other"))
    assert session.file.path == old.with_name("Other.sora")
    assert (session.project.name, session.document.is_changed) == ("Other", False)
    assert load_film(session.file.path) == session.project
    assert load_film(old) == before
    session.apply("Marker", add_marker, 5)
    assert session.save()
    assert len(load_film(session.file.path).timeline.markers) == 2
    assert load_film(old) == before


def test_it_goes_on_in_another_folder_with_its_takes_and_history(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    session, old = desk.session, desk.session.file.path
    session.apply("Marker", add_marker, 3)
    go_on_as(qtbot, desk, tmp_path / "far" / "New.sora")
    (media,) = session.project.pool.media
    assert session.locate(media.id).is_relative_to(tmp_path / "far" / "takes")
    assert session.ledger.path == tmp_path / "far" / "ledger.db"
    assert len(session.ledger.jobs()) == 1
    session.undo()
    session.undo()
    assert len(session.project.timeline.markers) == 0
    assert session.locate(media.id).exists()
    desk.generation.generate([ONE])
    wait_for_all(qtbot, desk.generation)
    qtbot.waitUntil(lambda: session.document.is_safe, timeout=10_000)
    assert len(list((tmp_path / "far" / "takes").glob("*.mp4"))) == 2
    assert len(list((old.parent / "takes").glob("*.mp4"))) == 1
    assert len(load_film(tmp_path / "far" / "New.sora").pool.takes) == 2


def test_a_copy_is_the_film_as_it_is_now_and_the_film_goes_on(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    session, old = desk.session, desk.session.file.path
    session.apply("Marker", add_marker, 3)
    path = tmp_path / "copies" / "Copy.sora"
    desk.save_as.copy_to(path)
    qtbot.waitUntil(lambda: not desk.save_as.is_running, timeout=20_000)
    assert "is a copy" in desk.told[-1][1]
    copied = load_film(path)
    assert (copied.name, len(copied.timeline.markers)) == ("Copy", 1)
    assert session.file.path == old
    assert session.document.is_changed
    assert len(load_film(old).timeline.markers) == 0


def test_to_another_folder_it_waits_for_takes_on_their_way(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    desk.provider.gate.clear()
    desk.generation.generate([ONE])
    qtbot.waitUntil(lambda: isinstance(desk.generation.jobs[-1].stage, Running))
    desk.save_as.go_on_as(tmp_path / "far" / "New.sora")
    assert desk.told[-1][0] == "error"
    assert "Takes are being made" in desk.told[-1][1]
    go_on_as(qtbot, desk, desk.session.folder.root / "New.sora")
    desk.provider.gate.set()
    wait_for_all(qtbot, desk.generation)
    qtbot.waitUntil(lambda: desk.session.document.is_safe, timeout=10_000)
    assert len(load_film(desk.session.file.path).pool.takes) == 2


def test_a_ledger_that_cannot_be_used_leaves_the_film_where_it_is(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    session, old = desk.session, desk.session.file.path
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "ledger.db").mkdir()
    desk.save_as.go_on_as(tmp_path / "far" / "New.sora")
    qtbot.waitUntil(lambda: not desk.save_as.is_running, timeout=20_000)
    assert desk.told[-1][0] == "error"
    assert (session.file.path, session.folder.root) == (old, old.parent)
    assert not (tmp_path / "far" / "New.sora").exists()
    session.apply("Marker", add_marker, 2)
    assert session.save()


def test_unsaved_work_that_was_put_aside_is_saved_under_the_new_name(
    qtbot: QtBot, desk: Desk
) -> None:
    session, old = desk.session, desk.session.file.path
    keeper = Autosave(session)
    session.apply("Marker", add_marker, 2)
    keeper.keep()
    qtbot.waitUntil(autosave_path(old).exists, timeout=10_000)
    go_on_as(qtbot, desk, old.with_name("New.sora"))
    assert not autosave_path(old).exists()
    session.apply("Marker", add_marker, 4)
    keeper.keep()
    qtbot.waitUntil(autosave_path(session.file.path).exists, timeout=10_000)
    keeper.stop()


def test_a_take_that_comes_meanwhile_goes_along(qtbot: QtBot, desk: Desk) -> None:
    session = desk.session
    path = session.folder.root / "New.sora"
    desk.save_as.go_on_as(path)
    session.apply("Marker", add_marker, 8)
    qtbot.waitUntil(lambda: session.file.path == path, timeout=20_000)
    assert load_film(path) == session.project
    assert len(session.project.timeline.markers) == 1


def test_what_cannot_be_is_told_and_the_film_goes_on_as_it_was(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    session, old = desk.session, desk.session.file.path
    desk.save_as.go_on_as(tmp_path / "file" / "New.sora")
    qtbot.waitUntil(lambda: not desk.save_as.is_running, timeout=20_000)
    assert "could not be saved as" in desk.told[-1][1]
    assert session.file.path == old
    desk.save_as.copy_to(old)
    assert "another name" in desk.told[-1][1]


def test_a_person_names_it_in_the_dialog(qtbot: QtBot, desk: Desk) -> None:
    root = desk.session.folder.root

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            field = dialog.findChild(QLineEdit)
            assert isinstance(field, QLineEdit)
            field.selectAll()
            QTest.keyClicks(field, "Second")
            QTest.keyClick(field, Qt.Key.Key_Return)

    QTimer.singleShot(300, answer)
    with qtbot.waitSignal(desk.save_as.went_on, timeout=20_000):
        desk.save_as.save_as()
    assert desk.session.file.path == root / "Second.sora"
