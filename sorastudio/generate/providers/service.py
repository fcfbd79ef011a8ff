"""What all services have in common: a connection, a record of models, a wire."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from typing import Any

from sorastudio.generate.answers import Answer, category_of, text_of
from sorastudio.generate.carrying import carried
from sorastudio.generate.connections import Connection
from sorastudio.generate.download import Expired, Persistence, download
from sorastudio.generate.errors import Category, LetGo, ProviderError, Unconfirmed, Unreadable
from sorastudio.generate.http import Wire
from sorastudio.generate.provider import (
    Capabilities,
    Failed,
    Lost,
    Pause,
    Progress,
    Ready,
    RemoteJob,
    Status,
    Stops,
    Terms,
    Trace,
    Untold,
)
from sorastudio.generate.published import Published, keep, service_of
from sorastudio.generate.records import Model, Service
from sorastudio.generate.request import Request
from sorastudio.generate.uploads import Held, Parcel, Uploads, refuse_larger
from sorastudio.store.ledger_job import Charged

OUTPUT = "output"
"""The name, among the addresses of a job, of the video itself."""

_MOST_SAID = 2000
"""Characters of an answer that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A connection, ready for use."""

    connection: Connection
    service: Service
    """As it was known when it was connected."""
    wire: Wire
    persistence: Persistence = field(default_factory=Persistence)


class HttpProvider(ABC):
    """One service over HTTP. A subclass says how it is asked and what it answers; sending once,
    reading strictly, keys, downloads and refusals are the same for all."""

    cannot_say = "It lists no jobs, so it cannot be asked whether it has this one."

    def __init__(self, link: Link) -> None:
        self.link = link
        self.wire = link.wire
        hours = link.service.facts.files.hours
        self.uploads = Uploads(
            keeps_seconds=hours * 3600 if hours else inf, pause_seconds=link.persistence.pause
        )

    @property
    def name(self) -> str:
        return self.link.connection.name

    @property
    def title(self) -> str:
        return self.link.connection.title

    @property
    def service(self) -> Service:
        """As it is known now: what it says of itself while this is in use holds from then on."""
        return service_of(self.link.connection)

    @property
    def default_model(self) -> str:
        return self.link.connection.model or self.service.facts.default_model

    @property
    def terms(self) -> Terms:
        connection = self.link.connection
        return Terms(
            connection=connection.name,
            base_url=self.wire.place.base_url,
            cap=connection.cap,
            at_once=connection.at_once or self.service.facts.at_once,
        )

    def model(self, name: str) -> Model:
        return self.service.model(name)

    def models(self) -> tuple[str, ...]:
        """The names of all that are known."""
        return tuple(self.service.models)

    def capabilities(self, model: str) -> Capabilities:
        return self.model(model).capabilities(model, self.link.connection.own_price)

    def prepare(self, request: Request, pause: Pause) -> Request:
        """With what was uploaded before, as long as the service keeps it."""
        facts = self.link.service.facts.files

        def upload(parcel: Parcel) -> str:
            is_video = parcel.mime.startswith("video/")
            refuse_larger(parcel, facts.video if is_video else facts.picture, self.name)
            return self.uploads.name_of(parcel, self.give, pause)

        return carried(request, facts, upload)

    def give(self, parcel: Parcel, pause: Pause) -> Held:
        """Uploads one file. For services whose record says that they take some. Raises
        ProviderError, OSError, and what `pause` raises."""
        del pause
        raise AssertionError(f"{self.name} has no way to be given {parcel.words}")

    @abstractmethod
    def submit(self, request: Request, token: str) -> RemoteJob: ...

    @abstractmethod
    def poll(self, job: RemoteJob) -> Status: ...

    @abstractmethod
    def check(self) -> str:
        """Asks something that is free; what it says, for the person. Raises ProviderError."""

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        """With a fresh address where the one that is known is not good any more."""
        url = job.urls.get(OUTPUT) or self._fresh_address(job)
        try:
            download(self.wire, url, path, progress, self.link.persistence)
        except Expired:
            url = self._fresh_address(job)
            download(self.wire, url, path, progress, self.link.persistence)

    def listening(self, job: RemoteJob) -> AbstractContextManager[None]:
        del job
        return nullcontext()

    def cancel(self, job: RemoteJob) -> Stops:
        del job
        return Stops.NOTHING

    def reconcile(self, lost: Lost) -> Trace:
        del lost
        return Untold(self.cannot_say)

    def published(self) -> Published | None:
        """What the service says of its models and prices, asked by calls that are free; None for
        one that says nothing. Raises ProviderError, for an answer that makes no sense too."""
        return None

    def refresh(self) -> Published | None:
        """The same, and kept. Raises SoraError, and then what was known stays."""
        told = self.published()
        if told is not None:
            keep(self.link.connection, told)
        return told

    def _fresh_address(self, job: RemoteJob) -> str:
        match self.poll(replace(job, urls={**job.urls, OUTPUT: ""})):
            case Ready(urls=urls) if urls.get(OUTPUT):
                return urls[OUTPUT]
            case Failed(reason, category, charged):
                raise ProviderError(reason, category=category, charged=charged)
            case _:
                raise Expired(self.name, 404)

    def accepted(self, answer: Answer, request: Request, token: str, name: str = "id") -> RemoteJob:
        """The job of a create that was answered: `name` is what the service calls its id."""
        with self.accepting():
            job_id = text_of(answer.data, name)
        return RemoteJob(job_id, request, {}, token, said=answer.text[:_MOST_SAID])

    def status_at(self, path: str, read: Callable[[dict[str, Any]], Status]) -> Status:
        """How a job stands, as `read` understands what the service answers there."""
        answer = self.wire.ask("GET", path)
        return self.gone(answer) or read(self.good(answer))

    @contextmanager
    def accepting(self) -> Iterator[None]:
        """Around reading the answer to a create: it was accepted, whatever the answer looks like,
        so what cannot be read is a job nobody knows."""
        try:
            yield
        except Unreadable as error:
            raise Unconfirmed(f"{self.name} took the request. {error.what}") from None

    @contextmanager
    def naming(self, request: Request) -> Iterator[None]:
        """Around a create: the service may not have the take any more that another is made of, or
        what was uploaded."""
        try:
            yield
        except ProviderError as error:
            source = request.source
            if error.charged is Charged.NO and error.category not in (
                Category.RATE_LIMITED,
                Category.NOT_SENT,
            ):
                for each in (*request.inputs, *((source,) if source else ())):
                    self.uploads.forget(each.sha256)
            if source is None or not source.remote_id or error.http_status not in (404, 405, 410):
                raise
            raise LetGo(self.name, source.operation, error) from None

    def gone(self, answer: Answer) -> Failed | None:
        """A job that the service does not know any more."""
        if answer.status not in (404, 410):
            return None
        return Failed(f"{self.name} does not know the job any more.", Category.GONE)

    def good(self, answer: Answer) -> dict[str, Any]:
        """What a question was answered with. Raises ProviderError for an error."""
        if not answer.fine:
            raise self.wire.refused(answer, "the question for the job")
        return answer.data

    def failed(self, words: str, code: str = "", charged: Charged = Charged.UNKNOWN) -> Failed:
        """Why the service gave it up, sorted by what the record knows of its words."""
        found = category_of(f"{code} {words}", self.service.facts.refusals)
        category = found or Category.INTERNAL
        plain = ": ".join(dict.fromkeys(part for part in (code, words) if part))
        return Failed(plain or "it does not say why", category, charged, code)
