"""What a model takes, as its OpenAPI schema says, beside what its record says."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sorastudio.generate.answers import inside, list_in
from sorastudio.generate.published import Told
from sorastudio.generate.records import Model, lengths_of
from sorastudio.generate.speech import aspect_label, lines_label
from sorastudio.project.media import Size

_ABILITIES = ("first_frame", "last_frame", "negative", "seed")
_REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of a schema. Whatever it does not say, or says in another way, is allowed."""

    schema: Any

    @property
    def known(self) -> bool:
        return bool(self._properties)

    def has(self, name: str) -> bool:
        return name in self._properties

    def allows(self, name: str, value: str | int | float) -> bool:
        """By the values it lists, and by its bounds."""
        told = self._properties.get(name)
        listed = self._listed(told)
        if listed:
            return any(_same(each, value) for each in listed)
        number = _number(value)
        least, most = (_number(inside(told, bound)) for bound in ("minimum", "maximum"))
        return number is None or (
            (least is None or number >= least) and (most is None or number <= most)
        )

    @property
    def _properties(self) -> dict[str, Any]:
        found = inside(self.schema, "components", "schemas", "Input", "properties")
        return found if isinstance(found, dict) else {}

    def _listed(self, told: Any) -> list[Any]:
        """Choices stand in the input itself, or in a schema of their own that it names."""
        for part in (told, *list_in(told, "allOf"), *list_in(told, "anyOf")):
            name = str(inside(part, "$ref")).removeprefix(_REFERENCE)
            other = inside(self.schema, "components", "schemas", name)
            found = list_in(part, "enum") or list_in(other, "enum")
            if found:
                return found
        return []


def narrowed(model: Model, inputs: Inputs) -> Told:
    """What of its record a model still takes; all of it where the schema says nothing."""
    named = model.wire.get("fields")
    theirs = {
        ours: told if isinstance(told, str) else told[0]
        for ours, told in (named.items() if isinstance(named, dict) else ())
    }
    if not inputs.known:
        return Told(model=model.facts.model)
    return Told(
        model=model.facts.model,
        without=tuple(
            each for each in _ABILITIES if each in theirs and not inputs.has(theirs[each])
        ),
        lengths=_lengths(model, inputs, theirs),
        sizes=tuple(size for size in model.facts.sizes if _takes(size, inputs, theirs)),
    )


def _lengths(model: Model, inputs: Inputs, theirs: dict[str, str]) -> tuple[Fraction, ...]:
    name = theirs.get("seconds", "")
    every = lengths_of(model.facts)
    return tuple(each for each in every if not name or inputs.allows(name, float(each)))


def _takes(size: Size, inputs: Inputs, theirs: dict[str, str]) -> bool:
    said = {"lines": lines_label(size), "aspect": aspect_label(size), "size": str(size)}
    return all(inputs.allows(theirs[ours], each) for ours, each in said.items() if ours in theirs)


def _same(told: Any, value: str | int | float) -> bool:
    """`5`, `"5"` and `"5s"` are one length."""
    number = _number(told.removesuffix("s") if isinstance(told, str) else told)
    wanted = _number(value)
    return told == value if wanted is None else number == wanted


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
