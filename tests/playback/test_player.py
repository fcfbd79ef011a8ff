"""Which frame is on screen after each act, read from the picture itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.pool import ReaderPool
from sorastudio.playback.player import Player
from sorastudio.project.edits.cut import lift
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.project.project import new_project
from sorastudio.render.mix import mix, strips
from sorastudio.render.picture import to_rgb
from tests.playback.conftest import Film
from tests.playback.fakes import FakeSound, Watcher


def number_at(frame: int) -> int:
    return 1000 + frame if frame < 48 else 2000 + frame - 48


def test_a_seek_shows_the_frame_asked_for(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        for frame in (0, 47, 48, 95, 17, 16, 15, 60):
            watcher.player.seek(frame)
            assert watcher.reads(frame) == number_at(frame)
            assert watcher.player.frame == frame


def test_of_many_seeks_the_last_is_shown(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        for frame in range(90, 2, -3):
            watcher.player.seek(frame)
        assert watcher.reads(3) == 1003


def test_playing_shows_every_frame_across_the_cut(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.seek(40)
        watcher.sees(40)
        watcher.player.play()
        for frame in range(40, 56):
            assert watcher.reads(frame) == number_at(frame)
            watcher.plays_a_frame()
        assert watcher.player.dropped == 0


def test_pause_stops_on_the_frame_that_is_on(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.play()
        watcher.sees(0)
        watcher.sound.pass_time(Fraction(1005, 2400))
        watcher.sees(10)
        watcher.player.pause()
        watcher.sound.pass_time(Fraction(1))
        assert watcher.player.frame == 10
        assert watcher.reads(10) == 1010
        assert not watcher.player.is_playing


def test_it_stops_on_the_last_frame_and_starts_over(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.seek(93)
        watcher.player.play()
        watcher.sees(93)
        watcher.sound.pass_time(Fraction(2, 24))
        assert watcher.reads(95) == 2047
        assert watcher.player.is_playing
        watcher.plays_a_frame()
        watcher.until(lambda: not watcher.player.is_playing)
        assert watcher.player.frame == 95
        watcher.player.play()
        assert watcher.reads(0) == 1000


@pytest.mark.parametrize("speed", [-1, -2, 2, 0.5, 8])
def test_every_speed_shows_the_frame_of_its_time(bars: Film, speed: float) -> None:
    with Watcher(*bars) as watcher:
        start = 50 if speed < 0 else 20
        watcher.player.seek(start)
        watcher.player.play(speed)
        for tick in range(0, 8, 2):
            frame = start + int(tick * speed)
            assert watcher.reads(frame) == number_at(frame)
            watcher.sound.pass_time(Fraction(2, 24))


def test_backwards_it_stops_on_the_first_frame(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.seek(2)
        watcher.player.play(-1)
        watcher.sees(2)
        watcher.sound.pass_time(Fraction(10, 24))
        watcher.until(lambda: not watcher.player.is_playing)
        assert watcher.reads(0) == 1000


def test_a_loop_begins_again(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.loop(46, 50)
        watcher.player.play()
        for frame in (46, 47, 48, 49, 46, 47, 48, 49, 46):
            assert watcher.reads(frame) == number_at(frame)
            watcher.plays_a_frame()
        watcher.player.loop(None)
        assert watcher.reads(47) == 1047
        watcher.sound.pass_time(Fraction(10, 24))
        assert watcher.reads(57) == 2009


def test_a_seek_while_playing_plays_on_from_there(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.play()
        watcher.sees(0)
        watcher.sound.pass_time(Fraction(5, 24))
        watcher.player.seek(70)
        assert watcher.reads(70) == number_at(70)
        watcher.plays_a_frame()
        assert watcher.reads(71) == number_at(71)


def test_late_pictures_are_counted_as_dropped(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.play()
        watcher.sees(0)
        watcher.plays_a_frame()
        watcher.sees(1)
        watcher.sound.pass_time(Fraction(5, 24))
        assert watcher.reads(6) == 1006
        between = {shown.frame for shown in watcher.taken if 1 < shown.frame < 6}
        assert watcher.player.dropped == 4 - len(between)


def test_an_edit_while_playing_shows_at_once_and_keeps_what_it_did_not_touch(bars: Film) -> None:
    project, locate = bars
    with Watcher(project, locate) as watcher:
        watcher.player.play()
        watcher.sees(0)
        watcher.player.set_project(lift(project, 10, 48))
        for frame in range(1, 10):
            watcher.plays_a_frame()
            assert watcher.reads(frame) == number_at(frame)
        watcher.plays_a_frame()
        assert watcher.sees(10).picture.y.max() == 16
        watcher.sound.pass_time(Fraction(38, 24))
        assert watcher.reads(48) == 2000


def test_a_film_that_gets_shorter_under_the_playhead(bars: Film) -> None:
    project, locate = bars
    with Watcher(project, locate) as watcher:
        watcher.player.seek(90)
        watcher.sees(90)
        watcher.player.set_project(new_project("empty", project.settings))
        assert watcher.player.frame == 0
        assert watcher.sees(0).picture.y.max() == 16
        watcher.player.play()
        assert not watcher.player.is_playing


def test_another_size_shows_the_same_frame(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.seek(20)
        watcher.sees(20)
        watcher.player.set_size(Size(224, 128))
        watcher.until(lambda: watcher.taken[-1].picture.size == Size(224, 128))
        assert watcher.reads(20) == 1020


def test_pixels_are_what_exported_stills_have(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.player.seek(33)
        shown = watcher.sees(33)
        assert np.array_equal(shown.pixels[..., 2::-1], to_rgb(shown.picture))


def test_the_sound_is_the_mix_of_the_film(bars: Film) -> None:
    project, locate = bars
    with Watcher(project, locate) as watcher, ReaderPool(locate) as pool:
        watcher.player.seek(12)
        watcher.player.play()
        watcher.until(lambda: len(watcher.sound.written) >= 24_000)
        heard = watcher.sound.written[:24_000]
        expected = mix(strips(project), pool, project.rate.sample(12), 24_000)
        assert np.abs(expected).max() > 0.01
        assert np.array_equal(heard, expected)


def test_scrubbing_is_heard(bars: Film) -> None:
    with Watcher(*bars) as watcher:
        watcher.sees(0)
        watcher.player.seek(10)
        watcher.until(lambda: len(watcher.sound.written) > 0)
        assert np.abs(watcher.sound.written).max() > 0.01
        assert len(watcher.sound.written) == 3840


def test_a_missing_file_is_told_and_the_rest_plays(clips: tuple[Path, Path], bars: Film) -> None:
    project, locate = bars
    gone = next(iter(project.pool.media)).id

    def find(media_id: MediaId) -> Path:
        if media_id == gone:
            raise MediaError("The file a.mp4 is missing.")
        return locate(media_id)

    with Watcher(project, find) as watcher:
        assert watcher.sees(0).note == "The file a.mp4 is missing."
        watcher.player.seek(48)
        assert watcher.reads(48) == 2000
        assert watcher.taken[-1].note == ""


def test_the_next_file_is_opened_long_before_its_cut(bars: Film) -> None:
    project, locate = bars
    second = list(project.pool.media)[1].id
    asked: list[MediaId] = []

    def find(media_id: MediaId) -> Path:
        asked.append(media_id)
        return locate(media_id)

    with Watcher(project, find) as watcher:
        watcher.player.play()
        watcher.sees(0)
        watcher.sound.pass_time(Fraction(12, 24))
        watcher.until(lambda: second in asked)
        assert watcher.player.frame == 12


def test_why_it_is_silent_is_said(bars: Film) -> None:
    with Watcher(*bars, sound=FakeSound(note="No device.")) as watcher:
        watcher.until(lambda: watcher.player.audio_note == "No device.")


def test_a_small_cache_still_plays(bars: Film) -> None:
    picture = 112 * 64 * 3 // 2
    with Watcher(*bars, cache_bytes=4 * picture) as watcher:
        watcher.player.play()
        for frame in range(60):
            assert watcher.reads(frame) == number_at(frame)
            watcher.plays_a_frame()


def test_without_a_device_the_wall_clock_plays_to_the_end(bars: Film) -> None:
    from sorastudio.playback.sound import SilentOutput

    project, locate = bars
    woken = threading.Event()
    player = Player(locate, wake=woken.set, open_output=lambda: SilentOutput("silent"))
    try:
        player.set_project(project)
        player.set_size(project.settings.size)
        player.seek(86)
        player.play()
        while player.is_playing:
            assert woken.wait(20)
            woken.clear()
        assert player.frame == 95
        assert player.audio_note == "silent"
    finally:
        player.close()


def test_closing_in_the_middle_joins_its_threads(bars: Film) -> None:
    acts: tuple[Callable[[Player], None], ...] = (
        lambda player: player.seek(95),
        lambda player: player.play(),
        lambda player: player.play(-4),
    )
    for act in acts:
        watcher = Watcher(*bars)
        act(watcher.player)
        watcher.player.close()
        assert watcher.sound.closed
    assert not [t for t in threading.enumerate() if t.name.startswith("playback")]
