"""How the parts of a film are written."""

from __future__ import annotations

from typing import TypeVar

from sorastudio.project.clip import Clip, Gap, Marker, MediaSource, SlotSource, Transition
from sorastudio.project.media import AudioFacts, Media, Size, Take
from sorastudio.project.project import Project, Settings
from sorastudio.project.slot import FrameOfSlot, ImageFrame, Verdict
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Timeline
from sorastudio.store.codec import Codec
from sorastudio.store.json_text import Json
from sorastudio.store.text_forms import FRAME_RATE, SIZE

T = TypeVar("T")

MAX_FRAMES = 10**9
"""More than a year at any frame rate: a film that claims more is damaged."""

_FRAMES = range(MAX_FRAMES + 1)
_SOME_FRAMES = range(1, MAX_FRAMES + 1)

_CODEC = Codec(
    texts={Size: SIZE, FrameRate: FRAME_RATE},
    tags={
        Clip: "clip",
        Gap: "gap",
        SlotSource: "slot",
        MediaSource: "media",
        ImageFrame: "image",
        FrameOfSlot: "slot",
    },
    limits={
        (Clip, "length"): _SOME_FRAMES,
        (Gap, "length"): _SOME_FRAMES,
        (Clip, "fade_in"): _FRAMES,
        (Clip, "fade_out"): _FRAMES,
        (Transition, "in_offset"): _FRAMES,
        (Transition, "out_offset"): _FRAMES,
        (Marker, "frame"): _FRAMES,
        (Timeline, "next_number"): _SOME_FRAMES,
        (Take, "number"): _SOME_FRAMES,
        (Media, "size_bytes"): range(2**63),
        (AudioFacts, "sample_rate"): range(1, 10**8),
        (AudioFacts, "channels"): range(1, 1024),
        (Verdict, "stars"): range(6),
    },
    always=frozenset(
        {(Project, "settings"), (Settings, "size"), (Settings, "rate"), (Settings, "fit")}
    ),
)


def to_data(value: object) -> Json:
    """JSON-able data of a film or of any part of it."""
    return _CODEC.to_data(value)


def from_data(cls: type[T], data: object, where: str = "") -> T:
    """A film or a part of it. Raises FilmFileError with the place (behind `where`) and what was
    expected."""
    return _CODEC.from_data(cls, data, where)
