"""What a kind of transition is: a name, its parameters, and one pure function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sorastudio.errors import UsageError
from sorastudio.project.media import Option
from sorastudio.render.picture import Picture

Blender = Callable[[Picture, Picture, float, Mapping[str, Option]], Picture]
"""(a, b, progress between 0 and 1, parameters) -> picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter by name. The type of `default` is the parameter's."""

    name: str
    default: Option
    words: str
    lowest: float | None = None
    highest: float | None = None

    def parse(self, text: str) -> Option:
        """The value that a text means. Raises UsageError."""
        value = _as(type(self.default), text)
        if value is None:
            raise UsageError(f"'{text}' is no value for {self.name} ({self.words}).")
        if isinstance(value, int | float) and not self._allows(value):
            raise UsageError(f"{self.name} must lie between {self.lowest:g} and {self.highest:g}.")
        return value

    def _allows(self, value: float) -> bool:
        above = self.lowest is None or value >= self.lowest
        return above and (self.highest is None or value <= self.highest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`run` is the pure function; `blend` calls it with every parameter filled in."""

    name: str
    words: str
    run: Blender
    params: tuple[Param, ...] = ()

    @property
    def has_anchor(self) -> bool:
        """Whether its parameters x and y are a point of the picture: fractions of it, from its left
        and its top."""
        return {"x", "y"} <= {param.name for param in self.params}

    def blend(
        self, a: Picture, b: Picture, progress: float, params: Mapping[str, Option]
    ) -> Picture:
        filled = {param.name: param.default for param in self.params} | dict(params)
        return self.run(a, b, progress, filled)

    def parse_params(self, texts: Mapping[str, str]) -> tuple[tuple[str, Option], ...]:
        """Values for `name=text` pairs. Raises UsageError for a name or value that does not fit."""
        known = {param.name: param for param in self.params}
        for name in texts:
            if name not in known:
                has = ", ".join(known) or "none"
                raise UsageError(f"{self.name} has no parameter '{name}'.", todo=f"It has: {has}.")
        return tuple((name, known[name].parse(text)) for name, text in texts.items())


def _as(kind: type, text: str) -> Option | None:
    if kind is bool:
        return {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}.get(
            text.lower()
        )
    try:
        number = kind(text)
    except ValueError:
        return None
    finite = not isinstance(number, float) or abs(number) < float("inf")
    return number if finite else None
