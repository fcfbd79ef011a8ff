"""Whatever goes on in the background, the window answers: its main thread is watched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from sorastudio.media.probe import identify
from sorastudio.project.document import Document
from sorastudio.project.edits.move import duplicate
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.project.time import FrameRate
from sorastudio.store.film_file import save_film
from sorastudio.ui.export.dialog import ExportDialog
from sorastudio.ui.export.exporting import Finished
from sorastudio.ui.panels.library import Library
from sorastudio.ui.studio import Studio
from sorastudio.ui.window.main_window import MainWindow
from tests.film_maker import Reel, make_film
from tests.project.films import film
from tests.ui.watchdog import Block, blocks_every_time, watching

CLIPS, SLOTS = 24, 4


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files of two seconds, no two alike."""
    folder = tmp_path_factory.mktemp("clips")
    reel = Reel(frames=48, size=Size(320, 180))
    return [
        make_film(folder / f"clip-{n}.mp4", Reel(frames=48, size=reel.size, first=100 * n))
        for n in range(CLIPS)
    ]


@pytest.fixture
def studio(film_path: Path, clips: list[Path], qtbot: QtBot) -> Iterator[Studio]:
    """A film of many clips and a few slots, in the whole window, once it has come to rest."""
    app = QApplication.instance()
    assert app is not None
    film_path.parent.mkdir(parents=True)
    save_film(film_path, _film(clips))
    studio = Studio(lambda _: None, app)
    assert studio.open(film_path)
    assert studio.window is not None
    with qtbot.waitActive(studio.window):
        studio.window.activateWindow()
    qtbot.wait(200)
    yield studio
    studio.end()
    studio.shut_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    studio.deleteLater()


@pytest.fixture
def window(studio: Studio) -> MainWindow:
    assert studio.window is not None
    return studio.window


def _film(clips: list[Path]) -> Project:
    project = new_project("Film", Settings(size=Size(320, 180), rate=FrameRate(24)))
    for number in range(SLOTS):
        slot_id = SlotId(f"slot-{number}")
        slot = Slot(id=slot_id, name=f"shot-{number}", prompt="Rain", seconds=Fraction(1))
        project = add_slot(project, slot)
    for path in clips:
        media = identify(path, str(path))
        project = replace(project, pool=project.pool.with_media(media))
        project = append(project, excerpt(project, media.id))
    return project


def _none(blocks: list[Block]) -> None:
    assert not blocks, "\n".join(map(str, blocks))


def test_the_watchdog_sees_what_blocks_and_where(qtbot: QtBot) -> None:
    document = Document(new_project("Film"))

    def slow(project: Project) -> Project:
        time.sleep(0.4)
        return project

    def act() -> None:
        document.apply("Wait", slow)
        qtbot.wait(50)

    (block,) = blocks_every_time(act)
    assert block.ms > 300
    assert "in slow" in block.where


def test_reading_a_long_film(studio: Studio, tmp_path: Path, qtbot: QtBot) -> None:
    """To build a window takes its time; to read the film must not."""
    project = film(*[24] * 12, seconds=60)
    for _ in range(8):
        project = duplicate(project, [placed.clip.id for placed in project.timeline.clips()])
    path = tmp_path / "Long" / "Long.sora"
    path.parent.mkdir()
    save_film(path, project)
    before = studio.window
    with watching() as dog:
        studio.open_soon(path)
        qtbot.waitUntil(lambda: studio.window is not None and studio.window is not before)
    assert [block for block in dog.blocks if "/store/film_" in block.where] == []


def test_importing_a_folder(window: MainWindow, clips: list[Path], qtbot: QtBot) -> None:
    library = window.findChild(Library)
    assert isinstance(library, Library)

    def act() -> None:
        with qtbot.waitSignal(library.imported):
            library.import_files([clips[0].parent])

    _none(blocks_every_time(act))


def test_generating_takes(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session

    def act() -> None:
        wanted = len(session.project.pool.takes) + SLOTS
        window.fill() if wanted == SLOTS else _generate_again(window)
        qtbot.waitUntil(lambda: len(session.project.pool.takes) >= wanted)

    _none(blocks_every_time(act))


def _generate_again(window: MainWindow) -> None:
    window.registry.run("edit.select-all")
    window.registry.run("slot.generate")


def test_exporting(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)

    def act() -> None:
        start = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Export")
        QTest.mouseClick(start, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: isinstance(window.exporting.state, Finished))

    _none(blocks_every_time(act))


def test_playing_through_every_cut(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session

    def act() -> None:
        session.move_playhead(0)
        QTest.keyClick(window, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: session.playhead > 24 * 8)
        QTest.keyClick(window, Qt.Key.Key_K)

    _none(blocks_every_time(act))


def test_scrubbing_back_and_forth(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session

    def act() -> None:
        for frame in range(0, session.project.timeline.length, 37):
            session.move_playhead(frame)
            qtbot.wait(10)

    _none(blocks_every_time(act))
