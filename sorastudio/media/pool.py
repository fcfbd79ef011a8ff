"""Open readers of many files, for many threads: what rendering takes its pictures and sound
from."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, Self, TypeVar

from sorastudio.errors import MediaError
from sorastudio.media.audio import AudioReader
from sorastudio.media.container import is_still
from sorastudio.media.still import read_still
from sorastudio.media.video import VideoReader
from sorastudio.project.ids import MediaId
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.picture import Depth, Picture
from sorastudio.render.sources import Sound

_PER_FILE = 3
_MAX_STILLS = 16


class _Reader(Protocol):
    def close(self) -> None: ...

    @property
    def position(self) -> Fraction | int: ...


_ReaderT = TypeVar("_ReaderT", bound=_Reader)


@dataclass(slots=True, eq=False)
class _Open(Generic[_ReaderT]):
    key: Hashable
    reader: _ReaderT
    last_use: int


class ReaderPool:
    """A `FrameSource` and a `SoundSource` on files.

    A file gets up to three readers, so that two places of it, as in a dissolve of a clip into
    itself, are both read straight on. The readers used longest ago are closed.
    """

    def __init__(
        self,
        locate: Callable[[MediaId], Path],
        *,
        max_open: int = 24,
        threads_per_reader: int = 0,
        open_video: Callable[[Path], VideoReader] | None = None,
        depth: Depth = 8,
    ) -> None:
        """`locate` gives the file of a media, or raises MediaError; it is called from any thread.
        `open_video`: how files are read that are no plain ones. `depth`: the finest in which
        pictures come, where a file has as much."""
        self._locate = locate
        self._depth = depth
        self._reads_originals = open_video is None
        self._open_video = open_video or partial(
            VideoReader, threads=threads_per_reader, depth=depth
        )
        self._pictures: _Shelf[VideoReader] = _Shelf(max_open, near=Fraction(2))
        self._sounds: _Shelf[AudioReader] = _Shelf(max_open, near=Fraction(2 * SAMPLE_RATE))
        self._lock = Lock()
        self._stills: dict[MediaId, Picture] = {}
        self._moving: set[MediaId] = set()
        self._origins: dict[MediaId, Fraction] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all files. Pictures that were handed out stay valid."""
        self._pictures.close()
        self._sounds.close()
        with self._lock:
            self._stills.clear()

    def allow(self, max_open: int) -> None:
        """So many files may be read for pictures from now on; what is too many goes with the next
        picture."""
        self._pictures.allow(max_open)

    def frame(self, media_id: MediaId, time: Fraction) -> Picture:
        still = self._still(media_id)
        if still is not None:
            return still
        held = self._pictures.take(
            media_id, max(time, Fraction(0)), lambda: self._opened_pictures(media_id)
        )
        try:
            return held.reader.frame_at(time)
        finally:
            self._pictures.give_back(held)

    def sound(self, media_id: MediaId, start: int, count: int) -> Sound:
        held = self._sounds.take(media_id, Fraction(start), lambda: self._opened_sound(media_id))
        try:
            return held.reader.read(start, count)
        finally:
            self._sounds.give_back(held)

    @property
    def seeks(self) -> int:
        """How often the files that are open now were not read straight on."""
        pictures = sum(held.reader.seeks for held in self._pictures.idle())
        return pictures + sum(held.reader.seeks for held in self._sounds.idle())

    def _opened_pictures(self, media_id: MediaId) -> VideoReader:
        reader = self._open_video(self._locate(media_id))
        if self._reads_originals:
            self._origins[media_id] = reader.origin
        return reader

    def _opened_sound(self, media_id: MediaId) -> AudioReader:
        """When a file's first picture appears is found by decoding it: once for each file."""
        reader = AudioReader(self._locate(media_id), origin=self._origins.get(media_id))
        if reader.origin is not None:
            self._origins[media_id] = reader.origin
        return reader

    def _still(self, media_id: MediaId) -> Picture | None:
        with self._lock:
            if media_id in self._moving:
                return None
            known = self._stills.pop(media_id, None)
            if known is not None:
                self._stills[media_id] = known
                return known
        path = self._locate(media_id)
        if not is_still(path):
            with self._lock:
                self._moving.add(media_id)
            return None
        picture = read_still(path, depth=self._depth)
        with self._lock:
            self._stills[media_id] = picture
            while len(self._stills) > _MAX_STILLS:
                del self._stills[next(iter(self._stills))]
        return picture


class _Shelf(Generic[_ReaderT]):
    """Readers of one kind that are not in use, and how many are. Its lock is never held while a
    file is opened or read."""

    def __init__(self, max_open: int, *, near: Fraction) -> None:
        self._max_open = max_open
        self._near = near
        self._lock = Lock()
        self._idle: list[_Open[_ReaderT]] = []
        self._in_use: list[_Open[_ReaderT]] = []
        self._uses = 0
        self._closed = False

    def idle(self) -> list[_Open[_ReaderT]]:
        with self._lock:
            return list(self._idle)

    def allow(self, max_open: int) -> None:
        with self._lock:
            self._max_open = max_open

    def take(
        self, key: Hashable, at: Fraction, open_reader: Callable[[], _ReaderT]
    ) -> _Open[_ReaderT]:
        with self._lock:
            if self._closed:
                raise MediaError("The files of this film are closed.")
            self._uses += 1
            held = self._best(key, at)
            if held is not None:
                self._idle.remove(held)
                self._in_use.append(held)
                held.last_use = self._uses
                return held
            use = self._uses
        held = _Open(key, open_reader(), use)
        with self._lock:
            self._in_use.append(held)
            spare = self._taken_off()
        _close_all(spare)
        return held

    def give_back(self, held: _Open[_ReaderT]) -> None:
        with self._lock:
            self._in_use.remove(held)
            if self._closed:
                spare = [held]
            else:
                self._idle.append(held)
                spare = self._taken_off()
        _close_all(spare)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            spare, self._idle = self._idle, []
        _close_all(spare)

    def _best(self, key: Hashable, at: Fraction) -> _Open[_ReaderT] | None:
        """The reader that stands nearest before `at`; else, if the file has as many as it may, the
        one used longest ago."""
        mine = [held for held in self._idle if held.key == key]
        near = [held for held in mine if 0 <= at - held.reader.position <= self._near]
        if near:
            return max(near, key=lambda held: held.reader.position)
        busy = sum(held.key == key for held in self._in_use)
        if not mine or len(mine) + busy < _PER_FILE:
            return None
        return min(mine, key=lambda held: held.last_use)

    def _taken_off(self) -> list[_Open[_ReaderT]]:
        spare: list[_Open[_ReaderT]] = []
        while self._idle and len(self._idle) + len(self._in_use) > self._max_open:
            oldest = min(self._idle, key=lambda held: held.last_use)
            self._idle.remove(oldest)
            spare.append(oldest)
        return spare


def _close_all(spare: list[_Open[_ReaderT]]) -> None:
    for held in spare:
        held.reader.close()
