"""Filmstrips and waveforms, brought from the background. Asking never waits: what is not there yet
is on its way."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import partial
from math import ceil, floor
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from shiboken6 import isValid

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.ui.film.session import Session

T = TypeVar("T")
Peaks = NDArray[np.float32]

THUMB_PX = 96
"""How high a thumbnail is made: enough for the default height of a track on a 2x screen."""
PEAKS_PER_SECOND = 200
_MOST_THUMBS = 1500
_AT_ONCE = 8
"""Thumbnails asked of a file in one go: few, so that they come one after another."""
TICKS = 32
"""Thumbnails are asked for in ticks of so many a second."""
_STEPS = tuple(1 << power for power in range(17))
"""Ticks between thumbnails; each is a multiple of the ones before, so that they are shared."""
_LANE = "media"


def step_for(seconds_per_tile: float) -> int:
    """The distance of thumbnails in ticks, at most as far apart as the tiles they fill."""
    fitting = bisect_right(_STEPS, seconds_per_tile * TICKS)
    return _STEPS[max(0, fitting - 1)]


def tick_for(media: Media, seconds: float, step: int) -> int:
    """The thumbnail for a moment of a file: on the grid, within the file."""
    if media.kind is MediaKind.STILL or media.duration <= 0:
        return 0
    last = max(0, ceil(media.duration.numerator * TICKS / media.duration.denominator) - 1)
    return min(max(floor(seconds * TICKS / step), 0), last // step) * step


def _submit(
    session: Session,
    owner: QObject,
    work: Callable[[Context], T],
    *,
    label: str,
    on_done: Callable[[T], None],
    on_error: Callable[[BaseException], None],
) -> None:
    """In the background; not at all once the film is being closed. What comes after its owner has
    gone is nobody's."""

    def done(result: T) -> None:
        if isValid(owner):
            on_done(result)

    def failed(error: BaseException) -> None:
        if isValid(owner):
            on_error(error)

    with suppress(RuntimeError):
        session.scheduler.submit(_LANE, work, label=label, on_done=done, on_error=failed)


