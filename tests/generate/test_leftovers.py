"""Killed in the middle: nothing is lost, and the next run clears up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sorastudio.store.film_file import load_film
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerState
from tests.cli.command import done


def incoming(film: Path) -> list[Path]:
    return list(film.parent.glob("takes/.incoming-*/*.mp4"))


def killed_while_generating(film: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "sorastudio", "generate", film], stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while not incoming(film) and time.monotonic() < until:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()


def test_a_kill_in_the_middle_leaves_a_whole_film_and_the_next_run_clears_up(
    tmp_path: Path,
) -> None:
    film = tmp_path / "film.sora"
    done("new", film, "--size", "640x360")
    done("slot", film, "Storm at sea", "--seconds", 8)
    killed_while_generating(film)
    assert incoming(film), "it was killed too late"
    assert len(load_film(film).pool.takes) == 0
    done("check", film)
    done("generate", film)
    assert not list(film.parent.glob("takes/.incoming-*"))
    (take,) = load_film(film).pool.takes
    with Ledger(tmp_path / "ledger.db") as ledger:
        states = [job.state for job in ledger.jobs()]
    assert states == [LedgerState.SUCCEEDED]
    assert take.number == 1


def test_what_a_living_program_works_on_is_left_alone(tmp_path: Path) -> None:
    film = tmp_path / "film.sora"
    done("new", film, "--size", "64x36")
    done("slot", film, "Sea", "--seconds", "0.5")
    others = tmp_path / "takes" / f".incoming-{os.getpid()}-0123abcd"
    others.mkdir(parents=True)
    done("generate", film)
    assert others.is_dir()
