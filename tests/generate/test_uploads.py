"""Files are given to a service before anything is asked of it: whole, once, and never along with a
key to a place that is not its own. Whatever goes wrong with that, no take was asked for."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from sorastudio.errors import GenerateError
from sorastudio.generate.errors import Category, Unconfirmed
from sorastudio.generate.provider import Stops
from sorastudio.generate.providers.connecting import kinds_of_service
from sorastudio.generate.providers.service import HttpProvider
from sorastudio.generate.request import Input, Request, Source
from sorastudio.generate.runner import carry_out, withdraw
from sorastudio.generate.waiting import JobFailed
from sorastudio.generate.wanted import refuse_beyond
from sorastudio.media.probe import hash_of
from sorastudio.project.ids import TakeId
from sorastudio.project.media import Operation, ReferenceRole
from sorastudio.store.ledger_job import Charged, LedgerState
from tests.generate.paid import KEY, LONG, SHORT, Outcome, Set, stage, video
from tests.generate.server import Fault, Plan, Reply, Service, Step, serving
from tests.generate.services import Fal, file_in, told

FIRST, LAST = ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME
GUIDE = ReferenceRole.REFERENCE
EXTEND, EDIT = Operation.EXTEND, Operation.EDIT

MODELS = {
    "fal": "fal-ai/wan/v2.7/image-to-video",
    "runway": "gen4.5",
    "gemini": "gemini-omni-1.1-flash",
    "replicate": "wan-video/wan-2.2-i2v-fast",
    "luma": "ray-3.2",
    "comfyui": "wan2.2-5b",
}
"""Those that take a first frame, of all services with a way to be given a file."""

NAMES = {
    "fal": "https://v3.fal.media/files/1.png",
    "runway": "runway://1",
    "gemini": "https://g.test/files/1",
    "replicate": "/v1/files/1",
    "luma": "file-1",
    "comfyui": "sora/x.png",
}
"""What each calls the first file it gets."""

OF_FILES = (
    ("fal", "fal-ai/wan/v2.7/image-to-video", EXTEND),
    ("fal", "fal-ai/wan/v2.7/edit-video", EDIT),
    ("runway", "aleph2", EDIT),
    ("runway", "gemini_omni_flash_1.1", EXTEND),
    ("runway", "seedance2_5", EDIT),
    ("gemini", "gemini-omni-1.1-flash", EXTEND),
    ("gemini", "gemini-omni-1.1-flash", EDIT),
    ("luma", "ray-3.2", EDIT),
)

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


def _on(tmp_path: Path, kind: str, model: str, *, hangs: bool = False) -> Iterator[Set]:
    with stage(tmp_path, kind, timeouts=SHORT if hangs else LONG) as ready:
        ready.told = replace(ready.told, model=model)
        yield ready


@pytest.fixture(params=MODELS)
def on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Set]:
    call = getattr(request.node, "callspec", None)
    hangs = call is not None and call.params.get("fault") is Fault.HANG
    yield from _on(tmp_path, request.param, MODELS[request.param], hangs=hangs)


@pytest.fixture(params=OF_FILES, ids="-".join)
def of_file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Set, Operation]]:
    kind, model, operation = request.param
    for ready in _on(tmp_path, kind, model):
        yield ready, operation


def only(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("on", [kind], indirect=True)


def picture(tmp_path: Path, size: int, name: str = "first.png") -> Path:
    """So many bytes; nobody looks into it as long as it goes along as it is."""
    path = tmp_path / name
    path.write_bytes(random.Random(size).randbytes(size))
    return path


def given(path: Path, role: ReferenceRole = FIRST) -> Input:
    return Input(role=role, path=str(path), sha256=hash_of(path))


def framed(on: Set, *inputs: Input, number: int = 1) -> Request:
    return replace(on.request(number), inputs=inputs)


def of_video(on: Set, tmp_path: Path, operation: Operation, **changes: Any) -> Request:
    """For a video that the service has never seen."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(video())
    source = Source(
        operation=operation,
        take_id=TakeId("take-of-another"),
        path=str(path),
        sha256=hash_of(path),
        seconds=Fraction(4),
        prompt="",
    )
    source = replace(source, **changes)
    can = on.provider.capabilities(on.told.model)
    asked = replace(on.request(), source=source, prompt="and then it snows")
    request = replace(
        asked, seconds=can.length_for(Fraction(4)) if operation is EXTEND else Fraction(4)
    )
    refuse_beyond(can, request)
    return request


