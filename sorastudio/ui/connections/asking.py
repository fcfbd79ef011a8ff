"""What a connection is asked in the background, and what came of it in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sorastudio.errors import SoraError
from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.published import Published, published_by

if TYPE_CHECKING:  # loaded where something is sent
    from sorastudio.generate.providers.service import HttpProvider

_PATIENT = (8.0, 20.0)
"""Seconds until there is a connection, and until an answer: a test is waited for by a person."""
_BRIEF = (3.0, 5.0)
"""The same for what nobody has asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of the last thing a connection was asked."""

    words: str
    is_trouble: bool = False
    busy: bool = False
    lacks: tuple[str, ...] = ()


@contextmanager
def _connected(name: str, patience: tuple[float, float] = _PATIENT) -> Iterator[HttpProvider]:
    # The network's libraries are much to load for a window that needs none.
    from sorastudio.generate.http import Timeouts
    from sorastudio.generate.providers.connecting import connect

    connecting, answering = patience
    waits = Timeouts(connect=connecting, answer=answering)
    provider = connect(_named(name), timeouts=waits)
    try:
        yield provider
    finally:
        provider.wire.close()


def tested(name: str) -> Heard:
    with _connected(name) as provider:
        words = provider.check()
        told = None
        # It works all the same, whatever it makes of a further question.
        with suppress(SoraError):
            told = provider.refresh()
    return Heard(words=f"It works: {provider.title} {words}.", lacks=_lacks(told))


def refreshed(name: str) -> Heard:
    with _connected(name) as provider:
        told = provider.refresh()
    if told is None:
        return Heard(
            words=f"{provider.title} tells nothing of its models and prices; these came with Sora "
            "Studio."
        )
    return Heard(words="It has answered.", lacks=_lacks(told))


def freshened(name: str) -> None:
    """Without a word: what is not told now is told another time."""
    with suppress(SoraError):
        told = published_by(_named(name))
        if told is None or not told.is_of_today:
            with _connected(name, _BRIEF) as provider:
                provider.refresh()


def _lacks(told: Published | None) -> tuple[str, ...]:
    return tuple(f"{model}: {why}" for model, why in told.unusable.items()) if told else ()


def _named(name: str) -> Connection:
    found = ConnectionsFile().named(name)
    if found is None:
        raise SoraError(f"There is no connection '{name}' any more.")
    return found
