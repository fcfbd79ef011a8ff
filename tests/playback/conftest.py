"""Films of bars to play, and a watch over threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from tests.film_maker import Reel, make_film, noise
from tests.playback.fakes import files_of

Film = tuple[Project, Callable[[MediaId], Path]]


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before]
    assert left == []


@pytest.fixture
def patient_drag(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seeks are a drag, however slow the computer, and there is much time for a rough
    picture."""
    monkeypatch.setattr("sorastudio.playback.engine._DRAG_SECONDS", 60.0)
    monkeypatch.setattr("sorastudio.playback.engine._REST_SECONDS", 0.7)


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two files of two seconds: one keyframe each, sound with the first."""
    folder = tmp_path_factory.mktemp("playback")
    one = {"g": "250", "keyint": "250"}
    first = make_film(
        folder / "a.mp4", Reel(frames=48, first=1000, options=one, sound=noise(96000))
    )
    return first, make_film(folder / "b.mp4", Reel(frames=48, first=2000, options=one))


@pytest.fixture(scope="session")
def bars(clips: tuple[Path, Path]) -> Film:
    """Frame n shows 1000 + n up to 47, then 2000 + n - 48 up to 95."""
    project, locate = files_of(*clips)
    for media in project.pool.media:
        what = excerpt(project, media.id, source_out=Fraction(2))
        project = append(project, what)
    assert project.timeline.length == 96
    return project, locate
