"""The settings of a slot, as fields."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from sorastudio.errors import SoraError, UsageError
from sorastudio.generate.offers import Offer, Offered
from sorastudio.generate.providers import DEFAULT
from sorastudio.generate.wanted import MOST_SEED
from sorastudio.project.media import Size
from sorastudio.project.slot import Slot
from sorastudio.ui.film.offers import Offers, Unknown
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.abilities import ANYTHING, Abilities, abilities
from sorastudio.ui.panels.fields import (
    CheckField,
    Form,
    TextField,
    number_text,
    read_number,
    read_size,
    read_whole,
)
from sorastudio.ui.panels.frame_wells import FrameWells
from sorastudio.ui.panels.generator_rows import GeneratorRows, small_button
from sorastudio.ui.panels.option_rows import OptionRows, Options

MOST_SECONDS = 600
LEAST_SECONDS = 0.04

Change = Callable[[str, Slot], None]
"""(label, the slot as it is to be). Raises SoraError, and then nothing has changed."""


class SlotForm(QWidget):
    """Every field but the prompt, and what the chosen model says to each. What is committed goes to
    `change`."""

    judged = Signal(object)
    """The Abilities of the slot that is shown, as far as they are known."""

    def __init__(self, session: Session, offers: Offers, change: Change, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._offers = offers
        self._change = change
        self._slot: Slot | None = None
        self._sizes: tuple[Size, ...] = ()
        self._form = Form(self)
        self.name = TextField("Name", self._set_name, self, hint="shot name")
        self.seconds = TextField("Seconds", self._set_seconds, self, step=Fraction(1, 2))
        self.picture_size = TextField("Size", self._set_size, self)
        self.sizes = small_button("down", "Sizes the model makes", self)
        self.seed = TextField("Seed", self._set_seed, self, step=Fraction(1), hint="random")
        self.fixed = CheckField("Fixed", self._fix_seed, self)
        self.generator = GeneratorRows(self._set_provider, self._set_model, self)
        self.negative = TextField("Negative", self._set_negative, self, hint="what is not wanted")
        self.wells = FrameWells(session, lambda slot: self._put("Frame", slot), self)
        self.options = OptionRows(self._set_options, self)
        self._lay_out()
        self.sizes.clicked.connect(lambda _checked=False: self.offer_sizes())
        offers.changed.connect(self._judge)

    @property
    def _texts(self) -> tuple[TextField, ...]:
        return (self.name, self.seconds, self.picture_size, self.seed, self.negative)

    def finish(self) -> None:
        """What is being typed counts for the slot that is shown."""
        for field in self._texts:
            field.finish()
        self.generator.finish()
        self.options.finish()

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
        self.fixed.setChecked(slot.seed is not None)
        self.generator.show_slot(slot, self._offers.titles, fresh=not same)
        self.wells.show_slot(slot)
        self.options.show_options(slot.options, fresh=not same)
        self._judge()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._form.add("Name", self.name)
        self._form.add("Seconds", self.seconds)
        self._form.add("Size", self.picture_size, self.sizes)
        self._form.add("Seed", self.seed, self.fixed)
        self._form.add("Negative", self.negative)
        column.addWidget(self.generator)
        column.addWidget(self._form)
        column.addWidget(self.wells)
        column.addWidget(self.options)

    def _judge(self) -> None:
        """What the chosen model says to what is set, as far as is known by now."""
        slot = self._slot
        if slot is None:
            return
        offer = self._offers.of(slot.provider or DEFAULT)
        self.generator.show_slot(slot, self._offers.titles, fresh=False)
        self.generator.show_offer(slot, offer)
        offered = self._offered(slot, offer)
        self.options.show_offered(offered)
        found = ANYTHING
        if offered is not None:
            found = abilities(self._session.project, slot, offered)
            self.generator.say_model(
                found.model,
                lacks_key=isinstance(offer, Offer) and offer.lacks_key,
                unusable=offered.unusable,
            )
        self._allow(slot, found)
        self._sizes = offered.can.sizes if offered else ()
        self.sizes.setVisible(bool(self._sizes))
        self.judged.emit(found)

    def _offered(self, slot: Slot, offer: Offer | Unknown | None) -> Offered | None:
        match offer:
            case Offer():
                try:
                    return offer.model(slot.model)
                except SoraError as error:
                    self.generator.say(str(error), is_trouble=True)
            case Unknown(words):
                self.generator.say(words, is_trouble=True)
            case None:
                self.generator.say("")
        return None

    def _allow(self, slot: Slot, found: Abilities) -> None:
        """What cannot be used is grey, and says why; what is set can be taken away all the same."""
        seed, negative = found.seed, found.negative
        self.seed.allow(slot.seed is not None, seed.shown, is_trouble=bool(seed.trouble))
        self.fixed.setEnabled(seed.able or slot.seed is not None)
        self.fixed.setToolTip(seed.shown or "Fixed")
        able = negative.able or bool(slot.negative)
        self.negative.allow(able, negative.shown, is_trouble=bool(negative.trouble))
        for field, ability in (
            (self.seconds, found.seconds),
            (self.picture_size, found.size),
        ):
            field.allow(True, ability.shown, is_trouble=bool(ability.trouble))
        self.wells.show_abilities(found.first, found.last)
        self.options.show_ability(found.options)

    def size_menu(self) -> QMenu:
        """The sizes the model makes, and the film's."""
        menu = QMenu(self)
        film = self._session.project.settings.size
        choices: list[tuple[str, Size | None]] = [(f"{film} (the film’s)", None)]
        choices += [(str(size), size) for size in self._sizes]
        for words, size in choices:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(self._current().size == size)
            action.triggered.connect(lambda _checked=False, size=size: self._put_size(size))
        return menu

    def offer_sizes(self) -> None:
        menu = self.size_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.sizes.mapToGlobal(QPoint(0, self.sizes.height())))

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
        self._put_size(read_size(text) if text else None)

    def _put_size(self, size: Size | None) -> None:
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

    def _set_model(self, name: str) -> None:
        self._put("Model", replace(self._current(), model=name))

    def _set_options(self, options: Options) -> None:
        self._put("Settings", replace(self._current(), options=options))

    def _set_negative(self, text: str) -> None:
        self._put("Negative prompt", replace(self._current(), negative=text))
