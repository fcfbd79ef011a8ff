"""What is asked of a generator: fixed once it is submitted, and hashed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Option, Recipe, Reference, ReferenceRole, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A picture that goes along with the prompt. `path` is absolute; the hash is what counts."""

    role: ReferenceRole
    path: str
    sha256: str
    label: str = ""

    @property
    def file(self) -> Path:
        return Path(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One take, in terms that every generator shares."""

    slot_id: SlotId
    slot_name: str
    take_number: int
    provider: str
    model: str
    prompt: str
    """As it is sent: the book's names are filled in."""
    negative: str = ""
    seed: int
    size: Size
    rate: Fraction
    seconds: Fraction
    """Handles included."""
    inputs: tuple[Input, ...] = ()
    parent: TakeId | None = None
    options: tuple[tuple[str, Option], ...] = ()

    def input(self, role: ReferenceRole) -> Input | None:
        return next((each for each in self.inputs if each.role is role), None)

    def recipe(self, model_version: str) -> Recipe:
        """What the take will remember of it."""
        return Recipe(
            prompt=self.prompt,
            negative=self.negative,
            seed=self.seed,
            provider=self.provider,
            model=self.model,
            model_version=model_version,
            size=self.size,
            rate=self.rate,
            seconds=self.seconds,
            references=tuple(
                Reference(role=each.role, sha256=each.sha256, label=each.label)
                for each in self.inputs
            ),
            parent=self.parent,
            options=self.options,
        )
