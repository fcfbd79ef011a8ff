"""What is asked of a generator for a take that is made of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.errors import GenerateError
from sorastudio.generate.orders import Order, order_job, ordered, orders
from sorastudio.generate.provider import Capabilities, Terms
from sorastudio.generate.request import Request
from sorastudio.generate.sourced import Places, edit, extension
from sorastudio.generate.wanted import request_for
from sorastudio.generate.workshop import request_data
from sorastudio.media.probe import identify
from sorastudio.project.edits.slots import add_slot, adopt_take
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.project.media import Operation, Size, Take
from sorastudio.project.project import Project, new_project
from sorastudio.project.slot import Slot
from sorastudio.project.state import Generated, slot_state
from sorastudio.store.ledger_job import LedgerJob, new_job
from tests.film_maker import Reel, make_film
from tests.generate.fakes import FakeProvider

HOST = "https://service.test"
SEA = Slot(id=SlotId("slot-sea"), name="sea", prompt="waves", seconds=Fraction(2))


@dataclass
class Extender(FakeProvider):
    """A service that extends to eight seconds, and edits."""

    able: bool = True

    def capabilities(self, model: str) -> Capabilities:
        can = super().capabilities(model)
        most = Fraction(8)
        return replace(can, extend=self.able, edit=self.able, longest_whole=most)


SERVICE = Extender(terms=Terms(connection="fake", base_url=HOST))
JOB = replace(
    new_job(SEA.id, "fake", {}, base_url=HOST, job_id="job-1"), provider_job_id="remote-9"
)


def whole(path: Path) -> tuple[Project, Take]:
    """A film with one take of two seconds."""
    project = add_slot(new_project("film"), SEA)
    nowhere = Places(locate=lambda _: path, frames_dir=path)
    request = request_for(project, SEA, SERVICE, nowhere, number=1, seed=5)
    media = identify(make_film(path, Reel(frames=48, size=Size(112, 64))), path.name)
    take = Take(
        id=TakeId("take-1"),
        slot_id=SEA.id,
        number=1,
        media_id=media.id,
        recipe=request.recipe("7"),
        created_at="",
        job_id="job-1",
    )
    return adopt_take(project, take, media), take


@pytest.fixture
def film(tmp_path: Path) -> tuple[Project, Take]:
    return whole(tmp_path / "a.mp4")


def asked(
    project: Project,
    slot: Slot,
    provider: FakeProvider = SERVICE,
    job: Callable[[str], LedgerJob | None] = {"job-1": JOB}.get,
) -> Request:
    places = Places(locate=lambda _: Path("/a.mp4"), frames_dir=Path(), job=job)
    return request_for(project, slot, provider, places, number=2, seed=1)


def test_an_extension_names_the_job_and_comes_to_the_whole(film: tuple[Project, Take]) -> None:
    project, take = film
    request = asked(project, extension(SEA, take, Fraction(3)))
    assert request.source is not None
    assert request.source.remote_id == "remote-9"
    assert (request.seconds, request.whole_seconds) == (Fraction(3), Fraction(5))
    recipe = request.recipe("7")
    assert (recipe.parent, recipe.operation) == (take.id, Operation.EXTEND)
    assert (recipe.seed, recipe.size, recipe.prompt) == (5, take.recipe.size, "waves")


def test_an_edited_take_is_not_stale_until_the_slot_changes(film: tuple[Project, Take]) -> None:
    project, take = film
    recipe = asked(project, edit(SEA, take, "in the rain")).recipe("7")
    assert (recipe.prompt, recipe.seconds) == ("in the rain", Fraction(2))
    media = project.pool.media[take.media_id]
    edited = replace(take, id=TakeId("take-2"), number=2, recipe=recipe)
    project = adopt_take(project, edited, media)
    assert slot_state(project, SEA.id) == Generated(2, 2)
    other = replace(project.slots[SEA.id], prompt="dunes")
    changed = replace(project, slots=project.slots.put(other))
    assert slot_state(changed, SEA.id) != Generated(2, 2)


@pytest.mark.parametrize(
    ("provider", "job", "told"),
    [
        (SERVICE, None, "does not know its job"),
        (SERVICE, replace(JOB, provider_job_id=""), "does not know its job"),
        (SERVICE, replace(JOB, base_url="https://old.test"), "was made at https://old.test"),
        (replace(SERVICE, name="other"), JOB, "other does not have it"),
        (replace(SERVICE, able=False), JOB, "cannot do an edit of a take"),
    ],
)
def test_a_take_that_cannot_be_named_is_refused(
    film: tuple[Project, Take], provider: FakeProvider, job: LedgerJob | None, told: str
) -> None:
    project, take = film
    with pytest.raises(GenerateError, match=told) as caught:
        asked(project, edit(SEA, take, "in the rain"), provider, lambda _: job)
    assert "Nothing was sent" in str(caught.value)


def test_what_becomes_too_long_is_refused(film: tuple[Project, Take]) -> None:
    project, take = film
    with pytest.raises(GenerateError, match=r"8\.5 s in all \(it extends to 8 s\)"):
        asked(project, extension(SEA, take, Fraction(13, 2)))


def test_a_take_that_is_gone_is_told(film: tuple[Project, Take]) -> None:
    project, take = film
    with pytest.raises(GenerateError, match="not in the film any more"):
        asked(project, edit(SEA, replace(take, id=TakeId("take-gone")), "rain"))


def test_an_order_remembers_what_is_to_be_done(film: tuple[Project, Take]) -> None:
    """Before its request is made, and after: so it can be tried again."""
    project, take = film
    for slot in (extension(SEA, take, Fraction(3)), edit(SEA, take, "in the rain")):
        (order,) = orders(project, slot, 1)
        job = order_job(order, slot, project, "fake", SERVICE)
        assert isinstance(order, Order)
        assert ordered(job, project)[1] == slot
        sent = replace(job, request=request_data(asked(project, slot)))
        again = ordered(sent, project)[1]
        assert (again.source, again.seconds) == (slot.source, slot.seconds)
        assert (again.provider, again.prompt) == (slot.provider, slot.prompt)
