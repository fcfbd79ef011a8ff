from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.errors import GenerateError
from sorastudio.jobs.job import Canceled, Context, JobState, Progress
from sorastudio.jobs.scheduler import Scheduler

PATIENCE = 20.0
"""Seconds after which something that must happen counts as never happening."""


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) == before


@pytest.fixture
def scheduler() -> Iterator[Scheduler]:
    with Scheduler() as scheduler:
        yield scheduler


@dataclass
class Gate:
    """Work that stands still until it is let through."""

    entered: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def __call__(self, context: Context) -> str:
        self.entered.set()
        assert self.opened.wait(PATIENCE)
        return "through"


def give(number: int) -> Callable[[Context], int]:
    return lambda context: number


def until_canceled(context: Context) -> None:
    context.sleep(PATIENCE)
    raise AssertionError("nobody canceled")


def test_result_comes_to_the_owner(scheduler: Scheduler) -> None:
    seen: list[tuple[int, int]] = []
    job = scheduler.submit(
        "media",
        lambda context: threading.get_ident(),
        label="ask",
        on_done=lambda worker: seen.append((worker, threading.get_ident())),
    )
    scheduler.join(job)
    worker, owner = seen[0]
    assert owner == threading.get_ident() != worker
    assert job.result() == worker
    assert (job.state, job.label, job.lane) == (JobState.DONE, "ask", "media")


@pytest.mark.parametrize(
    "error", [GenerateError("the server said no"), ZeroDivisionError("a bug"), SystemExit(3)]
)
def test_every_failure_comes_to_the_owner(scheduler: Scheduler, error: BaseException) -> None:
    def fail(context: Context) -> None:
        raise error

    seen: list[BaseException] = []
    job = scheduler.submit("network", fail, on_error=seen.append)
    scheduler.wait_all()
    assert seen == [error]
    assert job.state is JobState.FAILED
    with pytest.raises(type(error)):
        job.result()


def test_failure_without_on_error_is_raised_out_of_drain(scheduler: Scheduler) -> None:
    def fail(context: Context) -> None:
        raise ZeroDivisionError("a bug")

    seen: list[str] = []
    scheduler.submit("export", fail)
    scheduler.submit("export", lambda context: "after", on_done=seen.append)
    with pytest.raises(ZeroDivisionError):
        scheduler.wait_all()
    scheduler.wait_all()
    assert seen == ["after"]


