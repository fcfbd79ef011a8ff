"""A thousand kills over a batch of fifty takes:

    python -m tests.benchmarks.generate_kills [KILLS] [TAKES]

Too long for the suite, which does the same with a few. Ends with an error unless there are exactly
as many takes and as many paid requests as were asked for.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from sorastudio.store.film_file import load_film
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerState
from tests.generate.paid import video
from tests.generate.server import Service, serving
from tests.generate.services import told
from tests.generate.walk import make_film, walks


def main() -> None:
    kills, takes = [*map(int, sys.argv[1:]), *(1000, 50)[len(sys.argv) - 1 :]]
    with TemporaryDirectory() as folder:
        os.environ["SORASTUDIO_HOME"] = f"{folder}/home"
        film = Path(folder) / "film" / "film.sora"
        make_film(film, "comfyui", takes)
        with serving(Service(told("comfyui").dialect, video())) as service:
            began = time.monotonic()
            killed = _kill(film, service, kills, takes)
            _report(film, service, killed, takes, time.monotonic() - began)


def _kill(film: Path, service: Service, kills: int, takes: int) -> int:
    """How many were killed while there was work. The moments are chosen so that the batch lasts as
    long as the kills do: later ones, while it is behind."""
    killed, chance = 0, random.Random(1)
    with walks() as started:
        for number in range(kills):
            done = _done(film)
            if done == takes:
                break
            behind = done / takes < number / kills
            longest = 0.4 if behind else 0.08
            code = started.walk(
                film, "comfyui", service.url, after=chance.uniform(0.01, longest), at_once=4
            )
            killed += code < 0
        assert started.walk(film, "comfyui", service.url, at_once=4) == 0
    return killed


def _done(film: Path) -> int:
    with Ledger(film.parent / "ledger.db") as ledger:
        return sum(job.state is LedgerState.SUCCEEDED for job in ledger.jobs())


def _report(film: Path, service: Service, killed: int, takes: int, seconds: float) -> None:
    with Ledger(film.parent / "ledger.db") as ledger:
        states = Counter(str(job.state) for job in ledger.jobs())
    numbers = sorted(take.number for take in load_film(film).pool.takes)
    paid = len(service.accepted)
    print(f"{killed} kills in {seconds:.0f} s; {paid} paid requests; {dict(states)}")
    assert paid == takes, "not one paid request a take"
    assert numbers == list(range(1, takes + 1)), "not every take once"


if __name__ == "__main__":
    main()
