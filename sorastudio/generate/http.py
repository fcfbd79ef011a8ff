"""The wire to one connection. One rule rules here: nothing that costs money is sent twice.

A create is sent once. It is repeated by whoever asks only where it was provably not accepted: no
connection came about, or a definite refusal was answered. A time-out, a reset after sending, a 5xx
or an answer that cannot be read may all hide a job that runs and is charged: `Unconfirmed`.

The key goes to the connection's own hosts alone, and to none over a redirect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

import httpx

from sorastudio import __version__
from sorastudio.generate.answers import Answer, refusal, words_of
from sorastudio.generate.errors import Category, ProviderError, Unconfirmed, Unreadable
from sorastudio.store.ledger_job import Charged
from sorastudio.store.secrets import redacted

Part = tuple[str | None, str | bytes] | tuple[str | None, str | bytes | BinaryIO, str]
Files = Mapping[str, Part]

_MOST_BYTES = 64 * 2**20
"""Of an answer that is not a download."""
_MOST_TOLD = 12_000_000
"""Characters of what a service says of itself: more would take long to read."""
_MOST_REDIRECTS = 5
_ERRNO = re.compile(r"\[Errno -?\d+\] ")
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.ProxyError,
)
_UNSURE = {302, 303, 408, 409, 425, 499}
"""Answers to a create that leave open what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds. `answer`: until a create or a question is answered; `chunk`: between two pieces of a
    download."""

    connect: float = 15.0
    answer: float = 120.0
    chunk: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a connection leads and what opens it. `auth` are headers that carry the key."""

    who: str
    """For the person: the name of the connection."""
    base_url: str
    hosts: frozenset[str] = frozenset()
    """Further hosts of the same service."""
    key: str = field(default="", repr=False)
    auth: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[tuple[str, str], ...] = ()
    timeouts: Timeouts = field(default_factory=Timeouts)


