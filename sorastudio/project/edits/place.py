"""Putting media on the timeline: append, insert, overwrite, three-point.

Picture and sound of one file become two linked clips. If no track is named, the picture goes on the
lowest video track; the sound goes on the first audio track where it covers nothing but the sound of
pictures it replaces, and on a new track if there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, MediaSource, Placement, Source
from sorastudio.project.edits.lookup import clip_of, first_track, media_of, refuse_locked, track_of
from sorastudio.project.edits.opening import crossing_clip, opened
from sorastudio.project.edits.splice import Splice, Step, apply
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.ids import ClipId, LinkId, MediaId, TrackId
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.project import Project
from sorastudio.project.timeline import Track, TrackKind

STILL_SECONDS = 5
"""How long a still is shown unless told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A stretch of a source as it is to lie on the timeline."""

    source: Source
    length: int
    source_in: Fraction = Fraction(0)
    picture: bool = True
    sound: bool = False
    placement: Placement = field(default_factory=Placement)
    name: str = ""


def excerpt(
    project: Project,
    media_id: MediaId,
    *,
    source_in: Fraction = Fraction(0),
    source_out: Fraction | None = None,
    sound: bool = True,
    placement: Placement | None = None,
) -> Excerpt:
    """Seconds [source_in, source_out) of a file, all of it unless told; without its sound if asked.

    It has every frame of the timeline that begins within. Raises EditRefused outside of the file.
    """
    media = media_of(project, media_id)
    end = _source_out(media, source_in, source_out)
    return Excerpt(
        source=MediaSource(media_id),
        length=project.rate.frames_covering(end - source_in),
        source_in=source_in,
        picture=media.kind is not MediaKind.AUDIO,
        sound=media.audio is not None and (sound or media.kind is MediaKind.AUDIO),
        placement=placement or Placement(),
    )


def append(
    project: Project,
    what: Excerpt,
    *,
    track: TrackId | None = None,
    sound_track: TrackId | None = None,
) -> Project:
    """After the last clip of the track."""
    main = _main_track(project, what, track, sound_track)
    return overwrite(project, what, main.length, track=track, sound_track=sound_track)


def overwrite(
    project: Project,
    what: Excerpt,
    at: int,
    *,
    track: TrackId | None = None,
    sound_track: TrackId | None = None,
) -> Project:
    """Over whatever lies from frame `at` on; nothing else moves."""
    project, strips = _strips(project, what, at, at + what.length, track, sound_track)
    return apply(project, (Splice(t, at, at + what.length, (clip,)) for t, clip in strips))


def insert(
    project: Project,
    what: Excerpt,
    at: int,
    *,
    track: TrackId | None = None,
    sound_track: TrackId | None = None,
    all_tracks: bool = False,
) -> Project:
    """Before what begins at frame `at`, or into what lies across it; what comes later moves."""
    project, strips = _strips(project, what, at, at, track, sound_track)
    room = opened(project, [t for t, _ in strips], at, what.length, all_tracks=all_tracks)
    puts: list[Step] = [Splice(t, at, at + what.length, (clip,)) for t, clip in strips]
    return apply(project, (*room, *puts))


def three_point(
    project: Project,
    what: Excerpt,
    *,
    start: int | None = None,
    end: int | None = None,
    into: bool = False,
    track: TrackId | None = None,
    sound_track: TrackId | None = None,
) -> Project:
    """Source in and out, and one point of the timeline: where it starts, or where it ends.

    Overwrites, or with `into` inserts. Raises EditRefused unless exactly one point is given.
    """
    if (start is None) == (end is None):
        raise EditRefused("A three-point edit needs one point of the timeline: a start or an end.")
    at = start if start is not None else (end or 0) - what.length
    if at < 0:
        raise EditRefused(
            f"It would begin {-at} frames before the beginning of the film.",
            kept="Nothing was changed.",
            todo="Mark less of the source, or a later out.",
        )
    place = insert if into else overwrite
    return place(project, what, at, track=track, sound_track=sound_track)


def add_sound(project: Project, clip_id: ClipId, *, track: TrackId | None = None) -> Project:
    """Put a picture's sound under it, linked. Raises EditRefused if it is linked already."""
    placed = clip_of(project, clip_id)
    refuse_locked(placed.track)
    if placed.track.kind is not TrackKind.VIDEO or placed.clip.link is not None:
        raise EditRefused("Only a picture that is not linked yet can be given its sound.")
    project, sound_id = _sound_track(project, placed.start, placed.end, placed.track, track)
    timeline, link = project.timeline.mint_link()
    timeline, new_id = timeline.mint_clip()
    picture = replace(placed.clip, link=link)
    sound = replace(picture, id=new_id, enter=None, placement=Placement())
    steps = (
        Splice(placed.track.id, placed.start, placed.end, (picture,)),
        Splice(sound_id, placed.start, placed.end, (sound,)),
    )
    return apply(replace(project, timeline=timeline), steps)


