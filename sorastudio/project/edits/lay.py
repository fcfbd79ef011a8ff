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
    runs = _runs(clips)
    return apply(project, (*map(_lift_of, runs), *map(_put_of, runs)))


def _runs(clips: Iterable[Laid]) -> list[list[Laid]]:
    """Those that touch, before and after, together: a film that is moved as a whole is few
    steps."""
    runs: list[list[Laid]] = []
    for each in clips:
        if runs and _follows(runs[-1][-1], each):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _follows(one: Laid, other: Laid) -> bool:
    return (
        one.old.track is other.old.track
        and one.old.index + 1 == other.old.index
        and one.track_id == other.track_id
        and one.start + one.clip.length == other.start
    )


def _lift_of(run: list[Laid]) -> Splice:
    first, last = run[0].old, run[-1].old
    return Splice(first.track.id, first.start, last.end, (Gap(last.end - first.start),))


def _put_of(run: list[Laid]) -> Splice:
    clips = tuple(each.clip for each in run)
    end = run[-1].start + run[-1].clip.length
    return Splice(run[0].track_id, run[0].start, end, clips)
