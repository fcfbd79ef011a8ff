"""What jars at the cuts that are seen, found in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context, Job
from sorastudio.project.clip import Clip
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.film.session import Session

if TYPE_CHECKING:
    from sorastudio.render.measure.seam import Seam

_REST_MS = 400
"""A drag shows many cuts that will never be; once it rests is enough."""
_KEPT = 2000
_PRIORITY = -30

_Key = tuple[Clip, Clip, MediaId, MediaId]


class SeamWatch(QObject):
    """Measures the plain cuts it is asked for, one after another, the last asked first. Those under
    a transition are mended already."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.on = True
        self._session = session
        self._known: dict[_Key, Seam | None] = {}
        self._asked: dict[_Key, None] = {}
        self._job: Job[Seam] | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._look)
        session.stopped.connect(self._rest.stop)

    def set_on(self, on: bool) -> None:
        if on == self.on:
            return
        self.on = on
        self._asked.clear()
        if not on:
            self._rest.stop()
            if self._job is not None:
                self._job.cancel()
        self.changed.emit()

    def seam(self, project: Project, placed: Placed) -> Seam | None:
        """At the cut a clip begins at; None where there is nothing to measure, or not yet."""
        key = _key(project, placed) if self.on else None
        if key is None:
            return None
        if key in self._known:
            return self._known[key]
        if project is self._session.project:
            if key not in self._asked:
                self._rest.start()
            self._asked.pop(key, None)
            self._asked[key] = None
        return None

    def _look(self) -> None:
        if self._job is not None or self._session.closing:
            return
        project = self._session.project
        while self._asked:
            key, _ = self._asked.popitem()
            placed = project.timeline.find(key[1].id)
            if placed is not None and _key(project, placed) == key:
                self._measure(project, placed, key)
                return

    def _measure(self, project: Project, placed: Placed, key: _Key) -> None:
        session, clip_id = self._session, placed.clip.id

        def work(context: Context) -> Seam:
            from sorastudio.media.pool import ReaderPool
            from sorastudio.render.measure.seam import measure_seam

            context.check()
            with ReaderPool(session.locate) as frames:
                return measure_seam(project, clip_id, frames)

        self._job = session.scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label="What jars at a cut",
            on_done=lambda seam: self._done(key, seam),
            on_error=lambda error: self._failed(key, error),
            on_cancel=self._stopped,
        )

    def _done(self, key: _Key, seam: Seam | None) -> None:
        self._job = None
        while len(self._known) >= _KEPT:
            del self._known[next(iter(self._known))]
        self._known[key] = seam
        self.changed.emit()
        self._rest.start(0)

    def _failed(self, key: _Key, error: BaseException) -> None:
        """A file that cannot be read is told of where it is shown."""
        self._done(key, None)
        if not isinstance(error, SoraError):
            raise error

    def _stopped(self) -> None:
        self._job = None
        if self._asked:
            self._rest.start()


def _key(project: Project, placed: Placed) -> _Key | None:
    """What the measure follows from; where the clips lie is none of it."""
    before, clip = placed.before, placed.clip
    if before is None or clip.enter is not None or placed.track.kind is not TrackKind.VIDEO:
        return None
    ours, theirs = project.media_of(before), project.media_of(clip)
    return (before, clip, ours.id, theirs.id) if ours and theirs else None
