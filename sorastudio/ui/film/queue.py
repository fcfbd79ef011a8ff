"""The takes of a film that are on their way, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sorastudio.project.ids import SlotId
from sorastudio.ui.film.stages import (
    Elsewhere,
    Failed,
    Queued,
    Running,
    Stage,
    TakeJob,
    Unconfirmed,
)

_SOON_MS = 40
"""What comes by itself is told together."""

_FACE = (Running, Elsewhere, Queued, Unconfirmed)


class Queue(QObject):
    """A list, quick to look into by job and by slot. On the main thread."""

    changed = Signal()
    """Any job is at another stage, or in another place."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: dict[str, TakeJob] = {}
        self._of_slot: dict[SlotId, list[str]] = {}
        self._soon = QTimer(self, interval=_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.tell_now)

    @property
    def jobs(self) -> tuple[TakeJob, ...]:
        return tuple(self._jobs.values())

    def get(self, job_id: str) -> TakeJob | None:
        return self._jobs.get(job_id)

    def of_slot(self, slot_id: SlotId) -> list[TakeJob]:
        return [self._jobs[each] for each in self._of_slot.get(slot_id, ())]

    def face_of(self, slot_id: SlotId) -> TakeJob | None:
        """What the slot's face shows: what is being made, else what waits, else what may have been
        charged, else the last one if it failed."""
        mine = self.of_slot(slot_id)
        for stage in _FACE:
            found = next((job for job in mine if isinstance(job.stage, stage)), None)
            if found is not None:
                return found
        return mine[-1] if mine and isinstance(mine[-1].stage, Failed) else None

    @property
    def waiting(self) -> list[TakeJob]:
        return [job for job in self._jobs.values() if isinstance(job.stage, Queued)]

    def put(self, job: TakeJob) -> None:
        """At the end, or in the place of the one with its id."""
        if job.id not in self._jobs:
            self._of_slot.setdefault(job.order.slot_id, []).append(job.id)
        self._jobs[job.id] = job
        self.tell_soon()

    def set_stage(self, job_id: str, stage: Stage) -> None:
        """For a job that is gone already nothing happens."""
        if job_id in self._jobs:
            self._jobs[job_id] = self._jobs[job_id].at(stage)
            self.tell_soon()

    def drop(self, job_ids: Iterable[str]) -> None:
        for job_id in job_ids:
            job = self._jobs.pop(job_id, None)
            if job is not None:
                self._of_slot[job.order.slot_id].remove(job_id)
        self.tell_soon()

    def arrange(self, waiting: Sequence[str]) -> None:
        """The jobs that wait, in another order, in the places that they have among the others."""
        known = {job.id for job in self.waiting}
        wanted = [each for each in waiting if each in known]
        wanted += [each for each in self._jobs if each in known.difference(wanted)]
        following = iter(wanted)
        order = [next(following) if each in known else each for each in self._jobs]
        if order != list(self._jobs):
            self._jobs = {each: self._jobs[each] for each in order}
            self.tell_soon()

    def tell_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def tell_now(self) -> None:
        """The person did it, and sees it at once."""
        self._soon.stop()
        self.changed.emit()
