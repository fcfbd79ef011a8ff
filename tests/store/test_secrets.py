"""Keys: where they are looked for, and that they show themselves nowhere."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from sorastudio.errors import UsageError
from sorastudio.store.secrets import Secret, Secrets, redacted, variable_of


class FakeRing(ModuleType):
    """The keyring package with a backend that remembers."""

    def __init__(self, *, priority: float = 5) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}
        self.get_keyring = lambda: SimpleNamespace(priority=priority)

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, key: str) -> None:
        self.kept[service, name] = key

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> FakeRing:
    ring = FakeRing()
    monkeypatch.setitem(sys.modules, "keyring", ring)
    return ring


@pytest.fixture
def no_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", FakeRing(priority=0))


def test_the_environment_comes_before_the_keyring(tmp_path: Path, ring: FakeRing) -> None:
    path = tmp_path / "keys.json"
    Secrets(path, {}).keep("my runway", "from ring")
    assert Secrets(path, {}).find("my runway") == Secret("from ring", "the keyring")
    usual = {"RUNWAYML_API_SECRET": "usual"}
    assert Secrets(path, usual).find("my runway", "RUNWAYML_API_SECRET") == Secret(
        "usual", "the variable RUNWAYML_API_SECRET"
    )
    own = {**usual, variable_of("my runway"): "own"}
    found = Secrets(path, own).find("my runway", "RUNWAYML_API_SECRET")
    assert found is not None
    assert found.value == "own"
    assert variable_of("my runway") == "SORASTUDIO_KEY_MY_RUNWAY"


def test_a_key_is_forgotten(tmp_path: Path, ring: FakeRing) -> None:
    secrets = Secrets(tmp_path / "keys.json", {})
    secrets.keep("a", "1")
    secrets.keep_in_file("a", "2")
    secrets.forget("a")
    assert secrets.find("a") is None


def test_without_a_keyring_the_person_is_told_what_else_there_is(
    tmp_path: Path, no_ring: None
) -> None:
    secrets = Secrets(tmp_path / "keys.json", {})
    with pytest.raises(UsageError, match=r"SORASTUDIO_KEY_A.*--key-in file"):
        secrets.keep("a", "1")
    assert secrets.find("a") is None


def test_a_file_is_for_its_owner_alone(tmp_path: Path, no_ring: None) -> None:
    secrets = Secrets(tmp_path / "deep" / "keys.json", {})
    path = secrets.keep_in_file("a", "1")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = secrets.find("a")
    assert found is not None
    assert (found.value, found.source) == ("1", str(path))


def test_a_key_does_not_show_itself() -> None:
    assert "sk-1" not in repr(Secret("sk-1", "somewhere"))
    assert redacted("no sk-1 here, nor sk-1", "sk-1", "") == "no [key] here, nor [key]"
