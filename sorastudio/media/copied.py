"""Pictures of a file as they are coded there, for a film in which they are not touched.

A copy begins at a picture from which a decoder can start anew, and ends wherever the packets so
far, in the order of decoding, are all the pictures up to there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import av

from sorastudio.errors import MediaError
from sorastudio.media.coded import Coded, CodedPacket
from sorastudio.media.colour import meaning_of
from sorastudio.media.container import open_container, picture_stream
from sorastudio.media.frames import FrameStream
from sorastudio.media.h264 import START, headers_of, plain_units
from sorastudio.media.h264_parameters import sequence_of
from sorastudio.media.h264_slices import can_retell, headers_from, retold
from sorastudio.media.orientation import UPRIGHT, orientation_of
from sorastudio.media.rational import exact
from sorastudio.project.media import Size
from sorastudio.project.time import FrameRate

_MOST_OFF = Fraction(1, 50)
"""Of a picture's length: so far from the rate's grid its time may lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copyable:
    """A file of which pictures can be copied. `is_tagged`: whether they say by themselves which
    colours they mean. `order`: the number of the picture that each packet
    holds, in the order of decoding. `starts`: numbers of the pictures at which a copy may begin,
    each with its time in the file's ticks."""

    headers: bytes
    is_tagged: bool
    order: tuple[int, ...]
    starts: tuple[tuple[int, int], ...]
    size_bytes: int

    def ends(self) -> Iterator[int]:
        """Where a copy may end: before the picture of that number."""
        for count, last in enumerate(accumulate(self.order, max), 1):
            if last == count - 1:
                yield count

    def can_speak(self, headers: bytes) -> bool:
        """Whether its pictures can be told as those of a stream with these headers."""
        if self.headers == headers:
            return True
        try:
            target = headers_from(headers)
            depth = max(index - number for index, number in enumerate(self.order))
            fits = target.sequence.reorder is not None and depth <= target.sequence.reorder
            return fits and can_retell(headers_from(self.headers), target)
        except (ValueError, IndexError):
            return False


def copyable(path: Path, size: Size, rate: FrameRate) -> Copyable | None:
    """None where the file is not H.264 as films are, of this size, exactly at this rate. Reads all
    of its packets, and decodes none: whether it is upright is still to be asked. Raises MediaError
    where it cannot be read."""
    try:
        with open_container(path, decodes=False) as container:
            return _copyable(container, picture_stream(container, path), size, rate)
    except (ValueError, IndexError):
        return None
    except (av.FFmpegError, OSError) as error:
        raise MediaError(f"{path.name} cannot be read to its end.") from error


def is_shown_as_coded(path: Path) -> bool:
    """Whether a film takes its pictures as they are: upright, and in the colours of a film. Raises
    MediaError where it cannot be read."""
    stream = FrameStream(path, threads=1)
    try:
        first = stream.first()
    finally:
        stream.close()
    if first is None or orientation_of(first.frame) != UPRIGHT:
        return False
    return meaning_of(first.frame, stream.codec).is_kept


def copy(path: Path, file: Copyable, first: int, end: int, headers: bytes) -> Coded:
    """Pictures [first, end) as a piece; `first` is one of the file's starts, `end` one of its ends.
    `headers`: those of the film, which the file can speak. Raises MediaError where the file is
    another one by now."""
    order = [number - first for number in file.order[first:end]]
    depth = max(index - number for index, number in enumerate(order))
    sequence, picture = (unit for unit in file.headers.split(START) if unit)
    said = None if headers == file.headers else (headers_from(file.headers), headers_from(headers))
    packets = []
    try:
        with open_container(path, decodes=False) as container:
            stream = picture_stream(container, path)
            found = _packets_from(container, stream, dict(file.starts)[first])
            for index, number in enumerate(order):
                content, is_key = plain_units(bytes(next(found)), sequence, picture)
                told = content if said is None else retold(content, *said)
                packets.append(CodedPacket(number, index - depth, 1, is_key, told))
    except (av.FFmpegError, OSError, ValueError, KeyError, StopIteration) as error:
        raise MediaError(f"{path.name} has changed since it was looked at.") from error
    return Coded(extradata=headers, packets=tuple(packets))


def _copyable(container: Any, stream: Any, size: Size, rate: FrameRate) -> Copyable | None:
    if stream.codec_context.name != "h264":
        return None
    sequence, picture = headers_of(bytes(stream.codec_context.extradata or b""))
    facts = sequence_of(sequence)
    if facts.size != size or not facts.is_plain:
        return None
    times: list[int] = []
    keys: list[int] = []
    total = 0
    for packet in container.demux(stream):
        if not packet.size:
            continue
        if packet.is_discard or packet.pts is None:
            return None
        if plain_units(bytes(packet), sequence, picture)[1]:
            keys.append(len(times))
        times.append(packet.pts)
        total += packet.size
    rank = {time: number for number, time in enumerate(sorted(times))}
    if not times or len(rank) != len(times) or not _is_at_rate(times, stream, rate):
        return None
    order = tuple(rank[time] for time in times)
    # What comes after such a picture is shown after it; what came before, before.
    starts = tuple((key, times[key]) for key in keys if order[key] == key)
    if not starts or starts[0][0] != 0:
        return None
    headers = START + sequence + START + picture
    return Copyable(
        headers=headers,
        is_tagged=facts.is_tagged,
        order=order,
        starts=starts,
        size_bytes=total,
    )


def _is_at_rate(times: list[int], stream: Any, rate: FrameRate) -> bool:
    tick, first = exact(stream.time_base), min(times)
    most = max(_MOST_OFF, tick * rate.fps)
    return all(
        abs((time - first) * tick * rate.fps - number) <= most
        for number, time in enumerate(sorted(times))
    )


def _packets_from(container: Any, stream: Any, time: int) -> Iterator[Any]:
    container.seek(time, stream=stream)
    packets = (packet for packet in container.demux(stream) if packet.size)
    for packet in packets:
        if packet.pts == time:
            yield packet
            yield from packets
