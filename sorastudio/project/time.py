"""Time on the timeline: whole frames at an exact rate. Media time is a `Fraction` of a second."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd

from sorastudio.errors import UsageError

SAMPLE_RATE = 48_000
"""Samples per second of every sound inside the program."""

MOST_HOURS = 1000
"""What can be named by a timecode, forwards and backwards."""
_LONGEST_QUOTE = 40

_NTSC = {"23.976": 24, "23.98": 24, "29.97": 30, "47.952": 48, "59.94": 60, "119.88": 120}


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames per second as an exact ratio, in lowest terms: 24000/1001 is not 23.976."""

    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.numerator <= 0 or self.denominator <= 0:
            raise UsageError(
                f"A frame rate must be above zero, not {self.numerator}/{self.denominator}."
            )
        shared = gcd(self.numerator, self.denominator)
        object.__setattr__(self, "numerator", self.numerator // shared)
        object.__setattr__(self, "denominator", self.denominator // shared)
        if not 1 <= self.fps <= 240:
            raise UsageError(
                f"A frame rate must lie between 1 and 240 frames a second, not {self}."
            )

    @classmethod
    def parse(cls, text: str) -> FrameRate:
        """`24`, `24000/1001`, `12.5`, or the usual short names of the NTSC rates (`23.976`,
        `29.97`)."""
        text = text.strip()
        if text in _NTSC:
            return cls(_NTSC[text] * 1000, 1001)
        if not re.fullmatch(r"\d{1,9}(\.\d{1,6}|/\d{1,9})?", text):
            raise UsageError(
                f"'{text}' is not a frame rate.", todo="Write 24, 25, 29.97 or 24000/1001."
            )
        try:
            fps = Fraction(text)
        except ZeroDivisionError:
            raise UsageError(f"'{text}' divides by zero.", todo="Write 24 or 24000/1001.") from None
        return cls(fps.numerator, fps.denominator)

    def __str__(self) -> str:
        return (
            str(self.numerator) if self.denominator == 1 else f"{self.numerator}/{self.denominator}"
        )

    @property
    def fps(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def nominal(self) -> int:
        """The whole number a timecode counts to: 24 for 24000/1001."""
        return -(-self.numerator // self.denominator)

    def seconds(self, frames: int) -> Fraction:
        """The time at which frame `frames` begins."""
        return Fraction(frames * self.denominator, self.numerator)

    def frame_at(self, seconds: Fraction) -> int:
        """The frame on screen at a time."""
        return floor(seconds * self.fps)

    def nearest_frame(self, seconds: Fraction) -> int:
        return floor(seconds * self.fps + Fraction(1, 2))

    def frames_covering(self, seconds: Fraction) -> int:
        """The fewest frames that last at least so long."""
        return -floor(-seconds * self.fps)

    def sample(self, frame: int) -> int:
        """The first sample of a frame: counted from zero each time, so that nothing ever drifts."""
        return (2 * frame * SAMPLE_RATE * self.denominator + self.numerator) // (2 * self.numerator)


FPS_24 = FrameRate(24)


def drops_frames(rate: FrameRate) -> bool:
    """Whether drop-frame timecode exists for this rate (29.97, 59.94 and their multiples)."""
    return rate.denominator == 1001 and rate.nominal % 30 == 0


def timecode(frame: int, rate: FrameRate, *, drop: bool = False) -> str:
    """`HH:MM:SS:FF`, or `HH:MM:SS;FF` counted drop-frame (SMPTE ST 12: labels skipped, no frame
    is).

    Raises UsageError where drop-frame does not exist for the rate.
    """
    sign, frame = ("-", -frame) if frame < 0 else ("", frame)
    if drop:
        frame = _with_dropped_labels(frame, rate)
    seconds, frames = divmod(frame, rate.nominal)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02}:{minutes:02}:{seconds:02}{';' if drop else ':'}{frames:02}"


def parse_timecode(text: str, rate: FrameRate) -> int:
    """The frame of `HH:MM:SS:FF` (or `;FF`), or of fewer fields from the right (`12:05`), or of a
    plain frame number; at most 1000 hours."""
    match = re.fullmatch(r"(-?)((?:\d{1,9}:){0,2}(?:\d{1,9}[:;])?)(\d{1,9})", text.strip())
    if not match:
        shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
        raise UsageError(
            f"'{shown}' is not a timecode.", todo="Write HH:MM:SS:FF or a frame number."
        )
    sign, head, last = match.groups()
    fields = [int(field) for field in re.findall(r"\d+", head)]
    if any(field >= 60 for field in fields[1:]):
        raise UsageError(f"'{text}' has more than 59 minutes or seconds in a field.")
    if fields and int(last) >= rate.nominal:
        raise UsageError(f"'{text}' has no frame {last} at {rate} frames a second.")
    hours, minutes, seconds = [0] * (3 - len(fields)) + fields
    frame = ((hours * 60 + minutes) * 60 + seconds) * rate.nominal + int(last)
    if frame > MOST_HOURS * 3600 * rate.nominal:
        raise UsageError(f"'{text}' is more than {MOST_HOURS} hours.")
    if ";" in head:
        if seconds == 0 and minutes % 10 and int(last) < _drop_count(rate):
            raise UsageError(f"Drop-frame timecode skips '{text}'.")
        frame -= _dropped_before(hours * 60 + minutes, rate)
    return -frame if sign else frame


def _drop_count(rate: FrameRate) -> int:
    if not drops_frames(rate):
        raise UsageError(f"There is no drop-frame timecode at {rate} frames a second.")
    return rate.nominal // 15


def _dropped_before(minute: int, rate: FrameRate) -> int:
    return _drop_count(rate) * (minute - minute // 10)


def _with_dropped_labels(frame: int, rate: FrameRate) -> int:
    dropped = _drop_count(rate)
    per_minute = rate.nominal * 60 - dropped
    per_ten = per_minute * 10 + dropped
    tens, rest = divmod(frame, per_ten)
    minutes = 0 if rest < rate.nominal * 60 else 1 + (rest - rate.nominal * 60) // per_minute
    return frame + dropped * (9 * tens + minutes)
