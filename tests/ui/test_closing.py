"""Closed in the middle of everything: nothing is lost, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from sorastudio.media.probe import probe
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.store.film_file import load_film, save_film
from sorastudio.ui.export.dialog import ExportDialog
from sorastudio.ui.export.exporting import Running
from sorastudio.ui.panels.library import Library
from sorastudio.ui.studio import Studio
from sorastudio.ui.window.main_window import MainWindow
from tests.film_maker import Reel, make_film
from tests.ui.answers import with_answer

SLOTS = 5


def _film() -> Project:
    project = new_project("Film", Settings(size=Size(320, 180)))
    for number in range(SLOTS):
        slot_id = SlotId(f"slot-{number}")
        slot = Slot(id=slot_id, name=f"shot-{number}", prompt="Rain", seconds=Fraction(8))
        project = add_slot(project, slot)
    return project


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    folder = tmp_path / "clips"
    folder.mkdir()
    for number in range(12):
        make_film(folder / f"{number}.mp4", Reel(first=50 * number))
    return folder


def _busy(window: MainWindow, clips: Path, qtbot: QtBot) -> None:
    """Takes are made, files looked into, the film exported and played, all at once."""
    session = window.session
    window.fill()
    qtbot.waitUntil(lambda: len(session.project.pool.takes) >= 1)
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    start = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Export")
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    library = window.findChild(Library)
    assert isinstance(library, Library)
    library.import_files([clips])
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(window.exporting.state, Running) and session.playhead > 2)


def test_what_was_made_is_there_and_nothing_half_done_is(
    film_path: Path, clips: Path, qtbot: QtBot
) -> None:
    app = QApplication.instance()
    assert app is not None
    film_path.parent.mkdir(parents=True)
    save_film(film_path, _film())
    studio = Studio(lambda _: None, app)
    assert studio.open(film_path)
    window = studio.window
    assert window is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    _busy(window, clips, qtbot)
    window.session.apply("Rename", lambda project: replace(project, name="Other"))
    takes = {take.id for take in window.session.project.pool.takes}
    asked = with_answer({"An export is running.": "Stop and close", "Save": "Save"}, window.close)
    assert len(asked) == 2
    assert not window.isVisible()
    studio.shut_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    studio.deleteLater()
    film = load_film(film_path)
    assert film.name == "Other"
    assert takes <= {take.id for take in film.pool.takes}
    _is_tidy(film_path, film)


def _is_tidy(film_path: Path, film: Project) -> None:
    """Every take has its file, every file its take; no unfinished file, and no half export."""
    folder = film_path.parent
    named = {Path(film.pool.media[take.media_id].path).name for take in film.pool.takes}
    assert {each.name for each in (folder / "takes").iterdir()} == named
    loose = [each.name for each in folder.iterdir() if each.suffix in {".mp4", ".part"}]
    if "Film.mp4" in loose:  # it was quicker than the question
        assert probe(folder / loose.pop(loose.index("Film.mp4"))).duration == film.rate.seconds(
            film.timeline.length
        )
    assert loose == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_program_ended_while_takes_are_made_loses_none_and_the_next_tidies_up(
    number: signal.Signals, film_path: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    film_path.parent.mkdir(parents=True)
    save_film(film_path, _film())
    program = [sys.executable, "-m", "tests.ui.filling", str(film_path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, text=True)
    _wait_until(lambda: len(load_film(film_path).pool.takes) >= 2)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said
    assert number == signal.SIGKILL or process.returncode == 0, said
    app = QApplication.instance()
    studio = Studio(lambda _: None, app)  # type: ignore[arg-type]
    with_answer({"was not closed properly": "Recover"}, lambda: studio.open(film_path))
    assert studio.window is not None
    found = studio.window.session.project
    studio.end()
    studio.shut_down()
    assert len(found.pool.takes) >= 2
    _is_tidy(film_path, found)


def _wait_until(question: object) -> None:
    assert callable(question)
    until = time.monotonic() + 90
    while not question():
        assert time.monotonic() < until
        time.sleep(0.1)
