"""All slots of the film, to find, select and drag."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from sorastudio.project.edits.slots import clips_of
from sorastudio.project.ids import SlotId
from sorastudio.ui.generation import Generation
from sorastudio.ui.panels.chosen import chosen_slots
from sorastudio.ui.panels.drags import SLOT_MIME
from sorastudio.ui.panels.rows import PICTURE, Row, Rows
from sorastudio.ui.panels.states import standing
from sorastudio.ui.panels.thumbs import Thumbs
from sorastudio.ui.session import Selection, Session


class SlotsTab(QWidget):
    """States are worked out only for the rows that are painted: films have hundreds of slots."""

    def __init__(self, session: Session, generation: Generation, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._generation = generation
        self._painted: dict[str, Row] = {}
        height = round(PICTURE.height() * self.devicePixelRatioF())
        self._thumbs = Thumbs(session, height, self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search slots")
        self.search.setAccessibleName("Search slots")
        self.search.setClearButtonEnabled(True)
        self.rows = Rows("Slots", SLOT_MIME, self, picture=self._picture, words=self._words)
        self.empty = QLabel("No slot yet. Type a prompt and press Enter.", self)
        self.empty.setProperty("dim", True)
        self.empty.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.empty)
        column.addWidget(self.rows, 1)
        self.search.textChanged.connect(self._refresh)
        self.rows.chosen.connect(self._select)
        self.rows.opened.connect(self._go_to)
        session.changed.connect(self._refresh)
        session.selection_changed.connect(self._follow)
        generation.changed.connect(self._repaint)
        self._thumbs.came.connect(self._repaint)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        project, wanted = self._session.project, self.search.text().casefold().split()
        rows = [
            Row(id=slot.id, title=slot.name, detail=slot.prompt)
            for slot in project.slots
            if all(word in f"{slot.name} {slot.prompt}".casefold() for word in wanted)
        ]
        self._painted.clear()
        self.rows.show_rows(rows)
        self.empty.setVisible(not rows)
        self.empty.setText(
            "No slot matches." if wanted else "No slot yet. Type a prompt and press Enter."
        )
        self._follow()

    @Slot()
    def _repaint(self) -> None:
        self._painted.clear()
        self.rows.viewport().update()

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

    def _words(self, row: Row) -> Row:
        """The row with how the slot stands now."""
        found = self._painted.get(row.id)
        if found is None:
            job = self._generation.job_of(SlotId(row.id))
            shown = standing(self._session.project, SlotId(row.id), job, self._missing(row.id))
            detail = " · ".join(part for part in (shown.words, row.detail.strip()) if part)
            found = self._painted[row.id] = replace(row, detail=detail, look=shown.look)
        return found

    def _missing(self, slot_id: str) -> str | None:
        take = self._session.project.chosen_take(SlotId(slot_id))
        media = self._session.project.pool.media[take.media_id] if take else None
        return self._thumbs.failure(media) if media else None

    def _picture(self, slot_id: str) -> QImage | None:
        take = self._session.project.chosen_take(SlotId(slot_id))
        if take is None:
            return None
        return self._thumbs.image(self._session.project.pool.media[take.media_id])
