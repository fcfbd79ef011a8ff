"""A proxy shows the same picture at the same time as its original, whatever that is."""

from __future__ import annotations

import os
import random
import signal
import time
from fractions import Fraction
from pathlib import Path

import pytest

from sorastudio.errors import MediaError
from sorastudio.media.keyframes import longest_group
from sorastudio.media.proxy import GROUP, make_proxy, open_proxy, proxy_size
from sorastudio.media.video import VideoReader
from sorastudio.project.media import Size
from sorastudio.store.parts import part_of
from tests.film_maker import Reel, make_film, read_bars
from tests.media.test_video import TRAPS, shown_times
from tests.store.faults import largest_file, python

ONE_KEYFRAME = {"g": "250", "keyint": "250"}
RATES = {
    f"rate-{rate}.{ending}".replace("/", "-"): Reel(
        frames=40, rate=rate, codec=codec, options=ONE_KEYFRAME if codec == "libx264" else {}
    )
    for rate in (*map(Fraction, (8, 16, 24, 25)), Fraction(30000, 1001))
    for ending, codec in (("mp4", "libx264"), ("mkv", "libx264"))
}
REELS = {**TRAPS, **RATES}


def on_and_on(_seconds: float) -> None:
    """Nobody stops it."""


@pytest.fixture(params=REELS)
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return make_film(tmp_path / request.param, REELS[request.param])


def test_it_shows_what_the_original_shows_at_any_time(film: Path, tmp_path: Path) -> None:
    proxy = tmp_path / "proxies" / "p.mp4"
    make_proxy(film, proxy, on_and_on)
    moments = shown_times(film)
    rng = random.Random(7)
    near = [Fraction(n, 24) for n in range(0, 48, 5)] + [Fraction(n, 30) for n in range(0, 60, 7)]
    anywhere = [Fraction(rng.randrange(3000), 997) for _ in range(25)]
    with VideoReader(film) as original, open_proxy(proxy) as reader:
        for at in (*moments, *near, *anywhere, moments[-1] + 5):
            assert read_bars(reader.frame_at(at)) == read_bars(original.frame_at(at)), at
        assert reader.size == proxy_size(original.size)
    assert list(proxy.parent.iterdir()) == [proxy]


def test_its_groups_are_short(tmp_path: Path) -> None:
    film = make_film(tmp_path / "long.mp4", Reel(frames=60, options=ONE_KEYFRAME))
    make_proxy(film, tmp_path / "p.mp4", on_and_on)
    assert longest_group(film) == 60
    assert longest_group(tmp_path / "p.mp4") == GROUP


def test_its_size_is_half_but_never_large_or_odd() -> None:
    assert proxy_size(Size(1280, 720)) == Size(640, 360)
    assert proxy_size(Size(3840, 2160)) == Size(960, 540)
    assert proxy_size(Size(718, 1282)) == Size(302, 540)
    assert proxy_size(Size(20, 10)) == Size(16, 16)


def test_what_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", Reel(frames=48))

    def stop(seconds: float) -> None:
        if seconds > 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_proxy(film, tmp_path / "proxies" / "p.mp4", stop)
    assert list((tmp_path / "proxies").iterdir()) == []


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", Reel(frames=48))
    with largest_file(1000), pytest.raises(MediaError, match="full"):
        make_proxy(film, tmp_path / "proxies" / "p.mp4", on_and_on)
    assert list((tmp_path / "proxies").iterdir()) == []


def test_what_a_killed_program_left_is_removed(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", Reel(frames=48))
    target = tmp_path / "proxies" / "p.mp4"
    slow = (
        "import sys, time; from pathlib import Path; from sorastudio.media.proxy import make_proxy;"
        "make_proxy(Path(sys.argv[1]), Path(sys.argv[2]), lambda _: time.sleep(0.2))"
    )
    with python(slow, film, target) as maker:
        end = time.monotonic() + 60
        while not (target.parent.is_dir() and any(target.parent.iterdir())):
            assert time.monotonic() < end
            time.sleep(0.02)
        maker.send_signal(signal.SIGKILL)
    assert not target.exists()
    assert any(target.parent.iterdir())
    make_proxy(film, target, on_and_on)
    assert list(target.parent.iterdir()) == [target]


def test_what_another_program_is_making_stays(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", Reel(frames=8))
    target = tmp_path / "p.mp4"
    other = part_of(target)
    other.touch()
    make_proxy(film, target, on_and_on)
    assert other.exists()
    assert str(os.getpid()) in other.name
