"""Who makes the pieces that are missing: the protocol that this machine and a cluster fulfil."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sorastudio.export.task import Task


@dataclass(frozen=True, slots=True)
class Told:
    """So many frames of a task are done; all of them once its piece is in the cache."""

    key: str
    frames: int


OnTold = Callable[[Told | None], None]
"""May raise to stop the work; called with None while there is no news, so that it soon can."""


class Runner(Protocol):
    def run(self, tasks: Sequence[Task], on_told: OnTold) -> None:
        """Returns once every piece is in the cache. Raises ExportError, MediaError.

        Whatever `on_told` raises ends the workers at once and comes out of here; the pieces that
        were finished stay.
        """
        ...
