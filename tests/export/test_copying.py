"""What is copied of a film is copied while the rest is encoded."""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

import pytest

from sorastudio.errors import ExportError, MediaError
from sorastudio.export import copying
from sorastudio.export.build import Build
from sorastudio.export.order import Order, order
from sorastudio.export.presets import preset_named
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.export.runner import OnTold
from sorastudio.export.task import Task
from sorastudio.project.project import Project
from sorastudio.store.folder import FilmFolder
from tests.export.films import HereRunner, make_alike

_PATIENCE_SECONDS = 20


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_alike(tmp_path)


def _order(project: Project, folder: FilmFolder) -> Order:
    chosen = preset_named("final").tuned(16, "veryfast")
    return order(project, chosen, folder.root / "out.mp4", None)


def _copied(folder: FilmFolder, keys: Sequence[str]) -> int:
    return sum((folder.cache_dir / "pieces" / f"{key}.piece").exists() for key in keys)


class _Late(HereRunner):
    """Begins when something holds."""

    def __init__(self, holds: Callable[[], bool]) -> None:
        super().__init__()
        self._holds = holds

    def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._holds():
            assert time.monotonic() < until
            on_told(None)
            time.sleep(0.01)
        super().run(tasks, on_told)


def test_nothing_waits_for_a_copy(project: Project, folder: FilmFolder) -> None:
    wanted = _order(project, folder)
    recipe = Build(wanted, folder, HereRunner()).recipe
    assert recipe.copies
    told: list[Progress] = []
    runner = _Late(lambda: _copied(folder, list(recipe.copies)) == len(recipe.copies))
    export_film(wanted, folder, told.append, runner=runner)
    assert runner.made
    shares = [each.share for each in told]
    assert shares == sorted(shares)
    copied = sum(part.length for part, key in recipe.parts if key in recipe.copies)
    encoded = wanted.end - wanted.first - copied
    assert (told[0].done, told[-1].done, told[-1].total) == (0, encoded, encoded)


def test_a_copy_that_takes_long_is_waited_for(
    project: Project, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded, real = Event(), copying._copied

    def slow(*about: object) -> object:
        assert encoded.wait(_PATIENCE_SECONDS)
        return real(*about)  # type: ignore[arg-type]

    class Runner(HereRunner):
        def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
            super().run(tasks, on_told)
            encoded.set()

    monkeypatch.setattr(copying, "_copied", slow)
    told: list[Progress] = []
    export_film(_order(project, folder), folder, told.append, runner=Runner())
    assert any(each.share < 1 for each in told[1:])
    assert told[-1].share == 1
    assert (folder.root / "out.mp4").exists()


def test_one_that_fails_in_the_middle_lets_all_be_encoded(
    project: Project, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def fails(*_: object) -> object:
        assert begun.wait(_PATIENCE_SECONDS)
        raise MediaError("It is another file by now.")

    class Runner(HereRunner):
        """As it is with workers: news come while pieces are made."""

        def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
            super().run(tasks[:1], on_told)
            begun.set()
            if len(self.made) == 1:
                while True:
                    on_told(None)
            super().run(tasks[1:], on_told)

    monkeypatch.setattr(copying, "_copied", fails)
    told: list[Progress] = []
    runner = Runner()
    export_film(_order(project, folder), folder, told.append, runner=runner)
    assert "could not be copied" in told[-1].notice
    assert (told[-1].copied, told[-1].share) == (0, 1)
    assert (folder.root / "out.mp4").exists()


def test_who_stops_it_while_it_copies_leaves_nothing_half_done(
    project: Project, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, begun = copying._copied, Event()

    def noted(*about: object) -> object:
        begun.set()
        return real(*about)  # type: ignore[arg-type]

    def stop(_: Progress) -> None:
        if begun.is_set():
            raise KeyboardInterrupt

    monkeypatch.setattr(copying, "_copied", noted)
    runner = _Late(lambda: False)
    with pytest.raises(KeyboardInterrupt):
        export_film(_order(project, folder), folder, stop, runner=runner)
    pieces = folder.cache_dir / "pieces"
    assert [each.name for each in pieces.iterdir() if each.suffix != ".piece"] == []
    assert [each.name for each in pieces.iterdir() if each.name.startswith(".")] == []
    assert not (folder.root / "out.mp4").exists()


def test_a_full_disk_is_said_and_is_no_reason_to_encode(
    project: Project, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(copying, "_copied", full)
    told: list[Progress] = []
    with pytest.raises(ExportError, match=re.escape(str(folder.cache_dir / "pieces"))):
        export_film(_order(project, folder), folder, told.append, runner=HereRunner())
    assert not any(each.notice for each in told)
    assert not (folder.root / "out.mp4").exists()


def test_what_fails_otherwise_does_not_end_the_copying(
    project: Project, folder: FilmFolder
) -> None:
    class Runner(HereRunner):
        runs = 0

        def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
            self.runs += 1
            raise ExportError("The clip has gone.")

    told: list[Progress] = []
    runner = Runner()
    with pytest.raises(ExportError, match="has gone"):
        export_film(_order(project, folder), folder, told.append, runner=runner)
    assert runner.runs == 1
    assert not any(each.notice for each in told)
