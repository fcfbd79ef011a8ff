from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from sorastudio.errors import FilmFileError
from sorastudio.project.clip import Fit
from sorastudio.project.media import Size
from sorastudio.project.project import Settings, new_project
from sorastudio.project.time import FrameRate
from sorastudio.store.film_file import FilmFile, load_film, save_film
from sorastudio.store.migrations import MIGRATIONS, VERSION, Layout, migrate

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def old_film(tmp_path: Path) -> Path:
    path = tmp_path / "Ebbe.sora"
    path.write_bytes((GOLDEN / "film-v1.sora").read_bytes())
    return path


def test_every_older_layout_has_a_migration_and_a_film() -> None:
    assert list(MIGRATIONS) == list(range(1, VERSION))
    assert all((GOLDEN / f"film-v{version}.sora").is_file() for version in MIGRATIONS)


def test_film_of_version_1_opens(old_film: Path) -> None:
    film = load_film(old_film)
    assert film.settings == Settings(
        size=Size(1280, 720), rate=FrameRate(24000, 1001), fit=Fit.FILL
    )
    assert film.timeline.length == 24


def test_old_layout_is_kept_beside_the_first_save(old_film: Path) -> None:
    before = old_film.read_bytes()
    backup = old_film.with_name("Ebbe.sora.v1.bak")
    film = FilmFile(old_film)
    project = film.load()
    assert not backup.exists()
    film.save(replace(project, name="new"))
    assert backup.read_bytes() == before
    assert load_film(old_film).name == "new"
    film.save(replace(project, name="newer"))
    assert backup.read_bytes() == before


@pytest.mark.parametrize("version", [1, VERSION + 1])
def test_film_of_another_layout_is_kept_where_it_is_replaced_unseen(
    old_film: Path, version: int
) -> None:
    text = old_film.read_text().replace('"version": 1', f'"version": {version}')
    old_film.write_text(text)
    save_film(old_film, new_project("new"))
    assert old_film.with_name(f"Ebbe.sora.v{version}.bak").read_text() == text


def test_what_is_no_film_needs_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "a.sora"
    path.write_text("no film")
    save_film(path, new_project("new"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.sora"]


@pytest.mark.parametrize(
    ("fps", "rate"),
    [
        (24, "24"),
        (25.0, "25"),
        (12.5, "25/2"),
        (23.976, "24000/1001"),
        (24000 / 1001, "24000/1001"),
        (23.98, "24000/1001"),
        (29.97, "30000/1001"),
        (30, "30"),
        (59.94, "60000/1001"),
        (119.88, "120000/1001"),
    ],
)
def test_rate_of_version_1_becomes_exact(fps: float, rate: str) -> None:
    assert migrate({"name": "x", "settings": {"rate": fps}}, 1) == {
        "name": "x",
        "settings": {"rate": rate},
    }


def test_present_layout_is_not_touched() -> None:
    film: Layout = {"name": "x"}
    assert migrate(film, VERSION) is film


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (7, "film.settings: expected an object"),
        ({"rate": "24"}, "film.settings.rate: expected a number"),
        ({"rate": True}, "film.settings.rate: expected a number"),
        ({"rate": None}, "film.settings.rate: expected a number"),
        ({"rate": 1e999}, "is not a number"),
        ({"size": "1280x720"}, "film.settings.size: expected two whole numbers"),
        ({"size": [1280]}, "film.settings.size: expected two whole numbers"),
        ({"size": [1.5, 2]}, "film.settings.size: expected two whole numbers"),
        ({"rate": 0}, "film.settings.rate: expected a frame rate"),
        ({"rate": -24}, "film.settings.rate: expected a frame rate"),
    ],
)
def test_bad_data_of_version_1_is_named(tmp_path: Path, settings: object, words: str) -> None:
    path = tmp_path / "a.sora"
    film = {"sora_studio": {"version": 1}, "film": {"name": "x", "settings": settings}}
    path.write_text(json.dumps(film))
    with pytest.raises(FilmFileError) as raised:
        load_film(path)
    assert words in str(raised.value)
