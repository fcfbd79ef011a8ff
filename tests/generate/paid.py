"""A film, a misbehaving service, and the one job between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sorastudio.errors import SoraError
from sorastudio.generate.connections import Connection
from sorastudio.generate.download import Persistence
from sorastudio.generate.http import Timeouts
from sorastudio.generate.keeping import Made
from sorastudio.generate.patience import Patience
from sorastudio.generate.providers.connecting import connect
from sorastudio.generate.providers.service import HttpProvider
from sorastudio.generate.request import Request, Source
from sorastudio.generate.runner import carry_out
from sorastudio.generate.workshop import Workshop
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Operation, Size
from sorastudio.store.account import Account
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob
from sorastudio.store.secrets import Secrets, variable_of
from tests.film_maker import Reel, make_film
from tests.generate.server import Service, serving
from tests.generate.services import Told, told

KEY = "sk-very-secret-key-0123456789"

FAST = Patience(
    first_poll=0.01,
    longest_poll=0.02,
    create_pause=0.01,
    longest_pause=0.1,
    stumbles=8,
    settle=0.0,
)
SHORT = Timeouts(connect=5.0, answer=0.6, chunk=0.6)
"""For tests in which something hangs."""
LONG = Timeouts(connect=20.0, answer=20.0, chunk=20.0)
BRISK = Persistence(attempts=4, pause=0.01, longest_pause=0.05)


@cache
def video(frames: int = 6, size: Size = Size(112, 64), rate: int = 24) -> bytes:
    with TemporaryDirectory() as folder:
        path = make_film(
            Path(folder) / "v.mp4", Reel(frames=frames, size=size, rate=Fraction(rate))
        )
        return path.read_bytes()


@dataclass
class Outcome:
    """What became of the job."""

    job: LedgerJob
    made: Made | None = None
    error: SoraError | None = None


@dataclass
class Set:
    """Everything a test acts on."""

    folder: FilmFolder
    ledger: Ledger
    service: Service
    told: Told
    provider: HttpProvider
    shop: Workshop

    def request(self, number: int = 1) -> Request:
        can = self.provider.capabilities(self.told.model)
        return Request(
            slot_id=SlotId("slot-1"),
            slot_name="the sea",
            take_number=number,
            provider=self.provider.name,
            model=self.told.model,
            prompt="waves under a low sun",
            seed=number,
            size=Size(1280, 720),
            rate=Fraction(24),
            seconds=can.length_for(Fraction(1)),
        )

    def request_of(self, operation: Operation, made: Outcome) -> Request:
        """For a take of a take that was made here."""
        assert made.made is not None
        take, media = made.made
        source = Source(
            operation=operation,
            take_id=take.id,
            remote_id=made.job.provider_job_id,
            path=str(self.folder.locate(media)),
            sha256=media.sha256,
            seconds=media.duration,
            prompt=take.recipe.prompt,
        )
        return replace(self.request(2), prompt="and then it snows", source=source)

    def make(self, number: int = 1) -> Outcome:
        return self.carry(self.shop.entry(self.request(number)))

    def carry(self, job: LedgerJob) -> Outcome:
        made, error = None, None
        try:
            made = carry_out(self.shop, job, lambda _: None)
        except SoraError as caught:
            error = caught
        after = self.ledger.find(job.job_id)
        assert after is not None
        return Outcome(after, made, error)


@contextmanager
def stage(
    tmp_path: Path,
    kind: str,
    *,
    patience: Patience = FAST,
    timeouts: Timeouts = LONG,
    **connection: object,
) -> Iterator[Set]:
    """A film with one connection to a fresh service of a kind."""
    of = told(kind)
    folder = FilmFolder(tmp_path / "film.sora")
    with serving(Service(of.dialect, video())) as service, Ledger(folder.ledger_path) as ledger:
        named = Connection(name="svc", kind=kind, base_url=service.url + of.base)
        named = replace(named, **connection)  # type: ignore[arg-type]
        secrets = Secrets(tmp_path / "keys.json", {variable_of("svc"): KEY})
        provider = connect(named, secrets, timeouts=timeouts, persistence=BRISK)
        shop = Workshop(
            folder=folder,
            ledger=ledger,
            provider=provider,
            patience=patience,
            account=Account(tmp_path / "spending.db"),
        )
        try:
            yield Set(folder, ledger, service, of, provider, shop)
        finally:
            provider.wire.close()
