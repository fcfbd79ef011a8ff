"""Makes the pictures of plans: truly from the originals, or roughly, and at once, from proxies."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from time import thread_time

from sorastudio.errors import MediaError, SoraError
from sorastudio.media.pool import ReaderPool
from sorastudio.media.proxy import MOST_LINES, open_proxy
from sorastudio.playback.caches import Caches, proxy_name
from sorastudio.playback.sight import media_frames
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.render.compose import compose
from sorastudio.render.picture import Picture
from sorastudio.render.plan import FramePlan
from sorastudio.render.sources import FrameSource

_OPEN_PROXIES = 12
_SLOW_SHARE = 0.8
"""Of a frame's time, for composing alone: the rest goes to decoding and to the screen."""

Locate = Callable[[MediaId], Path]


class Maker:
    """What a player's engine makes pictures with. A picture kept on disk counts as true: it is the
    one that would be composed."""

    def __init__(self, originals: FrameSource, locate: Locate, caches: Caches | None) -> None:
        self._originals = originals
        self._locate = locate
        self._caches = caches
        self._proxies = ReaderPool(
            self._place_of_proxy, max_open=_OPEN_PROXIES, open_video=open_proxy
        )

    def close(self) -> None:
        """Once nobody makes pictures any more."""
        self._proxies.close()

    def open(self, media_id: MediaId, time: Fraction) -> None:
        """Gets a source ready for a moment that is near. Raises SoraError."""
        self._originals.frame(media_id, time)

    def make(self, frame: int, plan: FramePlan, size: Size, seconds: Fraction) -> Picture:
        """The true picture of a frame that lasts so long. Raises SoraError."""
        if self._caches is None:
            return compose(plan, self._originals, size)
        kept = self._kept(self._caches, plan, size)
        if kept is not None:
            return kept
        sources = _Timed(self._originals)
        began = thread_time()
        picture = compose(plan, sources, size)
        if thread_time() - began - sources.seconds > float(seconds) * _SLOW_SHARE:
            self._caches.note_slow(frame, plan)
        return picture

    def rough(self, plan: FramePlan, size: Size) -> Picture | None:
        """The same from proxies; None where they do not help, or the true one would fail."""
        if self._caches is None:
            return None
        with suppress(SoraError):
            self._require_originals(plan)
            sources = _FromProxies(self._proxies, self._originals, self._caches)
            return compose(plan, sources, _no_finer_than_proxies(size))
        return None

    def helps(self, plan: FramePlan) -> bool:
        """Whether the rough picture comes much sooner than the true one."""
        if self._caches is None:
            return False
        helps = False
        for shown in media_frames(plan):
            if self._caches.has_proxy(shown.media_id):
                helps = True
            elif not self._caches.is_swift(shown.media_id):
                self._caches.want(shown.media_id)
                return False
        return helps

    def is_hard(self, plan: FramePlan) -> bool:
        """Whether a source of it is known not to keep up."""
        caches = self._caches
        shown = media_frames(plan) if caches is not None else ()
        return caches is not None and any(caches.is_hard(each.media_id) for each in shown)

    def came_late(self, frame: int, plan: FramePlan) -> None:
        if self._caches is not None:
            self._caches.note_slow(frame, plan)

    def _kept(self, caches: Caches, plan: FramePlan, size: Size) -> Picture | None:
        if not caches.pictures.has(plan, size):
            return None
        self._require_originals(plan)
        return caches.pictures.load(plan, size)

    def _require_originals(self, plan: FramePlan) -> None:
        """What is missing is told as missing, whatever was kept of it. Raises MediaError."""
        for shown in media_frames(plan):
            self._locate(shown.media_id)

    def _place_of_proxy(self, media_id: MediaId) -> Path:
        assert self._caches is not None
        name = proxy_name(media_id)
        self._caches.proxies.used(name)
        return self._caches.proxies.path(name)


def _no_finer_than_proxies(size: Size) -> Size:
    """What a proxy does not hold need not be made."""
    if size.height <= MOST_LINES:
        return size
    return Size(*(max(2, round(side / 4) * 2) for side in (size.width, size.height)))


class _Timed:
    """Counts the time of its thread that goes into the pictures of files."""

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self.seconds = 0.0

    def frame(self, media_id: MediaId, time: Fraction) -> Picture:
        began = thread_time()
        try:
            return self._source.frame(media_id, time)
        finally:
            self.seconds += thread_time() - began


class _FromProxies:
    """From the proxy where there is one. One that cannot be read is thrown away."""

    def __init__(self, proxies: FrameSource, originals: FrameSource, caches: Caches) -> None:
        self._proxies, self._originals, self._caches = proxies, originals, caches

    def frame(self, media_id: MediaId, time: Fraction) -> Picture:
        if not self._caches.has_proxy(media_id):
            return self._originals.frame(media_id, time)
        try:
            return self._proxies.frame(media_id, time)
        except MediaError:
            self._caches.proxies.forget(proxy_name(media_id))
            raise
