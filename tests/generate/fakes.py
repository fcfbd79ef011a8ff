"""A generator that does what a test says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from sorastudio.generate.provider import (
    Absent,
    Capabilities,
    Lost,
    Pause,
    Progress,
    Ready,
    RemoteJob,
    Status,
    Stops,
    Terms,
    Trace,
)
from sorastudio.generate.request import Request
from sorastudio.project.media import Cost, Size
from tests.film_maker import Reel, make_film

CENT = Cost(amount=Decimal("0.01"), currency="USD", billed=True)


def _film(path: Path) -> None:
    make_film(path, Reel(frames=24))


@dataclass
class FakeProvider:
    """Sends a film of numbered pictures unless told otherwise, and keeps a journal of every
    call."""

    statuses: list[Status] = field(default_factory=lambda: [Ready(CENT)])
    send: Callable[[Path], None] = _film
    submit_error: BaseException | None = None
    journal: list[str] = field(default_factory=list)
    last_frame: bool = True
    name: str = "fake"
    default_model: str = "fake-1"
    terms: Terms = field(default_factory=Terms)
    trace: Trace = field(default_factory=Absent)
    stops: Stops = Stops.COST

    def capabilities(self, model: str) -> Capabilities:
        return Capabilities(
            model=model,
            model_version="7",
            shortest=Fraction(1),
            longest=Fraction(10),
            smallest=Size(64, 36),
            largest=Size(1920, 1080),
            first_frame=True,
            last_frame=self.last_frame,
            negative=False,
            sound=False,
            longest_prompt=100,
            cost=CENT,
        )

    def prepare(self, request: Request, pause: Pause) -> Request:
        del pause
        return request

    def submit(self, request: Request, token: str) -> RemoteJob:
        self.journal.append(f"submit {request.prompt}")
        if self.submit_error is not None:
            raise self.submit_error
        return RemoteJob("remote-1", request, {}, token)

    def poll(self, job: RemoteJob) -> Status:
        self.journal.append(f"poll {job.id}")
        return self.statuses.pop(0)

    def listening(self, job: RemoteJob) -> AbstractContextManager[None]:
        return nullcontext()

    def fetch(self, job: RemoteJob, path: Path, progress: Progress) -> None:
        self.journal.append(f"fetch {job.id}")
        self.send(path)
        progress(1.0)

    def cancel(self, job: RemoteJob) -> Stops:
        self.journal.append(f"cancel {job.id}")
        return self.stops

    def reconcile(self, lost: Lost) -> Trace:
        self.journal.append(f"look for {lost.token}")
        return self.trace
