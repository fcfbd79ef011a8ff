"""Which stretches of a film show a file's pictures untouched, so that their packets can be copied.

In a film for delivery all packets speak of one pair of parameter sets: then nobody can tell that
they were copied. Files of the encoder that most generators use can be told in the film's own words;
where that is not so, they are copied only if nothing else is in the film. A draft may mix them,
which not every player takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any, TypeVar

from sorastudio.errors import MediaError
from sorastudio.export.local import cores
from sorastudio.export.order import Order
from sorastudio.export.presets import Copies
from sorastudio.media.coded import PictureEncoder
from sorastudio.media.copied import Copyable, copyable, is_shown_as_coded
from sorastudio.project.clip import Crop, Fit
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.render.plan import FramePlan, MediaFrame, Pose, Shot, plan
from sorastudio.store.atomic import replace_file
from sorastudio.store.folder import FilmFolder

_Fact = TypeVar("_Fact")

_VERSION = 2
_PIECE_SECONDS = 8
"""Of a long copy, as long as its file lets it begin anew."""
_SHORTEST_SECONDS = Fraction(1, 2)
"""Of a copy between pictures that are encoded."""
_LATE = Fraction(9, 10)
"""Of a picture's time on screen: nearer to the next one it could be either."""
_NEUTRAL = tuple(
    Pose(fit=fit, crop=Crop(), scale=1.0, x=0.0, y=0.0, rotation_degrees=0.0, opacity=1.0)
    for fit in Fit
)
"""A picture of the film's size fits it in every way."""
_FATTEST = 4
"""Times the bits that a preset usually needs; a file fatter than that is encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Frames [first, end) of the film are the pictures from `picture` on of a file, in a stream of
    these `headers`."""

    first: int
    end: int
    media_id: MediaId
    picture: int
    file: Copyable
    headers: bytes


def copies(order: Order, folder: FilmFolder) -> tuple[Copy, ...]:
    """What is to be copied of an order, in the order of the film. Files that were not seen before
    are read once; what was found lies in the cache."""
    preset, video = order.preset, order.preset.video
    if preset.copies is Copies.NEVER or video is None or order.extras.overlay.is_shown:
        return ()
    known = _Known(order, folder)
    pieces = [copy for run in _runs(order) for copy in _pieces(order, run, known)]
    if not pieces:
        return ()
    own = PictureEncoder(order.project.settings.size, order.project.rate, video).headers
    told = [replace(each, headers=own) if each.file.can_speak(own) else each for each in pieces]
    # In the words of the film where all can be told so: then an edit changes only what it touches.
    whole = told if _is_one_stream(told, own) else pieces
    if _covers(whole, order) and _is_one_stream(whole, own):
        shown = known.shown_as_coded(whole)
        if len(shown) == len(whole):
            return tuple(shown)
    is_draft = preset.copies is Copies.MIXED
    usable = (each for each in told if each.headers == own or (is_draft and each.file.is_tagged))
    return tuple(known.shown_as_coded(_long_enough(usable, order)))


def _covers(pieces: Sequence[Copy], order: Order) -> bool:
    return sum(copy.end - copy.first for copy in pieces) == _length(order)


def _is_one_stream(pieces: Sequence[Copy], own: bytes) -> bool:
    """Whether a film may be made of nothing else: it has to say which colours it means."""
    headers = {copy.headers for copy in pieces}
    return headers == {own} or (len(headers) == 1 and all(copy.file.is_tagged for copy in pieces))


def _length(order: Order) -> int:
    return order.end - order.first


def _long_enough(found: Iterable[Copy], order: Order) -> Iterator[Copy]:
    shortest = order.project.rate.fps * _SHORTEST_SECONDS
    yield from (copy for copy in found if copy.end - copy.first >= shortest)


@dataclass(frozen=True, slots=True)
class _Run:
    """`length` frames from `first` on that show a file's pictures one after another."""

    first: int
    length: int
    media: Media
    picture: int


def _runs(order: Order) -> Iterator[_Run]:
    project, run = order.project, None
    fitting = {media.id for media in project.pool.media if _may_fit(media, project)}
    for frame in range(order.first, order.end):
        shown = _untouched(plan(project, frame), fitting, project.rate.fps)
        if run is not None:
            if shown == (run.media.id, run.picture + run.length):
                run = _Run(run.first, run.length + 1, run.media, run.picture)
                continue
            yield run
        run = None if shown is None else _Run(frame, 1, project.pool.media[shown[0]], shown[1])
    if run is not None:
        yield run