def carry(on: Set, request: Request) -> Outcome:
    return on.carry(on.shop.entry(request))


def files(on: Set) -> list[bytes]:
    return on.told.dialect.files  # type: ignore[attr-defined, no-any-return]


def no_take_was_asked_for(on: Set, outcome: Outcome) -> None:
    assert outcome.made is None
    assert on.service.of(Step.CREATE) == []
    assert on.service.accepted == []
    assert outcome.job.state is LedgerState.FAILED
    assert outcome.job.error is not None
    assert outcome.job.error.charged is Charged.NO
    assert KEY not in outcome.job.error.message


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


LARGE = 4_000_000
"""More than goes inside of a request."""


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
    for on in _on(tmp_path, "openrouter", "google/veo-3.1-fast"):
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


def test_what_is_too_large_is_refused_before_a_byte_of_it_leaves(
    of_file: tuple[Set, Operation], tmp_path: Path
) -> None:
    on, operation = of_file
    facts = on.provider.link.service.facts
    small = replace(facts, files=replace(facts.files, video=len(video()) - 1))
    service = replace(on.provider.link.service, facts=small)
    on.provider.link = replace(on.provider.link, service=service)
    outcome = carry(on, of_video(on, tmp_path, operation))
    no_take_was_asked_for(on, outcome)
    assert on.service.journal == []
    assert "The video clip.mp4 has" in str(outcome.error)


def test_a_type_that_no_service_takes_is_refused(
    of_file: tuple[Set, Operation], tmp_path: Path
) -> None:
    on, operation = of_file
    path = tmp_path / "clip.mkv"
    path.write_bytes(video())
    outcome = carry(on, of_video(on, tmp_path, operation, path=str(path)))
    no_take_was_asked_for(on, outcome)
    assert on.service.journal == []
    assert "no MP4, MOV or WebM" in str(outcome.error)


def test_a_video_of_any_origin_is_uploaded_and_paid_for_once(
    of_file: tuple[Set, Operation], tmp_path: Path
) -> None:
    on, operation = of_file
    outcome = carry(on, of_video(on, tmp_path, operation))
    assert outcome.made is not None, outcome.error
    assert files(on) == [video()]
    (create,) = on.service.of(Step.CREATE)
    body = create.body.decode()
    assert NAMES[on.provider.link.connection.kind] in body
    assert "and then it snows" in body
    recipe = outcome.made[0].recipe
    assert (recipe.operation, recipe.parent) == (operation, "take-of-another")


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.CLOSE, Fault.CUT])
def test_a_take_of_a_video_that_is_not_answered_is_never_sent_again(
    of_file: tuple[Set, Operation], tmp_path: Path, fault: Fault
) -> None:
    on, operation = of_file
    on.service.plans.append(Plan(Step.CREATE, fault))
    outcome = carry(on, of_video(on, tmp_path, operation))
    assert isinstance(outcome.error, Unconfirmed)
    again = on.carry(outcome.job)
    assert len(on.service.of(Step.CREATE)) == 1
    assert again.job.state is LedgerState.UNCONFIRMED


@pytest.mark.parametrize("step", [Step.PLACE, Step.FILE])
def test_a_video_that_cannot_be_uploaded_costs_nothing(
    of_file: tuple[Set, Operation], tmp_path: Path, step: Step
) -> None:
    on, operation = of_file
    on.service.plans.append(Plan(step, Fault.REFUSE, Reply(500, {}), times=9))
    no_take_was_asked_for(on, carry(on, of_video(on, tmp_path, operation)))


@pytest.mark.parametrize(
    ("kind", "operation"), [("gemini", EXTEND), ("gemini", EDIT), ("luma", EDIT)]
)
def test_a_take_that_the_service_has_let_go_is_given_to_it_again(
    tmp_path: Path, kind: str, operation: Operation
) -> None:
    for on in _on(tmp_path, kind, MODELS[kind]):
        first = on.make()
        assert first.made is not None
        on.service.journal.clear()
        reply = Reply(404, {"error": {"message": "no such video"}})
        on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, reply))
        outcome = carry(on, on.request_of(operation, first))
        assert outcome.made is not None, outcome.error
        assert len(on.service.of(Step.CREATE)) == 2
        assert len(on.service.accepted) == 2
        assert files(on) == [on.folder.locate(first.made[1]).read_bytes()]
        named, whole = (seen.body.decode() for seen in on.service.of(Step.CREATE))
        assert first.job.provider_job_id in named
        assert NAMES[kind] in whole


