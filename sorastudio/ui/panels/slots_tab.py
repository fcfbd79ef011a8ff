"""All slots of the film, to find, select and drag."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget

from sorastudio.jobs.job import Context
from sorastudio.project.edits.slots import clips_of
from sorastudio.project.footage import footage_of_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.project import Project
from sorastudio.project.state import SlotState, slot_state
from sorastudio.ui.drags import SLOT_MIME
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.session import Selection, Session
from sorastudio.ui.panels.chosen import chosen_slots
from sorastudio.ui.panels.rows import PICTURE, Row, Rows
from sorastudio.ui.panels.states import standing
from sorastudio.ui.panels.thumbs import Thumbs

_REST_MS = 50
"""Rows that are painted within this time are looked into together."""

_NO_SLOT = "No slot yet. Type a prompt and press Enter."


class SlotsTab(QWidget):
    """States are found in the background, for the rows that are painted: a film has hundreds of
    slots and thousands of clips."""

    look_wanted = Signal(object)
    """A Footage, to be looked at on its own."""
    menu_wanted = Signal(str, QPoint)
    """The slot a menu is asked for, which is the chosen one then, and where on the screen."""

    def __init__(self, session: Session, generation: Generation, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._generation = generation
        self._states: dict[SlotId, SlotState] = {}
        self._known_for: Project | None = None
        self._fresh: set[SlotId] = set()
        self._wanted: set[SlotId] = set()
        self._busy = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._look)
        height = round(PICTURE.height() * self.devicePixelRatioF())
        self._thumbs = Thumbs(session, height, self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search slots")
        self.search.setAccessibleName("Search slots")
        self.search.setClearButtonEnabled(True)
        self.rows = Rows("Slots", SLOT_MIME, self, picture=self._picture, words=self._words)
        self.empty = QLabel(_NO_SLOT, self)
        self.empty.setProperty("dim", True)
        self.empty.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.empty)
        column.addWidget(self.rows, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._refresh)
        self.rows.chosen.connect(self._select)
        self.rows.opened.connect(self._look_at)
        self.rows.menu_wanted.connect(self.menu_wanted)
        self._session.changed.connect(self._refresh)
        self._session.selection_changed.connect(self._follow)
        self._generation.changed.connect(self.rows.viewport().update)
        self._thumbs.came.connect(self.rows.viewport().update)

    @Slot()
    def _refresh(self) -> None:
        project, wanted = self._session.project, self.search.text().casefold().split()
        rows = [
            Row(id=slot.id, title=slot.name, detail=slot.prompt)
            for slot in project.slots
            if all(word in f"{slot.name} {slot.prompt}".casefold() for word in wanted)
        ]
        self.rows.show_rows(rows)
        self.empty.setVisible(not rows)
        self.empty.setText("No slot matches." if wanted else _NO_SLOT)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        chosen = chosen_slots(self._session.project, self._session.selection)
        self.rows.select_id(chosen[0] if len(chosen) == 1 else None)

    @Slot(str)
    def _select(self, slot_id: SlotId) -> None:
        self._session.select(Selection(slot=slot_id))

    @Slot(str)
    def _go_to(self, slot_id: SlotId) -> None:
        placed = clips_of(self._session.project, slot_id)
        if placed:
            self._session.move_playhead(placed[0].start)

    @Slot(str)
    def _look_at(self, slot_id: SlotId) -> None:
        """Its take on its own; without one, its place in the film."""
        footage = footage_of_slot(self._session.project, slot_id)
        if footage is None:
            self._go_to(slot_id)
        else:
            self.look_wanted.emit(footage)

    def offer(self, slot_id: SlotId, menu: QMenu) -> None:
        """Where the slot can be looked at."""
        project = self._session.project
        look = menu.addAction("Open in the take viewer", partial(self._look_at, slot_id))
        look.setEnabled(footage_of_slot(project, slot_id) is not None)
        go = menu.addAction("Go to its clip in the film", partial(self._go_to, slot_id))
        go.setEnabled(bool(clips_of(project, slot_id)))

    def _words(self, row: Row) -> Row:
        """The row with how the slot stands, as far as is known; what is not is asked for."""
        slot_id = SlotId(row.id)
        if self._known_for is not self._session.project or slot_id not in self._fresh:
            self._ask(slot_id)
        state = self._states.get(slot_id)
        if state is None:
            return row
        shown = standing(state, self._generation.job_of(slot_id), self._missing(slot_id))
        detail = " · ".join(part for part in (shown.words, row.detail.strip()) if part)
        return replace(row, detail=detail, look=shown.look)

    def _ask(self, slot_id: SlotId) -> None:
        self._wanted.add(slot_id)
        if not self._rest.isActive() and not self._busy:
            self._rest.start()

    @Slot()
    def _look(self) -> None:
        project, wanted = self._session.project, frozenset(self._wanted)
        self._wanted.clear()
        if self._session.closing or not wanted:
            return
        self._busy = True

        def work(context: Context) -> dict[SlotId, SlotState]:
            return _states(project, wanted, context)

        self._session.scheduler.submit(
            "media",
            work,
            label="states of slots",
            on_done=lambda states: self._know(project, wanted, states),
        )

    def _know(
        self, project: Project, wanted: frozenset[SlotId], states: dict[SlotId, SlotState]
    ) -> None:
        """What is known of an earlier film is shown until the new answer is there."""
        self._busy = False
        if self._known_for is not project:
            self._known_for = project
            self._fresh.clear()
        self._states.update(states)
        self._fresh.update(wanted)
        self.rows.viewport().update()

    def _missing(self, slot_id: SlotId) -> str | None:
        take = self._session.project.chosen_take(slot_id)
        media = self._session.project.pool.media[take.media_id] if take else None
        return self._thumbs.failure(media) if media else None

    def _picture(self, slot_id: str) -> QImage | None:
        take = self._session.project.chosen_take(SlotId(slot_id))
        if take is None:
            return None
        return self._thumbs.image(self._session.project.pool.media[take.media_id])


def _states(
    project: Project, wanted: frozenset[SlotId], context: Context
) -> dict[SlotId, SlotState]:
    found = {}
    for slot_id in wanted:
        context.check()
        if slot_id in project.slots:
            found[slot_id] = slot_state(project, slot_id)
    return found
