"""What the generators offer, asked in the background: it may be much to load, or a keyring may have
to be unlocked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from sorastudio.errors import SoraError
from sorastudio.generate.offers import Offer, offer_of
from sorastudio.generate.providers import provider_titles
from sorastudio.jobs.job import Context
from sorastudio.ui.film.session import Session

_PRIORITY = -20
"""After thumbnails."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It cannot be said what a generator offers; `words` say why, and what to do."""

    words: str


class Offers(QObject):
    """Asks every generator once, until `forget` or `renew`. On the main thread."""

    changed = Signal()
    """More is known, or the connections are others."""
    used = Signal(str)
    """What this generator offers was asked for, and is known; told once for each."""

    def __init__(self, session: Session, *, find: Callable[[str], Offer] = offer_of) -> None:
        super().__init__(session)
        self._session = session
        self._find = find
        self._known: dict[str, Offer | Unknown] = {}
        self._asked: dict[str, int] = {}
        self._questions = 0
        self._used: set[str] = set()
        self._titles = provider_titles()

    @property
    def titles(self) -> Mapping[str, str]:
        """What the person calls each generator there is, by its name: the built-in one first."""
        return self._titles

    def of(self, generator: str) -> Offer | Unknown | None:
        """None while it is being asked; then `changed` follows."""
        found = self._known.get(generator)
        if found is None:
            self._ask(generator)
        return found

    @Slot()
    def forget(self) -> None:
        """The connections have changed: all are asked anew."""
        self._titles = provider_titles()
        self._known.clear()
        self._asked.clear()
        self.changed.emit()

    @Slot(str)
    def renew(self, generator: str) -> None:
        """More is known of one: it is asked anew, and what it offered holds until then."""
        if self._asked.pop(generator, None) is not None:
            self._ask(generator)

    def _ask(self, generator: str) -> None:
        if generator in self._asked or self._session.closing:
            return
        self._questions += 1
        now = self._asked[generator] = self._questions

        def work(_: Context) -> Offer | Unknown:
            try:
                return self._find(generator)
            except SoraError as error:
                return Unknown(str(error))

        self._session.scheduler.submit(
            "media",
            work,
            priority=_PRIORITY,
            label=f"offer of {generator}",
            on_done=lambda offer: self._know(generator, offer, now),
        )

    def _know(self, generator: str, offer: Offer | Unknown, question: int) -> None:
        if self._asked.get(generator) != question:
            return
        self._known[generator] = offer
        self.changed.emit()
        if generator not in self._used and isinstance(offer, Offer):
            self._used.add(generator)
            self.used.emit(generator)
