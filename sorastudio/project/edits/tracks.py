"""Adding, ordering and switching tracks."""

from __future__ import annotations

from dataclasses import replace

from sorastudio.errors import EditRefused
from sorastudio.project.edits.lookup import track_of
from sorastudio.project.edits.splice import Splice, apply
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind

_LETTER = {TrackKind.VIDEO: "V", TrackKind.AUDIO: "A"}


def add_track(project: Project, kind: TrackKind, *, name: str = "") -> Project:
    """A new track over (video) or under (audio) the others of its kind; its id is the newest."""
    timeline, track_id = project.timeline.mint_track()
    name = _new_name(project, name, track_id) if name else _free_name(project, kind)
    track = Track(id=track_id, kind=kind, name=name)
    video = (*timeline.of_kind(TrackKind.VIDEO), *([track] if kind is TrackKind.VIDEO else []))
    audio = (*timeline.of_kind(TrackKind.AUDIO), *([track] if kind is TrackKind.AUDIO else []))
    return replace(project, timeline=replace(timeline, tracks=video + audio))


def remove_track(project: Project, track_id: TrackId) -> Project:
    """Take a track away, with all that lies on it. Raises EditRefused for the last of its kind."""
    track = track_of(project, track_id)
    if len(project.timeline.of_kind(track.kind)) == 1:
        raise EditRefused(f"{track.name} is the only {track.kind} track of the film.")
    emptied = apply(project, [Splice(track_id, 0, track.length)])
    tracks = tuple(each for each in emptied.timeline.tracks if each.id != track_id)
    return replace(emptied, timeline=replace(emptied.timeline, tracks=tracks))


def rename_track(project: Project, track_id: TrackId, name: str) -> Project:
    return _with(
        project, replace(track_of(project, track_id), name=_new_name(project, name, track_id))
    )


def reorder_track(project: Project, track_id: TrackId, position: int) -> Project:
    """Put a track at `position` among its kind: 0 is the lowest video track, or the first audio
    track."""
    track = track_of(project, track_id)
    same = [each for each in project.timeline.of_kind(track.kind) if each.id != track_id]
    if not 0 <= position <= len(same):
        raise EditRefused(f"{track.name} can take the places 0 to {len(same)}, not {position}.")
    same.insert(position, track)
    others = tuple(each for each in project.timeline.tracks if each.kind is not track.kind)
    ordered = (*same, *others) if track.kind is TrackKind.VIDEO else (*others, *same)
    return replace(project, timeline=replace(project.timeline, tracks=ordered))


def lock_track(project: Project, track_id: TrackId, *, locked: bool) -> Project:
    return _with(project, replace(track_of(project, track_id), locked=locked))


def hide_track(project: Project, track_id: TrackId, *, hidden: bool) -> Project:
    return _with(project, replace(_of_kind(project, track_id, TrackKind.VIDEO), hidden=hidden))


def mute_track(project: Project, track_id: TrackId, *, muted: bool) -> Project:
    return _with(project, replace(_of_kind(project, track_id, TrackKind.AUDIO), muted=muted))


def solo_track(project: Project, track_id: TrackId, *, solo: bool) -> Project:
    return _with(project, replace(_of_kind(project, track_id, TrackKind.AUDIO), solo=solo))


def _with(project: Project, track: Track) -> Project:
    return replace(project, timeline=project.timeline.with_track(track))


def _of_kind(project: Project, track_id: TrackId, kind: TrackKind) -> Track:
    track = track_of(project, track_id)
    if track.kind is not kind:
        raise EditRefused(
            f"{track.name} is not {'a' if kind is TrackKind.VIDEO else 'an'} {kind} track."
        )
    return track


def _new_name(project: Project, name: str, track_id: TrackId) -> str:
    name = name.strip()
    other = project.timeline.track_named(name)
    if not name or (other is not None and other.id != track_id):
        raise EditRefused(f"There is a track {name} already." if name else "A track needs a name.")
    return name


def _free_name(project: Project, kind: TrackKind) -> str:
    number = 1
    while project.timeline.track_named(f"{_LETTER[kind]}{number}"):
        number += 1
    return f"{_LETTER[kind]}{number}"
