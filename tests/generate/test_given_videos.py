"""Takes and clips of any origin are extended and edited by services that are given the video:
whole, and paid for once. What cannot be taken is refused before it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sorastudio.errors import GenerateError
from sorastudio.generate.errors import Unconfirmed
from sorastudio.generate.request import Request, Source
from sorastudio.generate.wanted import refuse_beyond
from sorastudio.media.probe import hash_of
from sorastudio.project.ids import TakeId
from sorastudio.project.media import Operation
from sorastudio.store.ledger_job import LedgerState
from tests.generate.handed import (
    MODELS,
    NAMES,
    carry,
    files,
    no_take_was_asked_for,
    on_model,
)
from tests.generate.paid import Set, video
from tests.generate.server import Fault, Plan, Reply, Step
from tests.generate.services import file_in

EXTEND, EDIT = Operation.EXTEND, Operation.EDIT

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


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture(params=OF_FILES, ids="-".join)
def of_file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Set, Operation]]:
    kind, model, operation = request.param
    for ready in on_model(tmp_path, kind, model):
        yield ready, operation


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
    for on in on_model(tmp_path, kind, MODELS[kind]):
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
    for on in on_model(tmp_path, "gemini", MODELS["gemini"]):
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
        for on in on_model(folder, kind, model):
            with pytest.raises(GenerateError, match=words):
                of_video(on, folder, EXTEND, seconds=Fraction(seconds))
            assert on.service.journal == []


def test_a_model_that_only_works_on_videos_makes_nothing_of_words(tmp_path: Path) -> None:
    for on in on_model(tmp_path, "runway", "aleph2"):
        request = replace(on.request(), seconds=Fraction(4))
        with pytest.raises(GenerateError, match="a take of words alone"):
            refuse_beyond(on.provider.capabilities("aleph2"), request)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Set]:
    """A server of one's own, which is given files in the request itself."""
    yield from on_model(tmp_path, "openai-videos", "default")


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
