"""OpenRouter's video API: one key for many models, with a catalogue of what each can do and costs,
and the cost of every job in its answer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import partial
from typing import Any

from sorastudio.generate.answers import inside, text_of
from sorastudio.generate.errors import Category, Unreadable
from sorastudio.generate.price import CURRENCY, Unit
from sorastudio.generate.provider import Failed, Ready, RemoteJob, Running, Status
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.records import Model, ModelFacts, PriceRecord, publish, today
from sorastudio.generate.request import Request
from sorastudio.generate.speech import Stage, made_size, references, stage_of
from sorastudio.project.media import Cost, ReferenceRole, Size
from sorastudio.store.ledger_job import Charged
from sorastudio.store.text_forms import read_size

_FRAMES = {ReferenceRole.FIRST_FRAME: "first_frame", ReferenceRole.LAST_FRAME: "last_frame"}
_ASPECTS = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:3": (4, 3), "3:4": (3, 4)}


class OpenRouter(HttpProvider):
    def submit(self, request: Request, token: str) -> RemoteJob:
        answer = self.wire.create("videos", json=self._body(request))
        return self.accepted(answer, request, token)

    def poll(self, job: RemoteJob) -> Status:
        return self.status_at(f"videos/{job.id}", partial(self._status, job))

    def _status(self, job: RemoteJob, said: dict[str, Any]) -> Status:
        cost = _cost(inside(said, "usage", "cost"))
        match stage_of(text_of(said, "status")):
            case Stage.DONE:
                return Ready(cost, {OUTPUT: f"videos/{job.id}/content?index=0"})
            case Stage.FAILED:
                charged = Charged.UNKNOWN if cost is None else _charged(cost)
                failed = self.failed(str(said.get("error") or ""), charged=charged)
                return Failed(failed.reason, failed.category, charged, failed.code, cost)
            case Stage.CANCELED:
                return Failed("canceled", Category.CANCELED, cost=cost)
            case Stage.EXPIRED:
                return Failed("The service has let it expire.", Category.GONE, cost=cost)
            case _:
                return Running(None)

    def check(self) -> str:
        said = self.wire.get("key", what="the question for the key").data
        left = inside(said, "data", "limit_remaining")
        return "takes the key" + ("" if left is None else f"; ${left} of its limit are left")

    def refresh(self) -> int | None:
        """Keeps the catalogue."""
        rows = inside(self.wire.get("videos/models", what="the catalogue").data, "data")
        if not isinstance(rows, list):
            raise Unreadable(f"{self.name} lists no models.")
        models = {model.facts.model: model for row in rows for model in _model(row)}
        publish(self.name, models)
        return len(models)

    def _body(self, request: Request) -> dict[str, Any]:
        can = self.capabilities(request.model)
        body: dict[str, Any] = {
            "model": request.model,
            "prompt": request.prompt,
            "duration": int(request.seconds),
            "size": str(made_size(can, request)),
            **dict(request.options),
        }
        if can.seed:
            body["seed"] = request.seed
        frames = [
            {
                "type": "image_url",
                "image_url": {"url": given.given},
                "frame_type": _FRAMES[given.role],
            }
            for given in request.inputs
            if given.role in _FRAMES
        ]
        guides = [
            {"type": "image_url", "image_url": {"url": given.given}}
            for given in references(request)
        ]
        return {
            **body,
            **({"frame_images": frames} if frames else {}),
            **({"input_references": guides} if guides else {}),
        }


def _cost(value: Any) -> Cost | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return Cost(amount=amount, currency=CURRENCY, billed=True) if amount >= 0 else None


def _charged(cost: Cost) -> Charged:
    return Charged.YES if cost.amount else Charged.NO


def _model(row: Any) -> Iterator[Model]:
    """A model of the catalogue; none where it cannot be understood. What is null there is not known
    and is not counted as possible."""
    name, durations = inside(row, "id"), inside(row, "supported_durations")
    if not isinstance(name, str) or not isinstance(durations, list) or not durations:
        return
    frames = inside(row, "supported_frame_images") or []
    lengths = sorted(Fraction(each) for each in durations if isinstance(each, int) and each > 0)
    facts = ModelFacts(
        model=name,
        label=str(inside(row, "name") or name),
        lengths=tuple(lengths),
        sizes=_sizes(row),
        first_frame="first_frame" in frames,
        last_frame="last_frame" in frames,
        seed=inside(row, "seed") is True,
        sound=inside(row, "generate_audio") is True,
        longest_prompt=10_000,
        options=("generate_audio",),
        price=_price(inside(row, "pricing_skus")),
    )
    yield Model(facts=facts)


def _sizes(row: Any) -> tuple[Size, ...]:
    found = []
    for text in inside(row, "supported_sizes") or []:
        try:
            found.append(read_size(text))
        except (TypeError, ValueError):
            continue
    if found:
        return tuple(found)
    lines = [
        int(each[:-1])
        for each in inside(row, "supported_resolutions") or []
        if isinstance(each, str) and each.endswith("p") and each[:-1].isdecimal()
    ]
    shapes = [
        _ASPECTS[each] for each in inside(row, "supported_aspect_ratios") or [] if each in _ASPECTS
    ]
    return tuple(_size(each, wide, high) for each in lines for wide, high in shapes)


def _size(lines: int, wide: int, high: int) -> Size:
    """With even sides."""
    if wide >= high:
        return Size(round(lines * wide / high / 2) * 2, lines)
    return Size(lines, round(lines * high / wide / 2) * 2)


def _price(skus: Any) -> PriceRecord | None:
    """The dearest of what a second can cost; None where no price is for a second."""
    amounts = []
    for name, amount in skus.items() if isinstance(skus, dict) else ():
        cost = _cost(amount)
        if cost is not None and "second" in str(name):
            amounts.append(cost.amount)
    if not amounts:
        return None
    return PriceRecord(amount=max(amounts), unit=Unit.SECOND, as_of=today())
