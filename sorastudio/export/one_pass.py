"""Files that one encoder writes from the first picture to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sorastudio.errors import ExportError
from sorastudio.export.order import Order
from sorastudio.export.progress import Meter
from sorastudio.export.stream import drawn, pictures_and_sound, sound_of
from sorastudio.jobs.ahead import made_ahead
from sorastudio.media.loop_file import write_loop
from sorastudio.media.pool import ReaderPool
from sorastudio.media.sound_file import encode_to_file
from sorastudio.media.writer import FilmWriter, VideoEncoding
from sorastudio.project.ids import MediaId
from sorastudio.render.picture import Depth, Picture
from sorastudio.render.sources import Sound
from sorastudio.store.parts import part_of

OPEN_READERS = 8
"""Files open at once: two sides of a blend on a few tracks. A decoder of 1080p holds some 50 MB."""

Locate = Callable[[MediaId], Path]


def film_to(part: Path, order: Order, locate: Locate, meter: Meter) -> None:
    """Picture and sound; twice, where the preset asks for it: first to see what is hard."""
    video = order.preset.video
    if video is None:
        raise ExportError(f"The preset '{order.preset.name}' has no picture.")
    if order.preset.passes == 1:
        _film(part, order, video, locate, meter)
        return
    meter.add(order.end - order.first)
    first = part_of(order.out)
    with TemporaryDirectory(prefix="sorastudio-") as folder:
        try:
            silent = replace(order, preset=replace(order.preset, audio=None))
            _film(first, silent, _in_pass(1, video, folder), locate, meter)
        finally:
            first.unlink(missing_ok=True)
        _film(part, order, _in_pass(2, video, folder), locate, meter)


def _in_pass(number: int, video: VideoEncoding, folder: str) -> VideoEncoding:
    name = video.codec.removeprefix("lib") + "-params"
    quoted = str(Path(folder) / "stats").replace("'", r"'\''")
    known = f"{video.options.get(name, '')}:pass={number}:stats='{quoted}'".lstrip(":")
    return replace(video, options={**video.options, name: known})


def _film(part: Path, order: Order, video: VideoEncoding, locate: Locate, meter: Meter) -> None:
    with (
        ReaderPool(locate, max_open=OPEN_READERS, depth=video.depth) as pool,
        FilmWriter(
            part,
            size=order.project.settings.size,
            rate=order.project.rate,
            video=video,
            audio=order.preset.audio,
            tags=dict(order.extras.tags),
            chapters=order.chapters,
            container_options=order.preset.container,
        ) as writer,
        made_ahead(lambda: _stream(order, pool, video.depth)) as items,
    ):
        for item in items:
            if isinstance(item, Picture):
                writer.picture(item)
                meter.step()
            elif order.preset.audio is not None:
                writer.sound(item)


def _stream(order: Order, pool: ReaderPool, depth: Depth) -> Iterator[Picture | Sound]:
    return pictures_and_sound(
        order.project, pool, pool, order.first, order.end, order.extras.overlay, depth
    )


def sound_to(part: Path, order: Order, locate: Locate, meter: Meter) -> None:
    if order.preset.audio is None:
        raise ExportError(f"The preset '{order.preset.name}' has no sound.")
    with ReaderPool(locate, max_open=OPEN_READERS) as pool:

        def blocks() -> Iterator[Sound]:
            for block in sound_of(order.project, pool, order.first, order.end):
                yield block
                meter.beat()

        tags: Mapping[str, str] = dict(order.extras.tags)
        encode_to_file(part, blocks(), order.preset.audio, tags=tags)


def loop_to(part: Path, order: Order, locate: Locate, meter: Meter) -> None:
    project, rate = order.project, order.project.rate
    every = max(1, round(rate.fps / (order.preset.most_fps or rate.fps)))
    frames = range(order.first, order.end, every)
    meter.skip(order.end - order.first - len(frames))

    def pictures(pool: ReaderPool) -> Iterator[Picture]:
        for frame in frames:
            yield drawn(project, frame, order.extras.overlay, pool)
            meter.step()

    with ReaderPool(locate, max_open=OPEN_READERS) as pool:
        write_loop(part, pictures(pool), project.settings.size, rate.fps / every)
