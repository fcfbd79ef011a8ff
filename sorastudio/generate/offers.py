"""What each generator offers, for whoever shows or estimates it: its models, and what each can do
and costs. It needs neither a key nor the network, nor its libraries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sorastudio.errors import GenerateError, UsageError
from sorastudio.generate.connections import BUILT_IN, Connection, ConnectionsFile
from sorastudio.generate.provider import Capabilities, Provider
from sorastudio.generate.providers import provider_named
from sorastudio.generate.published import Published, laid_over, published_by, service_of
from sorastudio.generate.records import ANY, Model, Service, shipped
from sorastudio.generate.workflows import workflows
from sorastudio.project.media import Option
from sorastudio.store.secrets import Secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One model, as a person calls it. `usual`: what its further settings are unless told."""

    label: str
    can: Capabilities
    usual: Mapping[str, Option] = field(default_factory=dict)
    unusable: str = ""
    """Why it cannot be used now, as its service says; it can be asked for all the same."""

    @property
    def name(self) -> str:
        """As it stands in a sentence: `Wan 2.2 5B`, without what its label says beyond."""
        return self.label.split(":")[0].split(",")[0].split(" (")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """All models of a generator by name; `any_other` stands for the names that are not known."""

    generator: str
    label: str
    default_model: str
    models: Mapping[str, Offered]
    any_other: Offered | None = None
    lacks_key: bool = False
    title: str = ""
    """What the person calls the generator, if that is not its name."""
    published: Published | None = None
    """What its service has said of it."""

    @property
    def shown(self) -> str:
        return self.title or self.generator

    def model(self, name: str) -> Offered:
        """The default one where the name is empty. Raises GenerateError where there is none."""
        name = name or self.default_model
        found = self.models.get(name)
        if found is not None:
            return found
        if self.any_other is None:
            raise GenerateError(
                f"{self.shown} has no model '{name}'.", todo="Choose another model."
            )
        other = self.any_other
        return replace(other, label=name, can=replace(other.can, model=name))


def offer_of(generator: str) -> Offer:
    """May load much, and look into the keyring. Raises SoraError for one there is not."""
    if generator == BUILT_IN:
        return offer_of_provider(provider_named(generator), "Built in")
    connection = ConnectionsFile().named(generator)
    if connection is None:
        raise UsageError(
            f"There is no generator '{generator}'.",
            todo="Choose another, or add a connection of that name.",
        )
    return _offer(connection)


def offer_of_provider(provider: Provider, label: str) -> Offer:
    """Of a generator that has one model."""
    model = provider.default_model
    offered = Offered(label=model, can=provider.capabilities(model))
    return Offer(generator=provider.name, label=label, default_model=model, models={model: offered})


def lacks_key(connection: Connection) -> bool:
    """Whether it needs a key, and none is found. It may look into the keyring."""
    facts = shipped(connection.kind).facts
    variables = (connection.key_variable, facts.key_variable)
    return facts.needs_key and Secrets().find(connection.name, *variables) is None


def _offer(connection: Connection) -> Offer:
    known, found = service_of(connection), published_by(connection)
    models = _graphs(connection) if connection.kind == "comfyui" else _models(known, connection)
    default, any_other = connection.model or known.facts.default_model, models.pop(ANY, None)
    if any_other is not None and found is not None and found.only_these:
        # What is served is all there is to choose from, and what is served when none is named.
        models.setdefault(default, any_other)
        any_other = None
    return Offer(
        generator=connection.name,
        label=known.facts.label,
        default_model=default,
        models=models,
        any_other=any_other,
        lacks_key=lacks_key(connection),
        title=connection.label,
        published=found,
    )


def _models(known: Service, connection: Connection) -> dict[str, Offered]:
    return {
        name: Offered(
            label=model.facts.label or name,
            can=model.capabilities(name, connection.own_price),
            unusable=model.unusable,
        )
        for name, model in known.models.items()
    }


def _graphs(connection: Connection) -> dict[str, Offered]:
    """ComfyUI makes what the workflows are for, as far as its server has what they need."""
    found = published_by(connection)
    graphs = workflows()
    models = {name: Model(facts=graph.facts) for name, graph in graphs.items()}
    if found is not None:
        models = {name: laid_over(model, found.of(name)) for name, model in models.items()}
    return {
        name: Offered(
            label=model.facts.label or name,
            can=model.capabilities(name, connection.own_price),
            usual=graphs[name].defaults,
            unusable=model.unusable,
        )
        for name, model in models.items()
    }
