"""The demo film, at a quarter of its size: the same words, cuts, blends and music."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sorastudio.cli.demo import write_demo
from sorastudio.media.probe import probe
from sorastudio.project.clip import Clip
from sorastudio.project.media import Size
from sorastudio.project.project import Project, Settings
from sorastudio.project.timeline import TrackKind
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


def test_every_slot_moves_and_every_cut_is_blended(folder: Path) -> None:
    film = load_film(folder / "demo.sora")
    frames = pictures(folder / "demo.mp4", Fraction(24))
    steps = [moved(a, b) for a, b in pairwise(frames)]
    (row,) = film.timeline.of_kind(TrackKind.VIDEO)
    for placed in row.clips():
        inside = steps[placed.start + 24 : placed.end - 25]
        assert min(inside) > 0.02, f"the picture stands still in frames from {placed.start} on"
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
    loudness = np.sqrt((samples[: 31 * 48000].reshape(31, -1) ** 2).mean(axis=1))
    assert (loudness[:-1] > 0.01).all()
    assert np.abs(samples).max() < 1
    assert np.abs(samples[-480:]).max() < 0.02


def test_a_second_run_makes_nothing_anew(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp4")}
    done("demo", folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp4")} == before
