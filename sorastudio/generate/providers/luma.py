"""Luma's Agents API. It lists, cancels and bills nothing; its addresses live for an hour and are
renewed by asking again."""

from __future__ import annotations

from typing import Any

from sorastudio.errors import GenerateError
from sorastudio.generate.answers import inside, text_of
from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.pictures import inline_parts
from sorastudio.generate.provider import Failed, Pause, Ready, RemoteJob, Running, Status
from sorastudio.generate.providers.handing import refuse_unstored, taken
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.request import Request
from sorastudio.generate.speech import (
    Stage,
    aspect_label,
    lines_label,
    made_size,
    seconds_text,
    stage_of,
)
from sorastudio.generate.uploads import Held, Parcel, moment, wait_until
from sorastudio.project.media import ReferenceRole
from sorastudio.store.ledger_job import Charged

_STRENGTH = "flex_2"
"""The middle between keeping to the source and making it anew."""


class Luma(HttpProvider):
    def give(self, parcel: Parcel, pause: Pause) -> Held:
        """It names a place for the file, and looks into it once it is told that it is there."""
        asked = {
            "mime_type": parcel.mime,
            "size_bytes": parcel.size,
            "filename": parcel.name,
            "purpose": "input",
        }
        placed = taken(self.wire, self.wire.ask("POST", "files", json=asked))
        name = text_of(placed, "id")
        self._store(parcel, inside(placed, "upload"), pause)
        told = taken(self.wire, self.wire.ask("POST", f"files/{name}/complete"))

        def there() -> bool:
            nonlocal told
            if told.get("state") == "pending":
                told = taken(self.wire, self.wire.ask("GET", f"files/{name}"))
            if told.get("state") in ("failed", "deleted"):
                raise self._unusable(told)
            return bool(told.get("state") == "ready")

        wait_until(there, pause, self.link.persistence.pause)
        return Held(name, moment(told.get("expires_at")))

    def _store(self, parcel: Parcel, place: Any, pause: Pause) -> None:
        """What the place wants to be told was signed with it."""
        told = inside(place, "headers")
        signed = {
            name: value
            for name, value in (told.items() if isinstance(told, dict) else ())
            if isinstance(value, str) and f"{name}{value}".isascii()
        }
        headers = {"Content-Type": parcel.mime, **signed}
        with parcel.opened(pause) as file:
            answer = self.wire.ask("PUT", text_of(place, "url"), content=file, headers=headers)
        refuse_unstored(self.wire, answer)

    def _unusable(self, told: dict[str, Any]) -> ProviderError:
        words = told.get("failure_reason") or inside(told, "file", "failure_reason")
        return ProviderError(
            f"{self.name} cannot use it: {words or 'it does not say why'}.",
            category=Category.INPUT_ASSET,
            charged=Charged.NO,
        )

    def submit(self, request: Request, token: str) -> RemoteJob:
        with self.naming(request):
            answer = self.wire.create(
                "generations", json=self._edit(request) or self._body(request)
            )
        return self.accepted(answer, request, token)

    def poll(self, job: RemoteJob) -> Status:
        return self.status_at(f"generations/{job.id}", self._status)

    def _status(self, said: dict[str, Any]) -> Status:
        match stage_of(text_of(said, "state")):
            case Stage.DONE:
                return Ready(None, {OUTPUT: text_of(said, "output", 0, "url")})
            case Stage.FAILED:
                words, code = said.get("failure_reason"), said.get("failure_code")
                return self.failed(str(words or ""), str(code or ""))
            case Stage.CANCELED | Stage.EXPIRED:
                return Failed("The service has let it go.", Category.GONE)
            case _:
                return Running(None)

    def check(self) -> str:
        """There is nothing free but to ask for a generation that is not there."""
        answer = self.wire.ask("GET", "generations/00000000-0000-0000-0000-000000000000")
        if answer.status in (401, 403) or answer.status >= 500:
            raise self.wire.refused(answer, "the question for a generation")
        return "takes the key"

    def _edit(self, request: Request) -> dict[str, Any] | None:
        """What to change of a generation; None for a new one."""
        if request.source is None:
            return None
        size = made_size(self.capabilities(request.model), request)
        return {
            "model": request.model,
            "type": "video_edit",
            "prompt": request.prompt,
            "source": (
                {"generation_id": request.source.remote_id}
                if request.source.remote_id
                else _media(request.source.given)
            ),
            "video": {"resolution": lines_label(size), "edit": {"strength": _STRENGTH}},
        }

    def _body(self, request: Request) -> dict[str, Any]:
        size = made_size(self.capabilities(request.model), request)
        seconds = seconds_text(request.seconds)
        video: dict[str, Any] = {
            "resolution": lines_label(size),
            "duration": f"{seconds}s",
            **dict(request.options),
        }
        for role, name in (
            (ReferenceRole.FIRST_FRAME, "start_frame"),
            (ReferenceRole.LAST_FRAME, "end_frame"),
        ):
            given = request.input(role)
            if given is not None:
                self._refuse_long(request, seconds)
                video[name] = _media(given.given)
        return {
            "model": request.model,
            "type": "video",
            "prompt": request.prompt,
            "aspect_ratio": aspect_label(size),
            "video": video,
        }

    def _refuse_long(self, request: Request, seconds: str) -> None:
        allowed = self.model(request.model).wire.get("frames_only")
        if allowed and seconds not in allowed:
            raise GenerateError(
                f"{request.slot_name}: {request.model} takes a first or last frame only for "
                f"{' or '.join(allowed)} s.",
                kept="Nothing was sent.",
                todo="Make the slot shorter, or take the frames away.",
            )


def _media(given: str) -> dict[str, str]:
    inline = inline_parts(given)
    if inline is None:
        return {"file_id": given}
    mime, data = inline
    return {"data": data, "media_type": mime}
