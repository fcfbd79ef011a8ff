"""Giving files to a service before anything that costs money is asked of it.

That is free, and does no harm if it is done again. So whatever goes wrong here is a definite
refusal: no take was asked for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO, FileIO
from math import inf
from pathlib import Path
from typing import Any, BinaryIO

from sorastudio.errors import GenerateError
from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.provider import Pause
from sorastudio.store.atomic import why
from sorastudio.store.ledger_job import Charged

_ATTEMPTS = 3
_MARGIN_SECONDS = 15 * 60.0
"""What a service lets go of so soon is given to it again."""
_GLANCE_SECONDS = 0.2
_MOST_QUESTIONS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A file that is to be given to a service: the one at `path`, or other content made of it."""

    path: Path
    sha256: str
    """Of the file at `path`."""
    mime: str
    suffix: str
    words: str
    """`the first frame sea.png`, for the person."""
    content: bytes | None = None

    @property
    def name(self) -> str:
        """What it is called there: how files are called here is nobody's business."""
        return f"{self.sha256[:16]}{self.suffix}"

    @property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size if self.content is None else len(self.content)

    @contextmanager
    def opened(self, pause: Pause) -> Iterator[BinaryIO]:
        """To be read from its beginning; `pause` may stop that between two pieces."""
        file = _Watched(self.path, pause) if self.content is None else BytesIO(self.content)
        with file:
            yield file


class _Watched(FileIO):
    def __init__(self, path: Path, pause: Pause) -> None:
        super().__init__(path)
        self._pause = pause

    def read(self, size: int | None = -1, /) -> bytes:
        self._pause(0.0)
        return super().read(-1 if size is None else size)


@dataclass(frozen=True, slots=True)
class Held:
    """What a request names a file by that a service has, and until when that is so: seconds since
    1970; None where it does not say."""

    name: str
    until: float | None = None


Give = Callable[[Parcel, Pause], Held]
"""Raises ProviderError, OSError, and what the pause raises."""


@dataclass
class Uploads:
    """What one service has of us, so that ten variants of a take upload their picture once. Threads
    may share it; one at a time gives."""

    keeps_seconds: float = inf
    """How long the service keeps a file, where it does not say."""
    now: Callable[[], float] = time.time
    pause_seconds: float = 1.0
    """Before what went wrong is tried again."""
    _held: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    """Name and end of what was given, by content and type."""
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def name_of(self, parcel: Parcel, give: Give, pause: Pause) -> str:
        """What the request is to say. Raises ProviderError: nothing was asked for yet."""
        key = (parcel.sha256, parcel.suffix)
        while not self._turn.acquire(timeout=_GLANCE_SECONDS):
            pause(0.0)
        try:
            name, until = self._held.get(key, ("", 0.0))
            if until - self.now() < _MARGIN_SECONDS:
                held = self._given(parcel, give, pause)
                name, until = held.name, held.until or self.now() + self.keeps_seconds
                self._held[key] = name, until
            return name
        finally:
            self._turn.release()

    def forget(self, sha256: str) -> None:
        """The service may not have it any more."""
        with self._turn:
            self._held = {key: held for key, held in self._held.items() if key[0] != sha256}

    def _given(self, parcel: Parcel, give: Give, pause: Pause) -> Held:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return give(parcel, pause)
            except ProviderError as error:
                if not error.category.passes or attempt == _ATTEMPTS:
                    raise _not_given(parcel, error) from error
                pause(error.retry_after or self.pause_seconds * attempt)
            except OSError as error:
                raise GenerateError(
                    f"{_capital(parcel.words)} cannot be read. {why(error)}",
                    kept="No take was asked for.",
                ) from error
        raise AssertionError("the last attempt returns or raises")


def wait_until(there: Callable[[], bool], pause: Pause, seconds: float) -> None:
    """Asks whether the service is done with what it was given, until it is. Raises ProviderError
    after some hundred times."""
    for _ in range(_MOST_QUESTIONS):
        if there():
            return
        pause(seconds)
    raise ProviderError("The service does not come to an end with it.", category=Category.TIMEOUT)


def refuse_larger(parcel: Parcel, most_bytes: int, who: str) -> None:
    """Raises ProviderError before a byte of it has left."""
    if parcel.size > most_bytes:
        raise ProviderError(
            f"{_capital(parcel.words)} has {parcel.size / 1e6:.0f} MB; {who} takes "
            f"{most_bytes / 1e6:.0f} MB.",
            category=Category.INPUT_ASSET,
            charged=Charged.NO,
            kept="Nothing was sent.",
            todo="Make it smaller, or choose another generator.",
        )


def moment(value: Any) -> float | None:
    """Seconds since 1970 of a time that a service tells (ISO 8601); None for anything else."""
    try:
        return datetime.fromisoformat(value).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None


def _not_given(parcel: Parcel, error: ProviderError) -> ProviderError:
    about_it = error.category in (Category.INVALID_REQUEST, Category.MODEL_MISSING)
    return ProviderError(
        f"{_capital(parcel.words)} could not be uploaded. {error.what}",
        category=Category.INPUT_ASSET if about_it else error.category,
        charged=Charged.NO,
        http_status=error.http_status,
        code=error.code,
        retry_after=error.retry_after,
        answer=error.answer,
        kept="No take was asked for, and nothing was charged.",
        todo="Give another file, or choose another generator." if about_it else error.todo,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
