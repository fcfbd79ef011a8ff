"""Writing a film file: pictures at an exact constant rate, and sound in step with them."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

import av
import numpy as np
from av.audio.stream import AudioStream
from av.codec.codec import UnknownCodecError
from av.codec.context import ThreadType
from av.container import OutputContainer
from av.packet import Packet
from av.video.format import VideoFormat
from av.video.stream import VideoStream

from sorastudio.errors import MediaError
from sorastudio.media.chapters import Chapter, put_chapters
from sorastudio.media.colour import has_alpha
from sorastudio.media.planes import depth_of, fill, new_frame
from sorastudio.project.media import Size
from sorastudio.project.time import SAMPLE_RATE, FrameRate
from sorastudio.render.picture import Depth, Picture
from sorastudio.render.sources import Sound

_BT709, _LIMITED = 1, 1
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# `use_metadata_tags` lets MP4 hold tags of any name; `faststart` puts the index first.
_MOVFLAGS = "+faststart+use_metadata_tags"
_SOUND_BLOCK = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoEncoding:
    """`options` go to the encoder as they are, such as `preset` and `crf`."""

    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    fine_pixel_format: str = ""
    """The one to take instead where clips have more than 8 bit; empty: none."""
    options: Mapping[str, str] = field(default_factory=dict)
    tag: str = ""
    """Four characters by which the container names the codec, if not the usual ones."""

    @property
    def depth(self) -> Depth:
        """In which pictures are drawn for it."""
        return depth_of(self.pixel_format)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioEncoding:
    codec: str = "aac"
    bit_rate: int = 192_000
    options: Mapping[str, str] = field(default_factory=dict)


class FilmWriter:
    """Writes one file; picture k is shown at k / rate, sample k sounds at k / 48000.

    As a context manager it finishes the file, or removes it if the body raises. Every method raises
    MediaError, and what was written so far is then removed by `abort`.
    """

    def __init__(
        self,
        path: Path,
        *,
        size: Size,
        rate: FrameRate,
        video: VideoEncoding | None = None,
        audio: AudioEncoding | None = None,
        tags: Mapping[str, str] | None = None,
        chapters: Sequence[Chapter] = (),
        container_options: Mapping[str, str] | None = None,
    ) -> None:
        """The container follows from the name's ending. Encoders and file are opened here, so that
        what cannot work fails before the first picture is made."""
        self._path = path
        self._size = size
        self._tick = 1 / rate.fps
        self._frames = 0
        self._samples = 0
        self._pending: Sound = np.zeros((0, 2), np.float32)
        self._open = True
        video = video or VideoEncoding()
        _check_place(path)
        _check_encoding(size, video)
        self._frame = new_frame(
            size, depth=video.depth, with_alpha=has_alpha(VideoFormat(video.pixel_format))
        )
        was_there = path.exists()
        try:
            with said_clearly(self._path):
                self._container = open_output(path, container_options or {})
                self._container.metadata.update(tags or {})
                put_chapters(self._container, chapters)
                self._video = video_stream(self._container, size, rate, video)
                self._audio = audio_stream(self._container, audio) if audio else None
                self._container.start_encoding()
        except BaseException:
            if not was_there:
                path.unlink(missing_ok=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.finish()
        else:
            self.abort()

    def picture(self, picture: Picture) -> None:
        """The next frame; it must have the film's size."""
        if picture.size != self._size:
            raise ValueError(f"a picture of {picture.size} in a film of {self._size}")
        frame = self._frame
        # An encoder that still holds the memory keeps it, and the frame gets new one.
        frame.make_writable()
        fill(frame, picture)
        frame.pts = self._frames
        frame.duration = 1
        frame.time_base = self._tick
        with said_clearly(self._path):
            self._mux(self._video.encode(frame))
        self._frames += 1

    def sound(self, sound: Sound) -> None:
        """The next samples, as many as there are: (count, 2) float32 at 48 kHz."""
        if self._audio is None:
            raise ValueError("this film is written without sound")
        whole = np.concatenate([self._pending, sound]) if len(self._pending) else sound
        usable = len(whole) - len(whole) % _SOUND_BLOCK
        for start in range(0, usable, _SOUND_BLOCK):
            self._encode_sound(whole[start : start + _SOUND_BLOCK])
        self._pending = whole[usable:].copy()

    def finish(self) -> None:
        """Write out what the encoders hold, and the index. On an error the file is removed."""
        if not self._open:
            return
        try:
            with said_clearly(self._path):
                if len(self._pending):
                    self._encode_sound(self._pending)
                self._mux(self._video.encode(None))
                if self._audio is not None:
                    self._mux(self._audio.encode(None))
                self._container.close()
        except BaseException:
            self.abort()
            raise
        self._open = False

    def abort(self) -> None:
        """Close and remove the file. Does nothing after `finish`."""
        if not self._open:
            return
        self._open = False
        with suppress(av.FFmpegError, OSError):
            self._container.close()
        self._path.unlink(missing_ok=True)

    def _encode_sound(self, block: Sound) -> None:
        assert self._audio is not None
        frame = sound_frame(block, self._samples)
        self._samples += len(block)
        with said_clearly(self._path):
            self._mux(self._audio.encode(frame))

    def _mux(self, packets: list[Packet[Any]]) -> None:
        for packet in packets:
            self._container.mux(packet)


