"""`seams` and `overlap`: what jars at the cuts of a film, and where two clips would meet better."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from functools import partial

from sorastudio.cli.film_access import OpenFilm, open_film
from sorastudio.cli.output import Output
from sorastudio.errors import EditRefused, UsageError
from sorastudio.project.edits.cuts import drop_repeated, move_cut, settle_colour, smooth_cut
from sorastudio.project.edits.lookup import title
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.project.time import parse_timecode, timecode
from sorastudio.project.timeline import Placed
from sorastudio.render.measure.overlap import Proposal, find_overlaps
from sorastudio.render.measure.seam import Seam, cuts, measure_seam
from sorastudio.render.measure.words import jars_in_colour, seam_words
from sorastudio.store.film_file import edit_film

Fix = Callable[[Project], Project]


def seams(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio seams`."""
    from sorastudio.media.pool import ReaderPool

    film = open_film(arguments.film)
    found: list[Seam] = []
    with ReaderPool(film.locate) as frames:
        for placed in cuts(film.project):
            seam = measure_seam(film.project, placed.clip.id, frames)
            found.append(seam)
            _show_seam(film, placed, seam, out)
    if not found:
        out.say("The film has no cut where two clips touch.")
    if arguments.fix:
        _mend(film, found, arguments, out)


def _show_seam(film: OpenFilm, placed: Placed, seam: Seam, out: Output) -> None:
    rate = film.project.rate
    kept = "It goes on well." if seam.one_scene else "Another scene."
    words = seam_words(seam)
    out.result(
        f"{placed.start:6}  {timecode(placed.start, rate)}  into {title(film.project, placed.clip)}"
        f"  {' '.join(words) or kept}",
        "seam",
        cut=placed.clip.id,
        track=placed.track.name,
        words=list(words),
        **{name: value for name, value in asdict(seam).items() if name != "clip_id"},
    )


def _mend(film: OpenFilm, found: list[Seam], arguments: argparse.Namespace, out: Output) -> None:
    edits = [
        edit
        for seam in found
        for kind in arguments.fix
        if (edit := _fix(seam, kind, arguments.frames)) is not None
    ]

    def mended(project: Project) -> Project:
        for edit in edits:
            project = edit(project)
        return project

    if edits:
        edit_film(film.path, mended)
    out.result(f"{len(edits)} mended.", "mended", count=len(edits))


def _fix(seam: Seam, kind: str, frames: int) -> Fix | None:
    """None where there is nothing of the kind to mend."""
    match kind:
        case "repeats" if seam.repeated:
            return partial(drop_repeated, clip_id=seam.clip_id, frames=seam.repeated)
        case "colour" if jars_in_colour(seam):
            return partial(settle_colour, clip_id=seam.clip_id, frames=frames)
        case "blend" if seam_words(seam):
            return partial(smooth_cut, clip_id=seam.clip_id, frames=frames)
    return None


def overlap(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio overlap`."""
    from sorastudio.media.pool import ReaderPool

    film = open_film(arguments.film)
    clip_id = _cut(film.project, arguments.cut)
    with ReaderPool(film.locate) as frames, out.bar("Comparing") as bar:
        found = find_overlaps(film.project, clip_id, frames, between=bar.show)
    for number, each in enumerate(found, 1):
        _show_proposal(number, each, out)
    if arguments.take is not None:
        _take(film, clip_id, found, arguments.take, out)


def _show_proposal(number: int, each: Proposal, out: Output) -> None:
    now = "  (as it is)" if each.tail == each.head == 0 else ""
    out.result(
        f"{number}  agreement {each.agreement:.2f}  out {each.tail:+}  in {each.head:+}{now}",
        "proposal",
        number=number,
        **asdict(each),
    )


def _take(film: OpenFilm, clip_id: ClipId, found: list[Proposal], number: int, out: Output) -> None:
    if not 1 <= number <= len(found):
        raise UsageError(f"There is no proposal {number}.", todo=f"Take 1 to {len(found)}.")
    chosen = found[number - 1]
    edited = edit_film(
        film.path, partial(move_cut, clip_id=clip_id, tail=chosen.tail, head=chosen.head)
    )
    frames = edited.timeline.length
    out.result(f"The film has {frames} frames now.", "taken", number=number, frames=frames)


def _cut(project: Project, text: str) -> ClipId:
    """The clip a cut leads into, by its id, or by the frame or timecode at which it begins."""
    known = cuts(project)
    for placed in known:
        if placed.clip.id == text:
            return placed.clip.id
    try:
        frame = parse_timecode(text, project.rate)
    except UsageError:
        raise UsageError(
            f"'{text}' is no cut.", todo="Write its frame, its timecode, or the id of its clip."
        ) from None
    nearest = min(known, key=lambda each: abs(each.start - frame), default=None)
    if nearest is None:
        raise EditRefused("The film has no cut where two clips touch.")
    if nearest.start != frame:
        raise UsageError(f"No cut lies at {text}; the nearest is at {nearest.start}.")
    return nearest.clip.id
