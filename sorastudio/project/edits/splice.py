"""The one primitive every edit is built from: replacing a stretch of a track."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip, Gap, Item
from sorastudio.project.edits.lookup import refuse_locked, title, track_of
from sorastudio.project.edits.settle import settled
from sorastudio.project.ids import LinkId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Track, canonical


@dataclass(frozen=True, slots=True)
class Splice:
    """Puts `items` in the place of frames [start, end) of a track."""

    track_id: TrackId
    start: int
    end: int
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """Moves what begins at `point` or later by `frames`: into the gap before it, or off to open
    one."""

    track_id: TrackId
    point: int
    frames: int


@dataclass(frozen=True, slots=True)
class MarkerShift:
    """Moves the markers at `point` or later by `frames`, if the film wants that; those in a stretch
    that is taken out go to where it was."""

    point: int
    frames: int


Step = Splice | Shift | MarkerShift


def splice(
    project: Project, track_id: TrackId, start: int, end: int, items: Sequence[Item]
) -> Project:
    """Replace what lies in frames [start, end) of a track; what comes later moves by the
    difference.

    A clip across a border is cut: its left part keeps its id, the right part gets a new one if both
    remain. A start past the end of the track is reached by a gap. Afterwards the track is canonical
    and its transitions and fades fit. Raises EditRefused on a locked track.
    """
    return apply(project, (Splice(track_id, start, end, tuple(items)),))


def apply(project: Project, steps: Iterable[Step]) -> Project:
    """Take several steps as one, each in the frames that the ones before it left.

    Transitions are fitted after the last step only. The right parts of linked clips that are cut at
    the same frame are linked to each other. A link that keeps a single clip is dissolved, and of
    two clips on one track only the first keeps it.
    """
    bench = _Bench(project)
    for _, alike in groupby(steps, key=_kind):
        bench.take(list(alike))
    return bench.finished()


def without_head(clip: Clip, frames: int, rate: FrameRate) -> Clip:
    """The same clip begun `frames` later in its source (or earlier, if negative)."""
    return replace(
        clip,
        length=clip.length - frames,
        source_in=clip.source_in + rate.seconds(frames) * clip.speed,
    )


class _Bench:
    """The timeline on the table between two steps, where tracks need not be settled."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._timeline = project.timeline
        self._tracks: dict[TrackId, None] = {}
        self._links: set[LinkId] = set()
        self._new_links: dict[tuple[LinkId, int], LinkId] = {}

    def take(self, steps: list[Step]) -> None:
        """Steps of one kind on one track. Moving many clips is many splices, and one pass if none
        of them changes the frames of another."""
        splices = [step for step in steps if isinstance(step, Splice)]
        if len(splices) > 1 and self._are_apart(splices):
            self._lay(sorted(splices, key=lambda step: step.start))
            return
        for step in steps:
            match step:
                case Splice():
                    self.splice(step)
                case Shift():
                    self.shift(step)
                case MarkerShift():
                    self.shift_markers(step)

    def _are_apart(self, splices: list[Splice]) -> bool:
        """Whether they keep all lengths, do not overlap, and none cuts a clip in two."""
        track = self._track(splices[0].track_id)
        ordered = sorted(splices, key=lambda step: step.start)
        return (
            all(sum(i.length for i in s.items) == s.end - s.start > 0 for s in ordered)
            and ordered[0].start >= 0
            and all(a.end <= b.start for a, b in pairwise(ordered))
            and not any(_cuts_in_two(track, step) for step in ordered)
        )

    def _lay(self, splices: list[Splice]) -> None:
        track, at = self._open(splices[0].track_id), 0
        items: list[Item] = []
        self._note_links(track, *splices)
        for step in splices:
            items += self._stretch(track, at, step.start)
            items += step.items
            at = step.end
        items += self._stretch(track, at, track.length)
        self._put(replace(track, items=canonical(tuple(items))))

    def splice(self, step: Splice) -> None:
        if step.start < 0:
            raise EditRefused("Nothing can lie before the beginning of the film.")
        if step.end < step.start or any(item.length < 0 for item in step.items):
            raise ValueError(f"not a stretch of time: {step}")
        track = self._open(step.track_id)
        self._note_links(track, step)
        before = self._stretch(track, 0, step.start)
        after = self._stretch(track, step.end, track.length)
        if before and after and isinstance(left := before[-1], Clip):
            right = after[0]
            if isinstance(right, Clip) and left.id == right.id:
                left, right = self._parted(left, right, step.end)
                before, after = (*before[:-1], left), (right, *after[1:])
        self._put(replace(track, items=_joined(before, step.items, after)))

    def shift(self, step: Shift) -> None:
        track = self._open(step.track_id)
        index = first_clip_from(track, step.point)
        if index is None or step.frames == 0:
            return
        start = track.starts[index]
        if step.frames > 0:
            self.splice(Splice(track.id, start, start, (Gap(step.frames),)))
            return
        self._refuse_blocked(track, index, -step.frames)
        self.splice(Splice(track.id, start + step.frames, start))

    def shift_markers(self, step: MarkerShift) -> None:
        if not self._project.settings.ripple_markers:
            return
        earliest = step.point + min(0, step.frames)
        markers = tuple(
            replace(marker, frame=max(earliest, marker.frame + step.frames))
            if marker.frame >= step.point or marker.frame > earliest
            else marker
            for marker in self._timeline.markers
        )
        self._timeline = replace(self._timeline, markers=markers)

    def finished(self) -> Project:
        for track_id in self._tracks:
            track, before = self._track(track_id), self._project.timeline.track(track_id)
            items = settled(track.items, before.items if before else ())
            if items is not track.items:
                self._put(replace(track, items=items))
        self._dissolve_links()
        return replace(self._project, timeline=self._timeline)

    def _open(self, track_id: TrackId) -> Track:
        track = self._track(track_id)
        refuse_locked(track)
        self._tracks[track_id] = None
        return track

    def _track(self, track_id: TrackId) -> Track:
        track = self._timeline.track(track_id)
        return track if track is not None else track_of(self._project, track_id)

    def _put(self, track: Track) -> None:
        self._timeline = self._timeline.with_track(track)

    def _note_links(self, track: Track, *splices: Splice) -> None:
        """Of what goes, of what is cut, and of what comes."""
        found: list[Item] = []
        for step in splices:
            first = max(0, bisect_right(track.starts, step.start) - 1)
            found += track.items[first : bisect_right(track.starts, step.end)]
            found += step.items
        self._links.update(_links(found))

    def _stretch(self, track: Track, start: int, end: int) -> tuple[Item, ...]:
        """What lies in frames [start, end) of a track, with a gap from its end on; a clip across a
        border is cut there."""
        if start >= end:
            return ()
        if start >= track.length:
            return (Gap(end - start),)
        first, last = bisect_right(track.starts, start) - 1, bisect_left(track.starts, end)
        items = list(track.items[first:last])
        if start > track.starts[first]:
            items[0] = _right_part(items[0], start - track.starts[first], self._project.rate)
        if end > track.length:
            items.append(Gap(end - track.length))
        elif end < track.starts[last]:
            items[-1] = _left_part(items[-1], items[-1].length - (track.starts[last] - end))
        return tuple(items)

    def _parted(self, left: Clip, right: Clip, frame: int) -> tuple[Clip, Clip]:
        """Two clips out of one: the right is new, and linked to what is cut with it. If its partner
        is not cut and lies on the right, the link goes there."""
        self._timeline, clip_id = self._timeline.mint_clip()
        right = replace(right, id=clip_id)
        if left.link is None:
            return left, right
        link = self._new_link(left.link, frame)
        partners = (p for p in self._timeline.linked(left.link) if p.clip.id != left.id)
        if all(placed.start >= frame for placed in partners):
            return replace(left, link=link), right
        return left, replace(right, link=link)

    def _new_link(self, link: LinkId, frame: int) -> LinkId:
        found = self._new_links.get((link, frame))
        if found is None:
            self._timeline, found = self._timeline.mint_link()
            self._new_links[link, frame] = found
            self._links.add(found)
        return found

    def _dissolve_links(self) -> None:
        """Of the links that were touched, those that do not hold clips of several tracks
        together."""
        if not self._links:
            return
        held, twice = Counter[LinkId](), set[LinkId]()
        for track in self._timeline.tracks:
            links = track.index.links
            here = links.keys() & self._links
            held.update(here)
            twice.update(link for link in here if len(links[link]) > 1)
        lonely = {link for link in self._links if held[link] < 2}
        odd = lonely | twice
        for track in self._timeline.tracks:
            if any(link in track.index.links for link in odd):
                self._put(replace(track, items=tuple(_relinked(track.items, self._links, lonely))))

    def _refuse_blocked(self, track: Track, index: int, frames: int) -> None:
        room, item = _gap_before(track, index), track.items[index]
        if room < frames and isinstance(item, Clip):
            raise EditRefused(
                f"“{title(self._project, item)}” on {track.name} would have to move {frames} "
                f"frames earlier, and has room for {room}.",
                kept="Nothing was changed.",
            )


