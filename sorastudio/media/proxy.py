"""A small stand-in for a file whose pictures are slow to reach: the same pictures at the same
times, in short groups that decode fast. Without sound and without alpha."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.codec.context import ThreadType
from av.container import OutputContainer
from av.video.stream import VideoStream

from sorastudio.errors import MediaError
from sorastudio.media.convert import Converter
from sorastudio.media.frames import FrameStream, TimedFrame
from sorastudio.media.planes import fill, new_frame
from sorastudio.media.video import VideoReader
from sorastudio.media.writer import write_error
from sorastudio.project.media import Size
from sorastudio.render.kernels import scaled
from sorastudio.render.picture import Picture
from sorastudio.store.atomic import why
from sorastudio.store.parts import part_of, remove_dead_parts

GROUP = 8
"""Pictures from one that decodes on its own to the next."""
MOST_LINES = 540
_OPTIONS = {"preset": "ultrafast", "tune": "fastdecode", "crf": "24", "g": str(GROUP), "bf": "0"}
_USUAL_RATE = Fraction(24)


def proxy_size(size: Size) -> Size:
    """Half of the original, at most 540 lines; even sides."""
    share = min(Fraction(1, 2), Fraction(MOST_LINES, max(size.height, 1)))
    return Size(*(max(16, 2 * round(side * share / 2)) for side in (size.width, size.height)))


def make_proxy(path: Path, target: Path, proceed: Callable[[float], None]) -> None:
    """Writes the proxy of a file under its final name, whole or not at all.

    `proceed` is called before every picture with the seconds done so far; it may wait, and what it
    raises stops the work. Raises MediaError.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_dead_parts(target)
    except OSError as error:
        raise MediaError(f"{target} cannot be written. {why(error)}") from error
    part = part_of(target)
    try:
        _write(path, part, proceed)
        part.replace(target)
    except OSError as error:
        raise MediaError(f"{target} cannot be written. {why(error)}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def open_proxy(path: Path) -> VideoReader:
    """Gives the picture that the original gives at the same time. Raises MediaError."""
    return VideoReader(path, threads=1, rounding=Fraction(0))


def _write(path: Path, part: Path, proceed: Callable[[float], None]) -> None:
    stream = FrameStream(path, threads=1)
    try:
        first = stream.next()
        if first is None:
            raise MediaError(f"No picture of {path.name} can be decoded.")
        converter = Converter(first.frame, aspect=stream.aspect, codec=stream.codec)
        with _Writer(part, proxy_size(converter.size), stream.tick) as writer:
            timed: TimedFrame | None = first
            while timed is not None:
                # The slip of the original's container is taken out here, once and for all.
                at = max(timed.time - first.time - stream.rounding, Fraction(0))
                proceed(float(at))
                writer.picture(converter.picture(timed.frame), at)
                timed = stream.next()
            writer.finish()
    finally:
        stream.close()


class _Writer:
    """Pictures at the times they had; of two at one time the later one counts, as it does when the
    original is read."""

    def __init__(self, path: Path, size: Size, tick: Fraction) -> None:
        self._path, self._size, self._tick = path, size, tick
        self._held: tuple[Picture, int] | None = None
        try:
            self._container: OutputContainer = av.open(str(path), "w", format="mp4")
            self._stream = _stream(self._container, size, tick)
            self._frame = new_frame(size)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise write_error(path, error) from error

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(av.FFmpegError, OSError, ValueError):
            self._container.close()

    def picture(self, picture: Picture, at: Fraction) -> None:
        ticks = int(at / self._tick)
        if self._held is not None and self._held[1] < ticks:
            self._encode(*self._held)
        self._held = self._shrunk(picture), ticks

    def finish(self) -> None:
        if self._held is not None:
            self._encode(*self._held)
        try:
            self._mux(None)
            self._container.close()
        except (av.FFmpegError, OSError, ValueError) as error:
            raise write_error(self._path, error) from error

    def _shrunk(self, picture: Picture) -> Picture:
        width, height = self._size.width, self._size.height
        small = (width // 2, height // 2)
        return Picture.of(
            scaled(plane, *size)
            for plane, size in zip(picture.planes, ((width, height), small, small), strict=True)
        )

    def _encode(self, picture: Picture, ticks: int) -> None:
        frame = self._frame
        try:
            frame.make_writable()
            fill(frame, picture)
            frame.pts, frame.time_base = ticks, self._tick
            self._mux(frame)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise write_error(self._path, error) from error

    def _mux(self, frame: Any) -> None:
        for packet in self._stream.encode(frame):
            self._container.mux(packet)


def _stream(container: OutputContainer, size: Size, tick: Fraction) -> VideoStream:
    stream: Any = container.add_stream("libx264", rate=_USUAL_RATE, options=_OPTIONS)
    context = stream.codec_context
    context.width, context.height, context.pix_fmt = size.width, size.height, "yuv420p"
    context.time_base = stream.time_base = tick
    context.colorspace = context.color_primaries = context.color_trc = context.color_range = 1
    # One thread leaves the other cores to who waits for something.
    context.thread_type, context.thread_count = ThreadType.SLICE, 1
    video: VideoStream = stream
    return video
