"""What services say of their models and prices: over real sockets, whatever they answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sorastudio.errors import CapReached, SoraError
from sorastudio.generate import published
from sorastudio.generate.connections import ConnectionsFile
from sorastudio.generate.offers import offer_of
from sorastudio.generate.price import published_amount
from sorastudio.generate.providers.fal import price_in
from sorastudio.generate.published import Published, published_by, service_of, telling
from sorastudio.generate.records import ModelFacts, PriceRecord, shipped
from sorastudio.generate.runner import carry_out
from sorastudio.generate.workflows import workflows
from sorastudio.project.media import Size
from sorastudio.store.secrets import Secrets
from tests.generate.paid import Set, stage
from tests.generate.server import Reply, Seen

HD = Size(1280, 720)
WAN = "fal-ai/wan/v2.7/text-to-video"
Says = Callable[[Seen], Reply]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def on(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Set]:
    with stage(tmp_path, request.param) as ready:
        ConnectionsFile().put(ready.provider.link.connection)
        yield ready


def service(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("on", kinds, indirect=True)


def says(on: Set, reply: Reply | Says) -> None:
    """What the service answers to whatever is not a job."""
    answer = reply if callable(reply) else lambda _: reply
    on.service.dialect.other = lambda seen, url: answer(seen)  # type: ignore[method-assign]


def told(on: Set) -> Published:
    found = on.provider.refresh()
    assert found is not None
    assert found == published_by(on.provider.link.connection)
    assert all(seen.method == "GET" for seen in on.service.journal)
    return found


def usd(on: Set, model: str, seconds: int, size: Size = HD) -> Decimal:
    cost = on.provider.capabilities(model).estimate(Fraction(seconds), size)
    assert cost is not None
    return cost.amount


def fal(prices: dict[str, dict[str, Any]], *, gone: str = "") -> Says:
    """A fal that has all models but one, and answers 404 where it has no price for one of them."""

    def answer(seen: Seen) -> Reply:
        names = parse_qs(urlsplit(seen.path).query)["endpoint_id"]
        if seen.route == "/v1/models":
            rows = [{"endpoint_id": name, "metadata": {}} for name in names if name != gone]
            return Reply(200, {"models": [*rows, 7, {}, {"endpoint_id": ["x"]}], "has_more": False})
        assert seen.route == "/v1/models/pricing"
        if any(name not in prices for name in names):
            return Reply(404, {"error": {"type": "not_found", "message": "no price"}})
        rows = [{"endpoint_id": name, "currency": "USD", **prices[name]} for name in names]
        return Reply(200, {"prices": rows, "next_cursor": None, "has_more": False})

    return answer


@service("fal")
def test_fal_tells_prices_and_what_is_gone(on: Set) -> None:
    assert usd(on, WAN, 5) == Decimal("0.5")
    luma = "luma/agent/ray/v3.2/text-to-video"
    prices = {
        WAN: {"unit_price": 0.12, "unit": "seconds"},
        "fal-ai/veo3.1": {"unit_price": 1.6, "unit": "videos"},
        luma: {"unit_price": 3, "unit": "compute seconds"},
    }
    says(on, fal(prices, gone="fal-ai/ltx-2.3/text-to-video"))
    found = told(on)
    count = len(shipped("fal").models)
    assert f"{count - 1} of {count} models are there; prices were told for 2." in found.words
    assert usd(on, WAN, 5) == Decimal("0.6")
    # Twice as much for larger pictures, as before.
    assert usd(on, WAN, 5, Size(1920, 1080)) == Decimal("1.2")
    # Of the shortest video, which has 4 s.
    assert usd(on, "fal-ai/veo3.1", 4) == Decimal("1.6")
    assert usd(on, "fal-ai/veo3.1", 8) == Decimal("3.2")
    assert usd(on, luma, 5, Size(960, 540)) == Decimal("0.5")
    price = on.provider.capabilities(WAN).price
    assert price is not None
    assert price.as_of == found.at[:10]
    offer = offer_of("svc")
    assert "any more" in offer.model("fal-ai/ltx-2.3/text-to-video").unusable
    assert offer.model(WAN).unusable == ""
    assert offer.model(WAN).can.price == price


@service("fal")
@pytest.mark.parametrize("strict", [False, True])
def test_fal_in_pages_or_with_a_404_for_one_that_is_gone(on: Set, strict: bool) -> None:
    def answer(seen: Seen) -> Reply:
        query = parse_qs(urlsplit(seen.path).query)
        names, at = query["endpoint_id"], int(query.get("cursor", ["0"])[0])
        if strict and (len(names) > 1 or names[0] == WAN):
            return Reply(404, {"error": {"message": "not found"}})
        rows = [{"endpoint_id": name, "unit_price": 0.2, "unit": "second"} for name in names]
        some = rows[at : at + 5]
        more = at + 5 < len(rows)
        cursor = str(at + 5) if more else None
        body = {"models": some, "prices": some, "has_more": more, "next_cursor": cursor}
        return Reply(200, body)

    says(on, answer)
    found = told(on)
    count = len(shipped("fal").models)
    assert found.words.startswith(f"{count - strict} of {count} models are there")
    assert bool(found.of(WAN).unusable) == strict
    assert usd(on, "fal-ai/veo3.1", 4) == Decimal("0.8")


@pytest.mark.parametrize(
    ("unit", "price", "expected"),
    [
        ("seconds", 0.1, "0.1"),
        ("second", "0.1", "0.1"),
        ("5 seconds", 0.35, "0.07"),
        ("video_second", 0.1, "0.1"),
        ("videos", 0.1, "0.1"),
        ("compute seconds", 0.1, None),
        ("megapixels", 0.1, None),
        ("seconds", 0, None),
        ("seconds", -0.1, None),
        ("seconds", float("nan"), None),
        ("seconds", float("inf"), None),
        ("seconds", 1e9, None),
        ("seconds", "cheap", None),
        ("seconds", "9" * 5000, None),
        ("seconds", True, None),
        ("seconds", [0.1], None),
        (7, 0.1, None),
        (None, 0.1, None),
    ],
)
def test_absurd_prices_are_none(unit: object, price: object, expected: str | None) -> None:
    found = price_in({"unit_price": price, "unit": unit}, ModelFacts(model="m"))
    assert (found and found.amount) == (None if expected is None else Decimal(expected))


def test_a_price_in_other_money_is_none_and_a_ratio_is_rounded_up() -> None:
    facts = ModelFacts(
        model="m",
        price=PriceRecord(
            amount=Decimal("0.3"), as_of="2026-01-01", by_lines=((1080, Decimal("0.4")),)
        ),
    )
    assert price_in({"unit_price": 1, "unit": "seconds", "currency": "JPY"}, facts) is None
    found = price_in({"unit_price": "0.1", "unit": "seconds"}, facts)
    assert found is not None
    assert found.by_lines == ((1080, Decimal("0.133334")),)
    assert published_amount(10**30) is None


@service("openai-videos")
def test_what_a_server_serves_takes_the_place_of_the_shipped(on: Set) -> None:
    rows = [
        {"id": "Wan-AI/Wan2.2-T2V", "object": "model"},
        {"id": 7},
        {"id": "x\n"},
        {"id": "<b>"},
        "y",
    ]
    says(on, Reply(200, {"object": "list", "data": rows}))
    assert on.provider.default_model == "default"
    assert told(on).words == "It serves Wan-AI/Wan2.2-T2V."
    assert on.provider.default_model == "Wan-AI/Wan2.2-T2V"
    can = on.provider.capabilities("Wan-AI/Wan2.2-T2V")
    assert (can.options, can.price) == (None, None)
    offer = offer_of("svc")
    assert list(offer.models) == ["Wan-AI/Wan2.2-T2V"]
    assert offer.any_other is None
    assert offer.model("").label == "Wan-AI/Wan2.2-T2V"
    on.provider.submit(replace(on.request(), model=on.provider.default_model), "token")
    assert b"Wan-AI/Wan2.2-T2V" in on.service.accepted[0].body


@service("openai-videos")
def test_of_several_none_is_the_usual_one_and_one_that_is_set_stays(on: Set) -> None:
    says(on, Reply(200, {"data": [{"id": "a"}, {"id": "sora-2"}]}))
    told(on)
    offer = offer_of("svc")
    assert (offer.default_model, list(offer.models)) == ("default", ["a", "sora-2", "default"])
    assert offer.model("sora-2").can.price is not None
    ConnectionsFile().put(replace(on.provider.link.connection, model="b"))
    assert offer_of("svc").default_model == "b"
    assert offer_of("svc").model("").can.options is None


@service("comfyui")
def test_comfyui_workflows_that_lack_something(on: Set) -> None:
    nodes: dict[str, Any] = {
        node["class_type"]: {}
        for flow in workflows().values()
        for node in (*flow.graph.values(), *(n for o in flow.overlays.values() for n in o.values()))
        if "class_type" in node
    }
    del nodes["Wan22ImageToVideoLatent"]
    says(on, Reply(200, nodes))
    count = len(workflows())
    assert told(on).words == f"{count - 1} of {count} workflows can be made."
    before = len(on.service.journal)
    offer = offer_of("svc")
    assert offer.models["wan2.2-5b"].unusable == (
        "The server lacks the node Wan22ImageToVideoLatent."
    )
    assert [name for name, each in offer.models.items() if each.unusable] == ["wan2.2-5b"]
    # Told without asking the server again.
    assert len(on.service.journal) == before
    nodes["Wan22ImageToVideoLatent"] = {}
    says(on, Reply(200, nodes))
    assert told(on).words == f"All {count} workflows can be made."
    assert offer_of("svc").models["wan2.2-5b"].unusable == ""


VEO = "google/veo-3.1-fast"


def replicate(properties: dict[str, Any], schemas: dict[str, Any] | None = None) -> Says:
    """A Replicate that has Veo as it is said here, Wan for text as it was, and nothing else."""

    def answer(seen: Seen) -> Reply:
        if seen.route == f"/models/{VEO}":
            all_schemas = {"Input": {"properties": properties}, **(schemas or {})}
            schema = {"components": {"schemas": all_schemas}}
            return Reply(200, {"latest_version": {"openapi_schema": schema}})
        if seen.route == "/models/wan-video/wan-2.2-t2v-fast":
            return Reply(200, {"latest_version": None})
        return Reply(404, {"detail": "not found", "status": 404})

    return answer


@service("replicate")
def test_replicate_narrows_a_record_by_the_schema(on: Set) -> None:
    properties = {
        "prompt": {"type": "string"},
        "image": {"type": "string"},
        "duration": {"allOf": [{"$ref": "#/components/schemas/duration"}], "default": 8},
        "resolution": {"enum": ["720p"]},
        "aspect_ratio": {"enum": ["16:9", 7]},
    }
    says(on, replicate(properties, {"duration": {"enum": [4, 6, 12]}}))
    found = told(on)
    assert found.words.startswith(f"2 of {len(shipped('replicate').models)} models are there")
    can = on.provider.capabilities(VEO)
    assert can.lengths == (Fraction(4), Fraction(6))
    assert can.sizes == (HD,)
    assert (can.first_frame, can.last_frame, can.seed, can.negative) == (True, False, False, False)
    assert "any more" in offer_of("svc").models["wan-video/wan-2.2-i2v-fast"].unusable
    as_shipped = shipped("replicate").model("wan-video/wan-2.2-t2v-fast")
    assert service_of(on.provider.link.connection).model(as_shipped.facts.model) == as_shipped
    # What it takes no more is not sent.
    on.provider.submit(replace(on.request(), model=VEO, seconds=Fraction(4)), "token")
    assert "seed" not in on.service.accepted[0].json["input"]


@service("replicate")
def test_replicate_bounds_narrow_and_nonsense_does_not(on: Set) -> None:
    bounds = {"type": "integer", "minimum": 5, "maximum": 7}
    says(on, replicate({"duration": bounds, "seed": {}, "resolution": {"enum": "720p"}}))
    told(on)
    can = on.provider.capabilities(VEO)
    assert (can.lengths, can.seed, len(can.sizes)) == ((Fraction(6),), True, 4)
    says(on, replicate({"duration": {"enum": ["none of ours"]}, "seed": {"minimum": "x"}}))
    told(on)
    assert on.provider.capabilities(VEO).lengths == shipped("replicate").model(VEO).facts.lengths


@service("runway")
def test_runway_tells_credits_and_how_much_at_once(on: Set) -> None:
    tiers = {
        "gen4.5": {"maxConcurrentGenerations": 3, "maxDailyGenerations": 500},
        "veo3.1": {"maxConcurrentGenerations": 3},
        "seedance2": {"maxConcurrentGenerations": 1},
        "gen4_turbo": {"maxConcurrentGenerations": "many"},
    }
    says(on, Reply(200, {"creditBalance": 1250, "tier": {"models": tiers}}))
    words = told(on).words
    assert "1250 credits are left ($12.50)" in words
    assert "1 of Seedance 2.0; 3 of Gen-4.5, Veo 3.1" in words
    assert usd(on, "gen4.5", 5) == Decimal("0.6")


@service("gemini")
def test_gemini_tells_which_models_are_there(on: Set) -> None:
    def pages(seen: Seen) -> Reply:
        query = parse_qs(urlsplit(seen.path).query)
        if "pageToken" not in query:
            rows = [{"name": "models/gemini-omni-1.2-flash"}, {"name": 3}]
            return Reply(200, {"models": rows, "nextPageToken": "two/2"})
        assert query["pageToken"] == ["two/2"]
        return Reply(200, {"models": [{"name": "models/other"}]})

    says(on, pages)
    assert "1 of 2 models are there" in told(on).words
    models = offer_of("svc").models
    assert [bool(each.unusable) for each in models.values()] == [True, False]


@service("luma")
def test_luma_tells_nothing(on: Set) -> None:
    assert on.provider.refresh() is None
    assert on.service.journal == []
    assert published_by(on.provider.link.connection) is None


@service("openrouter")
def test_openrouter_publishes_its_models(on: Set) -> None:
    row = {
        "id": "new/model",
        "name": "New",
        "supported_durations": [5, 10, "x", -3, 10**12],
        "supported_resolutions": ["720p", "999999999p"],
        "supported_aspect_ratios": ["16:9", "9:16", {}],
        "supported_frame_images": ["first_frame"],
        "seed": True,
        "generate_audio": None,
        "pricing_skus": {
            "per_video_second": "0.05",
            "per_video_second_1080p": "0.08",
            "second_of_nonsense": float("nan"),
            "another_second": "Infinity",
        },
    }
    broken = {**row, "id": "broken", "supported_sizes": 7, "supported_durations": 5}
    says(on, Reply(200, {"data": [row, {"id": "x"}, broken, 7]}))
    assert [each.model for each in told(on).models] == ["new/model"]
    can = on.provider.capabilities("new/model")
    assert can.lengths == (Fraction(5), Fraction(10))
    assert can.sizes == (HD, Size(720, 1280))
    assert (can.first_frame, can.last_frame, can.seed, can.sound) == (True, False, True, False)
    assert usd(on, "new/model", 5) == Decimal("0.4")
    # Those that came with the program are there as well.
    assert on.provider.capabilities("google/veo-3.1").seed


_DEEP = b"[" * 100_000
_NONSENSE = (
    Reply(200, b"<!doctype html><title>Sign in</title>"),
    Reply(200, b""),
    Reply(200, []),
    Reply(200, {}),
    Reply(200, "text"),
    Reply(200, {"data": 7, "models": "x", "creditBalance": [], "tier": 3, "latest_version": 1}),
    Reply(200, {"data": [], "models": [], "creditBalance": float("nan")}),
    Reply(200, {"data": [None, 3, {"id": None}], "models": [None, {"name": 4}, "z"]}),
    Reply(200, _DEEP),
    Reply(200, b'{"data": "' + b"x" * 13_000_000 + b'"}'),
    Reply(500, {"error": "boom"}),
    Reply(401, {"error": {"message": "no"}}),
)


@service("fal", "openai-videos", "openrouter", "replicate", "runway", "gemini", "comfyui")
@pytest.mark.parametrize("number", range(len(_NONSENSE)))
def test_a_bad_answer_changes_nothing_and_is_said(on: Set, number: int) -> None:
    connection, reply = on.provider.link.connection, _NONSENSE[number]
    before = telling(on.provider.link.connection, "as it was")
    assert published.keep(connection, before)
    says(on, reply)
    kind = connection.kind
    if kind == "replicate" and 200 <= reply.status < 300 and isinstance(reply.body, dict):
        # A model without a schema is there, and as it was.
        assert told(on).unusable == {}
        assert service_of(connection) == shipped(kind)
        return
    if kind == "gemini" and number == 7:
        # A list of other models.
        assert len(told(on).unusable) == 2
        return
    with pytest.raises(SoraError) as caught:
        on.provider.refresh()
    assert "svc" in caught.value.what
    assert published_by(connection) == before


@service("fal")
def test_what_was_told_is_of_its_connection_alone(on: Set) -> None:
    says(on, fal({WAN: {"unit_price": 9, "unit": "seconds"}}))
    told(on)
    connection = on.provider.link.connection
    assert published_by(replace(connection, base_url="https://elsewhere")) is None
    assert published_by(replace(connection, name="other")) is None
    assert published_by(replace(connection, label="other")) is not None
    published.forget("svc")
    assert published_by(connection) is None
    assert published.stamps() == {}


@service("fal")
@pytest.mark.parametrize("after", ["gone", "elsewhere"])
def test_what_comes_after_the_connection_is_another_is_not_kept(on: Set, after: str) -> None:
    connection = on.provider.link.connection
    if after == "gone":
        ConnectionsFile().remove("svc")
    else:
        ConnectionsFile().put(replace(connection, base_url="https://elsewhere/v1"))
    assert not published.keep(connection, telling(on.provider.link.connection, "too late"))
    assert published.stamps() == {}


@service("fal")
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b'{"version": 1, "told": {}}', b'{"version": 2, "told": []}', b"[]"],
)
def test_a_file_that_cannot_be_read_counts_as_nothing(on: Set, content: bytes) -> None:
    path = published.folder() / "svc.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert published_by(on.provider.link.connection) is None
    assert service_of(on.provider.link.connection) == shipped("fal")
    says(on, fal({WAN: {"unit_price": 0.2, "unit": "seconds"}}))
    told(on)
    assert usd(on, WAN, 5) == 1
    assert json.loads(path.read_text())["version"] == published.VERSION


@service("fal")
def test_caps_hold_by_the_price_that_was_told(on: Set) -> None:
    """To the cent, and for a generator that was ready before it was told."""
    on.ledger.set_cap(Decimal("0.50"))
    seconds = on.request().seconds
    assert on.make(1).error is None
    assert on.ledger.spending()["USD"].spent == Decimal("0.2")
    says_job = on.service.dialect.other
    prices = fal({WAN: {"unit_price": "0.15", "unit": "seconds"}})
    on.service.dialect.other = (  # type: ignore[method-assign]
        lambda seen, url: prices(seen) if "/v1/models" in seen.path else says_job(seen, url)
    )
    on.provider.refresh()
    assert seconds == 2
    assert on.make(2).error is None
    assert on.ledger.spending()["USD"].spent == Decimal("0.5")
    sent = len(on.service.accepted)
    with pytest.raises(CapReached):
        carry_out(on.shop, on.shop.entry(on.request(3)), lambda _: None)
    assert len(on.service.accepted) == sent


_WRITER = """
import sys
from sorastudio.generate import published
from sorastudio.generate.connections import ConnectionsFile
from sorastudio.generate.published import Published, Told

