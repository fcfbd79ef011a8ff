"""fal's queue. Its models name their inputs each in their own way: the record says how.

The addresses it answers with are used as they come: they cannot be rebuilt from the model's name.
A job that failed is "completed" too; only its result says so.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sorastudio.generate.answers import Answer, inside, text_of, words_in, words_of
from sorastudio.generate.errors import Category, Unreadable
from sorastudio.generate.provider import Failed, Pause, Ready, RemoteJob, Running, Status, Stops
from sorastudio.generate.providers.handing import taken
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.request import Request
from sorastudio.generate.speech import Stage, fields_for, stage_of
from sorastudio.generate.uploads import Held, Parcel
from sorastudio.store.ledger_job import Charged

_ONCE = {"x-fal-no-retry": "1"}
"""Or the queue itself runs a request up to ten times."""


class Fal(HttpProvider):
    def give(self, parcel: Parcel, pause: Pause) -> Held:
        """The key buys a pass for one store, and the store takes the file for the pass."""
        address = self._beside("https://rest.fal.ai", "storage/auth/token")
        answer = self.wire.ask("POST", f"{address}?storage_type=fal-cdn-v3", json={})
        told = taken(self.wire, answer)
        store, kind = text_of(told, "base_url"), text_of(told, "token_type")
        if not self._may_have_pass(store):
            raise Unreadable(f"It names a store that is not {self.link.service.facts.label}’s.")
        shown = f"{kind} {text_of(told, 'token')}"
        if not shown.isascii():
            raise Unreadable("It gives a pass that cannot be shown.")
        headers = {
            "Authorization": shown,
            "Content-Type": parcel.mime,
            "X-Fal-File-Name": parcel.name,
        }
        with parcel.opened(pause) as file:
            url = f"{store.rstrip('/')}/files/upload"
            answer = self.wire.ask("POST", url, content=file, headers=headers)
        return Held(text_of(taken(self.wire, answer), "access_url"))

    def _may_have_pass(self, store: str) -> bool:
        if self.wire.is_base(store):
            return True
        url, hosts = urlsplit(store), self.link.service.facts.files.hosts
        host = f".{url.hostname}"
        return url.scheme == "https" and any(host.endswith(f".{each}") for each in hosts)

    def _beside(self, home: str, path: str) -> str:
        """At fal itself, or at an address of the person's own."""
        return f"{home}/{path}" if "fal." in self.wire.place.base_url else path

    def submit(self, request: Request, token: str) -> RemoteJob:
        can = self.capabilities(request.model)
        body = fields_for(request, can, self.model(request.model).wire)
        with self.naming(request):
            answer = self.wire.create(request.model, json=body, headers=_ONCE)
        with self.accepting():
            job = answer.data
            job_id = text_of(job, "request_id")
            urls = {name: text_of(job, f"{name}_url") for name in ("status", "response", "cancel")}
        return RemoteJob(job_id, request, urls, token, said=answer.text)

    def poll(self, job: RemoteJob) -> Status:
        return self.status_at(job.urls["status"], partial(self._status, job))

    def _status(self, job: RemoteJob, said: dict[str, Any]) -> Status:
        if said.get("error"):
            return self.failed(words_in(said), str(said.get("error_type") or ""))
        match stage_of(text_of(said, "status")):
            case Stage.DONE:
                return self._result(job)
            case Stage.WAITING:
                place = said.get("queue_position")
                tells = isinstance(place, int) and not isinstance(place, bool) and place >= 0
                return Running(None, ahead=place if tells else None)
            case Stage.CANCELED:
                return Failed("canceled", Category.CANCELED)
            case _:
                return Running(None)

    def cancel(self, job: RemoteJob) -> Stops:
        answer = self.wire.ask("PUT", job.urls["cancel"])
        return Stops.UNKNOWN if answer.fine else Stops.NOTHING

    def check(self) -> str:
        """The price of a model: a call that wants the key and costs nothing."""
        address = self._beside("https://api.fal.ai", "v1/models/pricing")
        self.wire.get(
            f"{address}?endpoint_id={self.default_model}", what="the question for a price"
        )
        return "takes the key"

    def _result(self, job: RemoteJob) -> Status:
        answer = self.wire.ask("GET", job.urls["response"])
        url = inside(answer.maybe, "video", "url") or inside(answer.maybe, "videos", 0, "url")
        if answer.fine and isinstance(url, str):
            return Ready(None, {OUTPUT: url})
        return self._no_result(answer)

    def _no_result(self, answer: Answer) -> Status:
        """Errors of the server are not charged; a 422 after the work may be."""
        if answer.fine:
            answer.data  # noqa: B018 - raises for what is cut off: it is asked for again
            return self.failed("It finished without a video.")
        if answer.status in (408, 429, 502, 503, 504) and answer.maybe is None:
            raise self.wire.refused(answer, "the question for the result")
        charged = Charged.NO if answer.status >= 500 else Charged.UNKNOWN
        code = inside(answer.maybe, "detail", 0, "type") or inside(answer.maybe, "error_type")
        return self.failed(words_of(answer), str(code or ""), charged)
