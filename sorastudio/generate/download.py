"""Fetching a finished video: streamed beside its place, gone on with where it broke off, whole
before it has its name."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.http import Wire
from sorastudio.generate.partial import begun, discard_part, remember, settle, size_of
from sorastudio.store.ledger_job import Charged

_GONE = {401, 403, 404, 410}
"""What expired addresses answer."""

OnShare = Callable[[float], None]


class Expired(ProviderError):
    """The address is not good any more; the service may give another."""

    def __init__(self, who: str, status: int) -> None:
        super().__init__(
            f"{who} does not give the video any more ({status}).",
            category=Category.GONE,
            charged=Charged.UNKNOWN,
            http_status=status,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How often a download is begun again without a byte having come, and how long between."""

    attempts: int = 6
    pause: float = 1.0
    longest_pause: float = 30.0


def download(
    wire: Wire,
    url: str,
    path: Path,
    on_share: OnShare,
    persistence: Persistence | None = None,
) -> None:
    """Writes the file. Raises Expired, ProviderError, OSError, and what `on_share` raises; what is
    there of it by then is gone on with the next time."""
    patience = persistence or Persistence()
    part = path.with_name(path.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    left, reached = patience.attempts, 0.0

    def told(share: float) -> None:
        nonlocal reached
        reached = share
        on_share(share)

    while True:
        before = size_of(part)
        try:
            if _once(wire, url, part, told):
                break
            reason = "it broke off"
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
        left = patience.attempts if size_of(part) > before else left - 1
        if left <= 0:
            raise ProviderError(
                f"The video could not be fetched from {wire.place.who}: {wire.clean(reason)}.",
                category=Category.TIMEOUT,
                todo="Resume the job: fetching is free.",
            )
        _rest(patience, patience.attempts - left, lambda: on_share(reached))
    settle(part, path)


def _once(wire: Wire, url: str, part: Path, on_share: OnShare) -> bool:
    """Whether it is whole now. Raises httpx.HTTPError."""
    had = begun(part, url)
    headers = {"accept-encoding": "identity"}
    if had.size:
        headers["range"] = f"bytes={had.size}-"
        if had.tag:
            headers["if-range"] = had.tag
    with wire.stream(url, headers) as response:
        if response.status_code == 416 and had.size:
            discard_part(part)
            return False
        _refuse(wire, response)
        goes_on = response.status_code == 206 and had.size > 0
        whole = _whole(response, had.size if goes_on else 0)
        remember(part, url, response.headers.get("etag", ""))
        with part.open("ab" if goes_on else "wb") as file:
            # Piece by piece as it comes: what is gathered first is lost when it breaks off.
            for block in response.iter_bytes():
                file.write(block)
                if whole:
                    on_share(min(file.tell() / whole, 1.0))
            file.flush()
            os.fsync(file.fileno())
            return whole is None or file.tell() == whole


def _refuse(wire: Wire, response: httpx.Response) -> None:
    status = response.status_code
    if status in _GONE:
        raise Expired(wire.place.who, status)
    if status not in (200, 206):
        # Also 429 and 5xx: all are tried again.
        raise httpx.RemoteProtocolError(f"it answered {status}")


def _whole(response: httpx.Response, before: int) -> int | None:
    length = response.headers.get("content-length", "")
    return before + int(length) if length.isdecimal() else None


def _rest(patience: Persistence, failures: int, glance: Callable[[], None]) -> None:
    """Waits, longer each time; `glance` may end it."""
    pause = min(patience.pause * 2**failures, patience.longest_pause)
    until = time.monotonic() + pause * random.uniform(0.75, 1.25)
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.2))
        glance()
