"""Where things lie in the timeline: frames to pixels, tracks to rows, and what is under a point."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import floor

from sorastudio.project.clip import Clip
from sorastudio.project.ids import ClipId, TrackId
from sorastudio.project.timeline import Placed, Timeline, Track, TrackKind

VIDEO_PX, AUDIO_PX = 68, 48
LOWEST_PX, HIGHEST_PX = 28, 240
"""How high a track can be."""
DIVIDER_PX = 8
"""Between the lowest video track and the first audio track."""
PAD_PX = 2
"""Between a clip and the line of its track, above and below."""
NAME_PX = 16
"""The strip at the top of a clip that carries its name."""

FINEST, COARSEST = 40.0, 0.0005
"""The most and the fewest pixels a frame can have."""

_EDGE_PX = 7
_FADE_PX = 7
ROOM_FOR_FADES_PX = 56
KNOB_PX = _EDGE_PX + _FADE_PX
"""How far inside of a clip the knob of a fade is while there is none."""
_END_ROOM = 0.25
"""So much of the width may be scrolled past the end of the film."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The time axis: pixels per frame, and how many pixels are scrolled away at the left."""

    px_per_frame: float
    scroll_px: float = 0.0

    def x(self, frame: float) -> float:
        """The left edge of a frame."""
        return frame * self.px_per_frame - self.scroll_px

    def frame(self, x: float) -> float:
        return (x + self.scroll_px) / self.px_per_frame

    def at(self, x: float) -> int:
        """The frame under a pixel, never below 0."""
        return max(0, floor(self.frame(x)))

    def nearest(self, x: float) -> int:
        """The edge between frames that is nearest to a pixel, never below 0."""
        return max(0, floor(self.frame(x) + 0.5))

    def reach(self, px: float) -> float:
        """So many frames are within so many pixels."""
        return px / self.px_per_frame

    def zoomed(self, factor: float, x: float) -> Scale:
        """Closer by `factor`; what is under `x` stays there."""
        frame = self.frame(x)
        finer = min(max(self.px_per_frame * factor, COARSEST), FINEST)
        return Scale(finer, max(0.0, frame * finer - x))

    def scrolled(self, px: float) -> Scale:
        return replace(self, scroll_px=max(0.0, self.scroll_px + px))

    def at_end(self, length: int, width_px: int) -> Scale:
        """Where the end of a film of `length` frames is seen, with a little room behind it."""
        whole = length * self.px_per_frame + width_px * _END_ROOM
        return replace(self, scroll_px=max(0.0, whole - width_px))

    def most_scroll(self, length: int, width_px: int) -> int:
        """The farthest a film of `length` frames can be scrolled in so wide a window."""
        return max(round(self.at_end(length, width_px).scroll_px), round(self.scroll_px))


def fitting(length: int, width_px: int) -> Scale:
    """All of a film, with a little room behind it."""
    room = max(1.0, width_px - 24.0)
    return Scale(min(max(room / max(length, 1), COARSEST), FINEST))


@dataclass(frozen=True, slots=True)
class Row:
    """A track where it is painted: `top` in pixels from the top of the first row."""

    track: Track
    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height


def rows_of(timeline: Timeline, heights: Mapping[TrackId, int]) -> tuple[Row, ...]:
    """The topmost video track first, then down to the lowest, then the audio tracks."""
    rows, top = [], 0
    for track in reversed(timeline.of_kind(TrackKind.VIDEO)):
        rows.append(Row(track, top, heights.get(track.id, VIDEO_PX)))
        top = rows[-1].bottom
    top += DIVIDER_PX
    for track in timeline.of_kind(TrackKind.AUDIO):
        rows.append(Row(track, top, heights.get(track.id, AUDIO_PX)))
        top = rows[-1].bottom
    return tuple(rows)


def row_at(rows: Iterable[Row], y: float) -> Row | None:
    return next((row for row in rows if row.top <= y < row.bottom), None)


def visible(track: Track, first: float, end: float) -> range:
    """The indexes of the items that touch frames [first, end)."""
    begin = max(0, bisect_right(track.starts, first) - 1)
    return range(begin, min(len(track.items), bisect_left(track.starts, end)))


def nearest_cut(track: Track, frame: float) -> int:
    index = bisect_left(track.starts, frame)
    around = track.starts[max(0, index - 1) : index + 1]
    return min(around, key=lambda cut: abs(cut - frame))


