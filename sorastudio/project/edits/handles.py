"""How much source lies beyond a clip's edges: what transitions into and out of it live on.

A clip shows, `n` timeline frames after its start, the source at `source_in + n / rate * speed`
seconds. A file has source for times in [0, duration); a still for all; a slot without a take for
all from 0 on, because its take is yet to be made.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from sorastudio.project.clip import Clip, Transition
from sorastudio.project.edits.lookup import clip_of
from sorastudio.project.ids import ClipId
from sorastudio.project.media import MediaKind
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed


@dataclass(frozen=True, slots=True)
class Missing:
    """Timeline frames of source a transition lacks: of the incoming clip before its start, of the
    outgoing one after its end."""

    incoming: int
    outgoing: int

    @property
    def total(self) -> int:
        return self.incoming + self.outgoing


def seconds_per_frame(project: Project, clip: Clip) -> Fraction:
    """How far the source moves on from one timeline frame to the next; negative if backwards."""
    return project.rate.seconds(1) * clip.speed


def head_room(project: Project, clip: Clip) -> int | None:
    """Timeline frames of source before the clip's first one; None: no end to them.

    Below zero if the clip begins before its source does.
    """
    step = seconds_per_frame(project, clip)
    if step == 0 or _is_still(project, clip):
        return None
    if step > 0:
        return floor(clip.source_in / step)
    duration = _duration(project, clip)
    return None if duration is None else ceil((duration - clip.source_in) / -step) - 1


def tail_room(project: Project, clip: Clip) -> int | None:
    """Timeline frames of source after the clip's last one; None: no end to them.

    Below zero if the clip goes on after its source has ended.
    """
    step = seconds_per_frame(project, clip)
    if step == 0 or _is_still(project, clip):
        return None
    if step < 0:
        return floor(clip.source_in / -step) + 1 - clip.length
    duration = _duration(project, clip)
    return None if duration is None else ceil((duration - clip.source_in) / step) - clip.length


def spare_head(project: Project, placed: Placed) -> int | None:
    """The head room that the transition into the clip leaves over; never below zero."""
    room, enter = head_room(project, placed.clip), placed.clip.enter
    taken = enter.in_offset if enter and not enter.hold else 0
    return None if room is None else max(0, room - taken)


def spare_tail(project: Project, placed: Placed) -> int | None:
    """The tail room that the transition out of the clip leaves over; never below zero."""
    room = tail_room(project, placed.clip)
    enter = placed.after.enter if placed.after else None
    taken = enter.out_offset if enter and not enter.hold else 0
    return None if room is None else max(0, room - taken)


def missing_handles(project: Project, clip_id: ClipId, transition: Transition) -> Missing:
    """What `transition` would lack as the way into a clip. Raises EditRefused for no such clip."""
    placed = clip_of(project, clip_id)
    return missing_at(project, placed, transition)


def missing_at(project: Project, placed: Placed, transition: Transition) -> Missing:
    head = head_room(project, placed.clip)
    tail = tail_room(project, placed.before) if placed.before else None
    return Missing(
        incoming=0 if head is None else max(0, transition.in_offset - head),
        outgoing=0 if tail is None else max(0, transition.out_offset - tail),
    )


def _is_still(project: Project, clip: Clip) -> bool:
    media = project.media_of(clip)
    return media is not None and media.kind is MediaKind.STILL


def _duration(project: Project, clip: Clip) -> Fraction | None:
    media = project.media_of(clip)
    return None if media is None else media.duration