def test_callbacks_behind_one_that_fails_are_kept(scheduler: Scheduler) -> None:
    seen: list[int] = []

    def refuse_zero(number: int) -> None:
        seen.append(1 // number)

    for number in (0, 1):
        scheduler.submit("export", give(number), on_done=refuse_zero)
    with pytest.raises(ZeroDivisionError):
        scheduler.wait_all()
    scheduler.wait_all()
    assert seen == [1]


def test_lane_runs_as_many_as_it_may_at_once() -> None:
    """Three meet at a barrier of three; were there fewer threads, it would break."""
    barrier = threading.Barrier(3)
    with Scheduler(lanes={"network": 3}) as scheduler:
        jobs = [scheduler.submit("network", lambda _: barrier.wait(PATIENCE)) for _ in range(3)]
        scheduler.wait_all()
        assert sorted(job.result() for job in jobs) == [0, 1, 2]


def test_lane_runs_no_more_than_it_may() -> None:
    running: list[int] = []
    most: list[int] = []
    lock = threading.Lock()

    def work(context: Context) -> None:
        with lock:
            running.append(1)
            most.append(len(running))
        context.sleep(0.002)
        with lock:
            running.pop()

    with Scheduler(lanes={"media": 2}) as scheduler:
        for _ in range(20):
            scheduler.submit("media", work)
        scheduler.wait_all()
    assert len(most) == 20
    assert max(most) <= 2


def test_lanes_do_not_wait_for_each_other(scheduler: Scheduler) -> None:
    gate = Gate()
    slow = scheduler.submit("export", gate)
    quick = scheduler.submit("media", lambda context: "quick")
    scheduler.join(quick)
    assert (quick.result(), slow.finished) == ("quick", False)
    gate.opened.set()
    scheduler.join(slow)
    assert slow.result() == "through"


@settings(max_examples=20, deadline=None)
@given(priorities=st.lists(st.integers(-3, 3), max_size=12))
def test_higher_priority_goes_first_then_the_first_that_came(priorities: list[int]) -> None:
    gate, order = Gate(), list[int]()
    with Scheduler(lanes={"export": 1}) as scheduler:
        scheduler.submit("export", gate)
        assert gate.entered.wait(PATIENCE)
        for number, priority in enumerate(priorities):
            scheduler.submit("export", give(number), priority=priority, on_done=order.append)
        gate.opened.set()
        scheduler.wait_all()
    assert order == sorted(range(len(priorities)), key=lambda n: -priorities[n])


def test_canceled_while_running(scheduler: Scheduler) -> None:
    seen: list[str] = []
    job = scheduler.submit("network", until_canceled, on_cancel=lambda: seen.append("canceled"))
    job.cancel()
    scheduler.wait_all()
    assert seen == ["canceled"]
    assert job.state is JobState.CANCELED
    with pytest.raises(Canceled):
        job.result()


def test_canceled_while_waiting_never_runs(scheduler: Scheduler) -> None:
    gate, ran, seen = Gate(), list[str](), list[str]()
    scheduler.submit("export", gate)
    assert gate.entered.wait(PATIENCE)
    job = scheduler.submit(
        "export", lambda _: ran.append("ran"), on_cancel=lambda: seen.append("canceled")
    )
    job.cancel()
    job.cancel()
    scheduler.drain()
    assert seen == ["canceled"]
    gate.opened.set()
    scheduler.wait_all()
    assert (ran, seen) == ([], ["canceled"])


def test_result_that_comes_in_spite_of_cancel_is_delivered(scheduler: Scheduler) -> None:
    """What was paid for is not thrown away."""
    gate, seen = Gate(), list[str]()
    job = scheduler.submit("network", gate, on_done=seen.append)
    assert gate.entered.wait(PATIENCE)
    job.cancel()
    gate.opened.set()
    scheduler.wait_all()
    assert (seen, job.state) == (["through"], JobState.DONE)
    job.cancel()
    assert job.state is JobState.DONE


def test_work_sees_that_it_is_canceled(scheduler: Scheduler) -> None:
    gate = Gate()

    def work(context: Context) -> tuple[bool, bool]:
        before = context.canceled
        gate(context)
        return before, context.canceled

    job = scheduler.submit("network", work)
    assert gate.entered.wait(PATIENCE)
    job.cancel()
    gate.opened.set()
    scheduler.join(job)
    assert job.result() == (False, True)


@pytest.mark.parametrize("ask", [Context.check, lambda context: context.progress(0.5)])
def test_asking_raises_in_canceled_work(
    scheduler: Scheduler, ask: Callable[[Context], None]
) -> None:
    gate = Gate()

    def work(context: Context) -> None:
        gate(context)
        ask(context)

    job = scheduler.submit("network", work)
    assert gate.entered.wait(PATIENCE)
    job.cancel()
    gate.opened.set()
    scheduler.join(job)
    assert job.state is JobState.CANCELED


def test_only_the_last_progress_is_told(scheduler: Scheduler) -> None:
    seen: list[Progress] = []
    ended: list[int] = []

    def work(context: Context) -> None:
        for step in range(1001):
            context.progress(step / 1000, f"step {step}")

    done = threading.Event()

    def work_and_say(context: Context) -> None:
        work(context)
        done.set()

    job = scheduler.submit(
        "media",
        work_and_say,
        on_progress=seen.append,
        on_done=lambda _: ended.append(len(seen)),
    )
    assert done.wait(PATIENCE)
    assert job.progress == Progress(1.0, "step 1000")
    scheduler.wait_all()
    assert seen == [Progress(1.0, "step 1000")]
    assert ended == [1]


def test_progress_stays_between_nothing_and_all(scheduler: Scheduler) -> None:
    seen: list[float] = []

    def work(context: Context) -> None:
        context.progress(-3.0)
        context.progress(7.0)

    job = scheduler.submit("media", work, on_progress=lambda told: seen.append(told.fraction))
    scheduler.join(job)
    assert job.progress.fraction == 1.0
    assert all(0.0 <= fraction <= 1.0 for fraction in seen)


def test_owner_is_woken_for_every_event() -> None:
    woken = threading.Event()
    seen: list[str] = []
    with Scheduler(wake=woken.set) as scheduler:
        scheduler.submit("media", lambda context: "done", on_done=seen.append)
        while not seen:
            assert woken.wait(PATIENCE)
            woken.clear()
            scheduler.drain()
    assert seen == ["done"]


def test_callback_may_submit_and_drain(scheduler: Scheduler) -> None:
    seen: list[str] = []

    def first_done(word: str) -> None:
        seen.append(word)
        second = scheduler.submit("media", lambda context: "second", on_done=seen.append)
        scheduler.join(second)

    scheduler.submit("media", lambda context: "first", on_done=first_done)
    scheduler.wait_all()
    assert seen == ["first", "second"]


def test_work_may_submit_work(scheduler: Scheduler) -> None:
    seen: list[str] = []

    def work(context: Context) -> None:
        scheduler.submit("media", lambda context: "inner", on_done=seen.append)

    scheduler.submit("network", work)
    scheduler.wait_all()
    assert seen == ["inner"]


def test_many_threads_submit_at_once(scheduler: Scheduler) -> None:
    seen: list[int] = []

    def submit_some(base: int) -> None:
        for number in range(base, base + 50):
            scheduler.submit("network", give(number), on_done=seen.append)

    submitters = [threading.Thread(target=submit_some, args=[base]) for base in (0, 50, 100, 150)]
    for thread in submitters:
        thread.start()
    for thread in submitters:
        thread.join()
    scheduler.wait_all()
    assert sorted(seen) == list(range(200))


def test_drain_belongs_to_the_owner(scheduler: Scheduler) -> None:
    job = scheduler.submit("media", lambda context: scheduler.drain())
    with pytest.raises(RuntimeError, match="thread that made"):
        scheduler.join(job)


def test_unfinished_job_has_no_result(scheduler: Scheduler) -> None:
    gate = Gate()
    job = scheduler.submit("media", gate, label="slow")
    with pytest.raises(RuntimeError, match="slow"):
        job.result()
    gate.opened.set()


def test_unknown_lane_is_a_bug(scheduler: Scheduler) -> None:
    with pytest.raises(KeyError):
        scheduler.submit("kitchen", lambda context: None)
    scheduler.wait_all()


def test_shutdown_cancels_what_is_left_and_delivers_it_to_a_last_drain() -> None:
    seen: list[str] = []
    scheduler = Scheduler(lanes={"network": 1})
    for name in ("running", "waiting"):
        scheduler.submit("network", until_canceled, on_cancel=partial(seen.append, name))
    scheduler.shutdown()
    assert seen == []
    scheduler.drain()
    assert sorted(seen) == ["running", "waiting"]
    with pytest.raises(RuntimeError, match="shut down"):
        scheduler.submit("network", until_canceled)
    scheduler.shutdown()


def test_shutdown_can_let_work_come_to_its_end() -> None:
    seen: list[int] = []
    scheduler = Scheduler(lanes={"export": 1})
    for number in range(5):
        scheduler.submit("export", give(number), on_done=seen.append)
    scheduler.shutdown(cancel=False)
    scheduler.drain()
    assert seen == [0, 1, 2, 3, 4]


def test_result_is_not_held_by_an_idle_worker(scheduler: Scheduler) -> None:
    """A worker that waits must not keep the pictures of its last job in memory."""

    class Heavy:
        pass

    kept: list[weakref.ref[Heavy]] = []

    def work(context: Context) -> Heavy:
        heavy = Heavy()
        kept.append(weakref.ref(heavy))
        return heavy

    scheduler.submit("media", work)
    scheduler.wait_all()
    for _ in range(int(PATIENCE / 0.01)):
        gc.collect()
        if kept[0]() is None:
            return
        time.sleep(0.01)
    raise AssertionError("the result is still held")
