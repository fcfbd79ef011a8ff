"""A take made of another: asks how much longer, or what to change, and orders it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from sorastudio.errors import SoraError
from sorastudio.generate.offers import Offer, Offered
from sorastudio.generate.sourced import edit, extension
from sorastudio.project.ids import TakeId
from sorastudio.project.media import Operation, Take
from sorastudio.project.state import lineage
from sorastudio.ui.film.generation import Generation
from sorastudio.ui.film.offers import Offers, Unknown
from sorastudio.ui.film.session import Session

_USUAL_SECONDS = 4.0
_PROMPT_PX = 420
"""Wide enough for a sentence."""


class Remaking(QObject):
    """Extends and edits takes of a film, by whoever made them."""

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
        offered = self._offered(take)
        if isinstance(offered, str):
            return offered
        able = offered.can.extend if operation is Operation.EXTEND else offered.can.edit
        return "" if able else f"{offered.name} cannot {operation.value} a take."

    def copy_words(self, take_id: TakeId) -> str:
        """What copying its recipe to the slot does, for a menu."""
        first, *later = self._lineage(take_id)
        return f"Copy recipe of take {first.number} to slot" if later else "Copy recipe to slot"

    def tell_copied(self, take_id: TakeId) -> None:
        """What a slot cannot hold of the recipe of a take that was made of another."""
        first, *later = self._lineage(take_id)
        words = ""
        if later:
            words = (
                f"The slot asks for what take {first.number} was made from. Take "
                f"{later[-1].number} is that one, {_changes(later)}: do the same to a new take."
            )
        elif first.recipe.operation is Operation.EDIT:
            words = (
                f"Take {first.number} is an edit of a take that is not in this film: the slot has "
                "only the words of the edit."
            )
        if words:
            self._session.told.emit("info", words)

    def ask(self, take_id: TakeId, operation: Operation) -> None:
        """Opens the question; its answer orders the take."""
        take = self._session.project.pool.takes.get(take_id)
        offered = self._offered(take) if take is not None else ""
        if take is None or isinstance(offered, str):
            return
        dialog = QInputDialog(self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(f"{operation.value.capitalize()} take {take.number}")
        if operation is Operation.EXTEND:
            self._ask_seconds(dialog, take, offered)
        else:
            self._ask_prompt(dialog, take)
        dialog.open()

    def _ask_seconds(self, dialog: QInputDialog, take: Take, offered: Offered) -> None:
        can = offered.can
        dialog.setInputMode(QInputDialog.InputMode.DoubleInput)
        dialog.setDoubleDecimals(2)
        dialog.setDoubleRange(float(can.shortest), float(can.longest))
        dialog.setDoubleValue(min(max(_USUAL_SECONDS, float(can.shortest)), float(can.longest)))
        made = ", ".join(f"{float(each):g}" for each in can.lengths[:12])
        more = f"\n{offered.name} adds {made} s; the next longer one is taken." if made else ""
        dialog.setLabelText(f"Seconds that are added behind its end:{more}")
        dialog.setOkButtonText("Extend")
        dialog.doubleValueSelected.connect(
            lambda value: self._order(take, Fraction(value).limit_denominator(100))
        )

    def _ask_prompt(self, dialog: QInputDialog, take: Take) -> None:
        dialog.setInputMode(QInputDialog.InputMode.TextInput)
        dialog.setLabelText("What is to be different, such as “at night, in the rain”:")
        dialog.setTextValue(self._last_edit(take))
        dialog.setOkButtonText("Edit")
        dialog.resize(_PROMPT_PX, dialog.sizeHint().height())
        dialog.textValueSelected.connect(lambda words: self._order(take, words))

    def _last_edit(self, take: Take) -> str:
        """Its words, as they may be wanted for another take of the slot too."""
        takes = self._session.project.pool.takes_of(take.slot_id)
        edits = (each for each in reversed(takes) if each.recipe.operation is Operation.EDIT)
        return next((each.recipe.prompt for each in edits), "")

    def _lineage(self, take_id: TakeId) -> tuple[Take, ...]:
        project = self._session.project
        return lineage(project, project.pool.takes[take_id])

    def _order(self, take: Take, wanted: Fraction | str) -> None:
        slot = self._session.project.slots.get(take.slot_id)
        if slot is None:
            return
        if isinstance(wanted, Fraction):
            self._generation.generate_as(extension(slot, take, wanted))
        elif wanted.strip():
            self._generation.generate_as(edit(slot, take, wanted.strip()))

    def _offered(self, take: Take) -> Offered | str:
        """The model that made it, or why that cannot be said."""
        match self._offers.of(take.recipe.provider):
            case None:
                title = self._offers.titles.get(take.recipe.provider, take.recipe.provider)
                return f"{title} is being asked what it can do."
            case Unknown(words):
                return words
            case Offer() as offer:
                try:
                    return offer.model(take.recipe.model)
                except SoraError as error:
                    return str(error)


def _changes(takes: Sequence[Take]) -> str:
    """What was done to a take, in its order: `extended, then edited (“at night”)`."""
    return ", then ".join(
        f"edited (“{take.recipe.prompt}”)"
        if take.recipe.operation is Operation.EDIT
        else "extended"
        for take in takes
    )
