"""Order, pauses, and who works on what, as they outlive a program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sorastudio.project.ids import SlotId
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import Charged, JobError, LedgerJob, LedgerState, new_job
from sorastudio.store.ledger_queue import EVERYTHING, LedgerQueue

REFUSED = JobError(category="invalid_request", message="No.", charged=Charged.NO)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as ledger:
        yield ledger


def drafts(ledger: Ledger, count: int) -> list[str]:
    jobs = (new_job(SlotId("slot"), "svc", {"n": n}) for n in range(count))
    return [job.job_id for job in ledger.record_drafts(jobs)]


def order(ledger: Ledger) -> list[str]:
    return [job.job_id for job in ledger.unfinished()]


def failed(ledger: Ledger) -> LedgerJob:
    (job_id,) = drafts(ledger, 1)
    return ledger.record_failure(job_id, REFUSED)


def test_what_waits_stands_in_the_order_it_is_put_in(ledger: Ledger, tmp_path: Path) -> None:
    a, b, c, d = drafts(ledger, 4)
    LedgerQueue(ledger).arrange([d, b])
    assert order(ledger) == [a, d, c, b]
    ledger.record_submitting(ledger.jobs()[0])
    LedgerQueue(ledger).arrange([b, a, c, d])
    with Ledger(tmp_path / "ledger.db") as again:
        assert order(again) == [a, b, c, d]
        assert drafts(again, 1) == order(again)[-1:]


def test_a_job_is_taken_on_by_one_program_as_long_as_that_lives(ledger: Ledger) -> None:
    a, b = drafts(ledger, 2)
    queue, alive = LedgerQueue(ledger), {"one"}
    assert len(queue.take_on([a, b], "one", alive.__contains__)) == 2
    assert queue.take_on([a, b], "two", alive.__contains__) == ()
    alive.clear()
    assert [job.worker for job in queue.take_on([b], "two", alive.__contains__)] == ["two"]
    assert [job.worker for job in ledger.unfinished()] == ["one", "two"]


def test_what_failed_is_listed_until_it_is_tried_again_or_dismissed(ledger: Ledger) -> None:
    one, two, three = failed(ledger), failed(ledger), failed(ledger)
    queue = LedgerQueue(ledger)
    queue.dismiss([one.job_id])
    ledger.record_draft(replace(new_job(SlotId("slot"), "svc", {}), previous_job_id=two.job_id))
    assert [job.job_id for job in queue.dead_letters()] == [three.job_id]


def test_only_what_waits_is_revised(ledger: Ledger) -> None:
    (draft,) = ledger.record_drafts([new_job(SlotId("slot"), "svc", {"prompt": "a"})])
    queue = LedgerQueue(ledger)
    assert queue.revise(replace(draft, request={"prompt": "b"}))
    after = ledger.find(draft.job_id)
    assert after is not None
    assert (after.request, after.state) == ({"prompt": "b"}, LedgerState.DRAFT)
    assert after.request_sha256 != draft.request_sha256
    ledger.record_submitting(after)
    assert not queue.revise(replace(draft, request={"prompt": "c"}))


def test_a_pause_outlives_the_program(ledger: Ledger, tmp_path: Path) -> None:
    queue = LedgerQueue(ledger)
    queue.pause(EVERYTHING, paused=True)
    queue.pause("svc", paused=True)
    queue.pause("svc", paused=True)
    queue.pause(EVERYTHING, paused=False)
    with Ledger(tmp_path / "ledger.db") as again:
        assert LedgerQueue(again).paused == {"svc"}


def test_news_are_what_others_have_written(ledger: Ledger, tmp_path: Path) -> None:
    queue = LedgerQueue(ledger)
    assert queue.is_news()
    drafts(ledger, 1)
    assert not queue.is_news()
    with Ledger(tmp_path / "ledger.db") as other:
        drafts(other, 1)
    assert queue.is_news()
    assert not queue.is_news()
