"""A film file put together of pieces that were encoded before, as if one encoder had made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from heapq import merge
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import av
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream

from sorastudio.errors import MediaError
from sorastudio.media.chapters import Chapter, put_chapters
from sorastudio.media.coded import Coded, CodedPacket
from sorastudio.media.h264 import START
from sorastudio.media.writer import (
    AudioEncoding,
    VideoEncoding,
    audio_stream,
    open_output,
    said_clearly,
    video_stream,
)
from sorastudio.project.media import Size
from sorastudio.project.time import SAMPLE_RATE, FrameRate

_LOOKED_AT = 4
"""Packets."""


def assemble(
    path: Path,
    *,
    size: Size,
    rate: FrameRate,
    video: VideoEncoding,
    pieces: Iterable[Coded],
    depth: int,
    headers: Sequence[bytes] = (),
    audio: AudioEncoding | None = None,
    sound: Coded | None = None,
    tags: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
    container_options: Mapping[str, str] | None = None,
) -> int:
    """Writes the pieces one after another; the number of pictures.

    `depth` is by how many pictures any piece is decoded before it is shown. Times are made anew:
    picture k is shown at k / rate, and packet k is decoded `depth` ticks before. `headers`: all
    that pieces begin with, where that is not just what this encoder writes; where there are
    several, each piece brings its own. Raises MediaError, also where a piece does not fit the
    others; the file is then removed.
    """
    try:
        with said_clearly(path), open_output(path, container_options or {}) as container:
            container.metadata.update(tags or {})
            put_chapters(container, chapters)
            if headers:
                pieces = iter(pieces)
                first = next(pieces)
                pieces = chain([first], pieces)
                shown = _stream_of(container, headers, first, rate)
            else:
                shown = video_stream(container, size, rate, video)
            heard = audio_stream(container, audio) if audio and sound else None
            container.start_encoding()
            known = set(headers or (bytes(shown.codec_context.extradata or b""),))
            counter = _Counter()
            tick = 1 / rate.fps
            streams = [_pictures(shown, tick, pieces, known, depth, counter)]
            if heard is not None and sound is not None:
                unedited = (container_options or {}).get("use_editlist") == "0"
                streams.append(_sounds(heard, sound, whole=not unedited))
            for _, packet in merge(*streams, key=lambda pair: pair[0]):
                container.mux(packet)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return counter.frames


class _Counter:
    frames = 0


def _pictures(
    stream: Any,
    tick: Fraction,
    pieces: Iterable[Coded],
    known: set[bytes],
    depth: int,
    counter: _Counter,
) -> Iterator[tuple[Fraction, Packet[Any]]]:
    for piece in pieces:
        if piece.extradata not in known:
            raise MediaError("The pieces of the film were encoded in different ways.")
        first = counter.frames
        for index, coded in enumerate(piece.packets):
            brings_own = len(known) > 1 and coded.is_key
            own = replace(coded, data=piece.extradata + coded.data) if brings_own else coded
            packet = _packet(stream, own, tick)
            packet.pts, packet.dts = first + coded.pts, first + index - depth
            yield (first + index - depth) * tick, packet
        counter.frames += len(piece.packets)


def _stream_of(
    container: OutputContainer, headers: Sequence[bytes], first: Coded, rate: FrameRate
) -> Any:
    """A stream of H.264 that opens with the headers that ask most of a decoder."""
    most = max(headers, key=_demand)
    raw = first.extradata + b"".join(packet.data for packet in first.packets[:_LOOKED_AT])
    # libav learns from a few packets what it cannot be told of a stream that it does not encode.
    with av.open(BytesIO(raw), format="h264") as source:
        stream = container.add_stream_from_template(source.streams.video[0])
    stream.codec_context.extradata = most
    stream.time_base = 1 / rate.fps
    return stream


def _demand(headers: bytes) -> tuple[int, int]:
    """Level and profile, as the sequence parameter set begins with them."""
    sequence = headers[len(START) :]
    return sequence[3], sequence[1]


def write_sound(
    path: Path, audio: AudioEncoding, sound: Coded, *, tags: Mapping[str, str] | None = None
) -> None:
    """A file of sound alone. Raises MediaError; the file is then removed."""
    try:
        with said_clearly(path), open_output(path, {}) as container:
            container.metadata.update(tags or {})
            stream = audio_stream(container, audio)
            container.start_encoding()
            for _, packet in _sounds(stream, sound, whole=True):
                container.mux(packet)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _sounds(stream: Any, sound: Coded, *, whole: bool) -> Iterator[tuple[Fraction, Packet[Any]]]:
    """whole: with what the encoder puts before the first sample. Only an edit list can say that it
    is not to be heard; without one it has to go."""
    tick = Fraction(1, SAMPLE_RATE)
    for coded in sound.packets:
        if coded.pts < 0 and not whole:
            continue
        packet = _packet(stream, coded, tick)
        packet.pts, packet.dts = coded.pts, coded.dts
        yield coded.dts * tick, packet


def _packet(stream: Stream, coded: CodedPacket, tick: Fraction) -> Packet[Any]:
    packet: Packet[Any] = Packet(coded.data)
    packet.stream = stream
    packet.time_base = tick
    packet.duration = coded.duration
    packet.is_keyframe = coded.is_key
    return packet
