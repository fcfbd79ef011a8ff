"""What makes single notes one room and one tape. Sounds are (2, samples) float32 at 48 kHz."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.music.instruments import Wave
from sorastudio.project.time import SAMPLE_RATE

CONTROL_HOP = 480
"""Samples between the points of a slow curve: a hundredth of a second."""

_BLOCK = 1 << 17
"""Samples convolved at a time; no impulse response may be longer."""


def plate(rng: np.random.Generator) -> Wave:
    """(2, samples): the response of a plate reverb: dense at once, its treble gone first, nothing
    below 150 Hz, different on each side."""
    count = int(2.6 * SAMPLE_RATE)
    t = np.arange(count) / SAMPLE_RATE
    spectrum = np.fft.rfft(rng.standard_normal((2, count)))
    hertz = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    floor = 1 / (1 + (150 / np.maximum(hertz, 1.0)) ** 4)
    dark = floor / (1 + (hertz / 1800) ** 4)
    bright = floor * (1 - 1 / (1 + (hertz / 1800) ** 4)) / (1 + (hertz / 9000) ** 4)
    response = np.fft.irfft(spectrum * dark, count) * np.exp(-t / 0.5)
    response += np.fft.irfft(spectrum * bright, count) * np.exp(-t / 0.22)
    response *= np.clip((t - 0.012) / 0.01, 0, 1) * np.clip((2.6 - t) / 0.3, 0, 1)
    response /= np.sqrt(np.sum(np.square(response), axis=1, keepdims=True))
    return np.asarray(response, np.float32)


def convolve(sound: Wave, response: Wave) -> Wave:
    """The sound in a room, as long as the sound: overlap-add, one block in memory at a time.

    response: (2, up to 131072 samples).
    """
    size = 2 * _BLOCK
    room = np.fft.rfft(response, size)
    wet = np.zeros_like(sound)
    count = sound.shape[1]
    for start in range(0, count, _BLOCK):
        block = np.fft.rfft(sound[:, start : start + _BLOCK], size)
        end = min(start + size, count)
        wet[:, start:end] += np.fft.irfft(block * room, size)[:, : end - start]
    return wet


def wobble(sound: Wave, rng: np.random.Generator) -> Wave:
    """Played from a tape that does not run quite evenly: slow drift, a little flutter.

    The sound comes up to 3 ms late, so what is to be exactly on the beat stays out of this.
    """
    count = sound.shape[1]
    drift, flutter = rng.uniform(0.35, 0.6), rng.uniform(5.0, 7.0)
    phase = rng.uniform(0, 2 * np.pi, 2)
    t = control_times(count)
    late_ms = 1.5 + 1.3 * np.sin(2 * np.pi * drift * t + phase[0])
    late_ms += 0.03 * np.sin(2 * np.pi * flutter * t + phase[1])
    late = smoothed(late_ms * (SAMPLE_RATE / 1000), count)
    played = np.empty_like(sound)
    for start in range(0, count, _BLOCK):
        end = min(start + _BLOCK, count)
        whole = late[start:end].astype(np.int64)
        after = np.maximum(np.arange(start, end) - whole, 0)
        before = np.maximum(after - 1, 0)
        part = late[start:end] - whole.astype(np.float32)
        for side, out in zip(sound, played[:, start:end], strict=True):
            out[:] = side[after] * (1 - part) + side[before] * part
    return played


def control_times(count: int) -> NDArray[np.float64]:
    """The seconds at which a slowly moving level of `count` samples is worked out."""
    return np.arange(0, count + 2 * CONTROL_HOP, CONTROL_HOP) / SAMPLE_RATE


def smoothed(control: NDArray[np.float64], count: int) -> Wave:
    """(count,): straight lines between levels worked out at `control_times`."""
    levels = control.astype(np.float32)
    along = np.arange(CONTROL_HOP, dtype=np.float32) / np.float32(CONTROL_HOP)
    lines = levels[:-1, None] + np.diff(levels)[:, None] * along
    return lines.reshape(-1)[:count]


def echo(sound: Wave, delay_seconds: float) -> Wave:
    """With three echoes that change sides, each half as loud as the last."""
    echoed = sound.copy()
    step = int(delay_seconds * SAMPLE_RATE)
    for n in range(1, 4):
        late = n * step
        if late < sound.shape[1]:
            source = sound[::-1] if n % 2 else sound
            echoed[:, late:] += np.float32(0.45**n) * source[:, : sound.shape[1] - late]
    return echoed


def ducking(count: int, kicks: Iterable[tuple[int, float]], depth: float) -> Wave:
    """(count,): a level that gives way to each kick (its sample and velocity) and comes back: the
    breathing of the style."""
    level = np.ones(count, np.float32)
    t = np.arange(int(0.5 * SAMPLE_RATE), dtype=np.float32) / np.float32(SAMPLE_RATE)
    dip = np.minimum(t / np.float32(0.012), 1) * np.exp(-t / np.float32(0.14))
    dip *= np.clip((np.float32(0.5) - t) / np.float32(0.1), 0, 1)
    for start, velocity in kicks:
        window = level[start : start + len(dip)]
        window *= 1 - np.float32(depth * velocity) * dip[: len(window)]
    return level


def without_rumble(sound: Wave) -> Wave:
    """Without what moves more slowly than about 15 Hz, above all without a constant part: the sound
    less its own average over a tenth of a second."""
    count = sound.shape[1]
    hops = -(-count // CONTROL_HOP)
    padded = np.pad(sound, ((0, 0), (0, hops * CONTROL_HOP - count)))
    means = padded.reshape(2, hops, CONTROL_HOP).mean(axis=2, dtype=np.float64)
    window = np.hanning(12)[1:-1]
    window /= window.sum()
    # An even window lies centred between two hops, where the points of a slow curve are.
    slow = [np.convolve(side, window)[4 : hops + 5] for side in means]
    return sound - np.stack([smoothed(side, count) for side in slow])


def loudness_db(sound: Wave) -> float:
    """Loudness as ITU-R BS.1770 gates and sums it, but without its weighting of frequencies."""
    count = sound.shape[1]
    hop = min(int(0.4 * SAMPLE_RATE), count)
    whole = sound[:, : count // hop * hop].reshape(2, -1, hop)
    power = np.square(whole).mean(axis=2).sum(axis=0)
    power = power[power > 10**-7]
    if not power.size:
        return -70.0
    heard = power[power > 0.1 * power.mean()]
    return float(-0.691 + 10 * np.log10(heard.mean()))


def kept_below(sound: Wave, ceiling: float) -> Wave:
    """Bent softly, as tape does, so that no sample reaches the ceiling; the lower two thirds stay
    as they are."""
    knee = np.float32(ceiling * 2 / 3)
    room = np.float32(ceiling) - knee
    size = np.abs(sound)
    over = size > knee
    bent = sound.copy()
    bent[over] = np.sign(sound[over]) * (knee + room * np.tanh((size[over] - knee) / room))
    return bent
