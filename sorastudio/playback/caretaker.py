"""Makes what playing needs, in the background and one thing at a time: proxies of sources that are
slow to reach, and the pictures of stretches that are too heavy to be composed in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from threading import Event

from sorastudio.errors import MediaError, SoraError
from sorastudio.jobs.job import Context, Job
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.media.keyframes import longest_group
from sorastudio.media.pool import ReaderPool
from sorastudio.media.proxy import make_proxy
from sorastudio.playback.caches import Caches, Slow, proxy_name
from sorastudio.playback.sight import Sight, media_frames
from sorastudio.playback.stretch import (
    Manner,
    Spot,
    frame_of,
    is_plain,
    manner,
    spot_at,
    stretch,
)
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media, MediaKind, Size
from sorastudio.project.project import Project
from sorastudio.render.compose import compose
from sorastudio.render.plan import FramePlan
from sorastudio.store.atomic import why

LANE = "spare"
_PROOF, _PLAIN_PROOF = 2, 6
"""So many slow frames in a stretch are no accident; a plain clip is slow less often than the
computer is busy."""
_MOST_SECONDS = 10
"""Of one stretch."""
_MOST_STRETCHES = 64
_MOST_FRAMES = 1000
"""Of all heavy stretches together: who is heavy all along needs another remedy."""
_FULL_SHARE = 0.9
_SLOW_PIXELS = 48 * 1280 * 720
"""Pixels to decode for the farthest picture of a group, from which a seek is felt."""
_LARGE_PIXELS = 1920 * 1088
_PATIENCE_SECONDS = 0.1

Locate = Callable[[MediaId], Path]


class Keeping(StrEnum):
    """How it stands with a stretch that did not keep up."""

    LATE = "late"
    PICTURES = "pictures"
    PROXY = "proxy"


@dataclass(frozen=True, slots=True)
class Mark:
    """Frames of the film, and how they play."""

    first: int
    end: int
    keeping: Keeping


class Caretaker:
    """Belongs to the scheduler's thread. `told` is called there when marks or work are others."""

    def __init__(
        self, scheduler: Scheduler, caches: Caches, locate: Locate, told: Callable[[], None]
    ) -> None:
        self._scheduler, self._caches, self._locate, self._told = scheduler, caches, locate, told
        self._project: Project | None = None
        self._sight: Sight | None = None
        self._size: Size | None = None
        self._is_free = Event()
        self._looked = False
        self._job: Job[None] | None = None
        self._asked: dict[MediaId, None] = {}
        self._given_up: set[MediaId | FramePlan] = set()
        self._proofs: Counter[tuple[Spot, Manner]] = Counter()
        self._stretches: dict[tuple[Spot, Manner], range] = {}
        self._marks: tuple[Mark, ...] = ()
        self._is_stale = False
        self.work = ""
        """What is being made, for the person; empty while nothing is."""
        self.trouble = ""
        """Why something could not be kept, for the person."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What did not keep up, and what was done about it."""
        return self._marks

    def look_at(self, project: Project) -> None:
        self._project, self._sight = project, Sight(project)
        self._given_up = {each for each in self._given_up if not isinstance(each, FramePlan)}
        self._stretches.clear()
        self._is_stale = True

    def set_size(self, size: Size | None) -> None:
        """Of the pictures that are shown."""
        if size != self._size:
            self._size = size
            self._is_stale = True

    def glance(self, *, is_free: bool) -> None:
        """Now and then: learns what came too late, and goes on if nothing else needs the cores."""
        if is_free:
            self._is_free.set()
        else:
            self._is_free.clear()
        self._asked.update(dict.fromkeys(self._caches.wanted()))
        learned = [self._learn(slow) for slow in self._caches.slow()]
        if any(learned) or self._is_stale:
            self._mark()
        if is_free and self._job is None:
            self._begin()

    def stop(self) -> None:
        """Gives up what is being made now."""
        if self._job is not None:
            self._job.cancel()

    def clear(self) -> None:
        """What was kept has been removed."""
        self._given_up.clear()
        self.trouble = ""
        self._mark()

    # -- what did not keep up ----------------------------------------------------------------

    def _learn(self, slow: Slow) -> bool:
        """Whether it is so of the film as it is now."""
        sight = self._sight
        if sight is None or sight.plan(slow.frame) != slow.plan:
            return False
        spot = self._known_spot(sight, slow.frame)
        if spot is None:
            return False
        if is_plain(slow.plan) and self._is_spilt(sight, slow.frame):
            return False
        known = spot, manner(slow.plan)
        if known not in self._proofs and len(self._proofs) >= _MOST_STRETCHES:
            return False
        self._proofs[known] += 1
        if self._is_proven(known) and is_plain(slow.plan):
            for shown in media_frames(slow.plan):
                self._caches.call_hard(shown.media_id)
        return True

    def _is_proven(self, known: tuple[Spot, Manner]) -> bool:
        return self._proofs[known] >= (_PLAIN_PROOF if known[1].plain else _PROOF)

    def _is_spilt(self, sight: Sight, frame: int) -> bool:
        """Whether what came before may be the reason why a frame was late."""
        return frame - stretch(sight, frame, self._most)[0] < sight.project.rate.nominal

    def _known_spot(self, sight: Sight, frame: int) -> Spot | None:
        """Where the stretch of a frame begins."""
        for spot, how in self._proofs:
            if frame in self._stretch_of(sight, spot, how):
                return spot
        return spot_at(sight.project, stretch(sight, frame, self._most)[0])

    def _stretch_of(self, sight: Sight, spot: Spot, how: Manner) -> range:
        """Empty where nothing is made in that manner any more."""
        found = self._stretches.get((spot, how))
        if found is None:
            frame = frame_of(sight.project, spot)
            is_so = frame is not None and manner(sight.plan(frame)) == how
            found = stretch(sight, frame, self._most) if frame is not None and is_so else range(0)
            self._stretches[spot, how] = found
        return found

    @property
    def _most(self) -> int:
        return 1 if self._project is None else self._project.rate.nominal * _MOST_SECONDS

    def _heavy(self) -> Iterator[range]:
        """Stretches of the film that are known to be slow."""
        if self._sight is None:
            return
        left = _MOST_FRAMES
        for spot, how in self._proofs:
            frames = self._stretch_of(self._sight, spot, how)
            left -= len(frames)
            if frames and self._is_proven((spot, how)) and left >= 0:
                yield frames

    def _mark(self) -> None:
        self._is_stale = False
        found = {mark for frames in self._heavy() for mark in self._marks_of(frames)}
        self._marks = tuple(sorted(found, key=lambda mark: mark.first))
        self._told()

    def _marks_of(self, frames: range) -> Iterator[Mark]:
        first, last = frames[0], None
        for frame in frames:
            keeping = self._keeping(frame)
            if last is not None and keeping is not last:
                yield Mark(first, frame, last)
                first = frame
            last = keeping
        if last is not None:
            yield Mark(first, frames[-1] + 1, last)

    def _keeping(self, frame: int) -> Keeping:
        assert self._sight is not None
        plan = self._sight.plan(frame)
        if is_plain(plan):
            proxied = all(self._caches.has_proxy(shown.media_id) for shown in media_frames(plan))
            return Keeping.PROXY if proxied else Keeping.LATE
        kept = self._size is not None and self._caches.pictures.has(plan, self._size)
        return Keeping.PICTURES if kept else Keeping.LATE

    # -- what is made ------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._looked:
            self._submit("", lambda _: self._caches.look(), self._have_looked)
            return
        media = self._next_without_proxy()
        if media is not None:
            work = partial(self._proxy, media)
            self._submit(f"a proxy of {media.name}", work, self._mark, media.id)
            return
        plans = self._next_unkept()
        if plans and self._size is not None:
            keep = partial(self._keep, plans, self._size)
            self._submit("pictures of a heavy stretch", keep, self._mark, plans[0])

    def _have_looked(self) -> None:
        self._looked = True
        self._mark()

    def _submit(
        self,
        words: str,
        work: Callable[[Context], None],
        done: Callable[[], None],
        about: MediaId | FramePlan | None = None,
    ) -> None:
        self.work = words

        def ended() -> None:
            self._job, self.work = None, ""
            done()

        def failed(error: BaseException) -> None:
            if not isinstance(error, SoraError | OSError):
                raise error
            if about is not None:
                self._given_up.add(about)
            self.trouble = str(error) if isinstance(error, SoraError) else why(error)
            ended()

        self._job = self._scheduler.submit(
            LANE,
            work,
            label=words,
            on_done=lambda _: ended(),
            on_error=failed,
            on_cancel=ended,
        )
        self._told()

    def _next_without_proxy(self) -> Media | None:
        if self._project is None:
            return None
        pool, shelf = self._project.pool.media, self._caches.proxies
        # Where there is no more room, only what is being looked at may push out the others.
        has_room = shelf.used_bytes < shelf.max_bytes * _FULL_SHARE
        for media_id in dict.fromkeys([*self._asked, *(self._used() if has_room else ())]):
            media = pool.get(media_id)
            if media is not None and self._may_need_proxy(media):
                return media
            self._asked.pop(media_id, None)
        return None

    def _used(self) -> list[MediaId]:
        assert self._project is not None
        placed = self._project.timeline.clips()
        found = (self._project.media_of(each.clip) for each in placed)
        return [media.id for media in found if media is not None]

    def _may_need_proxy(self, media: Media) -> bool:
        caches = self._caches
        if caches.has_proxy(media.id) or caches.is_swift(media.id) or media.id in self._given_up:
            return False
        if media.kind is not MediaKind.VIDEO or media.video is None or media.video.has_alpha:
            caches.call_swift(media.id)
            return False
        try:
            self._locate(media.id)
        except MediaError:
            return False
        return True

    def _next_unkept(self) -> list[FramePlan]:
        """The plans of the first stretch that is not all kept, as far as there is room."""
        if self._sight is None or self._size is None:
            return []
        pictures = self._caches.pictures
        room = int(pictures.shelf.max_bytes * _FULL_SHARE)
        for frames in self._heavy():
            plans = [self._sight.plan(frame) for frame in frames]
            if is_plain(plans[0]) or plans[0] in self._given_up:
                continue
            room -= len(plans) * self._size.width * self._size.height * 3 // 2
            if room > 0 and not all(pictures.has(plan, self._size) for plan in plans):
                return plans
        return []

    # -- on the worker's thread --------------------------------------------------------------

    def _proxy(self, media: Media, context: Context) -> None:
        path = self._locate(media.id)
        if not self._caches.is_hard(media.id) and not is_slow(media, path):
            self._caches.call_swift(media.id)
            return
        name = proxy_name(media.id)
        make_proxy(path, self._caches.proxies.path(name), lambda _: self._proceed(context))
        self._caches.proxies.added(name)

    def _keep(self, plans: list[FramePlan], size: Size, context: Context) -> None:
        pictures = self._caches.pictures
        with ReaderPool(self._locate, max_open=4, threads_per_reader=1) as pool:
            for plan in plans:
                self._proceed(context)
                if not pictures.has(plan, size):
                    pictures.save(plan, size, compose(plan, pool, size))

    def _proceed(self, context: Context) -> None:
        """Waits while something else needs the cores. Raises Canceled."""
        context.check()
        while not self._is_free.is_set():
            context.sleep(_PATIENCE_SECONDS)


def is_slow(media: Media, path: Path) -> bool:
    """Whether a seek in a file is felt. Raises MediaError."""
    if media.video is None:
        return False
    pixels = media.video.size.width * media.video.size.height
    return pixels > _LARGE_PIXELS or longest_group(path) * pixels > _SLOW_PIXELS
