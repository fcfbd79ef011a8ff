"""Room, tape and loudness."""

from __future__ import annotations

import numpy as np
import pytest

from sorastudio.generate.music.effects import (
    control_times,
    convolve,
    ducking,
    echo,
    kept_below,
    loudness_db,
    plate,
    smoothed,
    without_rumble,
    wobble,
)
from sorastudio.generate.music.instruments import Wave

RATE = 48000


def _sine(hertz: float, seconds: float, level: float = 0.5) -> Wave:
    t = np.arange(int(seconds * RATE)) / RATE
    return np.stack([level * np.sin(2 * np.pi * hertz * t)] * 2).astype(np.float32)


def test_a_room_answers_a_click_with_its_response_even_across_blocks() -> None:
    click = np.zeros((2, 400_000), np.float32)
    at = 131_072 - 5
    click[:, at] = 1
    response = plate(np.random.default_rng(1))
    wet = convolve(click, response)
    assert wet.shape == click.shape
    assert np.abs(wet[:, :at]).max() < 1e-6
    assert np.abs(wet[:, at : at + response.shape[1]] - response).max() < 1e-5


def test_a_room_answers_late_and_dies_away() -> None:
    response = np.square(plate(np.random.default_rng(1))).sum(axis=0)
    assert response[: RATE // 100].sum() < 1e-6
    thirds = [part.sum() for part in np.array_split(response, 3)]
    assert thirds[0] > 20 * thirds[1] > 400 * thirds[2]


def test_rumble_and_a_constant_part_go_and_a_bass_stays() -> None:
    bass = _sine(50, 2)
    cleaned = without_rumble(bass + np.float32(0.2) + _sine(2, 2, level=0.1))
    inside = slice(RATE // 5, -RATE // 5)
    assert np.abs(cleaned - bass)[:, inside].max() < 0.02


def test_a_wobble_is_small_and_never_early() -> None:
    tone = _sine(200, 3)
    played = wobble(tone, np.random.default_rng(2))
    assert played.shape == tone.shape
    assert np.abs(played).max() <= 0.5
    spectrum = np.abs(np.fft.rfft(played[0] * np.hanning(played.shape[1])))
    assert np.argmax(spectrum) / 3 == pytest.approx(200, abs=1.5)
    click = np.zeros((2, RATE), np.float32)
    click[:, RATE // 2] = 1
    late = np.flatnonzero(wobble(click, np.random.default_rng(2))[0]) - RATE // 2
    assert 0 <= late.min() <= late.max() <= 3 * RATE // 1000


def test_echoes_change_sides_and_grow_fainter() -> None:
    click = np.zeros((2, RATE), np.float32)
    click[0, 0] = 1
    echoed = echo(click, 0.25)
    assert echoed[1, RATE // 4] == pytest.approx(0.45)
    assert echoed[0, RATE // 2] == pytest.approx(0.45**2)
    assert echoed[:, RATE // 4 * 3] == pytest.approx([0, 0.45**3])


def test_the_level_gives_way_to_a_kick_and_comes_back() -> None:
    level = ducking(RATE, [(1000, 1.0), (RATE - 10, 1.0)], depth=0.4)
    assert (level[:1000] == 1).all()
    assert 0.6 <= level[1000:4000].min() < 0.7
    assert level[1000 + RATE // 2] == 1


def test_a_slow_curve_goes_straight_from_point_to_point() -> None:
    count = 1234
    times = control_times(count)
    curve = smoothed(3 * times + 1, count)
    assert curve.shape == (count,)
    assert np.abs(curve - (3 * np.arange(count) / RATE + 1)).max() < 1e-5


def test_loudness_of_a_full_scale_sine_on_both_sides() -> None:
    # BS.1770 puts a 997 Hz sine on one side at -3.01; two sides are 3.01 more. The missing
    # weighting is 0.69 at that frequency.
    assert loudness_db(_sine(997, 3, level=1.0)) == pytest.approx(-0.69, abs=0.02)


def test_silence_between_does_not_make_it_less_loud() -> None:
    tone = _sine(997, 4)
    gapped = np.concatenate([tone, np.zeros_like(tone), tone], axis=1)
    assert loudness_db(gapped) == pytest.approx(loudness_db(tone), abs=0.1)
    assert loudness_db(np.zeros((2, RATE), np.float32)) == -70


def test_loud_samples_are_bent_and_soft_ones_are_not() -> None:
    ramp = np.stack([np.linspace(-3, 3, 1001)] * 2).astype(np.float32)
    bent = kept_below(ramp, 0.7)
    assert np.abs(bent).max() <= np.float32(0.7)
    assert (np.diff(bent) >= 0).all()
    soft = np.abs(ramp) < 0.46
    assert np.array_equal(bent[soft], ramp[soft])
