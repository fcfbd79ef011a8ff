"""Runway's tasks, of its own models and of the others it passes on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sorastudio.errors import GenerateError
from sorastudio.generate.answers import inside, share_of, text_of
from sorastudio.generate.errors import Category, Unreadable
from sorastudio.generate.http import Files, Part
from sorastudio.generate.price import CURRENCY, published_amount
from sorastudio.generate.provider import Failed, Pause, Ready, RemoteJob, Running, Status, Stops
from sorastudio.generate.providers.handing import refuse_unstored, taken
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.published import Published, telling
from sorastudio.generate.records import Model, shipped
from sorastudio.generate.request import Request, Source
from sorastudio.generate.speech import Stage, made_size, stage_of
from sorastudio.generate.uploads import Held, Parcel
from sorastudio.project.media import Cost, Operation, ReferenceRole
from sorastudio.store.ledger_job import Charged

VERSION_HEADER = {"X-Runway-Version": "2024-11-06"}
_MOST_CREDITS, _MOST_AT_ONCE = 10**9, 10_000
_CREDIT = Decimal("0.01")
"""US dollars."""
_POSITIONS = ((ReferenceRole.FIRST_FRAME, "first"), (ReferenceRole.LAST_FRAME, "last"))


class Runway(HttpProvider):
    def give(self, parcel: Parcel, pause: Pause) -> Held:
        """It names a form at another host, which takes the file for what the form says."""
        asked = {"filename": parcel.name, "type": "ephemeral"}
        told = taken(self.wire, self.wire.ask("POST", "v1/uploads", json=asked))
        url, name = text_of(told, "uploadUrl"), text_of(told, "runwayUri")
        fields = told.get("fields")
        if not isinstance(fields, dict):
            raise Unreadable("The answer has no form for the file.")
        form: dict[str, Part] = {key: (None, str(value)) for key, value in fields.items()}
        with parcel.opened(pause) as file:
            # What stands behind the file in a form is not read.
            files: Files = {**form, "file": (parcel.name, file, parcel.mime)}
            refuse_unstored(self.wire, self.wire.ask("POST", url, files=files))
        return Held(name)

    def submit(self, request: Request, token: str) -> RemoteJob:
        path, body = self._asked(request)
        with self.naming(request):
            answer = self.wire.create(path, json=body)
        with self.accepting():
            job = answer.data
            job_id = text_of(job, "id")
        estimate = _cost(inside(job, "estimatedCost", "credits"), billed=False)
        return RemoteJob(job_id, request, {}, token, estimate, answer.text)

    def poll(self, job: RemoteJob) -> Status:
        return self.status_at(f"v1/tasks/{job.id}", self._status)

    def _status(self, said: dict[str, Any]) -> Status:
        cost = _cost(inside(said, "cost", "credits"), billed=True)
        match stage_of(text_of(said, "status")):
            case Stage.DONE:
                return Ready(cost, {OUTPUT: text_of(said, "output", 0)})
            case Stage.FAILED:
                charged = Charged.UNKNOWN if cost is None else _charged(cost)
                code = str(said.get("failureCode") or "")
                failed = self.failed(str(said.get("failure") or ""), code, charged)
                return Failed(failed.reason, failed.category, charged, code, cost)
            case Stage.CANCELED:
                return Failed("canceled", Category.CANCELED, cost=cost)
            case Stage.EXPIRED:
                return Failed("The service has let it expire.", Category.GONE, cost=cost)
            case _:
                return Running(share_of(said.get("progress")), ask_again=5.0)

    def cancel(self, job: RemoteJob) -> Stops:
        """Refunded only where it had not begun to run."""
        answer = self.wire.ask("DELETE", f"v1/tasks/{job.id}")
        return Stops.UNKNOWN if answer.fine else Stops.NOTHING

    def check(self) -> str:
        said = self.wire.get("v1/organization", what="the question for the account").data
        return (
            f"takes the key; {said.get('creditBalance', 'an unknown number of')} credits are left"
        )

    def published(self) -> Published:
        """What is left of the account, and how much it may do at a time. It tells no prices."""
        said = self.wire.told("v1/organization", "the question for the account")
        left = published_amount(inside(said, "creditBalance"), most=_MOST_CREDITS)
        tiers = inside(said, "tier", "models")
        if left is None and not isinstance(tiers, dict):
            raise Unreadable(f"{self.name} said nothing of the account.")
        money = "" if left is None else f"{left} credits are left (${left * _CREDIT:f}). "
        words = money + _at_once(tiers, shipped(self.link.connection.kind).models)
        return telling(self.link.connection, f"{words}It tells no prices.")

    def _asked(self, request: Request) -> tuple[str, dict[str, Any]]:
        """Where, and what."""
        if request.source is not None:
            return "v1/video_to_video", self._of_video(request, request.source)
        images = self._images(request)
        path = "v1/image_to_video" if images else "v1/text_to_video"
        return path, self._body(request, images)

    def _of_video(self, request: Request, source: Source) -> dict[str, Any]:
        """Its models name the video, and how it is used, each in their own way."""
        wire, can = self.model(request.model).wire, self.capabilities(request.model)
        extends = source.operation is Operation.EXTEND
        body: dict[str, Any] = {
            "model": request.model,
            "promptText": request.prompt,
            wire.get("source", "videoUri"): source.given,
            **dict(request.options),
        }
        if wire.get("modes"):
            body["mode"] = source.operation.value
        if wire.get("ratio"):
            size = made_size(can, request)
            body["ratio"] = f"{size.width}:{size.height}"
        if extends:
            body["duration"] = int(request.seconds)
        elif wire.get("edit_duration"):
            body["duration"] = wire["edit_duration"]
        if can.seed:
            body["seed"] = request.seed
        return body

    def _images(self, request: Request) -> list[dict[str, str]]:
        return [
            {"uri": given.given, "position": position}
            for role, position in _POSITIONS
            if (given := request.input(role)) is not None
        ]

    def _body(self, request: Request, images: list[dict[str, str]]) -> dict[str, Any]:
        can = self.capabilities(request.model)
        size = made_size(can, request)
        text_sizes = self.model(request.model).wire.get("text_sizes")
        if not images and text_sizes and str(size) not in text_sizes:
            raise GenerateError(
                f"{request.slot_name}: {request.model} makes {size} only from a first frame.",
                kept="Nothing was sent.",
                todo=f"Give it one, or use {' or '.join(text_sizes)}.",
            )
        body: dict[str, Any] = {
            "model": request.model,
            "promptText": request.prompt,
            "ratio": f"{size.width}:{size.height}",
            "duration": int(request.seconds),
            **dict(request.options),
        }
        if can.seed:
            body["seed"] = request.seed
        if request.negative:
            body["negativePrompt"] = request.negative
        if images:
            body["promptImage"] = images
        return body


def _cost(credits_used: Any, *, billed: bool) -> Cost | None:
    if isinstance(credits_used, bool) or not isinstance(credits_used, int | float):
        return None
    return Cost(amount=Decimal(str(credits_used)) * _CREDIT, currency=CURRENCY, billed=billed)


def _at_once(tiers: Any, ours: Mapping[str, Model]) -> str:
    """How many takes of each model are made at a time on the account's tier."""
    most = {name: inside(tiers, name, "maxConcurrentGenerations") for name in ours}
    labels: dict[int, list[str]] = {}
    for name, count in most.items():
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= _MOST_AT_ONCE:
            labels.setdefault(count, []).append(ours[name].facts.label.split(",")[0])
    if not labels:
        return ""
    if len(labels) == 1:
        return f"At once it makes {min(labels)} of each model. "
    groups = (f"{count} of {', '.join(each)}" for count, each in sorted(labels.items()))
    return f"At once it makes {'; '.join(groups)}. "


def _charged(cost: Cost) -> Charged:
    return Charged.YES if cost.amount else Charged.NO
