"""Keys of services: in the environment, or in the system's keyring.

The environment comes first, because whoever sets it means this run. A file is used only where the
person agrees to one: it is not encrypted, and readable to every program they run. Nothing here is
ever written into a film, a log or an error.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

from sorastudio.errors import SoraError, UsageError
from sorastudio.paths import user_config_dir
from sorastudio.store.atomic import why

SERVICE = "sorastudio"
"""Under this name the keyring has them."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A key, and where it was found. It never shows itself."""

    value: str = field(repr=False)
    source: str
    from_environment: bool = field(default=False, compare=False)


class NoKeyring(UsageError):
    """The system's keyring cannot keep a key: there is none, it is locked, or it refuses. The
    person may have it kept in a file instead."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"The key was not kept in the system’s keyring. {reason}",
            todo=f"Set the variable {variable_of(name)}, install “sorastudio[keys]”, or ask for a "
            "file, which is not encrypted, with --key-in file.",
        )


class Secrets:
    """Finds and keeps keys by the name of a connection."""

    def __init__(self, path: Path | None = None, environ: Mapping[str, str] | None = None) -> None:
        self._path = path or user_config_dir() / "keys.json"
        self._environ = os.environ if environ is None else environ

    @property
    def path(self) -> Path:
        """Of the file, which need not be there."""
        return self._path

    def find(self, name: str, *variables: str) -> Secret | None:
        """The first of: a variable of the connection's own, the ones that are named, the keyring,
        the file."""
        for variable in (variable_of(name), *variables):
            value = self._environ.get(variable, "").strip() if variable else ""
            if value:
                return Secret(value, f"the variable {variable}", from_environment=True)
        return self._kept(name)

    def keep(self, name: str, key: str) -> None:
        """Into the keyring, and out of the file. Raises NoKeyring; then nothing has changed."""
        ring = _keyring()
        if ring is None:
            raise NoKeyring(name, "There is none that this program can use.")
        try:
            ring.set_password(SERVICE, name, key)
        except Exception as error:  # noqa: BLE001 - each backend has errors of its own
            raise NoKeyring(name, _refusal(error)) from None
        self._drop_from_file(name)

    def keep_in_file(self, name: str, key: str) -> Path:
        """Into a file that only this user can read, and out of the keyring, where it would be found
        first. Raises SoraError."""
        self._write({**self._file(), name: key})
        _drop_from_keyring(name)
        return self._path

    def forget(self, name: str) -> None:
        """Wherever it is kept. Raises SoraError where it cannot be taken away."""
        self._drop_from_file(name)
        _drop_from_keyring(name)

    def _drop_from_file(self, name: str) -> None:
        keys = self._file()
        if keys.pop(name, None) is not None:
            self._write(keys)

    def _kept(self, name: str) -> Secret | None:
        value = _in_keyring(_keyring(), name)
        if value:
            return Secret(value, "the keyring")
        value = self._file().get(name, "")
        return Secret(value, str(self._path)) if value else None

    def _file(self) -> dict[str, str]:
        try:
            record = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        pairs = record.items() if isinstance(record, dict) else ()
        return {name: value for name, value in pairs if isinstance(value, str)}

    def _write(self, keys: Mapping[str, str]) -> None:
        temporary = self._path.with_name(f".{self._path.name}.{uuid4().hex[:8]}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(dict(keys), file)
            temporary.replace(self._path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise SoraError(f"The key cannot be kept. {why(error)}") from error


def has_keyring() -> bool:
    """Whether the system has one that can be used. It may take a moment to say."""
    return _keyring() is not None


def variable_of(name: str) -> str:
    """The environment variable that is a connection's own."""
    return "SORASTUDIO_KEY_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


def redacted(text: str, *secrets: str) -> str:
    """The text without any of the secrets, however they stand in it."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "[key]")
    return text


def _keyring() -> Any:
    """The package, if it is installed and has somewhere to keep things."""
    try:
        ring = import_module("keyring")
        usable = ring.get_keyring().priority > 0
    except Exception:  # noqa: BLE001 - a broken backend must not stop a film from opening
        return None
    return ring if usable else None


def _in_keyring(ring: Any, name: str) -> str:
    """The key; empty where it has none. One that is locked, or has nobody to ask, is no keyring."""
    if ring is not None:
        with suppress(Exception):
            return ring.get_password(SERVICE, name) or ""
    return ""


def _drop_from_keyring(name: str) -> None:
    """Raises SoraError where it has the key, and does not give it up."""
    ring = _keyring()
    if _in_keyring(ring, name):
        try:
            ring.delete_password(SERVICE, name)
        except Exception as error:  # noqa: BLE001 - each backend has errors of its own
            raise SoraError(
                f"The system’s keyring still has the old key of {name}. {_refusal(error)}",
                todo=f"Remove it there, where it is called {SERVICE}: it is found first.",
            ) from None


def _refusal(error: Exception) -> str:
    """By the names that the package gives its errors."""
    return _REFUSALS.get(type(error).__name__, f"It said: {type(error).__name__}.")


_REFUSALS = {
    "InitError": "It cannot be reached.",
    "KeyringLocked": "It is locked.",
    "NoKeyringError": "There is none that this program can use.",
    "PasswordSetError": "It refused.",
    "PasswordDeleteError": "It refused.",
}
