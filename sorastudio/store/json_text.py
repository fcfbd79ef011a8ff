"""JSON for people: strict when read, and laid out so that a change is a change of few lines."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

from sorastudio.errors import FilmFileError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_LINE = 96
_ONE_LINE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


class _NotStrict(ValueError):
    """What Python's reader would let pass, with loss."""


def parse_json(text: str) -> Json:
    """Raises FilmFileError with the line and column where the text stops being JSON; also for NaN,
    for a name that stands twice in one object, and for absurdly long numbers and deep nesting."""
    try:
        data: Json = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise FilmFileError(
            f"Line {error.lineno}, column {error.colno} is not JSON: {error.msg}."
        ) from None
    except _NotStrict as error:
        raise FilmFileError(str(error)) from None
    except RecursionError:
        raise FilmFileError("It is nested too deeply.") from None
    except ValueError:
        raise FilmFileError("It holds a number of absurd length.") from None
    return data


def format_json(data: Json) -> str:
    """Indented by two; a list or object of nothing but plain values stays on its line if it is
    short. The order of names is the order of the data. Ends with a line feed."""
    parts: list[str] = []
    _write(parts, data, "\n")
    parts.append("\n")
    return "".join(parts)


def _write(parts: list[str], data: Json, newline: str) -> None:
    if not isinstance(data, list | dict) or _is_flat(data):
        line = _ONE_LINE.encode(data)
        if len(line) <= _LINE or not isinstance(data, list | dict):
            parts.append(line)
            return
    inner = newline + "  "
    opened, closed = ("[", "]") if isinstance(data, list) else ("{", "}")
    parts.append(opened)
    comma = ""
    for name, part in data.items() if isinstance(data, dict) else ((None, p) for p in data):
        parts.append(comma + inner)
        if name is not None:
            parts.append(_ONE_LINE.encode(name) + ": ")
        _write(parts, part, inner)
        comma = ","
    parts.append(newline + closed)


def _is_flat(data: list[Json] | dict[str, Json]) -> bool:
    parts = data.values() if isinstance(data, dict) else data
    return not any(isinstance(part, list | dict) for part in parts)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _NotStrict(f"The name {twice!r} stands twice in one object.")
    return data


def _no_constant(name: str) -> None:
    raise _NotStrict(f"{name} is not a number.")
