"""What a kind of transition is: a name, its parameters, and one pure function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sorastudio.errors import UsageError
from sorastudio.project.media import Option
from sorastudio.render.picture import Picture

Blender = Callable[[Picture, Picture, float, Mapping[str, Option]], Picture]
"""(a, b, progress between 0 and 1, parameters) -> picture."""

OwnBlender = Callable[[Picture, Picture, float, Mapping[str, Option], Picture], Picture]
"""The same with a picture of the person's own, which fills the canvas."""


class Family(StrEnum):
    """What kinds are looked for under, in this order."""

    BLEND = "Blends"
    CAMERA = "Camera"
    MOVE = "Moves"
    WIPE = "Wipes"
    MATTE = "Mattes"
    LIGHT = "Light"
    DIGITAL = "Digital"


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter by name. The type of `default` is the parameter's."""

    name: str
    default: Option
    words: str
    lowest: float | None = None
    highest: float | None = None
    choices: tuple[str, ...] = ()
    """All the texts it can be, where those are few."""

    def parse(self, text: str) -> Option:
        """The value that a text means. Raises UsageError."""
        value = _as(type(self.default), text)
        if value is None:
            raise UsageError(f"'{text}' is no value for {self.name} ({self.words}).")
        if self.choices and value not in self.choices:
            raise UsageError(
                f"'{text}' is no value for {self.name}.", todo=f"Use {', '.join(self.choices)}."
            )
        if not self._allows(value):
            raise UsageError(f"{self.name} must lie {self._range_words()}.")
        return value

    def fits(self, value: Option) -> bool:
        """Whether a value, which may come from any film file, is one of this parameter's."""
        if isinstance(self.default, bool) or isinstance(value, bool):
            return type(value) is type(self.default)
        if isinstance(self.default, str) or isinstance(value, str):
            right = type(value) is type(self.default)
            return right and (not self.choices or value in self.choices)
        return self._allows(value)

    def _allows(self, value: Option) -> bool:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return True
        above = self.lowest is None or value >= self.lowest
        return above and (self.highest is None or value <= self.highest)

    def _range_words(self) -> str:
        if self.highest is None:
            return f"above {self.lowest:g}"
        if self.lowest is None:
            return f"below {self.highest:g}"
        return f"between {self.lowest:g} and {self.highest:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """`run` is the pure function; `blend` calls it with every parameter filled in. `run_with` takes
    its place where the parameter `picture` names a picture of the film."""

    name: str
    words: str
    run: Blender
    params: tuple[Param, ...] = ()
    family: Family = Family.BLEND
    run_with: OwnBlender | None = None

    @property
    def has_anchor(self) -> bool:
        """Whether its parameters x and y are a point of the picture: fractions of it, from its left
        and its top."""
        return {"x", "y"} <= {param.name for param in self.params}

    def blend(
        self,
        a: Picture,
        b: Picture,
        progress: float,
        params: Mapping[str, Option],
        own: Picture | None = None,
    ) -> Picture:
        """Exactly `a` at progress 0 and exactly `b` at 1. A parameter that is missing, or is not
        of its kind, is its default."""
        if progress <= 0:
            return a
        if progress >= 1:
            return b
        if own is not None and self.run_with is not None:
            return self.run_with(a, b, progress, self._filled(params), own)
        return self.run(a, b, progress, self._filled(params))

    def _filled(self, params: Mapping[str, Option]) -> dict[str, Option]:
        filled = dict(params)
        for param in self.params:
            if param.name not in filled or not param.fits(filled[param.name]):
                filled[param.name] = param.default
        return filled

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


X = Param(name="x", default=0.5, words="of the point, from the left", lowest=0, highest=1)
Y = Param(name="y", default=0.5, words="of the point, from the top", lowest=0, highest=1)
SEED = Param(
    name="seed", default=1, words="another number, another pattern", lowest=0, highest=9999
)
EASE = Param(name="ease", default=True, words="starts and ends gently")


def softness(default: float) -> Param:
    return Param(
        name="softness",
        default=default,
        words="width of the edge, share of the way",
        lowest=0,
        highest=1,
    )


def smooth(t: float) -> float:
    """0 to 1 with rest at both ends; what lies outside is at its end."""
    t = min(max(t, 0.0), 1.0)
    return t * t * (3 - 2 * t)


def number(params: Mapping[str, Option], name: str) -> float:
    return float(params[name])