def _untouched(
    seen: FramePlan, fitting: Collection[MediaId], fps: Fraction
) -> tuple[MediaId, int] | None:
    """The file and the number of its picture that is all that is seen."""
    layer = seen.layers[0] if len(seen.layers) == 1 else None
    if not isinstance(layer, Shot) or not isinstance(layer.frame, MediaFrame):
        return None
    if layer.frame.media_id not in fitting or layer.pose not in _NEUTRAL:
        return None
    at = layer.frame.time * fps
    number = floor(at)
    return None if number < 0 or at - number > _LATE else (layer.frame.media_id, number)


def _may_fit(media: Media, project: Project) -> bool:
    facts = media.video
    return (
        facts is not None
        and facts.codec == "h264"
        and facts.pixel_format == "yuv420p"
        and facts.size == project.settings.size
        and facts.rate == project.rate.fps
        and not facts.interlaced
        and not facts.variable_rate
    )


def _pieces(order: Order, run: _Run, known: _Known) -> Iterator[Copy]:
    file = known.file(run.media)
    if file is None:
        return
    stop = min(run.picture + run.length, len(file.order))
    starts = [start for start, _ in file.starts if run.picture <= start < stop]
    end = max((end for end in file.ends() if end <= stop), default=0)
    for begin, until in _cut(starts, end, order.project):
        first = run.first + begin - run.picture
        yield Copy(
            first=first,
            end=first + until - begin,
            media_id=run.media.id,
            picture=begin,
            file=file,
            headers=file.headers,
        )


def _cut(starts: Sequence[int], end: int, project: Project) -> Iterator[tuple[int, int]]:
    """Pictures [first, end) from the first start on, in pieces of some seconds."""
    least = project.rate.fps * _PIECE_SECONDS
    while starts and starts[0] < end:
        begin = starts[0]
        starts = [start for start in starts if start - begin >= least]
        yield begin, min(starts[0] if starts else end, end)


class _Known:
    """What the film's files are good for, by their content."""

    def __init__(self, order: Order, folder: FilmFolder) -> None:
        self._order = order
        self._folder = folder
        self._files: dict[MediaId, Copyable | None] = {}

    def file(self, media: Media) -> Copyable | None:
        if media.id not in self._files:
            self._files[media.id] = self._looked_up(media)
        found = self._files[media.id]
        return None if found is None or self._is_fat(found) else found

    def _is_fat(self, file: Copyable) -> bool:
        """A draft may be as large as it likes."""
        settings, preset = self._order.project.settings, self._order.preset
        if preset.copies is Copies.MIXED:
            return False
        pixels = settings.size.width * settings.size.height * len(file.order)
        return 8 * file.size_bytes > _FATTEST * preset.bits_per_pixel * pixels

    def shown_as_coded(self, copies: Iterable[Copy]) -> list[Copy]:
        """Those of files that a film shows as they are. Each file is asked once, several at a
        time: it has to be decoded."""
        wanted = tuple(copies)
        files = tuple({copy.media_id for copy in wanted})
        with ThreadPoolExecutor(cores()) as askers:
            is_so = dict(zip(files, askers.map(self._is_as_coded, files), strict=True))
        return [copy for copy in wanted if is_so[copy.media_id]]

    def _is_as_coded(self, media_id: MediaId) -> bool:
        media = self._order.project.pool.media[media_id]
        return bool(self._remembered(media, "as-coded", bool, is_shown_as_coded, bool))

    def _looked_up(self, media: Media) -> Copyable | None:
        settings = self._order.project.settings

        def look(path: Path) -> Copyable | None:
            return copyable(path, settings.size, settings.rate)

        return self._remembered(media, "packets", _read, look, _written)

    def _remembered(
        self,
        media: Media,
        what: str,
        read: Callable[[Any], _Fact],
        look: Callable[[Path], _Fact],
        written: Callable[[_Fact], Any],
    ) -> _Fact | None:
        """From the cache, else from the file; None where that cannot be read: who has to read it
        will say so."""
        place = self._folder.cache_dir / "packets" / f"{media.sha256}.{what}.json"
        with suppress(OSError, ValueError, KeyError, TypeError):
            return read(json.loads(place.read_text(encoding="utf-8")))
        try:
            found = look(self._folder.locate(media))
        except MediaError:
            return None
        with suppress(OSError):
            place.parent.mkdir(parents=True, exist_ok=True)
            replace_file(place, json.dumps(written(found)).encode())
        return found


def _written(file: Copyable | None) -> dict[str, Any]:
    facts = None if file is None else {**asdict(file), "headers": file.headers.hex()}
    return {"version": _VERSION, "file": facts}


def _read(values: dict[str, Any]) -> Copyable | None:
    if values["version"] != _VERSION:
        raise ValueError("of another version")
    facts = values["file"]
    return facts and Copyable(
        headers=bytes.fromhex(facts["headers"]),
        is_tagged=bool(facts["is_tagged"]),
        order=tuple(facts["order"]),
        starts=tuple((int(number), int(time)) for number, time in facts["starts"]),
        size_bytes=int(facts["size_bytes"]),
    )
