"""Connecting generators in the window: over a real server on the loopback, with mouse and keys."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.providers import provider_named
from sorastudio.project.ids import SlotId
from sorastudio.store.film_file import save_film
from sorastudio.store.secrets import Secrets
from sorastudio.ui.connections.dialog import ConnectionsDialog
from sorastudio.ui.film.session import Selection
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.studio import Studio
from tests.generate.server import Reply, Seen, Service, serving
from tests.generate.services import Comfy, Runway
from tests.store.test_secrets import FakeRing, LockedRing
from tests.ui.answers import with_answer
from tests.ui.connections.room import at_welcome, click, opened
from tests.ui.panels.films import a_slot, film_of, type_into

_LEFT = Qt.MouseButton.LeftButton


class Account(Runway):
    """A Runway that knows one key, and says what is left."""

    def other(self, seen: Seen, url: str) -> Reply:
        if seen.headers.get("authorization") != "Bearer good":
            return Reply(401, {"error": "Unauthorized"})
        return Reply(200, {"creditBalance": 1200})


class Bare(Comfy):
    """A ComfyUI without a node or a model file."""

    def other(self, seen: Seen, url: str) -> Reply:
        if seen.route == "/system_stats":
            return Reply(200, {"system": {"comfyui_version": "0.33.0"}})
        return Reply(200, {"KSampler": {}})


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNWAYML_API_SECRET", raising=False)
    monkeypatch.setitem(sys.modules, "keyring", FakeRing(priority=0))


def result_of(qtbot: QtBot, dialog: ConnectionsDialog) -> str:
    """What comes of a test."""
    click(dialog.form.test)
    assert dialog.form.result.text() == "Testing…"
    qtbot.waitUntil(lambda: dialog.form.result.text() != "Testing…")
    return dialog.form.result.text()


def give_key(qtbot: QtBot, dialog: ConnectionsDialog, key: str) -> None:
    qtbot.waitUntil(dialog.form.keep.isEnabled)
    QTest.keyClicks(dialog.form.key, key)

    def give() -> None:
        click(dialog.form.keep)
        assert dialog.form.key.text() == ""
        qtbot.waitUntil(lambda: "kept in" in dialog.form.key_state.text())
        qtbot.waitUntil(dialog.form.test.isEnabled)

    with_answer({"not kept in the system’s keyring": "Keep in a file"}, give)


def test_a_service_is_added_tested_and_given_a_key(qtbot: QtBot, studio: Studio) -> None:
    with serving(Service(Account(), b"")) as service:
        dialog = at_welcome(studio)
        kinds = dialog.new.kinds
        kinds.setCurrentItem(kinds.findItems("Runway", Qt.MatchFlag.MatchExactly)[0])
        assert "dev.runwayml.com" in dialog.new.about.text()
        assert dialog.new.name.text() == "runway"
        dialog.new.address.setText("ftp://nowhere")
        click(dialog.new.add)
        assert "not an address" in dialog.new.note.text()
        assert dialog.new.address.text() == "ftp://nowhere"
        dialog.new.address.setText(service.url)
        click(dialog.new.add)
        assert ConnectionsFile().named("runway") == Connection(
            name="runway", kind="runway", base_url=service.url
        )
        qtbot.waitUntil(lambda: "No key yet" in dialog.form.key_state.text())
        assert "no keyring here: you are asked" in dialog.form.key_state.text()
        qtbot.waitUntil(lambda: dialog.form.models.topLevelItemCount() > 3)
        assert "has no key" in result_of(qtbot, dialog)
        give_key(qtbot, dialog, "bad")
        assert "401" in result_of(qtbot, dialog)
        give_key(qtbot, dialog, "good")
        assert result_of(qtbot, dialog).endswith("takes the key; 1200 credits are left.")
        assert Secrets().path.stat().st_mode & 0o077 == 0
        assert service.accepted == []


def test_a_key_goes_into_the_keyring_where_there_is_one(
    qtbot: QtBot, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = FakeRing()
    monkeypatch.setitem(sys.modules, "keyring", ring)
    ConnectionsFile().put(Connection(name="rw", kind="runway"))
    dialog = at_welcome(studio)
    give_key(qtbot, dialog, "secret")
    assert list(ring.kept.values()) == ["secret"]
    assert not Secrets().path.exists()
    assert "keyring" in dialog.form.key_state.text()
    type_into(dialog.form.name, "mine")
    # It is the same connection, and so is its key.
    assert list(ring.kept) == [("sorastudio", "rw")]
    qtbot.waitUntil(dialog.form.forget.isVisible)
    click(dialog.form.forget)
    qtbot.waitUntil(lambda: ring.kept == {})


def test_a_server_that_lacks_things_says_which(qtbot: QtBot, studio: Studio) -> None:
    with serving(Service(Bare(), b"")) as service:
        ConnectionsFile().put(Connection(name="gpu", kind="comfyui", base_url=service.url))
        words = result_of(qtbot, at_welcome(studio))
        assert "is ComfyUI 0.33.0" in words
        assert "wan2.2-5b: The server lacks the node" in words


def test_nobody_there(qtbot: QtBot, studio: Studio) -> None:
    with serving(Service(Bare(), b"")) as service:
        url = service.url
    ConnectionsFile().put(Connection(name="gpu", kind="comfyui", base_url=url))
    assert "cannot be reached" in result_of(qtbot, at_welcome(studio))


@pytest.mark.parametrize("ring", [FakeRing(priority=0), LockedRing()], ids=["none", "locked"])
def test_without_a_keyring_a_file_is_only_used_if_the_person_agrees(
    qtbot: QtBot, studio: Studio, monkeypatch: pytest.MonkeyPatch, ring: FakeRing
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", ring)
    ConnectionsFile().put(Connection(name="rw", kind="runway"))
    dialog, asks = at_welcome(studio), "The key was not kept in the system’s keyring."
    form = dialog.form
    qtbot.waitUntil(form.keep.isEnabled)
    QTest.keyClicks(form.key, "secret")

    def refuse() -> None:
        QTest.keyClick(form.key, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: form.key.text() == "secret" and form.result.text() != "")
        qtbot.waitUntil(lambda: form.result.text().startswith(asks))

    (asked,) = with_answer({asks: "Cancel"}, refuse)
    assert ("locked" in asked) == isinstance(ring, LockedRing)
    assert not Secrets().path.exists()
    assert "No key yet" in form.key_state.text()

    def agree() -> None:
        click(form.keep)
        qtbot.waitUntil(lambda: "not encrypted" in form.key_state.text())

    assert len(with_answer({asks: "Keep in a file"}, agree)) == 1
    assert form.key.text() == ""
    assert Secrets().path.stat().st_mode & 0o077 == 0
    found = Secrets().find("rw")
    assert found is not None
    assert (found.value, found.source) == ("secret", str(Secrets().path))
    with_answer({"Remove the connection": "Remove"}, lambda: click(dialog.remove))
    qtbot.waitUntil(lambda: Secrets().find("rw") is None)


def test_wrong_values_are_said_at_the_field_and_lose_nothing(qtbot: QtBot, studio: Studio) -> None:
    ConnectionsFile().put(Connection(name="a", kind="comfyui"))
    ConnectionsFile().put(Connection(name="b", kind="fal"))
    before, dialog = ConnectionsFile().load(), at_welcome(studio)
    form = dialog.form
    for field, wrong, words in (
        (form.address, "nonsense", "not an address"),
        (form.cap, "much", "not an amount"),
        (form.price, "-1", "not an amount"),
        (form.at_once, "0", "Between"),
        (form.name, "b", "already"),
        (form.name, "animatic", "cannot be the name"),
    ):
        type_into(field, wrong)
        assert words in field.note.text()
        assert field.text == wrong
        assert ConnectionsFile().load() == before
        QTest.keyClick(field.edit, Qt.Key.Key_Escape)
    type_into(form.cap, "12,50")
    assert str(ConnectionsFile().load()[0].cap) == "12.50"
    qtbot.waitUntil(lambda: "$0" in form.cap.remark.text())
    click(dialog.add)
    dialog.new.name.setText("b")
    click(dialog.new.add)
    assert "already" in dialog.new.note.text()


def test_a_broken_list_is_told_and_not_written_over(qtbot: QtBot, studio: Studio) -> None:
    path = ConnectionsFile().path
    path.parent.mkdir(parents=True)
    path.write_text("{nonsense", encoding="utf-8")
    dialog = at_welcome(studio)
    assert str(path) in dialog.trouble.text()
    assert not dialog.add.isEnabled()
    assert not dialog.remove.isEnabled()
    assert path.read_text(encoding="utf-8") == "{nonsense"
    path.write_text('{"version": 1, "connections": []}', encoding="utf-8")
    qtbot.waitUntil(dialog.add.isEnabled)


def test_another_name_is_seen_at_once_and_loses_nothing(
    qtbot: QtBot, studio: Studio, film_path: Path
) -> None:
    ConnectionsFile().put(Connection(name="rw", kind="runway"))
    film_path.parent.mkdir(parents=True)
    save_film(film_path, film_of(replace(a_slot(1), provider="rw"), a_slot(2)))
    assert studio.open(film_path)
    window = studio.window
    assert window is not None
    window.session.select(Selection(slot=SlotId("slot-1")))
    (panel,) = window.findChildren(SlotPanel)
    remark = panel.form.generator.remark
    qtbot.waitUntil(lambda: "No key yet" in remark.text())
    assert "$0.12 a second" in remark.text()
    click(panel.form.generator.connections)
    dialog = opened(studio)
    QTest.keyClick(dialog, Qt.Key.Key_Tab)
    before = window.session.project
    type_into(dialog.form.name, "mine")
    assert [dialog.list.item(row).text() for row in range(dialog.list.count())] == ["mine"]
    assert window.session.project is before
    assert panel.form.generator.generator.currentText() == "mine"
    asked = with_answer({"Remove the connection “mine”": "Cancel"}, lambda: click(dialog.remove))
    assert len(asked) == 1
    assert ConnectionsFile().titled("mine") is not None
    with_answer({"Remove the connection": "Remove"}, lambda: click(dialog.remove))
    assert ConnectionsFile().load() == ()
    assert panel.form.generator.generator.currentText() == "rw (no such connection)"
    qtbot.waitUntil(lambda: "no generator 'rw'" in remark.text())
    with pytest.raises(Exception, match="no generator"):
        provider_named("rw")
