"""Putting clips that are on the timeline into other places, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sorastudio.project.clip import Clip, Gap
from sorastudio.project.edits.splice import Splice, apply
from sorastudio.project.ids import TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A clip as it is to be, in the place of the one it was."""

    old: Placed
    start: int
    clip: Clip
    track_id: TrackId


def laid(
    old: Placed,
    *,
    start: int | None = None,
    clip: Clip | None = None,
    track_id: TrackId | None = None,
) -> Laid:
    """The clip where it was and as it was, but for what is given."""
    return Laid(
        old=old,
        start=old.start if start is None else start,
        clip=clip or old.clip,
        track_id=track_id or old.track.id,
    )


def lifted(placed: Placed) -> Splice:
    return Splice(placed.track.id, placed.start, placed.end, (Gap(placed.clip.length),))


def in_place(placed: Placed, clip: Clip) -> Splice:
    """Another clip of the same length where one lies."""
    return Splice(placed.track.id, placed.start, placed.end, (clip,))


def lay(project: Project, clips: Iterable[Laid]) -> Project:
    """Lift all of them, then put each down over what lies there. Raises EditRefused."""
    clips = tuple(clips)
    puts = (
        Splice(each.track_id, each.start, each.start + each.clip.length, (each.clip,))
        for each in clips
    )
    return apply(project, (*(lifted(each.old) for each in clips), *puts))
