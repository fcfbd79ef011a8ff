"""Files and takes. The pool of them only grows: an edit changes what a slot uses, never what
exists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sorastudio.project.ids import MediaId, SlotId, TakeId
from sorastudio.project.table import Table

Option = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def aspect(self) -> Fraction:
        return Fraction(self.width, self.height)


class MediaKind(StrEnum):
    VIDEO = "video"
    STILL = "still"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFacts:
    """What a file's picture is, as measured. `size` is as shown: turned upright, pixels square."""

    size: Size
    rate: Fraction
    """Average frames per second; 0 for a still."""
    codec: str
    pixel_format: str
    has_alpha: bool = False
    interlaced: bool = False
    variable_rate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFacts:
    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file by its content. `path` is where it was last seen: relative to the film's folder (with
    `/`), or absolute."""

    id: MediaId
    path: str
    sha256: str
    size_bytes: int
    kind: MediaKind
    duration: Fraction
    """Seconds from the first to the end of the last picture (of the sound, where there is none); 0
    for a still."""
    video: VideoFacts | None = None
    audio: AudioFacts | None = None

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]


class ReferenceRole(StrEnum):
    FIRST_FRAME = "first_frame"
    LAST_FRAME = "last_frame"
    REFERENCE = "reference"


class Operation(StrEnum):
    """What is done to a take to make another one of it."""

    EXTEND = "extend"
    """Goes on behind its end: the new take is the whole."""
    EDIT = "edit"
    """Changes it as a prompt says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A picture or clip that was given to the generator, by content."""

    role: ReferenceRole
    sha256: str
    label: str = ""
    changed: str = ""
    """Where another picture was sent for it: what was done to it, as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that is needed to ask for the same take again, from whatever generator."""

    prompt: str
    """As it was sent, names of the book filled in."""
    negative: str = ""
    seed: int
    provider: str
    model: str
    model_version: str = ""
    size: Size
    rate: Fraction
    seconds: Fraction
    """The length that was asked for, handles and all."""
    references: tuple[Reference, ...] = ()
    parent: TakeId | None = None
    """The take this one was made of."""
    operation: Operation | None = None
    """What was done to the parent."""
    options: tuple[tuple[str, Option], ...] = ()

    @property
    def changes(self) -> tuple[str, ...]:
        """What was done to the pictures it was made from so that they could be sent, as
        sentences."""
        return tuple(each.changed for each in self.references if each.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    amount: Decimal
    currency: str
    billed: bool
    """False while it is only an estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One generated result for a slot: the whole recipe, the file by content, what it cost."""

    id: TakeId
    slot_id: SlotId
    number: int
    """1, 2, 3 ... within the slot, in the order of arrival."""
    media_id: MediaId
    recipe: Recipe
    created_at: str
    """ISO 8601, UTC."""
    job_id: str = ""
    cost: Cost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPool:
    """Every file and every take the film has ever had."""

    media: Table[Media] = field(default_factory=Table)
    takes: Table[Take] = field(default_factory=Table)

    def with_media(self, media: Media) -> MediaPool:
        """The pool with this file in it, or with its new place if the content was known already."""
        return replace(self, media=self.media.put(media))

    def with_take(self, take: Take, media: Media) -> MediaPool:
        return replace(self.with_media(media), takes=self.takes.put(take))

    def takes_of(self, slot_id: SlotId) -> tuple[Take, ...]:
        """In the order of their numbers."""
        found = (take for take in self.takes if take.slot_id == slot_id)
        return tuple(sorted(found, key=lambda take: take.number))

    def next_take_number(self, slot_id: SlotId) -> int:
        return max((take.number for take in self.takes_of(slot_id)), default=0) + 1
