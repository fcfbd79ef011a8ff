"""A file's sound as the program has it everywhere: 48 kHz stereo, in step with the picture."""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from pathlib import Path
from typing import Any, Self

import av
import numpy as np
from av.audio.resampler import AudioResampler

from sorastudio.errors import MediaError
from sorastudio.media.container import is_still
from sorastudio.media.frames import FrameStream
from sorastudio.media.samples import Samples, SampleStream
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.sources import Sound

_NEAR = 2 * SAMPLE_RATE


class AudioReader:
    """Reads one file. Not for two threads at a time.

    Sample 0 sounds when the file's first picture appears; where there is no picture it is the first
    sample. Reading forward never seeks; after a seek every sample is the same as in a read from the
    start.
    """

    def __init__(self, path: Path, *, origin: Fraction | None = None) -> None:
        """`origin`: when the first picture appears, in seconds on the file's own clock, if that is
        known already; it is found otherwise, and stays None where there is no picture. Raises
        MediaError if there is no sound."""
        self._stream = SampleStream(path)
        self._block: Sound = np.zeros((0, 2), np.float32)
        self._resampler: AudioResampler | None = None
        self.origin = first_picture_time(path) if origin is None else origin
        start = Fraction(0) if self.origin is None else self._stream.first_time - self.origin
        self._offset = round(start * SAMPLE_RATE)
        common = gcd(SAMPLE_RATE, self._stream.rate)
        self._in_step, self._out_step = self._stream.rate // common, SAMPLE_RATE // common
        self._begin_at(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stream.close()

    @property
    def seeks(self) -> int:
        """How often the file was not read on from where it was."""
        return self._stream.seeks

    @property
    def position(self) -> int:
        """The earliest sample that can be had without a seek."""
        return self._first + self._offset

    def read(self, start: int, count: int) -> Sound:
        """(count, 2) samples from `start` on; silence outside of the file."""
        out = np.zeros((count, 2), np.float32)
        begin = start - self._offset
        end = begin + count
        if end <= 0 or count <= 0:
            return out
        if not self._first <= max(begin, 0) <= self._last + _NEAR and not self._is_past_end(begin):
            self._go_to(max(begin, 0))
        self._read_on(max(begin, 0), end)
        have_from, have_to = max(begin, self._first), min(end, self._last)
        if have_from < have_to:
            found = self._block[have_from - self._first : have_to - self._first]
            out[have_from - begin : have_to - begin] = found
        return out

    def _is_past_end(self, begin: int) -> bool:
        return self._ended and begin >= self._first

    def _read_on(self, begin: int, end: int) -> None:
        blocks = [self._block]
        while self._last < end and not self._ended:
            block = self._convert(self._stream.next())
            self._last += len(block)
            blocks.append(block)
        whole = np.concatenate(blocks) if len(blocks) > 1 else self._block
        done = min(max(begin - self._first, 0), len(whole))
        self._block = whole[done:]
        self._first += done

    def _convert(self, block: Samples | None) -> Sound:
        if block is None:
            self._ended = True
            frames = self._resampler.resample(None) if self._resampler else []
        elif self._resampler is None:
            return _stereo(block)
        else:
            frames = self._resampler.resample(self._frame(block))
        empty = np.zeros((0, 2), np.float32)
        return np.concatenate([empty, *(_stereo(_unpacked(frame)) for frame in frames)])

    def _frame(self, block: Samples) -> av.AudioFrame:
        packed = np.ascontiguousarray(block).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="flt", layout=self._stream.layout)
        frame.sample_rate = self._stream.rate
        return frame

    def _go_to(self, sample: int) -> None:
        """Begin at or before `sample`, on a sample of the file that falls on one of ours: from
        there the resampler gives what it gives when it reads from the start."""
        wanted = sample * self._in_step // self._out_step
        stands = self._stream.go_to(max(wanted, 0))
        aligned = -(-stands // self._in_step) * self._in_step
        self._begin_at(aligned // self._in_step * self._out_step)
        self._skip(aligned)

    def _skip(self, to: int) -> None:
        """Leave out what lies between where the file stands and sample `to` of it."""
        while (before := self._stream.position) < to:
            block = self._stream.next()
            if block is None or before + len(block) > to:
                rest = None if block is None else block[to - before :]
                self._block = self._convert(rest)
                self._last += len(self._block)
                return

    def _begin_at(self, sample: int) -> None:
        self._first = self._last = sample
        self._block = np.zeros((0, 2), np.float32)
        self._ended = False
        layout = "mono" if self._stream.channels == 1 else "stereo"
        as_is = self._stream.rate == SAMPLE_RATE and self._stream.layout in ("mono", "stereo")
        self._resampler = (
            None if as_is else AudioResampler(format="flt", layout=layout, rate=SAMPLE_RATE)
        )


def first_picture_time(path: Path) -> Fraction | None:
    """When the first picture appears, in seconds on the file's own clock; None if there is none."""
    if is_still(path):
        return None
    try:
        stream = FrameStream(path, threads=1)
    except MediaError:
        return None
    first = stream.first()
    stream.close()
    return None if first is None else first.time


def _unpacked(frame: Any) -> Samples:
    samples: Samples = frame.to_ndarray().reshape(-1, frame.layout.nb_channels)
    return samples


def _stereo(block: Samples) -> Sound:
    return block if block.shape[1] == 2 else np.repeat(block[:, :1], 2, axis=1)
