"""What takes will cost, and the question before they do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from sorastudio.errors import UsageError
from sorastudio.generate.offers import Offer, offer_of_provider
from sorastudio.generate.provider import Capabilities
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Cost
from sorastudio.ui.film.offers import Offers
from sorastudio.ui.film.prices import Prices, total
from tests.generate.fakes import FakeProvider
from tests.ui.conftest import OpenFilm
from tests.ui.panels.films import a_slot, film_of


def cost(amount: str, currency: str = "USD") -> Cost:
    return Cost(amount=Decimal(amount), currency=currency, billed=False)


@pytest.mark.parametrize(
    ("costs", "words", "may_cost"),
    [
        ([cost("0"), cost("0")], "free", False),
        ([cost("0.4"), cost("0.8")], "est. $1.20", True),
        ([None], "cost unknown", True),
        ([cost("0"), None], "cost unknown", True),
        ([cost("1"), None, None], "est. $1.00 and 2 unknown", True),
        ([cost("1"), cost("2", "EUR")], "est. €2.00 + $1.00", True),
    ],
)
def test_prices_say_what_is_known(costs: list[Cost | None], words: str, *, may_cost: bool) -> None:
    assert (total(costs).words, total(costs).may_cost) == (words, may_cost)


@dataclass
class Priced(FakeProvider):
    price: Cost | None = None

    def capabilities(self, model: str) -> Capabilities:
        return replace(super().capabilities(model), cost=self.price)


def test_generators_are_asked_once_in_the_background(qtbot: QtBot, open_film: OpenFilm) -> None:
    asked: list[str] = []

    def find(name: str) -> Offer:
        asked.append(name)
        if name == "nobody":
            raise UsageError("There is no such generator.")
        return offer_of_provider(Priced(price=cost("0.25")), "Priced")

    session = open_film(film_of(a_slot(1), a_slot(2), replace(a_slot(3), provider="nobody")))
    prices = Prices(session, Offers(session, find=find))
    one, two, three = (SlotId(f"slot-{n}") for n in (1, 2, 3))
    with qtbot.waitSignal(prices.changed, timeout=10_000):
        assert prices.of([one, two]) is None
    price = prices.of([one, two])
    assert price is not None
    assert price.words == "est. $0.50"
    with qtbot.waitSignal(prices.changed, timeout=10_000):
        prices.of([three])
    price = prices.of([one, three])
    assert price is not None
    assert price.words == "est. $0.25 and 1 unknown"
    assert sorted(asked) == ["animatic", "nobody"]
