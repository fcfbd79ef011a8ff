"""An export on a cluster gives the file that this machine gives, whatever happens to its
machines."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sorastudio.errors import ExportError, UsageError
from sorastudio.export import far
from sorastudio.export.cluster import ClusterRunner, Mapping
from sorastudio.export.far import FarTask, Lacks, Made, Other, keep, make, packed
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.export.runner import OnTold
from sorastudio.export.task import Task
from sorastudio.export.used import media_of
from sorastudio.media.writer import AudioEncoding
from sorastudio.project.project import Project
from sorastudio.store.folder import FilmFolder
from tests.export.films import CLIPS, HereRunner, ordered
from tests.export.killing import workers_below


def _silent(_: Progress) -> None:
    pass


class _Collect(HereRunner):
    """Keeps the tasks, with a film that stays."""

    def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
        here = Path(tasks[0].cache) / "kept.sora"
        shutil.copy(tasks[0].snapshot, here)
        self.made = [replace(task, snapshot=str(here)) for task in tasks]
        super().run(tasks, on_told)


def _tasks(project: Project, folder: FilmFolder) -> list[Task]:
    runner = _Collect()
    export_film(ordered(project, folder.root / "here.mp4"), folder, _silent, runner=runner)
    return [task for task in runner.made if Path(task.snapshot).name == "kept.sora"]


def test_only_the_files_of_a_piece_go_with_it(project: Project, folder: FilmFolder) -> None:
    sound, *pictures = _tasks(project, folder)
    assert isinstance(sound.encoding, AudioEncoding)
    assert len(media_of(project, pictures[0])) == 1
    assert max(len(media_of(project, task)) for task in pictures) == 2


@pytest.mark.parametrize("text", ["", "/here", "=/there", "/here="])
def test_a_mapping_needs_both_sides(text: str) -> None:
    with pytest.raises(UsageError, match="which folder"):
        Mapping.parsed(text)


def test_a_path_is_told_as_it_is_called_there(tmp_path: Path) -> None:
    runner = ClusterRunner("", [Mapping.parsed(f"{tmp_path}/=/mnt/films/")])
    assert runner._there(tmp_path / "a" / "b.mp4") == "/mnt/films/a/b.mp4"
    assert runner._there(Path("/else/b.mp4")) == str(Path("/else/b.mp4"))


def _far(runner: ClusterRunner, tasks: list[Task]) -> FarTask:
    return runner._far(tasks)[0].far


def test_a_machine_that_lacks_a_file_keeps_what_it_is_sent(
    project: Project, folder: FilmFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(far.STORE_VARIABLE, str(tmp_path / "store"))
    (task, *_) = [t for t in _tasks(project, folder) if t.first == 0 and t.end < 100]
    wanted = _far(ClusterRunner("", [Mapping(str(tmp_path), "/nowhere")]), [task])
    lacks = make(wanted, lambda: False)
    assert isinstance(lacks, Lacks)
    (sent,) = wanted.files
    assert lacks.hashes == (sent.sha256,)
    content = folder.locate(project.pool.media[next(iter(media_of(project, task)))]).read_bytes()
    half = len(content) // 2
    assert not keep(sent.sha256, sent.suffix, 0, b"something else", last=True)
    assert isinstance(make(wanted, lambda: False), Lacks)
    assert keep(sent.sha256, sent.suffix, 0, content[:half], last=False)
    assert keep(sent.sha256, sent.suffix, 1, content[half:], last=True)
    made = make(wanted, lambda: False)
    assert made == Made((Path(task.cache) / f"{task.key}.piece").read_bytes())
    kept = [path.name for path in (tmp_path / "store").iterdir()]
    assert kept == [f"{sent.sha256}{sent.suffix}"]


def test_a_machine_with_another_version_says_so(project: Project, folder: FilmFolder) -> None:
    (task, *_) = _tasks(project, folder)
    other = FarTask(task=replace(task, renderer="older").to_json(), film=packed(project), files=())
    assert make(other, lambda: False) == Other()


def test_a_cluster_needs_dask(
    project: Project, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExportError, match="not installed"):
        _on("tcp://127.0.0.1:1", project, folder)


def test_nobody_at_the_address_is_said(project: Project, folder: FilmFolder) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(UsageError, match="no address"):
        _on("what", project, folder)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the machines keep what they are sent."""
    return tmp_path_factory.mktemp("machines") / "store"