def test_a_take_that_was_let_go_and_is_too_long_to_be_given_is_told(tmp_path: Path) -> None:
    for on in _on(tmp_path, "gemini", MODELS["gemini"]):
        first = on.make()
        request = on.request_of(EXTEND, first)
        assert request.source is not None
        request = replace(request, source=replace(request.source, seconds=Fraction(14)))
        reply = Reply(404, {"error": {"message": "no such video"}})
        on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, reply))
        outcome = carry(on, request)
        assert "it has let it go" in str(outcome.error)
        assert files(on) == []
        assert len(on.service.accepted) == 1


def test_a_video_that_is_too_long_or_short_is_refused_in_words(tmp_path: Path) -> None:
    for kind, model, seconds, words in (
        ("gemini", MODELS["gemini"], 11, r"extend a video of 11 s \(it takes 10 s at most\)"),
        ("fal", MODELS["fal"], 1, r"extend a video of 1 s \(it takes 2 s at least\)"),
        ("fal", MODELS["fal"], 13, "17 s in all"),
    ):
        folder = tmp_path / f"{kind}{seconds}"
        folder.mkdir()
        for on in _on(folder, kind, model):
            with pytest.raises(GenerateError, match=words):
                of_video(on, folder, EXTEND, seconds=Fraction(seconds))
            assert on.service.journal == []


def test_a_model_that_only_works_on_videos_makes_nothing_of_words(tmp_path: Path) -> None:
    for on in _on(tmp_path, "runway", "aleph2"):
        request = replace(on.request(), seconds=Fraction(4))
        with pytest.raises(GenerateError, match="a take of words alone"):
            refuse_beyond(on.provider.capabilities("aleph2"), request)


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


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Set]:
    """A server of one's own, which is given files in the request itself."""
    yield from _on(tmp_path, "openai-videos", "default")


def test_a_server_of_one_s_own_gets_the_video_in_the_request(own: Set, tmp_path: Path) -> None:
    request = replace(of_video(own, tmp_path, EDIT), seconds=Fraction(97, 24))
    outcome = carry(own, request)
    assert outcome.made is not None, outcome.error
    (create,) = own.service.of(Step.CREATE)
    assert create.route == "/v1/videos"
    assert file_in(create.body, "input_reference") == video()
    assert b"Content-Type: video/mp4" in create.body
    assert b'name="seconds"\r\n\r\n5\r\n' in create.body


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.CLOSE, Fault.CUT])
def test_a_video_in_a_request_that_is_not_answered_is_sent_once(
    own: Set, tmp_path: Path, fault: Fault
) -> None:
    own.service.plans.append(Plan(Step.CREATE, fault))
    outcome = carry(own, of_video(own, tmp_path, EDIT))
    assert isinstance(outcome.error, Unconfirmed)
    assert own.carry(outcome.job).made is not None
    assert len(own.service.of(Step.CREATE)) == 1
    assert len(own.service.accepted) == 1


@pytest.mark.parametrize("status", [404, 405])
def test_a_server_without_edits_is_given_the_take_itself(own: Set, status: int) -> None:
    first = own.make()
    assert first.made is not None
    own.service.journal.clear()
    reply = Reply(status, {"detail": "Not Found"})
    own.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, reply, times=2))
    outcome = carry(own, own.request_of(EDIT, first))
    assert outcome.made is not None, outcome.error
    routes = [seen.route for seen in own.service.of(Step.CREATE)]
    remix = f"/v1/videos/{first.job.provider_job_id}/remix"
    assert routes == ["/v1/videos/edits", remix, "/v1/videos"]
    assert len(own.service.accepted) == 2


def test_a_video_too_large_for_a_request_is_refused(own: Set, tmp_path: Path) -> None:
    facts = own.provider.link.service.facts
    small = replace(facts, files=replace(facts.files, video=10))
    own.provider.link = replace(
        own.provider.link, service=replace(own.provider.link.service, facts=small)
    )
    no_take_was_asked_for(own, carry(own, of_video(own, tmp_path, EDIT)))
    assert own.service.journal == []


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
