"""Every scene has a sound of its own, soft and without a click."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from sorastudio.generate.animatic.kinds import Place
from sorastudio.generate.animatic.scene import read_scene
from sorastudio.generate.animatic.sound import ambience
from tests.generate.animatic.test_paint import ONE_OF_EACH


@pytest.mark.parametrize("place", list(Place))
def test_every_place_is_soft_and_starts_and_ends_in_silence(place: Place) -> None:
    sound = ambience(read_scene(ONE_OF_EACH[place], "", 1), Fraction(3, 2))
    assert sound.shape == (72000, 2)
    assert sound.dtype == np.float32
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() < 0.35
    level_dbfs = 20 * np.log10(np.sqrt(np.mean(sound.astype(float) ** 2)))
    assert -36 < level_dbfs < -26
    assert np.abs(sound[0]).max() < 1e-3
    assert np.abs(sound[-1]).max() < 1e-3
    assert np.abs(sound.mean(axis=0)).max() < 5e-3


@pytest.mark.parametrize(
    ("seconds", "count"),
    [
        (Fraction(0), 0),
        (Fraction(1, 48000), 1),
        (Fraction(1, 100), 480),
        (Fraction(1001, 24000), 2002),
        (Fraction(48, 25), 92160),
    ],
)
def test_the_length_is_exact(seconds: Fraction, count: int) -> None:
    sound = ambience(read_scene("the sea", "", 1), seconds)
    assert sound.shape == (count, 2)
    assert np.isfinite(sound).all()


def test_the_same_arguments_give_the_same_samples() -> None:
    scene = read_scene("a forest at night, rain", "", 5)
    once = ambience(scene, Fraction(1))
    ambience(read_scene("space", "", 1), Fraction(1))
    assert np.array_equal(once, ambience(scene, Fraction(1)))
    assert not np.array_equal(
        once, ambience(read_scene("a forest at night, rain", "", 6), Fraction(1))
    )


def _spectrum(prompt: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Share of the power in each octave from 30 Hz on."""
    sound = ambience(read_scene(prompt, "", 1), Fraction(3)).mean(axis=1)
    power = np.abs(np.fft.rfft(sound)) ** 2
    octave = np.log2(np.maximum(np.fft.rfftfreq(len(sound), 1 / 48000), 30) / 30).astype(int)
    shares = np.bincount(octave, power, 10)
    return np.asarray(shares / shares.sum())


def test_places_and_weather_sound_different() -> None:
    spectra = [
        _spectrum(p) for p in ("the sea at noon", "space", "a kitchen at noon", "heavy rain")
    ]
    for i, a in enumerate(spectra):
        for b in spectra[:i]:
            assert np.abs(a - b).sum() > 0.2
    assert _spectrum("heavy rain")[5:].sum() > _spectrum("space")[5:].sum()
    night, noon = _spectrum("a meadow at night"), _spectrum("a desert at noon")
    assert night[7] > noon[7]


def test_left_and_right_are_not_the_same() -> None:
    sound = ambience(read_scene("the sea", "", 1), Fraction(2))
    left, right = sound.T
    together = float(np.corrcoef(left, right)[0, 1])
    assert 0.2 < together < 0.98


def test_no_click_at_the_seam_of_a_long_bed() -> None:
    sound = ambience(read_scene("the sea, static", "", 1), Fraction(24))
    steps = np.abs(np.diff(sound[:, 0]))
    seam = 1 << 20
    assert steps[seam - 3 : seam + 3].max() <= np.quantile(steps, 0.9999)
