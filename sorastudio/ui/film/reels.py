"""Small pictures of the film that are played in a loop where the mouse rests, made in the
background."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage
from shiboken6 import isValid

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, to_rgb
from sorastudio.render.plan import FramePlan
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.thumbs import to_image

if TYPE_CHECKING:
    from sorastudio.media.pool import ReaderPool

_KEPT = 400
"""Pictures in memory."""
_PRIORITY = 10
"""Before thumbnails: somebody is looking."""


class Reels(QObject):
    """Makes pictures by their plans, and keeps them. What was wanted before is no longer made once
    something else is."""

    came = Signal()
    """There are more pictures, or it is known why there are none."""

    def __init__(
        self,
        session: Session,
        size: Size,
        parent: QObject,
        samples: Mapping[MediaId, Picture] | None = None,
    ) -> None:
        """`samples` are pictures that plans may name as if they were files."""
        super().__init__(parent)
        self._session, self.size = session, size
        self._samples = samples or {}
        self._images: OrderedDict[FramePlan, QImage] = OrderedDict()
        self._job: Job[None] | None = None
        self.failure = ""
        """Why what was wanted last cannot be made."""

    def image(self, plan: FramePlan) -> QImage | None:
        return self._images.get(plan)

    def want(self, plans: tuple[FramePlan, ...]) -> None:
        """In this order, one after another."""
        self.stop()
        missing = tuple(plan for plan in dict.fromkeys(plans) if plan not in self._images)
        if not missing or self._session.closing:
            return
        made: list[QImage] = []
        work = _work(missing, self.size, self._session.locate, self._samples, made)
        with suppress(RuntimeError):
            self._job = self._session.scheduler.submit(
                "media",
                work,
                priority=_PRIORITY,
                label="pictures to play",
                on_progress=lambda _: self._keep(missing, made),
                on_done=lambda _: self._keep(missing, made),
                on_error=self._fail,
            )

    def stop(self) -> None:
        """Make no more of what was wanted."""
        self.failure = ""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _keep(self, plans: tuple[FramePlan, ...], made: list[QImage]) -> None:
        if not isValid(self):
            return
        # More may be made meanwhile: the next call brings it.
        for plan, image in zip(plans, tuple(made), strict=False):
            self._images[plan] = image
            self._images.move_to_end(plan)
        while len(self._images) > _KEPT:
            self._images.popitem(last=False)
        self.came.emit()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, SoraError):
            raise error
        if isValid(self):
            self.failure = str(error)
            self.came.emit()


class Loop(QObject):
    """Goes through the pictures of a reel again and again, as far as they are there."""

    turned = Signal()

    def __init__(self, reels: Reels, parent: QObject) -> None:
        super().__init__(parent)
        self._reels = reels
        self._plans: tuple[FramePlan, ...] = ()
        self._step = 0
        self._clock = QTimer(self)
        self._clock.timeout.connect(self._turn)

    @property
    def playing(self) -> bool:
        return self._clock.isActive()

    def image(self) -> QImage | None:
        return self._reels.image(self._plans[self._step]) if self._plans else None

    def play(self, plans: tuple[FramePlan, ...], step_ms: int) -> None:
        self._plans, self._step = plans, 0
        self._reels.want(plans)
        self._clock.start(step_ms)

    def stop(self) -> None:
        self._plans, self._step = (), 0
        self._clock.stop()
        self._reels.stop()

    def _turn(self) -> None:
        """Waits for the next picture; from the last one back to the first."""
        following = (self._step + 1) % max(1, len(self._plans))
        if self._plans and self._reels.image(self._plans[following]) is not None:
            self._step = following
            self.turned.emit()


def _work(
    plans: tuple[FramePlan, ...],
    size: Size,
    locate: Callable[[MediaId], Path],
    samples: Mapping[MediaId, Picture],
    made: list[QImage],
) -> Callable[[Context], None]:
    def work(context: Context) -> None:
        from sorastudio.media.pool import ReaderPool
        from sorastudio.render.compose import compose

        with ReaderPool(locate, threads_per_reader=1) as pool:
            frames = _Frames(pool, samples)
            for number, plan in enumerate(plans, start=1):
                context.check()
                rgb = to_rgb(compose(plan, frames, size))
                made.append(to_image(np.ascontiguousarray(rgb)))
                context.progress(number / len(plans))

    return work


class _Frames:
    """Samples, and the pictures of files."""

    def __init__(self, pool: ReaderPool, samples: Mapping[MediaId, Picture]) -> None:
        self._pool, self._samples = pool, samples

    def frame(self, media_id: MediaId, time: Fraction) -> Picture:
        sample = self._samples.get(media_id)
        return self._pool.frame(media_id, time) if sample is None else sample
