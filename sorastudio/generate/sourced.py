"""What to ask for where a take is made of another one: a longer one, or one that was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from sorastudio.errors import GenerateError
from sorastudio.generate.provider import Capabilities, Provider
from sorastudio.generate.request import Request, Source
from sorastudio.project.edits.slots import needed_seconds
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Operation, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot, TakeSource
from sorastudio.project.state import first_recipe
from sorastudio.store.ledger_job import LedgerJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where files are and may be put."""

    locate: Callable[[MediaId], Path]
    frames_dir: Path
    """For pictures taken out of takes; may be deleted at any time."""
    job: Callable[[str], LedgerJob | None] = lambda _: None
    """What the ledger knows of the job that made a take."""


@dataclass(frozen=True, slots=True)
class Maker:
    """A generator and one of its models."""

    generator: str
    model: str


def maker_of(take: Take) -> Maker:
    return Maker(take.recipe.provider, take.recipe.model)


def extension(
    slot: Slot, take: Take, seconds: Fraction, by: Maker | None = None, prompt: str = ""
) -> Slot:
    """The slot as it asks for a take that goes on for so many seconds behind the end of one; by who
    has made that, unless another is named. `prompt` says what happens then, where the take is made
    of no words."""
    made = _by(by or maker_of(take), slot, take, Operation.EXTEND)
    return replace(made, seconds=seconds, prompt=prompt or slot.prompt)


def edit(slot: Slot, take: Take, prompt: str, by: Maker | None = None) -> Slot:
    """The same for one of its takes, changed as a prompt says."""
    made = _by(by or maker_of(take), slot, take, Operation.EDIT)
    return replace(made, prompt=prompt, seconds=take.recipe.seconds)


def _by(maker: Maker, slot: Slot, take: Take, operation: Operation) -> Slot:
    return replace(
        slot,
        provider=maker.generator,
        model=maker.model,
        seed=None,
        source=TakeSource(operation, take.id),
    )


def asked_seconds(project: Project, slot: Slot) -> Fraction:
    """What is to be made for a slot, handles and all; of an extension, what is added."""
    return needed_seconds(project, slot.id) if slot.source is None else slot.seconds


def request_of_take(
    project: Project,
    slot: Slot,
    wanted: TakeSource,
    provider: Provider,
    places: Places,
    *,
    number: int,
) -> Request:
    """A take made of another. Its size, rate and seed are those of that one. Raises GenerateError
    where that one is gone, or its service can neither be told which it is nor be given it."""
    take = project.pool.takes.get(wanted.take_id)
    if take is None or take.slot_id != slot.id:
        raise GenerateError(
            f"{slot.name}: the take that was to be changed is not in the film any more.",
            kept="Nothing was sent.",
        )
    recipe, extends = take.recipe, wanted.operation is Operation.EXTEND
    can = provider.capabilities(slot.model or provider.default_model)
    source = _source(project, slot, take, wanted.operation, provider, places)
    return Request(
        slot_id=slot.id,
        slot_name=slot.name,
        take_number=number,
        provider=provider.name,
        model=can.model,
        prompt=(extends and recipe.prompt) or project.book.expand(slot.prompt),
        seed=recipe.seed,
        size=recipe.size,
        rate=recipe.rate,
        seconds=_seconds(can, slot.seconds, source),
        source=source,
    )


def _seconds(can: Capabilities, seconds: Fraction, source: Source) -> Fraction:
    """An edit is as long as what it was made of: the file, where that is given."""
    if source.operation is Operation.EXTEND:
        return can.length_for(seconds)
    return seconds if source.remote_id else source.seconds


def _source(
    project: Project,
    slot: Slot,
    take: Take,
    operation: Operation,
    provider: Provider,
    places: Places,
) -> Source:
    media = project.pool.media[take.media_id]
    return Source(
        operation=operation,
        take_id=take.id,
        remote_id=_remote_id(slot, take, operation, provider, places),
        path=str(places.locate(media.id)),
        sha256=media.sha256,
        seconds=media.duration,
        prompt=first_recipe(project, take.recipe).prompt,
    )


def _remote_id(
    slot: Slot, take: Take, operation: Operation, provider: Provider, places: Places
) -> str:
    """What the service calls it; empty where it is to be given the file. Raises GenerateError where
    neither can be."""
    can = provider.capabilities(slot.model or provider.default_model)
    takes_files = operation in can.by_file
    if takes_files and not can.does(operation):
        return ""
    try:
        return _its_name(slot, take, provider, places)
    except GenerateError:
        if takes_files:
            return ""
        raise


def _its_name(slot: Slot, take: Take, provider: Provider, places: Places) -> str:
    """Raises GenerateError where that is not known here."""
    who = f"{slot.name}: take {take.number}"
    if not take.recipe.provider:
        raise GenerateError(
            f"{who} is of no service, and {provider.name} takes no videos for that.",
            kept="Nothing was sent.",
            todo="Choose another generator.",
        )
    if take.recipe.provider != provider.name:
        raise GenerateError(
            f"{who} is from {take.recipe.provider}; {provider.name} does not have it.",
            kept="Nothing was sent.",
            todo=f"Let {take.recipe.provider} do it.",
        )
    if not provider.terms.connection:
        return take.id
    job = places.job(take.job_id)
    if job is None or not job.provider_job_id:
        raise GenerateError(
            f"{who} cannot be named to {provider.name}: this film does not know its job there.",
            kept="Nothing was sent.",
            todo="Generate a new take, and go on from that.",
        )
    if job.base_url != provider.terms.base_url:
        raise GenerateError(
            f"{who} was made at {job.base_url}; {provider.name} is {provider.terms.base_url} now.",
            kept="Nothing was sent.",
            todo="Generate a new take, and go on from that.",
        )
    return job.provider_job_id
