"""Which generator makes a slot, and with which of its models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from sorastudio.generate.offers import Offer
from sorastudio.generate.providers import DEFAULT
from sorastudio.project.slot import Slot
from sorastudio.ui.film.offers import Unknown
from sorastudio.ui.icons import icon
from sorastudio.ui.panels.fields import ChoiceField, Form, TextField
from sorastudio.ui.panels.remark import Remark
from sorastudio.ui.theme import PALETTE

_TODO = "Choose another model, or press Refresh under Connections once it is there."
_BUTTON_PX, _ICON_PX = 28, 16


class GeneratorRows(QWidget):
    """A choice of generator, and one of its model; where a server takes any name, the name is
    typed."""

    def __init__(
        self,
        set_generator: Callable[[str], None],
        set_model: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.generator = ChoiceField("Generator", (), set_generator, self)
        self.connections = small_button("settings", "Connections…", self)
        self.model = ChoiceField("Model", (), set_model, self)
        self.typed = TextField("Model", set_model, self, hint="whatever is served")
        self.remark = Remark(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        form = Form(self)
        form.add("Generator", self.generator, self.connections)
        form.add("Model", _stacked(self, self.model, self.typed, self.remark))
        column.addWidget(form)
        self.typed.hide()

    def finish(self) -> None:
        self.typed.finish()

    def show_slot(self, slot: Slot, titles: Mapping[str, str], *, fresh: bool) -> None:
        """`titles`: of all generators, by name. `fresh`: another slot, so what was being typed is
        gone."""
        _offer(self.generator, _generators(titles, slot.provider), slot.provider)
        if fresh:
            self.typed.reset(slot.model)
        else:
            self.typed.show_value(slot.model)

    def say(self, words: str, *, is_trouble: bool = False) -> None:
        """What the model is, or why that cannot be said."""
        self.remark.say(words, is_trouble=is_trouble)

    def say_model(self, words: str, *, lacks_key: bool, unusable: str) -> None:
        """What the model is, and before it what stands in the way."""
        parts = (
            "No key yet: give it one under Connections." if lacks_key else "",
            f"{unusable} {_TODO}" if unusable else "",
            words,
        )
        self.say("\n".join(filter(None, parts)), is_trouble=lacks_key or bool(unusable))

    def show_offer(self, slot: Slot, offer: Offer | Unknown | None) -> None:
        """The models there are to choose from."""
        known = offer if isinstance(offer, Offer) else None
        types = known is not None and known.any_other is not None
        # It stays while a name is being typed, even where it has become a choice.
        typing = self.typed.edit.isModified() and self.typed.text != slot.model
        types |= typing and self.typed.isVisibleTo(self)
        self.typed.setVisible(types)
        self.model.setVisible(not types)
        _offer(self.model, _models(known, slot.model), slot.model)
        self.model.bar(
            {name: each.unusable for name, each in known.models.items() if each.unusable}
            if known
            else {}
        )


def small_button(name: str, words: str, parent: QWidget) -> QToolButton:
    """A button of one icon beside a field, reached with Tab like the field."""
    button = QToolButton(parent)
    button.setIcon(icon(name, PALETTE.dim))
    button.setIconSize(QSize(_ICON_PX, _ICON_PX))
    button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button


def _stacked(parent: QWidget, *parts: QWidget) -> QWidget:
    whole = QWidget(parent)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for part in parts:
        column.addWidget(part)
    return whole


def _offer(field: ChoiceField, choices: Iterable[tuple[str, str]], value: str) -> None:
    """New choices only where they differ: a list that is open stays open."""
    wanted = list(choices)
    if wanted != [(field.itemData(n), field.itemText(n)) for n in range(field.count())]:
        field.offer(wanted)
    field.show_value(value)


def _generators(titles: Mapping[str, str], chosen: str) -> list[tuple[str, str]]:
    """(value, words) of every choice."""
    found = [("", f"Default ({DEFAULT})"), *titles.items()]
    if chosen and chosen not in titles:
        found.append((chosen, f"{chosen} (no such connection)"))
    return found


def _models(offer: Offer | None, chosen: str) -> list[tuple[str, str]]:
    if offer is None:
        return [("", "Default"), *([(chosen, chosen)] if chosen else [])]
    usual = offer.models.get(offer.default_model) or offer.any_other
    default = usual.name if usual else f"{offer.default_model}, not known"
    found = [("", f"Default ({default})")]
    found += [
        (name, f"{model.label} (cannot be used)" if model.unusable else model.label)
        for name, model in offer.models.items()
        # Those that change takes are offered where there is one.
        if not model.can.needs_video or name == chosen
    ]
    if chosen and chosen not in offer.models:
        found.append((chosen, f"{chosen} (not known)"))
    return found
