"""`render-segment`: makes pieces of a film for whoever asks, on this machine or another."""

from __future__ import annotations

import argparse
import os
import queue
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

from sorastudio.cli.output import Output
from sorastudio.errors import SoraError, UsageError
from sorastudio.export.cache import PieceCache
from sorastudio.export.task import Task, Workplace
from sorastudio.jobs.machine import give_back_memory
from sorastudio.store.atomic import why

FAILED = 1
ABANDONED = 3
"""Exit code of a worker whose giver of tasks has gone."""


def run(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio render-segment`: the tasks of a file, or, line by line, of what is read. After an
    empty line no file is held open until there is another task."""
    try:
        with Workplace() as place:
            for line in _lines(arguments):
                if line.strip():
                    _do(place, _resolved(Task.from_json(line), arguments.task), out)
                else:
                    place.clear()
                    give_back_memory()
    except SoraError as error:
        if not arguments.tied:
            raise
        # Whoever gave the task tells the person.
        out.record("error", what=error.what, kept=error.kept, todo=error.todo)
        sys.exit(FAILED)


def _lines(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.task == "-":
        return _lines_while_open() if arguments.tied else iter(sys.stdin)
    try:
        return iter(Path(arguments.task).read_text(encoding="utf-8").splitlines())
    except OSError as error:
        raise UsageError(f"{arguments.task} cannot be read. {why(error)}") from error


def _resolved(task: Task, source: str) -> Task:
    """Relative paths of a task in a file start from that file's folder, wherever it lies."""
    folder = Path() if source == "-" else Path(source).absolute().parent
    film, snapshot, cache = (
        os.path.normpath(folder / path) for path in (task.film, task.snapshot, task.cache)
    )
    return replace(task, film=film, snapshot=snapshot, cache=cache)


def _lines_while_open() -> Iterator[str]:
    """Whoever gives the tasks may be killed at any moment: then nobody waits for the piece that is
    being made, and the program ends in the middle of it."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        # Not through sys.stdin: the program could not end while another thread waits in it.
        rest = b""
        while block := os.read(0, 65_536):
            *whole, rest = (rest + block).split(b"\n")
            for line in whole:
                lines.put(line.decode())
        os._exit(ABANDONED)

    Thread(target=listen, name="task-listener", daemon=True).start()
    while True:
        yield lines.get()


def _do(place: Workplace, task: Task, out: Output) -> None:
    try:
        place.perform(task, lambda done: out.record("frames", done=done))
    except OSError as error:
        raise PieceCache(Path(task.cache)).refusal(error) from error
    out.result(f"{task.key}  {task.end - task.first} frames", "piece", key=task.key)
