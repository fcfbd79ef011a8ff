"""Graphs for ComfyUI as templates: in the API's own format, with `{{names}}` where values go.

A placeholder is a whole string and is replaced by a value of its own type, by walking the graph;
never by searching text. Templates of the person's own lie in their data folder under `workflows`
and win over shipped ones of the same name. A template is
`{"facts": {...}, "frames": {"step", "extra"}, "multiple", "defaults": {...}, "graph": {...},
"with": {"first_frame": {...}}}`: `with` is laid over the graph where that input is given. The graph
alone is one too, as ComfyUI exports it: its placeholders then say what it can do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from sorastudio.errors import FilmFileError, GenerateError, SoraError
from sorastudio.generate.provider import Capabilities
from sorastudio.generate.records import ModelFacts
from sorastudio.generate.request import Request
from sorastudio.paths import resource, user_data_dir
from sorastudio.project.media import ReferenceRole
from sorastudio.store.film_codec import from_data
from sorastudio.store.json_text import parse_json

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_INPUTS = (ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME)
_KNOWN = (
    "prompt negative negative_prompt seed width height frames seconds rate rate_whole prefix job "
    "first_frame last_frame"
)
"""What a slot always gives; any other placeholder is an option of the slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """`frames`: a take has step * n + extra pictures; sides are multiples of `multiple`."""

    facts: ModelFacts
    graph: Mapping[str, Any]
    overlays: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    frame_step: int = 1
    frame_extra: int = 0
    multiple: int = 2

    def fill(
        self, request: Request, can: Capabilities, *, prefix: str, uploaded: Mapping[str, str]
    ) -> dict[str, Any]:
        """The graph for a request. `uploaded`: for each role, the name the server gave its picture.
        Raises GenerateError for a placeholder that nothing is known for."""
        graph: dict[str, Any] = {name: dict(node) for name, node in self.graph.items()}
        for role in _INPUTS:
            if role in uploaded:
                _lay_over(graph, self.overlays.get(role, {}))
        rate, size = can.rate_for(request.rate), can.size_for(request.size) or request.size
        values = {
            **self.defaults,
            "prompt": request.prompt,
            "negative": request.negative,
            "negative_prompt": request.negative,
            "seed": request.seed,
            "width": self._whole(size.width),
            "height": self._whole(size.height),
            "frames": self.frames(request.seconds, rate),
            "seconds": float(request.seconds),
            "rate": float(rate),
            "rate_whole": round(rate),
            "prefix": prefix,
            "job": prefix,
            **uploaded,
            **dict(request.options),
        }
        filled = _filled(graph, values)
        assert isinstance(filled, dict), "a graph stays one"
        return filled

    def frames(self, seconds: Fraction, rate: Fraction) -> int:
        """The fewest the model makes that last so long."""
        wanted = ceil(seconds * rate) - self.frame_extra
        return max(ceil(Fraction(wanted, self.frame_step)), 1) * self.frame_step + self.frame_extra

    def _whole(self, pixels: int) -> int:
        return max(round(pixels / self.multiple), 1) * self.multiple


def workflows() -> dict[str, Workflow]:
    """All there are, by name. One of the person's own that cannot be read is left out: `unreadable`
    says why."""
    found: dict[str, Workflow] = {}
    for path in _files():
        try:
            workflow = read_workflow(path)
        except SoraError:
            continue
        found[workflow.facts.model] = workflow
    return found


def unreadable() -> dict[Path, str]:
    """Templates that are not used, and why."""
    found = {}
    for path in _files():
        try:
            read_workflow(path)
        except SoraError as error:
            found[path] = error.what
    return found


def own_folder() -> Path:
    """Where a person puts templates."""
    return user_data_dir() / "workflows"