def _source_out(media: Media, source_in: Fraction, source_out: Fraction | None) -> Fraction:
    still = media.kind is MediaKind.STILL
    end = source_in + STILL_SECONDS if still else media.duration
    if source_out is not None:
        end = source_out if still else min(end, source_out)
    inside = still or source_out is None or source_out <= media.duration
    if not 0 <= source_in < end or not inside:
        raise EditRefused(
            f"{media.name} has no such stretch.",
            todo=f"It runs from 0 to {float(media.duration):g} seconds.",
        )
    return end


def _strips(
    project: Project,
    what: Excerpt,
    start: int,
    end: int,
    track: TrackId | None,
    sound_track: TrackId | None,
) -> tuple[Project, list[tuple[TrackId, Clip]]]:
    """The clips an excerpt becomes, each with its track, where it covers [start, end)."""
    if what.length < 1 or not (what.picture or what.sound):
        raise EditRefused("There is nothing to put on the timeline.")
    picture = _track_for(project, track, TrackKind.VIDEO) if what.picture else None
    tracks = [picture.id] if picture else []
    if what.sound:
        wanted = sound_track or (None if what.picture else track)
        project, sound_id = _sound_track(project, start, end, picture, wanted)
        tracks.append(sound_id)
    timeline, link = project.timeline, None
    if len(tracks) == 2:
        timeline, link = timeline.mint_link()
    strips = []
    for track_id in tracks:
        timeline, clip_id = timeline.mint_clip()
        is_picture = picture is not None and track_id == picture.id
        strips.append((track_id, _clip(what, clip_id, link, is_picture=is_picture)))
    return replace(project, timeline=timeline), strips


def _clip(what: Excerpt, clip_id: ClipId, link: LinkId | None, *, is_picture: bool) -> Clip:
    return Clip(
        id=clip_id,
        source=what.source,
        length=what.length,
        source_in=what.source_in,
        placement=what.placement if is_picture else Placement(),
        link=link,
        name=what.name,
    )


def _main_track(
    project: Project, what: Excerpt, track: TrackId | None, sound_track: TrackId | None
) -> Track:
    """The track to whose end an excerpt is appended."""
    if what.picture:
        return _track_for(project, track, TrackKind.VIDEO)
    return _track_for(project, sound_track or track, TrackKind.AUDIO)


def _track_for(project: Project, track_id: TrackId | None, kind: TrackKind) -> Track:
    if track_id is None:
        return first_track(project, kind)
    track = track_of(project, track_id)
    refuse_locked(track)
    if track.kind is not kind:
        raise EditRefused(
            f"{track.name} is not for this.", todo=f"Choose a track for {kind}, or leave it open."
        )
    return track


def _sound_track(
    project: Project, start: int, end: int, picture: Track | None, wanted: TrackId | None
) -> tuple[Project, TrackId]:
    if wanted is not None:
        return project, _track_for(project, wanted, TrackKind.AUDIO).id
    replaced = {clip.link for clip in _lying(picture, start, end)} - {None} if picture else set()
    for track in project.timeline.of_kind(TrackKind.AUDIO):
        covered = {clip.link for clip in _lying(track, start, end)}
        if not track.locked and covered <= replaced:
            return project, track.id
    project = add_track(project, TrackKind.AUDIO)
    return project, project.timeline.of_kind(TrackKind.AUDIO)[-1].id


def _lying(track: Track, start: int, end: int) -> list[Clip]:
    """The clips that [start, end) covers, or of an empty stretch the one that it would cut."""
    if start == end:
        clip = crossing_clip(track, start)
        return [clip] if clip else []
    first = track.index_at(start)
    if first is None:
        return []
    last = track.index_at(end - 1)
    stretch = track.items[first : None if last is None else last + 1]
    return [item for item in stretch if isinstance(item, Clip)]
