"""Luma's Agents API. It lists, cancels and bills nothing; its addresses live for an hour and are
renewed by asking again."""

from __future__ import annotations

from typing import Any

from sorastudio.errors import GenerateError
from sorastudio.generate.answers import text_of
from sorastudio.generate.errors import Category
from sorastudio.generate.pictures import picture_for
from sorastudio.generate.provider import Failed, Ready, RemoteJob, Running, Status
from sorastudio.generate.providers.service import MOST_INLINE, OUTPUT, HttpProvider
from sorastudio.generate.request import Input, Request
from sorastudio.generate.speech import (
    Stage,
    aspect_label,
    lines_label,
    made_size,
    seconds_text,
    stage_of,
)
from sorastudio.project.media import ReferenceRole

_STRENGTH = "flex_2"
"""The middle between keeping to the source and making it anew."""


class Luma(HttpProvider):
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
            "source": {"generation_id": request.source.remote_id},
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
                video[name] = _media(given)
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


def _media(given: Input) -> dict[str, str]:
    sent = picture_for(given, MOST_INLINE)
    return {"data": sent.base64, "media_type": sent.mime}
