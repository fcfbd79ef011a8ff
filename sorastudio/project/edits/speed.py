"""How fast, and which way, clips play."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Gap
from sorastudio.project.edits.handles import head_room, tail_room
from sorastudio.project.edits.lay import in_place
from sorastudio.project.edits.lookup import clip_of, title, with_partners
from sorastudio.project.edits.ripple import ripple_points, shifts
from sorastudio.project.edits.splice import Splice, apply
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Placed

FASTEST = 100
"""Times the source's own speed; the slowest is as much slower. 0 is a freeze."""


def speed_in_range(speed: Fraction) -> bool:
    return speed == 0 or Fraction(1, FASTEST) <= abs(speed) <= FASTEST


def set_speed(
    project: Project,
    clip_id: ClipId,
    speed: Fraction,
    *,
    keep_length: bool = False,
    alone: bool = False,
    all_tracks: bool = False,
) -> Project:
    """Play a clip at another speed; negative is backwards, 0 a freeze of its first picture.

    The clip shows the same stretch of its source in another length, and what comes later moves.
    With `keep_length`, and for a freeze, it keeps its length and shows another stretch. Raises
    EditRefused for a speed out of range, or for one the source is too short for.
    """
    if not speed_in_range(speed):
        raise EditRefused(
            f"A clip cannot play at {float(speed):g} times its speed.",
            todo=f"Choose 0, or between 1/{FASTEST} and {FASTEST}, negative for backwards.",
        )
    main = clip_of(project, clip_id)
    group = with_partners(project, [clip_id], alone=alone)
    fixed = keep_length or speed == 0 or main.clip.speed == 0
    longer = 0 if fixed else _length_at(main.clip, speed) - main.clip.length
    clips = [(each, _at_speed(project, each.clip, speed, longer)) for each in group]
    if longer == 0:
        return apply(project, (in_place(each, clip) for each, clip in clips))
    points = ripple_points(project, {p.track.id: p.end for p in group}, all_tracks=all_tracks)
    splices = [_in_room(each, clip, longer) for each, clip in clips]
    moves = shifts(points, longer, main.end)
    return apply(project, (*moves, *splices) if longer > 0 else (*splices, *moves))


def freeze(project: Project, clip_id: ClipId, frame: int) -> Project:
    """Let the picture of a frame of the film stand for all of the clip; its sound is silent."""
    placed = clip_of(project, clip_id)
    offset = min(max(frame - placed.start, 0), placed.clip.length - 1)
    stands = placed.clip.source_in + project.rate.seconds(offset) * placed.clip.speed
    project = set_speed(project, clip_id, Fraction(0))
    placed = clip_of(project, clip_id)
    return apply(project, [in_place(placed, replace(placed.clip, source_in=stands))])


def thaw(project: Project, clip_id: ClipId) -> Project:
    """Let a freeze play again, from where it stood, or as much earlier as its length needs."""
    placed = clip_of(project, clip_id)
    if placed.clip.speed != 0:
        return project
    room = tail_room(project, replace(placed.clip, speed=Fraction(1)))
    if room is not None and room < 0:
        begin = max(Fraction(0), placed.clip.source_in + project.rate.seconds(room))
        project = apply(project, [in_place(placed, replace(placed.clip, source_in=begin))])
    return set_speed(project, clip_id, Fraction(1))


def _at_speed(project: Project, clip: Clip, speed: Fraction, longer: int) -> Clip:
    """The clip at another speed, `longer` by at most so many frames."""
    room = clip.length + longer
    length = room if longer == 0 else min(room, _length_at(clip, speed))
    if length < 1:
        raise EditRefused(f"“{title(project, clip)}” is too short to lose {-longer} frames.")
    source_in = _begin(clip, speed, project.rate)
    changed = replace(clip, speed=speed, length=length, source_in=source_in)
    for had, has in _rooms(project, clip, changed):
        if has is not None and has < 0 and (had is None or has < had):
            raise EditRefused(
                f"“{title(project, clip)}” is {-has} frames of source short at this speed.",
                kept="Nothing was changed.",
            )
    return changed


def _rooms(
    project: Project, before: Clip, after: Clip
) -> tuple[tuple[int | None, int | None], tuple[int | None, int | None]]:
    heads = head_room(project, before), head_room(project, after)
    return heads, (tail_room(project, before), tail_room(project, after))


def _length_at(clip: Clip, speed: Fraction) -> int:
    """Frames in which the same stretch of source is shown; backwards rounds down, so that it never
    runs out at the front."""
    exact = clip.length * abs(clip.speed) / abs(speed)
    turned = (speed < 0) != (clip.speed < 0)
    return max(1, floor(exact) if turned else floor(exact + Fraction(1, 2)))


def _begin(clip: Clip, speed: Fraction, rate: FrameRate) -> Fraction:
    """Where in the source the stretch begins if it plays the other way, mirrored frame for
    frame."""
    if speed * clip.speed >= 0:
        return clip.source_in
    frame = rate.seconds(1)
    if speed < 0:
        return max(Fraction(0), clip.source_in + frame * (clip.length * clip.speed + speed))
    return max(Fraction(0), clip.source_in + frame * (clip.length - 1) * clip.speed)


def _in_room(placed: Placed, clip: Clip, longer: int) -> Splice:
    end = max(placed.end, placed.end + longer)
    rest = end - placed.start - clip.length
    return Splice(placed.track.id, placed.start, end, (clip, Gap(rest)))
