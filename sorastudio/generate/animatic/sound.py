"""What a scene sounds like: noise shaped into surf, wind, rain or room, and a few soft tones."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.kinds import Hour, Place, Weather
from sorastudio.generate.animatic.noise import rng_for
from sorastudio.generate.animatic.scene import Scene
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.sources import Sound

Mono: TypeAlias = NDArray[np.float32]
_LOUDNESS_DBFS = -30.0
_PEAK = 0.33
_FADE_SECONDS = 0.02
_BED_SAMPLES = 1 << 20
"""Noise beds are periodic and so long (22 s); a longer shot hears them again."""


def ambience(scene: Scene, seconds: Fraction) -> Sound:
    """(round(seconds * 48000), 2) float32 at 48 kHz: peak below 0.35, about -30 dBFS RMS, faded
    over 20 ms at both ends. The same arguments give the same samples."""
    count = round(seconds * SAMPLE_RATE)
    if count <= 0:
        return np.zeros((0, 2), np.float32)
    mixed = np.zeros((count, 2), np.float32)
    for number, (voice, gain_db) in enumerate(_voices(scene)):
        player = _Player(scene, number, count)
        mixed += voice(player) * np.float32(10 ** (gain_db / 20))
    return _levelled(mixed)


class _Player:
    """Makes sound for one voice: noise and time of its own."""

    def __init__(self, scene: Scene, number: int, count: int) -> None:
        self._key = (scene.key, "voice", number)
        self.count = count
        self.rng = rng_for(*self._key)

    @property
    def time(self) -> NDArray[np.float64]:
        return np.arange(self.count) / SAMPLE_RATE

    def noise(self, low_hz: float, high_hz: float, tilt: float = 0.0) -> Mono:
        """Stereo noise of unit RMS between two frequencies, falling by `tilt` dB an octave."""
        size = min(_BED_SAMPLES, 1 << max(12, (self.count - 1).bit_length()))
        frequency = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
        with np.errstate(divide="ignore"):
            shape = np.maximum(frequency, 1.0) ** (-tilt / 6.02)
        shape = shape / (1 + (low_hz / np.maximum(frequency, 1e-3)) ** 4) ** 0.5
        shape = shape / (1 + (frequency / high_hz) ** 4) ** 0.5
        sides = []
        for _ in range(2):
            white = self.rng.standard_normal(len(frequency)) + 1j * self.rng.standard_normal(
                len(frequency)
            )
            side = np.fft.irfft(white * shape, size)
            sides.append(side / max(float(side.std()), 1e-9))
        middle = (sides[0] + sides[1]) * 0.5
        bed = np.stack([middle + 0.6 * (s - middle) for s in sides], 1).astype(np.float32)
        return np.resize(bed, (self.count, 2)) if self.count <= size else _looped(bed, self.count)

    def swing(self, period: float, depth: float, sharp: float = 1.0) -> Mono:
        """(count, 1) slow swell between 1 - depth and 1, two unequal waves, never quite the
        same."""
        a, b = self.rng.uniform(0, 2 * np.pi, 2)
        t = self.time
        wave = 0.5 + 0.35 * np.sin(2 * np.pi * t / period + a)
        wave += 0.15 * np.sin(2 * np.pi * t / (period * 0.618) + b)
        swell = 1 - depth + depth * np.clip(wave, 0, 1) ** sharp
        return np.asarray(swell, np.float32)[:, None]

    def tone(self, hertz: float, pan: float = 0.0) -> Mono:
        wave = np.sin(2 * np.pi * hertz * self.time + self.rng.uniform(0, 6.28))
        return (wave[:, None] * [1 - 0.5 * pan, 1 + 0.5 * pan]).astype(np.float32)

    def events(self, each_second: float, make: Callable[[], Mono]) -> Mono:
        """Short sounds at random times, each at a place of its own."""
        track = np.zeros((self.count, 2), np.float32)
        for _ in range(int(self.rng.poisson(each_second * self.count / SAMPLE_RATE))):
            sound, start = make(), int(self.rng.integers(0, self.count))
            sound = sound[: self.count - start]
            pan = self.rng.uniform(-0.8, 0.8)
            gain = np.array([1 - pan, 1 + pan], np.float32) * np.float32(self.rng.uniform(0.3, 1))
            track[start : start + len(sound)] += sound[:, None] * gain
        return track


def _looped(bed: Mono, count: int) -> Mono:
    return np.tile(bed, (-(-count // len(bed)), 1))[:count]


Voice = Callable[[_Player], Mono]


def _surf(play: _Player) -> Mono:
    """Waves that gather, break and draw back."""
    roll = play.noise(50, 500, 3) * play.swing(7.3, 0.6)
    hiss = play.noise(900, 7000, 3) * play.swing(7.3, 0.9, 2.5)
    return roll + 0.45 * hiss


def _wind(play: _Player) -> Mono:
    low = play.noise(90, 420, 4) * play.swing(9.0, 0.6)
    return low + 0.35 * play.noise(500, 1400, 4) * play.swing(5.2, 0.85, 2.0)


def _leaves(play: _Player) -> Mono:
    return play.noise(1600, 7500, 2) * play.swing(4.4, 0.8, 1.6)


def _stream(play: _Player) -> Mono:
    drops = play.events(26, lambda: _plink(play, 500, 1900, 0.05))
    return play.noise(280, 3600, 3) * play.swing(3.1, 0.25) + 0.7 * drops


def _lapping(play: _Player) -> Mono:
    return play.noise(160, 1500, 4) * play.swing(3.4, 0.9, 2.2)


def _rain(play: _Player) -> Mono:
    drops = play.events(70, lambda: _plink(play, 1800, 5200, 0.012))
    return play.noise(700, 9500, 2) * play.swing(8.0, 0.2) + 0.9 * drops


def _city(play: _Player) -> Mono:
    hum = play.noise(45, 320, 4) * play.swing(11.0, 0.3)
    passing = play.noise(180, 1300, 4) * play.swing(6.1, 0.95, 3.0)
    mains: Mono = 0.05 * play.tone(100) + 0.03 * play.tone(150, 0.5)
    return hum + 0.5 * passing + mains


def _room(play: _Player) -> Mono:
    tick = play.events(1.1, lambda: _plink(play, 2600, 3100, 0.006))
    hum: Mono = np.float32(0.05) * play.tone(119.4)
    return play.noise(60, 520, 5) + hum + np.float32(0.25) * tick


def _hall(play: _Player) -> Mono:
    ring = play.tone(146.8, -0.4) + play.tone(220.4, 0.4) + play.tone(293.1)
    air = play.noise(70, 420, 5) * play.swing(8, 0.3)
    return air + np.float32(0.12) * ring * play.swing(6.5, 0.9)


def _rails(play: _Player) -> Mono:
    """Wheels over joints, two by two."""
    beat = np.zeros((play.count, 2), np.float32)
    clack = _plink(play, 160, 420, 0.05)
    for start in np.arange(0, play.count, int(0.72 * SAMPLE_RATE)):
        for offset in (0, int(0.16 * SAMPLE_RATE)):
            at = int(start) + offset
            part = clack[: max(0, play.count - at)]
            beat[at : at + len(part)] += part[:, None]
    return play.noise(50, 700, 4) * play.swing(4.2, 0.2) + 1.6 * beat


def _drone(play: _Player) -> Mono:
    chord = np.zeros((play.count, 2), np.float32)
    root = float(play.rng.choice([55.0, 61.7, 65.4]))
    for ratio, pan in ((1, 0.0), (1.5, -0.5), (2.002, 0.5), (3.0, -0.3), (4.01, 0.3)):
        chord += play.tone(root * ratio, pan) * play.swing(6 + 3 * ratio, 0.7) / np.float32(ratio)
    return 0.8 * chord + 0.35 * play.noise(40, 260, 4) * play.swing(13.0, 0.5)


def _deep(play: _Player) -> Mono:
    bubbles = play.events(3.0, lambda: _plink(play, 240, 700, 0.09, rise=2.2))
    return play.noise(40, 300, 5) * play.swing(6.0, 0.4) + 0.8 * bubbles


def _crickets(play: _Player) -> Mono:
    """Chirps of three or four pulses, at two pitches, one to each side."""
    t, track = play.time, np.zeros((play.count, 2), np.float32)
    for side, (pitch, rate) in enumerate(((4150.0, 1.9), (4620.0, 1.43))):
        turn = play.rng.uniform(0, 1)
        chirp = np.clip(np.sin(2 * np.pi * (rate * t + turn)), 0, 1) ** 0.5
        pulses = np.clip(np.sin(2 * np.pi * rate * 11 * t), 0, 1)
        voice = np.sin(2 * np.pi * pitch * t) * chirp * pulses
        track += (voice[:, None] * ([1.0, 0.35] if side else [0.35, 1.0])).astype(np.float32)
    return track


def _birds(play: _Player) -> Mono:
    return play.events(0.9, lambda: _song(play))


def _fire(play: _Player) -> Mono:
    snaps = play.events(13, lambda: _plink(play, 900, 4200, 0.008))
    return play.noise(60, 480, 4) * play.swing(1.9, 0.35) + 1.5 * snaps


def _thunder(play: _Player) -> Mono:
    return play.noise(28, 160, 6) * play.swing(8.5, 1.0, 5.0)


def _plink(play: _Player, low: float, high: float, seconds: float, rise: float = 1.0) -> Mono:
    """A damped tone with a soft start."""
    t = np.arange(int(6 * seconds * SAMPLE_RATE) + 1) / SAMPLE_RATE
    pitch = play.rng.uniform(low, high)
    phase = 2 * np.pi * pitch * (t + (rise - 1) * t * t / (2 * max(t[-1], 1e-6)))
    shape = (1 - np.exp(-t / (0.1 * seconds))) * np.exp(-t / seconds)
    return np.asarray(np.sin(phase) * shape, np.float32)


def _song(play: _Player) -> Mono:
    """A few gliding notes."""
    notes = []
    for _ in range(int(play.rng.integers(2, 6))):
        length = play.rng.uniform(0.06, 0.16)
        t = np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE
        start, end = play.rng.uniform(2300, 4300), play.rng.uniform(2300, 4300)
        phase = 2 * np.pi * (start * t + (end - start) * t * t / (2 * length))
        notes.append(np.sin(phase) * np.sin(np.pi * t / length) ** 2 * 0.6)
        notes.append(np.zeros(int(play.rng.uniform(0.02, 0.09) * SAMPLE_RATE)))
    return np.concatenate(notes).astype(np.float32)


_VOICES: dict[Place, tuple[tuple[Voice, float], ...]] = {
    Place.SEA: ((_surf, 0.0), (_wind, -14.0)),
    Place.LAKE: ((_lapping, 0.0), (_birds, -14.0), (_wind, -8.0)),
    Place.RIVER: ((_stream, 0.0), (_birds, -16.0)),
    Place.UNDERWATER: ((_deep, 0.0),),
    Place.FOREST: ((_leaves, -3.0), (_birds, -9.0), (_wind, -6.0)),
    Place.FIELD: ((_wind, -2.0), (_leaves, -8.0), (_birds, -12.0)),
    Place.MOUNTAIN: ((_wind, 0.0),),
    Place.SNOW: ((_wind, 0.0), (_leaves, -16.0)),
    Place.DESERT: ((_wind, 0.0), (_leaves, -14.0)),
    Place.SKY: ((_wind, 0.0), (_drone, -12.0)),
    Place.SPACE: ((_drone, 0.0),),
    Place.CITY: ((_city, 0.0),),
    Place.ROAD: ((_wind, -2.0), (_city, -4.0)),
    Place.ROOM: ((_room, 0.0),),
    Place.HALL: ((_hall, 0.0),),
    Place.WINDOW: ((_rails, 0.0),),
    Place.FACE: ((_room, 0.0), (_drone, -9.0)),
}
_WEATHERS: dict[Weather, tuple[Voice, float]] = {
    Weather.RAIN: (_rain, 0.0),
    Weather.EMBERS: (_fire, -1.0),
    Weather.LIGHTNING: (_thunder, 3.0),
    Weather.DUST: (_wind, -6.0),
    Weather.LEAVES: (_leaves, -8.0),
}
_OPEN = frozenset(
    {Place.LAKE, Place.RIVER, Place.FOREST, Place.FIELD, Place.MOUNTAIN, Place.DESERT, Place.ROAD}
)


def _voices(scene: Scene) -> list[tuple[Voice, float]]:
    """Voices and their gains in dB. No bird sings by night; crickets do."""
    dark = scene.hour in (Hour.NIGHT, Hour.DUSK)
    voices = [(v, gain) for v, gain in _VOICES[scene.place] if not (dark and v is _birds)]
    if dark and scene.place in _OPEN:
        voices.append((_crickets, -15.0))
    voices += [_WEATHERS[weather] for weather in scene.weather if weather in _WEATHERS]
    if scene.hour is Hour.STORM and scene.place in _OPEN | {Place.SEA}:
        voices.append((_wind, 0.0))
    return voices


def _levelled(mixed: Sound) -> Sound:
    rms = float(np.sqrt(np.mean(mixed.astype(np.float64) ** 2)))
    gain = 10 ** (_LOUDNESS_DBFS / 20) / max(rms, 1e-9)
    levelled = mixed * np.float32(gain)
    # A soft knee keeps a rare crack of the fire below the ceiling without turning down the rest.
    levelled = _PEAK * np.tanh(levelled / np.float32(_PEAK))
    fade = min(round(_FADE_SECONDS * SAMPLE_RATE), len(levelled) // 2)
    if fade:
        ramp = np.linspace(0, 1, fade, endpoint=False, dtype=np.float32)[:, None]
        levelled[:fade] *= ramp
        levelled[-fade:] *= ramp[::-1]
    faded: Sound = levelled.astype(np.float32)
    return faded
