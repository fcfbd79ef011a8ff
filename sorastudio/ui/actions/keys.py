"""Which keys do what: presets named after editors people know, and a person's own changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from PySide6.QtGui import QKeySequence

from sorastudio.paths import resource

DEFAULT_PRESET = "premiere"

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPreset:
    name: str
    label: str
    keys: Mapping[str, Keys]
    """Of each command, the one shown first; as Qt writes them, such as `Ctrl+Shift+P`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMap:
    """A preset with a person's own keys over it."""

    preset: KeyPreset
    own: Mapping[str, Keys] = field(default_factory=dict)

    def of(self, command: str) -> Keys:
        return self.own.get(command, self.preset.keys.get(command, ()))

    def is_own(self, command: str) -> bool:
        return command in self.own

    def with_keys(self, command: str, keys: Iterable[str]) -> KeyMap:
        """Other keys for a command; the preset's own ones are no change."""
        own = {each: kept for each, kept in self.own.items() if each != command}
        wanted = tuple(dict.fromkeys(keys))
        if wanted != self.preset.keys.get(command, ()):
            own[command] = wanted
        return replace(self, own=own)

    def with_preset(self, name: str) -> KeyMap:
        """Another preset, without own keys."""
        return KeyMap(preset=preset_named(name))

    def holders(self, key: str, commands: Iterable[str]) -> tuple[str, ...]:
        """Those of the commands that have a key."""
        return tuple(each for each in commands if key in self.of(each))

    def conflicts(self, commands: Iterable[str]) -> dict[str, Keys]:
        """The keys that more than one of the commands has, and which."""
        by_key: dict[str, list[str]] = {}
        for command in commands:
            for key in self.of(command):
                by_key.setdefault(key, []).append(command)
        return {key: tuple(which) for key, which in by_key.items() if len(which) > 1}


def normal(key: str) -> str:
    """A key as Qt writes it on every system; empty for what is none."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


@cache
def key_presets() -> dict[str, KeyPreset]:
    """Every preset by its name, the default first."""
    records = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(resource("keys").glob("*.json"))
    ]
    default = next(record for record in records if record["name"] == DEFAULT_PRESET)
    presets = {
        record["name"]: KeyPreset(
            name=record["name"],
            label=record["label"],
            keys=_keys({**default["keys"], **record["keys"]}),
        )
        for record in records
    }
    return {DEFAULT_PRESET: presets.pop(DEFAULT_PRESET), **presets}


def preset_named(name: str) -> KeyPreset:
    """The default for a name nobody knows, as settings may come from another version."""
    return key_presets().get(name) or key_presets()[DEFAULT_PRESET]


def _keys(record: Mapping[str, list[str]]) -> dict[str, Keys]:
    return {command: tuple(map(normal, keys)) for command, keys in record.items()}
