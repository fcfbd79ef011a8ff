"""Takes of a slot side by side, each as the whole film would look with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from sorastudio.playback.wall import Cell, columns_of
from sorastudio.project.edits.slots import (
    choose_take,
    clips_of,
    lock_slot,
    rate_take,
    reject_take,
)
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot as FilmSlot
from sorastudio.project.timeline import Placed
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.chosen import chosen_slots
from sorastudio.ui.panels.takes import slot_at
from sorastudio.ui.viewer.viewer import Viewer
from sorastudio.ui.viewer.wall_labels import Label
from sorastudio.ui.viewer.walls import Hung

PAGE = 9
"""More than three by three are too small to judge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What is looked at: the takes of a slot but for those that were struck out before. One that
    is struck out meanwhile stays where it is, so that it can be taken back."""

    slot_id: SlotId
    left_out: frozenset[TakeId]
    page: int = 0

    def takes(self, project: Project) -> tuple[Take, ...]:
        takes = project.pool.takes_of(self.slot_id)
        return tuple(take for take in takes if take.id not in self.left_out)

    def pages(self, project: Project) -> int:
        return -(-len(self.takes(project)) // PAGE)

    def shown(self, project: Project) -> tuple[Take, ...]:
        first = self.page * PAGE
        return self.takes(project)[first : first + PAGE]


class Comparing(QObject):
    """Compares in the viewer until it is left. The playhead stays, if it is on the slot."""

    changed = Signal()
    """It has begun or ended."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._session, self._viewer = session, viewer
        self._labels = viewer.walls.labels
        self._compared: Compared | None = None
        session.changed.connect(self._on_film)
        session.selection_changed.connect(self._on_selection)
        self._labels.chosen.connect(self.choose)
        self._labels.rated.connect(self.rate)

    @property
    def is_on(self) -> bool:
        return self._compared is not None

    @property
    def takes(self) -> tuple[Take, ...]:
        """Those that are seen now, cell by cell."""
        return self._compared.shown(self._session.project) if self._compared else ()

    @property
    def columns(self) -> int:
        """How many of them stand in a row."""
        return columns_of(max(len(self.takes), 1), self._session.project.settings.size)

    def toggle(self) -> None:
        if self.is_on:
            self.leave()
            return
        slot_id = _wanted(self._session)
        words = _refusal(self._session.project, slot_id)
        if slot_id is None or words:
            self._session.told.emit("info", words)
            return
        self._enter(slot_id)
        self._viewer.setFocus()
        self._explain()

    def leave(self) -> None:
        if self._compared is not None:
            self._compared = None
            self._viewer.walls.compare(None)
            self._viewer.repeat(None)
            self.changed.emit()

    @Slot(int)
    def choose(self, cell: int) -> None:
        """Use the take of a cell; it goes on being compared."""
        slot, take = self._slot(), self._take(cell)
        if slot is None or take is None:
            return
        self._labels.set_current(cell)
        if slot.chosen != take.id:
            words = f"Use take {take.number} of {slot.name}"
            self._session.apply(words, choose_take, slot.id, take.id)

    @Slot(int, int)
    def rate(self, cell: int, stars: int) -> None:
        slot, take = self._slot(), self._take(cell)
        if slot is not None and take is not None and slot.verdict(take.id).stars != stars:
            self._session.apply("Rate take", rate_take, slot.id, take.id, stars)

    def rate_current(self, stars: int) -> None:
        self.rate(self._labels.current, stars)

    def reject_current(self) -> None:
        """Strike the current one out, or take it back."""
        slot, take = self._slot(), self._take(self._labels.current)
        if slot is not None and take is not None:
            rejected = not slot.verdict(take.id).rejected
            words = "Reject take" if rejected else "Take the take back"
            self._session.apply(words, reject_take, slot.id, take.id, rejected=rejected)

    def use_current(self) -> None:
        """Use the current one and leave."""
        self.choose(self._labels.current)
        self.leave()

    def move(self, by: int) -> None:
        """Make another cell the current one; over the edge of a page lies the next page."""
        at = self._labels.current + by
        if 0 <= at < len(self.takes):
            self._labels.set_current(at)
        elif abs(by) == 1 and self.turn_page(by):
            self._labels.set_current(0 if by > 0 else len(self.takes) - 1)

    def turn_page(self, by: int) -> bool:
        """Whether there was one to turn to."""
        if self._compared is None:
            return False
        page = self._compared.page + by
        if not 0 <= page < self._compared.pages(self._session.project):
            return False
        self._compared = replace(self._compared, page=page)
        self._hang()
        self._explain()
        return True

    def _enter(self, slot_id: SlotId) -> None:
        project = self._session.project
        slot = project.slots[slot_id]
        takes = project.pool.takes_of(slot_id)
        rejected = {take.id for take in takes if slot.verdict(take.id).rejected} - {slot.chosen}
        if len(takes) - len(rejected) < 2:
            rejected = set()
        compared = Compared(slot_id=slot_id, left_out=frozenset(rejected))
        ids = [take.id for take in compared.takes(project)]
        chosen = ids.index(slot.chosen) if slot.chosen in ids else 0
        began = self._compared is None
        self._compared = replace(compared, page=chosen // PAGE)
        placed = _nearest(project, slot_id, self._session.playhead)
        if not placed.start <= self._session.playhead < placed.end:
            self._session.move_playhead(_clear_of_entrance(placed))
        self._hang()
        self._labels.set_current(chosen % PAGE)
        if began:
            self.changed.emit()

    def _hang(self) -> None:
        compared, project = self._compared, self._session.project
        if compared is None:
            return
        slot, takes = project.slots[compared.slot_id], compared.shown(project)
        cells = tuple(Cell(with_take(project, slot.id, take.id)) for take in takes)
        plain = all(take.number == at for at, take in enumerate(takes, 1))
        labels = tuple(
            _label(slot, take, "" if plain else str(at)) for at, take in enumerate(takes, 1)
        )
        self._viewer.walls.compare(Hung(cells, labels))
        placed = _nearest(project, slot.id, self._session.playhead)
        around = project.rate.nominal
        self._viewer.repeat(
            (max(0, placed.start - around), min(placed.end + around, project.timeline.length))
        )

    def _explain(self) -> None:
        compared, slot = self._compared, self._slot()
        if compared is None or slot is None:
            return
        pages = compared.pages(self._session.project)
        turn = (
            f" Page {compared.page + 1} of {pages}, Page Up and Page Down turn."
            if pages > 1
            else ""
        )
        self._session.told.emit(
            "info",
            f"Comparing takes of {slot.name}: 1 to {len(self.takes)} uses one, X rejects, "
            f"Ctrl+1 to 5 rates, Esc leaves.{turn}",
        )

    def _slot(self) -> FilmSlot | None:
        compared = self._compared
        return self._session.project.slots.get(compared.slot_id) if compared else None

    def _take(self, cell: int) -> Take | None:
        takes = self.takes
        return takes[cell] if 0 <= cell < len(takes) else None

    @Slot(object)
    def _on_film(self, project: Project) -> None:
        compared = self._compared
        if compared is None:
            return
        if _refusal(project, compared.slot_id):
            self.leave()  # undone, or taken off the timeline
            return
        last = compared.pages(project) - 1
        self._compared = replace(compared, page=min(compared.page, last))
        self._hang()

    @Slot(object)
    def _on_selection(self, selection: Selection) -> None:
        """Another slot that is selected is compared in its place, if it can be."""
        project = self._session.project
        chosen = chosen_slots(project, selection)
        if self._compared is None or not chosen or chosen[0] == self._compared.slot_id:
            return
        if _refusal(project, chosen[0]):
            self.leave()
        else:
            self._enter(chosen[0])


def with_take(project: Project, slot_id: SlotId, take_id: TakeId) -> Project:
    """The film as it would be with a take, whether or not the slot is locked."""
    return choose_take(lock_slot(project, slot_id, locked=False), slot_id, take_id)


def _wanted(session: Session) -> SlotId | None:
    chosen = chosen_slots(session.project, session.selection)
    return chosen[0] if chosen else slot_at(session.project, session.playhead)


def _label(slot: FilmSlot, take: Take, key: str) -> Label:
    verdict = slot.verdict(take.id)
    return Label(
        words=f"take {take.number}",
        key=key,
        stars=verdict.stars,
        used=slot.chosen == take.id,
        rejected=verdict.rejected,
    )


def _nearest(project: Project, slot_id: SlotId, frame: int) -> Placed:
    """The clip of a slot that a frame lies in, or that begins or ends nearest to it."""
    return min(
        clips_of(project, slot_id),
        key=lambda placed: max(placed.start - frame, frame - placed.end + 1, 0),
    )


def _clear_of_entrance(placed: Placed) -> int:
    """The first frame of a clip that shows it alone, if it lasts so long."""
    enter = placed.clip.enter
    return min(placed.start + (enter.out_offset if enter else 0), placed.end - 1)


def _refusal(project: Project, slot_id: SlotId | None) -> str:
    """Why nothing can be compared, in words for the person; empty if it can."""
    slot = project.slots.get(slot_id) if slot_id is not None else None
    if slot is None:
        return "Select a slot, or put the playhead on one, to compare its takes."
    count = len(project.pool.takes_of(slot.id))
    if count < 2:
        has = "has no take yet" if count == 0 else "has only one take"
        return f"{slot.name} {has}. Generate another one to compare."
    if not clips_of(project, slot.id):
        return f"{slot.name} is not on the timeline, where its takes would be compared."
    return ""
