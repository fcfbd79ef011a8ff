"""Whatever a service does, one job is one paid request, the ledger tells the truth, no take that
was made is lost, and no key goes where it does not belong: for every service."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.generate.errors import Category, LeftRunning, Unconfirmed
from sorastudio.project.media import Operation, Size
from sorastudio.store.ledger_job import Charged, LedgerJob, LedgerState
from tests.generate.paid import KEY, LONG, SHORT, Outcome, Set, stage, video
from tests.generate.server import Fault, Plan, Reply, Seen, Service, Step, serving
from tests.generate.services import KINDS

PAGE = Reply(200, b"<!doctype html><title>Welcome</title>", {"Content-Type": "text/html"})
BAD_GATEWAY = Reply(502, b"<html><title>502</title></html>", {"Content-Type": "text/html"})
LATER = Reply(429, {"error": {"message": "slow down"}}, {"Retry-After": "0.01"})


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


def _hangs(request: pytest.FixtureRequest) -> bool:
    call = getattr(request.node, "callspec", None)
    return call is not None and call.params.get("fault") in (Fault.HANG, Fault.STALL)


@pytest.fixture(params=KINDS)
def on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Set]:
    timeouts = SHORT if _hangs(request) else LONG
    with stage(tmp_path, request.param, timeouts=timeouts) as ready:
        yield ready


def arrived(on: Set, outcome: Outcome, paid: int = 1) -> None:
    """The take is there, and was paid for once; `paid` counts all that were made."""
    assert outcome.error is None, outcome.error
    assert outcome.made is not None
    take, media = outcome.made
    assert on.folder.locate(media).is_file()
    assert outcome.job.state is LedgerState.SUCCEEDED
    assert outcome.job.asset is not None
    assert outcome.job.asset.take_id == take.id
    assert len(on.service.accepted) == paid
    nothing_leaked(on)


def nothing_leaked(on: Set) -> None:
    """The key is in no file of the film, and no download is left behind."""
    for path in on.folder.root.rglob("*"):
        if path.is_file() and path.parent != on.folder.root.parent / "home":
            assert KEY.encode() not in path.read_bytes(), path


def test_when_all_is_well_there_is_a_take_with_its_facts(on: Set) -> None:
    outcome = on.make()
    arrived(on, outcome)
    assert outcome.job.provider_job_id
    assert not list((on.folder.cache_dir / "downloads").glob("*"))
    if on.told.has_key:
        assert any(KEY in value for value in on.service.accepted[0].headers.values())


def test_refused_for_now_is_asked_again(on: Set) -> None:
    on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, LATER, times=2))
    arrived(on, on.make())
    assert len(on.service.of(Step.CREATE)) == 3


@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (Fault.ANSWER, Reply(500, {"error": {"message": "boom"}})),
        (Fault.ANSWER, BAD_GATEWAY),
        (Fault.RESET, None),
        (Fault.CLOSE, None),
        (Fault.HANG, None),
        (Fault.STALL, None),
        (Fault.CUT, None),
        (Fault.ANSWER, Reply(200, b'{"id": "vid')),
        (Fault.ANSWER, Reply(200, {"id": {"of": []}, "request_id": 1.5, "prompt_id": None})),
        (Fault.ANSWER, Reply(200, [])),
        (Fault.ANSWER, PAGE),
    ],
    ids=[
        "500",
        "502-page",
        "reset",
        "close",
        "hang",
        "stall",
        "cut",
        "truncated",
        "wrong-types",
        "list",
        "page",
    ],
)
def test_accepted_but_not_answered_is_never_sent_again(
    on: Set, fault: Fault, reply: Reply | None
) -> None:
    on.service.plans.append(Plan(Step.CREATE, fault, reply))
    outcome = on.make()
    assert isinstance(outcome.error, Unconfirmed), outcome.error
    assert outcome.job.state is LedgerState.UNCONFIRMED
    assert outcome.job.error is not None
    assert outcome.job.error.charged is Charged.UNKNOWN
    assert KEY not in str(outcome.error)
    assert len(on.service.of(Step.CREATE)) == 1
    again = on.carry(outcome.job)
    assert len(on.service.of(Step.CREATE)) == 1
    if on.told.finds_lost:
        arrived(on, again)
    else:
        assert again.job.state is LedgerState.UNCONFIRMED


def test_what_was_never_accepted_is_sent_once_more_where_the_service_can_say(on: Set) -> None:
    on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, Reply(503, {"error": "busy"})))
    outcome = on.make()
    assert outcome.job.state is LedgerState.UNCONFIRMED
    again = on.carry(outcome.job)
    if on.told.finds_lost:
        arrived(on, again)
    else:
        assert len(on.service.accepted) == 0
        assert again.job.state is LedgerState.UNCONFIRMED


@pytest.mark.parametrize(
    ("status", "category"),
    [
        (401, Category.AUTHENTICATION),
        (402, Category.CREDIT),
        (403, Category.PERMISSION),
        (404, Category.MODEL_MISSING),
        (422, Category.INVALID_REQUEST),
    ],
)
def test_a_refusal_is_final_and_costs_nothing(on: Set, status: int, category: Category) -> None:
    reply = Reply(status, {"error": {"message": f"no, not with {KEY}"}})
    on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, reply))
    outcome = on.make()
    assert outcome.job.state is LedgerState.FAILED
    assert outcome.job.error is not None
    assert outcome.job.error.category == category
    assert outcome.job.error.charged is Charged.NO
    assert KEY not in outcome.job.error.message
    assert len(on.service.of(Step.CREATE)) == 1
    nothing_leaked(on)


def test_a_prompt_that_is_not_allowed(on: Set) -> None:
    if on.told.moderated_input is None:
        pytest.skip("this service looks at the prompt only when it runs")
    on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, Reply(400, on.told.moderated_input)))
    outcome = on.make()
    assert outcome.job.error is not None
    assert outcome.job.error.category == Category.MODERATED_INPUT
    assert "Edit the prompt" in str(outcome.error)


def test_a_redirect_of_a_paid_request_is_not_followed(on: Set) -> None:
    with serving(Service(on.told.dialect, video())) as other:
        reply = Reply(307, {}, {"Location": f"{other.url}/steal"})
        on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, reply))
        outcome = on.make()
        assert outcome.job.state is LedgerState.FAILED
        assert "redirect" in str(outcome.error)
        assert other.journal == []


def test_no_server_at_all_costs_nothing(on: Set, tmp_path: Path) -> None:
    place = on.provider.wire.place
    object.__setattr__(place, "base_url", "http://127.0.0.1:9")
    outcome = on.make()
    assert outcome.job.state is LedgerState.FAILED
    assert outcome.job.error is not None
    assert (outcome.job.error.category, outcome.job.error.charged) == ("network_not_sent", "no")
    assert outcome.job.error.retryable


@pytest.mark.parametrize(
    ("fault", "reply"),
    [
        (Fault.REFUSE, Reply(500, {"error": "boom"})),
        (Fault.REFUSE, LATER),
        (Fault.REFUSE, PAGE),
        (Fault.REFUSE, Reply(200, b'{"status": "comp')),
        (Fault.REFUSE, Reply(200, {"status": 7, "state": []})),
        (Fault.RESET, None),
        (Fault.HANG, None),
        (Fault.CUT, None),
    ],
    ids=str,
)
def test_a_question_that_goes_wrong_is_asked_again(
    on: Set, fault: Fault, reply: Reply | None
) -> None:
    if on.told.dialect.__class__.__name__ in ("Comfy", "OpenAI") and reply == Reply(
        200, {"status": 7, "state": []}
    ):
        pytest.skip("its states are open: any other says that it runs")
    times = 1 if fault is Fault.HANG else 2
    on.service.plans.append(Plan(Step.POLL, fault, reply, times=times))
    on.service.words = ["running", "running", "running", "done"]
    arrived(on, on.make())


def test_a_status_that_is_new_to_us_means_that_it_runs(on: Set) -> None:
    on.service.words = ["reticulating_splines", "reticulating_splines", "done"]
    arrived(on, on.make())


@pytest.mark.parametrize("word", ["failed", "moderated"])
def test_a_job_that_fails(on: Set, word: str) -> None:
    if word == "moderated" and not on.told.moderates:
        pytest.skip("a server of one's own")
    on.service.words = ["running", word]
    outcome = on.make()
    assert outcome.job.state is LedgerState.FAILED
    assert outcome.job.error is not None
    if word == "moderated":
        assert outcome.job.error.category in (
            Category.MODERATED_OUTPUT,
            Category.MODERATED_INPUT,
        )
    assert len(on.service.accepted) == 1


def test_a_key_that_is_taken_away_leaves_the_job_running(on: Set) -> None:
    on.service.plans.append(Plan(Step.POLL, Fault.REFUSE, Reply(401, {"error": "key"}), times=1))
    outcome = on.make()
    assert isinstance(outcome.error, LeftRunning)
    assert not outcome.job.state.final
    arrived(on, on.carry(outcome.job))


def test_a_redirect_to_another_host_does_not_take_the_key_along(on: Set) -> None:
    class Elsewhere:
        def step(self, seen: Seen) -> Step:
            return Step.CONTENT

        def accept(self, seen: Seen, number: int, url: str) -> Reply:
            raise AssertionError

        state = other = accept

    with serving(Service(Elsewhere(), video())) as other:  # type: ignore[arg-type]
        reply = Reply(302, {}, {"Location": f"{other.url}/cdn/v.mp4"})
        on.service.plans.append(Plan(Step.CONTENT, Fault.REFUSE, reply))
        arrived(on, on.make())
        assert len(other.journal) == 1
        assert KEY not in str(other.journal[0].headers)


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_address_that_has_expired_is_asked_for_again(on: Set, status: int) -> None:
    on.service.plans.append(Plan(Step.CONTENT, Fault.REFUSE, Reply(status, b"expired")))
    outcome = on.make()
    if on.told.dialect.__class__.__name__ == "OpenAI":
        assert outcome.job.state is LedgerState.EXPIRED
        return
    arrived(on, outcome)


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.RESET, Fault.STALL])
def test_a_download_that_breaks_off_is_gone_on_with(on: Set, fault: Fault) -> None:
    on.service.plans.append(Plan(Step.CONTENT, fault, times=1 if fault is Fault.STALL else 2))
    arrived(on, on.make())
    if fault is Fault.CUT:
        ranges = [seen.headers.get("range", "") for seen in on.service.of(Step.CONTENT)]
        assert ranges[0] == ""
        assert ranges[1] == f"bytes={len(video()) // 2}-"


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>no</html>", video()[:400], b"\0" * 5000],
    ids=["empty", "page", "half", "zeros"],
)
def test_what_is_no_video_is_fetched_twice_and_then_told(on: Set, content: bytes) -> None:
    on.service.video = content
    outcome = on.make()
    assert outcome.job.state is LedgerState.FAILED
    assert outcome.job.error is not None
    assert outcome.job.error.category == Category.OUTPUT
    assert outcome.job.error.charged is Charged.YES
    assert len(on.service.accepted) == 1
    assert not list(on.folder.takes_dir.rglob("*.mp4"))


def test_a_video_of_another_size_and_rate_is_a_take(on: Set) -> None:
    on.service.video = video(frames=8, size=Size(96, 96), rate=8)
    outcome = on.make()
    arrived(on, outcome)
    assert outcome.made is not None
    facts = outcome.made[1].video
    assert facts is not None
    assert (facts.size, facts.rate) == (Size(96, 96), Fraction(8))


EXTEND, EDIT = Operation.EXTEND, Operation.EDIT
OF_TAKES = (
    ("openai-videos", EXTEND),
    ("openai-videos", EDIT),
    ("gemini", EXTEND),
    ("gemini", EDIT),
    ("luma", EDIT),
)


@pytest.fixture(params=OF_TAKES, ids=lambda each: f"{each[0]}-{each[1]}")
def of_take(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Set, LedgerJob, str]]:
    """A job for a take of a take, and what the service calls the latter."""
    kind, operation = request.param
    with stage(tmp_path, kind) as on:
        first = on.make()
        assert on.provider.capabilities(on.told.model).edit
        job = on.shop.entry(on.request_of(operation, first))
        on.service.journal.clear()
        yield on, job, first.job.provider_job_id


def test_a_take_of_a_take_is_paid_for_once_and_names_it(
    of_take: tuple[Set, LedgerJob, str],
) -> None:
    on, job, source = of_take
    outcome = on.carry(job)
    arrived(on, outcome, paid=2)
    (sent,) = on.service.of(Step.CREATE)
    assert source in sent.body.decode()
    assert "and then it snows" in sent.body.decode()
    assert outcome.made is not None
    recipe = outcome.made[0].recipe
    assert recipe.operation is not None
    assert recipe.parent is not None


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.CLOSE, Fault.CUT])
def test_a_take_of_a_take_that_is_not_answered_is_never_sent_again(
    of_take: tuple[Set, LedgerJob, str], fault: Fault
) -> None:
    on, job, _ = of_take
    on.service.plans.append(Plan(Step.CREATE, fault))
    outcome = on.carry(job)
    assert isinstance(outcome.error, Unconfirmed)
    again = on.carry(outcome.job)
    assert len(on.service.of(Step.CREATE)) == 1
    if on.told.finds_lost:
        arrived(on, again, paid=2)
    else:
        assert again.job.state is LedgerState.UNCONFIRMED


def test_a_source_that_the_service_has_let_go_is_told(
    of_take: tuple[Set, LedgerJob, str],
) -> None:
    on, job, _ = of_take
    assert isinstance(job.request, dict)
    source = job.request["source"]
    assert isinstance(source, dict)
    if source["operation"] in on.provider.capabilities(on.told.model).by_file:
        pytest.skip("it is given the file then")
    reply = Reply(404, {"error": {"message": "no such video"}})
    on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, reply, times=2))
    outcome = on.carry(job)
    assert "it has let it go" in str(outcome.error)
    assert outcome.job.state is LedgerState.FAILED
    assert outcome.job.error is not None
    assert outcome.job.error.charged is Charged.NO
    assert len(on.service.accepted) == 1


@pytest.mark.parametrize(("status", "calls"), [(404, 2), (405, 2), (400, 1), (500, 1)])
def test_a_server_without_edits_is_asked_for_a_remix(
    tmp_path: Path, status: int, calls: int
) -> None:
    with stage(tmp_path, "openai-videos") as on:
        first = on.make()
        on.service.journal.clear()
        reply = Reply(status, {"error": {"message": "no"}})
        on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, reply))
        outcome = on.carry(on.shop.entry(on.request_of(EDIT, first)))
        sent = on.service.of(Step.CREATE)
        assert len(sent) == calls
        if calls == 2:
            arrived(on, outcome, paid=2)
            assert sent[1].route == f"/v1/videos/{first.job.provider_job_id}/remix"
        else:
            assert outcome.made is None
            assert len(on.service.accepted) == 1
