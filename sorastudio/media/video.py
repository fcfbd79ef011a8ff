"""Any picture of a file, by the exact time at which it is shown."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Self

from sorastudio.errors import MediaError
from sorastudio.media.convert import Converter
from sorastudio.media.frames import FrameStream, TimedFrame
from sorastudio.project.media import Size
from sorastudio.render.picture import Depth, Picture

_NEAR = Fraction(1, 2)
"""Seconds ahead that are always decoded through: a seek costs about as much."""
_FAR = Fraction(8)
"""Seconds ahead from which a file without an index is searched all the same."""
_STEPS_BACK = tuple(Fraction(seconds) for seconds in (0, 1, 4, 16))


class VideoReader:
    """Reads one file. Not for two threads at a time.

    Picture i is on screen from its presentation time until that of picture i + 1; time 0 is when
    the first one appears. Where times were rounded to milliseconds, picture n of 24 a second is
    still the one at n / 24. Reading forward decodes each picture once and never seeks; going back
    or far ahead starts from the nearest keyframe before.
    """

    def __init__(
        self,
        path: Path,
        *,
        threads: int = 0,
        rounding: Fraction | None = None,
        depth: Depth = 8,
    ) -> None:
        """`threads`: of the decoder; 0 takes as many as there are cores. `rounding`: how far the
        file's times may lie after those that were meant, where that is known. `depth`: the finest
        in which pictures come, where the file has as much. Raises MediaError."""
        self._path = path
        self._stream = FrameStream(path, threads=threads)
        try:
            self._current = self._first()
        except MediaError:
            self._stream.close()
            raise
        self._origin = self._current.time
        self._rounding = self._stream.rounding if rounding is None else rounding
        self._converter = Converter(
            self._current.frame,
            aspect=self._stream.aspect,
            codec=self._stream.codec,
            depth=depth,
        )
        self._ahead: TimedFrame | None = None
        self._at_end = False
        self._shown: tuple[TimedFrame, Picture] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Pictures that were handed out stay valid."""
        self._stream.close()

    @property
    def size(self) -> Size:
        return self._converter.size

    @property
    def seeks(self) -> int:
        """How often the file was not read on from where it was."""
        return self._stream.seeks

    @property
    def origin(self) -> Fraction:
        """The first picture's presentation time on the file's own clock, in seconds."""
        return self._origin

    @property
    def rounding(self) -> Fraction:
        """How far the file's times may lie after those that were meant, in seconds."""
        return self._rounding

    @property
    def position(self) -> Fraction:
        """The earliest time that can be had without a seek."""
        return max(self._current.time - self._origin - self._rounding, Fraction(0))

    def frame_at(self, time: Fraction) -> Picture:
        """The picture on screen at `time` seconds after the first one appears; before it the first,
        after the last the last. Raises MediaError."""
        target = self._origin + max(time, Fraction(0)) + self._rounding
        if not self._is_reachable(target):
            self._go_to(target)
        if target - self._current.time > _NEAR:
            self._stream.hurry_to(target)
        self._read_on_to(target)
        return self._picture()

    def _first(self) -> TimedFrame:
        first = self._stream.first()
        if first is None:
            raise MediaError(
                f"No picture of {self._path.name} can be decoded.",
                todo="Download or copy it again.",
            )
        return first

    def _is_reachable(self, target: Fraction) -> bool:
        """Whether the right way to `target` is to read on."""
        ahead = target - self._current.time
        if ahead < 0:
            return False
        if ahead <= _NEAR or self._at_end:
            return True
        keyframe_ahead = self._stream.has_keyframe_ahead(target)
        return ahead < _FAR if keyframe_ahead is None else not keyframe_ahead

    def _read_on_to(self, target: Fraction) -> None:
        while target > self._current.time and not self._at_end:
            self._ahead = self._ahead or self._stream.next()
            self._at_end = self._ahead is None
            if self._ahead is None or self._ahead.time > target:
                return
            self._current, self._ahead = self._ahead, None

    def _go_to(self, target: Fraction) -> None:
        """Stand on a picture that is shown at or before `target`."""
        self._ahead, self._at_end = None, False
        for back in _STEPS_BACK:
            if target - back <= self._origin or not self._stream.seek(target - back):
                break
            landed = self._stream.next()
            if landed is not None and landed.time <= target:
                self._current = landed
                return
        self._stream.restart()
        self._current = self._first()

    def _picture(self) -> Picture:
        if self._shown is None or self._shown[0] is not self._current:
            self._shown = self._current, self._converter.picture(self._current.frame)
        return self._shown[1]
