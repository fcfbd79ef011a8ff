"""`zoom-run`: one camera through clips that lie in a row."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from sorastudio.cli.output import Output
from sorastudio.errors import UsageError
from sorastudio.project.edits.lookup import title
from sorastudio.project.edits.transitions import Handles
from sorastudio.project.edits.zoom_path import Anchor
from sorastudio.project.edits.zoom_run import (
    USUAL_RATE,
    ZoomRun,
    greatest_scale,
    rate_for,
    suggested_length,
    zoom_run,
)
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.store.film_file import edit_film


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio zoom-run`."""
    done: list[tuple[list[ClipId], ZoomRun, int]] = []

    def edit(project: Project) -> Project:
        chosen = _clips(project, arguments.clips)
        wanted = _wanted(project, chosen, arguments)
        edited = zoom_run(project, chosen, wanted)
        done.append((chosen, wanted, project.timeline.length - edited.timeline.length))
        return edited

    project = edit_film(Path(arguments.film).absolute(), edit)
    chosen, wanted, shorter = done[-1]
    factor, scale = wanted.factor(project.rate), greatest_scale(project, chosen)
    if shorter > 0:
        out.say(
            f"The film is {shorter} frames shorter: the clips have no frames beyond the cut. "
            "--handles hold keeps the length."
        )
    out.result(
        f"{len(chosen)} clips, {wanted.rate:.3g} times a second, transitions of {wanted.length} "
        f"frames: each scene is born {factor:.3g} times smaller, and enlarged up to {scale:.3g} "
        "times before the next one is born.",
        "zoom-run",
        clips=chosen,
        rate=wanted.rate,
        frames=wanted.length,
        factor=factor,
        scale=scale,
        shorter=shorter,
    )


def _wanted(project: Project, chosen: Sequence[ClipId], arguments: argparse.Namespace) -> ZoomRun:
    length = arguments.frames
    if length is None:
        length = suggested_length(project, chosen)
    rate = USUAL_RATE if arguments.rate is None else arguments.rate
    if arguments.factor is not None:
        if arguments.factor <= 0 or length < 0:
            raise UsageError("--factor and --frames must be above zero.")
        rate = rate_for(arguments.factor, length, project.rate)
    return ZoomRun(
        rate=rate,
        length=length,
        outwards=arguments.out,
        anchors=tuple(_anchor(text) for text in arguments.anchor or ()),
        loop=arguments.loop,
        rest=arguments.rest,
        handles=Handles(arguments.handles),
    )


def _anchor(text: str) -> Anchor:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(f"'{text}' is not a point.", todo="Write --anchor 0.5,0.4.") from None
    return x, y


def _clips(project: Project, names: Sequence[str]) -> list[ClipId]:
    """Clips by their id or by what they are called; all of the first video track if none is
    named."""
    pictures = [p for t in project.timeline.of_kind(TrackKind.VIDEO) for p in t.clips()]
    if not names:
        first = project.timeline.of_kind(TrackKind.VIDEO)[:1]
        return [placed.clip.id for track in first for placed in track.clips()]
    return [_clip(project, pictures, name) for name in names]


def _clip(project: Project, pictures: Sequence[Placed], name: str) -> ClipId:
    found = [p.clip.id for p in pictures if name in (p.clip.id, title(project, p.clip))]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"Several clips are called '{name}': {', '.join(found)}.", todo="Name them so."
        )
    raise UsageError(
        f"There is no clip '{name}'.", todo="`sorastudio show FILM --json` tells their ids."
    )
