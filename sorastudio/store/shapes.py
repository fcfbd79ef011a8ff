"""How values of one type are written as JSON-able data and read back, strictly."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import isfinite
from types import NoneType
from typing import Any

from sorastudio.errors import SoraError
from sorastudio.store.text_forms import DECIMAL, FRACTION, TextForm

TAG = "kind"
WHOLE = range(-(2**64), 2**64)
"""The whole numbers that are read where a field has no narrower limits."""


class Mismatch(Exception):
    """Data that is not what the type says. `path` grows from the inside out."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.path: list[str | int] = []

    def inside(self, part: str | int) -> Mismatch:
        self.path.append(part)
        return self

    def place(self, where: str) -> str:
        for part in reversed(self.path):
            where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else part
        return where


@dataclass(frozen=True, slots=True)
class Shape:
    """How values of one type are written and read. `read_as` are the JSON types it takes."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    read_as: tuple[type, ...]
    python: tuple[type, ...]
    """The types of the values it writes."""
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a dataclass. `default` is `dataclasses.MISSING` where there is none."""

    name: str
    shape: Shape
    default: object
    always: bool
    """Written even where it equals its default."""


def describe(data: object) -> str:
    """A few words for a piece of JSON."""
    match data:
        case None:
            return "null"
        case bool():
            return "true" if data else "false"
        case str():
            return f"the text {data[:40]!r}{'...' if len(data) > 40 else ''}"
        case dict():
            return "an object"
        case list():
            return "a list"
        case int() if abs(data) >= 10**18:
            return "a number of absurd size"
        case _:
            return f"the number {data}"


def _expected(words: str, data: object) -> Mismatch:
    return Mismatch(f"expected {words}, found {describe(data)}.")


def _exactly(cls: type, words: str) -> Shape:
    def decode(data: Any) -> Any:
        if type(data) is not cls:
            raise _expected(words, data)
        return data

    def encode(value: Any) -> Any:
        if not isinstance(value, cls):
            raise TypeError(f"expected {words}, found {value!r}")
        return value

    return Shape(encode, decode, (cls,), (cls,), words)


def whole(limits: range) -> Shape:
    words = "a whole number"
    if limits != WHOLE:
        words += f" from {limits.start} to {limits.stop - 1}"

    def decode(data: Any) -> int:
        if type(data) is not int or data not in limits:
            raise _expected(words, data)
        return data

    def encode(value: Any) -> int:
        if type(value) is not int or value not in limits:
            raise ValueError(f"expected {words}, found {value!r}")
        return value

    return Shape(encode, decode, (int,), (int,), words)


def _decode_number(data: Any) -> float:
    if type(data) is float and isfinite(data):
        return data
    if type(data) is int and data in WHOLE:
        return float(data)
    raise _expected("a number", data)


def _encode_number(value: Any) -> float:
    if type(value) is bool or not isinstance(value, float | int) or not isfinite(value):
        raise ValueError(f"expected a finite number, found {value!r}")
    return float(value)


def text(cls: type, form: TextForm[Any]) -> Shape:
    def decode(data: Any) -> Any:
        if type(data) is not str:
            raise _expected(form.words, data)
        try:
            return form.read(data)
        except (ValueError, SoraError):
            raise _expected(form.words, data) from None

    def encode(value: Any) -> str:
        written = form.write(value)
        if form.read(written) != value:
            raise ValueError(f"{value!r} cannot be written as {form.words}")
        return written

    return Shape(encode, decode, (str,), (cls,), form.words)


def choice(cls: type[StrEnum]) -> Shape:
    members = {member.value: member for member in cls}
    words = "one of " + ", ".join(repr(name) for name in members)

    def decode(data: Any) -> StrEnum:
        member = members.get(data) if type(data) is str else None
        if member is None:
            raise _expected(words, data)
        return member

    return Shape(lambda value: cls(value).value, decode, (str,), (cls,), words)


def sequence(item: Shape, build: Callable[[list[Any]], Any]) -> Shape:
    """A list of any length; `build` makes the tuple or table of it."""
    read = item.decode

    def decode(data: Any) -> Any:
        if type(data) is not list:
            raise _expected("a list", data)
        try:
            return build(_each(read, data))
        except ValueError as error:
            raise Mismatch(f"{error}.") from None

    return Shape(lambda value: list(map(item.encode, value)), decode, (list,), (tuple,), "a list")


def _each(read: Callable[[Any], Any], data: list[Any]) -> list[Any]:
    done: list[Any] = []
    try:
        for part in data:
            done.append(read(part))  # noqa: PERF401 - how many were read is where it went wrong
    except Mismatch as mismatch:
        raise mismatch.inside(len(done)) from None
    return done


