"""What of a film is encoded already, and a little more of it, while nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sorastudio.export.build import Build
from sorastudio.export.local import LocalRunner
from sorastudio.export.order import Order
from sorastudio.export.progress import Meter
from sorastudio.export.runner import OnTold
from sorastudio.export.segments import Segment
from sorastudio.export.task import Task
from sorastudio.export.workers import Crew
from sorastudio.media.writer import AudioEncoding
from sorastudio.project.project import Project
from sorastudio.render.plan import Layer, Shot, Slate, plan
from sorastudio.store.folder import FilmFolder

_NICENESS = 19
_A_WORKER = 6
"""Pieces that each worker makes before it is asked again whether this is a good moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """`spans` are stretches [first, end) that an export takes from the cache."""

    spans: tuple[tuple[int, int], ...] = ()
    is_all: bool = False
    """Whether nothing is left that could be made by now."""


def build_some(order: Order, folder: FilmFolder, workers: int, check: Callable[[], None]) -> Built:
    """Makes some of the pieces that are finished and missing, so that it is not felt, and says what
    there is; without workers it only says. `check` may raise to stop it.

    Raises ExportError, MediaError, OSError.
    """
    build = Build(order, folder, _AFewGently(order.project, workers))
    if workers and _left(build, order.project):
        build.make(Meter(order.end - order.first, lambda _: check()))
        build.tidy()
    return built_of(build, order.project)


def built_of(build: Build, project: Project) -> Built:
    """What of a build is there."""
    missing = build.missing()
    there = [piece for piece, key in build.recipe.parts if key not in missing]
    return Built(spans=_joined(there), is_all=not _left(build, project))


def _left(build: Build, project: Project) -> bool:
    missing = build.missing()
    if any(key in missing for _, key in build.recipe.sounds):
        return True
    return any(key in missing and is_finished(project, piece) for piece, key in build.recipe.parts)


def _joined(pieces: Sequence[Segment]) -> tuple[tuple[int, int], ...]:
    """Pieces in order, those that touch as one."""
    if not pieces:
        return ()
    gaps = [(a.end, b.first) for a, b in pairwise(pieces) if a.end != b.first]
    starts = [pieces[0].first, *(start for _, start in gaps)]
    ends = [*(end for end, _ in gaps), pieces[-1].end]
    return tuple(zip(starts, ends, strict=True))


def is_finished(project: Project, piece: Segment) -> bool:
    """Whether nothing in a piece waits for a take."""
    plans = (plan(project, frame) for frame in range(piece.first, piece.end))
    return not any(_has_slate(layer) for each in plans for layer in each.layers)


def _has_slate(layer: Layer) -> bool:
    shots = (layer,) if isinstance(layer, Shot) else (layer.a, layer.b)
    return any(shot is not None and isinstance(shot.frame, Slate) for shot in shots)


class _AFewGently:
    """Workers of the lowest priority that make a few of the pieces."""

    def __init__(self, project: Project, workers: int) -> None:
        self._project = project
        self._workers = workers
        self._most = workers * _A_WORKER

    def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
        finished = [task for task in tasks if self._is_finished(task)]
        # The sound changes with most edits: last.
        finished.sort(key=lambda task: isinstance(task.encoding, AudioEncoding))
        with Crew(niceness=_NICENESS) as crew:
            LocalRunner(self._workers, crew).run(finished[: self._most], on_told)

    def _is_finished(self, task: Task) -> bool:
        if isinstance(task.encoding, AudioEncoding):
            return True
        return is_finished(self._project, Segment(task.first, task.end))
