"""Whether a film that was written is what was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet

from sorastudio.errors import MediaError
from sorastudio.media.container import find_sound, open_container, picture_stream
from sorastudio.media.rational import exact
from sorastudio.media.video import VideoReader
from sorastudio.project.media import Size
from sorastudio.project.time import SAMPLE_RATE, FrameRate

_FRAME = 1024
_SLACK = {"mp3": 3 * 1152, "mp3float": 3 * 1152}
"""In samples. MP3 says how much of its first and last frames is not to be heard, but not in its
times."""


def verify_film(
    path: Path,
    *,
    frames: int,
    rate: FrameRate,
    size: Size,
    samples: int | None,
    is_known: Callable[[bytes], bool] = lambda _: False,
) -> bytes:
    """Raises MediaError that says what is wrong: number of pictures, their times (a strict grid),
    size, whether both ends decode, and the length of the sound, which may be off by what an
    encoder puts around it. `samples` None: there must be no sound. Returns the last packets, from
    a keyframe on; where they are known, the ends need not be decoded."""
    with open_container(path, decodes=False) as container:
        seen = picture_stream(container, path).codec_context
        if Size(seen.width, seen.height) != size:
            raise _wrong(path, f"its picture is {seen.width}x{seen.height}, not {size}")
        end = _check_pictures(container, path, frames, rate)
        _check_sound(container, path, samples)
    if not is_known(end):
        with VideoReader(path) as reader:
            if reader.size != size:
                raise _wrong(path, f"its picture is {reader.size}, not {size}")
            _check_last_picture(reader, path, frames, rate)
    return end


def verify_sound(path: Path, *, samples: int) -> None:
    """The same of a file of sound alone."""
    with open_container(path, decodes=False) as container:
        _check_sound(container, path, samples)


def _check_pictures(container: InputContainer, path: Path, frames: int, rate: FrameRate) -> bytes:
    """The last packets, from a keyframe on."""
    stream = picture_stream(container, path)
    tick = exact(stream.time_base)
    shown: list[tuple[int | None, int | None]] = []
    end: list[Packet[Any]] = []
    for packet in _packets(container, stream, path):
        shown.append((packet.pts, packet.duration))
        if packet.is_keyframe:
            end.clear()
        end.append(packet)
    if len(shown) != frames:
        raise _wrong(path, f"it has {len(shown)} pictures, not {frames}")
    times = sorted(pts * tick for pts, _ in shown if pts is not None)
    # MP4 counts in any unit; a container that counts in milliseconds cannot be exact at most rates.
    slack = Fraction(0) if container.format.name.startswith("mov") else tick
    for index, time in enumerate(times):
        if abs(time - rate.seconds(index)) > slack:
            raise _wrong(path, f"picture {index} is shown at {float(time):.4f} s")
    if len(times) != frames:
        raise _wrong(path, f"{frames - len(times)} pictures have no time")
    _, lasts = max(shown, key=lambda packet: packet[0] or 0)
    if lasts and abs(lasts * tick - 1 / rate.fps) > tick:
        raise _wrong(path, f"its last picture lasts {float(lasts * tick):.4f} s")
    return b"".join(map(bytes, end))


def _check_sound(container: InputContainer, path: Path, samples: int | None) -> None:
    stream = find_sound(container)
    if (stream is None) != (samples is None):
        raise _wrong(path, "it has no sound" if stream is None else "it has sound")
    if stream is None or samples is None:
        return
    container.seek(0)
    tick = exact(stream.time_base)
    ends = [
        (packet.pts + (packet.duration or 0)) * tick
        for packet in _packets(container, stream, path)
        if packet.pts is not None
    ]
    length = round(max(ends, default=Fraction(0)) * SAMPLE_RATE)
    if abs(length - samples) > _SLACK.get(stream.codec_context.name, _FRAME):
        raise _wrong(path, f"its sound is {length} samples long, not {samples}")


def _check_last_picture(reader: VideoReader, path: Path, frames: int, rate: FrameRate) -> None:
    """Opening the reader has decoded the first."""
    last = rate.seconds(frames - 1)
    reader.frame_at(last + 1 / rate.fps / 2)
    if abs(reader.position - last) > 1 / rate.fps / 2:
        raise _wrong(path, f"its end cannot be decoded, only up to {float(reader.position):.4f} s")


def _packets(container: InputContainer, stream: Any, path: Path) -> Iterator[Packet[Any]]:
    try:
        yield from (packet for packet in container.demux(stream) if packet.size)
    except (av.FFmpegError, OSError) as error:
        raise _wrong(path, "it cannot be read to its end") from error


def _wrong(path: Path, what: str) -> MediaError:
    return MediaError(f"{path.name} was not written as it should be: {what}.")
