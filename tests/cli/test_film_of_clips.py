"""A film of clips of different sizes and rates, under a song: each exported frame shows the right
source frame."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from pathlib import Path

import numpy as np
import pytest

from sorastudio.media.still import read_still
from sorastudio.project.media import Size
from tests.cli.command import done, pictures, psnr, sound
from tests.film_maker import Reel, clicks, make_film, make_sound, read_bars

RATE = Fraction(24)
CANVAS = Size(320, 180)
REELS = (
    Reel(frames=32, size=Size(240, 160), rate=Fraction(8), first=1000),
    Reel(frames=64, size=Size(208, 120), rate=Fraction(16), first=2000),
    Reel(frames=96, size=CANVAS, rate=Fraction(24), first=3000),
    Reel(frames=100, size=Size(160, 320), rate=Fraction(25), first=4000),
)
DISSOLVE = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The film, its clips and what was exported of it."""
    folder = tmp_path_factory.mktemp("clips")
    film = folder / "film.sora"
    done("new", film, "--size", CANVAS)
    for number, reel in enumerate(REELS):
        clip = make_film(folder / f"clip{number}.mp4", reel)
        how = ("--transition", f"dissolve:{DISSOLVE}") if number else ()
        done("add", film, clip, *how)
    song = make_sound(
        folder / "song.wav", clicks(16 * 48000, range(0, 16 * 48000, 2000)), codec="pcm_s16le"
    )
    done("add", film, song, "--track", "A2", "--at", 0, "--out", Fraction(340, 24))
    done("export", film, folder / "out.mp4", "--crf", 14, "--encoder-preset", "fast")
    return folder


def test_trimmed_handles_shorten_the_film_by_what_is_said(folder: Path) -> None:
    film = folder / "again.sora"
    done("new", film, "--size", CANVAS)
    done("add", film, folder / "clip0.mp4")
    said = done("add", film, folder / "clip1.mp4", "--transition", "dissolve:12")
    assert "12 frames" in said.people


def test_the_film_has_the_frames_of_its_timeline(folder: Path) -> None:
    assert done("show", folder / "film.sora", "--json").event("film")["frames"] == 4 * 96 - 3 * 12
    assert len(pictures(folder / "out.mp4", RATE)) == 4 * 96 - 3 * 12


def test_each_frame_shows_the_source_frame_that_the_rates_demand(folder: Path) -> None:
    frames = pictures(folder / "out.mp4", RATE)
    clips = [e for e in done("show", folder / "film.sora", "--json").events if e["event"] == "clip"]
    checked = 0
    for clip, reel in zip(clips, REELS, strict=False):
        for offset in range(DISSOLVE // 2, clip["length"] - DISSOLVE // 2):
            time = Fraction(clip["source_in"]) + offset / RATE
            expected = reel.first + floor(time * reel.rate)
            left, width = shown(reel.size)
            picture = frames[clip["start"] + offset]
            cut = type(picture).of((picture.y[:, left : left + width], picture.u, picture.v))
            assert read_bars(cut) == expected
            checked += 1
    assert checked == 4 * 96 - 2 * 3 * 6 - 4 * 12


def shown(size: Size) -> tuple[int, int]:
    """Left edge and width of what a source of this size covers on the canvas."""
    width = min(CANVAS.width, 2 * round(CANVAS.height * size.width / size.height / 2))
    return (CANVAS.width - width) // 4 * 2, width


def test_nothing_is_stretched(folder: Path) -> None:
    portrait = pictures(folder / "out.mp4", RATE)[-20]
    left, width = shown(REELS[3].size)
    assert portrait.y[:, : left - 2].max() < 24
    assert portrait.y[:, left + width + 2 :].max() < 24
    assert width == 90


@pytest.mark.parametrize("frame", [0, 83, 84, 89, 90, 95, 96, 174, 180, 264, 347])
def test_a_single_frame_is_the_exported_one(folder: Path, frame: int) -> None:
    still = folder / f"{frame}.png"
    done("frame", folder / "film.sora", frame, still)
    assert psnr(read_still(still), pictures(folder / "out.mp4", RATE)[frame]) > 38


def test_the_song_stays_in_step_to_the_last_click(folder: Path) -> None:
    """Clicks lie on every frame; in the export each is found at its own sample."""
    samples = np.abs(sound(folder / "out.mp4", 339 * 2000)).max(axis=1)
    for frame in (1, 100, 200, 300, 338):
        around = samples[frame * 2000 - 900 : frame * 2000 + 900]
        assert abs(int(np.argmax(around)) - 900) <= 2
