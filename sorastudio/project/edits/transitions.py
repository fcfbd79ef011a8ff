"""Transitions into clips, and what to do where handles are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Gap, SlotSource, Transition
from sorastudio.project.edits.handles import (
    Missing,
    missing_at,
    seconds_per_frame,
    spare_head,
    spare_tail,
)
from sorastudio.project.edits.lay import in_place
from sorastudio.project.edits.lookup import clip_of, title, with_partners
from sorastudio.project.edits.ripple import ripple_points, shifts
from sorastudio.project.edits.settle import entering, leaving
from sorastudio.project.edits.slots import clips_of
from sorastudio.project.edits.splice import Splice, Step, apply, without_head
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.project.ids import ClipId, SlotId
from sorastudio.project.media import Option
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind

CROSSFADE = "crossfade"
"""The kind of transition between two sounds."""


class Alignment(StrEnum):
    """Where a transition lies about its cut."""

    CENTER = "center"
    START = "start"
    """It begins at the cut."""
    END = "end"
    """It ends at the cut."""


class Handles(StrEnum):
    """What to do where the source does not reach as far as the transition."""

    TRIM = "trim"
    """Both clips give up the frames; the film gets shorter."""
    KEEP = "keep"
    """Both clips give up the frames, and show as many more at their far ends: the film keeps its
    length."""
    HOLD = "hold"
    """The edge picture stands still."""
    LONGER = "longer"
    """The slot's next take is to be longer; until it is there, the edge picture stands still."""


def add_transition(
    project: Project,
    clip_id: ClipId,
    kind: str,
    length: int,
    *,
    alignment: Alignment = Alignment.CENTER,
    params: tuple[tuple[str, Option], ...] = (),
    handles: Handles = Handles.TRIM,
    alone: bool = False,
) -> Project:
    """Lead into a clip by a transition of `length` frames, in the place of the one there is.

    Linked sound that touches the sound before it gets a crossfade of the same frames. Slots without
    a take never lack handles: their take is made with them. Raises EditRefused if it does not fit.
    """
    enter = _transition(kind, length, alignment, params)
    _refuse_unanswered(project, clip_of(project, clip_id), enter, handles)
    plan = _plan(project, clip_id, enter, handles)
    if not plan.fits:
        longest = longest_transition(project, clip_id, alignment=alignment, handles=handles)
        raise EditRefused(
            f"A transition of {length} frames does not fit before {_name(project, clip_id)}: "
            f"there is room for {longest}.",
            kept="Nothing was changed.",
        )
    enter = replace(enter, hold=plan.missing != plan.given)
    blended = _with_enter(plan, enter, alone=alone)
    if handles is Handles.KEEP and plan.given.total:
        blended = _lengthened(blended, clip_id, plan.given.total, alone=alone)
    return blended


def longest_transition(
    project: Project,
    clip_id: ClipId,
    *,
    alignment: Alignment = Alignment.CENTER,
    handles: Handles = Handles.TRIM,
) -> int:
    """The most frames a transition into a clip can have; 0 if there can be none."""
    placed = clip_of(project, clip_id)
    shortest, longest = 0, 2 * (placed.clip.length + _length_before(placed))
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if _plan(project, clip_id, _transition("", middle, alignment, ()), handles).fits:
            shortest = middle
        else:
            longest = middle - 1
    return shortest


def remove_transition(project: Project, clip_id: ClipId, *, alone: bool = False) -> Project:
    """Make a plain cut of it; a crossfade of linked sound goes too. Nothing gets longer again."""
    _transition_of(project, clip_id)
    group = with_partners(project, [clip_id], alone=alone)
    gone = [each for each in group if each.clip.id == clip_id or _is_crossfade(each.clip)]
    return apply(project, (in_place(each, replace(each.clip, enter=None)) for each in gone))


