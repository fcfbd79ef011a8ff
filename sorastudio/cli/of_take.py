"""`generate --extend` and `--edit`: a take made of another one."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from sorastudio.cli.values import parse_seconds
from sorastudio.errors import GenerateError, SoraError, UsageError
from sorastudio.generate.offers import Offer, offer_of
from sorastudio.generate.providers import provider_names
from sorastudio.generate.remakers import Remaker, remakers, why_none
from sorastudio.generate.sourced import Maker, edit, extension
from sorastudio.project.media import Operation, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot

_MOST_NAMED = 4


def of_take(project: Project, arguments: argparse.Namespace) -> list[Slot]:
    """The slot as it asks for it; none where nothing of the kind is asked for. Raises UsageError
    for a slot or a take there is not, GenerateError where who is asked cannot do it."""
    if arguments.extend is None and arguments.edit is None:
        _refuse_details(arguments)
        return []
    if len(arguments.slots) != 1:
        raise UsageError("A take is made of one take of one slot.", todo="Name one slot.")
    if arguments.takes != 1:
        raise UsageError(
            "A take is made of one take of one slot, one at a time.", todo="Leave --takes out."
        )
    slot = next((each for each in project.slots if each.name == arguments.slots[0]), None)
    if slot is None:
        raise UsageError(f"There is no slot '{arguments.slots[0]}'.")
    if arguments.edit is not None:
        number, prompt = arguments.edit
        if arguments.seconds is not None:
            raise UsageError("An edit is as long as its take.", todo="Leave --seconds out.")
        if not prompt.strip():
            raise UsageError("--edit needs to be told what to change.")
        take = _take(project, slot, number)
        return [edit(slot, take, prompt, _maker(project, take, Operation.EDIT, arguments))]
    if arguments.seconds is None:
        raise UsageError("--extend needs --seconds: how much longer.")
    take = _take(project, slot, str(arguments.extend))
    seconds = parse_seconds(arguments.seconds, "--seconds")
    return [extension(slot, take, seconds, _maker(project, take, Operation.EXTEND, arguments))]


def _refuse_details(arguments: argparse.Namespace) -> None:
    if arguments.seconds is not None:
        raise UsageError("--seconds says what --extend adds.", todo="Name a take to extend.")
    if arguments.by is not None or arguments.model is not None:
        raise UsageError(
            "--by and --model say who extends or edits a take.",
            todo="Name a take, or use --provider.",
        )


def _take(project: Project, slot: Slot, number: str) -> Take:
    takes = project.pool.takes_of(slot.id)
    found = next((take for take in takes if str(take.number) == number), None)
    if found is None:
        has = ", ".join(str(take.number) for take in takes) or "none"
        raise UsageError(f"{slot.name} has no take {number}.", todo=f"It has: {has}.")
    return found


def _maker(
    project: Project, take: Take, operation: Operation, arguments: argparse.Namespace
) -> Maker:
    """Nothing is given to another connection than the one that has made the take, unless that is
    asked for."""
    media = project.pool.media[take.media_id]
    name = arguments.by or take.recipe.provider
    offers = [offer_of(name)] if arguments.by else list(_offers([name]))
    found = remakers(take, media, operation, offers)
    if arguments.model is not None:
        if found and all(each.maker.model != arguments.model for each in found):
            has = ", ".join(each.maker.model for each in found)
            raise UsageError(
                f"{name} does not {operation.value} it with '{arguments.model}'.",
                todo=f"Use {has}.",
            )
        found = [each for each in found if each.maker.model == arguments.model]
    if found:
        return found[0].maker
    others = remakers(take, media, operation, _offers(provider_names()))
    raise GenerateError(
        why_none(take, media, operation, offers), kept="Nothing was sent.", todo=_todo(others)
    )


def _todo(others: list[Remaker]) -> str:
    named = [f"--by {each.maker.generator} --model {each.maker.model}" for each in others]
    return f"You could use: {'; '.join(named[:_MOST_NAMED])}." if named else ""


def _offers(names: tuple[str, ...] | list[str]) -> Iterator[Offer]:
    """Of those that can say what they offer."""
    for name in names:
        try:
            yield offer_of(name)
        except SoraError:
            continue
