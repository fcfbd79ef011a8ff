"""How far the transitions of the film can be believed, found in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from sorastudio.errors import SoraError
from sorastudio.jobs.job import Context
from sorastudio.project.clip import Clip
from sorastudio.project.ids import ClipId, MediaId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.ui.film.session import Session

if TYPE_CHECKING:
    from sorastudio.render.measure.fit import Fit

_REST_MS = 250
"""A drag changes the film many times a second; once it rests is enough."""
_KEPT = 500
_PRIORITY = -20

_Key = tuple[Clip | None, Clip, MediaId | None, MediaId | None]


class CutFits(QObject):
    """Follows the film a moment later, one transition after another."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._known: dict[_Key, Fit | None] = {}
        self._busy = False
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._look)
        session.changed.connect(self._rest.start)
        session.selection_changed.connect(self._rest.start)
        session.stopped.connect(self._rest.stop)
        self._rest.start()

    def fit(self, project: Project, placed: Placed) -> Fit | None:
        """Of the transition into a clip; None where there is none to be measured, or not yet."""
        return self._known.get(_key(project, placed)) if placed.clip.enter else None

    def _look(self) -> None:
        if self._busy or self._session.closing:
            return
        project = self._session.project
        wanted = self._next(project)
        if wanted is None:
            return
        self._busy, key = True, _key(project, wanted)
        session, clip_id = self._session, wanted.clip.id

        def work(context: Context) -> Fit:
            context.check()
            return _measured(session, project, clip_id)

        session.scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label="How well a transition fits",
            on_done=lambda fit: self._done(key, fit),
            on_error=lambda error: self._failed(key, error),
            on_cancel=self._stopped,
        )

    def _next(self, project: Project) -> Placed | None:
        """One that is not known yet, the selected one first."""
        from sorastudio.render.measure.fit import needs_likeness

        selected = self._session.selection.transition_into
        found = [
            placed
            for track in project.timeline.of_kind(TrackKind.VIDEO)
            for placed in track.clips()
            if placed.before is not None
            and placed.clip.enter is not None
            and needs_likeness(placed.clip.enter.kind)
            and _key(project, placed) not in self._known
        ]
        return min(found, key=lambda each: each.clip.id != selected, default=None)

    def _done(self, key: _Key, fit: Fit | None) -> None:
        self._busy = False
        while len(self._known) >= _KEPT:
            del self._known[next(iter(self._known))]
        self._known[key] = fit
        if fit is not None and fit.kind == "match" and fit.mean == 0:
            self._session.told.emit("info", fit.words)
        self.changed.emit()
        self._rest.start(0)

    def _failed(self, key: _Key, error: BaseException) -> None:
        """A file that cannot be read is told of where it is shown."""
        self._done(key, None)
        if not isinstance(error, SoraError):
            raise error

    def _stopped(self) -> None:
        self._busy = False


def _key(project: Project, placed: Placed) -> _Key:
    """What the measure follows from; where the clips lie is none of it."""
    before, clip = placed.before, placed.clip
    media = (project.media_of(each) if each else None for each in (before, clip))
    ours, theirs = (each.id if each else None for each in media)
    return before, clip, ours, theirs


def _measured(session: Session, project: Project, clip_id: ClipId) -> Fit:
    """Raises MediaError."""
    from sorastudio.media.pool import ReaderPool
    from sorastudio.render.measure.fit import measure_fit

    placed = project.timeline.find(clip_id)
    assert placed is not None, "it was found in this film"
    assert placed.clip.enter is not None, "only transitions are measured"
    with ReaderPool(session.locate) as frames:
        return measure_fit(project, clip_id, placed.clip.enter, frames)