connection = ConnectionsFile().named("svc")
mine = sys.argv[1]
for n in range(60):
    told = Published(
        kind=connection.kind,
        base_url=connection.base_url,
        at=published.now(),
        words=mine,
        models=tuple(Told(model=f"m{k}", unusable=mine) for k in range(int(mine) * 40)),
    )
    assert published.keep(connection, told)
    found = published.published_by(connection)
    assert found is not None, "the file cannot be read"
    assert {each.unusable for each in found.models} == {found.words}, "two in one"
"""


@service("fal")
def test_programs_that_write_at_once_leave_one_whole_answer(on: Set) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, str(n)], stderr=subprocess.PIPE)
        for n in (1, 2, 3)
    ]
    ends = [each.communicate(timeout=120)[1].decode() for each in writers]
    assert [each.returncode for each in writers] == [0, 0, 0], ends
    found = published_by(on.provider.link.connection)
    assert found is not None
    assert len(found.models) == int(found.words) * 40
    assert [path.name for path in published.folder().iterdir()] == ["svc.json"]


@service("fal")
def test_a_price_of_ones_own_goes_before_what_was_told(on: Set, tmp_path: Path) -> None:
    from sorastudio.generate.providers.connecting import connect

    own = replace(on.provider.link.connection, price=Decimal("0.01"))
    ConnectionsFile().put(own)
    says(on, fal({WAN: {"unit_price": 9, "unit": "seconds"}}))
    told(on)
    provider = connect(own, Secrets(environ={"SORASTUDIO_KEY_SVC": "k"}))
    try:
        cost = provider.capabilities(WAN).estimate(Fraction(5), HD)
    finally:
        provider.wire.close()
    assert cost is not None
    assert cost.amount == Decimal("0.05")
