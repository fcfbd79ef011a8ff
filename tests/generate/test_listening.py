"""What a ComfyUI server tells on its socket becomes a percentage, and whatever it does there, only
that hangs on it."""

from __future__ import annotations

import json
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sorastudio.generate.provider import RemoteJob, Running
from sorastudio.generate.providers import comfyui_ear
from sorastudio.generate.providers.comfyui_ear import GraphShare
from sorastudio.generate.runner import carry_out
from sorastudio.generate.workshop import HowFar
from sorastudio.store.ledger_job import LedgerState
from tests.generate.paid import KEY, Set, stage
from tests.generate.server import Peer, Reply, Seen, Service, serving
from tests.generate.services import Comfy

JOB = "0b0f2f4e-7c3d-4e0a-9b1a-6d1c5a1f0001"
GRAPH = {
    "1": {"class_type": "UNETLoader", "inputs": {"unet_name": "wan"}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "waves", "size": [64, 64]}},
    "3": {"class_type": "KSampler", "inputs": {"model": ["1", 0], "positive": ["2", 0]}},
    "4": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0]}},
    "5": {"class_type": "SaveVideo", "inputs": {"video": ["4", 0]}},
}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(comfyui_ear, "_FIRST_PAUSE", 0.02)


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    yield
    assert not [each for each in threading.enumerate() if each.name == "listening"]


def step(value: object, of: object, node: str = "3", job: str = JOB) -> dict[str, Any]:
    facts = {"value": value, "max": of, "node": node, "prompt_id": job}
    return {"type": "progress", "data": facts}


def began(node: str | None, job: str = JOB) -> dict[str, Any]:
    return {"type": "executing", "data": {"node": node, "prompt_id": job}}


def shares(*messages: object) -> list[float | None]:
    """How far a graph is after each message."""
    graph = GraphShare(GRAPH, JOB)
    found = []
    for message in messages:
        graph.hear(message if isinstance(message, str) else json.dumps(message))
        found.append(graph.share)
    return found


def test_the_sampler_weighs_most_and_it_only_goes_up() -> None:
    told = shares(
        {"type": "status", "data": {"status": {"exec_info": {"queue_remaining": 1}}}},
        {"type": "execution_start", "data": {"prompt_id": JOB}},
        {"type": "execution_cached", "data": {"nodes": ["1"], "prompt_id": JOB}},
        began("2"),
        began("3"),
        step(5, 20),
        step(10, 20),
        began("4"),
        step(0, 20),
        began("5"),
        {"type": "executed", "data": {"node": "5", "prompt_id": JOB}},
    )
    assert told[:2] == [None, 0.0]
    known = [each for each in told if each is not None]
    assert known == sorted(known)
    assert known[-1] == 1.0
    assert 0.3 < known[5] < 0.6, "half of the sampler is about half of the whole"
    assert known[6] > 0.8


def test_who_comes_in_late_knows_what_must_be_done_already() -> None:
    (late,) = shares({"type": "executing", "data": {"node": "4"}})
    assert late is not None
    assert late > 0.8
    state = {"1": "finished", "2": "finished", "3": "running"}
    nodes = {name: {"value": 1, "max": 2, "state": word} for name, word in state.items()}
    (whole,) = shares({"type": "progress_state", "data": {"nodes": nodes, "prompt_id": JOB}})
    assert whole is not None
    assert 0.3 < whole < 0.6


