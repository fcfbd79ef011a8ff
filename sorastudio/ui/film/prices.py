"""What takes will cost, before they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from sorastudio.errors import SoraError
from sorastudio.generate.offers import Offer
from sorastudio.generate.providers import DEFAULT
from sorastudio.project.edits.slots import needed_by_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Cost
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.ui.film.offers import Offers, Unknown
from sorastudio.ui.film.session import Session
from sorastudio.ui.words import money


@dataclass(frozen=True, slots=True)
class Price:
    """Of several takes, by currency. `unknown` counts those of which nothing is known."""

    sums: tuple[tuple[str, Decimal], ...]
    unknown: int = 0

    @property
    def may_cost(self) -> bool:
        return bool(self.unknown) or any(amount for _, amount in self.sums)

    @property
    def words(self) -> str:
        """`free`, `est. $1.20`, `cost unknown`, `est. $1.20 and 2 unknown`."""
        paid = " + ".join(money(amount, currency) for currency, amount in self.sums if amount)
        if not self.unknown:
            return f"est. {paid}" if paid else "free"
        return f"est. {paid} and {self.unknown} unknown" if paid else "cost unknown"


def total(costs: Iterable[Cost | None]) -> Price:
    sums: dict[str, Decimal] = {}
    unknown = 0
    for cost in costs:
        if cost is None:
            unknown += 1
        else:
            sums[cost.currency] = sums.get(cost.currency, Decimal(0)) + cost.amount
    return Price(tuple(sorted(sums.items())), unknown)


class Prices(QObject):
    """By what each generator offers, and by the length and size each slot asks for. On the main
    thread."""

    changed = Signal()
    """More is known, or something else."""

    def __init__(self, session: Session, offers: Offers | None = None) -> None:
        super().__init__(session)
        self._session = session
        self._offers = offers or Offers(session)
        self._offers.changed.connect(self.changed)
        self._measured: Project | None = None
        self._needed: Mapping[SlotId, Fraction] = {}

    def of(self, slot_ids: Iterable[SlotId]) -> Price | None:
        """Of one take of each; None while generators are asked, then `changed` follows."""
        slots = self._session.project.slots
        chosen = [slot for each in slot_ids if (slot := slots.get(each))]
        names = {slot.provider or DEFAULT for slot in chosen}
        offers = {name: self._offers.of(name) for name in names}
        if None in offers.values():
            return None
        return total(self._cost(slot, offers[slot.provider or DEFAULT]) for slot in chosen)

    def _cost(self, slot: Slot, offer: Offer | Unknown | None) -> Cost | None:
        if not isinstance(offer, Offer):
            return None
        try:
            can = offer.model(slot.model).can
        except SoraError:
            return None
        if can.cost is not None:
            return can.cost
        project = self._session.project
        if project is not self._measured:
            self._measured, self._needed = project, needed_by_slot(project)
        return can.estimate(self._needed[slot.id], slot.size or project.settings.size)
