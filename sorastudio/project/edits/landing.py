"""Where an excerpt lands: at the playhead, or where the marks of the film say.

A mark that lies at the very beginning or the very end of the film says nothing: marking only an in
leaves the out at the end, marking only an out leaves the in at the beginning.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sorastudio.project.clip import MediaSource, SlotSource
from sorastudio.project.edits.lookup import media_of
from sorastudio.project.edits.place import Excerpt, excerpt, three_point
from sorastudio.project.footage import Stretch, slot_that_shows
from sorastudio.project.ids import TrackId
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.project import Project
from sorastudio.project.timeline import TrackKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """An excerpt, and the one point of the film it needs: where it starts, or where it ends."""

    what: Excerpt
    start: int | None = None
    end: int | None = None
    marked: bool = False
    """Whether marks of the film gave the place."""
    note: str = ""
    """What of the marks could not be kept, in words for the person."""

    @property
    def after(self) -> int:
        """The frame behind it."""
        return (self.start or 0) + self.what.length if self.end is None else self.end


def excerpt_of_stretch(project: Project, stretch: Stretch) -> Excerpt:
    """A stretch of a take or file with its sound. A take that its slot uses is put as the slot, so
    that it follows when another take is chosen; any other as the file it is. Raises EditRefused
    outside of the file."""
    what = excerpt(
        project,
        stretch.footage.media_id,
        source_in=stretch.source_in,
        source_out=stretch.source_out,
    )
    slot_id = slot_that_shows(project, stretch.footage)
    return what if slot_id is None else replace(what, source=SlotSource(slot_id))


def landing(
    project: Project,
    what: Excerpt,
    *,
    playhead: int,
    marks: tuple[int, int] | None,
    out_marked: bool = False,
) -> Landing:
    """Where an excerpt lands. Between an in and an out of the film it fills the room from its own
    in on; `out_marked` says that it has an out of its own, which then does not count."""
    first, end = marks or (0, project.timeline.length)
    has_in, has_out = first > 0, end < project.timeline.length
    if has_in and has_out:
        return _four_point(project, what, first, end, out_marked=out_marked)
    if has_out:
        return Landing(what=what, end=end, marked=True)
    return Landing(what=what, start=first if has_in else playhead, marked=has_in)


def land(
    project: Project, where: Landing, *, into: bool, targets: Collection[TrackId] = ()
) -> Project:
    """Put an excerpt where it lands: over what lies there, or with `into` before it. Picture and
    sound go to the lowest of the targeted tracks of their kind, where there is one. Raises
    EditRefused."""
    return three_point(
        project,
        where.what,
        start=where.start,
        end=where.end,
        into=into,
        track=_target(project, targets, TrackKind.VIDEO) if where.what.picture else None,
        sound_track=_target(project, targets, TrackKind.AUDIO) if where.what.sound else None,
    )


def _four_point(
    project: Project, what: Excerpt, first: int, end: int, *, out_marked: bool
) -> Landing:
    room, most = end - first, _most(project, what)
    length = room if most is None else min(room, most)
    note = ""
    if length < room:
        note = f"The source is {room - length} frames too short to fill in to out."
    elif out_marked and what.length != room:
        note = "In and out are marked on both sides: the source's in counted, its out did not."
    return Landing(what=replace(what, length=length), start=first, marked=True, note=note)


def _most(project: Project, what: Excerpt) -> int | None:
    """The frames a source has from its in on; None: no end to them."""
    match what.source:
        case MediaSource(media_id):
            media: Media | None = media_of(project, media_id)
        case SlotSource(slot_id):
            take = project.chosen_take(slot_id)
            media = media_of(project, take.media_id) if take else None
    if media is None or media.kind is MediaKind.STILL:
        return None
    return project.rate.frames_covering(media.duration - what.source_in)


def _target(project: Project, targets: Collection[TrackId], kind: TrackKind) -> TrackId | None:
    found = (track.id for track in project.timeline.of_kind(kind) if track.id in targets)
    return next(found, None)
