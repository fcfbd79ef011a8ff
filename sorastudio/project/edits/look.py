"""How clips look and sound where they lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from math import isfinite

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Fit, Placement
from sorastudio.project.curve import Curve, Ease, Varying
from sorastudio.project.edits.lay import in_place
from sorastudio.project.edits.lookup import clip_of, title, with_partners
from sorastudio.project.edits.splice import apply
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project

LOUDEST_DB = 24.0
QUIETEST_DB = -96.0
"""As good as silent."""
FARTHEST = 1e5
"""Of a scale, a place or a turn."""


def set_placement(project: Project, clip_ids: Iterable[ClipId], placement: Placement) -> Project:
    _refuse_odd(placement)
    return _each(project, clip_ids, lambda clip: replace(clip, placement=placement))


def set_fit(project: Project, clip_ids: Iterable[ClipId], fit: Fit | None) -> Project:
    """How the picture meets the canvas; None: as the film says."""
    return _each(
        project, clip_ids, lambda clip: replace(clip, placement=replace(clip.placement, fit=fit))
    )


def set_gain(project: Project, clip_ids: Iterable[ClipId], gain_db: float) -> Project:
    if not QUIETEST_DB <= gain_db <= LOUDEST_DB:
        raise EditRefused(
            f"A gain of {gain_db:g} dB is out of range.",
            todo=f"Choose between {QUIETEST_DB:g} and {LOUDEST_DB:g} dB.",
        )
    return _each(project, clip_ids, lambda clip: replace(clip, gain_db=gain_db))


def set_fades(
    project: Project,
    clip_id: ClipId,
    *,
    fade_in: int | None = None,
    fade_out: int | None = None,
) -> Project:
    """Frames over which a clip comes up from nothing and goes down to it; None: as it is."""
    clip = clip_of(project, clip_id).clip
    rise = clip.fade_in if fade_in is None else fade_in
    fall = clip.fade_out if fade_out is None else fade_out
    if rise < 0 or fall < 0 or rise + fall > clip.length:
        raise EditRefused(
            f"Fades of {rise} and {fall} frames do not fit “{title(project, clip)}”, "
            f"which has {clip.length}."
        )
    return _each(project, [clip_id], lambda clip: replace(clip, fade_in=rise, fade_out=fall))


def set_enabled(
    project: Project, clip_ids: Iterable[ClipId], *, enabled: bool, alone: bool = False
) -> Project:
    """Show and sound clips, or leave them where they are and skip them."""
    return _each(project, clip_ids, lambda clip: replace(clip, enabled=enabled), alone=alone)


def rename_clip(project: Project, clip_id: ClipId, name: str) -> Project:
    """An empty name gives the one of its source back."""
    return _each(project, [clip_id], lambda clip: replace(clip, name=name.strip()))


def link(project: Project, clip_ids: Iterable[ClipId]) -> Project:
    """Edit clips together from now on. Raises EditRefused unless they lie on several tracks, one on
    each."""
    group = with_partners(project, clip_ids, alone=True)
    if not 1 < len(group) == len({placed.track.id for placed in group}):
        raise EditRefused("Linking takes at least two clips, each on a track of its own.")
    timeline, new = project.timeline.mint_link()
    project = replace(project, timeline=timeline)
    return apply(project, (in_place(each, replace(each.clip, link=new)) for each in group))


def unlink(project: Project, clip_ids: Iterable[ClipId]) -> Project:
    """Edit clips, and what is linked to them, each on its own from now on."""
    group = with_partners(project, clip_ids)
    return apply(project, (in_place(each, replace(each.clip, link=None)) for each in group))


def _each(
    project: Project,
    clip_ids: Iterable[ClipId],
    change: Callable[[Clip], Clip],
    *,
    alone: bool = True,
) -> Project:
    group = with_partners(project, clip_ids, alone=alone)
    return apply(project, (in_place(each, change(each.clip)) for each in group))


def _refuse_odd(placement: Placement) -> None:
    """Raises EditRefused for what cannot be drawn."""
    for varying in (placement.scale, placement.x, placement.y, placement.rotation_degrees):
        if not all(isfinite(value) and abs(value) <= FARTHEST for value in _values(varying)):
            raise EditRefused("A picture cannot lie so far out, or be so large.")
    crop = placement.crop
    sides = (crop.left, crop.top, crop.right, crop.bottom)
    if (
        not all(side >= 0 for side in sides)
        or crop.left + crop.right >= 1
        or crop.top + crop.bottom >= 1
    ):
        raise EditRefused("A crop must leave some of the picture.")
    if not all(value > 0 for value in _values(placement.scale)):
        raise EditRefused("A picture cannot be scaled to nothing.")
    if any(not 0 <= value <= 1 for value in _values(placement.opacity)):
        raise EditRefused("Opacity lies between 0 and 1.")
    moving = (placement.x, placement.y, placement.rotation_degrees, placement.opacity)
    if any(_is_steep(varying) for varying in moving):
        raise EditRefused(
            "A value that changes exponentially must stay above zero.",
            todo="Choose another ease first.",
        )


def _is_steep(varying: Varying) -> bool:
    """Whether a key would be eased in a way that its value does not allow."""
    keys = varying.keys if isinstance(varying, Curve) else ()
    steep = (pair for pair in pairwise(keys) if pair[0].ease is Ease.EXPONENTIAL)
    return any(a.value <= 0 or b.value <= 0 for a, b in steep)


def _values(varying: Varying) -> tuple[float, ...]:
    if isinstance(varying, Curve):
        return tuple(key.value for key in varying.keys)
    return (varying,)
