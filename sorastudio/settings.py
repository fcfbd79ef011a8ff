"""What the program remembers for a person from one start to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from sorastudio.paths import user_config_dir

MOST_RECENT = 12
"""So many films the welcome page remembers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSettings:
    """`geometry` and `layout` are the window's, in base64 as Qt gives them."""

    recent: tuple[str, ...] = ()
    """Paths of films, the last opened first."""
    geometry: str = ""
    layout: str = ""
    key_preset: str = "premiere"
    side_by_side: bool = False
    """Whether program and take stand beside one another."""
    delivery: str = "final"
    """The preset that was delivered last."""
    builds: bool = True
    """Whether finished stretches are built for it in the background."""
    handles: str = "trim"
    """What becomes of a new transition where frames are missing."""
    seams: bool = True
    """Whether the timeline says what jars at cuts."""
    notifies: bool = True
    """Whether the desktop says when takes are done."""
    own_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys the person chose for a command, in place of the preset's."""

    def opened(self, film: Path) -> UserSettings:
        """The same with a film as the last opened."""
        name = str(film)
        others = tuple(each for each in self.recent if each != name)
        return replace(self, recent=(name, *others)[:MOST_RECENT])

    def forgotten(self, film: Path) -> UserSettings:
        """The same without a film among the recent ones."""
        return replace(self, recent=tuple(each for each in self.recent if each != str(film)))


class SettingsFile:
    """The settings, and the file they are kept in. A comfort only: a file that cannot be read gives
    the defaults, and one that cannot be written stops nobody's work."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or user_config_dir() / "settings.json"
        self._value = _load(self._path)

    @property
    def value(self) -> UserSettings:
        return self._value

    def change(self, value: UserSettings) -> None:
        """Use and keep other settings from now on."""
        if value != self._value:
            self._value = value
            with suppress(OSError):
                _save(self._path, value)


def _load(path: Path) -> UserSettings:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return UserSettings()
    return _settings(record) if isinstance(record, dict) else UserSettings()


def _settings(record: Mapping[str, Any]) -> UserSettings:
    """Whatever of a record is sound; the defaults for the rest."""
    readers = {
        "recent": _texts,
        "geometry": _text,
        "layout": _text,
        "key_preset": _text,
        "side_by_side": _flag,
        "delivery": _text,
        "builds": _flag,
        "handles": _text,
        "seams": _flag,
        "notifies": _flag,
        "own_keys": _keys,
    }
    assert set(readers) == {each.name for each in fields(UserSettings)}
    sound: dict[str, Any] = {}
    for name, read in readers.items():
        with suppress(ValueError, KeyError):
            sound[name] = read(record[name])
    return UserSettings(**sound)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(value)
    return tuple(_text(each) for each in value)


def _keys(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError(value)
    return {_text(command): _texts(keys) for command, keys in value.items()}


def _save(path: Path, value: UserSettings) -> None:
    """Whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        temporary.write_text(json.dumps(asdict(value), indent=2) + "\n", encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
