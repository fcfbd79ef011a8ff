"""Files are given to a service before anything is asked of it: whole, once, and never along with a
key to a place that is not its own. Whatever goes wrong with that, no take was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from sorastudio.generate.errors import Category
from sorastudio.generate.provider import Stops
from sorastudio.generate.providers.connecting import kinds_of_service
from sorastudio.generate.providers.service import HttpProvider
from sorastudio.generate.request import Request
from sorastudio.generate.runner import carry_out, withdraw
from sorastudio.generate.waiting import JobFailed
from sorastudio.store.ledger_job import Charged, LedgerState
from tests.generate.handed import (
    GUIDE,
    LARGE,
    MODELS,
    NAMES,
    carry,
    files,
    framed,
    given,
    no_take_was_asked_for,
    on_model,
    only,
    picture,
)
from tests.generate.paid import KEY, Set, stage
from tests.generate.server import Fault, Plan, Reply, Service, Step, serving
from tests.generate.services import Fal, told

BROKEN = [
    (Fault.REFUSE, Reply(500, {"error": "boom"})),
    (Fault.REFUSE, Reply(401, {"error": f"not with {KEY}"})),
    (Fault.REFUSE, Reply(413, {"error": "too large"})),
    (Fault.REFUSE, Reply(307, {}, {"Location": "http://127.0.0.1:9/steal"})),
    (Fault.RESET, None),
    (Fault.CLOSE, None),
    (Fault.HANG, None),
    (Fault.CUT, None),
    (Fault.ANSWER, Reply(200, b'{"id": "fil')),
    (Fault.ANSWER, Reply(200, {"id": [], "name": {}, "token": {}, "file": 1, "urls": []})),
    (Fault.ANSWER, Reply(200, [])),
    (Fault.ANSWER, Reply(200, b"<!doctype html><title>Welcome</title>")),
]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture(params=MODELS)
def on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Set]:
    call = getattr(request.node, "callspec", None)
    hangs = call is not None and call.params.get("fault") is Fault.HANG
    yield from on_model(tmp_path, request.param, MODELS[request.param], hangs=hangs)


@pytest.mark.parametrize("kind", kinds_of_service())
def test_what_the_record_says_of_files_is_what_the_service_can_do(
    tmp_path: Path, kind: str
) -> None:
    with stage(tmp_path, kind) as on:
        facts = on.provider.link.service.facts.files
        gives = type(on.provider).give is not HttpProvider.give
        assert gives == bool(facts.picture)
        for name in on.provider.models():
            if on.provider.capabilities(name).by_file:
                assert facts.video


def test_a_large_picture_is_uploaded_as_it_is_and_named(on: Set, tmp_path: Path) -> None:
    path = picture(tmp_path, LARGE)
    outcome = carry(on, framed(on, given(path)))
    assert outcome.error is None, outcome.error
    assert outcome.made is not None
    assert files(on) == [path.read_bytes()]
    (create,) = on.service.of(Step.CREATE)
    assert NAMES[on.provider.link.connection.kind] in create.body.decode()
    assert len(create.body) < 10_000
    assert outcome.made[0].recipe.references[0].changed == ""
    for seen in on.service.journal:
        if seen.headers["host"].startswith("localhost"):
            assert KEY not in str(seen.headers)
        assert path.stem not in seen.path
        assert b"first.png" not in seen.body


def test_a_small_picture_goes_inside_of_the_request(on: Set, tmp_path: Path) -> None:
    path = picture(tmp_path, 3000)
    assert carry(on, framed(on, given(path))).error is None
    if on.provider.link.service.facts.files.inline:
        assert files(on) == []
    else:
        assert files(on) == [path.read_bytes()]


def test_a_picture_is_uploaded_once_for_many_takes(on: Set, tmp_path: Path) -> None:
    path = picture(tmp_path, LARGE)
    for number in (1, 2, 3):
        assert carry(on, framed(on, given(path), number=number)).error is None
    assert len(files(on)) == 1
    assert len(on.service.accepted) == 3
    if on.provider.link.connection.kind == "comfyui":
        return
    on.provider.uploads.now = lambda: 4e10
    assert carry(on, framed(on, given(path), number=4)).error is None
    assert len(files(on)) == 2


def test_threads_that_need_the_same_picture_upload_it_once(on: Set, tmp_path: Path) -> None:
    request = framed(on, given(picture(tmp_path, LARGE)))
    found: list[Request] = []
    threads = [
        threading.Thread(target=lambda: found.append(on.provider.prepare(request, lambda _: None)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(on)) == 1
    assert len({each.inputs[0].given for each in found}) == 1


def _tried(on: Set) -> list[Step]:
    return [Step.PLACE, Step.FILE] if on.told.dialect.place != "-" else [Step.FILE]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("fault", "reply"), BROKEN, ids=str)
def test_an_upload_that_goes_wrong_is_a_refusal_and_nothing_is_paid(
    on: Set, tmp_path: Path, fault: Fault, reply: Reply | None
) -> None:
    for number, step in enumerate(_tried(on), 1):
        kind = on.provider.link.connection.kind
        store = step is Step.FILE and kind in ("runway", "luma")
        if store and fault in (Fault.ANSWER, Fault.CUT):
            continue  # what a store answers says nothing
        on.service.plans = [Plan(step, fault, reply, times=99)]
        path = picture(tmp_path, LARGE + number)
        outcome = carry(on, framed(on, given(path), number=number))
        no_take_was_asked_for(on, outcome)
        assert "could not be uploaded" in str(outcome.error)
        assert "No take was asked for, and nothing was charged." in str(outcome.error)
        assert len(str(outcome.error)) < 600


def test_an_upload_that_stumbles_is_tried_again(on: Set, tmp_path: Path) -> None:
    path = picture(tmp_path, LARGE)
    steps = _tried(on)
    on.service.plans = [Plan(step, Fault.REFUSE, Reply(503, {"error": "busy"})) for step in steps]
    outcome = carry(on, framed(on, given(path)))
    assert outcome.error is None, outcome.error
    assert files(on) == [path.read_bytes()]
    assert len(on.service.accepted) == 1


def test_what_failed_to_upload_is_uploaded_by_the_next_attempt(on: Set, tmp_path: Path) -> None:
    on.service.plans = [Plan(Step.FILE, Fault.REFUSE, Reply(500, {}), times=3)]
    request = framed(on, given(picture(tmp_path, LARGE)))
    no_take_was_asked_for(on, carry(on, request))
    assert carry(on, replace(request, take_number=2)).error is None
    assert len(files(on)) == 1


def test_what_a_refused_request_named_is_uploaded_again(on: Set, tmp_path: Path) -> None:
    """The service may have let it go before its time."""
    request = framed(on, given(picture(tmp_path, LARGE)))
    assert carry(on, request).error is None
    on.service.plans = [Plan(Step.CREATE, Fault.REFUSE, Reply(400, {"error": "no such file"}))]
    assert carry(on, replace(request, take_number=2)).error is not None
    assert carry(on, replace(request, take_number=3)).error is None
    assert len(files(on)) == 2


def test_it_can_be_stopped_in_the_middle_of_an_upload(on: Set, tmp_path: Path) -> None:
    left = 20

    class Enough(Exception):
        pass

    def pause(_: float) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Enough

    job = on.ledger.record_draft(on.shop.entry(framed(on, given(picture(tmp_path, LARGE)))))
    with pytest.raises(Enough):
        carry_out(on.shop, job, lambda _: None, pause)
    assert on.service.of(Step.CREATE) == []
    assert files(on) == []
    waits = on.ledger.find(job.job_id)
    assert waits is not None
    assert waits.state is LedgerState.DRAFT
    assert on.carry(waits).error is None


def test_without_a_network_it_stays_in_the_queue(on: Set, tmp_path: Path) -> None:
    place = on.provider.wire.place
    job = on.ledger.record_draft(on.shop.entry(framed(on, given(picture(tmp_path, LARGE)))))
    right = place.base_url
    object.__setattr__(place, "base_url", "http://127.0.0.1:9")
    outcome = on.carry(job)
    assert outcome.job.state is LedgerState.DRAFT
    object.__setattr__(place, "base_url", right)
    assert on.carry(outcome.job).error is None


def test_a_file_that_is_gone_is_told(on: Set, tmp_path: Path) -> None:
    path = picture(tmp_path, LARGE)
    request = framed(on, given(path))
    path.unlink()
    outcome = carry(on, request)
    no_take_was_asked_for(on, outcome)
    assert "first.png cannot be read" in str(outcome.error)


def test_the_names_a_service_has_for_files_are_kept_nowhere(on: Set, tmp_path: Path) -> None:
    outcome = carry(on, framed(on, given(picture(tmp_path, LARGE))))
    name = NAMES[on.provider.link.connection.kind]
    assert name not in str(outcome.job.request)


@only("gemini")
def test_of_several_pictures_only_what_fits_together_goes_inside(on: Set, tmp_path: Path) -> None:
    sizes = (2_500_000, 900_000, 1_000_000)
    paths = [picture(tmp_path, size, f"{size}.png") for size in sizes]
    request = framed(on, *(given(path, GUIDE) for path in paths))
    assert carry(on, request).error is None
    assert files(on) == [paths[0].read_bytes()]
    (create,) = on.service.of(Step.CREATE)
    kinds = ["uri" in each for each in create.json["input"][1:]]
    assert kinds == [True, False, False]


def test_pictures_share_a_request_where_nothing_can_be_uploaded(tmp_path: Path) -> None:
    """And that they were made smaller for it is told, with the take and with the job."""
    for on in on_model(tmp_path, "openrouter", "google/veo-3.1-fast"):
        small = picture(tmp_path, 40_000, "small.png")
        inputs = [given(small, GUIDE)]
        for name in ("one.png", "two.png"):
            noise = np.random.default_rng(len(inputs)).integers(0, 256, (900, 1600, 3), np.uint8)
            cv2.imwrite(str(tmp_path / name), noise)
            inputs.append(given(tmp_path / name, GUIDE))
        outcome = carry(on, framed(on, *inputs))
        assert outcome.made is not None, outcome.error
        (create,) = on.service.of(Step.CREATE)
        assert len(create.body) < 5_100_000
        changed = [each.changed for each in outcome.made[0].recipe.references]
        assert changed[0] == ""
        for words, name in zip(changed[1:], ("one.png", "two.png"), strict=True):
            assert words.startswith(f"The reference {name} (PNG, 1600x900, 4.")
            assert "was sent as a JPEG of 1600x900, 1." in words
            assert words in str(outcome.job.request)


@only("fal")
def test_a_pass_is_shown_to_no_store_that_is_not_the_service_s(on: Set, tmp_path: Path) -> None:
    with serving(Service(told("fal").dialect, b"")) as other:
        assert isinstance(on.told.dialect, Fal)
        on.told.dialect.store = other.url
        outcome = carry(on, framed(on, given(picture(tmp_path, LARGE))))
        no_take_was_asked_for(on, outcome)
        assert "not fal’s" in str(outcome.error)
        assert other.journal == []


@only("gemini")
def test_a_file_that_the_service_cannot_use_is_told(on: Set, tmp_path: Path) -> None:
    said = Reply(200, {"state": "FAILED", "error": {"message": "no picture"}})
    right = on.told.dialect.upload

    def upload(seen: Any, url: str) -> Reply:
        return said if seen.method == "GET" else right(seen, url)

    on.told.dialect.upload = upload  # type: ignore[method-assign]
    outcome = carry(on, framed(on, given(picture(tmp_path, LARGE))))
    no_take_was_asked_for(on, outcome)
    assert outcome.job.error is not None
    assert outcome.job.error.category == Category.INPUT_ASSET
    assert "no picture" in str(outcome.error)


@only("fal")
def test_a_pass_that_cannot_be_sent_is_a_refusal(on: Set, tmp_path: Path) -> None:
    told_so = {"token": "пропуск", "token_type": "Bearer", "base_url": on.service.url}
    on.service.plans = [Plan(Step.PLACE, Fault.ANSWER, Reply(200, told_so), times=9)]
    no_take_was_asked_for(on, carry(on, framed(on, given(picture(tmp_path, LARGE)))))


@only("luma")
def test_headers_that_are_none_are_left_out(on: Set, tmp_path: Path) -> None:
    for headers in (["x-signed"], {"x-signed": 7}, None):
        upload = {"url": f"{on.service.url}/store/file-1", "headers": headers}
        answer = Reply(201, {"id": "file-1", "state": "pending", "upload": upload})
        on.service.plans = [
            Plan(Step.PLACE, Fault.REFUSE, answer),
            Plan(Step.FILE, Fault.REFUSE, Reply(403, {}), times=9),
            Plan(Step.PLACE, Fault.REFUSE, answer, times=9),
        ]
        outcome = carry(on, framed(on, given(picture(tmp_path, LARGE))))
        no_take_was_asked_for(on, outcome)
        assert "answered 403" in str(outcome.error)


@pytest.mark.parametrize("passed", [0.0, 5.0], ids=["behind-it", "in-its-middle"])
def test_a_job_that_is_taken_back_while_it_uploads_is_never_asked_for(
    on: Set, tmp_path: Path, passed: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = on.ledger.record_draft(on.shop.entry(framed(on, given(picture(tmp_path, LARGE)))))
    clock, taken_back = 0.0, False

    def pause(_: float) -> None:
        nonlocal clock, taken_back
        clock += passed
        if not taken_back:
            taken_back = True
            assert withdraw(on.shop, job) is Stops.COST

    monkeypatch.setattr("sorastudio.generate.sending.monotonic", lambda: clock)
    with pytest.raises(JobFailed, match="was taken back"):
        carry_out(on.shop, job, lambda _: None, pause)
    assert on.service.of(Step.CREATE) == []
    assert len(files(on)) == (1 if not passed else 0)
    after = on.ledger.find(job.job_id)
    assert after is not None
    assert after.state is LedgerState.CANCELED
    assert after.error is not None
    assert after.error.charged is Charged.NO


@only("runway")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            b"<Error><Code>X</Code><Message>Policy expired.</Message></Error>",
            "403: Policy expired.",
        ),
        (b"no", "answered 403. No take"),
    ],
)
def test_what_a_store_says_is_told(on: Set, tmp_path: Path, body: bytes, words: str) -> None:
    on.service.plans.append(Plan(Step.FILE, Fault.REFUSE, Reply(403, body), times=9))
    outcome = carry(on, framed(on, given(picture(tmp_path, LARGE))))
    no_take_was_asked_for(on, outcome)
    assert words in str(outcome.error)
