"""Finding what an edit was asked to change, or refusing in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, MediaSource
from sorastudio.project.ids import ClipId, MediaId, SlotId, TrackId
from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.project.timeline import Placed, Track, TrackKind


def clip_of(project: Project, clip_id: ClipId) -> Placed:
    placed = project.timeline.find(clip_id)
    if placed is None:
        raise EditRefused(f"There is no clip {clip_id} in the film.")
    return placed


def track_of(project: Project, track_id: TrackId) -> Track:
    track = project.timeline.track(track_id)
    if track is None:
        raise EditRefused(f"There is no track {track_id} in the film.")
    return track


def slot_of(project: Project, slot_id: SlotId) -> Slot:
    slot = project.slots.get(slot_id)
    if slot is None:
        raise EditRefused(f"There is no slot {slot_id} in the film.")
    return slot


def media_of(project: Project, media_id: MediaId) -> Media:
    media = project.pool.media.get(media_id)
    if media is None:
        raise EditRefused(f"The film does not know the media {media_id}.", todo="Import it first.")
    return media


def refuse_locked(track: Track) -> None:
    if track.locked:
        raise EditRefused(
            f"Track {track.name} is locked.", kept="Nothing was changed.", todo="Unlock it first."
        )


def with_partners(
    project: Project, clip_ids: Iterable[ClipId], *, alone: bool = False
) -> tuple[Placed, ...]:
    """The clips and, unless `alone`, what is linked to them; each once, in the order of tracks.

    Raises EditRefused for a clip the film does not have, or for no clip at all.
    """
    wanted = set(clip_ids)
    if not wanted:
        raise EditRefused("No clip is chosen.")
    named = tuple(project.timeline.found(wanted))
    unknown = wanted - {placed.clip.id for placed in named}
    if unknown:
        raise EditRefused(f"There is no clip {min(unknown)} in the film.")
    links = {placed.clip.link for placed in named if placed.clip.link is not None}
    return named if alone or not links else tuple(project.timeline.found(wanted, links))


def unlocked(project: Project, tracks: Iterable[TrackId] | None) -> tuple[Track, ...]:
    """The named tracks, or all that are not locked. Raises EditRefused for a named, locked one."""
    if tracks is None:
        return tuple(track for track in project.timeline.tracks if not track.locked)
    found = tuple(track_of(project, track_id) for track_id in tracks)
    for track in found:
        refuse_locked(track)
    return found


def targeted(project: Project, targets: Collection[TrackId], kind: TrackKind) -> Track | None:
    """The lowest of some tracks that is of a kind."""
    return next((t for t in project.timeline.of_kind(kind) if t.id in targets), None)


def first_track(project: Project, kind: TrackKind) -> Track:
    """The lowest track of a kind that is not locked."""
    for track in project.timeline.of_kind(kind):
        if not track.locked:
            return track
    raise EditRefused(
        f"There is no unlocked {kind} track.", todo=f"Add a {kind} track or unlock one."
    )


def title(project: Project, clip: Clip) -> str:
    """What a person calls a clip."""
    if clip.name:
        return clip.name
    if isinstance(clip.source, MediaSource):
        media = project.pool.media.get(clip.source.media_id)
        return media.name if media else str(clip.id)
    slot = project.slots.get(clip.source.slot_id)
    return slot.name if slot and slot.name else str(clip.id)
