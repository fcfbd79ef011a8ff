"""What a service says of its models when it is asked, laid over what was shipped.

It is kept for each connection beside the person's other data, with the day it was said, and holds
for the kind and the address it was asked at. What cannot be read there counts as not told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from sorastudio.errors import FilmFileError, SoraError
from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.errors import Unreadable
from sorastudio.generate.records import (
    ANY,
    Model,
    ModelFacts,
    PriceRecord,
    Service,
    lengths_of,
    shipped,
)
from sorastudio.paths import user_data_dir
from sorastudio.project.media import Size
from sorastudio.store.atomic import folder_lock, remove_leftovers, replace_file, why
from sorastudio.store.film_codec import from_data, to_data
from sorastudio.store.json_text import parse_json

VERSION = 2
_ABILITIES = {"first_frame", "last_frame", "negative", "seed", "sound"}
_MOST_BYTES = 16 * 2**20

Stamp = tuple[int, int, int]
"""When a file was last written, how long it is, and which one it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Of one model. Whatever is empty was not told, and is as it was shipped."""

    model: str
    facts: ModelFacts | None = None
    """Where the service describes it in full."""
    price: PriceRecord | None = None
    unusable: str = ""
    """Why it cannot be used, in a sentence."""
    without: tuple[str, ...] = ()
    """What it has not, of that which its record has: seed, negative, sound, first or last frame."""
    lengths: tuple[Fraction, ...] = ()
    sizes: tuple[Size, ...] = ()
    """The only ones left, of those its record has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Of all models of a connection. `words` say it to the person."""

    kind: str
    base_url: str = ""
    at: str
    """When it was told: ISO 8601, UTC."""
    words: str
    only_these: bool = False
    """Whether there are no other models than those that are told of."""
    default_model: str = ""
    """The one to use where the person has chosen none."""
    models: tuple[Told, ...] = ()

    def of(self, model: str) -> Told:
        return next((each for each in self.models if each.model == model), Told(model=model))

    @property
    def unusable(self) -> dict[str, str]:
        """By model, why it cannot be used."""
        return {each.model: each.unusable for each in self.models if each.unusable}

    @property
    def is_of_today(self) -> bool:
        return self.at[:10] == now()[:10]


def telling(
    connection: Connection, words: str, models: Iterable[Told] = (), **more: Any
) -> Published:
    """What was told now; `more` are further fields of it."""
    return Published(
        kind=connection.kind,
        base_url=connection.base_url,
        at=now(),
        words=words,
        models=tuple(models),
        **more,
    )


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def published_by(connection: Connection) -> Published | None:
    """What was last told; None where nothing is known of the service as it is connected now."""
    path = _path(connection.name)
    found = _read(path, _stamp_of(path))
    if found is None or (found.kind, found.base_url) != (connection.kind, connection.base_url):
        return None
    return found


def folder() -> Path:
    """Where it is kept. It need not exist yet."""
    return user_data_dir() / "models"


def stamps() -> dict[str, Stamp]:
    """By connection, of all that is kept: what is written anew has another one."""
    found = {path.stem: _stamp_of(path) for path in folder().glob("*.json")}
    return {name: stamp for name, stamp in found.items() if stamp is not None}


def service_of(connection: Connection) -> Service:
    """Its record, with what the service has said. Raises UsageError for a kind there is not."""
    base, found = shipped(connection.kind), published_by(connection)
    if found is None:
        return base
    path = _path(connection.name)
    return _laid_over(connection.kind, path, _stamp_of(path)) or base


def keep(connection: Connection, told: Published) -> bool:
    """Puts it in the place of what was told before; False, and nothing is kept, where the
    connection is another one by now, or gone. Raises SoraError."""
    path, text = _path(connection.name), _written(told)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with folder_lock(path.parent) as alone:
            named = ConnectionsFile().named(connection.name)
            if named is None or (named.kind, named.base_url) != (told.kind, told.base_url):
                return False
            if alone:
                remove_leftovers(path)
            replace_file(path, text.encode())
    except OSError as error:
        raise SoraError(f"{path} cannot be written. {why(error)}") from error
    return True


def forget(name: str) -> None:
    """Another connection of the name begins with what is shipped."""
    _under_lock(lambda: _path(name).unlink(missing_ok=True))


def roll_words(told: Sequence[Told], more: str) -> str:
    """How many of the models of our record are there."""
    there = sum(not each.unusable for each in told)
    return f"{there} of {len(told)} models are there; {more}."


def laid_over(model: Model, told: Told) -> Model:
    """A model as it is now known: described anew, or with a part of what its record says."""
    facts = told.facts or model.facts
    lengths = tuple(each for each in lengths_of(facts) if each in told.lengths)
    sizes = tuple(each for each in facts.sizes if each in told.sizes)
    lacks: Any = dict.fromkeys(_ABILITIES.intersection(told.without), False)
    if lengths:
        facts = replace(facts, lengths=lengths, step=None)
    facts = replace(facts, **lacks, sizes=sizes or facts.sizes, price=told.price or facts.price)
    return Model(facts=facts, wire=_without(model.wire, told), unusable=told.unusable)


def _written(told: Published) -> str:
    """Raises Unreadable for what could not be read again."""
    try:
        data = to_data(told)
        from_data(Published, data)
    except (TypeError, ValueError, FilmFileError) as error:
        raise Unreadable(f"What was told makes no sense: {error}") from None
    return json.dumps({"version": VERSION, "told": data}, indent=1)


def _without(wire: Mapping[str, Any], told: Told) -> Mapping[str, Any]:
    """What a model has no name for any more is not sent."""
    named = wire.get("fields")
    if not told.without or not isinstance(named, dict):
        return wire
    return {
        **wire,
        "fields": {ours: each for ours, each in named.items() if ours not in told.without},
    }


def _under_lock(act: Callable[[], object]) -> None:
    """After whoever is writing there."""
    with suppress(OSError), folder_lock(folder()):
        act()


def _path(name: str) -> Path:
    return folder() / f"{name}.json"


def _stamp_of(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=64)
def _read(path: Path, stamp: Stamp | None) -> Published | None:
    """What is kept; None for anything else. `stamp`: a file that was written is read anew."""
    if stamp is None or stamp[1] > _MOST_BYTES:
        return None
    try:
        match parse_json(path.read_text(encoding="utf-8")):
            case {"version": int(version), "told": told} if version == VERSION:
                return from_data(Published, told)
    except (OSError, ValueError, SoraError):
        pass
    return None


@lru_cache(maxsize=64)
def _laid_over(kind: str, path: Path, stamp: Stamp | None) -> Service | None:
    base, found = shipped(kind), _read(path, stamp)
    if found is None:
        return None
    told = {each.model: each for each in found.models}
    names = [ANY] if found.only_these and ANY in base.models else list(base.models)
    models = {
        name: laid_over(model, told.get(name, Told(model=name)))
        for name in dict.fromkeys((*names, *told))
        if (model := base.models.get(name) or _new(base, told[name])) is not None
    }
    facts = replace(base.facts, default_model=found.default_model or base.facts.default_model)
    return Service(facts=facts, models=models)


def _new(base: Service, told: Told) -> Model | None:
    """A model that did not come with the program: as the service describes it, or like any."""
    if told.facts is not None:
        return Model(facts=told.facts)
    like = base.models.get(ANY)
    return like and replace(like, facts=replace(like.facts, model=told.model, label=told.model))
