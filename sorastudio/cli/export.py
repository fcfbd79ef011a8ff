"""`export` and `frame`."""

from __future__ import annotations

import argparse
from pathlib import Path

from sorastudio.cli.deliveries import make_folder, orders
from sorastudio.cli.farm import runner_of, write_template
from sorastudio.cli.film_access import OpenFilm, open_film
from sorastudio.cli.output import Output, clock
from sorastudio.cli.values import parse_frame, parse_size
from sorastudio.errors import ExportError, SoraError, UsageError
from sorastudio.export.local import local_runner
from sorastudio.export.made_with import made_with
from sorastudio.export.order import Order
from sorastudio.export.presets import DeliveryKind, graphics_card_presets, presets
from sorastudio.export.progress import Progress, reuse_words
from sorastudio.export.run import export_film
from sorastudio.export.runner import Runner
from sorastudio.export.still import export_still
from sorastudio.export.workers import Crew
from sorastudio.project.timeline import TrackKind


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio export`."""
    film = open_film(arguments.film)
    wanted = orders(arguments, film)
    if arguments.job_template is not None:
        if len(wanted) > 1:
            raise UsageError("A job makes one file.", todo="Give one preset and one OUT.")
        write_template(arguments, film, wanted[0], out)
        return
    runner = runner_of(arguments, wanted)
    make_folder(wanted, arguments)
    _warn_of_slates(film, out)
    failed: list[tuple[Order, SoraError]] = []
    with Crew() as crew:
        for each in wanted:
            try:
                here = local_runner(each.project.settings.size, crew)
                _deliver(film, each, out, runner or here)
            except SoraError as error:
                # The others of a queue do not depend on this one.
                if len(wanted) > 1:
                    if str(error) not in {str(known) for _, known in failed}:
                        out.say(f"{each.out.name}: {error}")
                    out.record("failed", path=str(each.out), what=error.what)
                failed.append((each, error))
    if failed:
        raise _failure(failed, len(wanted))


def _failure(failed: list[tuple[Order, SoraError]], wanted: int) -> SoraError:
    """What came of a queue, after each error has been said where it happened."""
    if wanted == 1:
        return failed[0][1]
    names = ", ".join(each.out.name for each, _ in failed)
    if len(failed) == wanted:
        return ExportError(f"None of the {wanted} files was made: {names}.")
    return ExportError(
        f"{len(failed)} of {wanted} files were not made: {names}.", kept="The others are ready."
    )


def list_presets(_: argparse.Namespace, out: Output) -> None:
    """`sorastudio presets`."""
    wide = max(map(len, presets()))
    for preset in (*presets().values(), *graphics_card_presets().values()):
        out.result(
            f"{preset.name:{wide}}  {preset.label}. {preset.words}.",
            "preset",
            name=preset.name,
            label=preset.label,
            words=preset.words,
            group=preset.group,
            kind=preset.kind,
            most_depth=preset.most_depth,
            extension=preset.extension,
        )


def deliver(film: OpenFilm, wanted: Order, out: Output) -> None:
    """Exports with a progress bar, and says where the film is."""
    _warn_of_slates(film, out)
    _deliver(film, wanted, out)


def _deliver(film: OpenFilm, wanted: Order, out: Output, runner: Runner | None = None) -> None:
    last = Progress(done=0, total=0, elapsed=0)
    with out.bar("export") as bar:

        def show(progress: Progress) -> None:
            nonlocal last
            last = progress
            bar.show(progress.share, _note(progress))
            left = progress.seconds_left
            out.record(
                "progress",
                done=progress.done,
                total=progress.total,
                fps=round(progress.fps, 2),
                seconds_left=None if left is None else round(left, 1),
                pieces=progress.pieces,
                reused=progress.reused,
            )

        export_film(wanted, film.folder, show, runner=runner)
    frames = wanted.end - wanted.first
    seconds = float(film.project.rate.seconds(frames))
    if words := reuse_words(last):
        out.say(f"{words}.")
    out.result(
        f"{wanted.out}  ({frames} frames, {seconds:.2f} s, {wanted.preset.label})",
        "exported",
        path=str(wanted.out),
        frames=frames,
        seconds=seconds,
        preset=wanted.preset.name,
        depth=wanted.preset.depth,
        pieces=last.pieces,
        reused=last.reused,
    )
    _say_provenance(wanted, out)
    poster = wanted.extras.poster
    if poster is not None:
        out.result(f"{poster.out}", "poster", path=str(poster.out), frame=poster.frame)


def _say_provenance(wanted: Order, out: Output) -> None:
    """What is left out is said: whoever passes the film on may have to say it elsewhere."""
    if wanted.preset.kind is not DeliveryKind.FILM:
        return
    words = made_with(wanted.project, wanted.first, wanted.end).words
    said = wanted.extras.made_with
    out.record("provenance", kept=said, made_with=words)
    if not said:
        out.say(f"Left out of the file: {words}.")


def _note(progress: Progress) -> str:
    left = progress.seconds_left
    parts = [
        f"{progress.fps:.0f} fps" if progress.done else "",
        "" if left is None else f"{clock(left)} left",
        reuse_words(progress),
    ]
    return ", ".join(part for part in parts if part)


def _warn_of_slates(film: OpenFilm, out: Output) -> None:
    project = film.project
    drafts = {
        slot.name
        for track in project.timeline.of_kind(TrackKind.VIDEO)
        for placed in track.clips()
        if (slot := project.slot_of(placed.clip)) and project.media_of(placed.clip) is None
    }
    if drafts:
        names = ", ".join(sorted(drafts))
        out.say(f"These slots have no take yet and show a slate: {names}.")
        out.record("slates", slots=sorted(drafts))


def frame(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio frame`."""
    film = open_film(arguments.film)
    number = parse_frame(arguments.frame, film.project.rate, "Frame")
    length = film.project.timeline.length
    if number >= length:
        raise UsageError(
            f"There is no frame {number}.", todo=f"The film has frames 0 to {length - 1}."
        )
    size = parse_size(arguments.size) if arguments.size else film.project.settings.size
    path = Path(arguments.out).absolute()
    export_still(film.project, film.locate, number, size, path)
    out.result(f"{path}", "frame", path=str(path), frame=number)
