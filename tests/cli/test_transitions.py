"""Transitions by name, and zoom runs, from the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sorastudio.media.still import read_still, write_png
from sorastudio.project.clip import Transition
from sorastudio.project.media import Size
from sorastudio.project.timeline import Placed, TrackKind
from sorastudio.render.picture import blank
from sorastudio.render.transitions import kinds
from sorastudio.store.film_file import load_film
from tests.cli.command import done, run
from tests.film_maker import Reel, make_film

CANVAS = Size(160, 90)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [
        make_film(folder / f"{name}.mp4", Reel(frames=96, size=CANVAS, first=1000 * number))
        for number, name in enumerate("abc")
    ]


@pytest.fixture
def film(tmp_path: Path, clips: list[Path]) -> Path:
    path = tmp_path / "film.sora"
    done("new", path, "--size", CANVAS)
    done("add", path, *clips)
    return path


def pictures(film: Path) -> list[Placed]:
    return list(load_film(film).timeline.of_kind(TrackKind.VIDEO)[0].clips())


def enters(film: Path) -> list[Transition]:
    return [placed.clip.enter for placed in pictures(film) if placed.clip.enter]


def test_all_kinds_are_listed_with_what_they_take() -> None:
    found = done("transitions", "--json").events
    assert {event["name"] for event in found} == set(kinds())
    zoom = next(event for event in found if event["name"] == "zoom")
    factor = next(param for param in zoom["params"] if param["name"] == "factor")
    assert (factor["type"], factor["default"]) == ("float", 6.0)
    words = done("transitions").results
    assert "Camera" in words
    assert "direction=in" in words
    only = done("transitions", "wipe").results
    assert "angle=0" in only
    assert "zoom" not in only
    assert run("transitions", "sparkle").code != 0


def test_a_zoom_is_named_with_its_parameters(tmp_path: Path, clips: list[Path]) -> None:
    film = tmp_path / "film.sora"
    done("new", film, "--size", CANVAS)
    done("add", film, clips[0])
    done("add", film, clips[1], "--transition", "zoom:36,factor=8,x=0.5,y=0.45,direction=in")
    (enter,) = enters(film)
    assert (enter.kind, enter.length) == ("zoom", 36)
    assert dict(enter.params) == {"factor": 8.0, "x": 0.5, "y": 0.45, "direction": "in"}
    cut = pictures(film)[1].start
    done("frame", film, cut, tmp_path / "cut.png")
    assert read_still(tmp_path / "cut.png").size == CANVAS
    wrong = run("add", film, clips[2], "--transition", "zoom,direction=sideways")
    assert wrong.code != 0
    assert "Use in, out" in wrong.people


def test_a_zoom_run_over_the_whole_film(film: Path, tmp_path: Path) -> None:
    said = done(
        "zoom-run", film, "--rate", 2, "--frames", 23, "--anchor", "0.4,0.5", "--json"
    ).event("zoom-run")
    assert said["factor"] == pytest.approx(2)
    assert (len(said["clips"]), said["frames"], said["shorter"]) == (3, 23, 46)
    assert [dict(enter.params)["x"] for enter in enters(film)] == [0.4, 0.4]
    done("check", film)
    frames = [pictures(film)[0].start, pictures(film)[0].end - 13]
    for frame in frames:
        done("frame", film, frame, tmp_path / f"{frame}.png")
    first, later = (read_still(tmp_path / f"{frame}.png").y for frame in frames)
    assert float(np.abs(first.astype(int) - later).mean()) > 3


def test_a_zoom_run_over_named_clips_by_factor(film: Path) -> None:
    done("zoom-run", film, "b.mp4", "c.mp4", "--factor", 3, "--frames", 24, "--handles", "hold")
    (enter,) = enters(film)
    assert enter.hold
    assert dict(enter.params)["factor"] == pytest.approx(3)
    assert [placed.clip.length for placed in pictures(film)] == [96, 96, 96]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("d.mp4",), "There is no clip 'd.mp4'"),
        (("a.mp4", "c.mp4"), "do not touch"),
        (("--anchor", "left"), "is not a point"),
        (("--anchor", "2,0"), "in the picture"),
        (("--rate", "0.5"), "out of range"),
        (("--factor", "-1"), "above zero"),
        (("--frames", "0"), "at least one frame"),
        (("--frames", "90"), "room for"),
    ],
)
def test_what_cannot_be_is_refused_in_words(film: Path, words: tuple[str, ...], why: str) -> None:
    before = film.read_bytes()
    said = run("zoom-run", film, *words)
    assert said.code != 0
    assert why in said.people
    assert film.read_bytes() == before


def test_a_grey_picture_of_ones_own_says_what_turns_first(tmp_path: Path) -> None:
    film, dark, light = (tmp_path / name for name in ("film.sora", "dark.png", "light.png"))
    write_png(dark, blank(CANVAS, luma=50))
    write_png(light, blank(CANVAS, luma=200))
    mask = blank(CANVAS, luma=20)
    mask.y[:, 80:] = 220
    write_png(tmp_path / "mask.png", mask)
    done("new", film, "--size", CANVAS)
    done("add", film, dark, "--seconds", 2)
    way_in = f"matte:23,picture={tmp_path / 'mask.png'},softness=0"
    done("add", film, light, "--seconds", 2, "--transition", way_in)
    done("frame", film, pictures(film)[1].start, tmp_path / "cut.png")
    seen = read_still(tmp_path / "cut.png").y.astype(int)
    assert np.abs(seen[:, :78] - 200).max() < 4
    assert np.abs(seen[:, 82:] - 50).max() < 4
    done("add", film, dark, "--seconds", 2, "--transition", "matte:12,picture=mask.png")
    assert len({dict(enter.params)["picture"] for enter in enters(film)}) == 1
    said = run("add", film, dark, "--seconds", 2, "--transition", "matte,picture=no.png")
    assert "neither a picture file nor one of the film" in said.people
