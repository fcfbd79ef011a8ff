"""An immutable, ordered table of values that carry their own `id`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar


class HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)


class Table(Generic[T]):
    """Rows in the order they came, found by id in constant time; every change gives a new table."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Iterable[T] = ()) -> None:
        self._rows: dict[str, T] = {}
        for row in rows:
            if row.id in self._rows:
                raise ValueError(f"two rows with the id {row.id!r}")
            self._rows[row.id] = row

    def __getitem__(self, row_id: str) -> T:
        return self._rows[row_id]

    def get(self, row_id: str) -> T | None:
        return self._rows.get(row_id)

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._rows

    def __iter__(self) -> Iterator[T]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return self is other or list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self._rows))

    def __repr__(self) -> str:
        return f"Table({list(self)!r})"

    def put(self, row: T) -> Table[T]:
        """Put a row in the place of the one with its id, or at the end."""
        return Table({**self._rows, row.id: row}.values())

    def without(self, row_id: str) -> Table[T]:
        return Table(row for row in self if row.id != row_id)
