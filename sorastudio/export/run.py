"""Exports the film: make it under another name, verify, and only then give it its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sorastudio.errors import ExportError, MediaError
from sorastudio.export.build import Build
from sorastudio.export.delivered import Delivered
from sorastudio.export.local import local_runner
from sorastudio.export.made_with import append_packet
from sorastudio.export.one_pass import Locate, film_to, loop_to, sound_to
from sorastudio.export.order import Order
from sorastudio.export.presets import DeliveryKind
from sorastudio.export.progress import Meter, OnProgress
from sorastudio.export.proven import Proven
from sorastudio.export.runner import Runner
from sorastudio.export.still import export_still
from sorastudio.export.target import check_folder, check_target
from sorastudio.export.verify import Join, verify
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.store.atomic import why
from sorastudio.store.folder import FilmFolder
from sorastudio.store.parts import part_of, remove_dead_parts

Write = Callable[[Path], None]
"""Makes the whole file under another name."""


def export_film(
    order: Order,
    folder: FilmFolder,
    on_progress: OnProgress,
    *,
    runner: Runner | None = None,
) -> None:
    """Writes the file. Raises ExportError or MediaError; whatever lay under the final name before
    is then still there.

    An exception from `on_progress` (or Ctrl+C) stops it; what was finished is kept in the cache,
    and nothing else is left behind. `runner` makes the pieces; unless told, this machine, with
    workers that end with it.
    """
    pool = order.project.pool.media

    def locate(media_id: MediaId) -> Path:
        return folder.locate(pool[media_id])

    check_target(order.out, order.preset, _sources(order.project, locate))
    if order.extras.poster is not None:
        check_folder(order.extras.poster.out.parent)
    meter = Meter(order.end - order.first, on_progress)
    with _named_clearly(order):
        _make(order, folder, locate, meter, runner or local_runner(order.project.settings.size))
        _poster(order, locate)


def _make(order: Order, folder: FilmFolder, locate: Locate, meter: Meter, runner: Runner) -> None:
    match order.preset.kind:
        case DeliveryKind.SEQUENCE:
            _sequence(order, folder, runner, meter)
        case DeliveryKind.LOOP:
            _in_one_pass(order, lambda part: loop_to(part, order, locate, meter), verified=False)
        case DeliveryKind.FILM if not order.preset.in_pieces:
            _in_one_pass(order, lambda part: film_to(part, order, locate, meter))
        case DeliveryKind.SOUND if not order.preset.in_pieces:
            _in_one_pass(order, lambda part: sound_to(part, order, locate, meter))
        case DeliveryKind.FILM | DeliveryKind.SOUND:
            _build(order, folder, runner, meter)


def _sources(project: Project, locate: Locate) -> list[Path]:
    """Every file of the film. Raises MediaError where one that the cut uses is missing, before any
    work is done."""
    used = {
        media.id for placed in project.timeline.clips() if (media := project.media_of(placed.clip))
    }
    found = []
    for media in project.pool.media:
        try:
            found.append(locate(media.id))
        except MediaError:
            if media.id in used:
                raise
    return found


def _build(order: Order, folder: FilmFolder, runner: Runner, meter: Meter) -> None:
    build = Build(order, folder, runner)
    delivered = Delivered(folder.cache_dir / "delivered.json")
    proven = Proven(folder.cache_dir / "proven.json")
    if delivered.is_there(order.out, build.recipe.key):
        build.clear_dead()
        pieces = len(build.recipe.parts)
        meter.left(0)
        meter.found(pieces, pieces)
        return
    build.make(meter)
    try:
        _put_together(order, build, proven, meter)
    except (ExportError, MediaError):
        # What was encoded elsewhere may be stranger than it looked.
        if not build.stop_copying(meter):
            raise
        build.make(meter)
        _put_together(order, build, proven, meter)
    delivered.note(order.out, build.recipe.key)
    build.tidy()


def _put_together(order: Order, build: Build, proven: Proven, meter: Meter) -> None:
    with _part_file(order.out) as part:
        build.join(part, meter)
        _finish(order, part, build.joins(), proven)


def _in_one_pass(order: Order, write: Write, *, verified: bool = True) -> None:
    with _part_file(order.out) as part:
        write(part)
        if verified:
            _finish(order, part, [], Proven())
        else:
            _sync(part)
            part.replace(order.out)


def _finish(order: Order, part: Path, joins: Sequence[Join], proven: Proven) -> None:
    if order.made_with is not None:
        append_packet(part, order.made_with)
    try:
        verify(order, part, joins, proven)
    except MediaError as error:
        raise ExportError(
            f"The finished file did not pass its check: {error.what}",
            kept=f"{order.out.name} was not replaced.",
            todo="Export again; if it fails again, the disk may be faulty.",
        ) from error
    _sync(part)
    part.replace(order.out)


@contextmanager
def _part_file(out: Path) -> Iterator[Path]:
    """A file beside the final one, gone when the block is left without having been renamed."""
    remove_dead_parts(out)
    part = part_of(out)
    part.touch(exist_ok=False)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """What is renamed must be on the disk, or a power cut could leave an empty file instead."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sequence(order: Order, folder: FilmFolder, runner: Runner, meter: Meter) -> None:
    out, build = order.out, Build(order, folder, runner)
    remove_dead_parts(out)
    build.make(meter)
    part = part_of(out)
    part.mkdir()
    try:
        build.join(part, meter)
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    build.tidy()


def _poster(order: Order, locate: Locate) -> None:
    poster, project = order.extras.poster, order.project
    if poster is not None:
        export_still(project, locate, poster.frame, project.settings.size, poster.out)


@contextmanager
def _named_clearly(order: Order) -> Iterator[None]:
    """Turns what the system says of the disk into words, and says what was kept."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            f"{order.out} could not be written. {why(error)}",
            kept="Nothing half-done was left behind.",
            todo="Free some room or choose another folder, and export again.",
        ) from error
