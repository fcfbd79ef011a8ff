"""What takes will cost, before they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from sorastudio.errors import SoraError
from sorastudio.generate.provider import Provider
from sorastudio.generate.providers import DEFAULT, provider_named
from sorastudio.jobs.job import Context
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Cost
from sorastudio.project.slot import Slot
from sorastudio.ui.film.session import Session
from sorastudio.ui.words import money

_PRIORITY = -20
"""After thumbnails: getting a generator ready may be much to load."""

_Model = tuple[str, str]
"""A generator and its model; an empty model is its default."""


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
    """Asks every generator once, in the background. On the main thread."""

    changed = Signal()
    """More is known."""

    def __init__(
        self, session: Session, *, find_provider: Callable[[str], Provider] = provider_named
    ) -> None:
        super().__init__(session)
        self._session = session
        self._find_provider = find_provider
        self._known: dict[_Model, Cost | None] = {}
        self._asked: set[_Model] = set()

    def of(self, slot_ids: Iterable[SlotId]) -> Price | None:
        """Of one take of each; None while it is being asked, then `changed` follows."""
        slots = self._session.project.slots
        models = [_model(slot) for each in slot_ids if (slot := slots.get(each))]
        for model in set(models) - self._known.keys():
            self._ask(model)
        if any(model not in self._known for model in models):
            return None
        return total(self._known[model] for model in models)

    def _ask(self, model: _Model) -> None:
        if model in self._asked or self._session.closing:
            return
        self._asked.add(model)

        def work(_: Context) -> Cost | None:
            return _cost(self._find_provider, model)

        self._session.scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label=f"price of {model[0]}",
            on_done=lambda cost: self._know(model, cost),
        )

    def _know(self, model: _Model, cost: Cost | None) -> None:
        self._known[model] = cost
        self.changed.emit()


def _model(slot: Slot) -> _Model:
    return slot.provider or DEFAULT, slot.model


def _cost(find_provider: Callable[[str], Provider], model: _Model) -> Cost | None:
    try:
        provider = find_provider(model[0])
        return provider.capabilities(model[1] or provider.default_model).cost
    except SoraError:
        return None
