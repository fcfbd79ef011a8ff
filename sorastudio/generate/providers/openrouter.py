"""OpenRouter's video API: one key for many models, with a catalogue of what each can do and costs,
and the cost of every job in its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any

from sorastudio.generate.answers import inside, list_in, name_in, text_of
from sorastudio.generate.errors import Category, Unreadable
from sorastudio.generate.price import CURRENCY, Unit, published_amount
from sorastudio.generate.provider import Failed, Ready, RemoteJob, Running, Status
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.published import Published, Told, telling
from sorastudio.generate.records import ModelFacts, PriceRecord, today
from sorastudio.generate.request import Request
from sorastudio.generate.speech import Stage, made_size, references, stage_of
from sorastudio.project.media import Cost, ReferenceRole, Size
from sorastudio.store.ledger_job import Charged
from sorastudio.store.text_forms import read_size

_FRAMES = {ReferenceRole.FIRST_FRAME: "first_frame", ReferenceRole.LAST_FRAME: "last_frame"}
_MOST_SECONDS = 3600
_LINES = re.compile("[1-9][0-9]{2,3}p")
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

    def published(self) -> Published:
        """The catalogue."""
        rows = self.wire.listed("videos/models", "the question for its catalogue", "data")
        facts = {each.model: each for row in rows for each in _model(row)}
        if not facts:
            raise Unreadable(f"{self.name} lists no models.")
        priced = sum(each.price is not None for each in facts.values())
        words = f"{len(facts)} models are in its catalogue, {priced} of them with a price."
        return telling(
            self.link.connection,
            words,
            [Told(model=name, facts=each) for name, each in facts.items()],
        )

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
    amount = published_amount(value)
    return None if amount is None else Cost(amount=amount, currency=CURRENCY, billed=True)


def _charged(cost: Cost) -> Charged:
    return Charged.YES if cost.amount else Charged.NO


def _model(row: Any) -> Iterator[ModelFacts]:
    """A model of the catalogue; none where it cannot be understood. What is null there is not known
    and is not counted as possible."""
    name, frames = name_in(row), list_in(row, "supported_frame_images")
    seconds = {each for each in list_in(row, "supported_durations") if isinstance(each, int)}
    lengths = sorted(Fraction(each) for each in seconds if 0 < each <= _MOST_SECONDS)
    if not name or not lengths:
        return
    yield ModelFacts(
        model=name,
        label=name_in(row, "name") or name,
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


def _sizes(row: Any) -> tuple[Size, ...]:
    found = []
    for text in list_in(row, "supported_sizes"):
        try:
            found.append(read_size(text))
        except (TypeError, ValueError):
            continue
    if found:
        return tuple(found)
    lines = [
        int(each[:-1])
        for each in list_in(row, "supported_resolutions")
        if isinstance(each, str) and _LINES.fullmatch(each)
    ]
    told = list_in(row, "supported_aspect_ratios")
    shapes = [shape for name, shape in _ASPECTS.items() if name in told]
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
