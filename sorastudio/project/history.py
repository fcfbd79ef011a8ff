"""What was done to a film, as labelled snapshots. Undo is a list of values."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

from sorastudio.project.media import MediaPool
from sorastudio.project.project import Project

LONGEST = 1000
"""Steps that are remembered; snapshots share everything that did not change."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A film after a step. `key` is the same for steps that count as one, None for a step of its
    own."""

    project: Project
    label: str = ""
    key: Hashable = None


@dataclass(frozen=True, slots=True)
class History:
    """The snapshots from the oldest on; `index` is the one that is shown."""

    snapshots: tuple[Snapshot, ...]
    index: int = 0

    @classmethod
    def of(cls, project: Project) -> History:
        return cls((Snapshot(project),))

    @property
    def present(self) -> Project:
        return self.snapshots[self.index].project

    @property
    def undo_label(self) -> str | None:
        """What undo takes back; None if there is nothing."""
        return self.snapshots[self.index].label if self.index else None

    @property
    def redo_label(self) -> str | None:
        """What redo does again; None if there is nothing."""
        later = self.snapshots[self.index + 1 : self.index + 2]
        return later[0].label if later else None

    def pushed(self, label: str, project: Project, *, key: Hashable = None) -> History:
        """After one more step. What had been undone is gone; the oldest step goes if there are too
        many. A step with the key of the one before, not None, continues it."""
        past = self.snapshots[: self.index + 1]
        if key is not None and self.index and past[-1].key == key:
            past = past[:-1]
        past = (*past, Snapshot(project, label, key))[-LONGEST - 1 :]
        return History(past, len(past) - 1)

    @property
    def labels(self) -> tuple[str, ...]:
        """Of all steps, those that were taken back too; the first is empty: how it began."""
        return tuple(each.label for each in self.snapshots)

    def at(self, index: int) -> History:
        """The film after another step, back or forward. Raises IndexError for none."""
        if not 0 <= index < len(self.snapshots):
            raise IndexError(index)
        return self if index == self.index else self._at(index)

    def undone(self) -> History:
        """One step back; itself if there is none."""
        return self._at(self.index - 1) if self.index else self

    def redone(self) -> History:
        """One step forward again; itself if there is none."""
        return self._at(self.index + 1) if self.redo_label is not None else self

    def with_pool(self, pool: MediaPool) -> History:
        """The same snapshot with another pool: no step, for the pool only grows."""
        return self._with_present(replace(self.present, pool=pool))

    def rested(self) -> History:
        """The next step will not continue the last one, whatever its key."""
        now = self.snapshots[self.index]
        return self if now.key is None else self._with(replace(now, key=None))

    def _at(self, index: int) -> History:
        """Another snapshot, with the pool of now: the very same value if that did not change."""
        pool = self.present.pool
        moved = History(self.snapshots, index)
        return moved if moved.present.pool is pool else moved.with_pool(pool)

    def _with_present(self, project: Project) -> History:
        return self._with(replace(self.snapshots[self.index], project=project))

    def _with(self, snapshot: Snapshot) -> History:
        before, after = self.snapshots[: self.index], self.snapshots[self.index + 1 :]
        return History((*before, snapshot, *after), self.index)
