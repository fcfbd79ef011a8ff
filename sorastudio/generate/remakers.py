"""Who can make a take longer, or change it: whoever has made it, and everyone who is given videos.

Which of them knows a take by itself is a guess here: a job that nobody knows any more, or an
address that is another by now, is found when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from sorastudio.errors import GenerateError
from sorastudio.generate.carrying import is_taken
from sorastudio.generate.connections import BUILT_IN
from sorastudio.generate.offers import Offer, Offered
from sorastudio.generate.provider import Capabilities
from sorastudio.generate.sourced import Maker, maker_of
from sorastudio.project.media import Media, Operation, Take

_MOST_REASONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaker:
    """One model that can do it."""

    maker: Maker
    name: str
    """Of the model, as it stands in a sentence."""
    can: Capabilities
    uploads: bool
    """Whether it is given the file: it does not know the take."""


def remakers(
    take: Take, media: Media, operation: Operation, offers: Iterable[Offer]
) -> list[Remaker]:
    """The best first: who knows the take, then its own connection, what is built in last. Others
    that lack a key are left out."""
    found = [
        remaker
        for offer in offers
        if not offer.lacks_key or offer.generator == take.recipe.provider
        for offered in _models(offer, take)
        if (remaker := _remaker(take, media, operation, offer, offered)) is not None
    ]
    return sorted(found, key=lambda each: _distance(each, take))


def why_none(take: Take, media: Media, operation: Operation, offers: Iterable[Offer]) -> str:
    """Why nobody can, as a sentence."""
    does, name, model = operation.value, media.name, take.recipe.model
    limits = [
        f"{offered.name}: {words}"
        for offer in offers
        for offered in _models(offer, take)
        if operation in offered.can.by_file and (words := offered.can.refuses_file(media.duration))
    ]
    if limits:
        long = f"This one has {float(media.duration):.3g} s"
        return f"{long} ({'; '.join(dict.fromkeys(limits[:_MOST_REASONS]))})."
    if not is_taken(name):
        return f"Services take no {name.rpartition('.')[2].upper()} files to {does}."
    if not model:
        return f"No generator you have takes a video to {does}."
    return f"{model} cannot {does} a take, and no other generator you have takes one to {does}."


def _models(offer: Offer, take: Take) -> Iterator[Offered]:
    """All there are, the usual one, and the one that has made the take: a server may take any
    name."""
    made_it = take.recipe.model if take.recipe.provider == offer.generator else ""
    for name in dict.fromkeys((made_it, offer.default_model)):
        if name and name not in offer.models:
            with suppress(GenerateError):
                yield offer.model(name)
    yield from offer.models.values()


def _remaker(
    take: Take, media: Media, operation: Operation, offer: Offer, offered: Offered
) -> Remaker | None:
    can = offered.can
    maker = Maker(offer.generator, can.model)
    knows = maker == maker_of(take) and bool(take.job_id or offer.generator == BUILT_IN)
    by_name = knows and can.does(operation)
    by_file = (
        operation in can.by_file
        and is_taken(media.name)
        and not can.refuses_file(media.duration)
        and can.size_for(take.recipe.size) is not None
    )
    if not by_name and not by_file:
        return None
    uploads = not by_name and offer.generator != BUILT_IN
    return Remaker(maker=maker, name=offered.name, can=can, uploads=uploads)


def _distance(remaker: Remaker, take: Take) -> tuple[bool, bool, bool]:
    own = remaker.maker == maker_of(take)
    near = remaker.maker.generator == take.recipe.provider
    return (not own, not near, remaker.maker.generator == BUILT_IN)
