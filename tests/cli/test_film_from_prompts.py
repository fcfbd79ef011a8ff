"""From prompts to a film, with the real command."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sorastudio.media.probe import probe, read_tags
from sorastudio.media.still import read_still
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture
from tests.cli.command import done, pictures, psnr, refused, run, sound

RATE = Fraction(24)


def moved(a: Picture, b: Picture) -> float:
    return float(np.abs(a.y.astype(int) - b.y).mean())


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three slots with dissolves between them, each with a take."""
    path = tmp_path_factory.mktemp("home") / "Home.sora"
    done("new", path, "--size", "256x144")
    done("slot", path, "Dawn over a calm sea, zoom in", "--seconds", "2", "--name", "sea")
    done(
        "slot", path, "Neon city at night, pan left", "--seconds", 2, "--transition", "dissolve:12"
    )
    done("slot", path, "Snow on a forest", "--seconds", 2, "--seed", 5, "--transition", "dip:10")
    done("generate", path)
    return path


@pytest.fixture(scope="module")
def exported(film: Path) -> Path:
    out = film.parent / "out.mp4"
    done("export", film, out, "--encoder-preset", "veryfast")
    return out


def test_the_film_is_exactly_as_long_as_its_slots(exported: Path) -> None:
    facts = probe(exported)
    assert facts.duration == 6
    assert facts.video is not None
    assert facts.video.size == Size(256, 144)
    assert facts.video.rate == 24
    assert facts.audio is not None


def test_the_picture_moves_in_every_slot_and_blends_between(exported: Path) -> None:
    frames = pictures(exported, RATE)
    assert len(frames) == 144
    steps = [moved(a, b) for a, b in pairwise(frames)]
    for first, end in ((0, 42), (54, 91), (101, 144)):
        assert min(steps[first : end - 1]) > 0.05, "the picture stands still"
    hard_cut = moved(frames[40], frames[56])
    assert max(steps[41:55]) < hard_cut / 3, "the first transition jumps"
    assert max(steps[90:102]) < moved(frames[88], frames[104])


def test_a_takes_file_carries_its_whole_recipe(film: Path) -> None:
    takes = sorted((film.parent / "takes").glob("*.mp4"))
    assert len(takes) == 3
    recipe = json.loads(read_tags(takes[0])["sorastudio.recipe"])
    assert "seed" in str(recipe)
    assert any("Neon city at night, pan left" in read_tags(t)["sorastudio.recipe"] for t in takes)
    said = done("probe", takes[0], "--json").event("media")
    assert "sorastudio.recipe" in said["tags"]


def test_takes_have_the_handles_on_top(film: Path) -> None:
    lengths = {t.name.split("-")[0]: probe(t).duration for t in (film.parent / "takes").iterdir()}
    assert lengths["sea"] == 2 + Fraction(6, 24)


def test_sound_is_in_step_and_there_all_the_way(exported: Path) -> None:
    samples = sound(exported, 6 * 48000)
    loudness = np.abs(samples).reshape(12, -1).mean(axis=1)
    assert (loudness > 1e-4).all()


@pytest.mark.parametrize("frame", [0, 41, 42, 48, 53, 54, 96, 143])
def test_a_single_frame_is_the_exported_one(film: Path, exported: Path, frame: int) -> None:
    still = film.parent / f"{frame}.png"
    done("frame", film, frame, still)
    assert psnr(read_still(still), pictures(exported, RATE)[frame]) > 38


def test_generating_again_adds_takes_and_moves_no_cut(film: Path) -> None:
    before = done("show", film, "--json").events
    done("generate", film, "shot-2", "--takes", 2)
    after = done("show", film, "--json").events
    clips = [[e for e in events if e["event"] == "clip"] for events in (before, after)]
    assert clips[0] == clips[1]
    slots = {e["name"]: e for e in after if e["event"] == "slot"}
    assert [take["number"] for take in slots["shot-2"]["takes"]] == [1, 2, 3]
    assert len({take["seed"] for take in slots["shot-2"]["takes"]}) == 3
    done("check", film)


def test_generate_without_names_only_fills_what_is_empty(film: Path) -> None:
    count = len(list((film.parent / "takes").iterdir()))
    done("generate", film)
    assert len(list((film.parent / "takes").iterdir())) == count


def test_a_range_and_a_sequence_hold_just_those_frames(film: Path, exported: Path) -> None:
    part = film.parent / "part.mp4"
    done("export", film, part, "--range", "40:60")
    assert probe(part).duration == Fraction(20, 24)
    folder = film.parent / "stills"
    done("export", film, folder, "--preset", "png", "--range", "47:49")
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["stills-000047.png", "stills-000048.png"]
    assert psnr(read_still(folder / names[1]), pictures(exported, RATE)[48]) > 38


def test_json_lines_tell_of_progress_and_result(film: Path) -> None:
    said = done("export", film, film.parent / "again.mp4", "--json")
    last = said.event("progress")
    assert 0 < last["done"] == last["total"] <= 144  # some may be there from another export
    assert said.event("exported")["frames"] == 144


def test_a_slot_can_start_on_a_picture_and_on_another_slots_last_frame(tmp_path: Path) -> None:
    film = tmp_path / "links.sora"
    done("new", film, "--size", "128x72")
    done("slot", film, "Noon desert, pan right", "--seconds", 1, "--name", "first")
    done("slot", film, "The same desert", "--seconds", 1, "--first-frame", "first", "--name", "on")
    done("generate", film)
    out = tmp_path / "out.mp4"
    done("export", film, out, "--crf", 10)
    frames = pictures(out, RATE)
    assert moved(frames[23], frames[24]) < 3
    assert "nobody" in refused("slot", film, "x", "--seconds", 1, "--first-frame", "nobody")


def test_drafts_are_exported_as_slates_and_named(tmp_path: Path) -> None:
    film = tmp_path / "draft.sora"
    done("new", film, "--size", "128x72")
    done("slot", film, "Not yet made", "--seconds", 1, "--name", "later")
    said = done("export", film, tmp_path / "out.mp4")
    assert "later" in said.people


def test_wrong_usage_is_exit_2_and_help_is_0() -> None:
    assert run("export").code == 2
    assert run("nonsense").code == 2
    assert run("generate", "x.sora", "--takes", "many").code == 2
    for command in ("demo", "new", "slot", "add", "generate", "export", "frame", "show", "doctor"):
        assert "usage" in done(command, "--help").results
