"""Moving pictures without sound that begin again: GIF and animated WebP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import VideoFrame

from sorastudio.media.planes import PLANAR, fill, new_frame
from sorastudio.media.writer import said_clearly
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture

_WEBP_QUALITY = "75"


def write_loop(path: Path, pictures: Iterable[Picture], size: Size, fps: Fraction) -> None:
    """By the name's ending, .gif or .webp. Raises MediaError; the file is then removed."""
    tick = 1 / fps
    try:
        with said_clearly(path):
            frames: Iterable[VideoFrame] = _frames(pictures, size, tick)
            if path.suffix.lower() == ".gif":
                _write(path, _in_256_colours(frames, size, tick), size, fps, _GIF)
            else:
                _write(path, frames, size, fps, _WEBP)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


_Format = tuple[str, str, dict[str, str]]
_GIF: _Format = ("gif", "pal8", {})
_WEBP: _Format = ("libwebp_anim", "yuv420p", {"quality": _WEBP_QUALITY, "loop": "0"})


def _write(
    path: Path, frames: Iterable[VideoFrame], size: Size, fps: Fraction, kind: _Format
) -> None:
    codec, pixel_format, options = kind
    with av.open(str(path.absolute()), "w", options={"loop": "0"}) as container:
        stream: Any = container.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, pixel_format
        for frame in frames:
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _frames(pictures: Iterable[Picture], size: Size, tick: Fraction) -> Iterator[VideoFrame]:
    for index, picture in enumerate(pictures):
        frame = new_frame(size)
        fill(frame, picture)
        frame.pts, frame.time_base, frame.duration = index, tick, 1
        yield frame


def _in_256_colours(
    frames: Iterable[VideoFrame], size: Size, tick: Fraction
) -> Iterator[VideoFrame]:
    """One palette for the whole loop, chosen by what moves."""
    graph = Graph()
    source = graph.add_buffer(
        width=size.width, height=size.height, format=VideoFormat(PLANAR), time_base=tick
    )
    split, palette = graph.add("split"), graph.add("palettegen", "stats_mode=diff")
    use, sink = graph.add("paletteuse", "dither=sierra2_4a"), graph.add("buffersink")
    source.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(palette, 1, 0)
    palette.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    for frame in (*frames, None):
        graph.push(frame)
    while True:
        try:
            out = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        assert isinstance(out, VideoFrame)
        yield out
