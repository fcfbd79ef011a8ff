"""Generates the takes of a film in a process that is killed: at a named step, or at any moment.

`python -m tests.generate.walk` reads orders from its input, one JSON object a line, and forks a
process for each, so that a thousand of them do not each load the program anew.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from sorastudio.cli.generate import adopt
from sorastudio.errors import SoraError
from sorastudio.generate.connections import Connection
from sorastudio.generate.keeping import Made
from sorastudio.generate.orders import Order, order_job
from sorastudio.generate.patience import Patience
from sorastudio.generate.pickup import takes_outside, unfinished
from sorastudio.generate.providers.connecting import connect
from sorastudio.generate.providers.service import HttpProvider
from sorastudio.generate.worker import Listener, Site, Worker
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.project.project import Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.store.film_file import load_film
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob
from sorastudio.store.seats import Seats
from tests.generate.paid import BRISK, LONG
from tests.generate.services import told

SLOT = SlotId("slot-sea")
PATIENCE = Patience(
    first_poll=0.01, longest_poll=0.05, create_pause=0.01, longest_pause=0.1, settle=0.6
)

STEPS = (
    "before record_submitting",
    "after record_submitting",
    "before record_accepted",
    "after record_accepted",
    "while fetching",
    "before record_file",
    "after record_file",
    "before record_success",
    "after record_success",
    "after adopt",
)


def make_film(path: Path, kind: str, takes: int) -> None:
    """A film with one slot, whose takes are all ordered."""
    slot = Slot(id=SLOT, name="sea", prompt="waves", seconds=Fraction(1), model=told(kind).model)
    project = add_slot(new_project("film", Settings(size=Size(1280, 720))), slot)
    folder = FilmFolder.create(path, project)
    with Ledger(folder.ledger_path) as ledger:
        site = _site(folder, ledger, _provider(kind, "http://127.0.0.1:9", 1))
        orders = (
            Order(slot_id=SLOT, slot_name="sea", number=n, seed=n) for n in range(1, takes + 1)
        )
        ledger.record_drafts(
            site.with_request(order_job(each, slot, project, "svc", site.providers["svc"]))
            for each in orders
        )


def _provider(kind: str, url: str, at_once: int) -> HttpProvider:
    connection = Connection(name="svc", kind=kind, base_url=url + told(kind).base, at_once=at_once)
    os.environ["SORASTUDIO_KEY_SVC"] = "sk-key"
    return connect(connection, timeouts=LONG, persistence=BRISK)


def _site(folder: FilmFolder, ledger: Ledger, provider: HttpProvider) -> Site:
    return Site(
        folder=folder,
        ledger=ledger,
        project=lambda: load_film(folder.film),
        providers={"svc": provider},
        patience=PATIENCE,
        seats=Seats(folder.root / "seats"),
    )


def walk(film: Path, kind: str, url: str, die: str, at_once: int) -> None:
    """What a program does that is started for the film: all there is to do."""
    folder = FilmFolder(film)
    provider = _provider(kind, url, at_once)
    with Ledger(folder.ledger_path) as ledger:
        _die_at(die, ledger, provider)
        for made in takes_outside(load_film(film), folder, ledger):
            adopt(film, *made)
        site = _site(folder, ledger, provider)

        def arrived(job: LedgerJob, made: Made) -> None:
            adopt(film, *made)
            if die == "after adopt":
                _die()

        def failed(job: LedgerJob, error: SoraError) -> None:
            print(f"{job.job_id}: {error}", file=sys.stderr)

        listener = Listener(arrived=arrived, failed=failed, progress=lambda *_: None)
        with Scheduler() as scheduler:
            Worker(site, scheduler, listener).run(unfinished(folder, ledger).here)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_at(step: str, ledger: Ledger, provider: HttpProvider) -> None:
    """Puts the end of the process before or after a write of the ledger."""
    when, _, name = step.partition(" ")
    if name == "fetching":
        fetch = provider.fetch

        def dying(job: Any, path: Path, progress: Callable[[float], None]) -> None:
            fetch(job, path, lambda _: _die())

        provider.fetch = dying  # type: ignore[method-assign]
    elif name.startswith("record_"):
        record = getattr(ledger, name)

        def recorded(*given: Any, **named: Any) -> Any:
            if when == "before":
                _die()
            done = record(*given, **named)
            _die()
            return done

        setattr(ledger, name, recorded)


@dataclass
class Walks:
    """Starts walks, one at a time."""

    process: subprocess.Popen[str]

    def walk(
        self,
        film: Path,
        kind: str,
        url: str,
        *,
        die: str = "",
        after: float = 0.0,
        at_once: int = 1,
    ) -> int:
        """The exit code, negative for a signal. `after`: it is killed after so many seconds; 0:
        only if it does not end in a minute."""
        order = {
            "film": str(film),
            "kind": kind,
            "url": url,
            "die": die,
            "after": after,
            "at_once": at_once,
        }
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def walks() -> Iterator[Walks]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.generate.walk"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Walks(process)
        assert process.stdin
        process.stdin.close()


def _serve() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if not child:
            code = 1
            try:
                film = Path(order["film"])
                walk(film, order["kind"], order["url"], order["die"], order["at_once"])
                code = 0
            finally:
                os._exit(code)
        print(_ended(child, order["after"] or 60.0), flush=True)


def _ended(child: int, seconds: float) -> int:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    _serve()
