"""The demo film, at a quarter of its size: the same words, cuts, blends and music."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sorastudio.cli.demo import write_demo
from sorastudio.media.pool import ReaderPool
from sorastudio.media.probe import probe
from sorastudio.project.clip import Clip
from sorastudio.project.curve import Curve
from sorastudio.project.edits.zoom_run import run_over, zoom_run
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings
from sorastudio.project.timeline import TrackKind
from sorastudio.render.measure.fit import measure_fit
from sorastudio.render.picture import Picture
from sorastudio.store.film_file import edit_film, load_film
from tests.cli.command import done, pictures, sound


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder / "demo.sora")
    edit_film(folder / "demo.sora", smaller)
    done("demo", folder)
    return folder


def smaller(project: Project) -> Project:
    """Slots that are painted larger than the film stay so."""
    for slot in project.slots:
        if slot.size is not None:
            size = Size(slot.size.width // 4, slot.size.height // 4 // 2 * 2)
            project = replace(project, slots=project.slots.put(replace(slot, size=size)))
    return replace(project, settings=Settings(size=Size(320, 180), rate=project.rate))


def moved(a: Picture, b: Picture) -> float:
    return float(np.abs(a.y.astype(int) - b.y).mean())


def test_it_is_a_film_of_prompts_of_about_half_a_minute(folder: Path) -> None:
    film = load_film(folder / "demo.sora")
    assert len(film.slots) >= 6
    assert all(film.chosen_take(slot.id) is not None for slot in film.slots)
    assert 25 <= film.rate.seconds(film.timeline.length) <= 40
    facts = probe(folder / "demo.mp4")
    assert facts.duration == film.rate.seconds(film.timeline.length)


def test_one_camera_goes_through_all_scenes_and_comes_to_rest_at_home(folder: Path) -> None:
    film = load_film(folder / "demo.sora")
    (row,) = film.timeline.of_kind(TrackKind.VIDEO)
    *through, home = [placed.clip for placed in row.clips()]
    run = run_over(film, [clip.id for clip in through])
    assert run is not None
    assert run.rest > 0
    assert len(set(run.anchors)) == len(through) - 1, "each scene is born where it belongs"
    assert zoom_run(film, [clip.id for clip in through], run) == film
    assert home.enter is not None
    assert home.enter.kind == "morph"
    end = through[-1].placement.scale
    assert isinstance(end, Curve)
    assert home.placement.scale == end.keys[-1].value


def test_day_flows_into_night_over_the_same_place(folder: Path) -> None:
    film = load_film(folder / "demo.sora")
    home = list(film.timeline.of_kind(TrackKind.VIDEO)[0].clips())[-1]
    assert home.clip.enter is not None
    with ReaderPool(partial(located, folder, film)) as frames:
        fit = measure_fit(film, home.clip.id, home.clip.enter, frames)
    assert fit.mean > 0.5
    assert not fit.is_low


def located(folder: Path, film: Project, media_id: MediaId) -> Path:
    (found,) = (media for media in film.pool.media if media.id == media_id)
    return folder / found.path


def test_every_slot_moves_and_every_cut_is_blended(folder: Path) -> None:
    film = load_film(folder / "demo.sora")
    frames = pictures(folder / "demo.mp4", Fraction(24))
    steps = [moved(a, b) for a, b in pairwise(frames)]
    (row,) = film.timeline.of_kind(TrackKind.VIDEO)
    for placed in row.clips():
        inside = steps[placed.start + 28 : placed.end - 49]
        assert min(inside, default=1) > 0.02, f"nothing moves in frames from {placed.start} on"
        if placed.index:
            assert_blended(placed.clip, placed.start, frames, steps)


def assert_blended(clip: Clip, cut: int, frames: list[Picture], steps: list[float]) -> None:
    enter = clip.enter
    assert enter is not None
    first, end = cut - enter.in_offset - 1, cut + enter.out_offset
    whole = moved(frames[first], frames[end])
    assert max(steps[first:end]) < whole / 3, f"the blend about frame {cut} jumps"


def test_music_and_ambience_sound_all_the_way_and_fade_out(folder: Path) -> None:
    film = load_film(folder / "demo.sora")
    samples = sound(folder / "demo.mp4", film.rate.sample(film.timeline.length))
    loudness = np.sqrt((samples[: 30 * 48000].reshape(30, -1) ** 2).mean(axis=1))
    assert (loudness[:-1] > 0.01).all()
    assert np.abs(samples).max() < 1
    assert np.abs(samples[-480:]).max() < 0.02


def test_a_second_run_makes_nothing_anew(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp4")}
    done("demo", folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp4")} == before
