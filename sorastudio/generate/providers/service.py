"""What all services have in common: a connection, a record of models, a wire."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sorastudio.generate.answers import Answer, category_of, text_of
from sorastudio.generate.connections import Connection
from sorastudio.generate.download import Expired, Persistence, download
from sorastudio.generate.errors import Category, ProviderError, Unconfirmed, Unreadable
from sorastudio.generate.http import Wire
from sorastudio.generate.provider import (
    Capabilities,
    Failed,
    Lost,
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
from sorastudio.store.ledger_job import Charged

OUTPUT = "output"
"""The name, among the addresses of a job, of the video itself."""

_MOST_SAID = 2000
"""Characters of an answer that are kept."""

MOST_INLINE = 3_700_000
"""Bytes of a picture that is sent inside of a request: as base64, just below 5 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A connection, ready for use."""

    connection: Connection
    wire: Wire
    persistence: Persistence = field(default_factory=Persistence)


class HttpProvider(ABC):
    """One service over HTTP. A subclass says how it is asked and what it answers; sending once,
    reading strictly, keys, downloads and refusals are the same for all."""

    cannot_say = "It lists no jobs, so it cannot be asked whether it has this one."

    def __init__(self, link: Link) -> None:
        self.link = link
        self.wire = link.wire

    @property
    def name(self) -> str:
        return self.link.connection.name

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
        """Around the create of a take of a take: the service may not have that one any more."""
        try:
            yield
        except ProviderError as error:
            if request.source is None or error.http_status not in (404, 410):
                raise
            does = request.source.operation.value
            raise ProviderError(
                f"{self.name} cannot {does} the take: it has let it go, or it has no way to "
                f"{does} one.",
                category=Category.INPUT_ASSET,
                charged=error.charged,
                http_status=error.http_status,
                todo="Generate a new take, and go on from that.",
            ) from None

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
