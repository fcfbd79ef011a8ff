"""What a file is, measured rather than believed."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from sorastudio.errors import MediaError
from sorastudio.media.colour import has_alpha
from sorastudio.media.container import (
    find_picture,
    find_sound,
    has_decoder,
    is_still,
    open_container,
    picture_stream,
    tags_of,
)
from sorastudio.media.frames import FrameStream
from sorastudio.media.orientation import orientation_of, square_size, turned_size
from sorastudio.media.rational import exact, known
from sorastudio.media.samples import SampleStream
from sorastudio.media.timing import PictureTiming, picture_timing
from sorastudio.project.ids import media_id
from sorastudio.project.media import AudioFacts, Media, MediaKind, VideoFacts

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`duration` in seconds: from the first to the end of the last picture (of the sound, where
    there is no picture); 0 for a still."""

    kind: MediaKind
    duration: Fraction
    video: VideoFacts | None = None
    audio: AudioFacts | None = None


def probe(path: Path) -> Facts:
    """Reads all of the file's packets and decodes its first picture. Raises MediaError that says
    what is wrong with the file."""
    still = is_still(path)
    with open_container(path) as container:
        picture, sound = find_picture(container), find_sound(container)
        audio = _audio_facts(sound) if sound is not None and has_decoder(sound) else None
        if picture is None and audio is None:
            raise MediaError(f"{path.name} has neither a picture nor a sound that can be read.")
        if picture is None and sound is not None:
            duration = _sound_duration(container, sound, path)
            return Facts(kind=MediaKind.AUDIO, duration=duration, audio=audio)
        stream = picture_stream(container, path)
        timing = None if still else _timing(container, stream, path)
    return _picture_facts(path, timing, audio)


def identify(path: Path, stored_path: str) -> Media:
    """The file as the film's pool keeps it, under the hash of its content. Raises MediaError."""
    facts = probe(path)
    sha256 = hash_of(path)
    return Media(
        id=media_id(sha256),
        path=stored_path,
        sha256=sha256,
        size_bytes=path.stat().st_size,
        kind=facts.kind,
        duration=facts.duration,
        video=facts.video,
        audio=facts.audio,
    )


def hash_of(path: Path) -> str:
    """SHA-256 of the content, in hexadecimal; reads a block at a time. Raises MediaError."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        raise MediaError(f"{path} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def read_tags(path: Path) -> dict[str, str]:
    """The tags of the whole file, by their names as they were written. Raises MediaError."""
    with open_container(path, decodes=False) as container:
        return tags_of(container)


def _audio_facts(stream: AudioStream) -> AudioFacts:
    context = stream.codec_context
    return AudioFacts(
        codec=context.codec.canonical_name,
        sample_rate=context.sample_rate,
        channels=context.layout.nb_channels,
    )


def _timing(container: InputContainer, stream: VideoStream, path: Path) -> PictureTiming:
    times: list[int] = []
    last, last_length, without_time = None, 0, 0
    by_decode_time = container.format.name == "avi"
    for packet in _packets(container, stream):
        time = packet.dts if by_decode_time or packet.pts is None else packet.pts
        if packet.is_discard or packet.size == 0:
            continue
        if time is None:
            without_time += 1
            continue
        times.append(time)
        if last is None or time >= last:
            last, last_length = time, packet.duration or 0
    said = known(stream.guessed_rate) or known(stream.average_rate)
    if not times and without_time:
        rate = said or Fraction(25)
        return picture_timing(list(range(without_time)), 1, 1 / rate, rate)
    if not times:
        raise MediaError(f"{path.name} has no pictures in it.", todo="Download or copy it again.")
    return picture_timing(times, last_length, exact(stream.time_base), said)


def _picture_facts(path: Path, timing: PictureTiming | None, audio: AudioFacts | None) -> Facts:
    stream = FrameStream(path, threads=1)
    first, aspect, codec = stream.first(), stream.aspect, stream.codec
    stream.close()
    if first is None:
        raise MediaError(
            f"No picture of {path.name} can be decoded.", todo="Download or copy it again."
        )
    frame = first.frame
    square = square_size(frame.width, frame.height, aspect)
    video = VideoFacts(
        size=turned_size(square, orientation_of(frame)),
        rate=timing.rate if timing else Fraction(0),
        codec=codec,
        pixel_format=frame.format.name,
        has_alpha=has_alpha(frame.format),
        interlaced=stream.interlaced,
        variable_rate=timing is not None and timing.variable,
    )
    kind = MediaKind.VIDEO if timing else MediaKind.STILL
    return Facts(
        kind=kind, duration=timing.duration if timing else Fraction(0), video=video, audio=audio
    )


def _sound_duration(container: InputContainer, stream: AudioStream, path: Path) -> Fraction:
    """From the first sample that is played to the end of the last: what an encoder put before and
    after is left out."""
    tick = exact(stream.time_base)
    packets = [packet for packet in _packets(container, stream) if packet.size]
    timed = [packet for packet in packets if packet.pts is not None]
    if not timed:
        raise MediaError(f"{path.name} has no sound in it.", todo="Download or copy it again.")
    last = max(timed, key=lambda packet: packet.pts or 0)
    end = ((last.pts or 0) + (last.duration or 0)) * tick
    # Some containers tell the length of the last packet with its padding, some without.
    if (last.duration or 0) >= (timed[0].duration or 0):
        end -= Fraction(_padding(last), stream.codec_context.sample_rate)
    samples = SampleStream(path)
    samples.close()
    return end - samples.first_time


def _padding(packet: Packet[Any]) -> int:
    """Samples to leave out at the end of what this packet decodes to."""
    if not packet.has_sidedata("skip_samples"):
        return 0
    _, after = struct.unpack_from("<II", bytes(packet.get_sidedata("skip_samples")))
    return int(after)


def _packets(container: InputContainer, stream: VideoStream | AudioStream) -> Iterator[Packet[Any]]:
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except (av.FFmpegError, OSError):
            return
        if packet is None:
            return
        yield packet
