"""What each connection has cost, over all films: only so that its cap can be kept.

A film's own ledger says what its jobs cost. This small database beside the person's other data adds
up the connections that have a cap, across films and programs.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from sorastudio.errors import SoraError
from sorastudio.paths import user_data_dir
from sorastudio.store.atomic import why
from sorastudio.store.caps import CURRENCY, refuse_beyond
from sorastudio.store.ledger_job import LedgerJob, Spending, spending_of

_TABLE = """
CREATE TABLE IF NOT EXISTS charges (
    job_id TEXT PRIMARY KEY, connection TEXT NOT NULL, spent TEXT NOT NULL, possible TEXT NOT NULL
) STRICT
"""
_PATIENCE_SECONDS = 30.0


class Account:
    """Any thread may use it, and several programs at the same time. Raises SoraError where the
    database cannot be used: then nothing is sent that a cap is set for."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or user_data_dir() / "spending.db"
        self._lock = threading.Lock()

    def reserve(self, connection: str, cap: Decimal, job: LedgerJob, *, title: str = "") -> None:
        """Before a request leaves. Raises CapReached, and keeps nothing, beyond the cap; it calls
        the connection by its title there."""
        with self._writing() as database:
            mine = _of(database, connection, job.job_id)
            refuse_beyond(f"The connection {title or connection}", cap, {CURRENCY: mine}, job)
            self._put(
                database, connection, job, Spending(possible=job.cost_estimated or Decimal(0))
            )

    def settle(self, connection: str, job: LedgerJob) -> None:
        """As far as the ledger knows by now what a job costs."""
        with self._writing() as database:
            self._put(database, connection, job, spending_of(job))

    def spent(self, connection: str) -> Spending:
        with self._writing() as database:
            return _of(database, connection, "")

    def _put(
        self, database: sqlite3.Connection, connection: str, job: LedgerJob, cost: Spending
    ) -> None:
        row = [job.job_id, connection, format(cost.spent, "f"), format(cost.possible, "f")]
        database.execute("INSERT OR REPLACE INTO charges VALUES (?, ?, ?, ?)", row)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            database = None
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                database = sqlite3.connect(
                    self._path, timeout=_PATIENCE_SECONDS, isolation_level=None
                )
                database.execute(_TABLE)
                database.execute("BEGIN IMMEDIATE")
                yield database
                database.execute("COMMIT")
            except (sqlite3.Error, OSError) as error:
                reason = why(error) if isinstance(error, OSError) else f"{error}."
                raise SoraError(
                    f"What the connections have cost cannot be looked up in {self._path}. {reason}",
                    kept="Nothing was sent.",
                ) from error
            finally:
                if database is not None:
                    # What was not committed is rolled back.
                    database.close()


def _of(database: sqlite3.Connection, connection: str, but: str) -> Spending:
    rows = database.execute(
        "SELECT spent, possible FROM charges WHERE connection = ? AND job_id <> ?",
        [connection, but],
    ).fetchall()
    return Spending(
        spent=sum((Decimal(spent) for spent, _ in rows), Decimal(0)),
        possible=sum((Decimal(possible) for _, possible in rows), Decimal(0)),
    )
