"""A websocket that is only listened to, over the wire of its connection: with its key, its proxy,
its certificates and its rule for redirects.

The upgrade is asked for by httpx; only the frames that follow are read here.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Protocol, cast

import httpcore
import httpx

from sorastudio.generate.http import Wire

if TYPE_CHECKING:
    from websockets.frames import Frame

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""RFC 6455, section 1.3: what proves that a server has understood the request."""
_OPEN_SECONDS = 4.0
"""For each step of getting connected: whoever ends the listening may wait for it."""
_GLANCE_SECONDS = 0.2
"""So often it is looked whether anybody still wants to hear."""
_SILENT_SECONDS, _DEAD_SECONDS = 20.0, 50.0
"""After so long a silence the server is asked for a sign of life; after so long there is none."""
_CHUNK = 64 * 1024
_MOST_BYTES = 16 * 2**20
"""Of one message: a preview may be large."""

_FAULTS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
)
"""Of getting connected, and of the connection that httpx then hands over as it is."""


class Unheard(Exception):
    """The socket could not be opened, or broke."""


class _Stream(Protocol):
    """What httpx gives of a connection that has changed its protocol."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes: ...

    def write(self, buffer: bytes, timeout: float | None = None) -> None: ...


def hear(wire: Wire, path: str, stop: Event) -> Iterator[str]:
    """What is said there, text by text, until the server ends it or `stop` is set; what is no text
    is passed over. Raises Unheard."""
    nonce = base64.b64encode(os.urandom(16)).decode()
    headers = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": nonce,
    }
    try:
        with wire.stream(path, headers, _OPEN_SECONDS) as response:
            answered = response.headers.get("sec-websocket-accept", "")
            if response.status_code != 101 or answered != _accepted(nonce):
                raise Unheard(f"the upgrade was answered with {response.status_code}")
            yield from _Socket(response.extensions["network_stream"]).texts(stop)
    except _FAULTS as error:
        raise Unheard(str(error)) from error


def _accepted(nonce: str) -> str:
    return base64.b64encode(
        hashlib.sha1((nonce + _GUID).encode(), usedforsecurity=False).digest()
    ).decode()


class _Socket:
    """Frames of a connection that has become a websocket."""

    def __init__(self, stream: _Stream) -> None:
        from websockets.client import ClientProtocol
        from websockets.protocol import State
        from websockets.uri import parse_uri

        self._stream, self._open = stream, State.OPEN
        # The address does not matter any more: the connection is there.
        self._protocol = ClientProtocol(
            parse_uri("ws://server/"), state=State.OPEN, max_size=_MOST_BYTES
        )
        self._heard = monotonic()
        self._asked = False
        self._pieces: list[bytes] | None = None

    def texts(self, stop: Event) -> Iterator[str]:
        try:
            while self._is_open and not stop.is_set():
                self._read()
                for frame in self._protocol.events_received():
                    text = self._whole(cast("Frame", frame))
                    if text is not None:
                        yield text
                self._write()
        finally:
            with suppress(httpcore.NetworkError, httpcore.TimeoutException):
                if self._is_open:
                    self._protocol.send_close(1000)
                self._write()

    @property
    def _is_open(self) -> bool:
        """Not any more once either side has said that it ends, or the other has broken the
        rules."""
        return self._protocol.state is self._open

    def _read(self) -> None:
        try:
            content = self._stream.read(_CHUNK, _GLANCE_SECONDS)
        except httpcore.ReadTimeout:
            self._ask_for_life()
            return
        self._heard, self._asked = monotonic(), False
        if content:
            self._protocol.receive_data(content)
        else:
            self._protocol.receive_eof()

    def _ask_for_life(self) -> None:
        silent = monotonic() - self._heard
        if silent > _DEAD_SECONDS:
            raise Unheard("the server is silent")
        if silent > _SILENT_SECONDS and not self._asked:
            self._asked = True
            self._protocol.send_ping(b"")

    def _write(self) -> None:
        """Answers to pings, and good-byes."""
        for content in self._protocol.data_to_send():
            if content:
                self._stream.write(content, _OPEN_SECONDS)

    def _whole(self, frame: Frame) -> str | None:
        """The text that ends with this frame, if one does."""
        match frame.opcode.name:
            case "TEXT":
                self._pieces = [bytes(frame.data)]
            case "BINARY":
                self._pieces = None
            case "CONT" if self._pieces is not None:
                self._pieces.append(bytes(frame.data))
            case _:
                return None
        if self._pieces is None or not frame.fin:
            return None
        content, self._pieces = b"".join(self._pieces), None
        return content.decode("utf-8", "replace")