@pytest.mark.parametrize(
    "lie",
    [
        "",
        "{",
        "null",
        "[" * 100_000,
        '{"type": "progress", "data": {"value": 1' + "0" * 400 + ', "max": 2, "node": "3"}}',
        '{"type": "progress", "data": {"value": 1, "max": 1' + "0" * 400 + ', "node": "3"}}',
        '{"type": "progress", "data": {"value": NaN, "max": Infinity, "node": "3"}}',
        {"type": "progress", "data": None},
        {"type": ["progress"], "data": {}},
        step(10, 20, job="another"),
        step(-5, 20),
        step("many", {}),
        step(3, 0),
        step(1, 2, node="no such node"),
        {"type": "progress", "data": {"value": 1, "max": 2, "node": {}}},
        {"type": "execution_cached", "data": {"nodes": [None, {}, 7]}},
        {"type": "progress_state", "data": {"nodes": {"3": None, "x": {"value": 1, "max": 1}}}},
        began(None),
    ],
)
def test_what_makes_no_sense_changes_nothing(lie: object) -> None:
    before, after, more = shares(began("2"), lie, step(10, 20))
    assert before is not None
    assert after is not None
    assert more is not None
    assert before <= after < 0.2 < more < 0.6


@dataclass
class Stage:
    """One job that is at work for as long as a test says, and the socket that tells of it."""

    on: Set
    peers: list[Peer] = field(default_factory=list)
    heard: list[HowFar] = field(default_factory=list)
    """While it is made: what follows is the fetching."""
    enough: Callable[[Stage], bool] = lambda stage: stage.best > 0

    @property
    def best(self) -> float:
        return max((each.share or 0.0 for each in self.heard), default=0.0)

    def make(self, behave: Callable[[Peer], None]) -> None:
        """The take arrives once enough was heard."""
        service = self.on.service
        service.words = ["in_progress"]

        def serve(peer: Peer) -> None:
            self.peers.append(peer)
            with suppress(OSError):
                behave(peer)

        service.socket = serve
        until, whole = time.monotonic() + 20, []

        def hear(now: HowFar) -> None:
            whole.append(now.share)
            if service.words == ["done"]:
                return
            self.heard.append(now)
            if self.enough(self) or time.monotonic() > until:
                service.words = ["done"]

        job = self.on.shop.entry(self.on.request())
        carry_out(self.on.shop, job, hear)
        (after,) = self.on.ledger.jobs()
        assert after.state is LedgerState.SUCCEEDED
        assert len(service.accepted) == 1
        assert self.enough(self)
        known = [share for share in whole if share is not None]
        assert known == sorted(known)


@pytest.fixture
def comfy(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path, "comfyui") as on:
        yield Stage(on)


def id_of(peer: Peer) -> str:
    return parse_qs(urlsplit(peer.seen.path).query)["clientId"][0]


def half(peer: Peer) -> dict[str, Any]:
    """The sampler of the workflow is half done."""
    return step(10, 20, job=id_of(peer))


def test_steps_of_a_sampler_are_a_percentage(comfy: Stage) -> None:
    farewells = []

    def behave(peer: Peer) -> None:
        peer.accept()
        peer.say({"type": "status", "data": {}})
        peer.say(half(peer))
        farewells.append(peer.until_gone())

    comfy.enough = lambda stage: stage.best > 0.3
    comfy.make(behave)
    (peer,) = comfy.peers
    sent = comfy.on.service.accepted[0].json
    assert id_of(peer) == sent["client_id"]
    assert peer.seen.headers["authorization"] == f"Bearer {KEY}"
    assert peer.seen.headers["user-agent"].startswith("sorastudio/")
    assert "origin" not in peer.seen.headers
    assert farewells[0][0] == 0x88, "the socket is closed with a good-bye"


def test_pieces_pings_and_previews_do_no_harm(comfy: Stage) -> None:
    def behave(peer: Peer) -> None:
        peer.accept()
        text = json.dumps(half(peer)).encode()
        peer.frame(0x82, bytes(200_000))
        peer.frame(0x02, b"\x00\x00\x00\x01begin of a picture")
        peer.frame(0x80, b"its end")
        peer.frame(0x82, json.dumps(step(20, 20, job=id_of(peer))).encode())
        peer.frame(0x01, text[:7])
        peer.frame(0x89, b"are you there")
        peer.frame(0x00, text[7:20])
        for each in text[20:]:
            peer.frame(0x00, bytes([each]))
        peer.frame(0x80, b"")
        peer.until_gone()

    comfy.make(behave)
    assert len(comfy.peers) == 1
    assert 0.3 < comfy.best < 0.6


