"""Fetching a finished video: streamed beside its place, gone on with where it broke off, whole
before it has its name."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.http import Wire
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


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is on disk of a download, and what it is a part of."""

    size: int
    tag: str


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
        before = _size(part)
        try:
            if _once(wire, url, part, told):
                break
            reason = "it broke off"
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
        left = patience.attempts if _size(part) > before else left - 1
        if left <= 0:
            raise ProviderError(
                f"The video could not be fetched from {wire.place.who}: {wire.clean(reason)}.",
                category=Category.TIMEOUT,
                todo="Resume the job: fetching is free.",
            )
        _rest(patience, patience.attempts - left, lambda: on_share(reached))
    _settle(part, path)


def _once(wire: Wire, url: str, part: Path, on_share: OnShare) -> bool:
    """Whether it is whole now. Raises httpx.HTTPError."""
    begun = _begun(part, url)
    headers = {"accept-encoding": "identity"}
    if begun.size:
        headers["range"] = f"bytes={begun.size}-"
        if begun.tag:
            headers["if-range"] = begun.tag
    with wire.stream(url, headers) as response:
        if response.status_code == 416 and begun.size:
            _discard(part)
            return False
        _refuse(wire, response)
        goes_on = response.status_code == 206 and begun.size > 0
        whole = _whole(response, begun.size if goes_on else 0)
        _remember(part, url, response.headers.get("etag", ""))
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


def _begun(part: Path, url: str) -> _Begun:
    """Nothing, where the part is of another file than the one that is asked for."""
    try:
        note: Any = json.loads(_note(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return _Begun(0, "")
    same = isinstance(note, dict) and note.get("of") == _plain(url)
    tag = note.get("tag") if same else ""
    # Without a tag of the file nothing says that the rest belongs to the same one.
    return _Begun(_size(part), tag) if isinstance(tag, str) and tag else _Begun(0, "")


def _remember(part: Path, url: str, tag: str) -> None:
    strong = tag if tag and not tag.startswith("W/") else ""
    with suppress(OSError):
        _note(part).write_text(json.dumps({"of": _plain(url), "tag": strong}), encoding="utf-8")


def _plain(url: str) -> str:
    """Without what signs it: that is another each time."""
    return url.split("?", 1)[0]


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _settle(part: Path, path: Path) -> None:
    _note(part).unlink(missing_ok=True)
    part.replace(path)


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def discard(path: Path) -> None:
    """Takes away a download, and what there is of an unfinished one."""
    path.unlink(missing_ok=True)
    _discard(path.with_name(path.name + ".part"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _rest(patience: Persistence, failures: int, glance: Callable[[], None]) -> None:
    """Waits, longer each time; `glance` may end it."""
    pause = min(patience.pause * 2**failures, patience.longest_pause)
    until = time.monotonic() + pause * random.uniform(0.75, 1.25)
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.2))
        glance()
