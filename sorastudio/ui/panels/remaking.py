"""A take made of another: asks how much longer, or what to change, and orders it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from sorastudio.generate.offers import Offer
from sorastudio.generate.remakers import Remaker, remakers, why_none
from sorastudio.generate.sourced import edit, extension
from sorastudio.project.ids import TakeId
from sorastudio.project.media import Operation, Take
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers, Unknown
from sorastudio.ui.film.session import Session
from sorastudio.ui.panels.remake_dialog import RemakeDialog


class Remaking(QObject):
    """Extends and edits takes of a film: by who has made them, or by who is given videos."""

    def __init__(
        self, session: Session, generation: Generation, offers: Offers, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._generation, self._offers = session, generation, offers
        self._parent = parent

    def why_not(self, take_id: TakeId, operation: Operation) -> str:
        """Why a take cannot be extended or edited, as a sentence; empty if it can."""
        take = self._session.project.pool.takes.get(take_id)
        if take is None:
            return "Select a take."
        own = self._offers.of(take.recipe.provider) if take.recipe.provider else None
        if isinstance(own, Offer) and self._remakers(take, operation, [own]):
            return ""
        every = self._known(take)
        if self._remakers(take, operation, every):
            return ""
        asked = [name for name in self._offers.names if self._offers.of(name) is None]
        if asked:
            return f"{asked[0]} is being asked what it can do."
        if isinstance(own, Unknown) and not every:
            return own.words
        return why_none(take, self._session.project.pool.media[take.media_id], operation, every)

    def ask(self, take_id: TakeId, operation: Operation) -> None:
        """Opens the question; its answer orders the take."""
        take = self._session.project.pool.takes.get(take_id)
        if take is None:
            return

        def found() -> list[Remaker]:
            return self._remakers(take, operation, self._known(take))

        now = found()
        if not now:
            return
        media = self._session.project.pool.media[take.media_id]
        dialog = RemakeDialog(take, media, operation, now, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._order(take, operation, dialog))
        more = self._offers.changed.connect(lambda: dialog.offer(found()))
        dialog.finished.connect(lambda: self._offers.changed.disconnect(more))
        dialog.open()

    def _order(self, take: Take, operation: Operation, answer: RemakeDialog) -> None:
        slot = self._session.project.slots.get(take.slot_id)
        if slot is None:
            return
        maker, prompt = answer.remaker.maker, answer.prompt
        if operation is Operation.EXTEND:
            self._generation.generate_as(extension(slot, take, answer.added, maker, prompt))
        else:
            self._generation.generate_as(edit(slot, take, prompt, maker))

    def _remakers(self, take: Take, operation: Operation, offers: list[Offer]) -> list[Remaker]:
        media = self._session.project.pool.media[take.media_id]
        return remakers(take, media, operation, offers)

    def _known(self, take: Take) -> list[Offer]:
        """Of all generators, and of who made the take; those that were not asked yet are asked
        now."""
        names = dict.fromkeys((take.recipe.provider, *self._offers.names))
        found = [self._offers.of(name) for name in names if name]
        return [offer for offer in found if isinstance(offer, Offer)]
