"""Workers are kept from one export to the next, and end when nobody wants them."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sorastudio.errors import ExportError
from sorastudio.export.local import LocalRunner
from sorastudio.export.run import export_film
from sorastudio.export.runner import Told
from sorastudio.export.task import Task
from sorastudio.export.workers import Crew
from sorastudio.project.project import Project
from sorastudio.store.folder import FilmFolder
from tests.export.films import ordered

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its children in /proc")
_PATIENCE_SECONDS = 20


def _workers() -> set[int]:
    """Processes of this one that wait for tasks or are at one."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    found = {each: Path(f"/proc/{each}/cmdline") for each in map(int, children)}
    return {each for each, line in found.items() if b"render-segment" in line.read_bytes()}


def _wait(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.02)


def _export(project: Project, folder: FilmFolder, name: str, crew: Crew) -> Path:
    out = folder.root / name
    for piece in (folder.cache_dir / "pieces").glob("*.piece"):
        piece.unlink()
    export_film(ordered(project, out), folder, lambda _: None, runner=LocalRunner(2, crew))
    return out


def test_the_next_export_has_the_same_workers(project: Project, folder: FilmFolder) -> None:
    with Crew() as crew:
        first = _export(project, folder, "first.mp4", crew)
        there = _workers()
        assert there
        second = _export(project, folder, "second.mp4", crew)
        assert _workers() == there
        assert first.read_bytes() == second.read_bytes()
    assert _workers() == set()


def test_an_export_that_is_near_finds_its_workers(project: Project, folder: FilmFolder) -> None:
    with Crew() as crew:
        crew.ready(2)
        there = _workers()
        assert len(there) == 2
        crew.ready(2)
        assert _workers() == there, "they wait already"
        _export(project, folder, "out.mp4", crew)
        assert _workers() == there


def test_who_waits_holds_no_file(project: Project, folder: FilmFolder) -> None:
    """A clip must not be locked by an export that is over."""
    with Crew() as crew:
        _export(project, folder, "out.mp4", crew)

        def held() -> set[str]:
            links = (link for pid in _workers() for link in Path(f"/proc/{pid}/fd").iterdir())
            return {str(link.readlink()) for link in links if link.is_symlink()}

        _wait(lambda: not any(str(folder.root) in name for name in held()))


def test_nobody_waits_for_ever(project: Project, folder: FilmFolder) -> None:
    with Crew(idle_seconds=0.2) as crew:
        _export(project, folder, "out.mp4", crew)
        _wait(lambda: not _workers())
        _export(project, folder, "again.mp4", crew)


def test_one_that_died_while_it_waited_is_replaced(project: Project, folder: FilmFolder) -> None:
    with Crew() as crew:
        crew.ready(2)
        dead = _workers()
        for each in dead:
            os.kill(each, signal.SIGKILL)
        out = _export(project, folder, "out.mp4", crew)
        assert out.exists()
        assert not _workers() & dead


def test_a_stopped_export_keeps_no_worker(project: Project, folder: FilmFolder) -> None:
    """It may be in the middle of something."""

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with Crew() as crew:
        with pytest.raises(KeyboardInterrupt):
            export_film(
                ordered(project, folder.root / "out.mp4"), folder, stop, runner=LocalRunner(2, crew)
            )
        assert _workers() == set()


def test_without_a_crew_they_end_with_the_run() -> None:
    told: list[Told | None] = []
    tasks: Sequence[Task] = []
    LocalRunner(2).run(tasks, told.append)
    assert (told, _workers()) == ([], set())


def test_a_task_that_fails_ends_its_workers(project: Project, folder: FilmFolder) -> None:
    with Crew() as crew:
        for media in project.pool.media:
            folder.locate(media).write_bytes(b"no film")
        with pytest.raises(ExportError):
            _export(project, folder, "out.mp4", crew)
        assert _workers() == set()
