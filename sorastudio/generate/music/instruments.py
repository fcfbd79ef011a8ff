"""The voices: each makes the sound of one note or chord. Shapes are (2, samples) or (samples,)
float32 at 48 kHz."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.music.harmony import Voicing, frequency
from sorastudio.project.time import SAMPLE_RATE

Wave: TypeAlias = NDArray[np.float32]

LOOP = 1 << 18
"""Samples of a chord's loop: 5.5 s, so long that the ear does not catch it coming round."""

_BAND_EDGES_HZ = (550.0, 1700.0)
_HIGHEST_HZ = 9000.0
_DETUNE_CENTS = 22.0


def pad_bands(voicing: Voicing, rng: np.random.Generator) -> Wave:
    """(3, 2, LOOP): a chord as an endless string choir, split into low, middle and high so that a
    slow filter is no more than three levels.

    Every partial is a narrow band of noise instead of a line, which is what many detuned voices
    sound like together (the PADsynth algorithm of Paul Nasca).
    """
    hertz = np.arange(LOOP // 2 + 1) * (SAMPLE_RATE / LOOP)
    magnitude = np.zeros_like(hertz)
    for midi in voicing:
        _add_partials(magnitude, frequency(midi))
    left = magnitude * _phases(rng, len(hertz))
    # Half of it is common to both sides: wide, and still whole in mono.
    right = 0.5 * left + 0.866 * magnitude * _phases(rng, len(hertz))
    bands = np.stack([weight * side for weight in _bands(hertz) for side in (left, right)])
    waves = np.fft.irfft(bands.reshape(3, 2, -1).astype(np.complex64), LOOP)
    waves /= np.sqrt(np.mean(np.square(waves.sum(axis=0))))
    return np.asarray(waves, np.float32)


def _add_partials(magnitude: NDArray[np.float64], fundamental: float) -> None:
    bin_hz = SAMPLE_RATE / LOOP
    for n in range(1, int(_HIGHEST_HZ / fundamental) + 1):
        centre = n * fundamental
        width = centre * (2 ** (_DETUNE_CENTS / 1200) - 1) / 2
        low = max(int((centre - 4 * width) / bin_hz), 1)
        hertz = np.arange(low, int((centre + 4 * width) / bin_hz) + 2) * bin_hz
        # Odd partials a little stronger: hollow and warm, between a saw and a square.
        strength = n**-1.25 * (1.0 if n % 2 else 0.7)
        bell = np.exp(-0.5 * ((hertz - centre) / width) ** 2)
        magnitude[low : low + len(hertz)] += strength * bell / np.sqrt(width)


def _phases(rng: np.random.Generator, count: int) -> NDArray[np.complex64]:
    turns = rng.random(count, dtype=np.float32)
    phases: NDArray[np.complex64] = np.exp(np.complex64(2j * np.pi) * turns)
    return phases


def _bands(hertz: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    below = [1 / (1 + (hertz / edge) ** 4) for edge in _BAND_EDGES_HZ]
    return [below[0], below[1] - below[0], 1 - below[1]]


def electric_piano(midi: int, velocity: float) -> Wave:
    """(samples,): two FM pairs as in the classic digital pianos: a body that mellows as it dies,
    and a short bell at the strike."""
    f = frequency(midi)
    decay = float(np.clip(1.6 * (261.6 / f) ** 0.5, 0.5, 2.2))
    t = _time(min(3.5, 3.0 * decay))
    turn = _turns(f, t)
    index = np.float32(1.5 * velocity) * np.exp(-t / np.float32(0.45 * decay))
    body = np.sin(turn + index * np.sin(turn)) * np.exp(-t / np.float32(decay))
    bell = np.sin(7 * turn) * np.exp(-t / np.float32(0.09))
    return _shaped(np.float32(velocity) * (body + np.float32(0.2 * velocity) * bell), attack=0.004)


def mallet(midi: int, velocity: float) -> Wave:
    """(samples,): a wooden bar: its second mode sounds four times as high and dies at once."""
    t = _time(1.4)
    turn = _turns(frequency(midi), t)
    low = np.sin(turn) * np.exp(-t / np.float32(0.35))
    high = np.sin(4 * turn) * np.exp(-t / np.float32(0.07))
    return _shaped(np.float32(velocity) * (low + np.float32(0.25) * high), attack=0.003)


def sub_bass(midi: int, velocity: float, seconds: float, *, ring: bool = False) -> Wave:
    """(samples,): a sine with just enough of an octave to be heard on small loudspeakers.

    ring: dies away over its length instead of being held.
    """
    t = _time(seconds)
    turn = _turns(frequency(midi), t)
    wave = np.sin(turn) + np.float32(0.3) * np.sin(2 * turn)
    fall = np.exp(-t / np.float32(max(seconds, 0.2) / 3)) if ring else np.exp(-t / np.float32(4))
    return _shaped(np.float32(velocity) * wave * fall, attack=0.02, release=0.09)


def _time(seconds: float) -> Wave:
    return np.arange(max(int(seconds * SAMPLE_RATE), 1), dtype=np.float32) / np.float32(SAMPLE_RATE)


def _turns(hertz: float, t: Wave) -> Wave:
    """The phase in radians; reduced to one turn in double precision, or long notes grow noisy."""
    turns = np.arange(len(t)) * (hertz / SAMPLE_RATE) % 1.0
    return (2 * np.pi * turns).astype(np.float32)


def _shaped(wave: Wave, *, attack: float, release: float = 0.06) -> Wave:
    """Start and end from nothing, without a click."""
    return wave * edges(len(wave), attack=attack, release=release)


def edges(count: int, *, attack: float, release: float) -> Wave:
    """(count,): rises over `attack` seconds, rests at 1, falls over `release`."""
    shape = np.ones(count, np.float32)
    up = min(int(attack * SAMPLE_RATE), count)
    down = min(int(release * SAMPLE_RATE), count)
    shape[:up] *= _rise(up)
    shape[count - down :] *= _rise(down)[::-1]
    return shape


def _rise(count: int) -> Wave:
    turn = np.arange(count, dtype=np.float32) * np.float32(np.pi / max(count, 1))
    return np.asarray(0.5 - 0.5 * np.cos(turn), np.float32)
