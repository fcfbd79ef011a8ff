"""How services name the same things: states of a job, shapes and sizes of a picture, inputs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from fractions import Fraction
from typing import Any

from sorastudio.generate.provider import Capabilities
from sorastudio.generate.request import Input, Request
from sorastudio.project.media import ReferenceRole, Size

_ASPECTS = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21")


class Stage(Enum):
    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    FAILED = auto()
    CANCELED = auto()
    EXPIRED = auto()


_STAGES = {
    Stage.WAITING: "queued in_queue pending throttled starting submitted created",
    Stage.DONE: "completed succeeded done success",
    Stage.FAILED: "failed error incomplete budget_exceeded",
    Stage.CANCELED: "cancelled canceled aborted deleted",
    Stage.EXPIRED: "expired",
}
_STAGE_OF = {word: stage for stage, words in _STAGES.items() for word in words.split()}


def stage_of(word: str) -> Stage:
    """A word that is new to us says that the job still runs."""
    return _STAGE_OF.get(word.lower(), Stage.RUNNING)


def made_size(can: Capabilities, request: Request) -> Size:
    return can.size_for(request.size) or request.size


def aspect_label(size: Size) -> str:
    """The nearest of the usual shapes."""

    def distance(label: str) -> float:
        width, height = map(int, label.split(":"))
        return abs(float(size.aspect) * height / width - 1)

    return min(_ASPECTS, key=distance)


def lines_label(size: Size) -> str:
    """As services call it: 720p, 1080p, 4k."""
    lines = min(size.width, size.height)
    return "4k" if lines >= 2160 else f"{lines}p"


def references(request: Request) -> list[Input]:
    return [each for each in request.inputs if each.role is ReferenceRole.REFERENCE]


def fields_for(request: Request, can: Capabilities, wire: Mapping[str, Any]) -> dict[str, Any]:
    """A request in the words of a model, as `wire` of its record says: `fields` gives our names
    theirs (with the form of the value where it is not plain), `constant` what is always sent; for
    what is made of a video, both stand under the name of the operation."""
    source = request.source
    if source is not None:
        wire = wire.get(source.operation.value, {})
    size = made_size(can, request)
    first, last = (
        request.input(role) for role in (ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME)
    )
    ours: dict[str, Any] = {
        "seconds": request.seconds,
        "whole": request.whole_seconds,
        "source": (source and source.given) or None,
        "frames": request.seconds * can.rate_for(request.rate),
        "rate": can.rate_for(request.rate),
        "seed": request.seed,
        "negative": request.negative or None,
        "aspect": aspect_label(size),
        "lines": lines_label(size),
        "size": str(size),
        "width": size.width,
        "height": size.height,
        "first_frame": (first and first.given) or None,
        "last_frame": (last and last.given) or None,
        "references": [each.given for each in references(request) if each.given] or None,
    }
    said: dict[str, Any] = {"prompt": request.prompt, **wire.get("constant", {})}
    for our_name, told in wire.get("fields", {}).items():
        their_name, form = (told, "") if isinstance(told, str) else told
        if ours[our_name] is not None:
            said[their_name] = _formed(ours[our_name], form)
    return {**said, **dict(request.options)}


def _formed(value: Any, form: str) -> Any:
    match form:
        case "whole":
            return round(value)
        case "text":
            return seconds_text(value)
        case "text s":
            return f"{seconds_text(value)}s"
        case _:
            return float(value) if isinstance(value, Fraction) else value


def seconds_text(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"