def row(items: list[Shape]) -> Shape:
    """A list of so many, each of its own type."""
    words = f"a list of {len(items)}"

    def decode(data: Any) -> tuple[Any, ...]:
        if type(data) is not list or len(data) != len(items):
            raise _expected(words, data)
        columns = iter(items)
        return tuple(_each(lambda part: next(columns).decode(part), data))

    def encode(value: Any) -> list[Any]:
        return [item.encode(part) for item, part in zip(items, value, strict=True)]

    return Shape(encode, decode, (list,), (tuple,), words)


def either(shapes: list[Shape]) -> Shape:
    """One of several shapes, told apart by the type of what is read or written."""
    readers = _told_apart((kind, s.decode) for s in shapes for kind in s.read_as)
    writers = _told_apart((kind, s.encode) for s in shapes for kind in s.python)
    for by_type in (readers, writers):
        if float in by_type:
            by_type.setdefault(int, by_type[float])
    words = " or ".join(shape.words for shape in shapes)

    def decode(data: Any) -> Any:
        read = readers.get(type(data))
        if read is None:
            raise _expected(words, data)
        return read(data)

    return Shape(
        lambda value: writers[type(value)](value), decode, tuple(readers), tuple(writers), words
    )


def _told_apart(
    pairs: Iterable[tuple[type, Callable[[Any], Any]]],
) -> dict[type, Callable[[Any], Any]]:
    by_type: dict[type, Callable[[Any], Any]] = {}
    for kind, way in pairs:
        if kind in by_type:
            raise TypeError(f"two members of a union are both written as {kind.__name__}")
        by_type[kind] = way
    return by_type


def tagged(by_tag: dict[str, Shape]) -> Shape:
    words = f"an object whose {TAG!r} is " + " or ".join(repr(tag) for tag in by_tag)
    writers = {kind: (tag, s.encode) for tag, s in by_tag.items() for kind in s.python}

    def decode(data: Any) -> Any:
        if type(data) is not dict:
            raise _expected(words, data)
        tag = data.get(TAG)
        shape = by_tag.get(tag) if type(tag) is str else None
        if shape is None:
            raise _expected(words, tag).inside(TAG)
        return shape.decode({name: part for name, part in data.items() if name != TAG})

    def encode(value: Any) -> dict[str, Any]:
        tag, write = writers[type(value)]
        return {TAG: tag, **write(value)}

    return Shape(encode, decode, (dict,), tuple(writers), words)


def record(cls: type, fields: list[Field]) -> Shape:
    """A dataclass as an object of its fields, in their order."""
    return Shape(_writer(cls, fields), _reader(cls, fields), (dict,), (cls,), "an object")


def _writer(cls: type, fields: list[Field]) -> Callable[[Any], dict[str, Any]]:
    parts = [
        (f.name, f.shape.encode, dataclasses.MISSING if f.always else f.default) for f in fields
    ]

    def encode(value: Any) -> dict[str, Any]:
        if type(value) is not cls:
            raise TypeError(f"expected a {cls.__name__}, found {value!r}")
        data: dict[str, Any] = {}
        for name, write, default in parts:
            part = getattr(value, name)
            if part is not default and part != default:
                data[name] = write(part)
        return data

    return encode


def _reader(cls: type, fields: list[Field]) -> Callable[[Any], Any]:
    readers = {f.name: f.shape.decode for f in fields}
    required = [f.name for f in fields if f.default is dataclasses.MISSING]

    def decode(data: Any) -> Any:
        if type(data) is not dict:
            raise _expected("an object", data)
        values = _read_fields(readers, data)
        for name in required:
            if name not in values:
                raise Mismatch("this is missing.").inside(name)
        try:
            return cls(**values)
        except (ValueError, SoraError) as error:
            raise Mismatch(str(error)) from None

    return decode


def _read_fields(readers: dict[str, Callable[[Any], Any]], data: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, part in data.items():
        read = readers.get(name)
        if read is None:
            # To pass over it would lose it with the next save.
            raise Mismatch("this program does not know what this is.").inside(name)
        try:
            values[name] = read(part)
        except Mismatch as mismatch:
            raise mismatch.inside(name) from None
    return values


_NULL = Shape(lambda value: value, lambda data: data, (NoneType,), (NoneType,), "null")
SCALARS: dict[type, Shape] = {
    str: _exactly(str, "a text"),
    bool: _exactly(bool, "true or false"),
    int: whole(WHOLE),
    float: Shape(_encode_number, _decode_number, (float,), (float,), "a number"),
    Fraction: text(Fraction, FRACTION),
    Decimal: text(Decimal, DECIMAL),
    NoneType: _NULL,
}
