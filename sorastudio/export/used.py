"""Which files a piece is made of, and whether they stay as they are while it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sorastudio.errors import ExportError, MediaError
from sorastudio.export.cache import PieceCache
from sorastudio.export.one_pass import Locate
from sorastudio.export.task import Task
from sorastudio.media.writer import AudioEncoding
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.render.mix import heard_in, strips
from sorastudio.render.plan import Blend, FramePlan, MediaFrame, Shot, plan


def media_of(project: Project, task: Task) -> tuple[MediaId, ...]:
    """What has to be read for a piece."""
    if isinstance(task.encoding, AudioEncoding):
        first, end, _ = task.run_in(project)
        heard = heard_in(strips(project), first, end - first)
        return tuple(dict.fromkeys(strip.media_id for strip in heard))
    frames = range(task.first, task.end)
    return tuple(dict.fromkeys(each for n in frames for each in _shown(plan(project, n))))


def _shown(drawn: FramePlan) -> Iterator[MediaId]:
    for layer in drawn.layers:
        shots = (layer.a, layer.b) if isinstance(layer, Blend) else (layer,)
        frames = [shot.frame for shot in shots if isinstance(shot, Shot)]
        own = layer.picture if isinstance(layer, Blend) else None
        yield from (each.media_id for each in (*frames, own) if isinstance(each, MediaFrame))


_Stamp = tuple[int, int]
"""Size and time of the last change."""


class Watched:
    """The files of some tasks, from now on."""

    def __init__(self, project: Project, tasks: Sequence[Task], locate: Locate) -> None:
        self._uses = {task.key: media_of(project, task) for task in tasks}
        self._paths: dict[MediaId, tuple[Path, _Stamp]] = {}
        for media_id in {each for used in self._uses.values() for each in used}:
            try:
                path = locate(media_id)
            except MediaError:
                continue  # who reads it says that it is missing
            stamp = _stamp(path)
            if stamp is not None:
                self._paths[media_id] = path, stamp

    def require_same(self, cache: PieceCache) -> None:
        """Takes the pieces of files that have become others out of the cache: a key promises what
        the file held before. Raises ExportError that names them."""
        changed = {
            media_id: path
            for media_id, (path, before) in self._paths.items()
            if (now := _stamp(path)) is not None and now != before
        }
        for key, used in self._uses.items():
            if not changed.keys().isdisjoint(used):
                cache.drop(key)
        if changed:
            names = ", ".join(sorted(path.name for path in changed.values()))
            raise ExportError(
                f"The film was being exported while this was changed: {names}.",
                kept="What was finished of the other clips is kept, and no film was replaced.",
                todo="Put back what was there, or import it anew, and export again.",
            )


def _stamp(path: Path) -> _Stamp | None:
    """None where it is gone; what was read of it before is right all the same."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns
