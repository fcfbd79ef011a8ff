"""Bad input: a clear message, exit 1, and nothing is damaged."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.app import main
from sorastudio.cli.options.film import OPEN
from sorastudio.cli.parser import parse
from sorastudio.media.still import write_png
from sorastudio.project.media import Size
from sorastudio.render.picture import blank
from tests.cli.command import done, refused
from tests.film_maker import Reel, make_film, make_sound, noise


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.sora"
    done("new", path, "--size", "160x90")
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_film(tmp_path / "clip.mp4", Reel(frames=48, size=Size(160, 96)))


def test_a_film_alone_is_a_film_to_open(film: Path) -> None:
    """As a file manager starts the program; what is no film and no command is refused."""
    assert (parse([str(film)]).run, parse([str(film)]).film) == (OPEN, str(film))
    assert parse([]).run == OPEN
    with pytest.raises(SystemExit):
        parse([str(film.with_suffix(".mp4"))])


def test_files_that_are_no_media_are_refused_and_the_film_is_as_it_was(
    film: Path, clip: Path, tmp_path: Path
) -> None:
    before = film.read_bytes()
    whole = clip.read_bytes()
    bad = {
        "text.mp4": b"this is not a video",
        "empty.mp4": b"",
        "cut.mp4": whole[: len(whole) // 3],
        "head.mp4": whole[:40],
    }
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        assert name in refused("add", film, tmp_path / name)
    assert "folder" in refused("add", film, tmp_path)
    assert "no file" in refused("add", film, tmp_path / "nowhere.mp4")
    assert film.read_bytes() == before


@contextmanager
def without_rights() -> Iterator[None]:
    """Root may read and write everything; here it may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def said_without_rights(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """Runs a command that must fail, in this process: another one could not even be started."""
    capsys.readouterr()
    with without_rights():
        assert main([str(word) for word in words]) == 1
    return capsys.readouterr().err


@pytest.fixture
def open_to_all(tmp_path: Path) -> Path:
    """A folder that one without rights can reach."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o777)
    return tmp_path


def test_an_unreadable_file_is_named(
    film: Path, clip: Path, open_to_all: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", str(film), str(clip)]) == 0
    clip.chmod(0)
    assert "may not be read" in said_without_rights(capsys, "add", film, clip)


def test_sound_is_not_taken_for_a_picture(film: Path, tmp_path: Path) -> None:
    song = make_sound(tmp_path / "song.wav", noise(48000), codec="pcm_s16le")
    assert "no picture" in refused("add", film, song, "--track", "V1")
    done("add", film, song)


@pytest.mark.parametrize("size", [Size(1, 1), Size(7680, 4320), Size(853, 481)])
def test_tiny_huge_and_odd_pictures_are_shown(film: Path, tmp_path: Path, size: Size) -> None:
    write_png(tmp_path / "odd.png", blank(size, luma=180))
    done("add", film, tmp_path / "odd.png", "--seconds", "0.2")
    done("export", film, tmp_path / "out.mp4")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[: len(text) // 2], "Line"),
        (lambda text: "[1, 2, 3]", ""),
        (lambda text: text.replace('"version": ', '"version": 9'), "newer"),
        (lambda text: text.replace('"track-1"', '"track-1", "speed": 3'), "speed"),
        (lambda text: text.replace('"24"', '"0/0"'), ""),
    ],
)
def test_a_damaged_film_file_says_where(
    film: Path, tmp_path: Path, change: object, words: str
) -> None:
    assert callable(change)
    text = film.read_text(encoding="utf-8")
    damaged = tmp_path / "damaged.sora"
    damaged.write_text(change(text), encoding="utf-8")
    assert change(text) != text
    for command in (("show",), ("check",)):
        said = refused(*command, damaged)
        assert "damaged.sora" in said
        assert words in said
    assert damaged.read_text(encoding="utf-8") == change(text)


def test_unknown_ids_and_cyclic_links_are_refused(film: Path) -> None:
    done("slot", film, "One", "--seconds", 1, "--name", "one")
    done("slot", film, "Two", "--seconds", 1, "--name", "two", "--first-frame", "one")
    text = film.read_text(encoding="utf-8")
    slots = [e for e in done("show", film, "--json").events if e["event"] == "slot"]
    ids = {slot["name"]: slot["id"] for slot in slots}
    data = json.loads(text)
    unknown = json.loads(text.replace(ids["one"], "slot-nobody", 1))
    film.write_text(json.dumps(unknown), encoding="utf-8")
    refused("show", film)
    cyclic = json.dumps(data).replace(
        '"prompt": "One"', f'"prompt": "One", "first_frame": {_link(data, ids["two"])}'
    )
    assert cyclic != json.dumps(data)
    film.write_text(cyclic, encoding="utf-8")
    said = refused("show", film)
    assert "one" in said.lower()


def _link(data: object, to: str) -> str:
    """A first frame as the file writes it, but to another slot."""
    text = json.dumps(data)
    start = text.index('"first_frame": ') + len('"first_frame": ')
    link, _ = json.JSONDecoder().raw_decode(text[start:])
    return json.dumps({**link, "slot_id": to})


@pytest.mark.parametrize(
    "words",
    [
        ("--rate", "0"),
        ("--rate", "-24"),
        ("--rate", "24/0"),
        ("--rate", "100000"),
        ("--rate", "fast"),
        ("--size", "0x0"),
        ("--size", "1281x721"),
        ("--size", "99999x99999"),
        ("--size", "big"),
    ],
)
def test_absurd_settings_make_no_film(tmp_path: Path, words: tuple[str, str]) -> None:
    refused("new", tmp_path / "film.sora", f"{words[0]}={words[1]}")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_film_is_never_replaced(film: Path) -> None:
    before = film.read_bytes()
    refused("new", film)
    assert film.read_bytes() == before


def test_absurd_slots_and_times_are_refused(film: Path, clip: Path) -> None:
    before = film.read_bytes()
    for seconds in ("0", "-3", "1e9", "nan", "100000000"):
        refused("slot", film, "Sea", f"--seconds={seconds}")
    refused("slot", film, "  ", "--seconds", 1)
    for words in (
        ("--in=-1",),
        ("--in=1", "--out=0.5"),
        ("--in=99",),
        ("--out=99",),
        ("--at=-5",),
        ("--track", "V7"),
        ("--transition", "sparkle:12"),
        ("--transition", "dissolve:0"),
        ("--transition", "dissolve:-4"),
        ("--transition", "dissolve:9999999"),
        ("--transition", "wipe:12,angle=up"),
    ):
        refused("add", film, clip, *words)
    assert film.read_bytes() == before


def test_an_export_goes_nowhere_it_should_not(film: Path, clip: Path, tmp_path: Path) -> None:
    refused("export", film, tmp_path / "empty.mp4")
    done("add", film, clip)
    content = clip.read_bytes()
    assert "clip" in refused("export", film, clip)
    assert clip.read_bytes() == content
    assert "does not exist" in refused("export", film, tmp_path / "no" / "out.mp4")
    assert "folder" in refused("export", film, tmp_path)
    refused("export", film, tmp_path / "out.avi")
    refused("export", film, tmp_path / "out.mp4", "--preset", "cinema")
    refused("export", film, tmp_path / "out.mp4", "--crf", 99)
    refused("export", film, tmp_path / "out.mp4", "--encoder-preset", "warp")
    for span in ("0:9999", "10:5", "5:5", "a:b", "60:70"):
        refused("export", film, tmp_path / "out.mp4", "--range", span)
    refused("frame", film, 48, tmp_path / "f.png")
    refused("frame", film, 0, tmp_path / "f.png", "--size", "0x0")
    refused("frame", film, 0, tmp_path / "no" / "f.png")
    left = {path.name for path in tmp_path.iterdir()}
    assert left <= {"film.sora", "clip.mp4", "cache"}


def test_a_read_only_folder_is_named(
    film: Path, clip: Path, open_to_all: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", str(film), str(clip)]) == 0
    assert main(["export", str(film), str(open_to_all / "first.mp4")]) == 0
    locked = open_to_all / "locked"
    locked.mkdir(mode=0o555)
    said = said_without_rights(capsys, "export", film, locked / "out.mp4")
    assert "written" in said
    assert list(locked.iterdir()) == []


def test_a_missing_file_is_named_with_where_it_was_looked_for(
    film: Path, clip: Path, tmp_path: Path
) -> None:
    done("add", film, clip)
    clip.rename(tmp_path / "gone.mp4")
    out = tmp_path / "out.mp4"
    assert "clip.mp4" in refused("export", film, out)
    assert "clip.mp4" in refused("check", film)
    done("show", film)
    assert not out.exists()


def test_a_full_disk_leaves_the_old_export_and_no_half_file(film: Path, tmp_path: Path) -> None:
    reel = Reel(frames=48, size=Size(160, 96), options={"crf": "1"})
    done("add", film, make_film(tmp_path / "clip.mp4", reel))
    out = tmp_path / "out.mp4"
    out.write_bytes(b"the last good export")

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))

    refused("export", film, out, "--crf", 1, limit=small_files)
    assert out.read_bytes() == b"the last good export"
    kept = {path.name for path in tmp_path.iterdir()} - {"cache"}
    assert kept == {"film.sora", "clip.mp4", "out.mp4"}
    assert list((tmp_path / "cache").rglob(".*")) == []


def test_a_full_disk_while_generating_keeps_the_film(film: Path) -> None:
    done("slot", film, "Sea at noon", "--seconds", 1, "--name", "sea", "--size", "640x360")
    before = film.read_bytes()

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))

    said = refused("generate", film, "--takes", 1, limit=small_files)
    assert "sea" in said
    assert film.read_bytes() == before
    assert not list((film.parent / "takes").glob("**/*.mp4"))
    done("generate", film)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_no_half_file(film: Path, tmp_path: Path, by: signal.Signals) -> None:
    write_png(tmp_path / "still.png", blank(Size(1920, 1080), luma=90))
    big = tmp_path / "big.sora"
    done("new", big, "--size", "1920x1080")
    done("add", big, tmp_path / "still.png", "--seconds", 60)
    before = {path.name for path in tmp_path.iterdir()}
    child = subprocess.Popen(
        [sys.executable, "-m", "sorastudio", "export", big, tmp_path / "out.mp4"],
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 60
    while {path.name for path in tmp_path.iterdir()} == before and time.monotonic() < until:
        time.sleep(0.05)
    child.send_signal(by)
    _, people = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Stopped" in people
    assert "Traceback" not in people
    assert {path.name for path in tmp_path.iterdir()} - {"cache"} == before
    assert list((tmp_path / "cache").rglob(".*")) == []


def test_unknown_slots_and_generators_are_named(film: Path) -> None:
    done("slot", film, "Sea", "--seconds", 1, "--name", "sea")
    assert "sea" in refused("generate", film, "see")
    assert "animatic" in refused("generate", film, "--provider", "sora")
    refused("generate", film, "--takes", 0)


def test_ntsc_rates_drift_by_no_frame_and_no_sample(tmp_path: Path) -> None:
    """Ten minutes at 30000/1001, exported: as many frames and samples as the timeline says."""
    film = tmp_path / "long.sora"
    done("new", film, "--size", "32x18", "--rate", "29.97")
    write_png(tmp_path / "grey.png", blank(Size(32, 18), luma=100))
    tone = np.tile(noise(48000), (600, 1))
    make_sound(tmp_path / "tone.wav", tone, codec="pcm_s16le")
    done("add", film, tmp_path / "grey.png", "--seconds", 600)
    done("add", film, tmp_path / "tone.wav", "--track", "A2", "--at", 0, "--out", 599)
    done("export", film, tmp_path / "out.mp4", "--encoder-preset", "ultrafast")
    shown = done("show", film, "--json").event("film")
    assert shown["frames"] == -(-600 * 30000 // 1001)
    facts = done("probe", tmp_path / "out.mp4", "--json").event("media")
    assert Fraction(facts["duration"]) == Fraction(shown["frames"] * 1001, 30000)