def sound_frame(block: Sound, at: int) -> av.AudioFrame:
    """Samples for an encoder, the first of them the `at`-th; what exceeds full scale is clipped."""
    packed = np.ascontiguousarray(np.clip(block, -1, 1), np.float32).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(packed, format="flt", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
    return frame


@contextmanager
def said_clearly(path: Path) -> Iterator[None]:
    """Turns what the library and the system say of a file into words. Raises MediaError."""
    try:
        yield
    except (av.FFmpegError, OSError, ValueError) as error:
        raise write_error(path, error) from error


def open_output(path: Path, options: Mapping[str, str]) -> OutputContainer:
    chosen = {"movflags": _MOVFLAGS, **options}
    if path.suffix.lower() not in (".mp4", ".mov", ".m4v"):
        chosen.pop("movflags")
    return av.open(str(path.absolute()), "w", container_options=chosen)


def video_stream(
    container: OutputContainer, size: Size, rate: FrameRate, encoding: VideoEncoding
) -> VideoStream:
    stream: Any = container.add_stream(encoding.codec, rate=rate.fps)
    configure_video(stream.codec_context, size, rate, encoding)
    stream.codec_context.thread_type = ThreadType.AUTO
    video: VideoStream = stream
    return video


def configure_video(context: Any, size: Size, rate: FrameRate, encoding: VideoEncoding) -> None:
    """What every encoder of pictures is told, before it is opened."""
    # Without it this encoder talks to the terminal, and cannot be told otherwise.
    os.environ.setdefault("SVT_LOG", "1")
    options = dict(encoding.options)
    if encoding.codec == "libx264" and encoding.pixel_format == "yuv420p":
        options.setdefault("profile", "high")
    context.options = options
    context.width, context.height = size.width, size.height
    context.pix_fmt = encoding.pixel_format
    context.time_base = 1 / rate.fps
    context.framerate = rate.fps
    context.sample_aspect_ratio = Fraction(1)
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED
    if encoding.tag:
        context.codec_tag = encoding.tag


def audio_stream(container: OutputContainer, encoding: AudioEncoding) -> AudioStream:
    stream: Any = container.add_stream(
        encoding.codec, rate=SAMPLE_RATE, layout="stereo", options=dict(encoding.options)
    )
    stream.codec_context.bit_rate = encoding.bit_rate
    audio: AudioStream = stream
    return audio


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise MediaError(f"{path} is a folder.", todo="Choose another name.")
    if not path.parent.is_dir():
        raise MediaError(f"The folder {path.parent} does not exist.", todo="Make it first.")


def _check_encoding(size: Size, encoding: VideoEncoding) -> None:
    if "420p" in encoding.pixel_format and (size.width % 2 or size.height % 2):
        raise MediaError(
            f"A film of {size} cannot be written in this format.",
            todo="Its width and height must be even numbers.",
        )


def write_error(path: Path, error: Exception) -> MediaError:
    """What libav or the system said of a file that is written, in words."""
    code = getattr(error, "errno", None)
    if code in _DISK_FULL:
        return MediaError(
            f"The disk is full: {path.name} could not be written to its end.",
            todo="Free some space and try again.",
        )
    if code in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT):
        return MediaError(f"{path} may not be written.", todo="Choose another folder.")
    if isinstance(error, UnknownCodecError):
        return MediaError(f"There is no encoder named {error} here.", todo="Choose another.")
    reason = getattr(error, "strerror", None) or str(error)
    return MediaError(f"{path.name} could not be written: {reason}.")