def clip_at_cut(track: Track, cut: int) -> Placed | None:
    """The clip that begins at a cut."""
    index = bisect_left(track.starts, cut)
    if index >= len(track.items) or track.starts[index] != cut:
        return None
    item = track.items[index]
    return Placed(track, index, item) if isinstance(item, Clip) else None


class Part(StrEnum):
    BODY = "body"
    HEAD = "head"
    TAIL = "tail"
    FADE_IN = "fade_in"
    FADE_OUT = "fade_out"


@dataclass(frozen=True, slots=True)
class OnClip:
    placed: Placed
    part: Part


@dataclass(frozen=True, slots=True)
class OnTransition:
    """The transition that leads into a clip: its beginning (HEAD), its end (TAIL), or between."""

    placed: Placed
    part: Part


@dataclass(frozen=True, slots=True)
class OnTrack:
    """Where nothing lies; on no track at all between and below the rows."""

    track: Track | None
    gap: int | None = field(default=None, compare=False)
    """Where the gap begins that is under the point; None behind the last clip."""


Hit = OnClip | OnTransition | OnTrack


def hit(rows: Iterable[Row], scale: Scale, x: float, y: float) -> Hit:
    """What is under a point of the canvas; `y` counts from the top of the first row."""
    row = row_at(rows, y)
    if row is None:
        return OnTrack(None)
    index = row.track.index_at(floor(max(0.0, scale.frame(x))))
    placed = _placed(row.track, index)
    down = y - row.top - PAD_PX
    if down > NAME_PX:
        found = _transition_at(row.track, index, scale, x)
        if found is not None:
            return found
    if placed is None or scale.frame(x) < 0:
        return OnTrack(row.track, None if index is None else row.track.starts[index])
    return OnClip(placed, _part(placed, scale, x, down))


def _placed(track: Track, index: int | None) -> Placed | None:
    if index is None:
        return None
    item = track.items[index]
    return Placed(track, index, item) if isinstance(item, Clip) else None


def _transition_at(track: Track, index: int | None, scale: Scale, x: float) -> OnTransition | None:
    """Into the clip that is there, or out of it into the next."""
    if index is None:
        return None
    for placed in (_placed(track, index), _placed(track, _next(track, index))):
        if placed is None or placed.clip.enter is None:
            continue
        enter = placed.clip.enter
        left = scale.x(placed.start - enter.in_offset)
        right = scale.x(placed.start + enter.out_offset)
        if left <= x < right:
            return OnTransition(placed, _end_near(left, right, x))
    return None


def _next(track: Track, index: int) -> int | None:
    return index + 1 if index + 1 < len(track.items) else None


def _part(placed: Placed, scale: Scale, x: float, down: float) -> Part:
    left, right = scale.x(placed.start), scale.x(placed.end)
    if down <= NAME_PX and right - left >= ROOM_FOR_FADES_PX:
        clip = placed.clip
        if clip.fade_in and abs(x - scale.x(placed.start + clip.fade_in)) <= _FADE_PX:
            return Part.FADE_IN
        if clip.fade_out and abs(x - scale.x(placed.end - clip.fade_out)) <= _FADE_PX:
            return Part.FADE_OUT
        if _EDGE_PX < x - left <= _EDGE_PX + 2 * _FADE_PX and not clip.fade_in:
            return Part.FADE_IN
        if _EDGE_PX < right - x <= _EDGE_PX + 2 * _FADE_PX and not clip.fade_out:
            return Part.FADE_OUT
    return _end_near(left, right, x)


def _end_near(left: float, right: float, x: float) -> Part:
    """The edge within reach; of something narrow, a quarter at each side."""
    reach = min(_EDGE_PX, (right - left) / 4)
    if x - left < reach:
        return Part.HEAD
    return Part.TAIL if right - x <= reach else Part.BODY


def nearer_end(placed: Placed, frame: float) -> Part:
    """The end of a clip that is nearer to a frame."""
    return Part.HEAD if frame < (placed.start + placed.end) / 2 else Part.TAIL


def touched(
    rows: Iterable[Row], first: float, end: float, top: float, bottom: float
) -> Iterator[ClipId]:
    """The clips that a rubber band over frames [first, end) and so many pixels touches."""
    for row in rows:
        if row.top < bottom and top < row.bottom:
            for index in visible(row.track, first, end):
                item = row.track.items[index]
                if isinstance(item, Clip):
                    yield item.id
