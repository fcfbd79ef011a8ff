"""The bed: a score played, mixed, and brought to its loudness."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import floor

import numpy as np

from sorastudio.errors import GenerateError
from sorastudio.generate.music import drums, instruments
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
from sorastudio.generate.music.mood import Character, Mood, character
from sorastudio.generate.music.score import Grid, HeldChord, Note, Score, compose
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.sources import Sound

LOUDNESS_DB = -18.0
"""Of the whole bed; speech and effects lie well above it."""
PEAK = 0.7
_LONGEST = 30 * 60
_TEMPI = (30, 240)
_FADE_OUT = 2.5

_LEVELS = {"pad": 0.07, "keys": 0.19, "lead": 0.13, "bass": 0.15}
_DRUM_LEVELS = {drums.KICK: 0.5, drums.SNARE: 0.42, drums.HAT: 0.08, drums.OPEN_HAT: 0.07}
_ROOM = 0.32
"""How much of the chords and keys goes to the reverb."""


def compose_bed(
    *,
    seconds: Fraction,
    seed: int,
    mood: Mood = Mood.DREAM,
    tempo_bpm: Fraction | int | None = None,
) -> Sound:
    """A piece of music that is exactly so long: it opens, builds, comes home and rings out.

    The same arguments give the same samples on one machine. (samples, 2) float32 at 48 kHz, no
    sample above 0.7, about -18 LUFS, silent at the last one; the number of samples is the nearest
    to `seconds`. tempo_bpm: the mood's own where None. Raises GenerateError for a length or a tempo
    that makes no music.
    """
    grid = _grid(seconds, mood, tempo_bpm)
    spirit = character(mood)
    seeds = np.random.SeedSequence(seed % 2**64).generate_state(2, np.uint64)
    score = compose(grid, spirit, int(seeds[0]))
    player = _Player(score, spirit, np.random.default_rng(int(seeds[1])))
    return np.ascontiguousarray(_mastered(player.mix()).T)


def beats(
    *, seconds: Fraction, mood: Mood = Mood.DREAM, tempo_bpm: Fraction | int | None = None
) -> tuple[Fraction, ...]:
    """When the beats of the bed with these arguments fall, in seconds from its start; every fourth
    begins a bar, and the last is where the closing chord begins. Raises GenerateError as
    `compose_bed` does."""
    return _grid(seconds, mood, tempo_bpm).beats()


def _grid(seconds: Fraction, mood: Mood, tempo_bpm: Fraction | int | None) -> Grid:
    if not 0 < seconds <= _LONGEST:
        raise GenerateError(
            f"Music cannot be {float(seconds):g} s long.",
            todo=f"Ask for more than nothing and at most {_LONGEST // 60} minutes.",
        )
    tempo = Fraction(character(mood).tempo_bpm if tempo_bpm is None else tempo_bpm)
    if not _TEMPI[0] <= tempo <= _TEMPI[1]:
        raise GenerateError(
            f"Music cannot go at {float(tempo):g} beats a minute.",
            todo=f"Ask for {_TEMPI[0]} to {_TEMPI[1]}.",
        )
    return Grid(Fraction(seconds), tempo)


class _Player:
    """Plays the parts of a score into two buses: the music that breathes and wobbles, and the
    rhythm that stands still."""

    def __init__(self, score: Score, spirit: Character, rng: np.random.Generator) -> None:
        self.score, self.spirit, self.rng = score, spirit, rng
        self.count = floor(score.grid.seconds * SAMPLE_RATE + Fraction(1, 2))

    def mix(self) -> Wave:
        music = self._silence()
        self._pads(music)
        self._notes(music, self.score.keys, instruments.electric_piano, _LEVELS["keys"])
        music += self._lead()
        rhythm, room = self._rhythm()
        music *= self._breath()
        music = wobble(music, self.rng)
        room += np.float32(_ROOM) * music
        music += convolve(room, plate(self.rng))
        music += rhythm
        return music

    def _silence(self) -> Wave:
        return np.zeros((2, self.count), np.float32)

    def _pads(self, bus: Wave) -> None:
        voiced: dict[tuple[int, ...], Wave] = {}
        filters = self._filter()
        for chord in self.score.chords:
            if chord.voicing not in voiced:
                voiced[chord.voicing] = instruments.pad_bands(chord.voicing, self.rng)
            self._hold(bus, chord, voiced[chord.voicing], filters)

    def _hold(self, bus: Wave, chord: HeldChord, bands: Wave, filters: Iterable[Wave]) -> None:
        """Let a chord swell in, and linger over the start of the next."""
        start = int(chord.start * SAMPLE_RATE)
        length = chord.end - chord.start
        attack, release = min(0.9, length / 3), min(1.8, length / 2)
        end = min(int((chord.end + release) * SAMPLE_RATE), self.count)
        shape = instruments.edges(end - start, attack=attack, release=release)
        shape *= np.float32(_LEVELS["pad"])
        for band, level in zip(bands, filters, strict=True):
            loud = level[start:end] * shape
            for out, side in zip(bus[:, start:end], band, strict=True):
                out += np.resize(side, end - start) * loud

    def _filter(self) -> tuple[Wave, Wave, Wave]:
        """Levels of the three bands, (samples,) each: the filter opens with the form, and sways."""
        grid, form = self.score.grid, self.score.form
        bars = np.arange(grid.bars + 1)
        open_at = np.array([form.openness(int(bar)) for bar in bars])
        t = control_times(self.count)
        openness = np.interp(t, (bars + 0.5) * float(grid.bar), open_at)
        sway = np.sin(2 * np.pi * t / (4.0 * float(grid.bar)) + self.rng.uniform(0, 2 * np.pi))
        openness = np.clip(openness * (0.8 + 0.2 * sway), 0, 1) * self.spirit.brightness
        return (
            smoothed(0.6 + 0.4 * openness, self.count),
            smoothed(0.2 + 1.4 * openness, self.count),
            smoothed(2.0 * openness**1.5, self.count),
        )

    def _notes(
        self, bus: Wave, notes: Iterable[Note], voice: Callable[[int, float], Wave], level: float
    ) -> None:
        played: dict[tuple[int, float], Wave] = {}
        for note in notes:
            touch = round(note.velocity, 1)
            if (note.midi, touch) not in played:
                played[note.midi, touch] = np.float32(level) * voice(note.midi, touch)
            self._add(bus, note.start, played[note.midi, touch], pan=note.pan)

    def _lead(self) -> Wave:
        bus = self._silence()
        self._notes(bus, self.score.lead, instruments.mallet, _LEVELS["lead"])
        return echo(bus, float(self.score.grid.beat) * 0.75)

    def _rhythm(self) -> tuple[Wave, Wave]:
        """Bass and beat, and what of them goes to the reverb."""
        bus, room = self._silence(), self._silence()
        for note in self.score.bass:
            ring = note.start >= float(self.score.grid.close)
            wave = instruments.sub_bass(note.midi, note.velocity, note.length, ring=ring)
            self._add(bus, note.start, np.float32(_LEVELS["bass"]) * wave)
        sounds = drums.kit(self.rng)
        for hit in self.score.hits:
            level = np.float32(_DRUM_LEVELS[hit.drum] * hit.velocity * self.spirit.drums)
            self._add(bus, hit.start, level * sounds[hit.drum])
            if hit.drum == drums.SNARE:
                self._add(room, hit.start, np.float32(0.35) * level * sounds[hit.drum])
        return bus, room

    def _breath(self) -> Wave:
        kicks = [
            (round(hit.start * SAMPLE_RATE), hit.velocity * self.spirit.drums)
            for hit in self.score.hits
            if hit.drum == drums.KICK
        ]
        return ducking(self.count, kicks, depth=0.4)

    def _add(self, bus: Wave, start_seconds: float, wave: Wave, *, pan: float = 0.0) -> None:
        start = round(start_seconds * SAMPLE_RATE)
        room = bus[:, start : start + len(wave)]
        # Equal power: a note is as loud wherever it stands.
        angle = (pan + 1) * np.pi / 4
        sides = np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * np.float32(2**0.5)
        room += sides * wave[: room.shape[1]]


def _mastered(sound: Wave) -> Wave:
    """At its loudness, below its peak, and faded to nothing."""
    sound = without_rumble(sound)
    gain = 10 ** ((LOUDNESS_DB - loudness_db(sound)) / 20)
    count = sound.shape[1]
    seconds = count / SAMPLE_RATE
    sound = kept_below(sound * np.float32(gain), PEAK)
    shape = instruments.edges(count, attack=0.005, release=min(_FADE_OUT, seconds / 2))
    return sound * shape
