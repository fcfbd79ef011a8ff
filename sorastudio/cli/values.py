"""What a person types, as values. Raises UsageError in words about what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from sorastudio.errors import UsageError
from sorastudio.project.media import Option, Size
from sorastudio.project.time import FrameRate, parse_timecode

LONGEST_SECONDS = 24 * 3600


def parse_size(text: str) -> Size:
    match = re.fullmatch(r"(\d{1,6})[x×](\d{1,6})", text.strip())
    if not match:
        raise UsageError(f"'{text}' is not a size.", todo="Write it like 1280x720.")
    return Size(int(match[1]), int(match[2]))


def parse_seconds(text: str, name: str, *, zero: bool = False) -> Fraction:
    """Seconds as 5, 2.5, 1/24 or m:ss. Negative and endless ones are refused, zero unless it is
    allowed."""
    match = re.fullmatch(r"(?:(\d+):)?(-?\d+(?:\.\d+)?(?:/\d+)?)", text.strip())
    try:
        seconds = int(match[1] or 0) * 60 + Fraction(match[2]) if match else None
    except ZeroDivisionError:
        seconds = None
    if seconds is None:
        raise UsageError(f"{name} '{text}' is not a time.", todo="Write seconds, like 5 or 2.5.")
    if seconds < 0 or (seconds == 0 and not zero):
        raise UsageError(f"{name} {text} must be {'at least' if zero else 'above'} zero.")
    if seconds > LONGEST_SECONDS:
        raise UsageError(f"{name} {text} is longer than a day.")
    return seconds


def parse_frame(text: str, rate: FrameRate, name: str) -> int:
    """A frame number or a timecode, not below zero."""
    frame = parse_timecode(text, rate)
    if frame < 0:
        raise UsageError(f"{name} {text} lies before the film.", todo="Frames count from 0.")
    return frame


def parse_range(text: str, rate: FrameRate, length: int) -> tuple[int, int]:
    """`A:B` in frames, or `A-B` in timecodes; either side may be left out. The end is not
    included."""
    match = re.fullmatch(r"(\d*):(\d*)", text) or re.fullmatch(r"([\d:;]*)-([\d:;]*)", text)
    if not match:
        raise UsageError(
            f"'{text}' is not a range.",
            todo="Write frames as A:B, or timecodes as HH:MM:SS:FF-HH:MM:SS:FF.",
        )
    first = parse_timecode(match[1], rate) if match[1] else 0
    end = parse_timecode(match[2], rate) if match[2] else length
    return first, end


@dataclass(frozen=True, slots=True)
class TransitionRequest:
    kind: str
    length: int
    params: tuple[tuple[str, Option], ...]


def parse_transition(text: str, default_length: int) -> TransitionRequest:
    """`KIND`, `KIND:FRAMES`, `KIND:FRAMES,name=value,...`."""
    from sorastudio.render.transitions import kind_named

    head, *pairs = text.split(",")
    name, _, frames = head.partition(":")
    if (frames and not re.fullmatch(r"\d{1,6}", frames)) or frames == "0":
        raise UsageError(f"'{frames}' is not a number of frames.", todo="Write dissolve:12.")
    if any("=" not in pair for pair in pairs):
        raise UsageError(f"'{text}' is not a transition.", todo="Write wipe:12,angle=90.")
    params = dict(pair.split("=", 1) for pair in pairs)
    return TransitionRequest(
        kind=name,
        length=int(frames) if frames else default_length,
        params=kind_named(name).parse_params(params),
    )