def _kind(step: Step) -> tuple[type, str]:
    return type(step), "" if isinstance(step, MarkerShift) else step.track_id


def first_clip_from(track: Track, frame: int) -> int | None:
    """The index of the first clip that begins at a frame or later."""
    for index in range(bisect_left(track.starts, frame), len(track.items)):
        if isinstance(track.items[index], Clip):
            return index
    return None


def room_before(track: Track, frame: int) -> int | None:
    """How many frames earlier what begins at `frame` or later can move; None if nothing does."""
    index = first_clip_from(track, frame)
    return None if index is None else _gap_before(track, index)


def _gap_before(track: Track, index: int) -> int:
    before = track.items[index - 1] if index else None
    return before.length if isinstance(before, Gap) else 0


def _joined(
    before: tuple[Item, ...], items: tuple[Item, ...], after: tuple[Item, ...]
) -> tuple[Item, ...]:
    """All in a row and canonical. Only the seams can fail to be, up to the clips on both sides."""
    seam = 2 if after and isinstance(after[0], Gap) else 1
    return (*before[:-1], *canonical((*before[-1:], *items, *after[:seam])), *after[seam:])


def _cuts_in_two(track: Track, step: Splice) -> bool:
    """Whether a stretch begins and ends inside of one clip."""
    index = track.index_at(step.start)
    if index is None or not isinstance(track.items[index], Clip):
        return False
    return track.starts[index] < step.start and step.end < track.starts[index + 1]


def _left_part(item: Item, length: int) -> Item:
    return Gap(length) if isinstance(item, Gap) else replace(item, length=length, fade_out=0)


def _right_part(item: Item, cut: int, rate: FrameRate) -> Item:
    if isinstance(item, Gap):
        return Gap(item.length - cut)
    return replace(without_head(item, cut, rate), enter=None, fade_in=0)


def _links(items: Iterable[Item]) -> list[LinkId]:
    return [item.link for item in items if isinstance(item, Clip) and item.link]


def _relinked(items: Iterable[Item], links: set[LinkId], lonely: set[LinkId]) -> Iterator[Item]:
    """Without the lonely links, and with each of `links` once."""
    gone = set(lonely)
    for item in items:
        if isinstance(item, Clip) and item.link in links:
            yield replace(item, link=None) if item.link in gone else item
            gone.add(item.link)
        else:
            yield item
