"""A film file put together of pieces that were encoded before, as if one encoder had made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import merge
from pathlib import Path
from typing import Any

from av.packet import Packet
from av.stream import Stream

from sorastudio.errors import MediaError
from sorastudio.media.chapters import Chapter, put_chapters
from sorastudio.media.coded import Coded, CodedPacket
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


def assemble(
    path: Path,
    *,
    size: Size,
    rate: FrameRate,
    video: VideoEncoding,
    pieces: Iterable[Coded],
    depth: int,
    audio: AudioEncoding | None = None,
    sound: Coded | None = None,
    tags: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
    container_options: Mapping[str, str] | None = None,
) -> int:
    """Writes the pieces one after another; the number of pictures.

    `depth` is by how many pictures any piece is decoded before it is shown. Times are made anew:
    picture k is shown at k / rate, and packet k is decoded `depth` ticks before. Raises MediaError,
    also where a piece does not fit the others; the file is then removed.
    """
    try:
        with said_clearly(path), open_output(path, container_options or {}) as container:
            container.metadata.update(tags or {})
            put_chapters(container, chapters)
            shown = video_stream(container, size, rate, video)
            heard = audio_stream(container, audio) if audio and sound else None
            container.start_encoding()
            counter = _Counter()
            tick = 1 / rate.fps
            streams = [_pictures(shown, tick, pieces, depth, counter)]
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
    stream: Any, tick: Fraction, pieces: Iterable[Coded], depth: int, counter: _Counter
) -> Iterator[tuple[Fraction, Packet[Any]]]:
    expected = bytes(stream.codec_context.extradata or b"")
    for piece in pieces:
        if piece.extradata != expected:
            raise MediaError("The pieces of the film were encoded in different ways.")
        first = counter.frames
        for index, coded in enumerate(piece.packets):
            packet = _packet(stream, coded, tick)
            packet.pts, packet.dts = first + coded.pts, first + index - depth
            yield (first + index - depth) * tick, packet
        counter.frames += len(piece.packets)


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
