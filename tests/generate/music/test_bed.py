"""The bed as it is heard."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.errors import GenerateError
from sorastudio.generate.music.bed import LOUDNESS_DB, PEAK, beats, compose_bed
from sorastudio.generate.music.effects import loudness_db
from sorastudio.generate.music.mood import Mood
from sorastudio.render.sources import Sound

RATE = 48000
LENGTH = Fraction(24)


@pytest.fixture(scope="module", params=Mood)
def bed(request: pytest.FixtureRequest) -> Sound:
    return compose_bed(seconds=LENGTH, seed=11, mood=request.param)


@pytest.fixture(scope="module")
def dream() -> Sound:
    return compose_bed(seconds=LENGTH, seed=11)


def test_it_is_stereo_of_the_exact_length(bed: Sound) -> None:
    assert bed.shape == (24 * RATE, 2)
    assert bed.dtype == np.float32
    assert bed.flags.c_contiguous


def test_it_stays_below_its_peak_and_has_no_constant_part(bed: Sound) -> None:
    assert np.isfinite(bed).all()
    assert np.abs(bed).max() <= PEAK
    assert np.abs(bed.mean(axis=0)).max() < 1e-5


def test_it_is_as_loud_as_promised(bed: Sound) -> None:
    assert loudness_db(np.ascontiguousarray(bed.T)) == pytest.approx(LOUDNESS_DB, abs=0.7)


def test_it_starts_and_ends_in_silence_and_swells_between(bed: Sound) -> None:
    assert np.abs(bed[:48]).max() < 0.002
    assert np.abs(bed[-480:]).max() < 1e-4
    assert not bed[-1].any()
    first, middle, last = (_level(bed, second) for second in (0, 12, 23))
    assert middle > 3 * first
    assert middle > 3 * last


def test_it_rings_out_without_a_break(bed: Sound) -> None:
    levels = [_level(bed, second) for second in (20, 21, 22, 23)]
    assert min(levels[:3]) > 0.01
    assert levels[3] < levels[2]


def test_it_is_wide_and_still_whole_in_mono(bed: Sound) -> None:
    together = np.corrcoef(bed[:, 0], bed[:, 1]).item(1)
    assert 0.2 < together < 0.95


def test_it_has_no_clicks() -> None:
    # Without drums nothing may move faster than the highest partials do.
    bed = compose_bed(seconds=LENGTH, seed=3, mood=Mood.STILL)
    steps = np.abs(np.diff(bed, axis=0)).ravel()
    assert steps.max() < 12 * np.sqrt(np.mean(np.square(steps)))


def test_the_same_arguments_give_the_same_samples(dream: Sound) -> None:
    assert np.array_equal(dream, compose_bed(seconds=LENGTH, seed=11))


def test_another_seed_is_another_piece(dream: Sound) -> None:
    other = compose_bed(seconds=LENGTH, seed=12)
    assert abs(np.corrcoef(dream[:, 0], other[:, 0]).item(1)) < 0.3


def test_beats_are_where_the_sound_begins_anew(dream: Sound) -> None:
    times = [float(time) for time in beats(seconds=LENGTH)]
    middle = [time for time in times if 10 < time < 18]
    gap = times[1] - times[0]
    on_beat = np.mean([_rise(dream, time) for time in middle])
    # A sixteenth after a beat nothing is played.
    between = np.mean([_rise(dream, time + gap / 4) for time in middle])
    assert on_beat > 1.6
    assert on_beat > 1.5 * between


def test_the_tempo_can_be_set() -> None:
    times = beats(seconds=Fraction(20), tempo_bpm=120)
    assert times[:3] == (Fraction(0), Fraction(1, 2), Fraction(1))
    assert compose_bed(seconds=Fraction(4), seed=1, tempo_bpm=Fraction(121, 2)).shape == (192000, 2)


@settings(max_examples=12, deadline=None)
@given(
    seconds=st.fractions(min_value=Fraction(1, 1000), max_value=6, max_denominator=1001),
    mood=st.sampled_from(Mood),
    seed=st.integers(-(2**40), 2**40),
)
def test_any_short_length_is_exact_and_clean(seconds: Fraction, mood: Mood, seed: int) -> None:
    bed = compose_bed(seconds=seconds, seed=seed, mood=mood)
    assert abs(len(bed) - seconds * RATE) <= Fraction(1, 2)
    assert np.isfinite(bed).all()
    assert np.abs(bed).max(initial=0) <= PEAK


@pytest.mark.parametrize("seconds", [Fraction(0), Fraction(-3), Fraction(1801)])
def test_a_length_that_makes_no_music_is_refused(seconds: Fraction) -> None:
    with pytest.raises(GenerateError, match="long"):
        compose_bed(seconds=seconds, seed=1)


@pytest.mark.parametrize("tempo", [0, -80, 29, 241])
def test_a_tempo_that_makes_no_music_is_refused(tempo: int) -> None:
    with pytest.raises(GenerateError, match="beats a minute"):
        beats(seconds=Fraction(30), tempo_bpm=tempo)


def _level(bed: Sound, second: int) -> float:
    part = bed[second * RATE : (second + 1) * RATE]
    return float(np.sqrt(np.mean(np.square(part))))


def _rise(bed: Sound, time: float) -> float:
    """How much louder the moving part of the sound is right after a time than right before."""
    moving = np.abs(np.diff(bed.mean(axis=1)))
    at, window = round(time * RATE), RATE // 25
    return float(moving[at : at + window].mean() / moving[at - window : at].mean())
