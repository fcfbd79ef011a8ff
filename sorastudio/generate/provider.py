"""What every generator can be asked, whether it is a service, a server of one's own, or built
in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from sorastudio.generate.errors import Category
from sorastudio.generate.price import Price
from sorastudio.generate.request import Request
from sorastudio.project.media import Cost, Operation, Size
from sorastudio.store.ledger_job import Charged

Pause = Callable[[float], None]
"""Waits so many seconds; raises to stop."""

Progress = Callable[[float], None]
"""Told a share of the work between 0 and 1; raises to stop it."""

_SLACK = Fraction(1, 10)
"""Seconds: a take of ten may last a picture or two longer."""

_ALIKE = Fraction(1, 25)
"""Two shapes of picture this near to each other are taken for the same: 1280x704 is wide screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a model can do. A request beyond it is refused, never bent in silence."""

    model: str
    model_version: str
    shortest: Fraction
    longest: Fraction
    """Seconds of one take."""
    smallest: Size
    largest: Size
    first_frame: bool
    last_frame: bool
    negative: bool
    sound: bool
    longest_prompt: int
    """Characters."""
    cost: Cost | None
    """Per take, whatever its length; None where nothing is known, or where `price` says it."""
    lengths: tuple[Fraction, ...] = ()
    """The only ones there are; empty: any between the shortest and the longest."""
    sizes: tuple[Size, ...] = ()
    """The only ones there are; empty: any between the smallest and the largest."""
    rates: tuple[Fraction, ...] = ()
    """Pictures a second; empty: any."""
    seed: bool = True
    references: int = 0
    """So many pictures that guide it, at most."""
    needs_frame: bool = False
    """Whether it makes nothing without a first frame."""
    last_needs_first: bool = False
    """Whether a last frame alone is nothing to it."""
    extend: bool = False
    """Whether it makes a take longer, and gives the whole."""
    longest_whole: Fraction | None = None
    """Seconds of a take that was extended; None: any."""
    edit: bool = False
    """Whether it changes a take as a prompt says."""
    by_file: tuple[Operation, ...] = ()
    """What of that it also does to a video it is given, whoever made that."""
    needs_video: bool = False
    """Whether it makes nothing without one."""
    shortest_file: Fraction = Fraction(0)
    longest_file: Fraction | None = None
    """Seconds of such a video; None: any."""
    options: tuple[str, ...] | None = None
    """Names of further settings it takes; None: whatever it is given."""
    price: Price | None = None

    def does(self, operation: Operation) -> bool:
        """To a take that it has made itself."""
        return self.extend if operation is Operation.EXTEND else self.edit

    def refuses_file(self, seconds: Fraction) -> str:
        """Why a video of that length is not taken, in words; empty if it is."""
        if seconds < self.shortest_file:
            return f"it takes {float(self.shortest_file):g} s at least"
        if self.longest_file is not None and seconds > self.longest_file + _SLACK:
            return f"it takes {float(self.longest_file):g} s at most"
        return ""

    def length_for(self, seconds: Fraction) -> Fraction:
        """The shortest it makes that covers so many seconds; the same where it makes none."""
        if self.lengths:
            return min((each for each in self.lengths if each >= seconds), default=seconds)
        return max(seconds, self.shortest)

    def size_for(self, size: Size) -> Size | None:
        """What it makes for a wanted size: that size, or one of the same shape that is not smaller
        if there is one; None where it has no such shape."""
        if not self.sizes:
            return size
        alike = [each for each in self.sizes if abs(each.aspect / size.aspect - 1) <= _ALIKE]
        alike.sort(key=lambda each: each.width)
        covering = (each for each in alike if each.width >= size.width)
        return next(covering, alike[-1] if alike else None)

    def rate_for(self, rate: Fraction) -> Fraction:
        """The nearest it makes to a wanted rate."""
        return min(self.rates, key=lambda each: abs(each - rate), default=rate)

    def estimate(self, seconds: Fraction, size: Size) -> Cost | None:
        """What a take will cost, as far as is known; an estimate unless it costs nothing."""
        if self.cost is not None:
            return self.cost
        made = self.size_for(size) or size
        return self.price.of(self.length_for(seconds), made) if self.price else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a generator is used: through which connection, how much at a time, for how much."""

    connection: str = ""
    """Empty for what is built in."""
    base_url: str = ""
    cap: Decimal | None = None
    """US dollars that all jobs of the connection may cost."""
    at_once: int = 2


@dataclass(frozen=True, slots=True)
class RemoteJob:
    """A job as the generator knows it. `urls` are where the service said to look; `token` is what
    we called it."""

    id: str
    request: Request
    urls: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    estimate: Cost | None = None
    """If the service said what it will cost."""
    said: str = ""
    """The service's answer."""


@dataclass(frozen=True, slots=True)
class Running:
    progress: float | None
    ahead: int | None = None
    """So many jobs are in front of it in the queue of the service; 0: it is the next. None: it is
    at work, or the service does not say."""
    ask_again: float | None = None
    """Seconds after which the service wants to be asked again."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The result can be fetched; until `expires_at` (ISO 8601) where that is known."""

    cost: Cost | None
    urls: Mapping[str, str] = field(default_factory=dict)
    expires_at: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    reason: str
    category: Category = Category.INTERNAL
    charged: Charged = Charged.UNKNOWN
    code: str = ""
    cost: Cost | None = None


Status = Running | Ready | Failed


class Stops(StrEnum):
    """What a cancel does for the bill."""

    COST = "stops the cost"
    UNKNOWN = "may not stop the cost"
    NOTHING = "cannot be stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A job whose answer never came. `known` are ids of the service that belong to other jobs."""

    request: Request
    token: str
    submitted_at: str
    """ISO 8601, UTC."""
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    job: RemoteJob


@dataclass(frozen=True, slots=True)
class Absent:
    """The service would know it, and does not: it was not accepted."""


@dataclass(frozen=True, slots=True)
class Untold:
    """The service has no way to say; `words` for the person."""

    words: str


Trace = Found | Absent | Untold


class Provider(Protocol):
    """One generator. Every call may raise GenerateError; `submit` is never repeated by itself, and
    gets what `prepare` gave."""

    @property
    def name(self) -> str: ...

    @property
    def default_model(self) -> str: ...

    @property
    def terms(self) -> Terms: ...

    def capabilities(self, model: str) -> Capabilities: ...

    def prepare(self, request: Request, pause: Pause) -> Request:
        """The request with every file of it named as the service knows it: uploaded, where that is
        to be. Free, and may be repeated. Raises ProviderError, and what `pause` raises."""
        ...

    def submit(self, request: Request, token: str) -> RemoteJob:
        """Asks for a take, under a name of ours. Raises Unconfirmed where it may have been
        accepted; any other ProviderError says that it was not."""
        ...

    def poll(self, job: RemoteJob) -> Status:
        """Free, and may be repeated. Raises ProviderError where the service does not say."""
        ...

    def listening(self, job: RemoteJob) -> AbstractContextManager[None]:
        """Around polling a job to its end: what the service tells by itself is heard meanwhile, and
        is in what `poll` says. Raises nothing, whatever the service does."""
        ...

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        """Writes the video to `path`; goes on with what is there of it already."""
        ...

    def cancel(self, job: RemoteJob) -> Stops: ...

    def reconcile(self, lost: Lost) -> Trace:
        """Looks for a job whose answer never came."""
        ...
