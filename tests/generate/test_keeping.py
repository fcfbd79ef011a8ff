"""What is kept of a file as it came, and jobs that are taken back."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from sorastudio.errors import GenerateError
from sorastudio.generate.manifest import says_more
from sorastudio.generate.pickup import again, forget, takes_outside, unfinished
from sorastudio.generate.provider import Stops
from sorastudio.generate.runner import Busy, carry_out, withdraw
from sorastudio.media.probe import read_tags
from sorastudio.media.tags import embed_tags
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.project import new_project
from sorastudio.project.slot import Slot
from sorastudio.store.hold import hold
from sorastudio.store.ledger_job import Charged, JobError, LedgerState
from sorastudio.store.ledger_queue import LedgerQueue
from sorastudio.store.recipe_tag import RECIPE_KEY
from tests.generate.paid import Set, stage, video
from tests.generate.server import Fault, Plan, Reply, Step


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Set]:
    with stage(tmp_path, "runway") as ready:
        yield ready


C2PA = "d8fec3d61b0e483c92975828877ec481"
XMP = "be7acfcb97a942e89c71999491e3afac"


@pytest.mark.parametrize("uuid", [C2PA, XMP])
def test_a_signed_file_is_kept_as_it_came_too(on: Set, uuid: str) -> None:
    box = struct.pack(">I4s", 8 + 16 + 4, b"uuid") + bytes.fromhex(uuid) + b"abcd"
    on.service.video = video() + box
    made = on.make().made
    assert made is not None
    path = on.folder.locate(made[1])
    (signed,) = (on.folder.takes_dir / "as-delivered").iterdir()
    assert signed.name == path.name
    assert signed.read_bytes() == on.service.video
    assert says_more(signed)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 64, struct.pack(">I4sQ", 1, b"free", 99), b"RIFF", video()]
)
def test_other_files_have_no_manifest(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    assert not says_more(path)


def test_the_words_a_server_put_in_stay_in(on: Set, tmp_path: Path) -> None:
    (tmp_path / "plain.mp4").write_bytes(video())
    graph = json.dumps({str(n): {"text": f"“{n}” — \n\t🌊 ; = \\"} for n in range(2000)})
    own = {"prompt": graph, "workflow": '{"nodes": []}', "©made": "a maker's word"}
    embed_tags(tmp_path / "plain.mp4", tmp_path / "told.mp4", own)
    came = read_tags(tmp_path / "told.mp4")
    assert came["prompt"] == graph
    on.service.video = (tmp_path / "told.mp4").read_bytes()
    made = on.make().made
    assert made is not None
    tags = read_tags(on.folder.locate(made[1]))
    assert {name: words for name, words in tags.items() if name != RECIPE_KEY} == came
    assert RECIPE_KEY in tags


def test_a_draft_is_taken_back_for_nothing(on: Set) -> None:
    job = on.ledger.record_draft(on.shop.entry(on.request()))
    assert withdraw(on.shop, job) is Stops.COST
    after = on.ledger.find(job.job_id)
    assert after is not None
    assert after.state is LedgerState.CANCELED
    assert after.error is not None
    assert after.error.charged is Charged.NO
    assert on.service.journal == []
    with pytest.raises(GenerateError, match="ended already"):
        withdraw(on.shop, job)


def test_a_job_of_unknown_name_cannot_be_taken_back(on: Set) -> None:
    on.service.plans.append(Plan(Step.CREATE, Fault.CLOSE))
    job = on.make().job
    with pytest.raises(GenerateError, match="forget it"):
        withdraw(on.shop, job)


def test_what_another_program_works_on_is_left_alone(on: Set) -> None:
    job = on.ledger.record_submitting(on.shop.entry(on.request()))
    with hold(on.shop.lock_of(job.job_id)):
        found = unfinished(on.folder, on.ledger)
        assert [each.state for each in found.elsewhere] == [LedgerState.SUBMITTING]
        assert found.here == ()
        assert isinstance(on.carry(job).error, Busy)
    assert [each.state for each in unfinished(on.folder, on.ledger).unconfirmed] == [
        LedgerState.UNCONFIRMED
    ]


def test_the_two_choices_for_a_lost_job(on: Set) -> None:
    on.service.plans.append(Plan(Step.CREATE, Fault.CLOSE, times=2))
    first, second = on.make(1).job, on.make(2).job
    assert forget(on.ledger, first).state is LedgerState.FAILED
    with pytest.raises(GenerateError, match="never answered"):
        forget(on.ledger, on.ledger.jobs()[0])
    fresh = again(on.ledger, second)
    assert (fresh.state, fresh.request) == (LedgerState.DRAFT, second.request)
    with pytest.raises(GenerateError, match="Only what has failed"):
        again(on.ledger, fresh)
    assert [job.job_id for job in LedgerQueue(on.ledger).dead_letters()] == [first.job_id]
    assert on.ledger.spending()["USD"].possible > 0


def test_a_take_that_never_came_into_the_film_is_found(on: Set) -> None:
    request = on.request()
    outcome = on.make()
    assert outcome.made is not None
    slot = Slot(id=request.slot_id, name="the sea", prompt="waves", seconds=request.seconds)
    film = add_slot(new_project("film"), slot)
    ((take, media),) = takes_outside(film, on.folder, on.ledger)
    assert (take.id, media) == (outcome.made[0].id, outcome.made[1])
    assert take.recipe == outcome.made[0].recipe
    assert takes_outside(new_project("other"), on.folder, on.ledger) == ()


def test_a_service_asks_to_wait_and_is_not_asked_at_once(on: Set) -> None:
    waits: list[float] = []
    later = Reply(429, {"error": "slow"}, {"Retry-After": "0.09"})
    on.service.plans.append(Plan(Step.POLL, Fault.REFUSE, later))
    carry_out(on.shop, on.shop.entry(on.request()), lambda _: None, waits.append)
    assert 0.09 in waits


def test_a_job_that_has_ended_is_not_walked_on(on: Set) -> None:
    on.service.words = ["failed"]
    job = on.make().job
    seen = len(on.service.journal)
    assert "has ended" in str(on.carry(job).error)
    assert len(on.service.journal) == seen


def test_a_job_that_is_taken_back_elsewhere_ends_here(on: Set) -> None:
    on.service.words = ["running"]
    job = on.shop.entry(on.request())

    def taken_back(_: float) -> None:
        current = on.ledger.find(job.job_id)
        assert current is not None
        if current.state is LedgerState.RUNNING:
            error = JobError(category="canceled", message="taken back", charged=Charged.UNKNOWN)
            on.ledger.record_failure(job.job_id, error, state=LedgerState.CANCELED)

    with pytest.raises(GenerateError, match="taken back"):
        carry_out(on.shop, job, lambda _: None, taken_back)
    after = on.ledger.find(job.job_id)
    assert after is not None
    assert after.state is LedgerState.CANCELED
