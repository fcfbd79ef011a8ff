"""Every format: made, looked into, decoded, of the right length and colour, sound in step."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from sorastudio.export.order import canvas, order
from sorastudio.export.presets import DeliveryKind, Preset, presets
from sorastudio.export.progress import Progress
from sorastudio.export.run import export_film
from sorastudio.media.pool import ReaderPool
from sorastudio.media.probe import probe
from sorastudio.media.video import VideoReader
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.render.compose import compose
from sorastudio.render.mix import mix, strips
from sorastudio.render.picture import Picture
from sorastudio.render.plan import plan
from sorastudio.store.folder import FilmFolder
from tests.cli.command import psnr, sound
from tests.export.films import USED, HereRunner, make_project, on_disk

FRAMES = 3 * USED
_FILMS = [p for p in presets().values() if p.kind is DeliveryKind.FILM]
_SOUNDS = [p for p in presets().values() if p.kind is DeliveryKind.SOUND]
_SMALL = Size(160, 96)


def _named(preset: Preset) -> str:
    return preset.name


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, FilmFolder]:
    folder = tmp_path_factory.mktemp("film")
    project = make_project(folder)
    return project, on_disk(folder, project)


def _export(project: Project, folder: FilmFolder, preset: Preset) -> Path:
    out = folder.root / f"{preset.name}{preset.extension}"
    wanted = order(project, _light(preset), out, (USED - 12, USED + 12))
    export_film(wanted, folder, lambda _: None, runner=HereRunner())
    return out


def _light(preset: Preset) -> Preset:
    """The same format, quick to make."""
    if preset.video is None or "preset" not in preset.video.options:
        return preset
    return preset.tuned(None, "12" if preset.video.options["preset"].isdigit() else "veryfast")


@pytest.mark.parametrize("preset", _FILMS, ids=_named)
def test_a_film_has_its_length_its_colours_and_its_sound(
    preset: Preset, project: tuple[Project, FilmFolder]
) -> None:
    film, folder = project
    out = _export(film, folder, preset)
    facts = probe(out)
    size = canvas(film.settings.size, preset)
    assert facts.video is not None
    assert facts.video.size == size
    wanted = order(film, preset, out, None).project
    with (
        ReaderPool(lambda media: folder.locate(film.pool.media[media])) as pool,
        VideoReader(out) as reader,
    ):
        for frame in (USED - 12, USED - 1, USED, USED + 11):
            shown = reader.frame_at(Fraction(frame - USED + 12, 24) + Fraction(1, 48))
            drawn = compose(plan(wanted, frame), pool, size)
            assert psnr(_small(shown), _small(drawn)) > 30, frame
        count = film.rate.sample(24)
        heard = sound(out, count)
        mixed = mix(strips(film), pool, film.rate.sample(USED - 12), count)
    middle = slice(4000, count - 4000)
    assert np.corrcoef(heard[middle, 0], mixed[middle, 0])[0, 1] > 0.95


def _small(picture: Picture) -> Picture:
    planes = (
        cv2.resize(plane, (_SMALL.width // by, _SMALL.height // by), interpolation=cv2.INTER_AREA)
        for plane, by in zip(picture.planes, (1, 2, 2), strict=True)
    )
    return Picture.of(tuple(np.asarray(plane, np.uint8) for plane in planes))


@pytest.mark.parametrize("preset", _SOUNDS, ids=_named)
def test_sound_alone_is_the_mix(preset: Preset, project: tuple[Project, FilmFolder]) -> None:
    film, folder = project
    out = _export(film, folder, preset)
    count = film.rate.sample(24)
    heard = sound(out, count)
    with ReaderPool(lambda media: folder.locate(film.pool.media[media])) as pool:
        mixed = mix(strips(film), pool, film.rate.sample(USED - 12), count)
    middle = slice(4000, count - 4000)
    assert np.corrcoef(heard[middle, 0], mixed[middle, 0])[0, 1] > 0.95


@pytest.mark.parametrize("name", ["png", "jpeg"])
def test_a_sequence_has_a_picture_for_every_frame(
    name: str, project: tuple[Project, FilmFolder]
) -> None:
    film, folder = project
    out = _export(film, folder, presets()[name])
    assert len(list(out.iterdir())) == 24
    assert {each.suffix for each in out.iterdir()} == {presets()[name].picture}


@pytest.mark.parametrize(("name", "count"), [("gif", 12), ("webp", 24)])
def test_a_loop_moves(name: str, count: int, project: tuple[Project, FilmFolder]) -> None:
    film, folder = project
    out = _export(film, folder, presets()[name])
    ok, frames = cv2.imreadmulti(str(out), flags=cv2.IMREAD_COLOR)
    assert ok
    assert len(frames) == count
    assert frames[0].shape[:2] == (presets()[name].lines, 480 if name == "gif" else 640)
    assert np.abs(frames[0].astype(int) - frames[-1]).mean() > 5


def test_every_preset_says_what_it_is_good_for() -> None:
    assert len({preset.label for preset in presets().values()}) == len(presets())
    assert all(len(preset.words) > 20 for preset in presets().values())


def test_progress_counts_what_is_made(project: tuple[Project, FilmFolder], tmp_path: Path) -> None:
    film, folder = project
    told: list[Progress] = []
    wanted = order(film, presets()["webp"], tmp_path / "a.webp", (0, 10))
    export_film(wanted, folder, told.append)
    assert told[-1].share == 1
