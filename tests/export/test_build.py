"""An export makes only what has changed, and what it joins is a clean film."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import ExportError, UsageError
from sorastudio.export.boxes import layout
from sorastudio.export.build import Build
from sorastudio.export.cache import PieceCache
from sorastudio.export.keys import renderer
from sorastudio.export.local import MOST_TRIES, LocalRunner
from sorastudio.export.piece import read_piece
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.export.runner import OnTold
from sorastudio.export.task import Task
from sorastudio.media.pool import ReaderPool
from sorastudio.media.probe import identify
from sorastudio.media.writer import AudioEncoding
from sorastudio.project.edits.look import set_gain
from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.render.mix import mix, strips
from sorastudio.store.folder import FilmFolder
from tests.cli.command import pictures, sound
from tests.export.films import BLEND, SIZE, USED, HereRunner, on_disk, ordered
from tests.film_maker import Reel, make_film, noise, read_bars
from tests.project.films import clip_id


def _silent(_: Progress) -> None:
    pass


def _export(project: Project, folder: FilmFolder, name: str = "out.mp4") -> list[Task]:
    runner = HereRunner()
    export_film(ordered(project, folder.root / name), folder, _silent, runner=runner)
    return runner.made


def _shown(path: Path) -> list[int]:
    """The numbers of the pictures outside of the dissolve."""
    half = BLEND // 2
    blended = range(2 * USED - half, 2 * USED + half)
    frames = pictures(path, Fraction(24))
    return [read_bars(frame) for index, frame in enumerate(frames) if index not in blended]


def test_the_joined_film_shows_every_frame(project: Project, folder: FilmFolder) -> None:
    _export(project, folder)
    half = BLEND // 2
    wanted = [24 + n for n in range(USED)] + [1024 + n for n in range(USED - half)]
    wanted += [2024 + n for n in range(half, USED)]
    assert _shown(folder.root / "out.mp4") == wanted


def test_the_joined_film_is_as_clean_as_one_of_a_single_pass(
    project: Project, folder: FilmFolder
) -> None:
    _export(project, folder)
    found = layout(folder.root / "out.mp4")
    assert found.index_first
    assert [(t.kind, t.entries, t.runs) for t in found.tracks if t.kind == "vide"] == [
        ("vide", ("avc1",), 1)
    ]


def test_nothing_is_made_twice(project: Project, folder: FilmFolder) -> None:
    assert len(_export(project, folder)) > 3
    assert _export(project, folder, "again.mp4") == []
    first, again = (folder.root / name for name in ("out.mp4", "again.mp4"))
    assert first.read_bytes() == again.read_bytes()


def test_what_lies_there_already_is_not_written_again(project: Project, folder: FilmFolder) -> None:
    out = folder.root / "out.mp4"
    _export(project, folder)
    before = out.stat()
    _export(project, folder)
    assert out.stat() == before
    out.write_bytes(b"something else")
    _export(project, folder)
    assert out.stat().st_size == before.st_size


def test_an_edit_makes_only_what_it_changes(project: Project, folder: FilmFolder) -> None:
    _export(project, folder)
    trimmed = ripple_trim(project, clip_id(project, 0), Edge.TAIL, -10)
    made = [task for task in _export(trimmed, folder) if task.end - task.first < 100]
    assert [(task.first, task.end) for task in made] == [(0, USED - 10)]
    frames = pictures(folder.root / "out.mp4", Fraction(24))
    assert [read_bars(each) for each in frames[: USED - 10]] == [24 + n for n in range(USED - 10)]
    assert read_bars(frames[USED - 10]) == 1024


def test_a_part_takes_the_pieces_of_the_whole(project: Project, folder: FilmFolder) -> None:
    _export(project, folder)
    runner, span = HereRunner(), (USED, 2 * USED - BLEND // 2)
    part = replace(ordered(project, folder.root / "part.mp4"), first=span[0], end=span[1])
    export_film(part, folder, _silent, runner=runner)
    assert [type(task.encoding) for task in runner.made] == [AudioEncoding]
    frames = pictures(folder.root / "part.mp4", Fraction(24))
    assert [read_bars(each) for each in frames] == [1024 + n for n in range(USED - BLEND // 2)]


def test_it_is_told_how_many_pieces_were_there(project: Project, folder: FilmFolder) -> None:
    told: list[Progress] = []
    for name in ("out.mp4", "again.mp4", "again.mp4"):
        order = ordered(project, folder.root / name)
        export_film(order, folder, told.append, runner=HereRunner())
        last = told[-1]
        assert last.share == 1
        assert last.pieces > 3
        assert last.reused == (0 if name == "out.mp4" else last.pieces)


def test_a_damaged_piece_is_found_and_made_again(project: Project, folder: FilmFolder) -> None:
    _export(project, folder)
    (victim, *_) = sorted((folder.cache_dir / "pieces").glob("[!.]*.piece"))
    content = bytearray(victim.read_bytes())
    content[-5] ^= 1
    victim.write_bytes(content)
    assert len(_export(project, folder, "again.mp4")) == 1
    assert _shown(folder.root / "again.mp4") == _shown(folder.root / "out.mp4")


def test_a_cache_that_is_gone_is_no_loss(project: Project, folder: FilmFolder) -> None:
    made = _export(project, folder)
    for piece in (folder.cache_dir / "pieces").iterdir():
        piece.unlink()
    assert len(_export(project, folder, "again.mp4")) == len(made)


def test_the_sound_is_the_mix_in_one_go(project: Project, folder: FilmFolder) -> None:
    _export(project, folder)
    count = project.rate.sample(3 * USED)
    heard = sound(folder.root / "out.mp4", count)
    with ReaderPool(lambda media: folder.locate(project.pool.media[media])) as pool:
        wanted = mix(strips(project), pool, 0, count)
    for start in range(0, count, 24_000):
        ours, theirs = (each[start : start + 24_000, 0] for each in (wanted, heard))
        assert np.corrcoef(ours, theirs)[0, 1] > 0.97, start


def test_real_workers_make_the_same_file(project: Project, folder: FilmFolder) -> None:
    _export(project, folder)
    for piece in (folder.cache_dir / "pieces").iterdir():
        piece.unlink()
    here = (folder.root / "out.mp4").read_bytes()
    told: list[float] = []
    export_film(
        ordered(project, folder.root / "again.mp4"),
        folder,
        lambda progress: told.append(progress.share),
        runner=LocalRunner(2),
    )
    assert (folder.root / "again.mp4").read_bytes() == here
    assert told == sorted(told)
    assert told[-1] == 1


class _Murderer(LocalRunner):
    """Kills one of its own workers as soon as it has said a word."""

    killed = 0

    def run(self, tasks: object, on_told: OnTold) -> None:
        def hear(told: object) -> None:
            if self.killed == 0:
                self.killed = _kill_a_worker()
            on_told(told)  # type: ignore[arg-type]

        super().run(tasks, hear)  # type: ignore[arg-type]


def _kill_a_worker() -> int:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    for child in map(int, children):
        if b"render-segment" in Path(f"/proc/{child}/cmdline").read_bytes():
            os.kill(child, signal.SIGKILL)
            return child
    return 0


@pytest.mark.skipif(sys.platform != "linux", reason="finds its children in /proc")
def test_a_worker_that_is_killed_is_replaced(project: Project, folder: FilmFolder) -> None:
    runner = _Murderer(2)
    export_film(ordered(project, folder.root / "out.mp4"), folder, _silent, runner=runner)
    assert runner.killed
    assert len(_shown(folder.root / "out.mp4")) == 3 * USED - BLEND
    assert _leftovers(folder) == []


def _leftovers(folder: FilmFolder) -> list[str]:
    places = (folder.root, folder.cache_dir / "pieces")
    return [each.name for place in places for each in place.iterdir() if each.name[0] == "."]


def test_a_stopped_export_keeps_what_is_done_and_the_old_file(
    project: Project, folder: FilmFolder
) -> None:
    out = folder.root / "out.mp4"
    out.write_bytes(b"the old one")

    def stop(_: Progress) -> None:
        if list((folder.cache_dir / "pieces").glob("[!.]*.piece")):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_film(ordered(project, out), folder, stop, runner=LocalRunner(2))
    assert out.read_bytes() == b"the old one"
    assert _leftovers(folder) == []
    whole = len(Build(ordered(project, out), folder, HereRunner()).recipe.keys)
    assert len(_export(project, folder)) < whole


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_an_export_that_was_killed_goes_on_where_it_was(
    project: Project, folder: FilmFolder
) -> None:
    words = ["export", str(folder.film), str(folder.root / "out.mp4"), "--encoder-preset", "slower"]
    process = subprocess.Popen([sys.executable, "-m", "sorastudio", *words], stderr=subprocess.PIPE)
    pieces = folder.cache_dir / "pieces"
    until = time.monotonic() + 90
    while not list(pieces.glob("[!.]*.piece")) and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.01)
    process.kill()
    process.communicate()
    before = {piece.name for piece in pieces.glob("[!.]*.piece")}
    assert before
    done = subprocess.run(
        [sys.executable, "-m", "sorastudio", *words], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    assert before <= {piece.name for piece in pieces.glob("[!.]*.piece")}
    assert len(pictures(folder.root / "out.mp4", Fraction(24))) == 3 * USED
    assert _leftovers(folder) == []


def test_a_piece_that_kills_every_worker_is_an_error(
    project: Project, folder: FilmFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies = (sys.executable, "-c", "import sys; sys.stdin.readline(); sys.exit(7)")
    monkeypatch.setattr("sorastudio.export.workers.COMMAND", dies)
    with pytest.raises(ExportError, match=f"{MOST_TRIES} times"):
        export_film(
            ordered(project, folder.root / "out.mp4"), folder, _silent, runner=LocalRunner(2)
        )
    assert not (folder.root / "out.mp4").exists()


def test_a_worker_of_another_version_refuses(project: Project, folder: FilmFolder) -> None:
    (made, *_) = _export(project, folder)
    values = json.loads(made.to_json())
    task = Task.from_json(json.dumps({**values, "renderer": "older", "key": "other"}))
    assert task.renderer != renderer()
    with pytest.raises(ExportError, match="another version"):
        HereRunner().run([task], lambda _: None)
    assert "other" not in PieceCache(folder.cache_dir / "pieces")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "video"}', '{"kind": "smell"}'])
def test_what_is_no_task_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no task"):
        Task.from_json(text)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]\n", b'{"version": 1}\n', b"\x00\xff\n"])
def test_what_is_no_piece_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.piece"
    path.write_bytes(content)
    assert read_piece(path) is None


def test_the_cache_keeps_what_was_used_last(project: Project, folder: FilmFolder) -> None:
    _export(project, folder)
    kept = PieceCache(folder.cache_dir / "pieces", most_bytes=0)
    (first, *rest) = sorted(path.stem for path in kept.folder.glob("[!.]*.piece"))
    kept.trim(frozenset({first}))
    assert [path.stem for path in kept.folder.glob("[!.]*.piece")] == [first]
    assert rest


def test_a_change_makes_only_the_sound_that_hears_it(tmp_path: Path) -> None:
    project = new_project("Film", Settings(size=SIZE, rate=FrameRate(24)))
    for number in range(3):
        reel = Reel(frames=480, size=SIZE, sound=noise(480 * 2000, seed=number))
        media = identify(make_film(tmp_path / f"{number}.mp4", reel), f"{number}.mp4")
        project = replace(project, pool=project.pool.with_media(media))
        project = append(project, excerpt(project, media.id))
    folder = on_disk(tmp_path, project)
    _export(project, folder)
    louder = set_gain(project, [each.clip.id for each in project.timeline.clips()][-1:], 6)
    made = _export(louder, folder, "again.mp4")
    assert [(task.run, task.runs) for task in made] == [(2, 3)]
    heard = sound(folder.root / "again.mp4", 60 * 48_000)
    with ReaderPool(lambda media: folder.locate(project.pool.media[media])) as pool:
        wanted = mix(strips(louder), pool, 0, len(heard))
    assert np.corrcoef(wanted[:, 0].clip(-1, 1), heard[:, 0])[0, 1] > 0.97
