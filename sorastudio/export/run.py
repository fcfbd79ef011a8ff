"""Exports the film: make it under another name, verify, and only then give it its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sorastudio.errors import ExportError, MediaError
from sorastudio.export.build import Build
from sorastudio.export.delivered import Delivered
from sorastudio.export.local import LocalRunner, workers_for
from sorastudio.export.order import Order
from sorastudio.export.presets import DeliveryKind
from sorastudio.export.progress import Meter, OnProgress
from sorastudio.export.runner import Runner
from sorastudio.export.stream import pictures_and_sound, sound_of
from sorastudio.export.target import check_target
from sorastudio.export.verify import Joins, verify
from sorastudio.jobs.ahead import made_ahead
from sorastudio.media.loop_file import write_loop
from sorastudio.media.pool import ReaderPool
from sorastudio.media.sound_file import encode_to_file
from sorastudio.media.still import write_jpeg, write_png
from sorastudio.media.writer import FilmWriter
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.render.compose import compose
from sorastudio.render.picture import Picture
from sorastudio.render.plan import plan
from sorastudio.render.sources import Sound
from sorastudio.store.atomic import why
from sorastudio.store.folder import FilmFolder
from sorastudio.store.parts import part_of, remove_dead_parts

OPEN_READERS = 8
"""Files open at once: two sides of a blend on a few tracks. A decoder of 1080p holds some 50 MB."""

Locate = Callable[[MediaId], Path]


def export_film(
    order: Order, folder: FilmFolder, on_progress: OnProgress, *, runner: Runner | None = None
) -> None:
    """Writes the file. Raises ExportError or MediaError; whatever lay under the final name before
    is then still there.

    An exception from `on_progress` (or Ctrl+C) stops it; what was finished is kept in the cache,
    and nothing else is left behind. `runner` makes the pieces; unless told, this machine.
    """
    pool = order.project.pool.media

    def locate(media_id: MediaId) -> Path:
        return folder.locate(pool[media_id])

    check_target(order.out, order.preset, _sources(order.project, locate))
    meter = Meter(order.end - order.first, on_progress)
    with _named_clearly(order):
        match order.preset.kind:
            case DeliveryKind.SEQUENCE:
                _write_sequence(order, locate, meter)
            case DeliveryKind.LOOP:
                _write_loop(order, locate, meter)
            case DeliveryKind.FILM if not order.preset.in_pieces:
                _write_in_one_pass(order, locate, meter)
            case DeliveryKind.SOUND if not order.preset.in_pieces:
                _write_sound(order, locate, meter)
            case DeliveryKind.FILM | DeliveryKind.SOUND:
                local = runner or LocalRunner(workers_for(order.project.settings.size))
                _build(order, folder, local, meter)


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
    if delivered.is_there(order.out, build.recipe.key):
        return
    build.make(meter)
    with _part_file(order.out) as part:
        build.join(part, meter)
        _finish(order, part, build.joins())
    delivered.note(order.out, build.recipe.key)
    build.tidy()


def _write_in_one_pass(order: Order, locate: Locate, meter: Meter) -> None:
    project, preset = order.project, order.preset
    if preset.video is None:
        raise ExportError(f"The preset '{preset.name}' has no picture.")
    with _part_file(order.out) as part, ReaderPool(locate, max_open=OPEN_READERS) as pool:
        with (
            FilmWriter(
                part,
                size=project.settings.size,
                rate=project.rate,
                video=preset.video,
                audio=preset.audio,
            ) as writer,
            made_ahead(
                lambda: pictures_and_sound(project, pool, pool, order.first, order.end)
            ) as items,
        ):
            for item in items:
                if isinstance(item, Picture):
                    writer.picture(item)
                    meter.step()
                elif preset.audio is not None:
                    writer.sound(item)
            writer.finish()
        _finish(order, part, [])


def _finish(order: Order, part: Path, joins: Joins) -> None:
    try:
        verify(order, part, joins)
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


def _write_sequence(order: Order, locate: Locate, meter: Meter) -> None:
    out = order.out
    remove_dead_parts(out)
    part = part_of(out)
    part.mkdir()
    digits = max(6, len(str(order.end)))
    write = write_jpeg if order.preset.picture == ".jpg" else write_png
    try:
        with (
            ReaderPool(locate, max_open=OPEN_READERS) as pool,
            made_ahead(
                lambda: pictures_and_sound(order.project, pool, pool, order.first, order.end)
            ) as items,
        ):
            pictures = (item for item in items if isinstance(item, Picture))
            for frame, picture in enumerate(pictures, order.first):
                write(part / f"{out.name}-{frame:0{digits}}{order.preset.picture}", picture)
                meter.step()
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_sound(order: Order, locate: Locate, meter: Meter) -> None:
    if order.preset.audio is None:
        raise ExportError(f"The preset '{order.preset.name}' has no sound.")
    with _part_file(order.out) as part, ReaderPool(locate, max_open=OPEN_READERS) as pool:

        def blocks() -> Iterator[Sound]:
            for block in sound_of(order.project, pool, order.first, order.end):
                yield block
                meter.beat()

        encode_to_file(part, blocks(), order.preset.audio)
        _finish(order, part, [])


def _write_loop(order: Order, locate: Locate, meter: Meter) -> None:
    project, rate = order.project, order.project.rate
    every = max(1, round(rate.fps / (order.preset.most_fps or rate.fps)))
    frames = range(order.first, order.end, every)
    meter.skip(order.end - order.first - len(frames))

    def pictures(pool: ReaderPool) -> Iterator[Picture]:
        for frame in frames:
            yield compose(plan(project, frame), pool, project.settings.size)
            meter.step()

    with _part_file(order.out) as part, ReaderPool(locate, max_open=OPEN_READERS) as pool:
        write_loop(part, pictures(pool), project.settings.size, rate.fps / every)
        _sync(part)
        part.replace(order.out)


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
