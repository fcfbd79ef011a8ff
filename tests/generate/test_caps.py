"""Hard caps: of a film and of a connection, to the cent, and before anything leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.errors import CapReached, SoraError
from sorastudio.generate.keeping import Made
from sorastudio.generate.orders import Order, order_job
from sorastudio.generate.provider import Capabilities, Ready, RemoteJob, Status, Terms
from sorastudio.generate.request import Request
from sorastudio.generate.worker import Listener, Site, Worker
from sorastudio.jobs.scheduler import Scheduler
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Cost
from sorastudio.project.project import Project, new_project
from sorastudio.project.slot import Slot
from sorastudio.store.account import Account
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob, LedgerState
from sorastudio.store.seats import Seats
from tests.generate.fakes import FakeProvider
from tests.generate.paid import video

SEA = Slot(id=SlotId("slot-sea"), name="sea", prompt="waves", seconds=Fraction(1))
FILM = add_slot(new_project("film"), SEA)


@dataclass
class Paid(FakeProvider):
    """Costs so much a take, and says so only when it is done."""

    price: str | None = "0.07"
    order: list[int] = field(default_factory=list)

    def capabilities(self, model: str) -> Capabilities:
        cost = self.price and Cost(amount=Decimal(self.price), currency="USD", billed=False)
        return replace(super().capabilities(model), cost=cost or None)

    def submit(self, request: Request, token: str) -> RemoteJob:
        self.order.append(request.take_number)
        return RemoteJob(token, request, {}, token)

    def poll(self, job: RemoteJob) -> Status:
        amount = Decimal(self.price or "0.20")
        return Ready(Cost(amount=amount, currency="USD", billed=True))


def paid(name: str, price: str | None, *, cap: str | None = None, at_once: int = 1) -> Paid:
    terms = Terms(connection=name, cap=None if cap is None else Decimal(cap), at_once=at_once)
    return Paid(name=name, price=price, terms=terms, send=lambda path: _write(path))


def _write(path: Path) -> None:
    path.write_bytes(video())


@dataclass
class Heard:
    made: list[Made] = field(default_factory=list)
    failed: list[SoraError] = field(default_factory=list)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as ledger:
        yield ledger


def site_of(tmp_path: Path, ledger: Ledger, *providers: Paid) -> Site:
    return Site(
        folder=FilmFolder(tmp_path / "film.sora"),
        ledger=ledger,
        project=lambda: FILM,
        providers={each.name: each for each in providers},
        account=Account(tmp_path / "spending.db"),
        seats=Seats(tmp_path / "seats"),
    )


def ordered(site: Site, provider: Paid, numbers: range) -> list[LedgerJob]:
    orders = [Order(slot_id=SEA.id, slot_name="sea", number=n, seed=n) for n in numbers]
    return [site.with_request(order_job(o, SEA, FILM, provider.name, provider)) for o in orders]


def work_off(site: Site, jobs: tuple[LedgerJob, ...]) -> Heard:
    heard = Heard()
    listener = Listener(
        arrived=lambda _, made: heard.made.append(made),
        failed=lambda _, error: heard.failed.append(error),
        progress=lambda *_: None,
    )
    with Scheduler() as scheduler:
        Worker(site, scheduler, listener).run(jobs)
    return heard


def test_five_hundred_jobs_over_four_connections_stop_at_the_cent(
    tmp_path: Path, ledger: Ledger
) -> None:
    providers = [
        paid("one", "0.07"),
        paid("two", "0.03", cap="0.30"),
        paid("three", "0.11", at_once=3),
        paid("four", "0.05", at_once=2),
    ]
    site = site_of(tmp_path, ledger, *providers)
    drafts = [
        job
        for at, each in enumerate(providers)
        for job in ordered(site, each, range(1 + at * 125, 126 + at * 125))
    ]
    jobs = ledger.record_drafts(drafts)
    ledger.set_cap(Decimal("4.00"))
    heard = work_off(site, jobs)
    spent = ledger.spending()["USD"]
    assert spent.possible == 0
    assert spent.spent <= Decimal("4.00")
    # Not even the cheapest fits any more.
    assert spent.spent + min(Decimal("0.05"), Decimal("0.07")) > Decimal("4.00")
    two = [job for job in ledger.jobs() if job.provider == "two"]
    assert sum(job.state is LedgerState.SUCCEEDED for job in two) <= 10
    assert site.account.spent("two").spent <= Decimal("0.30")
    states = [job.state for job in ledger.jobs()]
    assert states.count(LedgerState.SUCCEEDED) == len(heard.made)
    assert states.count(LedgerState.DRAFT) == 500 - len(heard.made)
    assert all(isinstance(error, CapReached) for error in heard.failed)
    for each in providers:
        assert len(each.order) == len(set(each.order))
    assert providers[0].order == sorted(providers[0].order)


def test_a_connection_stops_at_its_own_cap_over_several_films(tmp_path: Path) -> None:
    made = 0
    for film in ("a", "b"):
        (tmp_path / film).mkdir()
        with Ledger(tmp_path / film / "ledger.db") as ledger:
            provider = paid("svc", "0.10", cap="0.50")
            site = site_of(tmp_path / film, ledger, provider)
            site = replace(site, account=Account(tmp_path / "spending.db"))
            jobs = ledger.record_drafts(ordered(site, provider, range(1, 4)))
            made += len(work_off(site, jobs).made)
    assert made == 5


def test_a_raised_cap_lets_the_rest_go_on(tmp_path: Path, ledger: Ledger) -> None:
    provider = paid("svc", "0.10")
    site = site_of(tmp_path, ledger, provider)
    jobs = ledger.record_drafts(ordered(site, provider, range(1, 4)))
    ledger.set_cap(Decimal("0.10"))
    heard = work_off(site, jobs)
    assert (len(heard.made), len(provider.order)) == (1, 1)
    assert "$0.10" in str(heard.failed[0])
    ledger.set_cap(None)
    assert len(work_off(site, ledger.unfinished()).made) == 2


def test_nothing_of_unknown_price_is_sent_under_a_cap(tmp_path: Path, ledger: Ledger) -> None:
    provider = paid("svc", None)
    site = site_of(tmp_path, ledger, provider)
    jobs = ledger.record_drafts(ordered(site, provider, range(1, 2)))
    ledger.set_cap(Decimal(100))
    heard = work_off(site, jobs)
    assert provider.order == []
    assert "nobody knows" in str(heard.failed[0])
    ledger.set_cap(None)
    assert len(work_off(site, jobs).made) == 1


def test_what_costs_nothing_passes_any_cap(tmp_path: Path, ledger: Ledger) -> None:
    provider = paid("svc", "0")
    site = site_of(tmp_path, ledger, provider)
    ledger.set_cap(Decimal(0))
    assert len(work_off(site, ledger.record_drafts(ordered(site, provider, range(1, 3)))).made) == 2


def test_a_slot_that_waits_for_the_frame_of_another(tmp_path: Path, ledger: Ledger) -> None:
    """Its request can only be made when the other has its take."""
    from sorastudio.project.edits.slots import adopt_take
    from sorastudio.project.slot import FrameOfSlot

    storm = replace(
        SEA, id=SlotId("slot-storm"), name="storm", first_frame=FrameOfSlot(SEA.id, last=True)
    )
    film = [add_slot(FILM, storm)]
    provider = paid("svc", "0.10")
    site = replace(site_of(tmp_path, ledger, provider), project=lambda: film[0])

    def draft(slot: Slot, *, now: bool) -> LedgerJob:
        order = Order(slot_id=slot.id, slot_name=slot.name, number=1, seed=1)
        job = order_job(order, slot, film[0], provider.name, provider)
        return site.with_request(job) if now else job

    def adopt(job: LedgerJob, made: Made) -> None:
        project: Project = adopt_take(film[0], *made)
        film[0] = project

    failures: list[SoraError] = []
    jobs = ledger.record_drafts([draft(storm, now=False), draft(SEA, now=True)])
    listener = Listener(
        arrived=adopt,
        failed=lambda _, error: failures.append(error),
        progress=lambda *_: None,
    )
    with Scheduler() as scheduler:
        Worker(site, scheduler, listener).run(jobs)
    assert failures == []
    takes = {take.slot_id: take for take in film[0].pool.takes}
    assert takes[storm.id].recipe.references[0].label.startswith("last frame of")
    assert {job.state for job in ledger.jobs()} == {LedgerState.SUCCEEDED}
