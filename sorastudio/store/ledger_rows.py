"""Jobs as rows of the ledger's table: one column for each field of `LedgerJob`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from sorastudio.project.ids import SlotId
from sorastudio.store.codec import Codec
from sorastudio.store.json_text import parse_json
from sorastudio.store.ledger_job import Asset, JobError, LedgerJob, LedgerState

_COLUMNS = tuple(field.name for field in fields(LedgerJob))
_NAMES = ", ".join(_COLUMNS)
_MARKS = ", ".join("?" for _ in _COLUMNS)
_JSON = ("request", "urls")
_CODEC = Codec()


def insert(connection: sqlite3.Connection, job: LedgerJob) -> LedgerJob:
    """As it stands there: behind all others, unless it has a place."""
    job = replace(job, place=job.place or _last_place(connection) + 1)
    row = [_to_column(name, getattr(job, name)) for name in _COLUMNS]
    connection.execute(f"INSERT INTO jobs ({_NAMES}) VALUES ({_MARKS})", row)
    return job


def update(connection: sqlite3.Connection, before: LedgerJob, after: LedgerJob) -> None:
    """Write the fields that differ."""
    changed = [name for name in _COLUMNS if getattr(after, name) != getattr(before, name)]
    if not changed:
        return
    assignments = ", ".join(f"{name} = ?" for name in changed)
    row = [_to_column(name, getattr(after, name)) for name in changed]
    connection.execute(f"UPDATE jobs SET {assignments} WHERE job_id = ?", [*row, before.job_id])


def find(connection: sqlite3.Connection, job_id: str) -> LedgerJob | None:
    return next(iter(_select(connection, "job_id = ?", job_id)), None)


def everything(connection: sqlite3.Connection) -> tuple[LedgerJob, ...]:
    return _select(connection, "TRUE")


def of_slot(connection: sqlite3.Connection, slot_id: SlotId) -> tuple[LedgerJob, ...]:
    return _select(connection, "slot_id = ?", slot_id)


def in_states(
    connection: sqlite3.Connection, states: Sequence[LedgerState]
) -> tuple[LedgerJob, ...]:
    """In the order in which they wait."""
    condition = f"state IN ({', '.join('?' for _ in states)})"
    return _select(connection, condition, *states, order="place, number")


def dead(connection: sqlite3.Connection) -> tuple[LedgerJob, ...]:
    """What failed, was not tried again, and was not dismissed."""
    return _select(
        connection,
        "state IN (?, ?) AND NOT dismissed AND NOT EXISTS"
        " (SELECT 1 FROM jobs AS later WHERE later.previous_job_id = jobs.job_id)",
        LedgerState.FAILED,
        LedgerState.EXPIRED,
    )


def came(connection: sqlite3.Connection, since: str) -> tuple[LedgerJob, ...]:
    """What has succeeded since a moment (ISO 8601, UTC)."""
    return _select(connection, "state = ? AND finished_at >= ?", LedgerState.SUCCEEDED, since)


def money(connection: sqlite3.Connection) -> tuple[LedgerJob, ...]:
    """All jobs with only what their cost follows from: fast, where there are many."""
    names = "job_id, state, submitted_at, cost_estimated, cost_actual, currency, billed, error"
    return tuple(
        LedgerJob(
            job_id=job_id,
            slot_id=SlotId(""),
            provider="",
            request=None,
            request_sha256="",
            state=LedgerState(state),
            submitted_at=submitted_at,
            cost_estimated=None if estimated is None else Decimal(estimated),
            cost_actual=None if actual is None else Decimal(actual),
            currency=currency,
            billed=bool(billed),
            error=None if error is None else _CODEC.from_data(JobError, parse_json(error)),
        )
        for job_id, state, submitted_at, estimated, actual, currency, billed, error in (
            connection.execute(f"SELECT {names} FROM jobs")
        )
    )


def fact(connection: sqlite3.Connection, name: str) -> str | None:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


def put_fact(connection: sqlite3.Connection, name: str, value: str | None) -> None:
    connection.execute("DELETE FROM facts WHERE name = ?", [name])
    if value is not None:
        connection.execute("INSERT INTO facts (name, value) VALUES (?, ?)", [name, value])


def _last_place(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT COALESCE(MAX(place), 0) FROM jobs").fetchone()[0])


def _select(
    connection: sqlite3.Connection, condition: str, *values: str, order: str = "number"
) -> tuple[LedgerJob, ...]:
    query = f"SELECT {_NAMES} FROM jobs WHERE {condition} ORDER BY {order}"
    return tuple(_from_row(row) for row in connection.execute(query, values))


def _to_column(name: str, value: object) -> object:
    if name in _JSON:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    match value:
        case JobError() | Asset():
            return json.dumps(_CODEC.to_data(value), ensure_ascii=False)
        case Decimal():
            return format(value, "f")
        case _:
            return value


def _from_row(row: tuple[Any, ...]) -> LedgerJob:
    values = dict(zip(_COLUMNS, row, strict=True))
    values["state"] = LedgerState(values["state"])
    for name in ("billed", "dismissed"):
        values[name] = bool(values[name])
    for name in _JSON:
        values[name] = parse_json(values[name])
    for name in ("cost_estimated", "cost_actual"):
        values[name] = None if values[name] is None else Decimal(values[name])
    for name, cls in (("error", JobError), ("asset", Asset)):
        text = values[name]
        values[name] = None if text is None else _CODEC.from_data(cls, parse_json(text), name)
    return LedgerJob(**values)
