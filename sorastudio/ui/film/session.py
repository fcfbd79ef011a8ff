"""The film that is open, as every part of the window sees it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec

from PySide6.QtCore import QObject, Qt, Signal, Slot

from sorastudio.errors import EditRefused, SoraError
from sorastudio.generate.leftovers import clear_leftovers
from sorastudio.generate.providers import DEFAULT as BUILT_IN
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.clip import Clip
from sorastudio.project.document import Document
from sorastudio.project.edits.film import rename_film
from sorastudio.project.edits.transitions import Handles
from sorastudio.project.ids import ClipId, MarkerId, MediaId, SlotId, TrackId
from sorastudio.project.project import Project
from sorastudio.store.film_copy import Copied
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.occupancy import Occupancy
from sorastudio.store.opening import Loaded, load
from sorastudio.store.recovery import discard
from sorastudio.ui.film.outside import Outside
from sorastudio.ui.film.saving import Saving

P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the next act is about. The slot follows from the clips unless one is chosen by name."""

    clips: frozenset[ClipId] = frozenset()
    slot: SlotId | None = None
    media: MediaId | None = None
    transition_into: ClipId | None = None
    marker: MarkerId | None = None


class Session(QObject):
    """One open film. It lives on the main thread; so do all its signals."""

    changed = Signal(object)
    """The Project, after every edit, undo, and arrival."""
    selection_changed = Signal(object)
    playhead_changed = Signal(int)
    range_changed = Signal(object)
    """The in and out marks: (first, end) in frames, or None."""
    targets_changed = Signal(object)
    """The tracks that picture and sound are put on: their ids; none: the lowest that are free."""
    told = Signal(str, str)
    """("error" or "info", words) for the person; the status bar shows them."""
    blended = Signal(object)
    """A transition was put in: the Project as it was before."""
    saved = Signal()
    wanted = Signal()
    """Another window asks for the film."""
    moved = Signal()
    """It goes on under another name, perhaps with another ledger."""
    stopped = Signal()
    """Background work has ended for good: what it made and nobody was told of can be kept now."""

    _woken = Signal()

    def __init__(
        self,
        path: Path,
        parent: QObject | None = None,
        *,
        loaded: Loaded | None = None,
        read_only: str = "",
    ) -> None:
        """Opens a film; `loaded` if it has been read already. Where another window has it, or is to
        have it, it is `read_only`: why nothing may be changed here. Raises FilmFileError."""
        super().__init__(parent)
        loaded = loaded or load(path)
        self.file = loaded.file
        self.folder = FilmFolder(path)
        self._occupancy = None if read_only else Occupancy(path)
        if self._occupancy is not None and not self._occupancy.is_mine:
            read_only = _elsewhere(self._occupancy.holder)
        self.read_only = read_only
        self.document = Document(loaded.project, refuses=self.read_only)
        self.ledger = Ledger(self.folder.ledger_path)
        if not self.read_only:
            clear_leftovers(self.folder.takes_dir, self.ledger, BUILT_IN)
        self.scheduler = Scheduler(wake=self._woken.emit)
        self._woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self.handles = Handles.TRIM
        """What becomes of a new transition where frames are missing."""
        self.answers: dict[ClipId, Handles] = {}
        """What was said of single ones, by the clip they lead into."""
        self._selection = Selection()
        self._playhead = 0
        self._range: tuple[int, int] | None = None
        self._targets: frozenset[TrackId] = frozenset()
        self._closing = False
        self._saving = self._made_saving()
        self._outside = Outside(self.scheduler, self._is_changed_outside, self._follow, self)
        self.document.subscribe(self._on_change)

    @property
    def project(self) -> Project:
        return self.document.project

    @property
    def selection(self) -> Selection:
        return self._selection

    @property
    def playhead(self) -> int:
        return self._playhead

    @property
    def range(self) -> tuple[int, int] | None:
        return self._range

    @property
    def targets(self) -> frozenset[TrackId]:
        return self._targets

    @property
    def closing(self) -> bool:
        """From here on no background work is taken."""
        return self._closing

    def answer_for(self, clip: Clip) -> Handles:
        """What becomes of the transition into a clip where frames are missing."""
        if clip.enter is not None and clip.enter.hold:
            return Handles.HOLD
        return self.answers.get(clip.id, self.handles)

    def apply(
        self,
        label: str,
        edit: Callable[Concatenate[Project, P], Project],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> bool:
        """Does an edit as one step; a refusal is told to the person. Whether it was done."""
        try:
            self.document.apply(label, edit, *args, **kwargs)
        except EditRefused as refusal:
            self.told.emit("error", str(refusal))
            return False
        return True

    def select(self, selection: Selection) -> None:
        if selection != self._selection:
            self._selection = selection
            self.selection_changed.emit(selection)

    def move_playhead(self, frame: int) -> None:
        """To a frame of the film, or just behind its last."""
        frame = min(max(frame, 0), self.project.timeline.length)
        if frame != self._playhead:
            self._playhead = frame
            self.playhead_changed.emit(frame)

    def mark_range(self, marked: tuple[int, int] | None) -> None:
        if marked != self._range:
            self._range = marked
            self.range_changed.emit(marked)

    def target(self, track_id: TrackId, on: bool = True) -> None:
        """Whether what is inserted goes to a track."""
        self._set_targets(self._targets | {track_id} if on else self._targets - {track_id})

    def undo(self) -> None:
        self.document.undo()

    def redo(self) -> None:
        self.document.redo()

    def save(self, may_replace: Callable[[], bool] | None = None) -> bool:
        """Whether it was saved; if not, the person knows why. `may_replace` asks whether what
        another program has written meanwhile is to go."""
        if self.read_only:
            self.told.emit("error", self.read_only)
            return False
        return self._saving.save(may_replace)

    def keep_soon(self) -> None:
        """What has come by itself goes to the disk in the background; open edits stay open."""
        if self.read_only:
            # The window that has the film writes it.
            self.document.mark_safe(self.document.safe)
        elif not self._closing:
            self._saving.keep_soon()

    def keep_now(self) -> bool:
        """The same at once. Whether it is on disk; if not, the person has been told."""
        return bool(self.read_only) or self._saving.keep_now()

    def go_on_as(self, copied: Copied) -> None:
        """The film goes on under the name it has just been saved as; the one on disk so far stays
        as it was last saved, with the takes that have come. Raises FilmFileError, and then it goes
        on as before."""
        folder, old = FilmFolder(copied.file.path), self.file.path
        if folder.root != self.folder.root:
            before, self.ledger = self.ledger, Ledger(folder.ledger_path)
            before.close()
        self._saving.end()
        if self._occupancy is not None:
            self._occupancy.close()
        self._occupancy = Occupancy(copied.file.path)
        self.file, self.folder = copied.file, folder
        self._saving = self._made_saving()
        self.document.relocate(copied.project.pool)
        self.document.apply(f"Name it {copied.project.name}", rename_film, copied.project.name)
        self.document.mark_saved()
        self.saved.emit()
        self.moved.emit()
        with suppress(SoraError):  # what was put aside would be offered once more, no worse
            discard(old)

    def locate(self, media_id: MediaId) -> Path:
        """Where a file lies now; may be called from any thread. Raises MediaError."""
        return self.folder.locate(self.project.pool.media[media_id])

    def close(self) -> None:
        """Cancels background work, joins its threads, and saves what it brought last. Call before
        Qt goes."""
        if self._closing:
            return
        self._closing = True
        self._outside.stop()
        self.scheduler.shutdown()
        self.stopped.emit()
        if not self.read_only:
            self._saving.end()
        self.ledger.close()
        if self._occupancy is not None:
            self._occupancy.close()

    def _is_changed_outside(self) -> bool:
        if self._occupancy is not None and self._occupancy.is_wanted():
            self.wanted.emit()
        return not self.read_only and self._saving.is_changed_outside()

    def _follow(self) -> None:
        if not self._closing:
            self._saving.follow()

    def _made_saving(self) -> Saving:
        return Saving(
            self.file,
            self.document,
            self.scheduler,
            saved=self.saved.emit,
            told=self.told.emit,
        )

    def _on_change(self, project: Project) -> None:
        found = project.timeline.found(self._selection.clips)
        kept = frozenset(placed.clip.id for placed in found)
        if kept != self._selection.clips:
            self.select(Selection(clips=kept, slot=self._selection.slot))
        self._set_targets(self._targets & {track.id for track in project.timeline.tracks})
        self.changed.emit(project)
        self.move_playhead(self._playhead)

    def _set_targets(self, targets: frozenset[TrackId]) -> None:
        if targets != self._targets:
            self._targets = targets
            self.targets_changed.emit(targets)

    @Slot()
    def _drain(self) -> None:
        # What comes after the end is found in the ledger and on the disk.
        if not self._closing:
            self.scheduler.drain()


def _elsewhere(holder: str) -> str:
    who = f" ({holder})" if holder else ""
    return f"This film is open in another window{who}, so it can only be looked at here."
