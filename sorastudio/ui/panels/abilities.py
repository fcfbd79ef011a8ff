"""How a model sees a slot: what it takes, what comes of it, and what stands in the way.

The words beside the fields of a slot. Whatever is a trouble here is refused by `generate.wanted`
before anything is sent; so is an empty prompt, which needs no words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sorastudio.errors import GenerateError
from sorastudio.generate.offers import Offered
from sorastudio.generate.provider import Capabilities
from sorastudio.project.edits.slots import needed_seconds
from sorastudio.project.media import Cost, Size
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.ui.words import money

_NEAR = 0.8
"""From this share of the longest prompt on, characters are counted."""
_CHANGE = "or choose another model."


@dataclass(frozen=True, slots=True)
class Ability:
    """One setting. `words` say why it cannot be used, or what comes of it; `trouble` says what is
    refused, and what to do."""

    able: bool = True
    words: str = ""
    trouble: str = ""

    @property
    def shown(self) -> str:
        return self.trouble or self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """All settings of a slot, as one model sees them."""

    model: str
    """Lengths, sound and price of the model, in a line."""
    prompt: Ability
    seconds: Ability
    size: Ability
    seed: Ability
    negative: Ability
    first: Ability
    last: Ability
    options: Ability
    price: str
    """Of one take, as it is asked for now."""

    @property
    def troubles(self) -> tuple[str, ...]:
        settings = (
            self.prompt,
            self.seconds,
            self.size,
            self.seed,
            self.negative,
            self.first,
            self.last,
            self.options,
        )
        return tuple(each.trouble for each in settings if each.trouble)


_NOTHING_SAID = Ability()

ANYTHING = Abilities(
    model="",
    prompt=_NOTHING_SAID,
    seconds=_NOTHING_SAID,
    size=_NOTHING_SAID,
    seed=_NOTHING_SAID,
    negative=_NOTHING_SAID,
    first=_NOTHING_SAID,
    last=_NOTHING_SAID,
    options=_NOTHING_SAID,
    price="",
)
"""While it is not known what the model can do."""


def abilities(project: Project, slot: Slot, offered: Offered) -> Abilities:
    """`slot` need not be in the film yet."""
    can, name = offered.can, offered.name
    needed = needed_seconds(project, slot.id) if slot.id in project.slots else slot.seconds
    size = slot.size or project.settings.size
    return Abilities(
        model=model_words(can),
        prompt=_prompt(project, slot, can, name),
        seconds=_seconds(slot, needed, can, name),
        size=_size(size, can, name),
        seed=_taken(can.seed, slot.seed is not None, name, "seed", "Take Fixed off"),
        negative=_taken(
            can.negative, bool(slot.negative), name, "negative prompt", "Empty the field"
        ),
        first=_first(slot, can, name),
        last=_last(slot, can, name),
        options=_options(slot, can, name),
        price=price_words(can, needed, size),
    )


def model_words(can: Capabilities) -> str:
    """`4, 6 or 8 s · with sound · $0.40 a second (2026-10-06)`."""
    sound = "with sound" if can.sound else "no sound"
    return f"{length_words(can)} · {sound} · {tariff_words(can)}"


def length_words(can: Capabilities) -> str:
    """`4, 6 or 8 s`, `2 to 10 s`."""
    lengths = [f"{float(each):g}" for each in can.lengths]
    if lengths and not _is_run(can.lengths):
        return (", ".join(lengths[:-1]) + " or " if lengths[:-1] else "") + f"{lengths[-1]} s"
    return f"{float(can.shortest):.2g} to {float(can.longest):g} s"


def tariff_words(can: Capabilities) -> str:
    if can.cost is not None:
        return money(can.cost.amount, can.cost.currency) + " a take" if can.cost.amount else "free"
    return can.price.words if can.price else "price unknown"


def price_words(can: Capabilities, seconds: Fraction, size: Size) -> str:
    """`About $0.96 for 8 s, estimated (price of 2026-10-06)`."""
    cost = can.estimate(seconds, size)
    if cost is None:
        return "Price unknown."
    if not cost.amount:
        return "Free."
    asked = f"{float(can.length_for(seconds)):g} s"
    if can.price is None:
        return f"About {_amount(cost)} for a take, estimated."
    since = f"price of {can.price.as_of}" if can.price.as_of else "your own price"
    return f"About {_amount(cost)} for {asked}, estimated ({since})."


def _amount(cost: Cost) -> str:
    """With as many places as it takes to see that it is not nothing."""
    if cost.amount >= 1 or round(cost.amount, 2) == cost.amount:
        return money(cost.amount, cost.currency)
    return f"${cost.amount:.3g}" if cost.currency == "USD" else f"{cost.amount:.3g} {cost.currency}"


def _is_run(lengths: tuple[Fraction, ...]) -> bool:
    """Whether these are whole seconds one after the other."""
    steps = {after - before for before, after in pairwise(lengths)}
    return len(lengths) > 3 and steps == {Fraction(1)}


def _taken(able: bool, is_set: bool, name: str, what: str, todo: str) -> Ability:
    if able:
        return Ability()
    words = f"{name} takes no {what}."
    return Ability(False, words, f"{words} {todo}, {_CHANGE}" if is_set else "")


def _prompt(project: Project, slot: Slot, can: Capabilities, name: str) -> Ability:
    if can.needs_video:
        return Ability(
            trouble=f"{name} extends or edits a take, and makes none of words. Ask it for that, "
            f"{_CHANGE}"
        )
    try:
        count = len(project.book.expand(slot.prompt))
    except GenerateError:
        return Ability()  # names that are not in the book are told apart
    counted = f"{count:,} of {can.longest_prompt:,} characters"
    if count > can.longest_prompt:
        return Ability(
            words=counted,
            trouble=f"{counted}: {name} takes no longer prompt. Shorten it, {_CHANGE}",
        )
    return Ability(words=counted if count >= _NEAR * can.longest_prompt else "")


def _seconds(slot: Slot, needed: Fraction, can: Capabilities, name: str) -> Ability:
    asked = can.length_for(needed)
    if not can.shortest <= asked <= can.longest:
        handles = ", with its handles" if needed > slot.seconds else ""
        return Ability(
            trouble=f"{name} makes {length_words(can)}; the cut needs {_s(needed)}{handles}. "
            f"Make it shorter, {_CHANGE}"
        )
    if asked == slot.seconds:
        return Ability()
    handles = " + handles" if needed > slot.seconds else ""
    return Ability(words=f"{_s(slot.seconds)}{handles} → asks for {_s(asked)}")


def _s(seconds: Fraction) -> str:
    return f"{float(seconds):.4g} s"


def _size(size: Size, can: Capabilities, name: str) -> Ability:
    made = can.size_for(size)
    if made is None:
        return Ability(
            trouble=f"{name} makes no picture of the shape of {size}. Choose one of its sizes, "
            f"{_CHANGE}"
        )
    odd = size.width % 2 or size.height % 2
    beyond = not can.sizes and not (
        can.smallest.width <= size.width <= can.largest.width
        and can.smallest.height <= size.height <= can.largest.height
    )
    if odd or beyond:
        return Ability(
            trouble=f"{name} makes even sides from {can.smallest} to {can.largest}, not {size}. "
            f"Give another size, {_CHANGE}"
        )
    if made == size:
        return Ability()
    larger = made.width > size.width
    return Ability(words=f"{name} makes {made}, shown {'smaller' if larger else 'larger'}.")


def _first(slot: Slot, can: Capabilities, name: str) -> Ability:
    given = slot.first_frame is not None
    if can.needs_frame and not given:
        return Ability(trouble=f"{name} starts from a picture. Give it a first frame, {_CHANGE}")
    return _taken(can.first_frame, given, name, "first frame", "Take it away")


def _last(slot: Slot, can: Capabilities, name: str) -> Ability:
    given = slot.last_frame is not None
    if can.last_frame and can.last_needs_first and slot.first_frame is None:
        words = f"{name} takes a last frame only with a first one."
        trouble = f"{words} Give it a first frame too, {_CHANGE}" if given else ""
        return Ability(words=words, trouble=trouble)
    return _taken(can.last_frame, given, name, "last frame", "Take it away")


def _options(slot: Slot, can: Capabilities, name: str) -> Ability:
    beyond = list(_unknown_options(slot, can))
    if not beyond:
        return Ability(able=can.options != ())
    named = " and ".join(f"“{each}”" for each in beyond)
    return Ability(trouble=f"{name} has no setting {named}. Empty it, {_CHANGE}")


def _unknown_options(slot: Slot, can: Capabilities) -> Iterator[str]:
    if can.options is not None:
        yield from (option for option, _ in slot.options if option not in can.options)
