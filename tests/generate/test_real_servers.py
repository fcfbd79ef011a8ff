"""Against real servers, where a person gives one: `SORASTUDIO_TEST_COMFYUI=http://127.0.0.1:8188`
and `SORASTUDIO_TEST_OPENAI_VIDEOS=http://127.0.0.1:8000/v1`. The graphs need no weights."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from sorastudio.generate.connections import Connection
from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.patience import Patience
from sorastudio.generate.provider import Failed, Ready, Stops
from sorastudio.generate.providers.comfyui import ComfyUI
from sorastudio.generate.providers.connecting import connect
from sorastudio.generate.providers.service import HttpProvider
from sorastudio.generate.request import Input, Request
from sorastudio.generate.runner import carry_out, make_take, withdraw
from sorastudio.generate.workflows import own_folder
from sorastudio.generate.workshop import HowFar, Workshop
from sorastudio.media.probe import hash_of, read_tags
from sorastudio.media.still import write_png
from sorastudio.project.ids import SlotId
from sorastudio.project.media import ReferenceRole, Size
from sorastudio.store.account import Account
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import Charged, LedgerState, new_job_id
from sorastudio.store.secrets import Secrets
from tests.film_maker import bars

COMFYUI = os.environ.get("SORASTUDIO_TEST_COMFYUI", "")
OPENAI = os.environ.get("SORASTUDIO_TEST_OPENAI_VIDEOS", "")
needs_comfyui = pytest.mark.skipif(not COMFYUI, reason="SORASTUDIO_TEST_COMFYUI is not given")
needs_openai = pytest.mark.skipif(not OPENAI, reason="SORASTUDIO_TEST_OPENAI_VIDEOS is not given")
BRISK = Patience(first_poll=0.2, longest_poll=1.0, settle=2.0)


def _graph(**image: Any) -> dict[str, Any]:
    """A plain colour for each seed, or a picture that stands still, with silence."""
    save = {
        "video": ["3", 0],
        "filename_prefix": "{{prefix}}",
        "format": "mp4",
        "codec": "h264",
    }
    sound = {"duration": "{{seconds}}", "sample_rate": 44100, "channels": 2}
    return {
        "1": {
            "class_type": "EmptyImage",
            "inputs": {
                "width": "{{width}}",
                "height": "{{height}}",
                "batch_size": "{{frames}}",
                "color": "{{seed}}",
            },
        },
        "2": {"class_type": "EmptyAudio", "inputs": sound},
        "3": {
            "class_type": "CreateVideo",
            "inputs": {"images": ["1", 0], "audio": ["2", 0], "fps": "{{rate}}"},
        },
        "4": {"class_type": "SaveVideo", "inputs": save},
        **image,
    }


def _slow() -> dict[str, Any]:
    """Turned over and over: seconds of work in many nodes."""
    graph = _graph()
    image, number = ["1", 0], 20
    for _ in range(12):
        inputs = {"image": image, "blur_radius": 7, "sigma": 2.0}
        graph[str(number)] = {"class_type": "ImageBlur", "inputs": inputs}
        image, number = [str(number), 0], number + 1
    graph["3"]["inputs"]["images"] = image
    return graph


FACTS = {
    "first_frame": True,
    "seed": True,
    "negative": True,
    "free": True,
    "longest": "60",
    "options": ["start"],
}
TEMPLATES = {
    "plain": {
        "facts": FACTS,
        "graph": _graph(),
        "with": {
            "first_frame": {
                "5": {"class_type": "LoadImage", "inputs": {"image": "{{first_frame}}"}},
                "6": {
                    "class_type": "RepeatImageBatch",
                    "inputs": {"image": ["5", 0], "amount": "{{frames}}"},
                },
                "3": {"inputs": {"images": ["6", 0]}},
            }
        },
    },
    "fails": {
        "facts": FACTS,
        "graph": _graph(
            **{
                "7": {
                    "class_type": "Video Slice",
                    "inputs": {
                        "video": ["3", 0],
                        "start_time": 50.0,
                        "duration": 10.0,
                        "strict_duration": True,
                    },
                },
                "4": {
                    "class_type": "SaveVideo",
                    "inputs": {
                        "video": ["7", 0],
                        "filename_prefix": "{{prefix}}",
                        "format": "mp4",
                        "codec": "h264",
                    },
                },
            }
        ),
    },
    "slow": {"facts": FACTS, "graph": _slow()},
    "lacks": {
        "facts": FACTS,
        "graph": _graph(
            **{
                "3": {
                    "class_type": "CreateVideo",
                    "inputs": {"images": ["11", 0], "fps": "{{rate}}"},
                },
                "9": {"class_type": "VAELoader", "inputs": {"vae_name": "no_such.safetensors"}},
                "10": {
                    "class_type": "EmptyLatentImage",
                    "inputs": {"width": 64, "height": 64, "batch_size": 4},
                },
                "11": {
                    "class_type": "VAEDecode",
                    "inputs": {"samples": ["10", 0], "vae": ["9", 0]},
                },
            }
        ),
    },
}


@dataclass
class Real:
    shop: Workshop
    provider: HttpProvider
    ledger: Ledger


@contextmanager
def real(tmp_path: Path, kind: str, url: str) -> Iterator[Real]:
    own_folder().mkdir(parents=True, exist_ok=True)
    for name, template in TEMPLATES.items():
        (own_folder() / f"{name}.json").write_text(json.dumps(template), encoding="utf-8")
    folder = FilmFolder(tmp_path / "film.sora")
    provider = connect(Connection(name="real", kind=kind, base_url=url), Secrets(tmp_path / "k"))
    with Ledger(folder.ledger_path) as ledger:
        shop = Workshop(
            folder=folder,
            ledger=ledger,
            provider=provider,
            patience=BRISK,
            account=Account(tmp_path / "spending.db"),
        )
        try:
            yield Real(shop, provider, ledger)
        finally:
            provider.wire.close()


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def comfy(tmp_path: Path) -> Iterator[Real]:
    with real(tmp_path, "comfyui", COMFYUI) as ready:
        yield ready


def wanted(model: str, **changes: Any) -> Request:
    values: dict[str, Any] = {
        "slot_id": SlotId("s"),
        "slot_name": "sea",
        "take_number": 1,
        "provider": "real",
        "model": model,
        "prompt": "waves",
        "seed": 0x3366AA,
        "size": Size(256, 144),
        "rate": Fraction(24),
        "seconds": Fraction(1),
    }
    return Request(**{**values, **changes})


def nothing(_: HowFar) -> None:
    """No progress is shown."""


@needs_comfyui
def test_a_take_comes_with_sound_and_the_graph_that_made_it(comfy: Real) -> None:
    assert "ComfyUI" in comfy.provider.check()
    take, media = make_take(comfy.shop, wanted("plain"), nothing)
    assert media.audio is not None
    assert media.video is not None
    assert (media.video.size, media.video.rate) == (Size(256, 144), Fraction(24))
    tags = read_tags(comfy.shop.folder.locate(media))
    assert "EmptyImage" in tags["prompt"]
    again, _ = make_take(comfy.shop, wanted("plain", seed=7, take_number=2), nothing)
    assert again.media_id != take.media_id


@needs_comfyui
def test_a_first_frame_is_uploaded(comfy: Real, tmp_path: Path) -> None:
    path = tmp_path / "first.png"
    write_png(path, bars(5, Size(256, 144)))
    given = Input(role=ReferenceRole.FIRST_FRAME, path=str(path), sha256=hash_of(path))
    _, media = make_take(comfy.shop, wanted("plain", inputs=(given,)), nothing)
    assert media.video is not None


@needs_comfyui
def test_failures_say_why(comfy: Real) -> None:
    with pytest.raises(Exception, match="Video Slice"):
        make_take(comfy.shop, wanted("fails"), nothing)
    with pytest.raises(Exception, match=r"lacks the file no_such\.safetensors"):
        make_take(comfy.shop, wanted("lacks"), nothing)
    assert [job.state for job in comfy.ledger.jobs()] == [LedgerState.FAILED] * 2


@needs_comfyui
def test_a_job_goes_on_after_a_restart_and_is_never_sent_twice(comfy: Real) -> None:
    """As if we had died between the request and its answer."""
    job = comfy.ledger.record_submitting(comfy.shop.entry(wanted("plain", seed=99)))
    comfy.provider.submit(wanted("plain", seed=99), job.client_token)
    _, media = carry_out(comfy.shop, job, nothing)
    assert comfy.shop.folder.locate(media).is_file()


SLOW: dict[str, Any] = {"size": Size(480, 270), "seconds": Fraction(2)}


@needs_comfyui
def test_how_far_a_job_is_and_what_is_in_front_of_it(comfy: Real) -> None:
    """Two at the same time: the second waits for the first, and both are heard on their sockets."""
    heard: dict[int, list[HowFar]] = {1: [], 2: []}

    def make(number: int) -> None:
        request = wanted("slow", seed=number * 7919, take_number=number, **SLOW)
        make_take(comfy.shop, request, heard[number].append)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(make, 1)
        sleep(0.5)
        pool.submit(make, 2).result()
        first.result()
    assert any(now.ahead == 1 for now in heard[2])
    for told in heard.values():
        shares = [now.share for now in told if now.share is not None]
        assert shares == sorted(shares)
        assert len({share for share in shares if 0.0 < share < 0.9}) >= 2


@needs_comfyui
def test_a_running_job_is_heard_by_a_program_started_anew(comfy: Real, tmp_path: Path) -> None:
    request = wanted("slow", seed=4242, **SLOW)
    job = comfy.ledger.record_submitting(comfy.shop.entry(request))
    remote = comfy.provider.submit(request, job.client_token)
    comfy.ledger.record_accepted(job.job_id, remote.id)
    sleep(2)
    heard: list[HowFar] = []
    connection = Connection(name="real", kind="comfyui", base_url=COMFYUI)
    fresh = connect(connection, Secrets(tmp_path / "k"))
    carry_out(replace(comfy.shop, provider=fresh), job, heard.append)
    fresh.wire.close()
    assert any(now.share and now.share < 0.9 for now in heard)


@needs_comfyui
def test_a_slow_job_is_canceled(comfy: Real) -> None:
    request = wanted("plain", size=Size(960, 540), seconds=Fraction(10), seed=3)
    job = comfy.ledger.record_submitting(comfy.shop.entry(request))
    remote = comfy.provider.submit(request, job.client_token)
    comfy.ledger.record_accepted(job.job_id, remote.id)
    assert withdraw(comfy.shop, job) is Stops.COST
    assert not isinstance(comfy.provider.poll(remote), Ready)


@needs_comfyui
@pytest.mark.parametrize("model", ["wan2.2-5b", "wan2.2-14b-frames", "ltx-2"])
def test_a_shipped_graph_is_taken_or_what_it_lacks_is_named(
    comfy: Real, tmp_path: Path, model: str
) -> None:
    """Empty files of the right names are enough to have it taken; it then fails as it loads them,
    which is for the server to say."""
    path = tmp_path / "first.png"
    write_png(path, bars(5, Size(256, 144)))
    given = Input(role=ReferenceRole.FIRST_FRAME, path=str(path), sha256=hash_of(path))
    assert isinstance(comfy.provider, ComfyUI)
    can, lacks = comfy.provider.capabilities(model), comfy.provider.lacking().get(model)
    request = wanted(model, size=can.sizes[0], seconds=can.length_for(Fraction(2)), inputs=(given,))
    if lacks:
        with pytest.raises(ProviderError) as caught:
            comfy.provider.submit(request, "job-of-a-shipped-graph")
        assert all(each in str(caught.value) for each in lacks)
        return
    remote = comfy.provider.submit(request, new_job_id())
    assert comfy.provider.poll(remote) is not None
    comfy.provider.cancel(remote)


@pytest.fixture
def openai(tmp_path: Path) -> Iterator[Real]:
    with real(tmp_path, "openai-videos", OPENAI) as ready:
        yield ready


def video_wanted(**changes: Any) -> Request:
    return wanted("default", **{"size": Size(832, 480), **changes})


@needs_openai
def test_a_take_comes_from_an_openai_videos_server(openai: Real) -> None:
    assert openai.provider.check().startswith("serves ")
    heard: list[HowFar] = []
    take, media = make_take(openai.shop, video_wanted(negative="blurry"), heard.append)
    assert media.video is not None
    assert media.video.size == Size(832, 480)
    assert take.recipe.seed == 0x3366AA
    shares = [now.share for now in heard if now.share is not None]
    assert shares == sorted(shares)
    assert openai.ledger.jobs()[0].state is LedgerState.SUCCEEDED
    again, _ = make_take(openai.shop, video_wanted(seed=7, take_number=2), nothing)
    assert again.media_id != take.media_id


@needs_openai
def test_a_first_frame_goes_to_an_openai_videos_server(openai: Real, tmp_path: Path) -> None:
    path = tmp_path / "first.png"
    write_png(path, bars(5, Size(832, 480)))
    given = Input(role=ReferenceRole.FIRST_FRAME, path=str(path), sha256=hash_of(path))
    _, media = make_take(openai.shop, video_wanted(inputs=(given,)), nothing)
    assert media.video is not None


@needs_openai
def test_an_openai_videos_job_goes_on_after_a_restart_and_is_never_sent_twice(
    openai: Real,
) -> None:
    """As if we had died between the request and its answer. SGLang does not repeat the prompt, so
    it is a size that nobody else asks for."""
    size = Size(random.randrange(64, 1000) * 2, 480)
    request = video_wanted(prompt=f"waves {size}", size=size)
    before = _listed(openai)
    job = openai.ledger.record_submitting(openai.shop.entry(request))
    remote = openai.provider.submit(request, job.client_token)
    _, media = carry_out(openai.shop, job, nothing)
    assert openai.shop.folder.locate(media).is_file()
    assert _listed(openai) - before == {remote.id}
    (found,) = openai.ledger.jobs()
    assert found.provider_job_id == remote.id


def _listed(server: Real) -> set[str]:
    rows = server.provider.wire.get("videos", what="the list").maybe["data"]
    return {row["id"] for row in rows}


@needs_openai
def test_an_openai_videos_job_is_canceled(openai: Real) -> None:
    request = video_wanted(seed=3)
    job = openai.ledger.record_submitting(openai.shop.entry(request))
    remote = openai.provider.submit(request, job.client_token)
    openai.ledger.record_accepted(job.job_id, remote.id)
    assert withdraw(openai.shop, job) is Stops.UNKNOWN
    told = openai.provider.poll(remote)
    assert isinstance(told, Failed)
    assert told.category in (Category.GONE, Category.CANCELED)


@needs_openai
def test_what_an_openai_videos_server_refuses_costs_nothing(openai: Real) -> None:
    request = video_wanted(options=(("num_inference_steps", "many"),))
    with pytest.raises(ProviderError, match="num_inference_steps") as caught:
        openai.provider.submit(request, "a-job")
    assert caught.value.charged is Charged.NO
    assert caught.value.category is Category.INVALID_REQUEST
