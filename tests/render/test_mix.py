import itertools
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from sorastudio.project.clip import Gap
from sorastudio.project.ids import ClipId
from sorastudio.project.time import SAMPLE_RATE, FrameRate
from sorastudio.render.mix import heard_in, mix, strips
from tests.render.fakes import FakeSounds, clip, crossing, film, media

SECONDS = 10


def steady(level: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.full((SECONDS * SAMPLE_RATE, 2), level, np.float32)


def counting() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Each sample is its own number, in parts of a second, so that a shift by one shows."""
    numbers = np.arange(SECONDS * SAMPLE_RATE, dtype=np.float32) / SAMPLE_RATE
    return np.stack([numbers, -numbers], axis=1)


def test_a_clip_sounds_from_its_first_sample_to_its_last() -> None:
    project = film(("A1", (Gap(10), clip("a", 24, 24))))
    sound = mix(strips(project), FakeSounds({"a": counting()}), 0, 3 * SAMPLE_RATE)
    heard = np.flatnonzero(sound[:, 0])
    assert (heard[0], heard[-1]) == (20000, 67999)
    assert sound[20000, 0] == pytest.approx(1.0)
    assert sound[67999, 0] == pytest.approx(1 + 47999 / 48000)


def test_any_stretch_equals_the_same_stretch_of_the_whole() -> None:
    items = (clip("a", 30, fade_in=7), clip("b", 30, enter=crossing(), gain_db=-6.0))
    slow = (clip("a", 40, speed=Fraction(3, 4)),)
    project = film(("A1", items), ("A2", slow))
    noise = np.random.default_rng(0).normal(0, 0.1, (SECONDS * SAMPLE_RATE, 2)).astype(np.float32)
    sounds = FakeSounds({"a": noise, "b": noise[::-1].copy()})
    whole = mix(strips(project), sounds, 0, 120000)
    parts = [mix(strips(project), sounds, at, 1777) for at in range(0, 120000 - 1777, 1777)]
    joined = np.concatenate(parts)
    assert np.abs(joined - whole[: len(joined)]).max() < 1e-6


def test_what_is_heard_in_a_stretch_sounds_the_same_and_names_nothing_else() -> None:
    items = (clip("a", 30, fade_in=7), clip("b", 30, enter=crossing(), gain_db=-6.0))
    found = strips(film(("A1", items), ("A2", (Gap(30), clip("a", 40, speed=Fraction(3, 4))))))
    noise = np.random.default_rng(0).normal(0, 0.1, (SECONDS * SAMPLE_RATE, 2)).astype(np.float32)
    sounds = FakeSounds({"a": noise, "b": noise[::-1].copy()})
    whole = mix(found, sounds, 0, 120000)
    for start in range(0, 120000 - 7777, 7777):
        heard = heard_in(found, start, 7777)
        assert np.abs(mix(heard, sounds, 0, 7777) - whole[start : start + 7777]).max() < 1e-6
    assert [len(heard_in(found, start, 1000)) for start in (0, 40000, 90000)] == [1, 1, 2]
    later = strips(film(("A1", (Gap(12), *items))))
    assert heard_in(later, 44000, 5000) == heard_in(strips(film(("A1", items))), 20000, 5000)


@pytest.mark.parametrize("rate", [FrameRate(24000, 1001), FrameRate(30000, 1001)])
def test_ten_minutes_drift_by_no_sample(rate: FrameRate) -> None:
    clips = tuple(clip("a", 100, 0) for _ in range(180))
    numbered = tuple(replace(c, id=ClipId(f"{c.id}-{n}")) for n, c in enumerate(clips))
    found = strips(film(("A1", numbered), rate=rate))
    assert found[0].first == 0
    for left, right in itertools.pairwise(found):
        assert left.end == right.first
    frames = 180 * 100
    exact = Fraction(frames * SAMPLE_RATE) / rate.fps
    assert abs(found[-1].end - exact) <= Fraction(1, 2)


def test_a_crossfade_keeps_the_power() -> None:
    project = film(("A1", (clip("a", 48), clip("b", 48, enter=crossing()))))
    left, right = steady(1.0), steady(1.0)
    left[:, 1] = right[:, 0] = 0
    sound = mix(strips(project), FakeSounds({"a": left, "b": right}), 0, 4 * SAMPLE_RATE)
    power = (sound**2).sum(axis=1)
    assert power == pytest.approx(np.ones(4 * SAMPLE_RATE), abs=1e-3)
    middle = 2 * SAMPLE_RATE
    assert sound[middle, 0] == pytest.approx(sound[middle, 1], abs=1e-3)
    assert (sound[: middle - 12000, 1] == 0).all()
    assert (sound[middle + 12000 :, 0] == 0).all()


def test_gain_is_in_decibels() -> None:
    project = film(("A1", (clip("a", 24, gain_db=-6.0206),)))
    sound = mix(strips(project), FakeSounds({"a": steady(1.0)}), 0, 100)
    assert sound == pytest.approx(np.full((100, 2), 0.5), abs=1e-4)


def test_fades_reach_silence_at_the_edges_and_full_inside() -> None:
    project = film(("A1", (clip("a", 48, fade_in=12, fade_out=24),)))
    sound = mix(strips(project), FakeSounds({"a": steady(1.0)}), 0, 2 * SAMPLE_RATE)[:, 0]
    assert sound[0] < 1e-3
    assert sound[-1] < 1e-3
    assert sound[24000] == 1
    assert sound[72000] == pytest.approx(0.5, abs=1e-3)


def test_muted_tracks_are_silent_and_a_solo_track_silences_others() -> None:
    project = film(("A1", (clip("a", 24),)), ("A2", (clip("b", 24),)))
    first, second = project.timeline.tracks
    muted = replace(project, timeline=project.timeline.with_track(replace(first, muted=True)))
    assert [strip.media_id for strip in strips(muted)] == ["b"]
    solo = replace(project, timeline=project.timeline.with_track(replace(first, solo=True)))
    assert [strip.media_id for strip in strips(solo)] == ["a"]
    assert second.name == "A2"


def test_files_without_sound_and_disabled_clips_are_silent() -> None:
    quiet = film(("A1", (clip("a", 24),)), files=(media("a", sound=False),))
    assert strips(quiet) == ()
    assert strips(film(("A1", (clip("a", 24, enabled=False),)))) == ()


@pytest.mark.parametrize("speed", [Fraction(2), Fraction(1, 2), Fraction(-1), Fraction(7, 5)])
def test_speed_plays_the_source_faster_slower_and_backwards(speed: Fraction) -> None:
    project = film(("A1", (clip("a", 24, 72, speed=speed),)))
    sound = mix(strips(project), FakeSounds({"a": counting()}), 0, SAMPLE_RATE)
    expected = 3 + np.arange(SAMPLE_RATE) * float(speed) / SAMPLE_RATE
    assert sound[:, 0] == pytest.approx(expected, abs=1e-5)
