"""A slot: a prompt, and the choice among all the takes ever generated for it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sorastudio.project.ids import MediaId, SlotId, TakeId
from sorastudio.project.media import Operation, Option, Size


@dataclass(frozen=True, slots=True)
class ImageFrame:
    """A picture file as first or last frame."""

    media_id: MediaId


@dataclass(frozen=True, slots=True)
class FrameOfSlot:
    """The first or last frame of what another slot uses: a link of the graph."""

    slot_id: SlotId
    last: bool


FrameLink = ImageFrame | FrameOfSlot


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the person thinks of a take."""

    take_id: TakeId
    stars: int = 0
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class TakeSource:
    """A take of the same slot that the next one is made of."""

    operation: Operation
    take_id: TakeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What to generate, and which take is used. `seconds` is the length on the timeline that was
    asked for."""

    id: SlotId
    name: str
    prompt: str
    seconds: Fraction
    negative: str = ""
    seed: int | None = None
    """None: a new one for every take."""
    provider: str = ""
    """Empty: the default of the moment."""
    model: str = ""
    size: Size | None = None
    """None: the project's."""
    first_frame: FrameLink | None = None
    last_frame: FrameLink | None = None
    options: tuple[tuple[str, Option], ...] = ()
    source: TakeSource | None = None
    """Set only where it is asked for a take that is made of another: then `seconds` are those that
    an extension adds, and `prompt` says what an edit changes."""
    chosen: TakeId | None = None
    locked: bool = False
    verdicts: tuple[Verdict, ...] = ()

    def links(self) -> tuple[SlotId, ...]:
        """The slots this one starts from or ends on."""
        frames = (self.first_frame, self.last_frame)
        return tuple(frame.slot_id for frame in frames if isinstance(frame, FrameOfSlot))

    def verdict(self, take_id: TakeId) -> Verdict:
        return next((v for v in self.verdicts if v.take_id == take_id), Verdict(take_id=take_id))
