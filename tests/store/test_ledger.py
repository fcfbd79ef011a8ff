from __future__ import annotations

import itertools
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sorastudio.errors import FilmFileError
from sorastudio.project.ids import SlotId, TakeId
from sorastudio.store.ledger import MAX_RAW, Ledger
from sorastudio.store.ledger_job import (
    FOLLOWS,
    Asset,
    Charged,
    JobError,
    LedgerJob,
    LedgerState,
    Spending,
    charge_of,
    hash_of,
    new_job,
)
from sorastudio.store.ledger_schema import STEPS, DamagedLedger, open_ledger, upgrade
from tests.store.faults import python, read_only_folder, small_disk, without_rights

SEA, ROOM = SlotId("slot-1"), SlotId("slot-2")
ASSET = Asset(path="takes/sea-1-ab.mp4", sha256="ab" * 32, size_bytes=9, take_id=TakeId("take-1"))
ERROR = JobError(
    category="moderated_output", message="No – not this.", http_status=400, charged=Charged.NO
)

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")


@dataclass
class FakeClock:
    """Goes on by a second each time it is read."""

    now: datetime = datetime(2026, 9, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger(path, now=FakeClock()) as ledger:
        yield ledger


def job_for(slot_id: SlotId = SEA, cost: str | None = None) -> LedgerJob:
    return new_job(
        slot_id,
        "animatic",
        {"prompt": "the sea – at dusk", "seed": 7, "inputs": [{"sha256": "cd" * 32}]},
        model="one",
        base_url="http://localhost:8188",
        take_number=3,
        cost_estimated=None if cost is None else Decimal(cost),
        currency="" if cost is None else "USD",
    )


def second(number: int) -> str:
    return f"2026-09-24T12:00:{number:02}.000000+00:00"


def test_whole_life_of_a_job(ledger: Ledger, path: Path) -> None:
    wanted = job_for(cost="0.50")
    drafted = ledger.record_draft(wanted)
    assert drafted.state is LedgerState.DRAFT
    sent = ledger.record_submitting(wanted)
    assert (sent.state, sent.submitted_at) == (LedgerState.SUBMITTING, second(2))
    ledger.record_accepted(
        wanted.job_id, "remote-1", urls={"status": "http://x/1"}, cost_estimated=Decimal("0.4")
    )
    ledger.record_state(wanted.job_id, LedgerState.RUNNING, progress=0.25)
    ledger.record_state(wanted.job_id, LedgerState.RUNNING, progress=0.5)
    ledger.record_state(wanted.job_id, LedgerState.DOWNLOADING, output_expires_at=second(59))
    done = ledger.record_success(
        wanted.job_id, ASSET, cost_actual=Decimal("0.45"), billed=True, raw_response="{}"
    )
    assert done == replace(
        wanted,
        place=1,
        state=LedgerState.SUCCEEDED,
        provider_job_id="remote-1",
        urls={"status": "http://x/1"},
        progress=1.0,
        created_at=second(1),
        submitted_at=done.submitted_at,
        accepted_at=done.accepted_at,
        started_at=done.started_at,
        finished_at=done.finished_at,
        last_poll_at=done.last_poll_at,
        output_expires_at=second(59),
        cost_estimated=Decimal("0.4"),
        cost_actual=Decimal("0.45"),
        billed=True,
        raw_last_response="{}",
        asset=ASSET,
    )
    moments = [done.submitted_at, done.accepted_at, done.started_at, done.last_poll_at]
    assert moments == sorted(moments)
    assert done.finished_at > moments[-1]
    with Ledger(path) as other:
        assert other.jobs() == (done,)
        assert other.find(wanted.job_id) == done


def test_failure_is_kept_with_its_reason(ledger: Ledger) -> None:
    job = ledger.record_submitting(job_for())
    failed = ledger.record_failure(job.job_id, ERROR, raw_response="<html>")
    assert ledger.find(job.job_id) == failed
    assert (failed.error, failed.raw_last_response) == (ERROR, "<html>")
    assert failed.finished_at


def test_job_has_an_id_a_token_and_the_hash_of_its_request() -> None:
    one, two = job_for(), job_for()
    assert one.job_id != two.job_id
    assert one.client_token == one.job_id
    assert one.request_sha256 == two.request_sha256 == hash_of(one.request)
    assert hash_of({"a": 1, "b": [2]}) == hash_of({"b": [2], "a": 1})
    assert hash_of({"a": 1}) != hash_of({"a": 2})
    assert hash_of({"prompt": "sea – 海", "seed": 7}) == (
        "4df5f103057f8a7bd951424bdc96e3dfcced85218c1eedf71d2772ce64d1d690"
    ), "the hashes of jobs already in ledgers must not change"


def test_jobs_come_in_their_order_and_by_slot(ledger: Ledger) -> None:
    jobs = [ledger.record_submitting(job_for(slot)) for slot in (SEA, ROOM, SEA)]
    assert ledger.jobs() == tuple(jobs)
    assert ledger.jobs(SEA) == (jobs[0], jobs[2])
    assert ledger.jobs(SlotId("slot-9")) == ()


def bring_to(ledger: Ledger, state: LedgerState) -> str:
    """A job in a state, by the shortest way there."""
    job = ledger.record_draft(job_for())
    ways: dict[LedgerState, list[LedgerState]] = {LedgerState.DRAFT: []}
    waiting = [LedgerState.DRAFT]
    while waiting:
        at = waiting.pop(0)
        for follower in sorted(FOLLOWS[at] - ways.keys()):
            ways[follower] = [*ways[at], follower]
            waiting.append(follower)
    for step in ways[state]:
        ledger.record_state(job.job_id, step)
    return job.job_id


@pytest.mark.parametrize("before", LedgerState)
def test_state_that_cannot_follow_is_a_bug_and_changes_nothing(
    ledger: Ledger, before: LedgerState
) -> None:
    for after in LedgerState:
        job_id = bring_to(ledger, before)
        row = ledger.find(job_id)
        if after in FOLLOWS[before] or (after is before and FOLLOWS[before]):
            assert ledger.record_state(job_id, after).state is after
        else:
            with pytest.raises(ValueError, match="cannot become"):
                ledger.record_state(job_id, after, progress=0.9)
            assert ledger.find(job_id) == row


def test_final_states_are_the_ones_nothing_follows() -> None:
    final = {state for state in LedgerState if state.final}
    assert final == {"succeeded", "failed", "canceled", "expired"}


def test_unknown_job_is_a_bug(ledger: Ledger) -> None:
    assert ledger.find("job-0") is None
    with pytest.raises(KeyError, match="job-0"):
        ledger.record_accepted("job-0", "remote")


def test_job_is_sent_only_once(ledger: Ledger) -> None:
    job = job_for()
    ledger.record_submitting(job)
    ledger.record_accepted(job.job_id, "remote")
    with pytest.raises(ValueError, match="cannot become submitting"):
        ledger.record_submitting(job)
    with pytest.raises(ValueError, match="cannot become"):
        ledger.record_success(ledger.record_draft(job_for()).job_id, ASSET)


def test_unfinished_jobs_are_those_not_at_their_end(ledger: Ledger) -> None:
    ids = {state: bring_to(ledger, state) for state in LedgerState}
    unfinished = {job.job_id for job in ledger.unfinished()}
    assert unfinished == {job_id for state, job_id in ids.items() if FOLLOWS[state]}


def test_unconfirmed_job_may_be_found_again(ledger: Ledger) -> None:
    job = ledger.record_submitting(job_for())
    ledger.record_state(job.job_id, LedgerState.UNCONFIRMED)
    found = ledger.record_accepted(job.job_id, "remote-7")
    assert (found.state, found.provider_job_id) == (LedgerState.QUEUED, "remote-7")


def test_long_answer_is_cut(ledger: Ledger) -> None:
    job = ledger.record_submitting(job_for())
    kept = ledger.record_failure(job.job_id, ERROR, raw_response="ä" * (MAX_RAW + 1))
    assert kept.raw_last_response == "ä" * MAX_RAW
    assert ledger.find(job.job_id) == kept


# Money


def test_spending_is_told_apart_by_certainty(ledger: Ledger) -> None:
    def sent(cost: str) -> str:
        return ledger.record_submitting(job_for(cost=cost)).job_id

    def accepted(cost: str) -> str:
        job_id = sent(cost)
        ledger.record_accepted(job_id, "remote")
        return job_id

    ledger.record_draft(job_for(cost="1000"))
    sent("0.01")
    accepted("0.10")
    succeeded = accepted("5")
    ledger.record_state(succeeded, LedgerState.RUNNING)
    ledger.record_success(succeeded, ASSET, cost_actual=Decimal("0.3"))
    estimated = accepted("0.70")
    ledger.record_state(estimated, LedgerState.DOWNLOADING)
    ledger.record_success(estimated, ASSET)
    ledger.record_failure(sent("100"), ERROR)
    ledger.record_failure(accepted("2"), replace(ERROR, charged=Charged.YES))
    ledger.record_failure(accepted("0.20"), replace(ERROR, charged=Charged.UNKNOWN))
    ledger.record_submitting(job_for(ROOM, cost="40"))
    assert ledger.spending(SEA) == {
        "USD": Spending(spent=Decimal("3.00"), possible=Decimal("0.31"))
    }
    assert ledger.spending() == {"USD": Spending(spent=Decimal("3.00"), possible=Decimal("40.31"))}


def test_money_is_exact_and_currencies_are_not_mixed(ledger: Ledger) -> None:
    for _ in range(10):
        job = ledger.record_submitting(job_for(cost="0.1"))
        ledger.record_failure(job.job_id, ERROR, cost_actual=Decimal("0.1"))
    euro = ledger.record_submitting(job_for())
    ledger.record_accepted(euro.job_id, "remote", cost_estimated=Decimal("3"), currency="EUR")
    assert ledger.spending() == {
        "USD": Spending(spent=Decimal(1)),
        "EUR": Spending(possible=Decimal(3)),
    }


def test_what_costs_nothing_is_not_listed(ledger: Ledger) -> None:
    ledger.record_submitting(job_for())
    assert ledger.spending() == {}


def test_canceled_draft_was_never_charged(ledger: Ledger) -> None:
    draft = ledger.record_draft(job_for(cost="9"))
    canceled = ledger.record_state(draft.job_id, LedgerState.CANCELED)
    assert charge_of(canceled) is Charged.NO


# Crashes

CRASH = """
import os, signal, sys
from pathlib import Path
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerState
from tests.store.test_ledger import job_for

ledger, last = Ledger(Path(sys.argv[1])), sys.argv[2]
job = job_for()
steps = [
    ("submitting", lambda: ledger.record_submitting(job)),
    ("queued", lambda: ledger.record_accepted(job.job_id, "remote-1", urls={"status": "u"})),
    ("running", lambda: ledger.record_state(job.job_id, LedgerState.RUNNING, progress=0.5)),
]
for name, step in steps:
    step()
    if name == last:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@posix_only
@pytest.mark.parametrize("last", ["submitting", "queued", "running"])
def test_what_was_recorded_outlives_a_kill(path: Path, last: str) -> None:
    program = python(CRASH, path, last)
    program.communicate()
    assert program.returncode == -signal.SIGKILL
    with Ledger(path) as ledger:
        (job,) = ledger.unfinished()
        assert job.state == last
        assert job.request_sha256 == job_for().request_sha256
        assert job.provider_job_id == ("" if last == "submitting" else "remote-1")


SUBMIT_FOR_EVER = """
import sys
from pathlib import Path
from sorastudio.store.ledger import Ledger
from tests.store.test_ledger import job_for

ledger = Ledger(Path(sys.argv[1]))
while True:
    print(ledger.record_submitting(job_for()).job_id, flush=True)
"""


@posix_only
def test_kill_at_any_moment_loses_no_job_that_may_have_been_sent(path: Path) -> None:
    program = python(SUBMIT_FOR_EVER, path)
    assert program.stdout is not None
    told = [program.stdout.readline().strip() for _ in range(25)]
    program.send_signal(signal.SIGKILL)
    told += program.communicate()[0].split()
    with Ledger(path) as ledger:
        kept = {job.job_id for job in ledger.jobs()}
    assert {job_id for job_id in told if len(job_id) == len(told[0])} <= kept


# Several at the same time


def test_threads_share_a_ledger(ledger: Ledger) -> None:
    problems: list[BaseException] = []

    def live() -> None:
        try:
            for _ in range(15):
                job = ledger.record_submitting(job_for())
                ledger.record_accepted(job.job_id, f"remote-{job.job_id}")
                ledger.record_state(job.job_id, LedgerState.RUNNING)
                ledger.record_success(job.job_id, ASSET)
        except BaseException as error:
            problems.append(error)
            raise

    threads = [threading.Thread(target=live) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(ledger.jobs()) == 60
    assert ledger.unfinished() == ()


SUBMIT_SOME = """
import sys
from pathlib import Path
from sorastudio.store.ledger import Ledger
from tests.store.test_ledger import job_for

with Ledger(Path(sys.argv[1])) as ledger:
    for _ in range(20):
        ledger.record_accepted(ledger.record_submitting(job_for()).job_id, "remote")
"""


def test_programs_share_a_ledger_from_its_first_moment(path: Path) -> None:
    programs = [python(SUBMIT_SOME, path) for _ in range(3)]
    for program in programs:
        program.communicate()
    assert [program.returncode for program in programs] == [0, 0, 0]
    with Ledger(path) as ledger:
        assert len(ledger.jobs()) == 60


# What is wrong with the file


def fill(path: Path) -> None:
    with Ledger(path) as ledger:
        for _ in range(40):
            ledger.record_submitting(job_for())


@pytest.mark.parametrize("ruin", ["text", "half", "hole"])
def test_damaged_ledger_is_moved_aside_and_a_new_one_begun(path: Path, ruin: str) -> None:
    fill(path)
    whole = path.read_bytes()
    match ruin:
        case "text":
            path.write_bytes(b"this is no database " * 100)
        case "half":
            path.write_bytes(whole[: len(whole) // 2])
        case "hole":
            path.write_bytes(whole[:4096] + b"\xff" * 8192 + whole[12288:])
    ruined = path.read_bytes()
    with pytest.raises(DamagedLedger) as raised:
        Ledger(path)
    assert "It was moved to ledger.corrupt-" in str(raised.value)
    (aside,) = path.parent.glob("ledger.corrupt-*.db")
    assert aside.read_bytes() == ruined
    with Ledger(path) as ledger:
        assert ledger.jobs() == ()


def test_second_damaged_ledger_does_not_replace_the_first(path: Path) -> None:
    for number in range(3):
        path.write_bytes(b"no database %d" % number * 100)
        with pytest.raises(DamagedLedger):
            Ledger(path)
    assert len(list(path.parent.glob("ledger.corrupt-*.db"))) == 3


def test_damage_found_later_is_told(path: Path) -> None:
    fill(path)
    with Ledger(path) as ledger:
        fill(path)  # by another connection, so that this one must look at the file again
        size = path.stat().st_size
        path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (size - 4096))
        with pytest.raises(FilmFileError, match="is damaged"):
            ledger.jobs()
        assert path.exists()


def test_database_of_another_program_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(FilmFileError, match="not a ledger of Sora Studio"):
        Ledger(path)
    assert path.read_bytes() == before


def test_ledger_of_a_newer_program_is_left_alone(path: Path) -> None:
    fill(path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(FilmFileError, match="written by a newer Sora Studio"):
        Ledger(path)
    assert path.exists()


NEXT_STEP = ("ALTER TABLE jobs ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",)


def test_older_schema_is_brought_up_with_its_jobs(path: Path) -> None:
    fill(path)
    connection = open_ledger(path)
    upgrade(connection, [*STEPS, NEXT_STEP])
    upgrade(connection, [*STEPS, NEXT_STEP])
    moods = connection.execute("SELECT mood FROM jobs").fetchall()
    assert moods == [("calm",)] * 40
    assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS) + 1,)
    connection.close()


def test_upgrade_that_fails_changes_nothing(path: Path) -> None:
    fill(path)
    connection = open_ledger(path)
    with pytest.raises(sqlite3.OperationalError):
        upgrade(connection, [*STEPS, NEXT_STEP, ("ALTER TABLE nothing ADD COLUMN a",)])
    assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(jobs)")]
    assert "mood" not in columns
    connection.close()


def test_every_commit_is_synced_before_it_returns(path: Path) -> None:
    connection = open_ledger(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    connection.close()


def test_place_without_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FilmFileError, match="cannot be made or opened there"):
        Ledger(tmp_path / "nowhere" / "ledger.db")
    with pytest.raises(FilmFileError, match="cannot be made or opened there"):
        Ledger(tmp_path)


@posix_only
def test_read_only_folder_is_named() -> None:
    with read_only_folder() as folder:
        with without_rights(), pytest.raises(FilmFileError, match="cannot be used"):
            Ledger(folder / "ledger.db")
        folder.chmod(0o755)
        fill(folder / "ledger.db")
        (folder / "ledger.db").chmod(0o444)
        folder.chmod(0o555)
        with without_rights(), pytest.raises(FilmFileError, match=r"may not be written|cannot be"):
            Ledger(folder / "ledger.db")


@posix_only
def test_full_disk_is_told_and_what_was_recorded_is_kept(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "512k") as disk:
        path = disk / "ledger.db"
        kept: list[str] = []
        with (
            Ledger(path) as ledger,
            pytest.raises(FilmFileError, match=r"disk is full|take it"),
        ):
            kept.extend(ledger.record_submitting(job_for()).job_id for _ in itertools.count())
        assert kept
        with Ledger(path) as ledger:
            assert [job.job_id for job in ledger.jobs()] == kept
