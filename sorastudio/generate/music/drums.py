"""The beat: a soft kick, a brushed snare, hats. Each is (samples,) float32 at 48 kHz."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.music.instruments import Wave, edges
from sorastudio.project.time import SAMPLE_RATE

KICK, SNARE, HAT, OPEN_HAT = "kick", "snare", "hat", "open hat"


def kit(rng: np.random.Generator) -> dict[str, Wave]:
    """One sound for each drum, the same in the whole piece."""
    return {
        KICK: _kick(),
        SNARE: _snare(rng),
        HAT: _hat(rng, decay=0.035),
        OPEN_HAT: _hat(rng, decay=0.16),
    }


def _kick() -> Wave:
    """A sine that falls from 130 to 46 Hz within a few hundredths of a second."""
    t = _time(0.45)
    turn = 2 * np.pi * (46 * t + 84 * 0.03 * (1 - np.exp(-t / 0.03)))
    return _finished(np.sin(turn) * np.exp(-t / 0.13), attack=0.002)


def _snare(rng: np.random.Generator) -> Wave:
    t = _time(0.5)
    rattle = _noise(rng, len(t), 900.0, 6000.0) * np.exp(-t / 0.11)
    body = np.sin(2 * np.pi * 185 * t) * np.exp(-t / 0.07)
    return _finished(0.5 * rattle + 0.35 * body, attack=0.002)


def _hat(rng: np.random.Generator, *, decay: float) -> Wave:
    t = _time(8 * decay)
    return _finished(_noise(rng, len(t), 6000.0, 13000.0) * np.exp(-t / decay), attack=0.001)


def _noise(rng: np.random.Generator, count: int, low_hz: float, high_hz: float) -> Wave:
    """Noise between two frequencies with soft slopes, at a level of about 0.3."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    band = 1 / (1 + (low_hz / np.maximum(hertz, 1.0)) ** 6) / (1 + (hertz / high_hz) ** 6)
    wave = np.fft.irfft(spectrum * band, count)
    return (0.3 * wave / np.std(wave)).astype(np.float32)


def _time(seconds: float) -> Wave:
    return (np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE).astype(np.float32)


def _finished(wave: NDArray[np.floating], *, attack: float) -> Wave:
    return np.asarray(wave * edges(len(wave), attack=attack, release=0.03), np.float32)
