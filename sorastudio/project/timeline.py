"""Tracks of items in sequence. Where an item starts follows from what lies before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import accumulate

from sorastudio.project.clip import Clip, Gap, Item, Marker
from sorastudio.project.ids import ClipId, LinkId, MarkerId, TrackId
from sorastudio.project.index import Pull, TrackIndex, indexed, pulls_of


class TrackKind(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Items one after another. Canonical: no empty item, no two gaps in a row, no gap at the
    end."""

    id: TrackId
    kind: TrackKind
    name: str
    items: tuple[Item, ...] = ()
    locked: bool = False
    hidden: bool = False
    """A video track that is not shown."""
    muted: bool = False
    solo: bool = False
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False, hash=False)
    """Where each item begins; one entry more for the end of the last."""
    _index: TrackIndex | None = field(
        init=False, repr=False, compare=False, hash=False, default=None
    )

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "starts", tuple(accumulate([i.length for i in self.items], initial=0))
        )

    @property
    def length(self) -> int:
        return self.starts[-1]

    @property
    def index(self) -> TrackIndex:
        """Where its clips and links are. Made when it is first asked for, and kept: the track does
        not change."""
        index = self._index
        if index is None:
            index = indexed(self.items)
            object.__setattr__(self, "_index", index)
        return index

    def index_at(self, frame: int) -> int | None:
        """The item that covers a frame; None before zero and after the end."""
        if not 0 <= frame < self.length:
            return None
        return bisect_right(self.starts, frame) - 1

    def clip_at(self, frame: int) -> Placed | None:
        """The clip that covers a frame; None in a gap."""
        index = self.index_at(frame)
        item = None if index is None else self.items[index]
        return Placed(self, index, item) if index is not None and isinstance(item, Clip) else None

    def clips(self) -> Iterator[Placed]:
        for index, item in enumerate(self.items):
            if isinstance(item, Clip):
                yield Placed(self, index, item)

    def placed(self, index: int) -> Placed:
        """The clip at an index. Raises TypeError for a gap."""
        item = self.items[index]
        if not isinstance(item, Clip):
            raise TypeError(f"item {index} of {self.name} is a gap")
        return Placed(self, index, item)


@dataclass(frozen=True, slots=True)
class Placed:
    """A clip where it lies."""

    track: Track
    index: int
    clip: Clip

    @property
    def start(self) -> int:
        return self.track.starts[self.index]

    @property
    def end(self) -> int:
        return self.track.starts[self.index + 1]

    @property
    def before(self) -> Clip | None:
        """The clip that touches this one's start."""
        item = self.track.items[self.index - 1] if self.index else None
        return item if isinstance(item, Clip) else None

    @property
    def after(self) -> Clip | None:
        """The clip that touches this one's end."""
        rest = self.track.items[self.index + 1 : self.index + 2]
        return rest[0] if rest and isinstance(rest[0], Clip) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Video tracks from the lowest to the topmost, then audio tracks."""

    tracks: tuple[Track, ...] = ()
    markers: tuple[Marker, ...] = ()
    """In order of frame."""
    next_number: int = 1
    """Numbers the next clip, track, link or marker."""
    _pulls: dict[TrackId, tuple[Pull, ...]] = field(
        init=False, repr=False, compare=False, hash=False, default_factory=dict
    )

    @property
    def length(self) -> int:
        return max((track.length for track in self.tracks), default=0)

    def track(self, track_id: TrackId) -> Track | None:
        return next((track for track in self.tracks if track.id == track_id), None)

    def track_named(self, name: str) -> Track | None:
        return next((track for track in self.tracks if track.name == name), None)

    def of_kind(self, kind: TrackKind) -> tuple[Track, ...]:
        return tuple(track for track in self.tracks if track.kind is kind)

    def clips(self) -> Iterator[Placed]:
        for track in self.tracks:
            yield from track.clips()

    def find(self, clip_id: ClipId) -> Placed | None:
        for track in self.tracks:
            index = track.index.clips.get(clip_id)
            if index is not None:
                return track.placed(index)
        return None

    def found(self, clips: Collection[ClipId], links: Collection[LinkId] = ()) -> list[Placed]:
        """Those of some clips, and those with some links, that are on the timeline: each once, in
        the order of tracks."""
        wanted, linking = frozenset(clips), frozenset(links)
        return [
            track.placed(index)
            for track in self.tracks
            for index in track.index.indexes(wanted, linking)
        ]

    def linked(self, link: LinkId) -> tuple[Placed, ...]:
        return tuple(
            track.placed(index)
            for track in self.tracks
            for index in track.index.links.get(link, ())
        )

    def pulls(self, track_id: TrackId) -> tuple[Pull, ...]:
        """What is linked to what comes later on a track, kept like the index of a track."""
        if track_id not in self._pulls:
            track = self.track(track_id)
            self._pulls[track_id] = pulls_of(track, self.tracks) if track else ()
        return self._pulls[track_id]

    def with_track(self, track: Track) -> Timeline:
        """Put a track in the place of the one with its id."""
        return replace(self, tracks=tuple(track if t.id == track.id else t for t in self.tracks))

    def mint_clip(self) -> tuple[Timeline, ClipId]:
        return self._counted(), ClipId(f"clip-{self.next_number}")

    def mint_track(self) -> tuple[Timeline, TrackId]:
        return self._counted(), TrackId(f"track-{self.next_number}")

    def mint_link(self) -> tuple[Timeline, LinkId]:
        return self._counted(), LinkId(f"link-{self.next_number}")

    def mint_marker(self) -> tuple[Timeline, MarkerId]:
        return self._counted(), MarkerId(f"marker-{self.next_number}")

    def _counted(self) -> Timeline:
        return replace(self, next_number=self.next_number + 1)


def canonical(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The same sequence without empty items, with neighbouring gaps as one, and no gap at the
    end."""
    result: list[Item] = []
    for item in items:
        if item.length == 0:
            continue
        if isinstance(item, Gap) and result and isinstance(result[-1], Gap):
            result[-1] = Gap(result[-1].length + item.length)
        else:
            result.append(item)
    while result and isinstance(result[-1], Gap):
        result.pop()
    return tuple(result)
