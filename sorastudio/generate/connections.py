"""Named connections to generators: which kind of service, where, and on what terms.

They are the person's, not a film's, and lie in one file beside the settings. No key is in it: those
are in the system's keyring or in the environment (`store.secrets`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from sorastudio.errors import FilmFileError, SoraError, UsageError
from sorastudio.generate.price import Price, Unit
from sorastudio.paths import user_config_dir
from sorastudio.store.atomic import folder_lock, replace_file, why
from sorastudio.store.film_codec import from_data, to_data
from sorastudio.store.json_text import Json, parse_json

VERSION = 1
BUILT_IN = "animatic"
_ADDRESS = re.compile(r"https?://[^/\s@?#]+(/[^\s?#]*)?")
"""Without a user or a password: a key has its own place."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One way to a generator. Empty fields mean what is usual for the kind."""

    name: str
    """What films, keys and accounts know it by: the same for as long as it is there."""
    kind: str
    label: str = ""
    """What the person calls it by now, if that is not its name."""
    base_url: str = ""
    model: str = ""
    """The default one."""
    at_once: int = 0
    """So many takes at the same time."""
    cap: Decimal | None = None
    """US dollars that all its jobs may cost."""
    price: Decimal | None = None
    """US dollars for a second, where the person knows better than we."""
    key_variable: str = ""
    """The environment variable its key is in."""

    @property
    def title(self) -> str:
        """What it is called where a person reads it."""
        return self.label or self.name

    @property
    def own_price(self) -> Price | None:
        """In the place of the one that is published."""
        if self.price is None:
            return None
        return Price(amount=self.price, unit=Unit.SECOND, as_of="")


class ConnectionsFile:
    """All connections, and the file they are kept in. Raises SoraError with the reason for a file
    that is not one: it is never written over."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or user_config_dir() / "connections.json"

    def load(self) -> tuple[Connection, ...]:
        try:
            content = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise self._unreadable(str(error)) from error
        try:
            return _read(content)
        except (FilmFileError, UsageError) as error:
            raise self._unreadable(error.what) from error

    def named(self, name: str) -> Connection | None:
        return next((each for each in self.load() if each.name == name), None)

    def titled(self, title: str) -> Connection | None:
        """As a person names it, or films do: no title is the name of another one."""
        found = self.load()
        return next((each for each in found if title in (each.title, each.name)), None)

    def put(self, connection: Connection) -> None:
        """Adds it, or puts it in the place of the one with its name. Raises UsageError, as for a
        title that is another one's."""
        _refuse_senseless(connection)
        before = self.load()
        _refuse_taken(connection, before)
        if any(each.name == connection.name for each in before):
            self._save(connection if each.name == connection.name else each for each in before)
        else:
            self._save([*before, connection])

    def remove(self, name: str) -> None:
        """Raises UsageError where there is none of the name."""
        before = self.load()
        after = [each for each in before if each.name != name]
        if len(after) == len(before):
            raise UsageError(f"There is no connection '{name}'.")
        self._save(after)

    def rename(self, name: str, title: str) -> None:
        """Films, its key and what it has cost stay its own. Raises UsageError for a title that is
        taken or is none."""
        found = self.named(name)
        if found is None:
            raise UsageError(f"There is no connection '{name}'.")
        self.put(replace(found, label="" if title == name else title))

    def _save(self, connections: Iterable[Connection]) -> None:
        rows: list[Json] = [to_data(each) for each in connections]
        record = {"version": VERSION, "connections": rows}
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with folder_lock(self.path.parent):
                replace_file(self.path, text.encode())
        except OSError as error:
            raise SoraError(f"{self.path} cannot be written. {why(error)}") from error

    def _unreadable(self, reason: str) -> SoraError:
        return SoraError(
            f"The connections in {self.path} cannot be read. {reason}",
            kept="The file is as it was.",
            todo="Mend it, or move it away and add them again.",
        )


def _read(content: str) -> tuple[Connection, ...]:
    match parse_json(content):
        case {"version": int(version), "connections": list(rows)} if version == VERSION:
            found = tuple(from_data(Connection, row, "connections") for row in rows)
        case {"version": int(version), "connections": _} if version > VERSION:
            raise UsageError("It was written by a newer Sora Studio.")
        case _:
            raise UsageError("It is not a list of connections.")
    for each in found:
        _refuse_senseless(each)
    return found


def _refuse_taken(connection: Connection, others: Iterable[Connection]) -> None:
    """By either of its names a connection is found: no other may have it."""
    mine = {connection.name, connection.title}
    if any(mine & {each.name, each.title} for each in others if each.name != connection.name):
        raise UsageError(f"Another connection is called '{connection.title}' already, or was once.")


def _refuse_senseless(connection: Connection) -> None:
    for name in (connection.name, connection.title):
        if not _NAME.fullmatch(name) or name == BUILT_IN:
            raise UsageError(
                f"'{name}' cannot be the name of a connection.",
                todo="Use letters, digits, dots and dashes, and not the name of a built-in one.",
            )
    if connection.base_url and not _ADDRESS.fullmatch(connection.base_url):
        raise UsageError(
            f"'{connection.base_url}' is not an address.", todo="Write it like https://host/v1."
        )
    if connection.at_once < 0:
        raise UsageError("A connection makes at least one take at a time.")
    for words, amount in (("cap", connection.cap), ("price", connection.price)):
        if amount is not None and amount < 0:
            raise UsageError(f"The {words} cannot be below zero.")
