"""The options of `export` that let other machines do the work."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sorastudio.cli.film_access import OpenFilm
from sorastudio.cli.output import Output
from sorastudio.errors import UsageError
from sorastudio.export.cluster import ClusterRunner, Mapping
from sorastudio.export.openjd import write_job
from sorastudio.export.order import Order
from sorastudio.export.runner import Runner

_SAME = (
    "preset",
    "crf",
    "encoder_preset",
    "bit_rate",
    "max_bit_rate",
    "range",
    "burn_in",
    "chapters",
    "poster",
    "title",
    "author",
    "comment",
    "date",
    "tag",
)
"""Options that the last step of a job has to be given again."""


def runner_of(arguments: argparse.Namespace) -> Runner | None:
    """None: this machine. Raises UsageError."""
    if arguments.cluster is None:
        if arguments.map:
            raise UsageError("--map goes with --cluster.")
        return None
    return ClusterRunner(arguments.cluster, map(Mapping.parsed, arguments.map))


def write_template(
    arguments: argparse.Namespace, film: OpenFilm, wanted: Order, out: Output
) -> None:
    """Raises UsageError, ExportError."""
    kind, folder = arguments.job_template
    if kind != "openjd":
        raise UsageError(f"There is no job template '{kind}'.", todo="Use openjd.")
    job = write_job(wanted, film.folder, Path(folder).absolute(), tuple(_words(arguments)))
    out.result(
        f"{job.template}  ({job.tasks} pieces to make, {job.kept} there already)",
        "job",
        path=str(job.template),
        tasks=job.tasks,
        kept=job.kept,
    )


def _words(arguments: argparse.Namespace) -> Iterator[str]:
    for name in _SAME:
        option, value = f"--{name.replace('_', '-')}", getattr(arguments, name)
        match value:
            case None | False:
                continue
            case True:
                yield option
            case list():
                yield from (word for each in value for word in (option, each))
            case _:
                yield from (option, str(value))
