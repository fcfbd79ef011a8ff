"""One file of the film as a person looks at it on its own: a take, or what was imported."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from sorastudio.project.clip import Clip, MediaSource
from sorastudio.project.ids import ClipId, MediaId, SlotId, TakeId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """`take_id` is None for a file that is looked at as a file, though it may be a take's."""

    media_id: MediaId
    take_id: TakeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Seconds [source_in, source_out) of it; None: to its end."""

    footage: Footage
    source_in: Fraction = Fraction(0)
    source_out: Fraction | None = None


def footage_of_slot(project: Project, slot_id: SlotId) -> Footage | None:
    """The take a slot uses; None while it has none."""
    take = project.chosen_take(slot_id)
    return Footage(media_id=take.media_id, take_id=take.id) if take else None


def slot_that_shows(project: Project, footage: Footage) -> SlotId | None:
    """The slot whose take this is, if it is the take that is used."""
    take = project.pool.takes.get(footage.take_id) if footage.take_id else None
    slot = project.slots.get(take.slot_id) if take else None
    return slot.id if take and slot and slot.chosen == take.id else None


def footage_name(project: Project, footage: Footage) -> str:
    """`the-beach · take 2`, or the name of the file."""
    take = project.pool.takes.get(footage.take_id) if footage.take_id else None
    if take is not None:
        slot = project.slots.get(take.slot_id)
        return f"{slot.name if slot else take.slot_id} · take {take.number}"
    media = project.pool.media.get(footage.media_id)
    return media.name if media else str(footage.media_id)


def footage_of_clip(project: Project, clip: Clip) -> Footage | None:
    """What a clip shows; None for a slot without a take."""
    if isinstance(clip.source, MediaSource):
        return Footage(media_id=clip.source.media_id)
    return footage_of_slot(project, clip.source.slot_id)


def clip_to_match(
    project: Project, frame: int, chosen: Collection[ClipId] = frozenset()
) -> Placed | None:
    """The clip a person means at a frame: a chosen one that lies there, else the topmost that is
    seen, else the first that is heard."""
    lying = [placed for track in project.timeline.tracks if (placed := track.clip_at(frame))]
    seen = [
        placed
        for placed in lying
        if placed.track.kind is TrackKind.VIDEO and not placed.track.hidden and placed.clip.enabled
    ]
    heard = [placed for placed in lying if placed.track.kind is TrackKind.AUDIO]
    wanted = [placed for placed in lying if placed.clip.id in chosen]
    return next(iter((*wanted, *reversed(seen), *heard)), None)


def source_time(project: Project, placed: Placed, frame: int) -> Fraction:
    """The second of its source that a clip shows at a frame of the film."""
    return placed.clip.source_in + project.rate.seconds(frame - placed.start) * placed.clip.speed
