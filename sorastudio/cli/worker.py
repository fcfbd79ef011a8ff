"""`render-segment`: makes pieces of a film for whoever asks, on this machine or another."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sorastudio.cli.output import Output
from sorastudio.errors import ExportError, UsageError
from sorastudio.export.task import Task, perform
from sorastudio.store.atomic import why


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio render-segment`: the tasks of a file, or, line by line, of what is read."""
    if arguments.task == "-":
        for line in sys.stdin:
            _do(Task.from_json(line), out)
        return
    try:
        text = Path(arguments.task).read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{arguments.task} cannot be read. {why(error)}") from error
    for line in text.splitlines():
        if line.strip():
            _do(Task.from_json(line), out)


def _do(task: Task, out: Output) -> None:
    try:
        perform(task, lambda done: out.record("frames", done=done))
    except OSError as error:
        raise ExportError(
            f"A piece of the film could not be written to {task.cache}. {why(error)}",
            kept="What was finished before is kept.",
            todo="Free some room, and export again: it goes on where it was.",
        ) from error
    out.result(f"{task.key}  {task.end - task.first} frames", "piece", key=task.key)
