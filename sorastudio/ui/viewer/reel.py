"""One take or file, as a viewer shows it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from sorastudio.errors import EditRefused
from sorastudio.project.footage import Footage, Stretch, footage_name, slot_that_shows
from sorastudio.project.project import Project, new_project
from sorastudio.project.reel import reel_of
from sorastudio.ui.film.session import Session


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a person was in a take, and what was marked there."""

    playhead: int = 0
    range: tuple[int, int] | None = None


class Reel(QObject):
    """A film that shows one take or file, at its own rate. While the film of the session is open,
    every one of them keeps its playhead and marks."""

    changed = Signal(object)
    playhead_changed = Signal(int)
    range_changed = Signal(object)
    named = Signal()
    """It is another one, or is called otherwise, or its slot uses another take."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._footage: Footage | None = None
        self._project = new_project("")
        self._here = _Place()
        self._kept: dict[Footage, _Place] = {}
        session.changed.connect(self._follow)

    @property
    def told(self) -> SignalInstance:
        return self._session.told

    @property
    def footage(self) -> Footage | None:
        """What is shown; None before the first."""
        return self._footage

    @property
    def project(self) -> Project:
        return self._project

    @property
    def playhead(self) -> int:
        return self._here.playhead

    @property
    def range(self) -> tuple[int, int] | None:
        return self._here.range

    @property
    def name(self) -> str:
        return footage_name(self._session.project, self._footage) if self._footage else ""

    @property
    def stretch(self) -> Stretch | None:
        """What is marked, or all of it."""
        if self._footage is None:
            return None
        if self.range is None:
            return Stretch(footage=self._footage)
        first, end = self.range
        rate, length = self._project.rate, self._project.timeline.length
        return Stretch(
            footage=self._footage,
            source_in=rate.seconds(first),
            # Its last picture may be cut short: to its end, not to that of the picture.
            source_out=None if end == length and not self._is_still else rate.seconds(end),
        )

    @property
    def has_out(self) -> bool:
        """Whether an out is marked before its end."""
        return self.range is not None and self.range[1] < self._project.timeline.length

    @property
    def follows_slot(self) -> bool:
        """Whether it is the take its slot uses."""
        footage = self._footage
        return footage is not None and slot_that_shows(self._session.project, footage) is not None

    def open(self, footage: Footage, time: Fraction | None = None) -> bool:
        """Show a take or file at a second of it, or where one was last. Whether it can be shown;
        if not, the person has been told."""
        try:
            project = reel_of(self._session.project, footage.media_id)
        except EditRefused as refusal:
            self.told.emit("error", str(refusal))
            return False
        if self._footage is not None:
            self._kept[self._footage] = self._here
        self._footage = footage
        self._show(project, self._kept.get(footage, _Place()))
        if time is not None:
            last = project.timeline.length - 1
            self.move_playhead(min(max(project.rate.frame_at(time), 0), last))
        return True

    def move_playhead(self, frame: int) -> None:
        frame = min(max(frame, 0), self._project.timeline.length)
        if frame != self._here.playhead:
            self._here = _Place(frame, self._here.range)
            self.playhead_changed.emit(frame)

    def go_to_mark(self, direction: int) -> None:
        """To the next (1) or the one before (-1) of its start, in, out and end."""
        length = self._project.timeline.length
        first, end = self.range or (0, length)
        places = sorted({0, first, end - 1, length - 1}, reverse=direction < 0)
        beyond = (each for each in places if (each - self.playhead) * direction > 0)
        self.move_playhead(next(beyond, self.playhead))

    def mark_range(self, marked: tuple[int, int] | None) -> None:
        if marked != self._here.range:
            self._here = _Place(self._here.playhead, marked)
            self.range_changed.emit(marked)

    @property
    def _is_still(self) -> bool:
        media = self._project.pool.media[self._footage.media_id] if self._footage else None
        return media is not None and media.duration == 0

    def _show(self, project: Project, place: _Place) -> None:
        self._project, self._here = project, place
        self.changed.emit(project)
        self.playhead_changed.emit(place.playhead)
        self.range_changed.emit(place.range)
        self.named.emit()

    @Slot(object)
    def _follow(self, film: Project) -> None:
        """Its file may have been found elsewhere, its slot been given another name or take."""
        if self._footage is None:
            return
        media_id = self._footage.media_id
        if film.pool.media[media_id] != self._project.pool.media[media_id]:
            self._show(reel_of(film, media_id), self._here)
        else:
            self.named.emit()
