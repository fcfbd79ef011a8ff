"""Which slots have no take, and which ask for something else than they have: found in the
background, as a long film has many."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from sorastudio.jobs.job import Context
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.project.state import Draft, Stale, slot_state
from sorastudio.ui.film.session import Session

_REST_MS = 250
"""A drag changes the film many times a second; once it rests is enough."""

Found = tuple[tuple[SlotId, ...], tuple[SlotId, ...]]


class Staleness(QObject):
    """Follows the film a moment later."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._looked_at: Project | None = None
        self._busy = False
        self._found: Found = ((), ())
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._look)
        session.changed.connect(self._rest.start)
        session.stopped.connect(self._rest.stop)
        self._rest.start(0)

    @property
    def drafts(self) -> tuple[SlotId, ...]:
        return self._found[0]

    @property
    def stale(self) -> tuple[SlotId, ...]:
        return self._found[1]

    def _look(self) -> None:
        project = self._session.project
        if self._busy or project is self._looked_at:
            return
        self._busy = True

        def work(context: Context) -> Found:
            return _found(project, context)

        self._session.scheduler.submit(
            "media",
            work,
            label="staleness",
            on_done=lambda found: self._done(project, found),
            on_cancel=self._stopped,
        )

    def _done(self, project: Project, found: Found) -> None:
        self._busy, self._looked_at = False, project
        if found != self._found:
            self._found = found
            self.changed.emit()
        if project is not self._session.project:
            self._rest.start()

    def _stopped(self) -> None:
        self._busy = False


def _found(project: Project, context: Context) -> Found:
    drafts, stale = [], []
    for slot in project.slots:
        context.check()
        match slot_state(project, slot.id):
            case Draft():
                drafts.append(slot.id)
            case Stale():
                stale.append(slot.id)
    return tuple(drafts), tuple(stale)
