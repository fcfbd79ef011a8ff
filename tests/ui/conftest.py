"""The window without a screen: offscreen Qt, a film folder, and a session that is closed again."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from sorastudio.project.project import Project
    from sorastudio.ui.film.session import Session
    from tests.ui.walls import Desk, OpenDesk

PATIENCE_MS = 60_000
"""A machine that does other work too may be slow; what never comes is found out all the same."""

OpenFilm = Callable[["Project"], "Session"]


class PatientBot(QtBot):
    """Waits as long as it takes, unless told."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings and caches of a test lie in its own folder."""
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def _nothing_built_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test shares the cores with what it did not ask for; those of building ask."""
    for wait in ("PATIENCE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(f"sorastudio.ui.film.building.{wait}", 3600.0)


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """A test that leaves a thread of ours behind fails."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + 5
    while left := [t for t in threading.enumerate() if t not in before and t.is_alive()]:
        if time.monotonic() > until:
            pytest.fail(f"threads were left running: {', '.join(t.name for t in left)}")
        time.sleep(0.01)


@pytest.fixture
def film_path(tmp_path: Path) -> Path:
    """Where the film of a test lies; there is nothing yet."""
    return tmp_path / "Film" / "Film.sora"


@pytest.fixture(scope="session")
def _bars_on_disk(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    from tests.film_maker import Reel, make_film

    folder = tmp_path_factory.mktemp("bars")
    return [
        make_film(folder / f"{number}.mp4", Reel(frames=48, first=number * 1000))
        for number in (1, 2)
    ]


@pytest.fixture
def bars(_bars_on_disk: list[Path], film_path: Path) -> Project:
    """Two clips. Frame n shows 1000 + n up to 47, then 2000 + n - 48 up to 95."""
    from sorastudio.project.edits.place import append, excerpt
    from tests.playback.fakes import files_of

    project, locate = files_of(*_bars_on_disk)
    film_path.parent.mkdir(parents=True)
    for media in project.pool.media:
        (film_path.parent / media.path).write_bytes(locate(media.id).read_bytes())
        project = append(project, excerpt(project, media.id))
    return project


@pytest.fixture
def open_film(film_path: Path, qtbot: QtBot) -> Iterator[OpenFilm]:
    """Puts a project on disk and opens it; every session is closed at the end."""
    from PySide6.QtCore import QCoreApplication, QEvent

    from sorastudio.store.film_file import save_film
    from sorastudio.ui.film.session import Session

    sessions: list[Session] = []

    def open_(project: Project) -> Session:
        film_path.parent.mkdir(parents=True, exist_ok=True)
        save_film(film_path, project)
        sessions.append(Session(film_path))
        return sessions[-1]

    yield open_
    for session in sessions:
        session.close()
        # Here, and not wherever its last reference goes: a thread must not end its timers.
        session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def session(open_film: OpenFilm) -> Session:
    """An empty film, open."""
    from sorastudio.project.project import new_project

    return open_film(new_project("Film"))


@pytest.fixture
def open_desk(film_path: Path, qtbot: QtBot) -> Iterator[OpenDesk]:
    """Puts a project on disk and opens it in the whole window; it is saved and closed at the
    end."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    from sorastudio.store.film_file import save_film
    from sorastudio.ui.studio import Studio
    from tests.ui.walls import Desk

    app = QApplication.instance()
    assert app is not None
    studio = Studio(lambda _: None, app)

    def open_(project: Project) -> Desk:
        film_path.parent.mkdir(parents=True, exist_ok=True)
        save_film(film_path, project)
        assert studio.open(film_path)
        assert studio.window is not None
        with qtbot.waitActive(studio.window):
            studio.window.activateWindow()
        return Desk(studio.window, qtbot)

    yield open_
    if studio.window is not None:
        studio.window.save()
        studio.window.close()
    studio.shut_down()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    studio.deleteLater()