class Wire:
    """One HTTP client, with the key of one connection. Threads may share it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        waits = place.timeouts
        # httpx itself never sends a request again: a transport with retries would pay again.
        self._client = httpx.Client(
            timeout=httpx.Timeout(waits.answer, connect=waits.connect, pool=waits.answer),
            headers={"user-agent": f"sorastudio/{__version__}", **place.headers},
            follow_redirects=False,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=8),
            # A server on this machine is not behind the proxy of the network.
            trust_env=not _is_here(place.base_url),
        )

    def close(self) -> None:
        self._client.close()

    def address(self, path: str) -> str:
        """An absolute address for a path below the base; what is absolute stays."""
        if path.startswith(("http://", "https://")):
            return path
        return self.place.base_url.rstrip("/") + "/" + path.lstrip("/")

    def create(
        self,
        path: str,
        *,
        json: Any = None,
        files: Files | None = None,
        headers: Mapping[str, str] | None = None,
        what: str = "the request",
    ) -> Answer:
        """The one call that costs money, made once. Raises Unconfirmed, or ProviderError that says
        it was not accepted."""
        try:
            answer = self._send("POST", path, json=json, files=files, headers=headers)
        except _NEVER_SENT as error:
            raise self._not_sent(error) from None
        except httpx.HTTPError as error:
            raise Unconfirmed(
                f"{self.place.who} did not answer {what}: {self._why(error)}."
            ) from None
        except Unreadable as error:
            raise Unconfirmed(f"{self.place.who}: {error.what}") from None
        if answer.fine:
            return answer
        if answer.status >= 500 or answer.status in _UNSURE:
            raise Unconfirmed(
                f"{self.place.who} answered {what} with {answer.status}: {words_of(answer)}.",
                http_status=answer.status,
            )
        raise self.refused(answer, what)

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        files: Files | None = None,
        content: BinaryIO | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A call that is free and may be repeated; any answer is given back. `content` is sent as
        it is read. Raises ProviderError where no answer came."""
        try:
            answer = self._send(
                method, path, json=json, files=files, content=content, headers=headers
            )
            for _ in range(_MOST_REDIRECTS):
                if method != "GET" or answer.status not in (301, 302, 303, 307, 308):
                    break
                path = _led_to(self.address(path), answer.headers.get("location", ""))
                answer = self._send("GET", path, headers=headers)
        except _NEVER_SENT as error:
            raise self._not_sent(error) from None
        except httpx.HTTPError as error:
            raise ProviderError(
                f"{self.place.who} did not answer: {self._why(error)}.",
                category=Category.TIMEOUT,
                todo="It is asked again.",
            ) from None
        return answer

    def get(self, path: str, *, what: str) -> Answer:
        """As `ask`, and raises ProviderError for any answer but a good one."""
        answer = self.ask("GET", path)
        if not answer.fine:
            raise self.refused(answer, what)
        return answer

    def told(self, path: str, what: str) -> dict[str, Any]:
        """What a service says of itself, as an object. Raises ProviderError, for an answer that
        makes no sense too."""
        answer = self.get(path, what=what)
        if len(answer.text) > _MOST_TOLD:
            raise Unreadable(f"{self.place.who} answered {what} with far too much.")
        try:
            return answer.data
        except Unreadable as error:
            raise Unreadable(f"{self.place.who} did not answer {what}. {error.what}") from None

    def listed(self, path: str, what: str, name: str) -> list[Any]:
        """The list of a name in it. Raises ProviderError."""
        rows = self.told(path, what).get(name)
        if not isinstance(rows, list):
            raise Unreadable(f"{self.place.who} answered {what} with something else.")
        return rows

    @contextmanager
    def stream(
        self, url: str, headers: Mapping[str, str], seconds: float | None = None
    ) -> Iterator[httpx.Response]:
        """An open download, redirects followed. `seconds` that every step of it may take, where
        they are not those of the connection. Raises httpx.HTTPError."""
        url, hops = self.address(url), 0
        waits = self.place.timeouts
        timeout = httpx.Timeout(waits.chunk, connect=waits.connect, pool=waits.answer)
        if seconds is not None:
            timeout = httpx.Timeout(seconds)
        while True:
            request = self._client.build_request(
                "GET", url, headers={**self.auth_for(url), **headers}, timeout=timeout
            )
            response = self._client.send(request, stream=True)
            try:
                if response.is_redirect and hops < _MOST_REDIRECTS:
                    hops += 1
                    url = _led_to(url, response.headers.get("location", ""))
                    continue
                yield response
                return
            finally:
                response.close()

    def has(self, url: str) -> bool:
        """Whether something can be fetched there. Raises ProviderError where nobody answers."""
        try:
            with self.stream(url, {"range": "bytes=0-0"}) as response:
                return response.status_code in (200, 206)
        except httpx.HTTPError as error:
            raise ProviderError(
                f"{self.place.who} did not answer: {self._why(error)}.",
                category=Category.TIMEOUT,
            ) from None

    def auth_for(self, url: str) -> Mapping[str, str]:
        """The key's headers for an address of the connection's own; nothing for any other."""
        asked = urlsplit(url)
        if self.is_base(url) or (asked.scheme == "https" and asked.hostname in self.place.hosts):
            return self.place.auth
        return {}

    def is_base(self, url: str) -> bool:
        """Whether an address lies at the connection's own one."""
        own, asked = urlsplit(self.place.base_url), urlsplit(url)
        return (asked.scheme, asked.netloc) == (own.scheme, own.netloc)

    def clean(self, text: str) -> str:
        return redacted(text, self.place.key)

    def _send(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        files: Files | None = None,
        content: BinaryIO | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        url = self.address(path)
        try:
            request = self._client.build_request(
                method,
                url,
                json=json,
                files=files,
                content=content,
                headers={**self.auth_for(url), **(headers or {})},
            )
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise httpx.UnsupportedProtocol(str(error)) from None
        response = self._client.send(request, stream=True)
        try:
            said = _read(response)
        finally:
            response.close()
        kept = {name.lower(): self.clean(value) for name, value in response.headers.items()}
        return Answer(response.status_code, kept, self.clean(said.decode("utf-8", "replace")))

    def refused(self, answer: Answer, what: str) -> ProviderError:
        """An answer that is an error, in words."""
        if 300 <= answer.status < 400:
            where = urlsplit(answer.headers.get("location", "")).netloc or "elsewhere"
            return ProviderError(
                f"{self.place.who} answers {what} with a redirect to {where}. It is not followed.",
                category=Category.INVALID_REQUEST,
                charged=Charged.NO,
                http_status=answer.status,
                todo="Give the connection that address, if you trust it.",
            )
        return refusal(answer, self.place.who, what, self.place.refusals)

    def _not_sent(self, error: httpx.HTTPError) -> ProviderError:
        host = urlsplit(self.place.base_url).netloc
        return ProviderError(
            f"{self.place.who} cannot be reached at {host}: {self._why(error)}.",
            category=Category.NOT_SENT,
            charged=Charged.NO,
        )

    def _why(self, error: httpx.HTTPError) -> str:
        match error:
            case httpx.ConnectTimeout() | httpx.ReadTimeout() | httpx.WriteTimeout():
                return "it takes too long"
            case httpx.PoolTimeout():
                return "too many requests are under way"
            case httpx.ConnectError():
                return _ERRNO.sub("", self.clean(str(error))) or "no connection"
            case httpx.ReadError() | httpx.WriteError() | httpx.RemoteProtocolError():
                return "the connection broke"
            case _:
                return self.clean(str(error)) or type(error).__name__


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _led_to(url: str, location: str) -> str:
    """Where a redirect leads."""
    try:
        return urljoin(url, location)
    except ValueError:
        raise httpx.RemoteProtocolError("a redirect leads to no address") from None


def _read(response: httpx.Response) -> bytes:
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > _MOST_BYTES:
            raise Unreadable("The answer is far too long.")
    return bytes(content)
