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
from sorastudio.project.state import lineage
from sorastudio.store.ledger_job import LedgerJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where files are and may be put."""

    locate: Callable[[MediaId], Path]
    frames_dir: Path
    """For pictures taken out of takes; may be deleted at any time."""
    job: Callable[[str], LedgerJob | None] = lambda _: None
    """What the ledger knows of the job that made a take."""


def extension(slot: Slot, take: Take, seconds: Fraction) -> Slot:
    """The slot as it asks for a take that goes on for so many seconds behind the end of one."""
    return replace(_by_its_maker(slot, take, Operation.EXTEND), seconds=seconds)


def edit(slot: Slot, take: Take, prompt: str) -> Slot:
    """The slot as it asks for one of its takes, changed as a prompt says."""
    made = _by_its_maker(slot, take, Operation.EDIT)
    return replace(made, prompt=prompt, seconds=take.recipe.seconds)


def _by_its_maker(slot: Slot, take: Take, operation: Operation) -> Slot:
    """Only who made a take has it, and its settings with it."""
    return replace(
        slot,
        provider=take.recipe.provider,
        model=take.recipe.model,
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
    where that one is gone, or its service cannot be told which it is."""
    take = project.pool.takes.get(wanted.take_id)
    if take is None or take.slot_id != slot.id:
        raise GenerateError(
            f"{slot.name}: the take that was to be changed is not in the film any more.",
            kept="Nothing was sent.",
        )
    recipe, extends = take.recipe, wanted.operation is Operation.EXTEND
    can = provider.capabilities(slot.model or provider.default_model)
    return Request(
        slot_id=slot.id,
        slot_name=slot.name,
        take_number=number,
        provider=provider.name,
        model=can.model,
        prompt=recipe.prompt if extends else project.book.expand(slot.prompt),
        seed=recipe.seed,
        size=recipe.size,
        rate=recipe.rate,
        seconds=_seconds(can, slot.seconds, extends=extends),
        source=_source(project, slot, take, wanted.operation, provider, places),
    )


def _seconds(can: Capabilities, seconds: Fraction, *, extends: bool) -> Fraction:
    """An edit is as long as what it was made of."""
    return can.length_for(seconds) if extends else seconds


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
        remote_id=_remote_id(slot, take, provider, places),
        path=str(places.locate(media.id)),
        sha256=media.sha256,
        seconds=media.duration,
        prompt=lineage(project, take)[0].recipe.prompt,
    )


def _remote_id(slot: Slot, take: Take, provider: Provider, places: Places) -> str:
    """What the service calls it. Raises GenerateError where that is not known here."""
    who = f"{slot.name}: take {take.number}"
    if take.recipe.provider != provider.name:
        raise GenerateError(
            f"{who} is from {take.recipe.provider}; {provider.title} does not have it.",
            kept="Nothing was sent.",
            todo=f"Let {take.recipe.provider} do it.",
        )
    if not provider.terms.connection:
        return ""
    job = places.job(take.job_id)
    if job is None or not job.provider_job_id:
        raise GenerateError(
            f"{who} cannot be named to {provider.title}: this film does not know its job there.",
            kept="Nothing was sent.",
            todo="Generate a new take, and go on from that.",
        )
    if job.base_url != provider.terms.base_url:
        raise GenerateError(
            f"{who} was made at {job.base_url}; {provider.title} is {provider.terms.base_url} now.",
            kept="Nothing was sent.",
            todo="Generate a new take, and go on from that.",
        )
    return job.provider_job_id
