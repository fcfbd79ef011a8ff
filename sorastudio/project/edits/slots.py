"""Slots: what is asked for, and which take is used."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sorastudio.errors import EditRefused
from sorastudio.project.clip import SlotSource
from sorastudio.project.edits.handles import seconds_per_frame
from sorastudio.project.edits.lookup import slot_of
from sorastudio.project.edits.place import Excerpt, add_sound, append, insert, overwrite
from sorastudio.project.ids import SlotId, TakeId, TrackId
from sorastudio.project.media import Media, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import FrameOfSlot, Slot, Verdict
from sorastudio.project.timeline import Placed

MOST_STARS = 5


def add_slot(
    project: Project,
    slot: Slot,
    track: TrackId | None = None,
    at: int | None = None,
    *,
    into: bool = False,
    sound: bool = False,
) -> Project:
    """Add a slot and its clip, exactly as long as the slot says (to the nearest frame, at least
    one).

    At the end of the track, or from frame `at` on over what lies there, or with `into` before it.
    With `sound`, what its takes sound like lies on an audio track, linked.
    """
    if slot.id in project.slots:
        raise EditRefused(f"The film has the slot {slot.id} already.")
    project = replace(project, slots=project.slots.put(slot))
    _refuse_senseless(project, slot)
    what = excerpt_of_slot(project, slot.id, sound=sound)
    if at is None:
        return append(project, what, track=track)
    place = insert if into else overwrite
    return place(project, what, at, track=track)


def slot_of_take(project: Project, slot: Slot, take: Take, media: Media) -> Project:
    """Add a slot that uses a take that was made elsewhere, at the end of the film."""
    sound = media.audio is not None
    return adopt_take(add_slot(project, slot, sound=sound), take, media)


def excerpt_of_slot(project: Project, slot_id: SlotId, *, sound: bool = False) -> Excerpt:
    """A slot as it is put on the timeline, once more if it lies there already."""
    slot = slot_of(project, slot_id)
    length = max(1, project.rate.nearest_frame(slot.seconds))
    return Excerpt(source=SlotSource(slot_id), length=length, sound=sound)


def change_slot(project: Project, slot: Slot) -> Project:
    """Put a slot in the place of the one with its id. Which take is used, and whether that may
    change, has verbs of its own and is left as it was."""
    old = slot_of(project, slot.id)
    slot = replace(slot, chosen=old.chosen, locked=old.locked, verdicts=old.verdicts)
    _refuse_senseless(project, slot)
    return _with(project, slot)


def set_prompt(project: Project, slot_id: SlotId, prompt: str) -> Project:
    return change_slot(project, replace(slot_of(project, slot_id), prompt=prompt))


def remove_slot(project: Project, slot_id: SlotId) -> Project:
    """Take a slot away; its takes stay in the pool. Raises EditRefused while anything uses it."""
    slot = slot_of(project, slot_id)
    linking = [each.name for each in project.slots if slot_id in each.links()]
    if clips_of(project, slot_id) or linking:
        user = f"the slot “{linking[0]}”" if linking else "the timeline"
        raise EditRefused(
            f"The slot “{slot.name}” is used by {user}.",
            kept="Nothing was changed.",
            todo="Take its frame away there first." if linking else "Delete its clips first.",
        )
    return replace(project, slots=project.slots.without(slot_id))


def clips_of(project: Project, slot_id: SlotId) -> tuple[Placed, ...]:
    source = SlotSource(slot_id)
    return tuple(placed for placed in project.timeline.clips() if placed.clip.source == source)


def needed_seconds(project: Project, slot_id: SlotId) -> Fraction:
    """How long a new take must be to cover every clip of the slot, with the handles of all
    transitions; at least what the slot says."""
    ends = (_source_end(project, placed) for placed in clips_of(project, slot_id))
    return max((slot_of(project, slot_id).seconds, *ends))


def needed_by_slot(project: Project) -> dict[SlotId, Fraction]:
    """`needed_seconds` of every slot, in one pass over the timeline."""
    found = {slot.id: slot.seconds for slot in project.slots}
    for placed in project.timeline.clips():
        if isinstance(placed.clip.source, SlotSource):
            slot_id = placed.clip.source.slot_id
            found[slot_id] = max(found[slot_id], _source_end(project, placed))
    return found


def choose_take(project: Project, slot_id: SlotId, take_id: TakeId | None) -> Project:
    """Use a take, or none. Raises EditRefused for a locked slot, or another slot's take."""
    slot = slot_of(project, slot_id)
    if slot.locked:
        raise EditRefused(f"The slot “{slot.name}” is locked.", todo="Unlock it first.")
    if take_id is not None:
        _own_take(project, slot, take_id)
    return project if slot.chosen == take_id else _with(project, replace(slot, chosen=take_id))


def next_take(project: Project, slot_id: SlotId, *, step: int = 1) -> Project:
    """Use the next take that is not rejected; after the last comes the first."""
    slot = slot_of(project, slot_id)
    takes = [t.id for t in project.pool.takes_of(slot_id) if not slot.verdict(t.id).rejected]
    if not takes:
        raise EditRefused(f"The slot “{slot.name}” has no takes to choose from.")
    if slot.chosen not in takes:
        return choose_take(project, slot_id, takes[0 if step > 0 else -1])
    return choose_take(project, slot_id, takes[(takes.index(slot.chosen) + step) % len(takes)])


def previous_take(project: Project, slot_id: SlotId) -> Project:
    return next_take(project, slot_id, step=-1)


