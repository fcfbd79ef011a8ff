"""What is known of each kind of service and its models, as data: `resources/models/<kind>.json`.

What a service says itself is laid over it: `published`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from sorastudio.errors import FilmFileError, GenerateError, UsageError
from sorastudio.generate.price import Price, Unit
from sorastudio.generate.provider import Capabilities
from sorastudio.paths import resource
from sorastudio.project.media import Cost, Operation, Size
from sorastudio.store.film_codec import from_data
from sorastudio.store.json_text import Json, parse_json

ANY = "*"
"""The record of a model that nothing is known of."""

_WIRE = "wire"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRecord:
    amount: Decimal
    unit: Unit = Unit.SECOND
    as_of: str
    by_lines: tuple[tuple[int, Decimal], ...] = ()

    @property
    def price(self) -> Price:
        return Price(
            amount=self.amount, unit=self.unit, as_of=self.as_of, by_lines=dict(self.by_lines)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """One model, as it is written down. Seconds; `step` lists all lengths from the shortest on."""

    model: str
    label: str = ""
    version: str = ""
    shortest: Fraction = Fraction(1)
    longest: Fraction = Fraction(10)
    step: Fraction | None = None
    lengths: tuple[Fraction, ...] = ()
    smallest: Size = Size(64, 64)
    largest: Size = Size(4096, 4096)
    sizes: tuple[Size, ...] = ()
    rates: tuple[Fraction, ...] = ()
    first_frame: bool = False
    last_frame: bool = False
    needs_frame: bool = False
    last_needs_first: bool = True
    references: int = 0
    extend: bool = False
    longest_whole: Fraction | None = None
    edit: bool = False
    by_file: tuple[Operation, ...] = ()
    needs_video: bool = False
    shortest_file: Fraction = Fraction(0)
    longest_file: Fraction | None = None
    seed: bool = False
    negative: bool = False
    sound: bool = False
    longest_prompt: int = 2000
    options: tuple[str, ...] | None = ()
    """Further settings it takes by name; None: any."""
    free: bool = False
    price: PriceRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """`wire` says how its provider is to speak of it; each provider knows its own names there."""

    facts: ModelFacts
    wire: Mapping[str, Any] = field(default_factory=dict)
    unusable: str = ""
    """Why it cannot be used now, as its service says; it can be asked for all the same."""

    def capabilities(self, model: str, price: Price | None = None) -> Capabilities:
        """`price`: as the person says, in the place of the recorded one."""
        facts = self.facts
        told = facts.price.price if facts.price else None
        lengths = lengths_of(facts)
        return Capabilities(
            model=model,
            model_version=facts.version,
            shortest=min(lengths, default=facts.shortest),
            longest=max(lengths, default=facts.longest),
            smallest=facts.smallest,
            largest=facts.largest,
            first_frame=facts.first_frame,
            last_frame=facts.last_frame,
            negative=facts.negative,
            sound=facts.sound,
            longest_prompt=facts.longest_prompt,
            cost=Cost(amount=Decimal(0), currency="USD", billed=True) if facts.free else None,
            lengths=lengths,
            sizes=facts.sizes,
            rates=facts.rates,
            seed=facts.seed,
            references=facts.references,
            needs_frame=facts.needs_frame,
            last_needs_first=facts.last_needs_first,
            extend=facts.extend,
            longest_whole=facts.longest_whole,
            edit=facts.edit,
            by_file=facts.by_file,
            needs_video=facts.needs_video,
            shortest_file=facts.shortest_file,
            longest_file=facts.longest_file,
            options=facts.options,
            price=price or told,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """How a service is given files. Bytes; 0 where it has no such way."""

    inline: int = 3_700_000
    """Of all pictures together that go inside of one request: as base64, just below 5 MB."""
    picture: int = 0
    video: int = 0
    """Of one that is uploaded."""
    hours: int = 0
    """For so long it keeps what was uploaded, unless it says; 0: for good."""
    hosts: tuple[str, ...] = ()
    """Where its own passes for uploads may be shown: these, and what is below them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFacts:
    """A kind of service."""

    kind: str
    label: str
    about: str = ""
    """What it is, in a sentence for the person."""
    base_url: str
    own_path: str = ""
    """Where it lies on a server of one's own, if that is given by its host alone."""
    hosts: tuple[str, ...] = ()
    """Further hosts of the same service: the key may go there too."""
    needs_key: bool = True
    key_variable: str = ""
    key_page: str = ""
    """Where a person gets a key."""
    at_once: int = 2
    files: FileFacts = field(default_factory=FileFacts)
    default_model: str
    refusals: tuple[tuple[str, str], ...] = ()
    """(what stands in the answer, category of error): what its status codes alone do not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    facts: ServiceFacts
    models: Mapping[str, Model]

    def model(self, name: str) -> Model:
        """Raises GenerateError for one that is not known, where the kind knows all of its own."""
        found = self.models.get(name) or self.models.get(ANY)
        if found is None:
            raise GenerateError(
                f"{self.facts.label} has no model '{name}', as far as is known here.",
                todo=f"Use {', '.join(self.models)}.",
            )
        return found


def kinds() -> tuple[str, ...]:
    """Of service there are."""
    return tuple(sorted(path.stem for path in resource("models").glob("*.json")))


@cache
def shipped(kind: str) -> Service:
    """What came with the program. Raises UsageError for a kind there is not."""
    try:
        path = resource("models", f"{kind}.json")
    except FileNotFoundError:
        raise UsageError(
            f"There is no kind of service '{kind}'.", todo=f"Use {', '.join(kinds())}."
        ) from None
    return _service(path.read_text(encoding="utf-8"))


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def _service(text: str) -> Service:
    record = parse_json(text)
    if not isinstance(record, dict):
        raise FilmFileError("It is not a record of a service.")
    rest = {name: value for name, value in record.items() if name != "models"}
    return Service(facts=from_data(ServiceFacts, rest), models=_models(record))


def _models(record: Json) -> dict[str, Model]:
    rows = record.get("models") if isinstance(record, dict) else None
    if not isinstance(rows, list):
        raise FilmFileError("It lists no models.")
    return {model.facts.model: model for model in map(read_model, rows)}


def read_model(row: Json) -> Model:
    """Raises FilmFileError with the place and what was expected there."""
    if not isinstance(row, dict):
        raise FilmFileError("A model is written as an object.")
    rest = {name: value for name, value in row.items() if name != _WIRE}
    wire = row.get(_WIRE, {})
    facts = from_data(ModelFacts, rest, str(row.get("model", "model")))
    return Model(facts=facts, wire=wire if isinstance(wire, dict) else {})


def lengths_of(facts: ModelFacts) -> tuple[Fraction, ...]:
    """All seconds a take of it can last; none where there is any number of them."""
    if facts.lengths:
        return facts.lengths
    if facts.step is None:
        return ()
    count = int((facts.longest - facts.shortest) / facts.step)
    return tuple(facts.shortest + facts.step * n for n in range(count + 1))
