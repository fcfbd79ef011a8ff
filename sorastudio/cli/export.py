"""`export` and `frame`."""

from __future__ import annotations

import argparse
from pathlib import Path

from sorastudio.cli.farm import runner_of, write_template
from sorastudio.cli.film_access import OpenFilm, open_film
from sorastudio.cli.output import Output, clock
from sorastudio.cli.values import parse_frame, parse_range, parse_size
from sorastudio.errors import ExportError, UsageError
from sorastudio.export.order import Order, order
from sorastudio.export.presets import preset_named, presets
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.export.runner import Runner
from sorastudio.export.still import export_still
from sorastudio.project.timeline import TrackKind


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio export`."""
    film = open_film(arguments.film)
    preset = preset_named(arguments.preset).tuned(arguments.crf, arguments.encoder_preset)
    span = None
    if arguments.range is not None:
        span = parse_range(arguments.range, film.project.rate, film.project.timeline.length)
    wanted = order(film.project, preset, Path(arguments.out), span)
    if arguments.job_template is not None:
        write_template(arguments, film, wanted, out)
        return
    deliver(film, wanted, out, runner_of(arguments, wanted))


def list_presets(_: argparse.Namespace, out: Output) -> None:
    """`sorastudio presets`."""
    wide = max(map(len, presets()))
    for preset in presets().values():
        out.result(
            f"{preset.name:{wide}}  {preset.label}. {preset.words}.",
            "preset",
            name=preset.name,
            label=preset.label,
            words=preset.words,
            group=preset.group,
            kind=preset.kind,
            extension=preset.extension,
        )


def deliver(film: OpenFilm, wanted: Order, out: Output, runner: Runner | None = None) -> None:
    """Exports with a progress bar, and says where the film is."""
    _warn_of_slates(film, out)
    with out.bar("export") as bar:

        def show(progress: Progress) -> None:
            left = progress.seconds_left
            note = f"{progress.fps:.0f} fps" + ("" if left is None else f", {clock(left)} left")
            bar.show(progress.share, note)
            out.record(
                "progress",
                done=progress.done,
                total=progress.total,
                fps=round(progress.fps, 2),
                seconds_left=None if left is None else round(left, 1),
            )

        export_film(wanted, film.folder, show, runner=runner)
    frames = wanted.end - wanted.first
    seconds = float(film.project.rate.seconds(frames))
    out.result(
        f"{wanted.out}  ({frames} frames, {seconds:.2f} s, {wanted.preset.label})",
        "exported",
        path=str(wanted.out),
        frames=frames,
        seconds=seconds,
    )


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
    if path.suffix.lower() != ".png":
        raise ExportError(f"'{path.name}' is not a PNG file.", todo="Name it OUT.png.")
    export_still(film.project, film.locate, number, size, path)
    out.result(f"{path}", "frame", path=str(path), frame=number)