def read_workflow(path: Path) -> Workflow:
    """Raises SoraError with what is wrong."""
    try:
        record = parse_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FilmFileError(f"{path.name} cannot be read: {error}.") from error
    if isinstance(record, dict) and _is_graph(record):
        record = _template_of(record, path)
    graph = record.get("graph", record) if isinstance(record, dict) else None
    if isinstance(graph, dict) and "nodes" in graph:
        raise FilmFileError(
            f"{path.name} has a graph in the window's format.",
            todo="Export it from ComfyUI with “Export (API)”.",
        )
    if not isinstance(record, dict) or not isinstance(graph, dict) or not _is_graph(graph):
        raise FilmFileError(f"{path.name} is not a template: it has no graph.")
    frames = record.get("frames", {})
    step, extra = (
        (frames.get("step", 1), frames.get("extra", 0)) if isinstance(frames, dict) else (1, 0)
    )
    facts = from_data(ModelFacts, {"model": path.stem, **_object(record, "facts")}, "facts")
    multiple = record.get("multiple", 2)
    if not all(isinstance(each, int) and each >= 0 for each in (step, extra, multiple)):
        raise FilmFileError(f"{path.name}: frames and multiple are whole numbers.")
    return Workflow(
        facts=facts,
        graph=graph,
        overlays=_object(record, "with"),
        defaults=_object(record, "defaults"),
        frame_step=max(int(str(step)), 1),
        frame_extra=int(str(extra)),
        multiple=max(int(str(multiple)), 1),
    )


def _is_graph(record: Mapping[str, Any]) -> bool:
    """Whether this is a graph in the API's format: nodes by name."""
    return bool(record) and all(
        isinstance(node, dict) and "class_type" in node and isinstance(node.get("inputs", {}), dict)
        for node in record.values()
    )


def _template_of(graph: dict[str, Any], path: Path) -> dict[str, Any]:
    """A graph that came alone, with what its placeholders say of it. Raises FilmFileError for one
    that would make the same of every prompt."""
    used = set(_placeholders(graph))
    if "prompt" not in used:
        raise FilmFileError(
            f"{path.name} has no {{{{prompt}}}}: whatever a slot asks for, it would make the same.",
            todo="Write {{prompt}} in the place of its text, and {{seed}} in that of its seed.",
        )
    facts = {
        "longest": "60",
        "first_frame": "first_frame" in used,
        "needs_frame": "first_frame" in used,
        "last_frame": "last_frame" in used,
        "seed": "seed" in used,
        "negative": bool(used & {"negative", "negative_prompt"}),
        "options": sorted(used.difference(_KNOWN.split())),
        "free": True,
    }
    return {"graph": graph, "facts": facts}


def _placeholders(part: Any) -> Iterator[str]:
    match part:
        case dict():
            for each in part.values():
                yield from _placeholders(each)
        case list():
            for each in part:
                yield from _placeholders(each)
        case str() if match := _PLACEHOLDER.fullmatch(part):
            yield match[1]


def _files() -> Iterator[Path]:
    yield from sorted(resource("workflows").glob("*.json"))
    own = own_folder()
    if own.is_dir():
        yield from sorted(own.glob("*.json"))


def _object(record: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = record.get(name, {})
    if not isinstance(found, dict):
        raise FilmFileError(f"{name} must be an object.")
    return found


def _lay_over(graph: dict[str, Any], overlay: Mapping[str, Any]) -> None:
    for name, node in overlay.items():
        before = graph.get(name, {})
        inputs = {**before.get("inputs", {}), **node.get("inputs", {})}
        graph[name] = {**before, **node, "inputs": inputs}


def _filled(part: Any, values: Mapping[str, Any]) -> Any:
    match part:
        case dict():
            return {name: _filled(each, values) for name, each in part.items()}
        case list():
            return [_filled(each, values) for each in part]
        case str() if match := _PLACEHOLDER.fullmatch(part):
            if match[1] not in values:
                raise GenerateError(
                    f"The workflow asks for {match[1]}, which the slot does not give.",
                    kept="Nothing was sent.",
                    todo="Give it as an option of the slot, or as a default of the workflow.",
                )
            return values[match[1]]
        case _:
            return part
