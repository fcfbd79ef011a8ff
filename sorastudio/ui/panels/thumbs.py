"""Small pictures of files, made in the background."""

from __future__ import annotations

from collections import OrderedDict
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Media, MediaKind
from sorastudio.ui.film.session import Session

if TYPE_CHECKING:
    from sorastudio.render.picture import Plane

_KEPT = 512
"""Pictures in memory."""

_PRIORITY = -10
"""After whatever else the lane has to do."""

_Key = tuple[MediaId, Fraction]


class Thumbs(QObject):
    """Pictures of one height; `height_px` counts device pixels."""

    came = Signal(str)
    """The id of the media that has a picture now, or is found to be missing."""

    def __init__(self, session: Session, height_px: int, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._height_px = height_px
        self._images: OrderedDict[_Key, QImage] = OrderedDict()
        self._failures: dict[MediaId, tuple[str, str]] = {}
        self._jobs: dict[_Key, Job[QImage]] = {}

    def image(self, media: Media, time: Fraction = Fraction(0)) -> QImage | None:
        """The picture, or None: then it is asked for, and `came` follows."""
        key = (media.id, time)
        found = self._images.get(key)
        if found is not None:
            self._images.move_to_end(key)
            return found
        known = key in self._jobs or self.failure(media) is not None
        if not known and not self._session.closing:
            self._ask(media, key)
        return None

    def failure(self, media: Media) -> str | None:
        """Why a file has no picture, in words; None if nothing is known against it."""
        path, words = self._failures.get(media.id, ("", ""))
        return words or None if path == media.path else None

    def try_again(self) -> None:
        """Files may be back in their place."""
        self._failures.clear()

    def _ask(self, media: Media, key: _Key) -> None:
        folder, height = self._session.folder, self._height_px

        def work(_: Context) -> QImage:
            from sorastudio.media.thumbnails import thumbnails

            path = folder.locate(media)
            if media.kind is MediaKind.AUDIO:
                return QImage()
            (made,) = thumbnails(
                path, [key[1]], height, sha256=media.sha256, cache=folder.cache_dir
            )
            return to_image(made)

        def failed(error: BaseException) -> None:
            self._jobs.pop(key, None)
            if not isinstance(error, SoraError):
                raise error
            self._failures[media.id] = (media.path, str(error))
            self.came.emit(media.id)

        self._jobs[key] = self._session.scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label=f"thumbnail of {media.name}",
            on_done=lambda image: self._keep(key, image),
            on_error=failed,
        )

    def _keep(self, key: _Key, image: QImage) -> None:
        self._jobs.pop(key, None)
        self._images[key] = image
        if len(self._images) > _KEPT:
            self._images.popitem(last=False)
        self.came.emit(key[0])


def to_image(rgb: Plane) -> QImage:
    """rgb: (H, W, 3) uint8. The image has its own memory."""
    height, width = rgb.shape[:2]
    return QImage(rgb.data, width, height, width * 3, QImage.Format.Format_RGB888).copy()
