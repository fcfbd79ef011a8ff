"""How far a ComfyUI server is with a job, as it tells on its socket while it works.

Only the percentage hangs on it: whatever is wrong with the socket, polling says how a job stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

from sorastudio.generate.answers import inside, share_of
from sorastudio.generate.http import Wire
from sorastudio.generate.socket import Unheard, hear

_WEIGHTS = (("Select", 1.0), ("Sampler", 40.0), ("Decode", 6.0), ("Loader", 4.0), ("Video", 3.0))
"""Of a node, by what stands in the name of its kind: about how long it takes beside the others.
`KSamplerSelect` only chooses one."""
_MOST_STEPS = 1e9
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
"""Seconds until a socket that broke is opened again: the server lets the old one go first."""
_ENOUGH_SECONDS = 10.0
"""For the thread to end; it looks for that much more often."""


class GraphShare:
    """How much of a graph is done, from what the server tells of its nodes. It never goes back."""

    def __init__(self, graph: Mapping[str, Any], job_id: str) -> None:
        self._job_id = job_id
        self._weights = {name: _weight(node) for name, node in graph.items()}
        self._needs = {name: _needed_by(node) for name, node in graph.items()}
        self._done = dict.fromkeys(graph, 0.0)
        self._at = ""
        self.share: float | None = None
        """0 to 1; None while nothing was told."""

    def hear(self, text: str) -> None:
        """One message of the server; what is not about the job, or not to be understood, changes
        nothing."""
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return
        kind, facts = inside(said, "type"), inside(said, "data")
        if not isinstance(facts, dict) or facts.get("prompt_id", self._job_id) != self._job_id:
            return
        if not self._take(kind, facts):
            return
        done = sum(self._weights[name] * share for name, share in self._done.items())
        self.share = done / sum(self._weights.values())

    def _take(self, kind: object, facts: dict[str, Any]) -> bool:
        """Whether it says something of the nodes."""
        match kind, facts:
            case "execution_start", _:
                return True
            case "execution_cached", {"nodes": list(names)}:
                for name in names:
                    self._reach(name, 1.0)
            case "executing", {"node": str(name)}:
                self._begin(name)
            case "executed", {"node": str(name)}:
                self._reach(name, 1.0)
            case "progress", {"node": str(name)}:
                self._begin(name)
                self._reach(name, _part(facts))
            case "progress_state", {"nodes": dict(nodes)}:
                for name, node in nodes.items():
                    is_over = inside(node, "state") == "finished"
                    self._reach(name, 1.0 if is_over else _part(node))
            case _:
                return False
        return True

    def _begin(self, name: str) -> None:
        """One node after the other is worked on, each when all that it needs is there: this is what
        is known where the beginning was not heard."""
        if name == self._at or name not in self._done:
            return
        self._reach(self._at, 1.0)
        self._at = name
        ahead = [*self._needs[name]]
        while ahead:
            needed = ahead.pop()
            if self._done.get(needed, 1.0) < 1.0:
                self._done[needed] = 1.0
                ahead += self._needs[needed]

    def _reach(self, name: object, share: float) -> None:
        if isinstance(name, str) and name in self._done:
            self._done[name] = max(self._done[name], share)


class Ear:
    """Listens for one job in a thread of its own, until it is closed."""

    def __init__(self, wire: Wire, client_id: str, share: GraphShare) -> None:
        self._wire, self._share = wire, share
        self._path = f"ws?{urlencode({'clientId': client_id})}"
        self._stop = Event()
        self._thread = Thread(target=self._listen, name="listening", daemon=True)
        self._thread.start()

    @property
    def share(self) -> float | None:
        return self._share.share

    def close(self) -> None:
        self._stop.set()
        self._thread.join(_ENOUGH_SECONDS)

    def _listen(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            try:
                for text in hear(self._wire, self._path, self._stop):
                    self._share.hear(text)
                    pause = _FIRST_PAUSE
            except Unheard:
                pass
            self._stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def _part(facts: Any) -> float:
    """`value` of `max`, as a share; 0 where it is no number."""
    whole = inside(facts, "max")
    if not isinstance(whole, int | float) or not 0 < whole < _MOST_STEPS:
        return 0.0
    return share_of(inside(facts, "value"), whole) or 0.0


def _weight(node: Any) -> float:
    kind = str(inside(node, "class_type"))
    return next((weight for word, weight in _WEIGHTS if word in kind), 1.0)


def _needed_by(node: Any) -> tuple[str, ...]:
    """The nodes that its inputs come from."""
    inputs = inside(node, "inputs")
    links = inputs.values() if isinstance(inputs, dict) else ()
    return tuple(str(link[0]) for link in links if isinstance(link, list) and len(link) == 2)
