"""An export as a job for a render farm: a folder with everything but the clips themselves.

Format: Open Job Description, template schema 2023-09, as JSON. One step makes the pieces, a task
each; the last one puts them together, with the ordinary command, which finds them all.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sorastudio.errors import ExportError, MediaError, UsageError
from sorastudio.export.build import Build
from sorastudio.export.cache import PieceCache
from sorastudio.export.local import LocalRunner
from sorastudio.export.order import Order
from sorastudio.export.task import Task
from sorastudio.project.project import Project
from sorastudio.store.atomic import why
from sorastudio.store.film_file import save_film
from sorastudio.store.folder import FilmFolder

_FILM, _TEMPLATE, _TASKS, _PIECES = "film.sora", "template.json", "tasks", "cache/pieces"
_LONGEST_NAME = 128
_FOLDER = {
    "name": "JobFolder",
    "type": "PATH",
    "objectType": "DIRECTORY",
    "dataFlow": "INOUT",
    "default": ".",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    template: Path
    tasks: int
    kept: int
    """Pieces that were made before, and go along."""


def write_job(order: Order, folder: FilmFolder, job: Path, words: Sequence[str]) -> Job:
    """Writes the job into a new or empty folder. `words`: of the command that delivers the file.

    Raises UsageError, ExportError.
    """
    if not order.preset.in_pieces:
        raise UsageError(
            f"'{order.preset.label}' is not made in pieces, so there is nothing to share out.",
            todo="Export it on one machine.",
        )
    if job.exists() and (not job.is_dir() or any(job.iterdir())):
        raise ExportError(f"{job} exists already and is not an empty folder.", todo="Name another.")
    build = Build(order, folder, LocalRunner(1))
    missing = build.missing()
    kept = [key for key in dict.fromkeys(build.recipe.keys) if key not in missing]
    try:
        (job / _TASKS).mkdir(parents=True)
        (job / _PIECES).mkdir(parents=True)
        save_film(job / _FILM, _placed(order.project, folder, FilmFolder(job / _FILM)))
        for key in kept:
            _copy(PieceCache(folder.cache_dir / "pieces").path(key), job / _PIECES)
        tasks = list(build.tasks(missing, Path(_FILM)))
        for number, task in enumerate(tasks, 1):
            (job / _TASKS / f"{number}.json").write_text(_here(task), encoding="utf-8")
        template = job / _TEMPLATE
        template.write_text(json.dumps(_template(order, len(tasks), words), indent=2) + "\n")
    except OSError as error:
        raise ExportError(f"{job} could not be written. {why(error)}") from error
    return Job(template=template, tasks=len(tasks), kept=len(kept))


def _placed(project: Project, folder: FilmFolder, job: FilmFolder) -> Project:
    """The film with the paths of its files as seen from the job's folder."""
    pool = project.pool
    for media in project.pool.media:
        try:
            path = folder.locate(media)
        except MediaError:
            continue  # what the cut uses was looked for before; the rest need not be there
        pool = pool.with_media(replace(media, path=job.stored_path(path)))
    return replace(project, pool=pool)


def _copy(piece: Path, folder: Path) -> None:
    try:
        os.link(piece, folder / piece.name)
    except OSError:  # another disk
        shutil.copy2(piece, folder)


def _here(task: Task) -> str:
    """Paths beside the task's own file, so that the folder may lie anywhere."""
    return replace(
        task, film=f"../{_FILM}", snapshot=f"../{_FILM}", cache=f"../{_PIECES}"
    ).to_json()


def _template(order: Order, tasks: int, words: Sequence[str]) -> dict[str, Any]:
    join = ["export", "{{Param.JobFolder}}/" + _FILM, "{{Param.Out}}", *words]
    deliver = _step("Deliver", join)
    make = _step(
        "Pieces", ["render-segment", "{{Param.JobFolder}}/tasks/{{Task.Param.Piece}}.json"]
    )
    make["parameterSpace"] = {
        "taskParameterDefinitions": [{"name": "Piece", "type": "INT", "range": f"1-{tasks}"}]
    }
    if tasks:
        deliver["dependencies"] = [{"dependsOn": make["name"]}]
    return {
        "specificationVersion": "jobtemplate-2023-09",
        "name": f"Export {order.out.name}"[:_LONGEST_NAME],
        "parameterDefinitions": [
            _FOLDER,
            # Not a path: its default would have to lie inside of the job's folder.
            _text("Out", str(order.out)),
            _text("Program", "sorastudio"),
        ],
        "steps": [make, deliver] if tasks else [deliver],
    }


def _text(name: str, default: str) -> dict[str, Any]:
    return {"name": name, "type": "STRING", "default": default}


def _step(name: str, words: Sequence[str]) -> dict[str, Any]:
    command = {"command": "{{Param.Program}}", "args": list(words)}
    return {"name": name, "script": {"actions": {"onRun": command}}}
