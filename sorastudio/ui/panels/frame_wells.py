"""The two places for pictures a take starts from and ends on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sorastudio.errors import SoraError
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.slot import FrameLink, ImageFrame, Slot
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.abilities import Ability
from sorastudio.ui.panels.importing import Importer
from sorastudio.ui.panels.remark import Remark
from sorastudio.ui.panels.wells import FrameWell


class FrameWells(QWidget):
    """What is put into them goes to `change`, as the slot is to be."""

    def __init__(self, session: Session, change: Callable[[Slot], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._change = change
        self._slot: Slot | None = None
        self._importer = Importer(session, self)
        self.first = FrameWell(session, self, last=False)
        self.last = FrameWell(session, self, last=True)
        self.first_remark, self.last_remark = Remark(self), Remark(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for well, remark in ((self.first, self.first_remark), (self.last, self.last_remark)):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(well)
            column.addWidget(remark)
            column.addStretch(1)
            row.addLayout(column, 1)
            well.picked.connect(lambda link, well=well: self._set_frame(well, link))
            well.given.connect(lambda path, well=well: self._import_frame(well, path))

    def show_slot(self, slot: Slot) -> None:
        self._slot = slot
        self.first.show_link(slot.id, slot.first_frame)
        self.last.show_link(slot.id, slot.last_frame)

    def show_abilities(self, first: Ability, last: Ability) -> None:
        """What is there can be taken away, whatever the model takes."""
        wells = (
            (self.first, self.first_remark, first),
            (self.last, self.last_remark, last),
        )
        for well, remark, ability in wells:
            well.allow(ability.able or well.link is not None, ability.shown)
            remark.say(ability.shown, is_trouble=bool(ability.trouble))

    def _set_frame(self, well: FrameWell, link: FrameLink | None) -> None:
        slot = self._slot
        if slot is None:
            return
        if isinstance(link, ImageFrame):
            media = self._session.project.pool.media.get(link.media_id)
            if media is None or media.kind is MediaKind.AUDIO:
                self._session.told.emit("error", "A sound has no picture to start from.")
                return
        is_first = well is self.first
        changed = replace(slot, first_frame=link) if is_first else replace(slot, last_frame=link)
        try:
            self._change(changed)
        except SoraError as error:
            self._session.told.emit("error", str(error))

    def _import_frame(self, well: FrameWell, path: Path) -> None:
        slot_id = self._slot.id if self._slot else SlotId("")

        def known(found: list[Media]) -> None:
            if found and self._slot is not None and self._slot.id == slot_id:
                self._set_frame(well, ImageFrame(found[0].id))

        self._importer.import_files([path], known)
