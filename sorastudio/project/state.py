"""What the film alone says of a slot: whether it has a take, and whether the take is still what the
slot asks for.

Whether a take's file is there, and whether one is being made, is not for the film to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from sorastudio.errors import GenerateError
from sorastudio.project.edits.slots import needed_seconds
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Recipe, Reference, ReferenceRole, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import FrameLink, FrameOfSlot, ImageFrame, Slot


@dataclass(frozen=True, slots=True)
class Draft:
    """No take is used. `of` counts those there are."""

    of: int


@dataclass(frozen=True, slots=True)
class Generated:
    """The take that is used is what the slot asks for."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Stale:
    """The slot asks for something else by now; `reasons` are sentences."""

    number: int
    of: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Locked:
    """The take stays, though it may be stale."""

    number: int
    of: int
    reasons: tuple[str, ...]


SlotState = Draft | Generated | Stale | Locked


def slot_state(project: Project, slot_id: SlotId) -> SlotState:
    """Raises KeyError for a slot the film does not have."""
    slot, take = project.slots[slot_id], project.chosen_take(slot_id)
    count = len(project.pool.takes_of(slot_id))
    if take is None:
        return Draft(count)
    reasons = stale_reasons(project, slot, take)
    if slot.locked:
        return Locked(take.number, count, reasons)
    return Stale(take.number, count, reasons) if reasons else Generated(take.number, count)


def stale_reasons(project: Project, slot: Slot, take: Take) -> tuple[str, ...]:
    """Why a take is not what the slot asks for now, as sentences; empty if it is."""
    recipe = take.recipe
    first = lineage(project, take)[0].recipe
    return (
        *_words(project, slot, first),
        *_generator(slot, first),
        *_picture(project, slot, recipe),
        *_frame(project, slot.first_frame, first, ReferenceRole.FIRST_FRAME),
        *_frame(project, slot.last_frame, first, ReferenceRole.LAST_FRAME),
    )


def lineage(project: Project, take: Take) -> tuple[Take, ...]:
    """The take that one was made of in the beginning, what was made of that, and so on to itself;
    as far back as the film still has them. Only the first has a recipe that a slot can ask for."""
    found = [take]
    while found[0].recipe.operation is not None and found[0].recipe.parent is not None:
        parent = project.pool.takes.get(found[0].recipe.parent)
        if parent is None or parent in found:
            break
        found.insert(0, parent)
    return tuple(found)


def frame_label(project: Project, link: FrameOfSlot) -> str | None:
    """What a recipe calls the picture it took from another slot, so that it can be told whether
    that slot uses another take by now; None while it has none."""
    take = project.chosen_take(link.slot_id)
    return f"{'last' if link.last else 'first'} frame of {take.id}" if take else None


def _words(project: Project, slot: Slot, recipe: Recipe) -> list[str]:
    found = []
    try:
        if project.book.expand(slot.prompt) != recipe.prompt:
            found.append("The prompt, or the book, has changed.")
    except GenerateError as error:
        found.append(error.what)
    try:
        if project.book.expand(slot.negative) != recipe.negative:
            found.append("The negative prompt has changed.")
    except GenerateError as error:
        found.append(error.what)
    return found


def _generator(slot: Slot, recipe: Recipe) -> list[str]:
    found = []
    if slot.seed is not None and slot.seed != recipe.seed:
        found.append(f"The seed is to be {slot.seed}; the take has {recipe.seed}.")
    if slot.provider and slot.provider != recipe.provider:
        found.append(f"It is to come from {slot.provider}; the take is from {recipe.provider}.")
    if slot.model and slot.model != recipe.model:
        found.append(f"The model is to be {slot.model}; the take is by {recipe.model}.")
    made = dict(recipe.options)
    changed = [name for name, value in slot.options if made.get(name) != value]
    return [*found, *(f"The option {name} has changed." for name in changed)]


def _picture(project: Project, slot: Slot, recipe: Recipe) -> list[str]:
    found = []
    size = slot.size or project.settings.size
    if size != recipe.size:
        found.append(f"The picture is to be {size}; the take is {recipe.size}.")
    needed = needed_seconds(project, slot.id)
    if needed > recipe.seconds:
        found.append(
            f"The cut needs {float(needed):.3g} seconds; the take was to last "
            f"{float(recipe.seconds):.3g}."
        )
    return found


def _frame(
    project: Project, link: FrameLink | None, recipe: Recipe, role: ReferenceRole
) -> list[str]:
    used = next((each for each in recipe.references if each.role is role), None)
    which = "first" if role is ReferenceRole.FIRST_FRAME else "last"
    match link:
        case None:
            return [f"It has no {which} frame to keep to any more."] if used else []
        case ImageFrame(media_id):
            media = project.pool.media.get(media_id)
            same = used is not None and media is not None and used.sha256 == media.sha256
            return [] if same else [f"The picture for its {which} frame has changed."]
        case FrameOfSlot():
            return _frame_of_slot(project, link, used, which)


def _frame_of_slot(
    project: Project, link: FrameOfSlot, used: Reference | None, which: str
) -> list[str]:
    slot = project.slots.get(link.slot_id)
    name = slot.name if slot else link.slot_id
    label = frame_label(project, link)
    if label is None:
        return [f"“{name}”, which gives its {which} frame, has no take."]
    if used is not None and used.label == label:
        return []
    return [f"“{name}”, which gives its {which} frame, uses another take by now."]
