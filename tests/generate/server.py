"""A service on the loopback that misbehaves as it is told, and keeps a journal: over real sockets,
so that what is proven of a client is proven of what leaves this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Seen:
    """One request that came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def route(self) -> str:
        """Without the query."""
        return urlsplit(self.path).path


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any = None
    """JSON, or bytes as they are."""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Step(StrEnum):
    CREATE = "create"
    POLL = "poll"
    CONTENT = "content"
    PLACE = "place"
    """Asks where a file is to go, or what became of it."""
    FILE = "file"
    """Brings the file."""


class Fault(StrEnum):
    """What may happen in the place of the right answer. All but the first leave the service with
    the job accepted."""

    REFUSE = "refuse"
    """Answer with `Plan.reply` and accept nothing."""
    ANSWER = "answer"
    """Answer with `Plan.reply`, after what the request asks for was done."""
    RESET = "reset"
    CLOSE = "close"
    HANG = "hang"
    STALL = "stall"
    """Begin an answer and never go on."""
    CUT = "cut"
    """Announce more than is sent."""


@dataclass(frozen=True)
class Plan:
    """A fault, `times` times; then all is well."""

    step: Step
    fault: Fault
    reply: Reply | None = None
    times: int = 1


class Dialect(Protocol):
    """How a service speaks when all is well."""

    def step(self, seen: Seen) -> Step | None:
        """What a request is for; None for one that is neither paid nor about a job."""
        ...

    def accept(self, seen: Seen, number: int, url: str) -> Reply: ...

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        """`word`: running, done, failed or moderated."""
        ...

    def upload(self, seen: Seen, url: str) -> Reply:
        """Of a file, or of what is said around one."""
        ...

    def other(self, seen: Seen, url: str) -> Reply: ...


@dataclass
class Service:
    """One service, its faults, and what it has seen."""

    dialect: Dialect
    video: bytes
    plans: list[Plan] = field(default_factory=list)
    words: list[str] = field(default_factory=lambda: ["running", "done"])
    """The states that polls find, one after the other; the last stays."""
    journal: list[Seen] = field(default_factory=list)
    accepted: list[Seen] = field(default_factory=list)
    """The requests that cost money."""
    url: str = ""
    socket: Callable[[Peer], None] | None = None
    """Serves who asks for an upgrade; without it that is a request as any other."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def of(self, step: Step) -> list[Seen]:
        return [seen for seen in self.journal if self.dialect.step(seen) is step]

    def fault_for(self, step: Step | None) -> Plan | None:
        with self._lock:
            for index, plan in enumerate(self.plans):
                if plan.step is step and plan.times > 0:
                    self.plans[index] = Plan(plan.step, plan.fault, plan.reply, plan.times - 1)
                    return plan
        return None

    def right(self, seen: Seen, step: Step | None) -> Reply:
        match step:
            case Step.CREATE:
                with self._lock:
                    self.accepted.append(seen)
                    number = len(self.accepted)
                return self.dialect.accept(seen, number, self.url)
            case Step.POLL:
                with self._lock:
                    word = self.words.pop(0) if len(self.words) > 1 else self.words[0]
                return self.dialect.state(seen, word, self.url)
            case Step.CONTENT:
                return self._content(seen)
            case Step.PLACE | Step.FILE:
                return self.dialect.upload(seen, self.url)
            case None:
                return self.dialect.other(seen, self.url)

    def _content(self, seen: Seen) -> Reply:
        headers = {"Content-Type": "video/mp4", "ETag": '"v1"'}
        wanted = seen.headers.get("range", "")
        if not wanted:
            return Reply(200, self.video, headers)
        start = int(wanted.removeprefix("bytes=").split("-")[0])
        return Reply(206, self.video[start:], headers)


class Peer:
    """Whoever has asked for a websocket; frames are made by hand (RFC 6455), so that they can be
    wrong."""

    def __init__(self, seen: Seen, connection: socket.socket) -> None:
        self.seen, self.connection = seen, connection

    def accept(self, nonce: str = "") -> None:
        asked = nonce or self.seen.headers["sec-websocket-key"]
        digest = hashlib.sha1((asked + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        self.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(digest) + b"\r\n\r\n"
        )

    def say(self, message: object) -> None:
        self.frame(0x81, json.dumps(message).encode())

    def frame(self, head: int, content: bytes) -> None:
        """`head`: the first byte, with the bit of the last piece and the kind."""
        if len(content) < 126:
            length = struct.pack("!B", len(content))
        elif len(content) < 65536:
            length = struct.pack("!BH", 126, len(content))
        else:
            length = struct.pack("!BQ", 127, len(content))
        self.send(bytes([head]) + length + content)

    def send(self, content: bytes) -> None:
        self.connection.sendall(content)

    def until_gone(self) -> bytes:
        """All that was still said from over there."""
        heard = b""
        while content := self.connection.recv(4096):
            heard += content
        return heard


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    service: Service

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silent."""

    def handle(self) -> None:
        with suppress(ConnectionError, TimeoutError):
            super().handle()

    def _serve(self) -> None:
        body = self._body()
        if body is None:
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        seen = Seen(self.command, self.path, headers, body)
        service = self.service
        service.journal.append(seen)
        if service.socket is not None and seen.headers.get("upgrade") == "websocket":
            self.close_connection = True
            service.socket(Peer(seen, self.connection))
            return
        step = service.dialect.step(seen)
        plan = service.fault_for(step)
        if plan is not None and plan.fault is Fault.REFUSE:
            self._send(plan.reply or Reply(500, {}))
            return
        reply = service.right(seen, step)
        if plan is None:
            self._send(reply)
            return
        self._misbehave(plan, reply)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815

    def _body(self) -> bytes | None:
        """None where the client died in the middle: no service accepts half a request."""
        if self.headers.get("transfer-encoding", "") == "chunked":
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        self.close_connection |= len(body) < length
        return body if len(body) == length else None

    def _misbehave(self, plan: Plan, reply: Reply) -> None:
        self.close_connection = True
        match plan.fault:
            case Fault.ANSWER:
                self._send(plan.reply or reply)
            case Fault.RESET:
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
            case Fault.CLOSE:
                self.connection.shutdown(socket.SHUT_RDWR)
            case Fault.HANG:
                self.service.over.wait(20)
            case Fault.STALL:
                self._head(reply)
                self.wfile.flush()
                self.service.over.wait(20)
            case Fault.CUT:
                self._head(reply)
                self.wfile.write(reply.content[: len(reply.content) // 2])
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, reply: Reply) -> None:
        self._head(reply)
        self.wfile.write(reply.content)

    def _head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        headers = {"Content-Type": "application/json", **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone away is none."""


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    """The service on a free port, until the block is left."""
    handler = type("Handler", (_Handler,), {"service": service})
    with _Server(("127.0.0.1", 0), handler) as server:
        service.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield service
        finally:
            service.over.set()
            server.shutdown()
            thread.join()
