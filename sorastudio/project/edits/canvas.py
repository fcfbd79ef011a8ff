"""What the film is: its name, its canvas, its rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial

from sorastudio.errors import EditRefused, UsageError
from sorastudio.project.clip import Fit, Gap, Item
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Track


def rename_film(project: Project, name: str) -> Project:
    """Its file keeps the name it has."""
    if not name.strip():
        raise EditRefused("A film needs a name.")
    return replace(project, name=name.strip())


def set_film_size(project: Project, size: Size) -> Project:
    """Placements are fractions of the canvas, so everything stays where it is seen."""
    try:
        return replace(project, settings=replace(project.settings, size=size))
    except UsageError as error:
        raise EditRefused(error.what, todo=error.todo) from None


def set_film_fit(project: Project, fit: Fit) -> Project:
    """How pictures of another shape meet the canvas where their clip does not say."""
    return replace(project, settings=replace(project.settings, fit=fit))


def set_film_rate(project: Project, rate: FrameRate) -> Project:
    """Count the film in other frames; nothing is heard or seen at another moment than before.

    Raises EditRefused where that would put an edge between two frames.
    """
    ratio = rate.fps / project.rate.fps
    if ratio == 1:
        return project
    timeline = project.timeline
    tracks = tuple(_counted(project, track, ratio, rate) for track in timeline.tracks)
    markers = tuple(
        replace(each, frame=_frames(project, ratio, rate, each.frame)) for each in timeline.markers
    )
    timeline = replace(timeline, tracks=tracks, markers=markers)
    settings = replace(project.settings, rate=rate)
    return replace(project, timeline=timeline, settings=settings)


def _counted(project: Project, track: Track, ratio: Fraction, rate: FrameRate) -> Track:
    frames = partial(_frames, project, ratio, rate)
    return replace(track, items=tuple(_counted_item(each, frames) for each in track.items))


def _counted_item(item: Item, frames: Callable[[int], int]) -> Item:
    if isinstance(item, Gap):
        return Gap(frames(item.length))
    enter = item.enter and replace(
        item.enter,
        in_offset=frames(item.enter.in_offset),
        out_offset=frames(item.enter.out_offset),
    )
    return replace(
        item,
        length=frames(item.length),
        fade_in=frames(item.fade_in),
        fade_out=frames(item.fade_out),
        enter=enter,
    )


def _frames(project: Project, ratio: Fraction, rate: FrameRate, count: int) -> int:
    counted = count * ratio
    if counted.denominator != 1:
        raise EditRefused(
            f"At {rate} frames a second some edges of this film would lie between two frames.",
            kept=f"It stays at {project.rate}.",
            todo="Choose the rate before the first clip, or a multiple of the one it has.",
        )
    return int(counted)
