"""The takes of the selected slot: look, rate, choose, and take their recipe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sorastudio.errors import SoraError
from sorastudio.project.clip import Clip, SlotSource
from sorastudio.project.edits.from_recipe import copy_recipe
from sorastudio.project.edits.slots import (
    MOST_STARS,
    choose_take,
    lock_slot,
    next_take,
    previous_take,
    rate_take,
    reject_take,
)
from sorastudio.project.footage import Footage
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Operation, Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot as FilmSlot
from sorastudio.project.timeline import TrackKind
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.session import Session
from sorastudio.ui.icons import icon
from sorastudio.ui.panels.chosen import chosen_slots
from sorastudio.ui.panels.remaking import Remaking
from sorastudio.ui.panels.take_cards import CARD, Card, TakeCards
from sorastudio.ui.theme import PALETTE

_ICON_PX = 16


class TakesStrip(QWidget):
    """Shows the takes of the slot that is selected; of the one under the playhead if none is."""

    look_wanted = Signal(object)
    """A Footage, to be looked at on its own."""
    compare_wanted = Signal()

    def __init__(
        self,
        session: Session,
        generation: Generation,
        offers: Offers,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.remaking = Remaking(session, generation, offers, self)
        self._slot_id: SlotId | None = None
        self._just_used: Project | None = None
        """The film right after the last click that used a take."""
        self.cards = TakeCards(session, self)
        self._lit, self._unlit = icon("star-filled", PALETTE.stale), icon("star", PALETTE.dim)
        self.words = QLabel(self)
        self.words.setProperty("small", True)
        self.stars = [self._button("star", f"{n} stars", self._rater(n)) for n in range(1, 6)]
        self.reject_button = self._button("reject", "Reject (X)", self._reject, checkable=True)
        self.lock_button = self._button("lock", "Lock: keep this take", self._lock, checkable=True)
        words = "Compare the takes side by side (T)"
        self.compare_button = self._button("compare", words, lambda: self.compare_wanted.emit())
        self.copy_button = self._button("copy", "Copy the recipe to the slot", self._copy)
        self.reveal_button = self._button("folder", "Show the file in its folder", self._reveal)
        self._lay_out()
        self.cards.used.connect(self._click)
        self.cards.opened.connect(self._double_click)
        self.cards.rated.connect(self._rate)
        self.cards.rejected.connect(self._set_rejected)
        self.cards.current_changed.connect(self._show_current)
        self.cards.menu_wanted.connect(self._open_menu)
        session.changed.connect(self._refresh)
        session.selection_changed.connect(self._refresh)
        session.playhead_changed.connect(self._follow_playhead)
        self._refresh()

    @property
    def slot_id(self) -> SlotId | None:
        return self._slot_id

    @Slot()
    def next_take(self) -> None:
        """Use the next take that is not rejected."""
        if self._slot_id is not None:
            self._session.apply("Next take", next_take, self._slot_id)

    @Slot()
    def previous_take(self) -> None:
        if self._slot_id is not None:
            self._session.apply("Previous take", previous_take, self._slot_id)

    def choose(self, number: int) -> None:
        """Use the take of this number, if the slot has it."""
        for card in self.cards.cards:
            if card.number == number:
                self._use(card.take_id)

    def _lay_out(self) -> None:
        self._area = area = QScrollArea(self)
        area.setWidget(self.cards)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(CARD.height() + 12)
        area.viewport().setAutoFillBackground(False)
        self.cards.setAutoFillBackground(False)
        self.cards.current_changed.connect(
            lambda index: area.ensureVisible(self.cards.rect_of(index).center().x(), 0, 60, 0)
        )
        acts = QHBoxLayout()
        acts.setSpacing(0)
        for button in self.stars:
            acts.addWidget(button)
        acts.addStretch(1)
        for button in (
            self.compare_button,
            self.reject_button,
            self.lock_button,
            self.copy_button,
            self.reveal_button,
        ):
            acts.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(area)
        column.addLayout(acts)
        column.addStretch(1)

    def _button(
        self, name: str, words: str, act: Callable[[], None], *, checkable: bool = False
    ) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.setCheckable(checkable)
        button.clicked.connect(act)
        return button

    @Slot()
    def _refresh(self) -> None:
        self._show_slot(self._wanted())

    @Slot(int)
    def _follow_playhead(self, _frame: int) -> None:
        wanted = self._wanted()
        if wanted != self._slot_id:
            self._show_slot(wanted)

    def _wanted(self) -> SlotId | None:
        project = self._session.project
        chosen = chosen_slots(project, self._session.selection)
        return chosen[0] if chosen else slot_at(project, self._session.playhead)

    def _show_slot(self, slot_id: SlotId | None) -> None:
        project, self._slot_id = self._session.project, slot_id
        slot = project.slots.get(slot_id) if slot_id else None
        self.cards.show_cards(cards_of(project, slot) if slot else ())
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        slot, card = self._slot(), self.cards.current
        self.words.setText(_heading(slot, len(self.cards.cards)))
        for number, button in enumerate(self.stars, 1):
            lit = card is not None and number <= card.stars
            button.setIcon(self._lit if lit else self._unlit)
        judging = (*self.stars, self.reject_button, self.copy_button, self.reveal_button)
        for part in (self._area, *judging, self.lock_button, self.compare_button):
            part.setVisible(card is not None)
        for button in judging:
            button.setEnabled(card is not None)
        self.reject_button.setChecked(card is not None and card.rejected)
        self.compare_button.setEnabled(len(self.cards.cards) > 1)
        self.lock_button.setEnabled(slot is not None)
        self.lock_button.setChecked(slot is not None and slot.locked)

    def _slot(self) -> FilmSlot | None:
        return self._session.project.slots.get(self._slot_id) if self._slot_id else None

    @Slot(str)
    def _click(self, take_id: TakeId) -> None:
        before = self._session.project
        self._use(take_id)
        after = self._session.project
        self._just_used = None if after is before else after

    @Slot(str)
    def _double_click(self, take_id: TakeId) -> None:
        """To look is not to choose: what the first click of the two did is taken back."""
        if self._just_used is self._session.project:
            self._session.undo()
        self._just_used = None
        self._look_at(take_id)

    def _look_at(self, take_id: TakeId) -> None:
        take = self._session.project.pool.takes[take_id]
        self.look_wanted.emit(Footage(media_id=take.media_id, take_id=take.id))

    @Slot(str)
    def _use(self, take_id: TakeId) -> None:
        slot = self._slot()
        if slot is not None and slot.chosen != take_id:
            number = self._session.project.pool.takes[take_id].number
            words = f"Use take {number} of {slot.name}"
            self._session.apply(words, choose_take, slot.id, take_id)

    @Slot(str, int)
    def _rate(self, take_id: TakeId, stars: int) -> None:
        if self._slot_id is not None:
            self._session.apply("Rate take", rate_take, self._slot_id, take_id, stars)

    @Slot(str, bool)
    def _set_rejected(self, take_id: TakeId, rejected: bool) -> None:
        words = "Reject take" if rejected else "Take the take back"
        if self._slot_id is not None:
            self._session.apply(words, reject_take, self._slot_id, take_id, rejected=rejected)

    def _rater(self, stars: int) -> Callable[[], None]:
        def rate() -> None:
            """The star that is lit last puts them all out."""
            card = self.cards.current
            if card is not None:
                self._rate(card.take_id, 0 if card.stars == stars else stars)

        return rate

    def _reject(self) -> None:
        card = self.cards.current
        if card is not None:
            self._set_rejected(card.take_id, not card.rejected)

    def _lock(self) -> None:
        slot = self._slot()
        if slot is not None:
            words = f"{'Unlock' if slot.locked else 'Lock'} {slot.name}"
            self._session.apply(words, lock_slot, slot.id, locked=not slot.locked)

    def _copy(self) -> None:
        card = self.cards.current
        if card is not None and self._slot_id is not None:
            words = f"Copy the recipe of take {card.number}"
            if self._session.apply(words, copy_recipe, card.take_id, self._slot_id):
                self.remaking.tell_copied(card.take_id)

    def _reveal(self) -> None:
        card = self.cards.current
        if card is None:
            return
        try:
            _show_in_folder(self._session.locate(card.media.id))
        except SoraError as error:
            self._session.told.emit("error", str(error))

    @Slot(str, QPoint)
    def _open_menu(self, take_id: TakeId, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Use").triggered.connect(lambda _checked=False: self._use(take_id))
        menu.addAction("Open in the take viewer").triggered.connect(
            lambda _checked=False: self._look_at(take_id)
        )
        self._add_remaking(menu, take_id)
        rate = menu.addMenu("Rate")
        for stars in range(MOST_STARS + 1):
            words = "No stars" if stars == 0 else "★" * stars
            rate.addAction(words).triggered.connect(
                lambda _checked=False, stars=stars: self._rate(take_id, stars)
            )
        for words, act in (
            ("Reject", self._reject),
            (self.remaking.copy_words(take_id), self._copy),
            ("Show in folder", self._reveal),
        ):
            menu.addAction(words).triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(place)

    def _add_remaking(self, menu: QMenu, take_id: TakeId) -> None:
        menu.setToolTipsVisible(True)
        for operation in Operation:
            action = menu.addAction(f"{operation.value.capitalize()} this take…")
            why_not = self.remaking.why_not(take_id, operation)
            action.setEnabled(not why_not)
            action.setToolTip(why_not)
            action.triggered.connect(
                lambda _checked=False, operation=operation: self.remaking.ask(take_id, operation)
            )


def cards_of(project: Project, slot: FilmSlot) -> tuple[Card, ...]:
    return tuple(_card(project, slot, take) for take in project.pool.takes_of(slot.id))


def _card(project: Project, slot: FilmSlot, take: Take) -> Card:
    verdict = slot.verdict(take.id)
    return Card(
        take_id=take.id,
        number=take.number,
        media=project.pool.media[take.media_id],
        stars=verdict.stars,
        rejected=verdict.rejected,
        chosen=slot.chosen == take.id,
    )


def slot_at(project: Project, frame: int) -> SlotId | None:
    """The slot of the topmost clip that is shown at a frame."""
    for track in reversed(project.timeline.of_kind(TrackKind.VIDEO)):
        index = None if track.hidden else track.index_at(frame)
        item = track.items[index] if index is not None else None
        if isinstance(item, Clip) and isinstance(item.source, SlotSource):
            return item.source.slot_id
    return None


def _heading(slot: FilmSlot | None, count: int) -> str:
    if slot is None:
        return "Select a slot to see its takes."
    takes = "no take yet" if count == 0 else "1 take" if count == 1 else f"{count} takes"
    return f"{slot.name} · {takes}"


def _show_in_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
