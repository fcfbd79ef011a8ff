"""A film of takes and files whose pictures say what they are, in a whole window."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sorastudio.project.edits.place import append, excerpt
from sorastudio.project.edits.slots import add_slot, adopt_take, choose_take
from sorastudio.project.ids import TakeId
from sorastudio.project.media import Take
from sorastudio.project.project import Project
from sorastudio.project.slot import Slot
from sorastudio.settings import SettingsFile
from sorastudio.ui.window.main_window import MainWindow
from sorastudio.ui.window.parts import build_parts
from tests.film_maker import Reel, make_film, make_sound, noise
from tests.playback.fakes import files_of
from tests.project.films import recipe
from tests.ui.conftest import OpenFilm
from tests.ui.viewer.desk import SHOT, Desk, named


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """wave: 48 pictures from 1000 on, with sound; slow: 16 at 8 a second, from 2000 on; tune: sound
    only; one and two: takes, 24 pictures each, from 3000 and 4000 on."""
    folder = tmp_path_factory.mktemp("takes")
    loud = noise(2 * 48_000)
    return {
        "wave": make_film(folder / "wave.mp4", Reel(frames=48, first=1000, sound=loud)),
        "slow": make_film(folder / "slow.mp4", Reel(frames=16, first=2000, rate=Fraction(8))),
        "tune": make_sound(folder / "tune.wav", loud, codec="pcm_s16le"),
        "one": make_film(folder / "one.mp4", Reel(frames=24, first=3000)),
        "two": make_film(folder / "two.mp4", Reel(frames=24, first=4000)),
    }


@pytest.fixture
def film(files: dict[str, Path], film_path: Path) -> Project:
    """V1: half a second of wave on from picture 12, then a second of the slot's take 2."""
    project, locate = files_of(*files.values())
    film_path.parent.mkdir(parents=True)
    for media in project.pool.media:
        (film_path.parent / media.path).write_bytes(locate(media.id).read_bytes())
    wave = named(project, "wave.mp4")
    part = excerpt(project, wave.id, source_in=Fraction(12, 24), source_out=Fraction(24, 24))
    project = append(project, part)
    slot = Slot(id=SHOT, name="shot-1", prompt="Rain", seconds=Fraction(1))
    project = add_slot(project, slot)
    for number, name in ((1, "one.mp4"), (2, "two.mp4")):
        media = named(project, name)
        take = Take(
            id=TakeId(f"take-{number}"),
            slot_id=SHOT,
            number=number,
            media_id=media.id,
            recipe=recipe(),
            created_at="2026-01-01T00:00:00Z",
        )
        project = adopt_take(project, take, media)
    return choose_take(project, SHOT, TakeId("take-2"))


@pytest.fixture
def desk(open_film: OpenFilm, film: Project, qtbot: QtBot) -> Iterator[Desk]:
    window = MainWindow(open_film(film), build_parts, SettingsFile())
    window.resize(1300, 820)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    yield Desk(window, qtbot)
    window.shut_down(keep_recovery=False)
    window.close()
    window.deleteLater()
