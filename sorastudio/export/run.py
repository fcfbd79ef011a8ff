"""Exports the film: compose ahead, encode, verify, and only then give the file its name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sorastudio.errors import ExportError, MediaError, UsageError
from sorastudio.export.presets import DeliveryKind, Preset
from sorastudio.export.progress import Meter, OnProgress
from sorastudio.export.stream import pictures_and_sound
from sorastudio.export.target import check_target
from sorastudio.jobs.ahead import made_ahead
from sorastudio.media.pool import ReaderPool
from sorastudio.media.still import write_png
from sorastudio.media.verify import verify_film
from sorastudio.media.writer import FilmWriter
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.render.picture import Picture
from sorastudio.store.atomic import why
from sorastudio.store.parts import part_of, remove_dead_parts

OPEN_READERS = 8
"""Files open at once: two sides of a blend on a few tracks. A decoder of 1080p holds some 50 MB."""

Locate = Callable[[MediaId], Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to export: frames `first` up to `end` of a film, as `preset`, to `out`."""

    project: Project
    preset: Preset
    out: Path
    first: int
    end: int


def order(project: Project, preset: Preset, out: Path, span: tuple[int, int] | None) -> Order:
    """An order for the whole film, or for the frames [first, end) of `span`. Raises UsageError,
    ExportError."""
    length = project.timeline.length
    if length == 0:
        raise ExportError("The film is empty.", todo="Add a clip or a slot first.")
    first, end = span or (0, length)
    if not 0 <= first < end <= length:
        raise UsageError(
            f"The range {first}:{end} is not inside the film.",
            todo=f"It has the frames 0:{length}; the end is not included.",
        )
    return Order(project=project, preset=preset, out=out.absolute(), first=first, end=end)


def export_film(order: Order, locate: Locate, on_progress: OnProgress) -> None:
    """Writes the file. Raises ExportError or MediaError; whatever lay under the final name before
    is then still there.

    An exception from `on_progress` (or Ctrl+C) stops it and leaves nothing behind.
    """
    check_target(order.out, order.preset, _sources(order.project, locate))
    meter = Meter(order.end - order.first, on_progress)
    with _named_clearly(order), ReaderPool(locate, max_open=OPEN_READERS) as pool:
        if order.preset.kind is DeliveryKind.SEQUENCE:
            _write_sequence(order, pool, meter)
        else:
            _write_film(order, pool, meter)


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


def _write_film(order: Order, pool: ReaderPool, meter: Meter) -> None:
    project, preset = order.project, order.preset
    if preset.video is None:
        raise ExportError(f"The preset '{preset.name}' has no picture.")
    with _part_file(order.out) as part:
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
        _verify(order, part)
        _sync(part)
        part.replace(order.out)


def _verify(order: Order, part: Path) -> None:
    project, at = order.project, order.project.rate.sample
    try:
        verify_film(
            part,
            frames=order.end - order.first,
            rate=project.rate,
            size=project.settings.size,
            samples=at(order.end) - at(order.first) if order.preset.audio else None,
        )
    except MediaError as error:
        raise ExportError(
            f"The finished file did not pass its check: {error.what}",
            kept=f"{order.out.name} was not replaced.",
            todo="Export again; if it fails again, the disk may be faulty.",
        ) from error


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


def _write_sequence(order: Order, pool: ReaderPool, meter: Meter) -> None:
    out = order.out
    remove_dead_parts(out)
    part = part_of(out)
    part.mkdir()
    digits = max(6, len(str(order.end)))
    try:
        with made_ahead(
            lambda: pictures_and_sound(order.project, pool, pool, order.first, order.end)
        ) as items:
            pictures = (item for item in items if isinstance(item, Picture))
            for frame, picture in enumerate(pictures, order.first):
                write_png(part / f"{out.name}-{frame:0{digits}}.png", picture)
                meter.step()
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)


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
