"""What a film that is ordered is made of: its pieces and what names them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sorastudio.export.copies import Copy
from sorastudio.export.keys import copy_key, hash_of, segment_key, sound_key
from sorastudio.export.order import Order
from sorastudio.export.presets import DeliveryKind
from sorastudio.export.segments import Segment, segments
from sorastudio.export.sequence import parted
from sorastudio.media.sound_runs import Run, runs_of
from sorastudio.media.writer import AudioEncoding, VideoEncoding
from sorastudio.project.project import Project
from sorastudio.render.mix import strips

_SCRAP_SECONDS = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A film in pieces: their keys in order, and those of the runs of its sound, if it has any."""

    parts: tuple[tuple[Segment, str], ...]
    copies: Mapping[str, Copy]
    """Which of them are copied."""
    video: VideoEncoding | None
    audio: AudioEncoding | None
    sounds: tuple[tuple[Run, str], ...]
    about: str
    """What the file says of itself."""

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(key for _, key in self.parts), *(key for _, key in self.sounds))

    @property
    def headers(self) -> tuple[bytes, ...]:
        """What the copied pieces begin with."""
        return tuple(dict.fromkeys(copy.headers for copy in self.copies.values()))

    @property
    def key(self) -> str:
        """Of all of it."""
        return hash_of((*self.keys, self.about))


def recipe(order: Order, copied: Sequence[Copy] = ()) -> Recipe:
    """What the film that is ordered is made of, with what is copied of it. Cheap: nothing is read,
    drawn or encoded."""
    project, video, audio = order.project, order.preset.video, order.preset.audio
    copies = {_key_of(copy, project): copy for copy in copied}
    parts = [(Segment(copy.first, copy.end), _key_of(copy, project)) for copy in copied]
    if video is not None:
        cut = segments(project, order.first, order.end)
        least = project.rate.fps * _SCRAP_SECONDS
        pieces: Iterable[Segment] = _without_scraps(_between(cut, copied), frozenset(cut), least)
        if order.preset.kind is DeliveryKind.SEQUENCE:
            pieces = parted(pieces, project.settings.size)
        overlay = order.extras.overlay
        parts += [(piece, segment_key(project, piece, video, overlay)) for piece in pieces]
    return Recipe(
        parts=tuple(sorted(parts, key=lambda part: part[0].first)),
        copies=copies,
        video=video,
        audio=audio,
        sounds=_sounds(order, audio) if audio else (),
        about=repr((order.preset.container, order.extras.tags, order.chapters)),
    )


def _key_of(copy: Copy, project: Project) -> str:
    media = project.pool.media[copy.media_id]
    end = copy.picture + copy.end - copy.first
    return copy_key(media.sha256, copy.picture, end, copy.headers)


def _between(pieces: Iterable[Segment], copied: Sequence[Copy]) -> Iterator[Segment]:
    """The pieces without what is copied."""
    for piece in pieces:
        at = piece.first
        for copy in copied:
            if copy.end > at and copy.first < piece.end:
                if at < copy.first:
                    yield Segment(at, copy.first)
                at = copy.end
        if at < piece.end:
            yield Segment(at, piece.end)


def _without_scraps(
    pieces: Iterable[Segment], whole: Collection[Segment], least: Fraction
) -> list[Segment]:
    """What a copy has left of a piece, if it is shorter, goes with the piece beside it: an encoder
    that sees only a few pictures treats them worse. `whole`: pieces as the film is cut, which stay
    what they are among themselves, however short."""

    def is_scrap(piece: Segment) -> bool:
        return piece.length < least and piece not in whole

    joined: list[Segment] = []
    for piece in pieces:
        meets = bool(joined) and joined[-1].end == piece.first
        if meets and (is_scrap(joined[-1]) or is_scrap(piece)):
            joined[-1] = Segment(joined[-1].first, piece.end)
        else:
            joined.append(piece)
    return joined


def _sounds(order: Order, audio: AudioEncoding) -> tuple[tuple[Run, str], ...]:
    first, end = (order.project.rate.sample(frame) for frame in (order.first, order.end))
    heard = strips(order.project)
    runs = runs_of(end - first, audio)
    return tuple((run, sound_key(heard, first, run, audio)) for run in runs)
