"""What is asked of a generator: fixed once it is submitted, and hashed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Operation, Option, Recipe, Reference, ReferenceRole, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A picture that goes along with the prompt. `path` is absolute; the hash is what counts."""

    role: ReferenceRole
    path: str
    sha256: str
    label: str = ""
    changed: str = ""
    """What was done to the picture so that it could be sent, as a sentence; empty: nothing."""
    given: str = ""
    """How the request names it to its service: an address, an id, or the picture itself inside of
    an address. Set only while it is sent, and kept nowhere."""

    @property
    def file(self) -> Path:
        return Path(self.path)

    @property
    def words(self) -> str:
        """`the first frame sea.png`, for the person."""
        return f"the {self.role.value.replace('_', ' ')} {self.file.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The take that a new one is made of. `path` is absolute."""

    operation: Operation
    take_id: TakeId
    remote_id: str = ""
    """What its service calls the job that made it; empty where it has to be given the file."""
    path: str
    sha256: str
    seconds: Fraction
    """Its length."""
    prompt: str
    """Of the take at the beginning, where it was made of another itself."""
    given: str = ""
    """How the request names its file to the service, as for an `Input`."""

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
    """Handles included; of an extension, those it adds."""
    inputs: tuple[Input, ...] = ()
    parent: TakeId | None = None
    source: Source | None = None
    options: tuple[tuple[str, Option], ...] = ()

    def input(self, role: ReferenceRole) -> Input | None:
        return next((each for each in self.inputs if each.role is role), None)

    def does(self, operation: Operation) -> bool:
        return self.source is not None and self.source.operation is operation

    @property
    def whole_seconds(self) -> Fraction:
        """The length of the take that comes."""
        if self.source is not None and self.source.operation is Operation.EXTEND:
            return self.source.seconds + self.seconds
        return self.seconds

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
            seconds=self.whole_seconds,
            references=tuple(
                Reference(
                    role=each.role, sha256=each.sha256, label=each.label, changed=each.changed
                )
                for each in self.inputs
            ),
            parent=self.source.take_id if self.source else self.parent,
            operation=self.source.operation if self.source else None,
            options=self.options,
        )
