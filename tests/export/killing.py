"""Kills an export at any moment, its workers or the whole of it, and lets it go on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sorastudio.store.folder import FilmFolder

PATIENCE_SECONDS = 120
_LEFTOVER = "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """The real command on a film."""

    folder: FilmFolder
    effort: str = "slow"
    preset: str = "final"
    with_one_worker: bool = False
    sequence: bool = False

    @property
    def out(self) -> Path:
        return self.folder.root / ("killed" if self.sequence else "killed.mp4")

    def start(self) -> subprocess.Popen[bytes]:
        preset = "png" if self.sequence else self.preset
        words = ["export", str(self.folder.film), str(self.out), "--preset", preset]
        if not self.sequence:
            words += ["--encoder-preset", self.effort]
        return subprocess.Popen(
            [sys.executable, "-m", "sorastudio", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=_keep_to_one_core if self.with_one_worker else None,
        )

    def finish(self) -> float:
        """To the end, undisturbed. Seconds."""
        began = time.monotonic()
        process = self.start()
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, said.decode()
        return time.monotonic() - began

    def forget(self) -> None:
        """As if it had never been exported."""
        self.out.unlink(missing_ok=True)
        (self.folder.cache_dir / "delivered.json").unlink(missing_ok=True)
        for piece in self.pieces():
            piece.unlink()

    def pieces(self) -> list[Path]:
        return list((self.folder.cache_dir / "pieces").glob("[!.]*.piece"))

    def leftovers(self) -> list[Path]:
        places = (self.folder.root, self.folder.cache_dir / "pieces")
        return [
            each
            for place in places
            if place.exists()
            for each in place.iterdir()
            if each.name.startswith(_LEFTOVER)
        ]

    def with_worker_killed(self, after: float, chance: random.Random) -> bool:
        """Whether there was one to kill; the export must get to its end all the same."""
        process = self.start()
        time.sleep(after)
        workers = list(workers_below(process.pid))
        if workers:
            _kill(chance.choice(workers))
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, said.decode()
        return bool(workers)

    def with_all_killed(self, after: float = 0, pieces: int = 0) -> bool:
        """Once so much time has gone and so many pieces are there. Whether it was still at work;
        its workers must notice."""
        process = self.start()
        time.sleep(after)
        while len(self.pieces()) < pieces and process.poll() is None:
            time.sleep(0.005)
        workers = list(workers_below(process.pid))
        process.kill()
        process.communicate()
        until = time.monotonic() + PATIENCE_SECONDS
        while any(map(_is_worker, workers)):
            assert time.monotonic() < until, "workers go on without a supervisor"
            time.sleep(0.02)
        return process.returncode != 0


def _keep_to_one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def workers_below(process: int) -> Iterator[int]:
    """Processes that make pieces for this one."""
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                if _is_worker(child):
                    yield child


def _is_worker(process: int) -> bool:
    with suppress(OSError):
        return b"render-segment" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
