"""Gemini Omni through the Interactions API. Frames and references are named in the prompt; an
interaction that is completed without a video was blocked."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sorastudio.generate.answers import inside, list_in, name_in, text_of, words_in
from sorastudio.generate.carrying import video_of
from sorastudio.generate.errors import Category, ProviderError, Unreadable
from sorastudio.generate.pictures import inline_parts
from sorastudio.generate.price import CURRENCY
from sorastudio.generate.provider import (
    Failed,
    Pause,
    Progress,
    Ready,
    RemoteJob,
    Running,
    Status,
    Stops,
)
from sorastudio.generate.providers.handing import taken
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.published import Published, Told, roll_words, telling
from sorastudio.generate.records import shipped
from sorastudio.generate.request import Input, Request, Source
from sorastudio.generate.speech import (
    Stage,
    aspect_label,
    lines_label,
    made_size,
    references,
    seconds_text,
    stage_of,
)
from sorastudio.generate.uploads import Held, Parcel, moment, wait_until
from sorastudio.project.media import Cost, Operation, ReferenceRole
from sorastudio.store.ledger_job import Charged

_DOLLARS_A_TOKEN = Decimal("17.50") / 1_000_000
_INLINE = "inline"
_MOST_PAGES = 10
_GONE = "Gemini does not have it any more, or not for this key."


class Gemini(HttpProvider):
    cannot_say = "Interactions cannot be listed, so it cannot be asked whether it has this one."

    def give(self, parcel: Parcel, pause: Pause) -> Held:
        """It names an address of its own for the file, and works on it for a while."""
        url = self._address_for(parcel)
        whole = {"X-Goog-Upload-Offset": "0", "X-Goog-Upload-Command": "upload, finalize"}
        with parcel.opened(pause) as file:
            answer = self.wire.ask("POST", url, content=file, headers=whole)
        told = taken(self.wire, answer).get("file")
        name, uri = text_of(told, "name"), text_of(told, "uri")

        def there() -> bool:
            nonlocal told
            if inside(told, "state") == "PROCESSING":
                told = taken(self.wire, self.wire.ask("GET", f"v1beta/{name}"))
            if inside(told, "state") == "FAILED":
                raise ProviderError(
                    f"{self.name} cannot use it: {words_in(inside(told, 'error') or 'no reason')}.",
                    category=Category.INPUT_ASSET,
                    charged=Charged.NO,
                )
            return bool(inside(told, "state") == "ACTIVE")

        wait_until(there, pause, self.link.persistence.pause)
        return Held(uri, moment(inside(told, "expirationTime")))

    def _address_for(self, parcel: Parcel) -> str:
        begin = {
            "X-Goog-Upload-Protocol": "resumable",
            "X-Goog-Upload-Command": "start",
            "X-Goog-Upload-Header-Content-Length": str(parcel.size),
            "X-Goog-Upload-Header-Content-Type": parcel.mime,
        }
        asked = {"file": {"display_name": parcel.name}}
        answer = self.wire.ask("POST", "upload/v1beta/files", json=asked, headers=begin)
        if not answer.fine:
            raise self.wire.refused(answer, "the file")
        url = answer.headers.get("x-goog-upload-url", "")
        if not url:
            raise Unreadable("The answer has no address for the file.")
        return url

    def submit(self, request: Request, token: str) -> RemoteJob:
        with self.naming(request):
            answer = self.wire.create("v1beta/interactions", json=self._asked(request, token))
        return self.accepted(answer, request, token)

    def poll(self, job: RemoteJob) -> Status:
        return self.status_at(f"v1beta/interactions/{job.id}", self._status)

    def _status(self, said: dict[str, Any]) -> Status:
        match stage_of(text_of(said, "status")):
            case Stage.DONE:
                return self._done(said)
            case Stage.FAILED:
                code = str(inside(said, "errors", 0, "code") or "")
                return self.failed(words_in(said), code)
            case Stage.CANCELED:
                return Failed("canceled", Category.CANCELED)
            case Stage.EXPIRED:
                return Failed("The service has let it expire.", Category.GONE)
            case _:
                return Running(None)

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        if job.urls.get(OUTPUT) != _INLINE:
            super().fetch(job, path, progress)
            return
        said = self.good(self.wire.ask("GET", f"v1beta/interactions/{job.id}"))
        video = next(_videos(said), {})
        part = path.with_name(path.name + ".part")
        try:
            part.write_bytes(base64.b64decode(text_of(video, "data"), validate=True))
            part.replace(path)
        except ValueError:
            raise ProviderError(
                f"{self.name} sent a video that cannot be read.", category=Category.OUTPUT
            ) from None

    def cancel(self, job: RemoteJob) -> Stops:
        answer = self.wire.ask("POST", f"v1beta/interactions/{job.id}/cancel")
        return Stops.UNKNOWN if answer.fine else Stops.NOTHING

    def check(self) -> str:
        said = self.wire.get("v1beta/models?pageSize=1", what="the list of models").data
        return "takes the key" if "models" in said else "answers"

    def published(self) -> Published:
        """Which of the models of our record the key may use. It tells no prices."""
        ours = shipped(self.link.connection.kind).models
        there = set(self._there())
        told = [Told(model=name, unusable="" if name in there else _GONE) for name in ours]
        return telling(self.link.connection, roll_words(told, "it tells no prices"), told)

    def _there(self) -> Iterator[str]:
        """All that are listed. Raises Unreadable where that is none, or too many."""
        path, what, count = "v1beta/models?pageSize=1000", "the question for its models", 0
        for _ in range(_MOST_PAGES):
            said = self.wire.told(path, what)
            for row in list_in(said, "models"):
                count += 1
                yield name_in(row, "name").removeprefix("models/")
            token = said.get("nextPageToken")
            if not token and count:
                return
            path = "v1beta/models?" + urlencode({"pageSize": 1000, "pageToken": str(token)})
        raise Unreadable(f"{self.name} lists no models, or no end of them.")

    def _done(self, said: dict[str, Any]) -> Status:
        video = next(_videos(said), None)
        if video is None:
            words = words_in(said) if said.get("errors") else "it finished without a video"
            found = self.failed(words)
            known = found.category is not Category.INTERNAL
            category = found.category if known else Category.MODERATED_OUTPUT
            return Failed(found.reason, category, Charged.UNKNOWN)
        uri = video.get("uri")
        return Ready(_cost(said), {OUTPUT: uri if isinstance(uri, str) and uri else _INLINE})

    def _asked(self, request: Request, token: str) -> dict[str, Any]:
        """A take of a take follows on the interaction that made that one, or on its file."""
        body = self._body(request, token)
        source = request.source
        if source is None:
            return body
        settings = {**body["generation_config"], "video_config": {"task": source.operation.value}}
        body = {**body, "generation_config": settings}
        if source.remote_id:
            return {**body, "previous_interaction_id": source.remote_id}
        return {**body, "input": _of_video(source, request.prompt)}

    def _body(self, request: Request, token: str) -> dict[str, Any]:
        can = self.capabilities(request.model)
        size = made_size(can, request)
        sources, guides, pictures = _pictures(request)
        said = " ".join([*sources, *guides, request.prompt])
        return {
            "model": request.model,
            "background": True,
            "store": True,
            "labels": {"sorastudio-job": token},
            "input": [{"type": "text", "text": said}, *pictures],
            "response_format": {
                "type": "video",
                "aspect_ratio": aspect_label(size),
                "resolution": lines_label(size),
                **_duration(request),
                "delivery": "uri",
            },
            "generation_config": {"seed": request.seed, **dict(request.options)},
        }


def _pictures(request: Request) -> tuple[list[str], list[str], list[dict[str, str]]]:
    """The words that say what each picture is for, and the pictures."""
    frames = [
        (tag, given)
        for role, tag in (
            (ReferenceRole.FIRST_FRAME, "FIRST_FRAME"),
            (ReferenceRole.LAST_FRAME, "LAST_FRAME"),
        )
        if (given := request.input(role)) is not None
    ]
    sources = [f"<{tag}>@Image{n}" for n, (tag, _) in enumerate(frames, 1)]
    others = references(request)
    guides = [f"<IMAGE_REF_{n}>@Image{len(frames) + n}" for n, _ in enumerate(others, 1)]
    pictures = [_picture(given) for given in [*(given for _, given in frames), *others]]
    return (
        [f"[# Sources {' '.join(sources)}]"] if sources else [],
        [f"[# References {' '.join(guides)}]"] if guides else [],
        pictures,
    )


def _picture(given: Input) -> dict[str, str]:
    inline = inline_parts(given.given)
    if inline is None:
        return {"type": "image", "uri": given.given}
    mime, data = inline
    return {"type": "image", "mime_type": mime, "data": data}


def _of_video(source: Source, prompt: str) -> list[dict[str, str]]:
    tag = "PREVIOUS_VIDEO" if source.operation is Operation.EXTEND else "VIDEO_0"
    return [
        {"type": "text", "text": f"[# Sources <{tag}>@Video1] {prompt}"},
        {"type": "video", "mime_type": video_of(source).mime, "uri": source.given},
    ]


def _duration(request: Request) -> dict[str, str]:
    """An edit is as long as what it is made of."""
    if request.does(Operation.EDIT):
        return {}
    return {"duration": f"{seconds_text(request.seconds)}s"}


def _videos(said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    steps = said.get("steps")
    for step in steps if isinstance(steps, list) else ():
        parts = inside(step, "content")
        for part in parts if isinstance(parts, list) else ():
            if inside(part, "type") == "video":
                yield part


def _cost(said: dict[str, Any]) -> Cost | None:
    """Tokens at the list price: our arithmetic, so not billed."""
    rows = inside(said, "usage", "output_tokens_by_modality")
    for row in rows if isinstance(rows, list) else ():
        tokens = inside(row, "tokens")
        if inside(row, "modality") == "video" and isinstance(tokens, int):
            return Cost(amount=tokens * _DOLLARS_A_TOKEN, currency=CURRENCY, billed=False)
    return None
