"""The settings of a slot, as fields."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sorastudio.errors import SoraError, UsageError
from sorastudio.generate.providers import DEFAULT, provider_names
from sorastudio.generate.wanted import MOST_SEED
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.slot import FrameLink, ImageFrame, Slot
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.fields import (
    CheckField,
    ChoiceField,
    Form,
    TextField,
    number_text,
    read_number,
    read_size,
    read_whole,
)
from sorastudio.ui.panels.importing import Importer
from sorastudio.ui.panels.wells import FrameWell

MOST_SECONDS = 600
LEAST_SECONDS = 0.04

Change = Callable[[str, Slot], None]
"""(label, the slot as it is to be). Raises SoraError, and then nothing has changed."""


class SlotForm(QWidget):
    """Every field but the prompt. What is committed goes to `change`."""

    def __init__(self, session: Session, change: Change, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._change = change
        self._slot: Slot | None = None
        self._importer = Importer(session, self)
        self._form = Form(self)
        self.name = TextField("Name", self._set_name, self, hint="shot name")
        self.seconds = TextField("Seconds", self._set_seconds, self, step=Fraction(1, 2))
        self.picture_size = TextField("Size", self._set_size, self)
        self.seed = TextField("Seed", self._set_seed, self, step=Fraction(1), hint="random")
        self.fixed = CheckField("Fixed", self._fix_seed, self)
        self.provider = ChoiceField("Generator", _generators(), self._set_provider, self)
        self.negative = TextField("Negative", self._set_negative, self, hint="what is not wanted")
        self.first = FrameWell(session, self, last=False)
        self.last = FrameWell(session, self, last=True)
        self._lay_out()
        self._connect_wells()

    @property
    def _texts(self) -> tuple[TextField, ...]:
        return (self.name, self.seconds, self.picture_size, self.seed, self.negative)

    def finish(self) -> None:
        """What is being typed counts for the slot that is shown."""
        for field in self._texts:
            field.finish()

    def show_slot(self, slot: Slot) -> None:
        """Another slot takes the place of what was being typed; the same one leaves it."""
        same = self._slot is not None and self._slot.id == slot.id
        self._slot = slot
        values = (
            slot.name,
            number_text(slot.seconds),
            str(slot.size) if slot.size else "",
            "" if slot.seed is None else str(slot.seed),
            slot.negative,
        )
        self.picture_size.hint(f"{self._session.project.settings.size} (the film’s)")
        for field, value in zip(self._texts, values, strict=True):
            if same:
                field.show_value(value)
            else:
                field.reset(value)
        self.seed.setEnabled(slot.seed is not None)
        self.fixed.setChecked(slot.seed is not None)
        self.provider.show_value(slot.provider)
        self.first.show_link(slot.id, slot.first_frame)
        self.last.show_link(slot.id, slot.last_frame)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._form.add("Name", self.name)
        self._form.add("Seconds", self.seconds)
        self._form.add("Size", self.picture_size)
        self._form.add("Seed", self.seed, self.fixed)
        self._form.add("Generator", self.provider)
        self._form.add("Negative", self.negative)
        column.addWidget(self._form)
        wells = QHBoxLayout()
        wells.setSpacing(8)
        wells.addWidget(self.first)
        wells.addWidget(self.last)
        column.addLayout(wells)

    def _connect_wells(self) -> None:
        for well, words in ((self.first, "first_frame"), (self.last, "last_frame")):
            well.picked.connect(lambda link, words=words: self._set_frame(words, link))
            well.given.connect(lambda path, words=words: self._import_frame(words, path))

    def _current(self) -> Slot:
        assert self._slot is not None, "fields are shown for a slot"
        return self._slot

    def _put(self, what: str, slot: Slot) -> None:
        if slot != self._current():
            self._change(f"{what} of {slot.name or 'new slot'}", slot)

    def _set_name(self, text: str) -> None:
        slot = self._current()
        if not text:
            raise UsageError("A slot needs a name.")
        if any(each.name == text for each in self._session.project.slots if each.id != slot.id):
            raise UsageError(f"There is a slot “{text}” already.")
        self._put("Name", replace(slot, name=text))

    def _set_seconds(self, text: str) -> None:
        seconds = read_number(text, lowest=LEAST_SECONDS, highest=MOST_SECONDS, unit="s")
        self._put("Seconds", replace(self._current(), seconds=seconds))

    def _set_size(self, text: str) -> None:
        size = read_size(text) if text else None
        self._put("Size", replace(self._current(), size=size))

    def _set_seed(self, text: str) -> None:
        seed = read_whole(text, lowest=0, highest=MOST_SEED)
        self._put("Seed", replace(self._current(), seed=seed))

    def _fix_seed(self, fixed: bool) -> None:
        seed = self._seed_of_take() if fixed else None
        self.seed.reset("")
        self._put("Seed", replace(self._current(), seed=seed))

    def _seed_of_take(self) -> int:
        """That of the take in use, so that it is not stale for being fixed."""
        take = self._session.project.chosen_take(self._current().id)
        return take.recipe.seed if take else random.randrange(MOST_SEED)

    def _set_provider(self, name: str) -> None:
        self._put("Generator", replace(self._current(), provider=name, model=""))

    def _set_negative(self, text: str) -> None:
        self._put("Negative prompt", replace(self._current(), negative=text))

    def _set_frame(self, which: str, link: FrameLink | None) -> None:
        pool = self._session.project.pool
        if isinstance(link, ImageFrame):
            media = pool.media.get(link.media_id)
            if media is None or media.kind is MediaKind.AUDIO:
                self._session.told.emit("error", "A sound has no picture to start from.")
                return
        slot = self._current()
        if which == "first_frame":
            changed = replace(slot, first_frame=link)
        else:
            changed = replace(slot, last_frame=link)
        try:
            self._put("Frame", changed)
        except SoraError as error:
            self._session.told.emit("error", str(error))

    def _import_frame(self, which: str, path: Path) -> None:
        slot_id = self._current().id

        def known(found: list[Media]) -> None:
            if found and self._slot is not None and self._slot.id == slot_id:
                self._set_frame(which, ImageFrame(found[0].id))

        self._importer.import_files([path], known)


def _generators() -> list[tuple[str, str]]:
    """(value, words) of every choice."""
    names = ((name, name) for name in provider_names())  # as the person has called them
    return [("", f"Default ({DEFAULT})"), *names]
