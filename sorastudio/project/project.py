"""The film: one value that holds everything a person made."""

from __future__ import annotations

from dataclasses import dataclass, field

from sorastudio.errors import UsageError
from sorastudio.project.book import Book
from sorastudio.project.clip import Clip, Fit, MediaSource, SlotSource
from sorastudio.project.ids import SlotId, TrackId
from sorastudio.project.media import Media, MediaPool, Size, Take
from sorastudio.project.slot import Slot
from sorastudio.project.table import Table
from sorastudio.project.time import FPS_24, FrameRate
from sorastudio.project.timeline import Timeline, Track, TrackKind

HD_720 = Size(1280, 720)
MAX_SIDE = 8192
"""The longest side of a canvas, in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The canvas: even sides, because colour is stored once for every 2x2 pixels."""

    size: Size = HD_720
    rate: FrameRate = FPS_24
    fit: Fit = Fit.FIT
    ripple_markers: bool = True
    """Whether markers move with what ripples."""

    def __post_init__(self) -> None:
        width, height = self.size.width, self.size.height
        if not (16 <= width <= MAX_SIDE and 16 <= height <= MAX_SIDE) or width % 2 or height % 2:
            raise UsageError(
                f"A film cannot be {self.size}.",
                todo=f"Width and height must be even and between 16 and {MAX_SIDE}.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The film as a value."""

    name: str
    settings: Settings = field(default_factory=Settings)
    slots: Table[Slot] = field(default_factory=Table)
    book: Book = field(default_factory=Book)
    timeline: Timeline = field(default_factory=Timeline)
    pool: MediaPool = field(default_factory=MediaPool)

    @property
    def rate(self) -> FrameRate:
        return self.settings.rate

    def chosen_take(self, slot_id: SlotId) -> Take | None:
        slot = self.slots.get(slot_id)
        return self.pool.takes.get(slot.chosen) if slot and slot.chosen else None

    def media_of(self, clip: Clip) -> Media | None:
        """The file a clip shows at the moment; None for a slot without a take."""
        match clip.source:
            case MediaSource(media_id):
                return self.pool.media.get(media_id)
            case SlotSource(slot_id):
                take = self.chosen_take(slot_id)
                return self.pool.media.get(take.media_id) if take else None

    def slot_of(self, clip: Clip) -> Slot | None:
        return self.slots.get(clip.source.slot_id) if isinstance(clip.source, SlotSource) else None


def new_project(name: str, settings: Settings | None = None) -> Project:
    """An empty film with one video and two audio tracks."""
    tracks = (
        Track(id=TrackId("track-1"), kind=TrackKind.VIDEO, name="V1"),
        Track(id=TrackId("track-2"), kind=TrackKind.AUDIO, name="A1"),
        Track(id=TrackId("track-3"), kind=TrackKind.AUDIO, name="A2"),
    )
    timeline = Timeline(tracks=tracks, next_number=4)
    return Project(name=name, settings=settings or Settings(), timeline=timeline)