def test_after_a_drop_in_the_middle_it_listens_under_the_same_name(comfy: Stage) -> None:
    def behave(peer: Peer) -> None:
        peer.accept()
        if len(comfy.peers) == 1:
            peer.say(half(peer))
            peer.send(b"\x81\x7e\x10\x00{")
            return
        peer.say({"type": "executing", "data": {"node": "8"}})
        peer.until_gone()

    comfy.enough = lambda stage: stage.best > 0.7
    comfy.make(behave)
    assert len({id_of(peer) for peer in comfy.peers}) == 1
    assert len(comfy.peers) == 2
    assert comfy.best > 0.7


def _refuses(peer: Peer) -> None:
    peer.send(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


def _leads_nowhere(peer: Peer) -> None:
    peer.send(b"HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n")


def _lies_of_the_key(peer: Peer) -> None:
    peer.accept("another")
    peer.say(half(peer))


def _sends_nonsense(peer: Peer) -> None:
    peer.accept()
    peer.send(b"GET / HTTP/1.1\r\n\r\n" * 100)


def _has_no_end(peer: Peer) -> None:
    peer.accept()
    peer.send(b"\x81" + struct.pack("!BQ", 127, 2**62) + b"{")
    peer.until_gone()


def _goes_on_with_nothing(peer: Peer) -> None:
    peer.accept()
    peer.frame(0x80, b'{"type"')


def _no_text(peer: Peer) -> None:
    peer.accept()
    peer.frame(0x81, b"\xff\xfe\x00")
    peer.frame(0x81, b"[1, 2]")
    peer.until_gone()


def _says_good_bye(peer: Peer) -> None:
    peer.accept()
    peer.frame(0x88, struct.pack("!H", 1001))


def _breaks_at_once(peer: Peer) -> None:
    peer.connection.setsockopt(1, 13, struct.pack("ii", 1, 0))


def _is_silent(peer: Peer) -> None:
    peer.until_gone()


def _answers_with_no_http(peer: Peer) -> None:
    peer.send(b"\x15\x03\x01\x00\x02\x02\x46")


@pytest.mark.parametrize(
    "behave",
    [
        _refuses,
        _leads_nowhere,
        _lies_of_the_key,
        _sends_nonsense,
        _has_no_end,
        _goes_on_with_nothing,
        _no_text,
        _says_good_bye,
        _breaks_at_once,
        _is_silent,
        _answers_with_no_http,
    ],
)
def test_a_socket_that_misbehaves_takes_the_percentage_alone(
    comfy: Stage, behave: Callable[[Peer], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sorastudio.generate.socket._OPEN_SECONDS", 0.3)
    comfy.enough = lambda stage: bool(stage.peers) and len(stage.heard) > 10
    comfy.make(behave)
    asked = [each for each in comfy.heard if each.share is None]
    assert len(asked) > 10


def test_the_key_does_not_follow_to_another_host(comfy: Stage) -> None:
    with serving(Service(Comfy(), b"")) as other:
        there = other.url.replace("127.0.0.1", "localhost")

        def behave(peer: Peer) -> None:
            peer.send(
                f"HTTP/1.1 302 Found\r\nLocation: {there}/ws\r\nContent-Length: 0\r\n\r\n".encode()
            )

        comfy.enough = lambda _: len(other.journal) > 0
        comfy.make(behave)
        assert all(KEY not in str(seen.headers) for seen in other.journal)


def test_a_program_that_was_started_anew_listens_again(comfy: Stage) -> None:
    """From what the ledger knows alone."""
    on, told = comfy.on, threading.Event()
    on.service.words = ["in_progress"]

    def serve(peer: Peer) -> None:
        peer.accept()
        peer.say(half(peer))
        told.set()
        with suppress(OSError):
            peer.until_gone()

    remote = on.provider.submit(on.request(), "job-of-before")
    on.service.socket = serve
    again = RemoteJob(remote.id, remote.request, {}, remote.token)
    with on.provider.listening(again):
        assert told.wait(10)
        until = time.monotonic() + 10
        while not _share(on, again) and time.monotonic() < until:
            time.sleep(0.01)
        assert (_share(on, again) or 0.0) > 0.3
    assert _share(on, again) is None


def _share(on: Set, job: RemoteJob) -> float | None:
    status = on.provider.poll(job)
    assert isinstance(status, Running)
    return status.progress


class Busy(Comfy):
    """Has others to do first."""

    def __init__(self, *, lists_jobs: bool) -> None:
        super().__init__()
        self.lists_jobs = lists_jobs
        self.queue: dict[str, Any] = {}

    def state(self, seen: Seen, word: str, url: str) -> Reply:
        return super().state(seen, word, url) if self.lists_jobs else Reply(404, {})

    def other(self, seen: Seen, url: str) -> Reply:
        return Reply(200, self.queue) if seen.route == "/queue" else super().other(seen, url)


@pytest.mark.parametrize("lists_jobs", [True, False], ids=["new", "old"])
def test_the_place_in_the_queue_is_told(comfy: Stage, lists_jobs: bool) -> None:
    on, dialect = comfy.on, Busy(lists_jobs=lists_jobs)
    on.service.dialect, on.service.words = dialect, ["pending"]
    job = on.provider.submit(on.request(), "job-1")
    rows: list[list[Any]] = [[n, f"other-{n}", {}, {}, []] for n in (9, 2, 4)]
    mine = [5, job.id, {}, {}, []]
    dialect.queue = {"queue_running": [[1, "first", {}, {}, []]], "queue_pending": [*rows, mine]}
    assert on.provider.poll(job) == Running(None, ahead=3, ask_again=2.0)
    dialect.queue = {"queue_running": [], "queue_pending": [mine, ["?"], None]}
    assert on.provider.poll(job) == Running(None, ahead=0, ask_again=2.0)
    dialect.queue = {"queue_running": [mine], "queue_pending": []}
    assert on.provider.poll(job) == Running(None, ask_again=2.0)


@pytest.mark.parametrize("queue", [None, [], {"queue_pending": "many"}, "x" * 10])
def test_a_queue_that_cannot_be_read_fails_no_job(comfy: Stage, queue: Any) -> None:
    on, dialect = comfy.on, Busy(lists_jobs=True)
    on.service.dialect, on.service.words = dialect, ["pending"]
    job = on.provider.submit(on.request(), "job-1")
    dialect.queue = queue
    assert on.provider.poll(job) == Running(None, ask_again=2.0)


def test_the_ledger_knows_the_place_while_it_waits_alone(tmp_path: Path) -> None:
    with stage(tmp_path, "fal") as on:
        words = iter([3, 3, 0, -1, "many"])
        heard: list[HowFar] = []
        seen: list[tuple[LedgerState, int | None]] = []
        dialect = on.service.dialect

        def state(seen: Seen, word: str, url: str) -> Reply:
            place = next(words, "done")
            if place == "done":
                return Reply(200, {"status": "COMPLETED"})
            return Reply(200, {"status": "IN_QUEUE", "queue_position": place})

        dialect.state = state  # type: ignore[method-assign]

        def hear(now: HowFar) -> None:
            (job,) = on.ledger.jobs()
            heard.append(now)
            seen.append((job.state, job.ahead))

        carry_out(on.shop, on.shop.entry(on.request()), hear)
        assert [each.ahead for each in heard[:5]] == [3, 3, 0, None, None]
        queued, running = LedgerState.QUEUED, LedgerState.RUNNING
        assert seen[:4] == [(queued, 3), (queued, 3), (queued, 0), (running, None)]
        assert on.ledger.jobs()[0].ahead is None