@pytest.fixture(scope="module")
def cluster(store: Path) -> Iterator[Any]:
    """Two machines, with a thread each."""
    distributed = pytest.importorskip("distributed")
    with pytest.MonkeyPatch.context() as change:
        change.setenv(far.STORE_VARIABLE, str(store))
        found = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        )
    with found:
        yield found


pytestmark = pytest.mark.filterwarnings("default")
"""What dask and its loop leave open is theirs."""


def _on(address: str, project: Project, folder: FilmFolder, *mappings: Mapping) -> bytes:
    out = folder.root / "there.mp4"
    runner = ClusterRunner(address, mappings, patience_seconds=10)
    export_film(ordered(project, out), folder, _silent, runner=runner)
    return out.read_bytes()


def _forget(folder: FilmFolder) -> None:
    shutil.rmtree(folder.cache_dir, ignore_errors=True)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the machines' processes in /proc")
def test_a_machine_is_lost_in_the_middle_and_the_file_is_the_same(
    project: Project, folder: FilmFolder, cluster: Any
) -> None:
    export_film(ordered(project, folder.root / "here.mp4"), folder, _silent, runner=HereRunner())
    _forget(folder)
    killed: list[int] = []

    def kill_one() -> None:
        until = time.monotonic() + 60
        while not killed and time.monotonic() < until:
            for worker in cluster.workers.values():
                if list(workers_below(worker.process.process.pid)):
                    killed.append(worker.process.process.pid)
                    os.kill(killed[0], signal.SIGKILL)
                    return
            time.sleep(0.01)

    thread = threading.Thread(target=kill_one)
    thread.start()
    made = _on(cluster.scheduler_address, project, folder)
    thread.join()
    assert killed
    assert made == (folder.root / "here.mp4").read_bytes()


def test_machines_are_sent_what_they_do_not_see(
    project: Project, folder: FilmFolder, cluster: Any, store: Path, tmp_path: Path
) -> None:
    _on(cluster.scheduler_address, project, folder, Mapping(str(tmp_path), "/nowhere"))
    assert len(list(store.iterdir())) == CLIPS
    export_film(ordered(project, folder.root / "here.mp4"), folder, _silent, runner=HereRunner())
    assert (folder.root / "there.mp4").read_bytes() == (folder.root / "here.mp4").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="finds the machines' processes in /proc")
def test_to_stop_it_ends_the_programs_over_there(
    project: Project, folder: FilmFolder, cluster: Any
) -> None:
    at_work: list[int] = []

    def processes() -> list[int]:
        return [each for worker in _pids(cluster) for each in workers_below(worker)]

    def stop(_: Progress) -> None:
        at_work[:] = processes()
        if at_work:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_film(
            ordered(project, folder.root / "there.mp4"),
            folder,
            stop,
            runner=ClusterRunner(cluster.scheduler_address),
        )
    assert at_work
    until = time.monotonic() + 30
    while set(at_work) & set(processes()):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert not (folder.root / "there.mp4").exists()


def _pids(cluster: Any) -> list[int]:
    with cluster.get_client() as client:
        found: dict[str, int] = client.run(os.getpid)
    return list(found.values())


def test_a_scheduler_without_machines_is_said(project: Project, folder: FilmFolder) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty,
        pytest.raises(ExportError, match="No machine works"),
    ):
        export_film(
            ordered(project, folder.root / "there.mp4"),
            folder,
            _silent,
            runner=ClusterRunner(empty.scheduler_address, patience_seconds=0.5),
        )
    assert not (folder.root / "there.mp4").exists()


def test_files_that_were_sent_long_ago_make_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(far.STORE_VARIABLE, str(tmp_path))
    monkeypatch.setattr(far, "MOST_STORED_BYTES", 250)
    names = [hashlib.sha256(bytes([n]) * 100).hexdigest() for n in range(4)]
    for number, name in enumerate(names):
        far.keep(name, ".mp4", 0, bytes([number]) * 100, last=True)
    assert len(list(tmp_path.iterdir())) == 4, "all of them may still be read"
    for number, path in enumerate(tmp_path / f"{name}.mp4" for name in names):
        os.utime(path, (1000 + number, 1000 + number))
    os.utime(tmp_path / f"{names[0]}.mp4", (2000, 2000))
    far.trim_store(tmp_path, kept=tmp_path / f"{names[1]}.mp4", most_bytes=250)
    assert {path.stem for path in tmp_path.iterdir()} == {names[0], names[1]}
