"""Frozen dataclasses to JSON-able data and back, driven by their type hints, and strict both ways.

Fields that equal their default are left out, so a default is part of the format: to change one is
to change the format.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import UnionType
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from sorastudio.errors import FilmFileError
from sorastudio.project.table import Table
from sorastudio.store import shapes
from sorastudio.store.json_text import Json
from sorastudio.store.shapes import Shape
from sorastudio.store.text_forms import TextForm

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """Shapes of types, made once for each.

    texts: types written as one short text. tags: the name of each dataclass that stands in a union
    with others. limits: the whole numbers a field may hold. always: fields that are written even
    where they equal their default.
    """

    texts: Mapping[type, TextForm[Any]] = field(default_factory=dict)
    tags: Mapping[type, str] = field(default_factory=dict)
    limits: Mapping[tuple[type, str], range] = field(default_factory=dict)
    always: frozenset[tuple[type, str]] = frozenset()
    _shapes: dict[object, Shape] = field(default_factory=dict, init=False, repr=False)

    def to_data(self, value: object) -> Json:
        """JSON-able data. Raises TypeError or ValueError for a value its type does not allow: that
        is a bug, and nothing that could not be read back is ever written."""
        return cast("Json", self._shape(type(value)).encode(value))

    def from_data(self, cls: type[T], data: object, where: str = "") -> T:
        """The value. Raises FilmFileError with the place inside the data (`where` is in front of
        it) and what was expected there."""
        try:
            return cast("T", self._shape(cls).decode(data))
        except shapes.Mismatch as mismatch:
            place = mismatch.place(where)
            raise FilmFileError(f"{place}: {mismatch}" if place else f"{mismatch}") from None

    def _shape(self, hint: Any) -> Shape:
        shape = self._shapes.get(hint)
        if shape is None:
            shape = self._shapes[hint] = self._new_shape(hint)
        return shape

    def _new_shape(self, hint: Any) -> Shape:
        if isinstance(hint, NewType):
            return self._shape(hint.__supertype__)
        if get_origin(hint) in (Union, UnionType):
            return self._union(get_args(hint))
        if get_origin(hint) is tuple:
            return self._tuple(get_args(hint))
        if get_origin(hint) is Table:
            return shapes.sequence(self._shape(get_args(hint)[0]), Table)
        return self._plain(hint)

    def _plain(self, cls: type) -> Shape:
        if cls in self.texts:
            return shapes.text(cls, self.texts[cls])
        if cls in shapes.SCALARS:
            return shapes.SCALARS[cls]
        if issubclass(cls, StrEnum):
            return shapes.choice(cls)
        if dataclasses.is_dataclass(cls):
            return shapes.record(cls, self._fields(cls))
        raise TypeError(f"no way to write {cls!r}")

    def _tuple(self, hints: tuple[Any, ...]) -> Shape:
        if hints[-1] is Ellipsis:
            return shapes.sequence(self._shape(hints[0]), tuple)
        return shapes.row([self._shape(hint) for hint in hints])

    def _union(self, hints: tuple[Any, ...]) -> Shape:
        records = [h for h in hints if dataclasses.is_dataclass(h) and h not in self.texts]
        members = [self._shape(hint) for hint in hints if hint not in records]
        if len(records) == 1:
            members.append(self._shape(records[0]))
        elif records:
            members.append(self._tagged(records))
        return shapes.either(members)

    def _tagged(self, records: list[Any]) -> Shape:
        for cls in records:
            if any(f.name == shapes.TAG for f in dataclasses.fields(cls)):
                raise TypeError(f"{cls!r} has a field {shapes.TAG!r} and cannot be tagged")
        return shapes.tagged({self.tags[cls]: self._shape(cls) for cls in records})

    def _fields(self, cls: type[Any]) -> list[shapes.Field]:
        hints = get_type_hints(cls)
        return [
            shapes.Field(
                name=f.name,
                shape=self._field_shape(cls, f.name, hints[f.name]),
                default=_default(f),
                always=(cls, f.name) in self.always,
            )
            for f in dataclasses.fields(cls)
            if f.init
        ]

    def _field_shape(self, cls: type, name: str, hint: Any) -> Shape:
        limits = self.limits.get((cls, name))
        return self._shape(hint) if limits is None else shapes.whole(limits)


def _default(f: dataclasses.Field[Any]) -> object:
    if f.default_factory is not dataclasses.MISSING:
        return f.default_factory()
    return f.default
