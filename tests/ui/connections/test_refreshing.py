"""What services tell of their models, as the window hears and shows it: real servers, real keys."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.generate import published
from sorastudio.generate.connections import Connection, ConnectionsFile
from sorastudio.generate.published import Published, published_by
from sorastudio.generate.records import shipped
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Size
from sorastudio.store.film_file import save_film
from sorastudio.ui.film.session import Selection
from sorastudio.ui.panels.slot_panel import SlotPanel
from sorastudio.ui.studio import Studio
from tests.generate.server import Reply, Seen, Service, serving
from tests.generate.services import Comfy, Fal, OpenAI
from tests.ui.connections.room import at_welcome, click
from tests.ui.panels.films import a_slot, film_of, type_into

_ENABLED = Qt.ItemFlag.ItemIsEnabled
COUNT = len(shipped("fal").models)
WAN = "fal-ai/wan/v2.7/text-to-video"


class Prices(Fal):
    """A fal where a second of everything costs the same, and one model is gone."""

    def __init__(self, price: Any = 0.2) -> None:
        super().__init__()
        self.price = price

    def other(self, seen: Seen, url: str) -> Reply:
        if not seen.route.startswith("/v1/models"):
            return super().other(seen, url)
        names = [
            name
            for name in parse_qs(urlsplit(seen.path).query)["endpoint_id"]
            if not name.startswith("luma/")
        ]
        rows = [
            {"endpoint_id": name, "unit_price": self.price, "unit": "seconds"} for name in names
        ]
        return Reply(200, {"models": rows, "prices": rows, "has_more": False})


class Bare(Comfy):
    """A ComfyUI that has one node."""

    def other(self, seen: Seen, url: str) -> Reply:
        if seen.route == "/system_stats":
            return Reply(200, {"system": {"comfyui_version": "0.33.0"}})
        return Reply(200, {"KSampler": {}})


class Serves(OpenAI):
    def __init__(self, name: str = "Wan-AI/Wan2.2") -> None:
        super().__init__()
        self.name = name

    def other(self, seen: Seen, url: str) -> Reply:
        if seen.route == "/v1/models":
            return Reply(200, {"data": [{"id": self.name}]})
        return super().other(seen, url)


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORASTUDIO_KEY_SVC", "sk-0123456789")


def put(kind: str, url: str, **more: Any) -> Connection:
    connection = Connection(name="svc", kind=kind, base_url=url, **more)
    ConnectionsFile().put(connection)
    return connection


def panel_of(studio: Studio, film_path: Path, model: str = "") -> SlotPanel:
    film_path.parent.mkdir(parents=True, exist_ok=True)
    slot = replace(
        a_slot(1), provider="svc", model=model, seconds=Fraction(5), size=Size(1280, 720)
    )
    save_film(film_path, film_of(slot, a_slot(2)))
    assert studio.open(film_path)
    assert studio.window is not None
    studio.window.session.select(Selection(slot=SlotId("slot-1")))
    (panel,) = studio.window.findChildren(SlotPanel)
    return panel


def as_told(connection: Connection, words: str, at: str = "") -> Published:
    return Published(
        kind=connection.kind,
        base_url=connection.base_url,
        at=at or published.now(),
        words=words,
    )


def test_refresh_says_what_was_told_and_when(qtbot: QtBot, studio: Studio) -> None:
    with serving(Service(Prices(), b"")) as service:
        put("fal", service.url)
        dialog = at_welcome(studio)
        form = dialog.form
        qtbot.waitUntil(lambda: form.models.topLevelItemCount() == COUNT)
        assert not form.told.isVisible()
        click(form.refresh)
        assert not form.refresh.isEnabled()
        qtbot.waitUntil(lambda: f"{COUNT - 1} of {COUNT} models are there" in form.told.text())
        assert form.told.text().startswith("Asked on 20")
        assert "any more" in form.result.text()
        rows = [form.models.topLevelItem(n) for n in range(COUNT)]
        prices = {row.text(2) for row in rows if row and not row.isDisabled()}
        assert prices == {f"$0.2 a second ({published.now()[:10]})"}
        (gone,) = [row for row in rows if row and row.isDisabled()]
        assert gone.text(0) == "Luma Ray 3.2 (cannot be used)"
        assert "any more" in gone.toolTip(0)
        assert service.accepted == []


@pytest.mark.parametrize("price", [-1, "free", 1e9, None])
def test_an_absurd_price_changes_nothing(qtbot: QtBot, studio: Studio, price: Any) -> None:
    with serving(Service(Prices(price), b"")) as service:
        put("fal", service.url)
        form = at_welcome(studio).form
        click(form.refresh)
        qtbot.waitUntil(lambda: "prices were told for 0" in form.told.text())
        row = form.models.topLevelItem(0)
        assert row is not None
        assert row.text(2).startswith("$0.15 a second")


def test_a_page_instead_of_an_answer_is_said_and_changes_nothing(
    qtbot: QtBot, studio: Studio
) -> None:
    dialect = Prices()
    dialect.other = lambda seen, url: Reply(200, b"<html><title>Sign in</title>")  # type: ignore[method-assign]
    with serving(Service(dialect, b"")) as service:
        put("fal", service.url)
        form = at_welcome(studio).form
        click(form.refresh)
        qtbot.waitUntil(lambda: "a web page (“Sign in”)" in form.result.text())
        assert not form.told.isVisible()
        assert published.stamps() == {}


def test_one_that_tells_nothing_says_so(qtbot: QtBot, studio: Studio) -> None:
    put("luma", "https://127.0.0.1:9")
    form = at_welcome(studio).form
    click(form.refresh)
    qtbot.waitUntil(lambda: "tells nothing of its models and prices" in form.result.text())


def test_a_test_also_asks_and_what_is_served_can_be_chosen(
    qtbot: QtBot, studio: Studio, film_path: Path
) -> None:
    with serving(Service(Serves(), b"")) as service:
        connection = put("openai-videos", service.url + "/v1")
        published.keep(connection, as_told(connection, "as it was"))
        panel = panel_of(studio, film_path)
        generator = panel.form.generator
        qtbot.waitUntil(generator.typed.isVisible)
        studio.connections.test("svc")
        qtbot.waitUntil(
            lambda: (
                [generator.model.itemText(n) for n in range(generator.model.count())]
                == ["Default (Wan-AI/Wan2.2)", "Wan-AI/Wan2.2"]
            )
        )
        assert generator.model.isVisible()
        qtbot.waitUntil(
            lambda: (
                (heard := studio.connections.heard_of("svc")) is not None
                and heard.words == "It works: svc serves Wan-AI/Wan2.2."
            )
        )


def test_a_name_that_is_being_typed_stays_until_it_is_done(
    qtbot: QtBot, studio: Studio, film_path: Path
) -> None:
    with serving(Service(Serves("sora-2"), b"")) as service:
        connection = put("openai-videos", service.url + "/v1")
        published.keep(connection, as_told(connection, "as it was"))
        generator = panel_of(studio, film_path).form.generator
        qtbot.waitUntil(generator.typed.isVisible)
        _drain(studio, qtbot)
        generator.typed.edit.setFocus()
        QTest.keyClicks(generator.typed.edit, "sora-")
        studio.connections.refresh("svc")
        qtbot.waitUntil(lambda: generator.model.count() == 2)
        assert generator.typed.isVisible()
        assert generator.typed.text == "sora-"
        QTest.keyClicks(generator.typed.edit, "2")
        QTest.keyClick(generator.typed.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not generator.typed.isVisible())
        assert generator.model.currentData() == "sora-2"


def test_a_setting_that_is_being_typed_stays_until_it_is_done(
    qtbot: QtBot, studio: Studio, film_path: Path
) -> None:
    """Sora takes none."""
    with serving(Service(Serves("sora-2"), b"")) as service:
        connection = put("openai-videos", service.url + "/v1")
        published.keep(connection, as_told(connection, "as it was"))
        form = panel_of(studio, film_path).form
        qtbot.waitUntil(lambda: len(form.options.fields) == 1)
        _drain(studio, qtbot)
        (field,) = form.options.fields.values()
        field.edit.setFocus()
        QTest.keyClicks(field.edit, "steps=")
        studio.connections.refresh("svc")
        qtbot.waitUntil(lambda: form.generator.model.count() == 2)
        assert field.isVisible()
        assert field.text == "steps="
        QTest.keyClicks(field.edit, "20")
        QTest.keyClick(field.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "no setting “steps”" in form.options.remark.text())


def test_the_panel_follows_a_price_and_keeps_what_is_being_typed(
    qtbot: QtBot, studio: Studio, film_path: Path
) -> None:
    with serving(Service(Prices(), b"")) as service:
        connection = put("fal", service.url)
        published.keep(connection, as_told(connection, "as it was"))
        panel = panel_of(studio, film_path, WAN)
        qtbot.waitUntil(lambda: "About $0.50 for 5 s" in panel.price.text())
        seconds = panel.form.seconds
        seconds.edit.setFocus()
        seconds.edit.selectAll()
        QTest.keyClicks(seconds.edit, "12")
        # As another program does it.
        done = subprocess.run(
            [sys.executable, "-m", "sorastudio", "connections", "refresh", "svc", "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        qtbot.waitUntil(lambda: "About $1.00 for 5 s" in panel.price.text())
        assert published.now()[:10] in panel.price.text()
        assert seconds.text == "12"
        QTest.keyClick(seconds.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "for 12 s" in panel.price.text())


def test_a_workflow_that_lacks_things_is_grey_and_says_which(
    qtbot: QtBot, studio: Studio, film_path: Path
) -> None:
    """Asked for at the first use, and not again on the day."""
    with serving(Service(Bare(), b"")) as service:
        put("comfyui", service.url)
        panel = panel_of(studio, film_path)
        remark, choice = panel.form.generator.remark, panel.form.generator.model
        qtbot.waitUntil(lambda: "The server lacks the node" in remark.text())
        assert remark.property("warn") is True
        items = {choice.itemData(n): n for n in range(choice.count())}
        for name, index in items.items():
            able = bool(choice.model().flags(choice.model().index(index, 0)) & _ENABLED)
            assert able == (name == "")
        index = items["wan2.2-5b"]
        assert choice.itemText(index).endswith("(cannot be used)")
        assert "the node" in choice.itemData(index, Qt.ItemDataRole.ToolTipRole)
        asked = len(service.journal)
        assert studio.window is not None
        studio.window.session.select(Selection(slot=SlotId("slot-2")))
        studio.window.session.select(Selection(slot=SlotId("slot-1")))
        assert "The server lacks the node" in remark.text()
        studio.connections.keep_fresh("svc")
        assert len(service.journal) == asked == 1


@pytest.mark.parametrize(("at", "asked"), [("", False), ("2026-01-01T00:00:00+00:00", True)])
def test_it_is_asked_once_a_day(
    qtbot: QtBot, studio: Studio, film_path: Path, at: str, asked: bool
) -> None:
    with serving(Service(Prices(), b"")) as service:
        connection = put("fal", service.url)
        published.keep(connection, as_told(connection, "as it was", at))
        panel = panel_of(studio, film_path, WAN)
        if not asked:
            qtbot.waitUntil(lambda: "About $0.50" in panel.price.text())
            _drain(studio, qtbot)
            assert service.journal == []
            studio.connections.refresh("svc")
        qtbot.waitUntil(lambda: "About $1.00" in panel.price.text())
        _drain(studio, qtbot)
        assert len(service.journal) == 2
        found = published_by(connection)
        assert found is not None
        assert found.is_of_today


def _drain(studio: Studio, qtbot: QtBot) -> None:
    """What was asked before this is answered."""
    done: list[bool] = []
    studio.connections.keep_fresh("nobody")
    studio.connections.key_of(Connection(name="nobody", kind="luma"))
    studio.connections.heard.connect(lambda: done.append(True))
    qtbot.waitUntil(lambda: bool(done))


def test_it_is_silent_where_nobody_answers(qtbot: QtBot, studio: Studio, film_path: Path) -> None:
    with serving(Service(Prices(), b"")) as service:
        url = service.url
    put("fal", url)
    said: list[str] = []
    panel = panel_of(studio, film_path, WAN)
    assert studio.window is not None
    studio.window.session.told.connect(lambda kind, words: said.append(words))
    qtbot.waitUntil(lambda: "About $0.50" in panel.price.text())
    _drain(studio, qtbot)
    assert said == []
    assert studio.connections.heard_of("svc") is None
    assert published.stamps() == {}


def test_what_was_told_goes_with_its_connection(qtbot: QtBot, studio: Studio) -> None:
    connection = put("fal", "https://127.0.0.1:9")
    published.keep(connection, as_told(connection, "that was told"))
    dialog = at_welcome(studio)
    qtbot.waitUntil(lambda: "that was told" in dialog.form.told.text())
    type_into(dialog.form.name, "mine")
    assert list(published.stamps()) == ["svc"]
    qtbot.waitUntil(lambda: "that was told" in dialog.form.told.text())
    type_into(dialog.form.address, "https://127.0.0.1:10")
    qtbot.waitUntil(lambda: not dialog.form.told.isVisible())
    studio.connections.remove("svc")
    assert published.stamps() == {}
