"""A clip of a file as a slot, whose first take is that file: so it can be made longer, changed, and
made anew, where it lies."""

from __future__ import annotations

from dataclasses import replace

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, MediaSource, SlotSource
from sorastudio.project.edits.from_recipe import imported_recipe, slot_of_recipe
from sorastudio.project.edits.lay import in_place
from sorastudio.project.edits.lookup import clip_of, title, with_partners
from sorastudio.project.edits.slots import adopt_take
from sorastudio.project.edits.splice import apply
from sorastudio.project.ids import ClipId, SlotId
from sorastudio.project.project import Project


def make_slot_of_clip(project: Project, clip_id: ClipId, name: str, created_at: str) -> Project:
    """The clip, and what is linked to it of the same file, shows a new slot from now on: the same
    pictures, at the same times. `name` gets a number if it is taken. Raises EditRefused for a clip
    that is none of a file."""
    placed = clip_of(project, clip_id)
    source = placed.clip.source
    if not isinstance(source, MediaSource):
        raise EditRefused(f"“{title(project, placed.clip)}” is no clip of a file.")
    media = project.pool.media[source.media_id]
    slot, take = slot_of_recipe(project, media, imported_recipe(media), name, created_at)
    slot = replace(slot, seconds=project.rate.seconds(placed.clip.length))
    project = replace(project, slots=project.slots.put(slot))
    project = adopt_take(project, take, media)
    shown = (each for each in with_partners(project, [clip_id]) if each.clip.source == source)
    return apply(project, [in_place(each, _of_slot(each.clip, slot.id)) for each in shown])


def _of_slot(clip: Clip, slot_id: SlotId) -> Clip:
    return replace(clip, source=SlotSource(slot_id))
