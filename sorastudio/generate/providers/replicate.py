"""Replicate's predictions. They can be listed, so a lost one is found again by its input; what came
of one is deleted an hour after its end."""

from __future__ import annotations

import re
from typing import Any

from sorastudio.generate.answers import inside, text_of
from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.http import Files
from sorastudio.generate.provider import (
    Absent,
    Failed,
    Found,
    Lost,
    Pause,
    Ready,
    RemoteJob,
    Running,
    Status,
    Stops,
    Trace,
    Untold,
)
from sorastudio.generate.providers.handing import taken
from sorastudio.generate.providers.service import OUTPUT, HttpProvider
from sorastudio.generate.published import Published, Told, roll_words, telling
from sorastudio.generate.records import Model, shipped
from sorastudio.generate.request import Request
from sorastudio.generate.schema import Inputs, narrowed
from sorastudio.generate.speech import Stage, fields_for, stage_of
from sorastudio.generate.uploads import Held, Parcel, moment
from sorastudio.store.ledger_job import Charged

_MOST_PAGES = 5


class Replicate(HttpProvider):
    def give(self, parcel: Parcel, pause: Pause) -> Held:
        with parcel.opened(pause) as file:
            files: Files = {"content": (parcel.name, file, parcel.mime)}
            told = taken(self.wire, self.wire.ask("POST", "files", files=files))
        until = moment(told.get("expires_at"))
        return Held(text_of(told, "urls", "get"), until)

    def submit(self, request: Request, token: str) -> RemoteJob:
        body = {"input": self._input(request)}
        with self.naming(request):
            answer = self.wire.create(f"models/{request.model}/predictions", json=body)
        return self.accepted(answer, request, token)

    def poll(self, job: RemoteJob) -> Status:
        return self.status_at(f"predictions/{job.id}", self._status)

    def _status(self, said: dict[str, Any]) -> Status:
        match stage_of(text_of(said, "status")):
            case Stage.DONE:
                return self._done(said)
            case Stage.FAILED:
                return self.failed(str(said.get("error") or ""))
            case Stage.CANCELED:
                never_began = said.get("status") == "aborted"
                charged = Charged.NO if never_began else Charged.UNKNOWN
                return Failed("canceled", Category.CANCELED, charged)
            case _:
                return Running(_progress(said.get("logs")))

    def cancel(self, job: RemoteJob) -> Stops:
        """Models that are billed by time charge for what has run."""
        answer = self.wire.ask("POST", f"predictions/{job.id}/cancel")
        return Stops.UNKNOWN if answer.fine else Stops.NOTHING

    def reconcile(self, lost: Lost) -> Trace:
        wanted, path = self._input(lost.request), "predictions"
        for _ in range(_MOST_PAGES):
            page = self.wire.get(path, what="the list of predictions").data
            rows = page.get("results")
            for row in rows if isinstance(rows, list) else ():
                if inside(row, "id") not in lost.known and _same(inside(row, "input"), wanted):
                    return Found(RemoteJob(text_of(row, "id"), lost.request, {}, lost.token))
            following = page.get("next")
            if _before(rows, lost.submitted_at) or not isinstance(following, str):
                return Absent()
            path = following
        return Untold("There are too many later predictions to look through.")

    def check(self) -> str:
        said = self.wire.get("account", what="the question for the account").data
        return f"takes the key of {said.get('username', 'the account')}"

    def published(self) -> Published:
        """Which of the models of our record are there, and what of it they still take. It tells no
        prices."""
        ours = shipped(self.link.connection.kind).models
        told = [self._told_of(model) for model in ours.values()]
        return telling(self.link.connection, roll_words(told, "it tells no prices"), told)

    def _told_of(self, model: Model) -> Told:
        name = model.facts.model
        try:
            said = self.wire.told(f"models/{name}", f"the question for {name}")
        except ProviderError as error:
            if error.http_status != 404:
                raise
            return Told(model=name, unusable="Replicate does not have it any more.")
        return narrowed(model, Inputs(inside(said, "latest_version", "openapi_schema")))

    def _done(self, said: dict[str, Any]) -> Status:
        output = said.get("output")
        url = inside(output, 0) if isinstance(output, list) else output
        if not isinstance(url, str) or not url:
            return Failed("The prediction, or what came of it, was deleted.", Category.GONE)
        return Ready(None, {OUTPUT: url})

    def _input(self, request: Request) -> dict[str, Any]:
        can = self.capabilities(request.model)
        return fields_for(request, can, self.model(request.model).wire)


def _same(given: Any, wanted: dict[str, Any]) -> bool:
    """All but its files: what they were called is not known any more."""
    return isinstance(given, dict) and all(given.get(name) == wanted[name] for name in wanted)


def _before(rows: Any, moment: str) -> bool:
    """Whether a page reaches back to before the request was sent. Times of one form, in UTC."""
    oldest = inside(rows, -1, "created_at")
    return isinstance(oldest, str) and oldest[:16] < moment[:16]


def _progress(logs: Any) -> float | None:
    """The last percentage a progress bar has written."""
    found = re.findall(r"(\d{1,3})%\|", logs) if isinstance(logs, str) else []
    return min(int(found[-1]), 100) / 100 if found else None
