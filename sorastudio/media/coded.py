"""Pictures and sound as an encoder leaves them: packets that belong to no file yet.

A film is put together of such pieces without encoding them again. Times count in the pictures' own
ticks (1 / rate) or in samples, from the start of the piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.codec import Codec
from av.codec.context import Flags
from av.packet import Packet

from sorastudio.errors import MediaError
from sorastudio.media.planes import PLANAR, fill, new_frame, views
from sorastudio.media.writer import AudioEncoding, VideoEncoding, configure_video, sound_frame
from sorastudio.project.media import Size
from sorastudio.project.time import SAMPLE_RATE, FrameRate
from sorastudio.render.picture import Picture, Plane
from sorastudio.render.sources import Sound

_SOUND_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class CodedPacket:
    pts: int
    dts: int
    duration: int
    is_key: bool
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """`extradata` is what a decoder must be told first: equal in all pieces that are to be one
    stream."""

    extradata: bytes
    packets: tuple[CodedPacket, ...]


class PictureEncoder:
    """Encodes one piece, on one thread, so that the same pictures always give the same bytes."""

    def __init__(self, size: Size, rate: FrameRate, encoding: VideoEncoding) -> None:
        """Raises MediaError."""
        with _said_clearly():
            context: Any = av.CodecContext.create(encoding.codec, "w")
            configure_video(context, size, rate, encoding)
            context.thread_count = 1
            context.flags |= Flags.global_header
            try:
                context.open()
            except av.ArgumentError as error:
                raise MediaError(
                    f"Pictures of {size} at {rate} a second cannot be encoded in this format.",
                    todo="Choose another size or another format.",
                ) from error
        self._context = context
        self._frame = new_frame(size, depth=encoding.depth)
        self._tick = 1 / rate.fps
        self._packets: list[CodedPacket] = []
        self._frames = 0

    @property
    def headers(self) -> bytes:
        """What a decoder must be told first: `Coded.extradata`."""
        return bytes(self._context.extradata or b"")

    def picture(self, picture: Picture) -> None:
        """The next one. Raises MediaError."""
        frame = self._frame
        frame.make_writable()
        fill(frame, picture)
        frame.pts, frame.duration, frame.time_base = self._frames, 1, self._tick
        self._frames += 1
        with _said_clearly():
            self._keep(self._context.encode(frame))

    def finish(self) -> Coded:
        """Raises MediaError."""
        with _said_clearly():
            self._keep(self._context.encode(None))
        return Coded(extradata=self.headers, packets=tuple(self._packets))

    def _keep(self, packets: list[Packet[Any]]) -> None:
        self._packets += [_plain(packet) for packet in packets]


def encode_sound(blocks: Iterator[Sound], encoding: AudioEncoding) -> Coded:
    """Sound from its first sample to its last, in one go; `sound_runs` says what can be joined.

    blocks: (count, 2) float32 at 48 kHz, of any lengths. Raises MediaError.
    """
    with _said_clearly():
        context = _sound_context(encoding)
    packets: list[CodedPacket] = []
    at = 0
    for block in _of_length(blocks, _SOUND_BLOCK):
        with _said_clearly():
            packets += [_plain(packet) for packet in context.encode(sound_frame(block, at))]
        at += len(block)
    with _said_clearly():
        packets += [_plain(packet) for packet in context.encode(None)]
    return Coded(extradata=bytes(context.extradata or b""), packets=tuple(packets))


def _sound_context(encoding: AudioEncoding) -> Any:
    context: Any = av.CodecContext.create(encoding.codec, "w")
    context.sample_rate, context.layout = SAMPLE_RATE, "stereo"
    context.format = context.codec.audio_formats[0]
    context.bit_rate = encoding.bit_rate
    context.options = dict(encoding.options)
    context.time_base = Fraction(1, SAMPLE_RATE)
    context.flags |= Flags.global_header
    context.open()
    return context


def _of_length(blocks: Iterator[Sound], length: int) -> Iterator[Sound]:
    """The same samples in blocks of one length; the last may be shorter."""
    pending = np.zeros((0, 2), np.float32)
    for block in blocks:
        pending = np.concatenate([pending, block])
        whole = len(pending) - len(pending) % length
        yield from (pending[start : start + length] for start in range(0, whole, length))
        pending = pending[whole:]
    if len(pending):
        yield pending


def _plain(packet: Packet[Any]) -> CodedPacket:
    pts, dts = packet.pts or 0, packet.dts or 0
    return CodedPacket(pts, dts, packet.duration or 1, packet.is_keyframe, bytes(packet))


@contextmanager
def _said_clearly() -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MediaError(f"The encoder refused its work: {reason}.") from error


def decoded_luma(coded: Coded, size: Size, encoding: VideoEncoding) -> Iterator[Plane]:
    """The luma of every picture of a piece, in the order in which they are shown: (H, W) uint8.

    Raises MediaError where the decoder stumbles.
    """
    with _said_clearly():
        context: Any = av.CodecContext.create(_decoder_of(encoding.codec), "r")
        context.extradata = coded.extradata
        context.width, context.height = size.width, size.height
        context.pix_fmt = encoding.pixel_format
        context.thread_count = 1
    for packet in (*coded.packets, None):
        with _said_clearly():
            frames = context.decode(None if packet is None else Packet(packet.data))
        for frame in frames:
            plain = frame if frame.format.name == PLANAR else frame.reformat(format=PLANAR)
            yield views(plain)[0]


def _decoder_of(encoder: str) -> str:
    codec = Codec(encoder, "w").canonical_name
    # The one that libav takes by itself only knows graphics cards.
    return {"av1": "libdav1d"}.get(codec, codec)