def resize_transition(
    project: Project,
    clip_id: ClipId,
    length: int,
    *,
    alignment: Alignment = Alignment.CENTER,
    handles: Handles = Handles.TRIM,
    alone: bool = False,
) -> Project:
    """Make a transition longer or shorter. A shorter one gives no frames back."""
    enter = _transition_of(project, clip_id)
    return add_transition(
        project,
        clip_id,
        enter.kind,
        length,
        alignment=alignment,
        params=enter.params,
        handles=handles,
        alone=alone,
    )


def change_transition(
    project: Project,
    clip_id: ClipId,
    *,
    kind: str | None = None,
    params: tuple[tuple[str, Option], ...] | None = None,
) -> Project:
    """Another kind or other parameters, over the same frames."""
    old = _transition_of(project, clip_id)
    enter = replace(
        old,
        kind=old.kind if kind is None else kind,
        params=old.params if params is None else params,
    )
    placed = clip_of(project, clip_id)
    return apply(project, [in_place(placed, replace(placed.clip, enter=enter))])


def _transition(
    kind: str, length: int, alignment: Alignment, params: tuple[tuple[str, Option], ...]
) -> Transition:
    if length < 1:
        raise EditRefused("A transition needs at least one frame.")
    before = {Alignment.CENTER: length // 2, Alignment.START: 0, Alignment.END: length}[alignment]
    return Transition(kind=kind, in_offset=before, out_offset=length - before, params=params)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A transition as it would be made, in a film where slots without a take have made room."""

    project: Project
    placed: Placed
    missing: Missing
    given: Missing
    """What the clips give up of their length."""
    fits: bool


def _plan(project: Project, clip_id: ClipId, enter: Transition, handles: Handles) -> _Plan:
    project = _with_room_in_slots(project, clip_of(project, clip_id), enter, handles)
    placed = clip_of(project, clip_id)
    missing = missing_at(project, placed, enter)
    gives = handles in (Handles.TRIM, Handles.KEEP)
    given = missing if gives else Missing(0, 0)
    return _Plan(project, placed, missing, given, _fits(placed, enter, given))


def _fits(placed: Placed, enter: Transition, given: Missing) -> bool:
    items, index = placed.track.items, placed.index
    taken_before = entering(items[index - 1]) if index else 0
    room_before = _length_before(placed) - given.outgoing - taken_before
    room_after = placed.clip.length - given.incoming - leaving(items, index)
    return enter.in_offset <= room_before and max(1, enter.out_offset) <= room_after


def _length_before(placed: Placed) -> int:
    return placed.track.items[placed.index - 1].length if placed.index else 0


def _with_room_in_slots(
    project: Project, placed: Placed, enter: Transition, handles: Handles
) -> Project:
    """The film with the clips of slots that are to be generated begun later in their source, so
    that the handles fit before them."""
    missing = missing_at(project, placed, enter)
    sides = [(placed.clip, missing.incoming, 1), (placed.before, missing.outgoing, -1)]
    for clip, frames, direction in sides:
        if clip is None or frames == 0 or not isinstance(clip.source, SlotSource):
            continue
        step = seconds_per_frame(project, clip)
        to_be_made = handles is Handles.LONGER or project.media_of(clip) is None
        if to_be_made and step * direction > 0:
            project = _later_in_source(project, clip.source.slot_id, frames * abs(step))
    return project


def _later_in_source(project: Project, slot_id: SlotId, seconds: Fraction) -> Project:
    """All clips of a slot by the same, so that its halves still meet where it was split."""
    return apply(
        project,
        (
            in_place(each, replace(each.clip, source_in=each.clip.source_in + seconds))
            for each in clips_of(project, slot_id)
        ),
    )


def _with_enter(plan: _Plan, enter: Transition, *, alone: bool) -> Project:
    """Both clips shortened by what they give, the transition between them, the rest moved up."""
    project, placed, given = plan.project, plan.placed, plan.given
    heads = with_partners(project, [placed.clip.id], alone=alone)
    tails: tuple[Placed, ...] = ()
    if placed.before is not None and given.outgoing:
        tails = with_partners(project, [placed.before.id], alone=alone)
    _refuse_too_short(project, heads, given.incoming)
    _refuse_too_short(project, tails, given.outgoing)
    steps: list[Step] = [_without_tail(each, given.outgoing) for each in tails]
    for each in heads:
        clip = without_head(_entered(each, placed, enter), given.incoming, project.rate)
        steps.append(Splice(each.track.id, each.start, each.end, (Gap(given.incoming), clip)))
    if given.total:
        seeds = {each.track.id: each.end for each in tails}
        seeds |= {each.track.id: each.start for each in heads}
        steps += shifts(ripple_points(project, seeds), -given.total, placed.start + given.incoming)
    return apply(project, steps)


def _lengthened(project: Project, clip_id: ClipId, frames: int, *, alone: bool) -> Project:
    """So many frames more at the end of a clip, and at the start of the one before it."""
    placed = clip_of(project, clip_id)
    before = clip_of(project, placed.before.id) if placed.before else None
    after = spare_tail(project, placed)
    ahead = spare_head(project, before) if before else 0
    late = frames if after is None else min(after, frames)
    early = frames - late if ahead is None else min(ahead, frames - late)
    if late + early < frames:
        raise EditRefused(
            f"The film would get {frames - late - early} frames shorter: "
            f"{_name(project, clip_id)} and the clip before it have no more to show.",
            kept="Nothing was changed.",
            todo="Let the film get shorter, or hold the edge pictures.",
        )
    if late:
        project = ripple_trim(project, clip_id, Edge.TAIL, late, alone=alone)
    if early and before is not None:
        project = ripple_trim(project, before.clip.id, Edge.HEAD, -early, alone=alone)
    return project


def _without_tail(placed: Placed, frames: int) -> Splice:
    clip = replace(placed.clip, length=placed.clip.length - frames)
    return Splice(placed.track.id, placed.start, placed.end, (clip, Gap(frames)))


def _entered(each: Placed, main: Placed, enter: Transition) -> Clip:
    """The clip with its transition, or linked sound with the crossfade that matches it."""
    if each.clip.id == main.clip.id:
        return replace(each.clip, enter=enter)
    if each.track.kind is TrackKind.AUDIO and each.before is not None:
        return replace(each.clip, enter=replace(enter, kind=CROSSFADE, params=()))
    return each.clip


def _is_crossfade(clip: Clip) -> bool:
    return clip.enter is not None and clip.enter.kind == CROSSFADE


def _transition_of(project: Project, clip_id: ClipId) -> Transition:
    enter = clip_of(project, clip_id).clip.enter
    if enter is None:
        raise EditRefused(f"No transition leads into {_name(project, clip_id)}.")
    return enter


def _refuse_unanswered(
    project: Project, placed: Placed, enter: Transition, handles: Handles
) -> None:
    if placed.index == 0 and enter.in_offset:
        raise EditRefused(
            f"There is nothing before {_name(project, placed.clip.id)} to come from.",
            todo="Let the transition begin at the cut.",
        )
    missing = missing_at(project, placed, enter)
    sides = ((placed.clip, missing.incoming), (placed.before, missing.outgoing))
    lacking = [clip for clip, frames in sides if clip is not None and frames]
    slots = [clip for clip in lacking if isinstance(clip.source, SlotSource)]
    if handles is Handles.LONGER and lacking and not slots:
        raise EditRefused(
            "Only slots can be made longer, and handles are missing in files.",
            todo="Trim, or hold the edge pictures.",
        )


def _refuse_too_short(project: Project, group: Iterable[Placed], frames: int) -> None:
    for placed in group:
        if placed.clip.length <= frames:
            raise EditRefused(
                f"“{title(project, placed.clip)}” on {placed.track.name} is too short to give up "
                f"{frames} frames.",
                kept="Nothing was changed.",
            )


def _name(project: Project, clip_id: ClipId) -> str:
    return f"“{title(project, clip_of(project, clip_id).clip)}”"