class Filmstrips(QObject):
    """Thumbnails by file and tick."""

    came = Signal()
    missed = False
    """Whether something that was asked for was not there."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._images: OrderedDict[tuple[MediaId, int], QImage] = OrderedDict()
        self._wanted: dict[MediaId, set[int]] = {}
        self._asked: dict[MediaId, set[int]] = {}
        self._scaled: OrderedDict[tuple[MediaId, int, int], QImage] = OrderedDict()
        self._lost: set[MediaId] = set()
        self._round = 0
        self._later = QTimer(self, singleShot=True, interval=30)
        self._later.timeout.connect(self._fetch)

    def image(self, media: Media, tick: int) -> QImage | None:
        """The thumbnail, or None and it is on its way."""
        key = (media.id, tick)
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
            return found
        if media.id in self._lost:
            return None
        self.missed = True
        if tick not in self._asked.get(media.id, ()):
            self._wanted.setdefault(media.id, set()).add(tick)
            if not self._later.isActive():
                self._later.start()
        return None

    def scaled(self, media: Media, tick: int, height_px: int) -> QImage | None:
        """The same at another height in device pixels, which is painted as it is."""
        key = (media.id, tick, height_px)
        found = self._scaled.get(key)
        if found is not None:
            self._scaled.move_to_end(key)
            return found
        image = self.image(media, tick)
        if image is None:
            return None
        made = image.scaledToHeight(height_px, Qt.TransformationMode.SmoothTransformation)
        self._scaled[key] = made
        if len(self._scaled) > _MOST_THUMBS:
            self._scaled.popitem(last=False)
        return made

    def is_lost(self, media: Media) -> bool:
        """Whether its file could not be read."""
        return media.id in self._lost

    @property
    def has_losses(self) -> bool:
        return bool(self._lost)

    def forget_losses(self) -> None:
        """A file that could not be read may have come back; what was asked for before tells
        nothing."""
        self._lost.clear()
        self._round += 1

    def _fetch(self) -> None:
        """What was wanted last is still in sight; what was wanted before may have gone."""
        wanted, self._wanted = self._wanted, {}
        for media_id, ticks in wanted.items():
            ordered = sorted(ticks)
            for first in range(0, len(ordered), _AT_ONCE):
                self._submit(media_id, ordered[first : first + _AT_ONCE])

    def _submit(self, media_id: MediaId, ticks: list[int]) -> None:
        media = self._session.project.pool.media.get(media_id)
        if media is None:
            return
        self._asked.setdefault(media_id, set()).update(ticks)
        _submit(
            self._session,
            self,
            partial(_thumbnails, self._session, media, ticks),
            label=f"Filmstrip of {media.name}",
            on_done=partial(self._keep, media_id, ticks),
            on_error=partial(self._miss, media_id, ticks, self._round),
        )

    def _keep(self, media_id: MediaId, ticks: list[int], images: list[QImage]) -> None:
        self._asked[media_id].difference_update(ticks)
        for tick, image in zip(ticks, images, strict=False):
            self._images[media_id, tick] = image
        while len(self._images) > _MOST_THUMBS:
            self._images.popitem(last=False)
        self.came.emit()

    def _miss(
        self, media_id: MediaId, ticks: list[int], asked_in: int, error: BaseException
    ) -> None:
        self._asked[media_id].difference_update(ticks)
        if asked_in == self._round:
            self._lost.add(media_id)
        self.came.emit()
        if not isinstance(error, SoraError):
            raise error


def _thumbnails(session: Session, media: Media, ticks: list[int], context: Context) -> list[QImage]:
    from sorastudio.media.thumbnails import thumbnails

    context.check()
    made = thumbnails(
        session.folder.locate(media),
        [Fraction(tick, TICKS) for tick in ticks],
        THUMB_PX,
        sha256=media.sha256,
        cache=session.folder.cache_dir,
    )
    return [_image(plane) for plane in made]


def _image(rgb: NDArray[np.uint8]) -> QImage:
    height, width, _ = rgb.shape
    image = QImage(rgb.tobytes(), width, height, width * 3, QImage.Format.Format_RGB888)
    # The format that is painted fastest; and a copy of its own.
    return image.convertToFormat(QImage.Format.Format_RGB32)


class Waveforms(QObject):
    """The peaks of files, all of a file at once."""

    came = Signal()
    missed = False
    """Whether something that was asked for was not there."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._peaks: dict[MediaId, Peaks] = {}
        self._asked: set[MediaId] = set()
        self._lost: set[MediaId] = set()

    def peaks(self, media: Media) -> Peaks | None:
        """(N, 2) float32, `PEAKS_PER_SECOND` of them; None while they are on their way, or where
        there is no sound that can be read."""
        found = self._peaks.get(media.id)
        if found is None and media.audio is not None and media.id not in self._lost:
            self.missed = True
            if media.id not in self._asked:
                self._asked.add(media.id)
                self._submit(media)
        return found

    def is_lost(self, media: Media) -> bool:
        """Whether its sound cannot be read."""
        return media.id in self._lost

    @property
    def has_losses(self) -> bool:
        return bool(self._lost)

    def forget_losses(self) -> None:
        """A file that could not be read may have come back."""
        self._asked -= self._lost
        self._lost.clear()

    def _submit(self, media: Media) -> None:
        _submit(
            self._session,
            self,
            partial(_peaks, self._session, media),
            label=f"Waveform of {media.name}",
            on_done=partial(self._keep, media.id),
            on_error=partial(self._miss, media.id),
        )

    def _keep(self, media_id: MediaId, peaks: Peaks) -> None:
        self._peaks[media_id] = peaks
        self.came.emit()

    def _miss(self, media_id: MediaId, error: BaseException) -> None:
        self._lost.add(media_id)
        self.came.emit()
        if not isinstance(error, SoraError):
            raise error


def _peaks(session: Session, media: Media, context: Context) -> Peaks:
    from sorastudio.media.peaks import peaks

    context.check()
    return peaks(
        session.folder.locate(media),
        samples_per_peak=SAMPLE_RATE // PEAKS_PER_SECOND,
        sample_count=max(1, floor(media.duration * SAMPLE_RATE)),
        sha256=media.sha256,
        cache=session.folder.cache_dir,
    )
