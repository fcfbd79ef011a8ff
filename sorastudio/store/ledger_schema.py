"""The ledger's database: opened durably, brought to the present schema, moved aside if damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sorastudio.errors import FilmFileError
from sorastudio.store.atomic import why

APPLICATION_ID = 0x534F5241
"""Marks the database as ours: "SORA"."""

STEPS: Sequence[Sequence[str]] = (
    (
        """
        CREATE TABLE jobs (
            number INTEGER PRIMARY KEY,
            job_id TEXT NOT NULL UNIQUE,
            slot_id TEXT NOT NULL,
            provider TEXT NOT NULL,
            model TEXT NOT NULL,
            base_url TEXT NOT NULL,
            request TEXT NOT NULL,
            request_sha256 TEXT NOT NULL,
            take_number INTEGER,
            client_token TEXT NOT NULL,
            previous_job_id TEXT NOT NULL,
            state TEXT NOT NULL,
            provider_job_id TEXT NOT NULL,
            urls TEXT NOT NULL,
            progress REAL,
            created_at TEXT NOT NULL,
            submitted_at TEXT NOT NULL,
            accepted_at TEXT NOT NULL,
            started_at TEXT NOT NULL,
            finished_at TEXT NOT NULL,
            last_poll_at TEXT NOT NULL,
            output_expires_at TEXT NOT NULL,
            cost_estimated TEXT,
            cost_actual TEXT,
            currency TEXT NOT NULL,
            billed INTEGER NOT NULL,
            error TEXT,
            raw_last_response TEXT NOT NULL,
            asset TEXT
        ) STRICT
        """,
        "CREATE INDEX jobs_by_slot ON jobs (slot_id)",
        "CREATE INDEX jobs_by_state ON jobs (state)",
    ),
    ("CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",),
    (
        "ALTER TABLE jobs ADD COLUMN place INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN worker TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN dismissed INTEGER NOT NULL DEFAULT 0",
        "UPDATE jobs SET place = number",
        "CREATE INDEX jobs_by_previous ON jobs (previous_job_id)",
        "CREATE TABLE pauses (connection TEXT PRIMARY KEY) STRICT",
    ),
    ("ALTER TABLE jobs ADD COLUMN ahead INTEGER",),
)
"""Step n brings version n to version n + 1. A step is never changed once it has been released."""

_PATIENCE_SECONDS = 30.0
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_WORDS = {
    sqlite3.SQLITE_BUSY: "Another program holds it.",
    sqlite3.SQLITE_READONLY: "It, or its folder, may not be written.",
    sqlite3.SQLITE_CANTOPEN: "It cannot be made or opened there.",
    sqlite3.SQLITE_PERM: "It may not be opened by you.",
    sqlite3.SQLITE_FULL: "The disk is full.",
    sqlite3.SQLITE_IOERR: "The disk does not take it.",
}


class DamagedLedger(FilmFileError):
    """The database is not one, or not whole."""


def open_ledger(path: Path) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time.

    Raises DamagedLedger after the file was moved aside, so that the next time begins a new one;
    FilmFileError for a file of a newer program, or of another, without touching it.
    """
    with failures(path):
        connection = sqlite3.connect(
            path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False
        )
    try:
        with failures(path):
            _prepare(connection, path)
    except DamagedLedger:
        connection.close()
        raise _moved_aside(path) from None
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def failures(path: Path) -> Iterator[None]:
    """SQLite's errors in words for the person. What only a bug can cause is let through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in _DAMAGED:
            raise DamagedLedger(
                f"The ledger {path} is damaged.", todo="Close the film and open it again."
            ) from error
        if code not in _WORDS:
            raise
        raise FilmFileError(f"The ledger {path} cannot be used. {_WORDS[code]}") from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise DamagedLedger(f"The ledger {path} is damaged.")
    # In one statement, so that another program that makes the tables is seen as a whole.
    version, application, tables = connection.execute(
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_user_version, pragma_application_id"
    ).fetchone()
    _refuse_foreign(path, version, application, tables)
    connection.execute("PRAGMA journal_mode = WAL")
    # A commit is on the disk before a request leaves; on macOS only with fullfsync.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")
    if version < len(STEPS):
        upgrade(connection)


def _refuse_foreign(path: Path, version: int, application: int, tables: int) -> None:
    if tables and application != APPLICATION_ID:
        raise FilmFileError(
            f"{path} is a database, but not a ledger of Sora Studio.", todo="Move it elsewhere."
        )
    if version > len(STEPS):
        raise FilmFileError(
            f"The ledger {path} was written by a newer Sora Studio (schema {version}; this one "
            f"knows schemas up to {len(STEPS)}).",
            todo="Use the newer program for this film.",
        )


def _moved_aside(path: Path) -> DamagedLedger:
    aside = _free_name(path)
    try:
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
    except OSError as error:
        return DamagedLedger(
            f"The ledger {path} is damaged, and cannot be moved aside. {why(error)}",
            kept="It was kept as it is.",
        )
    return DamagedLedger(
        f"The ledger {path} is damaged.",
        kept=f"It was moved to {aside.name}; takes and film are not touched.",
        todo="Try again: a new ledger is begun.",
    )


def _free_name(path: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = (f"{path.stem}.corrupt-{moment}{more}{path.suffix}" for more in _numbering())
    return next(aside for name in names if not (aside := path.with_name(name)).exists())


def _numbering() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def upgrade(connection: sqlite3.Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Bring the schema to the version after the last step, whole or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for step in steps[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(version, len(steps))}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
