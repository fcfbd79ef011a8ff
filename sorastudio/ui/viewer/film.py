"""What a viewer shows: the film of the session, or one take as a film of its own."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from sorastudio.project.project import Project


class Film(Protocol):
    """A film with a playhead and marks. All signals come on the main thread."""

    @property
    def changed(self) -> SignalInstance:
        """Tells the Project that is shown from now on."""

    @property
    def playhead_changed(self) -> SignalInstance: ...

    @property
    def range_changed(self) -> SignalInstance: ...

    @property
    def told(self) -> SignalInstance: ...

    @property
    def project(self) -> Project: ...

    @property
    def playhead(self) -> int: ...

    @property
    def range(self) -> tuple[int, int] | None:
        """The in and out marks: (first, end) in frames."""

    def move_playhead(self, frame: int) -> None: ...

    def mark_range(self, marked: tuple[int, int] | None) -> None: ...
