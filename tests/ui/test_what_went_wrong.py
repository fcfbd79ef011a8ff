"""Clips whose take could not be made, or whose file is gone: what their menu offers, in the whole
window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.slots import set_prompt
from sorastudio.project.state import Generated, slot_state
from sorastudio.ui.film.generation import Failed, Generation
from sorastudio.ui.panels.states import Look
from tests.ui.walls import BEFORE, PATIENCE_MS, Desk, OpenDesk, film_of_takes


def _menu(desk: Desk, frame: int) -> QMenu:
    """Of the clip at a frame."""
    canvas = desk.timeline.canvas
    at: QPoint = desk.hand.point(frame)
    desk.hand.click(at)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, asked)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def _words(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def _do(menu: QMenu, words: str) -> None:
    action = next(action for action in menu.actions() if action.text() == words)
    menu.close()
    action.trigger()


def _look(desk: Desk, frame: int) -> Look | None:
    row = next(row for row in desk.timeline.stage.rows)
    placed = next(p for p in row.track.clips() if p.start <= frame < p.end)
    return desk.timeline.faces.face(desk.project, placed.clip, placed.track.kind).look


def test_what_failed_is_said_on_the_clip_and_tried_again_from_its_menu(
    qtbot: QtBot, open_desk: OpenDesk, film_path: Path
) -> None:
    desk = open_desk(film_of_takes(film_path.parent, 1))
    session = desk.window.session
    generation = desk.window.findChild(Generation)
    assert generation is not None
    assert "Try Again" not in _words(_closed(_menu(desk, 12)))
    session.apply("Empty", set_prompt, BEFORE, "")
    generation.generate([BEFORE])
    qtbot.waitUntil(
        lambda: any(isinstance(job.stage, Failed) for job in generation.jobs), timeout=PATIENCE_MS
    )
    assert _look(desk, 12) is Look.FAILED
    session.apply("Type", set_prompt, BEFORE, "Rain on a window")
    _do(_menu(desk, 12), "Try Again")
    qtbot.waitUntil(
        lambda: slot_state(session.project, BEFORE) == Generated(2, 2), timeout=PATIENCE_MS
    )
    assert _look(desk, 12) is not Look.FAILED


def test_a_file_that_is_gone_is_found_again_from_the_menu_of_its_clip(
    qtbot: QtBot, open_desk: OpenDesk, film_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = film_of_takes(film_path.parent, 1)
    kept = film_path.parent.parent / "elsewhere.mp4"
    take = film_path.parent / f"{BEFORE}-1.mp4"
    take.rename(kept)
    desk = open_desk(project)
    qtbot.waitUntil(lambda: _look(desk, 12) is Look.MISSING, timeout=PATIENCE_MS)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(kept), ""))
    _do(_menu(desk, 12), "Relink…")
    qtbot.waitUntil(lambda: _look(desk, 12) is Look.STALE, timeout=PATIENCE_MS)
    desk.reads_film(2000)


def test_files_that_go_and_come_back_meanwhile_are_seen_when_one_comes_back(
    qtbot: QtBot, open_desk: OpenDesk, film_path: Path
) -> None:
    desk = open_desk(film_of_takes(film_path.parent, 1))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    take, away = film_path.parent / f"{BEFORE}-1.mp4", film_path.parent.parent / "away.mp4"
    take.rename(away)
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: _look(desk, 12) is Look.MISSING, timeout=PATIENCE_MS)
    away.rename(take)
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: _look(desk, 12) is Look.STALE, timeout=PATIENCE_MS)


def _closed(menu: QMenu) -> QMenu:
    menu.close()
    return menu
