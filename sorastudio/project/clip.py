"""What lies on a track: clips, gaps, and the transition that leads into a clip."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from sorastudio.project.curve import Varying
from sorastudio.project.ids import ClipId, LinkId, MarkerId, MediaId, SlotId
from sorastudio.project.media import Option


class Fit(StrEnum):
    """How a picture of another shape meets the canvas."""

    FIT = "fit"
    """All of it is seen, bars where it does not reach."""
    FILL = "fill"
    """The canvas is full, what reaches over is cut off."""
    STRETCH = "stretch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """Fractions of the picture cut away at each side."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a picture lies on the canvas, in fractions of it, so that any size of canvas shows the
    same.

    Order: crop, fit, scale and turn about the picture's own middle, then move.
    """

    fit: Fit | None = None
    """None: as the project says."""
    crop: Crop = field(default_factory=Crop)
    scale: Varying = 1.0
    x: Varying = 0.0
    """Fractions of the canvas width to the right of the middle."""
    y: Varying = 0.0
    """Fractions of the canvas height below the middle."""
    rotation_degrees: Varying = 0.0
    """Clockwise."""
    opacity: Varying = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """Blends the item before a clip into it, without changing the length of anything.

    It covers the last `in_offset` frames before the cut and the first `out_offset` frames after it.
    So the incoming clip must have `in_offset` frames of source before its start (its head handle),
    the outgoing one `out_offset` after its end.
    """

    kind: str
    in_offset: int
    out_offset: int
    hold: bool = False
    """Where a handle is missing, the edge picture stands still on purpose."""
    params: tuple[tuple[str, Option], ...] = ()

    @property
    def length(self) -> int:
        return self.in_offset + self.out_offset


@dataclass(frozen=True, slots=True)
class SlotSource:
    """Whatever the slot's chosen take shows."""

    slot_id: SlotId


@dataclass(frozen=True, slots=True)
class MediaSource:
    media_id: MediaId


Source = SlotSource | MediaSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """`length` frames of a source, from `source_in` seconds on, at `speed` (negative: backwards, 0:
    a freeze)."""

    id: ClipId
    source: Source
    length: int
    source_in: Fraction = Fraction(0)
    speed: Fraction = Fraction(1)
    enter: Transition | None = None
    placement: Placement = field(default_factory=Placement)
    gain_db: float = 0.0
    fade_in: int = 0
    """Frames over which the picture (on a video track) or the sound (on an audio track) comes up
    from nothing."""
    fade_out: int = 0
    enabled: bool = True
    link: LinkId | None = None
    """Clips with the same link are picture and sound of one thing and are edited together."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing, for `length` frames: black, or silence, or whatever lies on the tracks below."""

    length: int


Item = Clip | Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    id: MarkerId
    frame: int
    name: str = ""
    note: str = ""
    color: str = "blue"
