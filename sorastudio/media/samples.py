"""The sound of a file as it comes out of the decoder: one stream without gaps or overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeAlias, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from numpy.typing import NDArray

from sorastudio.errors import MediaError
from sorastudio.media.container import open_container, sound_stream
from sorastudio.media.rational import exact

Samples: TypeAlias = NDArray[np.float32]
"""(samples, channels) float32 at the file's own rate."""

# Where times after a seek are known to be those of a read from the start.
_SEARCHABLE = {"aiff", "caf", "flac", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "w64", "wav"}
_PRE_ROLL = Fraction(3, 10)
"""Seconds that decoder and resampler get to find their feet: MP3's reservoir and Opus need most."""
_JITTER = Fraction(1, 25)
_LONGEST_GAP = 600
"""Seconds; where times jump further, the clock was set anew and the sound goes on."""


class SampleStream:
    """Decodes forward from wherever it was last put; damaged packets become silence.

    Samples are counted from the first one of the file. Raises MediaError where there is no sound.
    """

    rate: int
    layout: str
    channels: int
    first_time: Fraction
    """When the first sample sounds, in seconds on the file's own clock."""
    position: int

    def __init__(self, path: Path) -> None:
        self.seeks = 0
        self._path = path
        self._held: Samples | None = None
        self._end: int | None = None
        self._open()

    def close(self) -> None:
        self._container.close()

    def next(self) -> Samples | None:
        """The samples from `position` on, or None at the end."""
        block = self._held if self._held is not None else self._decode_next()
        self._held = None
        if block is None:
            return None
        if self._end is not None:
            block = block[: max(self._end - self.position, 0)]
        self.position += len(block)
        return block if len(block) else None

    def go_to(self, index: int) -> int:
        """Stand at or before sample `index`, with what a decoder needs to be exact from there on
        ahead of it. Returns the sample where it stands."""
        self.seeks += 1
        if not self._seek(index):
            self.close()
            self._open()
        return self.position

    def _seek(self, index: int) -> bool:
        target = index - int(_PRE_ROLL * self.rate)
        if target <= 0 or not self._is_searchable:
            return False
        time = self.first_time + Fraction(target, self.rate)
        try:
            self._container.seek(int(time // self._tick), stream=self._stream)
        except (av.FFmpegError, OSError):
            return False
        self._frames = self._decoded()
        frame = next(self._frames, None)
        if frame is None or frame.pts is None:
            return False
        self.position = self._on_grid(self._index_of(frame))
        self._held = self._unpacked(frame)
        return self.position <= target

    def _open(self) -> None:
        self._container: InputContainer = open_container(self._path, decodes=False)
        try:
            self._stream: AudioStream = sound_stream(self._container, self._path)
            self._start()
        except MediaError:
            self._container.close()
            raise

    def _start(self) -> None:
        self._tick = exact(self._stream.time_base)
        self._frames = self._decoded()
        first = next(self._frames, None)
        if first is None:
            raise MediaError(f"No sound of {self._path.name} can be decoded.")
        self.rate = first.sample_rate
        self.layout = first.layout.name
        self.channels = first.layout.nb_channels
        self.first_time = (first.pts or 0) * self._tick
        self._unpack = AudioResampler(format="flt", layout=first.layout, rate=self.rate)
        self.position = 0
        self._held = held = self._unpacked(first)
        self._second_frame = len(held)
        self._end = self._said_end()

    @property
    def _is_searchable(self) -> bool:
        if self._container.format.name not in _SEARCHABLE:
            return False
        return self._tick * self.rate <= 1 or self._stream.codec_context.frame_size > 1

    def _said_end(self) -> int | None:
        """In MP4 the encoder's padding at the end is known by the length of the track alone."""
        stream = self._stream
        if not self._container.format.name.startswith("mov") or stream.duration is None:
            return None
        end = ((stream.start_time or 0) + stream.duration) * self._tick
        return round((end - self.first_time) * self.rate)

    def _decoded(self) -> Iterator[AudioFrame]:
        packets: Iterator[Packet[AudioStream]] = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, OSError):
                packet = None
            if packet is None:
                return
            try:
                yield from self._stream.codec_context.decode(packet)
            except (av.FFmpegError, OSError):
                continue

    def _decode_next(self) -> Samples | None:
        for frame in self._frames:
            block = self._in_place(frame)
            if len(block):
                return block
        return None

    def _in_place(self, frame: AudioFrame) -> Samples:
        """The frame's samples, after silence for what is missing before them, without what is there
        already."""
        offset = 0 if frame.pts is None else self._index_of(frame) - self.position
        block = self._unpacked(frame)
        jitter = (_JITTER + 2 * self._tick) * self.rate
        if abs(offset) <= jitter or abs(offset) > _LONGEST_GAP * self.rate:
            return block
        if offset < 0:
            return block[-offset:]
        silence = np.zeros((offset, self.channels), np.float32)
        return np.concatenate([silence, block])

    def _index_of(self, frame: AudioFrame) -> int:
        return round(((frame.pts or 0) * self._tick - self.first_time) * self.rate)

    def _on_grid(self, index: int) -> int:
        """Where times are coarser than samples, frames of one size still say which sample it is."""
        size = self._stream.codec_context.frame_size
        if self._tick * self.rate <= 1 or size <= 1:
            return index
        return self._second_frame + round(Fraction(index - self._second_frame, size)) * size

    def _unpacked(self, frame: AudioFrame) -> Samples:
        try:
            blocks = [done.to_ndarray() for done in self._unpack.resample(frame)]
        except ValueError:
            # A frame of another layout or rate than the first: what is missing becomes silence.
            return np.zeros((0, self.channels), np.float32)
        packed: Any = np.concatenate(blocks, axis=1)
        return cast("Samples", packed.reshape(-1, self.channels))
