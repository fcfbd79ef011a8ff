"""Where things are, looked up instead of searched for.

Each is made from a value that never changes, so that it is right as long as the value lives; tracks
that an edit does not touch keep theirs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol, TypeVar

from sorastudio.project.clip import Clip, Item
from sorastudio.project.ids import ClipId, LinkId, TrackId

K = TypeVar("K", bound=str)


@dataclass(frozen=True, slots=True)
class TrackIndex:
    """The indexes of a track's items, by what they are."""

    clips: Mapping[ClipId, int]
    links: Mapping[LinkId, tuple[int, ...]]
    """One index each, but for a film that is broken."""

    def indexes(self, clips: frozenset[ClipId], links: frozenset[LinkId]) -> list[int]:
        """Of some clips, and of all with some links; in order."""
        found = {self.clips[clip_id] for clip_id in _both(self.clips, clips)}
        for link in _both(self.links, links):
            found.update(self.links[link])
        return sorted(found)


def indexed(items: Iterable[Item]) -> TrackIndex:
    clips = [(index, item) for index, item in enumerate(items) if isinstance(item, Clip)]
    linked = [(item.link, index) for index, item in clips if item.link is not None]
    links: dict[LinkId, tuple[int, ...]] = {link: (index,) for link, index in linked}
    if len(links) < len(linked):
        links = _several(linked)
    # Of an id that is there twice, the first counts.
    return TrackIndex({item.id: index for index, item in reversed(clips)}, links)


def _several(linked: Iterable[tuple[LinkId, int]]) -> dict[LinkId, tuple[int, ...]]:
    found: dict[LinkId, tuple[int, ...]] = {}
    for link, index in linked:
        found[link] = (*found.get(link, ()), index)
    return found


class Row(Protocol):
    """What is asked of a track."""

    @property
    def id(self) -> TrackId: ...
    @property
    def starts(self) -> tuple[int, ...]: ...
    @property
    def index(self) -> TrackIndex: ...


@dataclass(frozen=True, slots=True)
class Pull:
    """What the clips of one track pull along on another: `points[n]` is the earliest start there of
    what is linked to the clips that begin at `starts[n]` or later here."""

    track_id: TrackId
    starts: tuple[int, ...]
    points: tuple[int, ...]

    def point(self, frame: int) -> int | None:
        """From where on the other track moves, if what begins at `frame` or later moves here."""
        index = bisect_left(self.starts, frame)
        return self.points[index] if index < len(self.points) else None


def pulls_of(row: Row, rows: Iterable[Row]) -> tuple[Pull, ...]:
    """What a row pulls along on the others."""
    found = (_pull(row, other) for other in rows if other is not row)
    return tuple(pull for pull in found if pull is not None)


def _pull(row: Row, other: Row) -> Pull | None:
    here, there = row.index.links, other.index.links
    pairs = sorted(
        (row.starts[index], other.starts[min(there[link])])
        for link in here.keys() & there.keys()
        for index in here[link]
    )
    if not pairs:
        return None
    earliest = list(accumulate((point for _, point in reversed(pairs)), min))
    return Pull(other.id, tuple(start for start, _ in pairs), tuple(reversed(earliest)))


def _both(known: Mapping[K, object], wanted: frozenset[K]) -> list[K]:
    """What is in both, found by way of the smaller."""
    if len(wanted) < len(known):
        return [each for each in wanted if each in known]
    return [each for each in known if each in wanted]
