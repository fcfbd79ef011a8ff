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

_SAME = ("preset", "crf", "encoder_preset", "range")
"""Options that the last step of a job has to be given again."""


def runner_of(arguments: argparse.Namespace, wanted: Order) -> Runner | None:
    """None: this machine. Raises UsageError."""
    if arguments.cluster is None:
        if arguments.map:
            raise UsageError("--map goes with --cluster.")
        return None
    if not wanted.preset.in_pieces:
        raise UsageError(
            f"'{wanted.preset.label}' is not made in pieces, so a cluster cannot help.",
            todo="Export it without --cluster.",
        )
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
        value = getattr(arguments, name)
        if value is not None:
            yield from (f"--{name.replace('_', '-')}", str(value))
