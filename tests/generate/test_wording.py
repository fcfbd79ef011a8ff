"""What each service is asked, word for word, and what is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sorastudio.errors import GenerateError
from sorastudio.generate.errors import ProviderError
from sorastudio.generate.provider import Found, Lost, RemoteJob, Untold
from sorastudio.generate.providers.comfyui import ComfyUI
from sorastudio.generate.request import Input, Request
from sorastudio.generate.wanted import refuse_beyond
from sorastudio.media.probe import hash_of
from sorastudio.media.still import write_png
from sorastudio.project.media import ReferenceRole, Size
from sorastudio.store.ledger_job import LedgerState
from tests.film_maker import bars
from tests.generate.paid import Set, stage
from tests.generate.server import Fault, Plan, Reply, Seen, Step
from tests.generate.services import OpenAI


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Set]:
    with stage(tmp_path, request.param) as ready:
        yield ready


def service(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("on", [kind], indirect=True)


def framed(on: Set, tmp_path: Path, *roles: ReferenceRole, **changes: Any) -> Request:
    path = tmp_path / "frame.png"
    write_png(path, bars(1, Size(64, 36)))
    inputs = tuple(Input(role=role, path=str(path), sha256=hash_of(path)) for role in roles)
    return replace(on.request(), inputs=inputs, **changes)


def sent(on: Set, request: Request) -> Seen:
    ready = on.provider.prepare(request, lambda _: None)
    on.provider.submit(ready, "job-0123456789abcdef0123456789abcdef")
    return on.service.accepted[0]


FIRST, LAST = ReferenceRole.FIRST_FRAME, ReferenceRole.LAST_FRAME


@service("openrouter")
def test_openrouter(on: Set, tmp_path: Path) -> None:
    body = sent(on, framed(on, tmp_path, FIRST, LAST)).json
    assert (body["model"], body["duration"], body["size"]) == (on.told.model, 4, "1280x720")
    assert [each["frame_type"] for each in body["frame_images"]] == ["first_frame", "last_frame"]
    assert body["frame_images"][0]["image_url"]["url"].startswith("data:image/png;base64,")


@service("fal")
def test_fal_speaks_the_words_of_the_model(on: Set, tmp_path: Path) -> None:
    seen = sent(on, replace(on.request(), negative="people"))
    assert seen.headers["x-fal-no-retry"] == "1"
    assert seen.json == {
        "prompt": "waves under a low sun",
        "duration": 2,
        "resolution": "720p",
        "aspect_ratio": "16:9",
        "negative_prompt": "people",
        "seed": 1,
    }


@service("runway")
def test_runway(on: Set, tmp_path: Path) -> None:
    seen = sent(on, framed(on, tmp_path, FIRST))
    assert seen.route == "/v1/image_to_video"
    assert seen.headers["x-runway-version"] == "2024-11-06"
    assert (seen.json["ratio"], seen.json["duration"]) == ("1280:720", 2)
    assert seen.json["promptImage"][0]["position"] == "first"
    outcome = on.carry(on.shop.entry(replace(on.request(), size=Size(960, 960))))
    assert "only from a first frame" in str(outcome.error)
    assert outcome.job.state is LedgerState.FAILED


@service("gemini")
def test_gemini_names_frames_in_the_prompt(on: Set, tmp_path: Path) -> None:
    body = sent(on, framed(on, tmp_path, FIRST, LAST)).json
    assert body["input"][0]["text"].startswith(
        "[# Sources <FIRST_FRAME>@Image1 <LAST_FRAME>@Image2] waves"
    )
    assert [each["type"] for each in body["input"]] == ["text", "image", "image"]
    assert body["response_format"]["duration"] == "3s"
    assert (body["background"], body["store"]) == (True, True)


@service("luma")
def test_luma(on: Set, tmp_path: Path) -> None:
    body = sent(on, framed(on, tmp_path, LAST)).json
    assert body["video"]["end_frame"]["media_type"] == "image/png"
    assert (body["aspect_ratio"], body["video"]["resolution"]) == ("16:9", "720p")
    with pytest.raises(GenerateError, match="only for 5 s"):
        on.provider.submit(framed(on, tmp_path, FIRST, seconds=Fraction(10)), "t")


@service("openai-videos")
def test_the_openai_protocol_is_multipart_always_and_names_no_model(
    on: Set, tmp_path: Path
) -> None:
    seen = sent(on, on.request())
    assert seen.headers["content-type"].startswith("multipart/form-data")
    assert b'name="model"' not in seen.body
    assert b'name="seconds"\r\n\r\n1\r\n' in seen.body
    on.provider.submit(framed(on, tmp_path, FIRST), "t")
    assert b'name="input_reference"; filename="frame.png"' in on.service.accepted[1].body


@service("comfyui")
def test_comfyui_gives_the_job_its_own_id(on: Set, tmp_path: Path) -> None:
    body = sent(on, framed(on, tmp_path, FIRST)).json
    assert body["prompt_id"] == "01234567-89ab-cdef-0123-456789abcdef"
    assert body["prompt"]["56"]["inputs"]["image"] == "sora/x.png"
    assert body["prompt"]["58"]["inputs"]["filename_prefix"].startswith("sora/job-")


@service("comfyui")
def test_comfyui_names_what_is_not_installed(on: Set) -> None:
    error = {
        "type": "value_not_in_list",
        "extra_info": {"input_name": "unet_name", "received_value": "wan.safetensors"},
    }
    body = {
        "error": {"type": "prompt_outputs_failed_validation", "message": "no"},
        "node_errors": {"37": {"class_type": "UNETLoader", "errors": [error]}},
    }
    on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, Reply(400, body)))
    outcome = on.make()
    assert "lacks the file wan.safetensors (unet_name of UNETLoader)" in str(outcome.error)
    assert outcome.job.error is not None
    assert outcome.job.error.category == "model_missing"


@service("fal")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prompt": " "}, "an empty prompt"),
        ({"prompt": "x" * 6000}, "a prompt over 5000"),
        ({"seconds": Fraction(16)}, "16 s"),
        ({"size": Size(1000, 1000)}, "1000x1000"),
        ({"options": (("mood", "calm"),)}, "the option mood"),
    ],
)
def test_what_a_model_cannot_do_is_said(on: Set, changes: Any, words: str) -> None:
    can = on.provider.capabilities(on.told.model)
    with pytest.raises(GenerateError, match=words):
        refuse_beyond(can, replace(on.request(), **changes))


@service("fal")
def test_frames_a_model_does_not_take_are_said(on: Set, tmp_path: Path) -> None:
    can = on.provider.capabilities(on.told.model)
    for roles, words in (
        ((FIRST,), "a first frame"),
        ((ReferenceRole.REFERENCE,), "more than 0 references"),
    ):
        with pytest.raises(GenerateError, match=words):
            refuse_beyond(can, framed(on, tmp_path, *roles))
    frames = on.provider.capabilities("fal-ai/veo3.1/first-last-frame-to-video")
    with pytest.raises(GenerateError, match="without a first frame"):
        refuse_beyond(frames, replace(on.request(), seconds=Fraction(4)))


@service("comfyui")
def test_comfyui_tells_what_a_workflow_lacks(on: Set) -> None:
    from sorastudio.generate.workflows import workflows

    known: dict[str, Any] = {
        node["class_type"]: {} for node in workflows()["wan2.2-5b"].graph.values()
    }
    choices = [["wan2.2_vae.safetensors"], {}]
    known["VAELoader"] = {"input": {"required": {"vae_name": choices}}}
    known["UNETLoader"] = {"input": {"required": {"unet_name": [[], {}]}}}
    newer = ["COMBO", {"multiselect": False, "options": []}]
    known["CLIPLoader"] = {"input": {"required": {"clip_name": newer}}}
    del known["Wan22ImageToVideoLatent"]
    on.service.dialect.other = lambda seen, url: Reply(200, known)  # type: ignore[method-assign]
    assert isinstance(on.provider, ComfyUI)
    assert on.provider.lacking()["wan2.2-5b"] == (
        "the file wan2.2_ti2v_5B_fp16.safetensors (unet_name of UNETLoader)",
        "the file umt5_xxl_fp8_e4m3fn_scaled.safetensors (clip_name of CLIPLoader)",
        "the node Wan22ImageToVideoLatent",
    )


@service("openai-videos")
def test_the_field_a_server_does_not_take_is_named(on: Set) -> None:
    told = {"type": "int_parsing", "loc": ["body", "seconds"], "msg": "Input should be an integer"}
    on.service.plans.append(Plan(Step.CREATE, Fault.REFUSE, Reply(422, {"detail": [told]})))
    with pytest.raises(ProviderError, match=r"\(422\): seconds: Input should be an integer\."):
        sent(on, on.request())


@service("openai-videos")
@pytest.mark.parametrize("older", [0, 200])
def test_of_a_long_list_the_newest_are_enough(on: Set, older: int) -> None:
    """`older`: so many seconds before the lost job the list begins."""
    dialect = on.service.dialect
    assert isinstance(dialect, OpenAI)
    request = on.request()
    remote = on.provider.submit(request, "job-1")
    sent_at = datetime.fromtimestamp(dialect.created, UTC)
    rows = [dialect.row(remote.id), {**dialect.row(remote.id), "id": "another", "prompt": "x"}]
    rows[1]["created_at"] = int(dialect.created) - older
    dialect.listed = {"object": "list", "data": rows, "has_more": True}
    lost = Lost(request=request, token="job-1", submitted_at=sent_at.isoformat())
    found = on.provider.reconcile(lost)
    if older:
        assert found == Found(RemoteJob(remote.id, request, {}, "job-1"))
    else:
        assert isinstance(found, Untold)
    assert on.service.journal[-1].path.endswith("/videos?limit=100")
