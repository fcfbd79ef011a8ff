"""Two films on one connection, with the real command: never more at its service than it may do at
once."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.store.film_file import load_film
from sorastudio.store.seats import Seats
from tests.cli.command import done
from tests.generate.paid import video
from tests.generate.server import Dialect, Reply, Seen, Service, Step, serving
from tests.generate.services import told

AT_ONCE = 2


@dataclass
class Counting:
    """Speaks as another one does; knows how many of its jobs are under way, and lets each end once
    it was asked for so often, and not before `goes_on` is set."""

    dialect: Dialect
    questions: int = 2
    asked: dict[str, int] = field(default_factory=dict)
    running: int = 0
    most: int = 0
    goes_on: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def step(self, seen: Seen) -> Step | None:
        return self.dialect.step(seen)

    def accept(self, seen: Seen, number: int, url: str) -> Reply:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        return self.dialect.accept(seen, number, url)

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        with self.lock:
            asked = self.asked[seen.route] = self.asked.get(seen.route, 0) + 1
            ends = asked >= self.questions and self.goes_on.is_set()
            if ends:
                self.running -= 1
        return self.dialect.state(seen, "done" if ends else "running", url)

    def upload(self, seen: Seen, url: str) -> Reply:
        return self.dialect.upload(seen, url)

    def other(self, seen: Seen, url: str) -> Reply:
        return self.dialect.other(seen, url)


@pytest.fixture
def counting() -> Counting:
    return Counting(told("runway").dialect)


@pytest.fixture
def service(
    counting: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SORASTUDIO_KEY_SVC", "sk-key")
    with serving(Service(counting, video())) as service:
        ConnectionsFile().put(
            Connection(name="svc", kind="runway", base_url=service.url, at_once=AT_ONCE)
        )
        yield service


@pytest.fixture
def films(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "a" / "a.sora", tmp_path / "b" / "b.sora"
    for path in paths:
        done("new", path)
        done("slot", path, "waves", "--seconds", 2, "--name", "sea")
    return paths


def generating(film: Path, takes: int) -> subprocess.Popen[str]:
    return start("generate", film, "--takes", takes, "--provider", "svc")


def start(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sorastudio", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while not true():
        assert time.monotonic() < until, "it never came to this"
        time.sleep(0.02)


def ended(program: subprocess.Popen[str]) -> str:
    """What it told the person."""
    told_all = program.communicate(timeout=90)[1]
    assert program.returncode == 0, told_all
    return told_all


def test_two_programs_keep_to_it_together(
    films: tuple[Path, Path], service: Service, counting: Counting
) -> None:
    first = generating(films[0], 3)
    wait_until(lambda: counting.running == AT_ONCE)
    second = generating(films[1], 3)
    assert second.stderr
    for line in second.stderr:
        if line.startswith("waits"):
            assert line == "waits: Another window is using all 2 places of 'svc'.\n"
            break
    counting.goes_on.set()
    ended(first)
    ended(second)
    assert [len(load_film(film).pool.takes) for film in films] == [3, 3]
    assert len(service.accepted) == 6
    assert counting.most == AT_ONCE


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.usefixtures("service")
def test_one_that_is_killed_makes_room_and_counts_again_when_it_comes_back(
    films: tuple[Path, Path], counting: Counting
) -> None:
    first = generating(films[0], AT_ONCE)
    # Who asks after a job has written down that it was taken; killed before, nobody could know.
    wait_until(lambda: len(counting.asked) == AT_ONCE)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    back = start("jobs", films[0], "resume")
    wait_until(lambda: Seats().taken("svc") == AT_ONCE)
    second = generating(films[1], 1)
    assert second.stderr
    assert any("all 2 places" in line for line in second.stderr)
    counting.goes_on.set()
    ended(back)
    ended(second)
    assert [len(load_film(film).pool.takes) for film in films] == [AT_ONCE, 1]
    assert counting.most == AT_ONCE
