"""The OpenAI Videos protocol in its tolerant dialect: vLLM-Omni, SGLang, gateways.

Always multipart, even for text alone (vLLM-Omni takes nothing else, SGLang refuses urlencoded); no
`model` unless it is set; never `variant`; a job is a job whatever the status code says.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from sorastudio.generate.answers import Answer, inside, list_in, name_in, share_of, text_of
from sorastudio.generate.carrying import video_of
from sorastudio.generate.download import Expired, download
from sorastudio.generate.errors import Category, ProviderError, Unreadable
from sorastudio.generate.http import Files, Part
from sorastudio.generate.pictures import MOST_UPLOADED, picture_for
from sorastudio.generate.provider import (
    Absent,
    Failed,
    Found,
    Lost,
    Pause,
    Progress,
    Ready,
    RemoteJob,
    Running,
    Status,
    Stops,
    Trace,
    Untold,
)
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.published import Published, Told, telling
from sorastudio.generate.request import Request, Source
from sorastudio.generate.speech import (
    Stage,
    made_size,
    seconds_text,
    stage_of,
)
from sorastudio.generate.uploads import refuse_larger
from sorastudio.project.media import Operation, ReferenceRole
from sorastudio.store.ledger_job import Charged

WHATEVER_IS_SERVED = "default"

_MOST_LISTED = 100
"""What all servers list at most at a time; SGLang lists 20 unless asked."""
_MOST_SERVED, _MOST_NAMED = 500, 8

_EARLIER, _LATER = timedelta(seconds=90), timedelta(seconds=180)
"""How far the clock of the server may be from ours."""


class OpenAIVideos(HttpProvider):
    def prepare(self, request: Request, pause: Pause) -> Request:
        """Files go along in the form, and are no larger than that takes."""
        del pause
        if request.source is not None and not request.source.remote_id:
            most = self.link.service.facts.files.video
            refuse_larger(video_of(request.source), most, self.name)
        inputs = tuple(
            replace(each, changed=picture_for(each, MOST_UPLOADED).changed)
            for each in request.inputs
        )
        return replace(request, inputs=inputs)

    def submit(self, request: Request, token: str) -> RemoteJob:
        with self.naming(request):
            answer = self._create(request)
        with self.accepting():
            job = answer.data
            job_id = text_of(job, "id")
        # Dynamo answers when all is done, with the address of the video.
        url = inside(job, "data", 0, "url")
        urls = {OUTPUT: url} if isinstance(url, str) else {}
        return RemoteJob(job_id, request, urls, token, said=answer.text)

    def poll(self, job: RemoteJob) -> Status:
        if job.urls.get(OUTPUT):
            return Ready(None, job.urls)
        answer = self.wire.ask("GET", f"videos/{job.id}")
        said = answer.maybe
        if not (isinstance(said, dict) and said.get("object") == "video"):
            gone = self.gone(answer)
            if gone is not None:
                return gone
            said = self.good(answer)
        return self._status(job, said, answer)

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        """From the protocol's own address; from the one in the job where that gives nothing."""
        own = f"videos/{job.id}/content"
        url = job.urls.get(OUTPUT) or own
        try:
            download(self.wire, url, path, progress, self.link.persistence)
        except Expired:
            other = job.urls.get("stored", "")
            if not other:
                raise
            download(self.wire, other, path, progress, self.link.persistence)

    def cancel(self, job: RemoteJob) -> Stops:
        """vLLM-Omni stops; SGLang only forgets the job; OpenAI itself refuses."""
        answer = self.wire.ask("DELETE", f"videos/{job.id}")
        return Stops.UNKNOWN if answer.fine else Stops.NOTHING

    def reconcile(self, lost: Lost) -> Trace:
        answer = self.wire.ask("GET", f"videos?limit={_MOST_LISTED}")
        rows = inside(answer.maybe, "data")
        if not answer.fine or not isinstance(rows, list):
            return Untold("The server does not list its jobs.")
        if inside(answer.maybe, "has_more") and not _reaches_before(rows, lost):
            return Untold("The server does not list all of its jobs.")
        new = [row for row in rows if inside(row, "id") not in lost.known]
        like = [row for row in new if self._is(row, lost)]
        if len(like) > 1:
            return Untold(f"{len(like)} jobs of the server look like it.")
        if not like:
            return Absent()
        return Found(RemoteJob(text_of(like[0], "id"), lost.request, {}, lost.token))

    def check(self) -> str:
        answer = self.wire.get("models", what="the list of models")
        names = [name for row in list_in(answer.maybe, "data") if (name := name_in(row))]
        return "serves " + (_enumerated(names) or "videos")

    def published(self) -> Published:
        """What it serves takes the place of what came with the program; where that is one model, it
        is the usual one."""
        rows = self.wire.listed("models", "the question for its models", "data")
        names = list(dict.fromkeys(name for row in rows if (name := name_in(row))))[:_MOST_SERVED]
        if not names:
            raise Unreadable(f"{self.name} serves no model.")
        return telling(
            self.link.connection,
            f"It serves {_enumerated(names)}.",
            [Told(model=name) for name in names],
            only_these=True,
            default_model=names[0] if len(names) == 1 else "",
        )

    def _create(self, request: Request) -> Answer:
        source = request.source
        if source is None:
            return self.wire.create("videos", files=self._form(request))
        if not source.remote_id:
            return self._create_of_file(request, source)
        video = {"video": {"id": source.remote_id}, "prompt": request.prompt}
        if source.operation is Operation.EXTEND:
            asked = {**video, "seconds": seconds_text(request.seconds)}
            return self.wire.create("videos/extensions", json=asked, what="the extension")
        try:
            return self.wire.create("videos/edits", json=video, what="the edit")
        except ProviderError as error:
            # Older servers call it a remix; one without the path has not accepted anything.
            if error.http_status not in (404, 405) or error.charged is not Charged.NO:
                raise
        words = {"prompt": request.prompt}
        return self.wire.create(f"videos/{source.remote_id}/remix", json=words, what="the remix")

    def _create_of_file(self, request: Request, source: Source) -> Answer:
        """vLLM-Omni and SGLang take a video in the place of a first frame."""
        video = video_of(source)
        with video.opened(lambda _: None) as file:
            files = {**self._form(request), "input_reference": (video.name, file, video.mime)}
            return self.wire.create("videos", files=files, what="the edit")

    def _form(self, request: Request) -> Files:
        can = self.capabilities(request.model)
        # They count whole seconds; an edit is as long as the video all the same.
        seconds = ceil(request.seconds) if request.does(Operation.EDIT) else request.seconds
        texts = {
            "prompt": request.prompt,
            "seconds": seconds_text(Fraction(seconds)),
            "size": str(made_size(can, request)),
            **{name: str(value) for name, value in request.options},
        }
        if request.model != WHATEVER_IS_SERVED:
            texts["model"] = request.model
        if can.seed:
            texts["seed"] = str(request.seed)
        if request.negative:
            texts["negative_prompt"] = request.negative
        form: dict[str, Part] = {name: (None, value) for name, value in texts.items()}
        first = request.input(ReferenceRole.FIRST_FRAME)
        if first is not None:
            sent = picture_for(first, MOST_UPLOADED)
            form["input_reference"] = (
                first.file.with_suffix(sent.suffix).name,
                sent.content,
                sent.mime,
            )
        return form

    def _status(self, job: RemoteJob, said: dict[str, Any], answer: Answer) -> Status:
        word = said.get("status")
        match stage_of(word if isinstance(word, str) else ""):
            case Stage.DONE:
                stored = said.get("url")
                urls = {"stored": stored} if isinstance(stored, str) and stored else {}
                return Ready(None, {**job.urls, **urls}, _moment(said.get("expires_at")))
            case Stage.FAILED | Stage.CANCELED as stage:
                error = said.get("error")
                code, words = inside(error, "code"), inside(error, "message") or error
                failed = self.failed(str(words or ""), str(code or ""))
                canceled = stage is Stage.CANCELED
                return Failed("canceled", Category.CANCELED) if canceled else failed
            case Stage.EXPIRED:
                return Failed("The server has let it expire.", Category.GONE)
            case _:
                wait = answer.headers.get("openai-poll-after-ms", "")
                seconds = int(wait) / 1000 if wait.isdecimal() else None
                return Running(share_of(said.get("progress"), 100), ask_again=seconds)

    def _is(self, row: Any, lost: Lost) -> bool:
        """Whether a job of the list can be the lost one; SGLang does not repeat the prompt."""
        request, made_of = lost.request, lost.request.source is not None
        size = str(made_size(self.capabilities(request.model), request))
        prompt = inside(row, "prompt")
        created = inside(row, "created_at")
        sent = _sent(lost)
        return (
            prompt in (None, "", request.prompt)
            # A take of a take has that one's size, and may be listed with the whole length.
            and (made_of or inside(row, "size") in (None, size))
            and (made_of or str(inside(row, "seconds")) in ("None", seconds_text(request.seconds)))
            and isinstance(created, int | float)
            and -_EARLIER.total_seconds() <= created - sent <= _LATER.total_seconds()
        )


def _sent(lost: Lost) -> float:
    """Seconds since 1970."""
    return datetime.fromisoformat(lost.submitted_at).timestamp()


def _reaches_before(rows: list[Any], lost: Lost) -> bool:
    """Whether a list of the newest jobs goes back to ones from before a job was sent."""
    moments = [inside(row, "created_at") for row in rows]
    known = [each for each in moments if isinstance(each, int | float)]
    return bool(known) and min(known) < _sent(lost) - _EARLIER.total_seconds()


def _enumerated(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _moment(value: Any) -> str:
    """ISO 8601 for seconds since 1970."""
    if not isinstance(value, int | float) or not 0 < value < 1e11:
        return ""
    return datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
