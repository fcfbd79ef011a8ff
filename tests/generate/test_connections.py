"""Connections: kept in one file, refused in words, and turned into generators."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.errors import SoraError, UsageError
from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.providers import (
    DEFAULT,
    name_of,
    provider_named,
    provider_titles,
    title_of,
)
from sorastudio.generate.providers.connecting import connect, kinds_of_service
from sorastudio.generate.records import kinds, shipped
from sorastudio.project.media import Size
from sorastudio.store.secrets import Secrets


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_HOME", str(tmp_path / "home"))


def test_a_connection_is_kept_changed_and_removed() -> None:
    file = ConnectionsFile()
    assert file.load() == ()
    mine = Connection(name="my gpu", kind="comfyui", cap=Decimal("12.50"), at_once=3)
    file.put(mine)
    file.put(Connection(name="fal", kind="fal"))
    assert ConnectionsFile().named("my gpu") == mine
    assert list(provider_titles()) == [DEFAULT, "my gpu", "fal"]
    provider = provider_named("my gpu")
    assert (provider.name, provider.terms.at_once) == ("my gpu", 3)
    assert provider.terms.cap == Decimal("12.50")
    file.remove("my gpu")
    assert [each.name for each in ConnectionsFile().load()] == ["fal"]
    with pytest.raises(UsageError, match="no connection"):
        file.remove("my gpu")


def test_a_connection_without_a_key_says_where_it_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("RUNWAYML_API_SECRET", raising=False)
    ConnectionsFile().put(Connection(name="rw", kind="runway"))
    with pytest.raises(SoraError, match="SORASTUDIO_KEY_RW or RUNWAYML_API_SECRET"):
        provider_named("rw")


def test_there_is_no_such_generator() -> None:
    with pytest.raises(UsageError, match=r"no generator 'nonsense'.*animatic"):
        provider_named("nonsense")


@pytest.mark.parametrize(
    "connection",
    [
        Connection(name="", kind="fal"),
        Connection(name="animatic", kind="fal"),
        Connection(name="../x", kind="fal"),
        Connection(name="x", kind="fal", base_url="ftp://host"),
        Connection(name="x", kind="fal", base_url="https://user:pass@host"),
        Connection(name="x", kind="fal", cap=Decimal(-1)),
    ],
)
def test_senseless_connections_are_refused(connection: Connection) -> None:
    with pytest.raises(UsageError):
        ConnectionsFile().put(connection)
    assert ConnectionsFile().load() == ()


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9, "connections": []}', "{nonsense"])
def test_a_file_that_is_none_is_never_written_over(text: str) -> None:
    file = ConnectionsFile()
    file.path.parent.mkdir(parents=True)
    file.path.write_text(text, encoding="utf-8")
    with pytest.raises(SoraError, match="cannot be read"):
        file.put(Connection(name="fal", kind="fal"))
    assert file.path.read_text(encoding="utf-8") == text
    assert list(provider_titles()) == [DEFAULT]


def test_every_kind_has_a_record_and_a_class(tmp_path: Path) -> None:
    assert set(kinds()) == set(kinds_of_service())
    for kind in kinds():
        facts = shipped(kind).facts
        secrets = Secrets(tmp_path / "k", {facts.key_variable: "key"} if facts.key_variable else {})
        provider = connect(Connection(name="c", kind=kind), secrets)
        try:
            can = provider.capabilities(provider.default_model)
            assert can.shortest <= can.longest
            for name in provider.models():
                can = provider.capabilities(name)
                assert can.length_for(can.shortest) == can.shortest
                assert can.price is None or can.price.as_of
        finally:
            provider.wire.close()


def test_a_length_is_rounded_up_and_a_size_stays_in_its_shape() -> None:
    can = shipped("fal").model("fal-ai/veo3.1").capabilities("fal-ai/veo3.1")
    assert can.length_for(Fraction(5)) == 6
    assert can.length_for(Fraction(9)) == 9
    assert can.size_for(Size(1280, 720)) == Size(1280, 720)
    assert can.size_for(Size(1600, 900)) == Size(1920, 1080)
    assert can.size_for(Size(3840, 2160)) == Size(1920, 1080)
    assert can.size_for(Size(1000, 1000)) is None


def test_an_own_price_wins_and_counts_by_the_second(tmp_path: Path) -> None:
    connection = Connection(name="c", kind="openai-videos", price=Decimal("0.013"))
    provider = connect(connection, Secrets(tmp_path / "k", {}))
    try:
        price = provider.capabilities("default").price
        assert price is not None
        assert price.of(Fraction(3, 2), Size(64, 64)).amount == Decimal("0.0195")
    finally:
        provider.wire.close()


@pytest.mark.parametrize(
    ("kind", "given", "address"),
    [
        ("openai-videos", "http://gpu:8000", "http://gpu:8000/v1/videos"),
        ("openai-videos", "http://gpu:8000/", "http://gpu:8000/v1/videos"),
        ("openai-videos", "https://gpu/proxy/v1", "https://gpu/proxy/v1/videos"),
        ("openai-videos", "", "http://127.0.0.1:8000/v1/videos"),
        ("comfyui", "http://gpu:8188", "http://gpu:8188/videos"),
    ],
)
def test_a_server_of_ones_own_may_be_given_by_its_host_alone(
    tmp_path: Path, kind: str, given: str, address: str
) -> None:
    connection = Connection(name="c", kind=kind, base_url=given)
    provider = connect(connection, Secrets(tmp_path / "k", {}))
    try:
        assert provider.wire.address("videos") == address
    finally:
        provider.wire.close()


def test_another_title_is_only_for_people() -> None:
    file = ConnectionsFile()
    file.put(Connection(name="comfy", kind="comfyui"))
    file.put(Connection(name="fal", kind="fal"))
    file.rename("comfy", "big gpu")
    assert provider_titles() == {DEFAULT: DEFAULT, "comfy": "big gpu", "fal": "fal"}
    assert (name_of("big gpu"), title_of("comfy")) == ("comfy", "big gpu")
    assert (name_of("comfy"), title_of("nobody")) == ("comfy", "nobody")
    provider = provider_named("comfy")
    assert (provider.name, provider.title) == ("comfy", "big gpu")
    assert (provider.terms.connection, file.titled("big gpu")) == ("comfy", file.named("comfy"))
    # Two that could be meant by one name would lose takes.
    for taken in ("big gpu", "comfy"):
        with pytest.raises(UsageError, match="is called"):
            file.rename("fal", taken)
    with pytest.raises(UsageError, match="cannot be the name"):
        file.rename("fal", DEFAULT)
    with pytest.raises(UsageError, match="is called"):
        file.put(Connection(name="big gpu", kind="fal"))
    file.rename("comfy", "comfy")
    assert file.named("comfy") == Connection(name="comfy", kind="comfyui")
