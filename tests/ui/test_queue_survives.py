"""The queue of a real window process that is killed, and of one that is not alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.orders import order_job, orders
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.project import Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.store.film_file import load_film, save_film
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerState
from sorastudio.store.ledger_queue import EVERYTHING, LedgerQueue
from tests.generate.paid import video
from tests.generate.server import Service, serving
from tests.generate.services import told

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")

TAKES = 6
SEA = Slot(id=SlotId("slot-sea"), name="sea", prompt="waves", seconds=Fraction(1), provider="svc")


@contextmanager
def ordered(film: Path, kind: str, *, at_once: int) -> Iterator[Service]:
    """A slot with takes that wait, for one connection to a fresh service of a kind."""
    slot = replace(SEA, model=told(kind).model)
    project = add_slot(new_project("Film", Settings(size=Size(1280, 720))), slot)
    film.parent.mkdir(parents=True)
    save_film(film, project)
    with serving(Service(told(kind).dialect, video())) as service:
        service.words = ["running", "running", "done"]
        url = service.url + told(kind).base
        ConnectionsFile().put(Connection(name="svc", kind=kind, base_url=url, at_once=at_once))
        with Ledger(film.parent / "ledger.db") as ledger:
            ledger.record_drafts(
                order_job(order, slot, project, "svc") for order in orders(project, slot, TAKES)
            )
        yield service


@pytest.fixture
def film(film_path: Path) -> Path:
    return film_path


@pytest.fixture
def service(film: Path) -> Iterator[Service]:
    with ordered(film, "comfyui", at_once=3) as service:
        yield service


def start(*words: object) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "sorastudio", *map(str, words)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 90
    while not true():
        assert time.monotonic() < until, "it never came to this"
        time.sleep(0.02)


def states(film: Path) -> list[LedgerState]:
    with Ledger(film.parent / "ledger.db") as ledger:
        return [job.state for job in ledger.jobs()]


def end(process: subprocess.Popen[bytes], number: int) -> None:
    process.send_signal(number)
    process.wait(60)


@pytest.mark.parametrize("at", [LedgerState.RUNNING, LedgerState.SUCCEEDED])
def test_killed_in_the_middle_of_a_batch_every_take_comes_and_is_paid_for_once(
    film: Path, service: Service, at: LedgerState
) -> None:
    window = start("open", film)
    wait_until(lambda: at in states(film))
    end(window, signal.SIGKILL)
    assert set(states(film)) != {LedgerState.SUCCEEDED}
    window = start("open", film)
    wait_until(lambda: len(load_film(film).pool.takes) == TAKES)
    end(window, signal.SIGTERM)
    assert states(film) == [LedgerState.SUCCEEDED] * TAKES
    numbers = sorted(take.number for take in load_film(film).pool.takes)
    assert numbers == list(range(1, TAKES + 1))
    assert len(service.accepted) == TAKES


def test_a_pause_outlives_the_window_that_was_killed(film: Path, service: Service) -> None:
    with Ledger(film.parent / "ledger.db") as ledger:
        LedgerQueue(ledger).pause(EVERYTHING, paused=True)
        window = start("open", film)
        wait_until(lambda: all(job.worker for job in ledger.jobs()))
        end(window, signal.SIGKILL)
        assert service.accepted == []
        window = start("open", film)
        LedgerQueue(ledger).pause(EVERYTHING, paused=False)
        wait_until(lambda: len(load_film(film).pool.takes) == TAKES)
    end(window, signal.SIGTERM)
    assert len(service.accepted) == TAKES


def test_windows_and_commands_on_one_film_pay_for_nothing_twice(
    film: Path, service: Service
) -> None:
    programs = [start("open", film), start("open", film)]
    programs += [start("jobs", film, "resume"), start("jobs", film, "resume")]
    wait_until(lambda: len(load_film(film).pool.takes) == TAKES)
    for program in programs:
        end(program, signal.SIGTERM)
    assert states(film) == [LedgerState.SUCCEEDED] * TAKES
    assert len(service.accepted) == TAKES
    assert len(list((film.parent / "takes").glob("sea-*.mp4"))) == TAKES
    with Ledger(film.parent / "ledger.db") as ledger, ledger.reading() as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_cap_stops_the_queue_before_a_request_leaves(
    film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SORASTUDIO_KEY_SVC", "sk-key")
    with (
        ordered(film, "runway", at_once=1) as service,
        Ledger(film.parent / "ledger.db") as ledger,
    ):
        ledger.set_cap(Decimal("0.50"))
        window = start("open", film)
        wait_until(lambda: [job.state for job in ledger.jobs()].count(LedgerState.SUCCEEDED) == 2)
        # So long that a third would have left.
        wait_until(lambda: ledger.spending()["USD"].spent == Decimal("0.48"))
        time.sleep(2)
        assert len(service.accepted) == 2
        end(window, signal.SIGTERM)
        assert states(film).count(LedgerState.DRAFT) == TAKES - 2
