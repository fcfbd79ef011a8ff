"""What is finished is built while the person does something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sorastudio.export.build import Build
from sorastudio.export.extras import Extras
from sorastudio.export.order import Order, order
from sorastudio.export.presets import preset_named
from sorastudio.export.run import export_film
from sorastudio.project.edits.trim import Edge, ripple_trim
from sorastudio.settings import SettingsFile
from sorastudio.ui.export.exporting import Exporting
from sorastudio.ui.film import building as module
from sorastudio.ui.film.building import Building
from sorastudio.ui.film.session import Session
from tests.export.films import USED, HereRunner, make_project
from tests.project.films import clip_id
from tests.ui.conftest import OpenFilm


class Desk:
    """A film, and a machine whose load the test decides on."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self.session, self.qtbot = session, qtbot
        self.settings = SettingsFile()
        self.exporting = Exporting(session)
        self.spare, self.on_battery, self.is_playing = 1.0, False, False
        self.building = Building(
            session,
            self.exporting,
            self.settings,
            spare_cores=lambda: self.spare,
            is_on_battery=lambda: self.on_battery,
        )
        self.building.waits_while(lambda: self.is_playing)

    @property
    def pieces(self) -> list[Path]:
        return list((self.session.folder.cache_dir / "pieces").glob("[!.]*.piece"))

    def until_built(self) -> None:
        length = self.session.project.timeline.length
        self.qtbot.waitUntil(lambda: self.building.spans == ((0, length),))

    def rests(self) -> bool:
        """Whether nothing begins for a while."""
        QTest.qWait(5 * module._GLANCE_MS)
        return not self.pieces and self.building.spans == ()

    def order(self) -> Order:
        out = self.session.folder.root / "out.mp4"
        return order(self.session.project, preset_named("final"), out, None)

    def missing(self) -> int:
        return len(Build(self.order(), self.session.folder, HereRunner()).missing())


@pytest.fixture
def desk(
    open_film: OpenFilm, film_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(module, "_GLANCE_MS", 50)
    made = Desk(open_film(make_project(film_path.parent)), qtbot)
    yield made
    made.building.stop()


def test_after_a_while_all_of_it_is_there_and_an_export_makes_nothing(desk: Desk) -> None:
    desk.until_built()
    desk.qtbot.waitUntil(lambda: desk.missing() == 0)
    runner = HereRunner()
    export_film(desk.order(), desk.session.folder, lambda _: None, runner=runner)
    assert runner.made == []


def test_an_edit_makes_it_look_again_and_build_what_is_new(desk: Desk) -> None:
    desk.until_built()
    desk.session.apply("Trim", ripple_trim, clip_id(desk.session.project, 0), Edge.TAIL, -10)
    assert not desk.building.spans
    desk.until_built()
    assert desk.building.spans == ((0, 3 * USED - 10),)


def test_what_is_there_is_seen_at_once_even_where_nothing_is_built(desk: Desk) -> None:
    desk.until_built()
    desk.qtbot.waitUntil(lambda: desk.missing() == 0)
    desk.on_battery = True
    before = desk.session.project
    desk.session.apply("Trim", ripple_trim, clip_id(before, 0), Edge.TAIL, -10)
    desk.qtbot.waitUntil(lambda: desk.building.spans == ((USED - 10, 3 * USED - 10),))
    desk.session.document.undo()
    desk.until_built()
    assert desk.missing() == 0


@pytest.mark.parametrize("reason", ["battery", "playing", "switched off", "no core"])
def test_nothing_is_built_where_it_would_be_felt(desk: Desk, reason: str) -> None:
    match reason:
        case "battery":
            desk.on_battery = True
        case "playing":
            desk.is_playing = True
        case "no core":
            desk.spare = 0.1
        case _:
            desk.building.toggle()
            assert SettingsFile().value.builds is False
    assert desk.rests()
    desk.spare, desk.on_battery, desk.is_playing = 1.0, False, False
    if not desk.building.is_on:
        desk.building.toggle()
    desk.until_built()


def test_it_makes_room_for_an_export_and_builds_for_that_preset_from_then_on(desk: Desk) -> None:
    review = preset_named("review").tuned(30, "veryfast")
    out = desk.session.folder.root / "review.mp4"
    asked = order(desk.session.project, review, out, (0, 24), Extras(chapters=True))
    desk.exporting.start(asked)
    desk.qtbot.waitUntil(lambda: not desk.exporting.is_running)
    assert out.exists()
    assert desk.building.label == "Review copy"
    desk.until_built()
    whole = replace(asked, first=0, end=3 * USED)
    assert not {key for _, key in Build(whole, desk.session.folder, HereRunner()).recipe.parts} & (
        Build(whole, desk.session.folder, HereRunner()).missing()
    )


def test_closing_in_the_middle_leaves_nothing_behind(desk: Desk) -> None:
    desk.qtbot.waitUntil(lambda: bool(desk.building._job))
    desk.building.stop()
    desk.session.close()
    folder = desk.session.folder.cache_dir / "pieces"
    left = folder.iterdir() if folder.is_dir() else ()
    assert [each.name for each in left if each.name.startswith(".")] == []