def adopt_take(project: Project, take: Take, media: Media, *, sound: bool = False) -> Project:
    """Keep a new take, and use it as `use_new_take` does.

    With `sound`, the first take that has any puts it under each unlinked clip of the slot.
    """
    slot = slot_of(project, take.slot_id)
    kept = replace(project, pool=project.pool.with_take(take, media))
    project = use_new_take(kept, take)
    if project is kept:
        return project
    if sound and slot.chosen is None and media.audio is not None:
        for placed in clips_of(project, slot.id):
            if placed.clip.link is None and not placed.track.locked:
                project = add_sound(project, placed.clip.id)
    return project


def use_new_take(project: Project, take: Take) -> Project:
    """Use a take that has come into the pool, unless its slot is gone, is locked or uses a later
    one: of several that are made at the same time, the last by number is used, in whatever order
    they arrive."""
    slot, used = project.slots.get(take.slot_id), project.chosen_take(take.slot_id)
    if slot is None or slot.locked or (used is not None and used.number > take.number):
        return project
    return choose_take(project, slot.id, take.id)


def receive_takes(project: Project, other: Project) -> Project:
    """Keep and use, as new ones, the takes of another state of the film that this one lacks."""
    for take in other.pool.takes:
        if take.id in project.pool.takes:
            continue
        take = with_free_number(project, take)
        pool = project.pool.with_take(take, other.pool.media[take.media_id])
        project = use_new_take(replace(project, pool=pool), take)
    return project


def with_free_number(project: Project, take: Take) -> Take:
    """The take as it can be put into the film: its number may have been given away since it was
    asked for."""
    taken = {each.number for each in project.pool.takes_of(take.slot_id)}
    if take.number not in taken:
        return take
    return replace(take, number=project.pool.next_take_number(take.slot_id))


def lock_slot(project: Project, slot_id: SlotId, *, locked: bool) -> Project:
    """Keep the take that is used, whatever arrives."""
    return _with(project, replace(slot_of(project, slot_id), locked=locked))


def rate_take(project: Project, slot_id: SlotId, take_id: TakeId, stars: int) -> Project:
    if not 0 <= stars <= MOST_STARS:
        raise EditRefused(f"A take can have 0 to {MOST_STARS} stars, not {stars}.")
    return _judge(project, slot_id, take_id, stars=stars)


def reject_take(
    project: Project, slot_id: SlotId, take_id: TakeId, *, rejected: bool = True
) -> Project:
    """Strike a take out of the choice; it stays in the pool, and in use if it is."""
    return _judge(project, slot_id, take_id, rejected=rejected)


def _judge(
    project: Project,
    slot_id: SlotId,
    take_id: TakeId,
    *,
    stars: int | None = None,
    rejected: bool | None = None,
) -> Project:
    slot = slot_of(project, slot_id)
    _own_take(project, slot, take_id)
    old = slot.verdict(take_id)
    verdict = Verdict(
        take_id=take_id,
        stars=old.stars if stars is None else stars,
        rejected=old.rejected if rejected is None else rejected,
    )
    others = tuple(each for each in slot.verdicts if each.take_id != take_id)
    return _with(project, replace(slot, verdicts=(*others, verdict)))


def _source_end(project: Project, placed: Placed) -> Fraction:
    """Seconds from the start of the source to the end of the last picture a clip needs."""
    clip, step = placed.clip, seconds_per_frame(project, placed.clip)
    if step < 0:
        head = clip.enter.in_offset if clip.enter else 0
        return clip.source_in - (head + 1) * step
    leave = placed.after.enter if placed.after else None
    frames = clip.length + (leave.out_offset if leave else 0)
    return clip.source_in + max(frames * step, project.rate.seconds(1))


def _with(project: Project, slot: Slot) -> Project:
    return replace(project, slots=project.slots.put(slot))


def _take(project: Project, take_id: TakeId) -> Take:
    take = project.pool.takes.get(take_id)
    if take is None:
        raise EditRefused(f"There is no take {take_id} in the film.")
    return take


def _own_take(project: Project, slot: Slot, take_id: TakeId) -> Take:
    take = _take(project, take_id)
    if take.slot_id != slot.id:
        raise EditRefused(f"Take {take.number} was not made for the slot “{slot.name}”.")
    return take


def _refuse_senseless(project: Project, slot: Slot) -> None:
    if slot.seconds <= 0:
        raise EditRefused(f"A slot cannot last {float(slot.seconds):g} seconds.")
    for frame in (slot.first_frame, slot.last_frame):
        if isinstance(frame, FrameOfSlot):
            slot_of(project, frame.slot_id)
    circle = link_circle(replace(project, slots=project.slots.put(slot)), slot.id)
    if circle:
        names = " → ".join(slot_of(project, each).name for each in circle if each != slot.id)
        raise EditRefused(
            f"“{slot.name}” would start from itself" + (f", through {names}." if names else "."),
            kept="Nothing was changed.",
        )


def link_circle(project: Project, slot_id: SlotId) -> tuple[SlotId, ...]:
    """The slots on a way along first and last frames from a slot back to itself; empty if there is
    none."""
    ways: list[tuple[SlotId, ...]] = [(slot_id,)]
    seen: set[SlotId] = set()
    while ways:
        way = ways.pop()
        slot = project.slots.get(way[-1])
        for linked in slot.links() if slot else ():
            if linked == slot_id:
                return way
            if linked not in seen:
                seen.add(linked)
                ways.append((*way, linked))
    return ()
