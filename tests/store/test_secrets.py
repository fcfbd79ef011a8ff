"""Keys: where they are looked for, and that they show themselves nowhere."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from sorastudio.errors import SoraError, UsageError
from sorastudio.store.secrets import NoKeyring, Secret, Secrets, redacted, variable_of


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


class KeyringLocked(Exception):
    """As the package calls it."""


class LockedRing(FakeRing):
    """Gives nothing, takes nothing."""

    def get_password(self, service: str, name: str) -> str | None:
        raise KeyringLocked

    def set_password(self, service: str, name: str, key: str) -> None:
        raise KeyringLocked


class OneWayRing(FakeRing):
    """Lets nothing be changed."""

    def set_password(self, service: str, name: str, key: str) -> None:
        raise PermissionError

    def delete_password(self, service: str, name: str) -> None:
        raise PermissionError


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


def test_a_keyring_that_refuses_is_told_from_one_that_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = Secrets(tmp_path / "keys.json", {})
    monkeypatch.setitem(sys.modules, "keyring", LockedRing())
    with pytest.raises(NoKeyring, match="It is locked"):
        secrets.keep("a", "1")
    assert not secrets.path.exists()
    secrets.keep_in_file("a", "1")
    found = secrets.find("a")
    assert found is not None
    assert found.source == str(secrets.path)


def test_a_key_is_only_in_one_place(tmp_path: Path, ring: FakeRing) -> None:
    secrets = Secrets(tmp_path / "keys.json", {})
    secrets.keep("a", "old")
    secrets.keep_in_file("a", "new")
    assert ring.kept == {}
    assert secrets.find("a") == Secret("new", str(secrets.path))
    secrets.keep("a", "newest")
    assert secrets.find("a") == Secret("newest", "the keyring")
    assert "new" not in secrets.path.read_text(encoding="utf-8")


def test_an_older_key_that_stays_in_the_keyring_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring, secrets = OneWayRing(), Secrets(tmp_path / "keys.json", {})
    ring.kept["sorastudio", "a"] = "old"
    monkeypatch.setitem(sys.modules, "keyring", ring)
    for act in (lambda: secrets.keep_in_file("a", "new"), lambda: secrets.forget("a")):
        with pytest.raises(SoraError, match=r"still has .*PermissionError.* found first"):
            act()


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
