"""`generate --extend` and `--edit`: a take made of another one."""

from __future__ import annotations

import argparse

from sorastudio.cli.values import parse_seconds
from sorastudio.errors import UsageError
from sorastudio.generate.sourced import edit, extension
from sorastudio.project.media import Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot


def of_take(project: Project, arguments: argparse.Namespace) -> list[Slot]:
    """The slot as it asks for it; none where nothing of the kind is asked for. Raises UsageError
    for a slot or a take there is not."""
    if arguments.extend is None and arguments.edit is None:
        if arguments.seconds is not None:
            raise UsageError("--seconds says what --extend adds.", todo="Name a take to extend.")
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
        return [edit(slot, _take(project, slot, number), prompt)]
    if arguments.seconds is None:
        raise UsageError("--extend needs --seconds: how much longer.")
    take = _take(project, slot, str(arguments.extend))
    return [extension(slot, take, parse_seconds(arguments.seconds, "--seconds"))]


def _take(project: Project, slot: Slot, number: str) -> Take:
    takes = project.pool.takes_of(slot.id)
    found = next((take for take in takes if str(take.number) == number), None)
    if found is None:
        has = ", ".join(str(take.number) for take in takes) or "none"
        raise UsageError(f"{slot.name} has no take {number}.", todo=f"It has: {has}.")
    return found
