"""The composition: what sounds when. Plain values, no sound yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np

from sorastudio.generate.music.harmony import Voicing, bass_of, voice
from sorastudio.generate.music.mood import Character, Chord

BEATS_PER_BAR = 4
RING_OUT = Fraction(7, 2)
"""Seconds that the last chord has at least to die away."""
_LONG_BARS = 24
"""From here on the beat takes a rest in the middle."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Beats and bars of a piece, exact. The last chord begins where the bars end."""

    seconds: Fraction
    tempo_bpm: Fraction

    @property
    def beat(self) -> Fraction:
        return 60 / self.tempo_bpm

    @property
    def bar(self) -> Fraction:
        return BEATS_PER_BAR * self.beat

    @property
    def bars(self) -> int:
        return max(0, (self.seconds - RING_OUT) // self.bar)

    @property
    def close(self) -> Fraction:
        """When the last chord begins."""
        return self.bars * self.bar

    def beats(self) -> tuple[Fraction, ...]:
        return tuple(self.beat * n for n in range(BEATS_PER_BAR * self.bars + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """In which bar each part enters, and where the beat is silent."""

    keys: int
    bass: int
    beat: int
    full: int
    rest: range
    outro: int

    def plays_keys(self, bar: int) -> bool:
        return bar >= self.keys

    def plays_bass(self, bar: int) -> bool:
        return bar >= self.bass and bar not in self.rest

    def plays_beat(self, bar: int) -> bool:
        return self.beat <= bar < self.outro and bar not in self.rest

    def plays_all(self, bar: int) -> bool:
        return self.full <= bar < self.outro and bar not in self.rest

    def openness(self, bar: int) -> float:
        """How far the music has opened up in a bar, 0..1: it decides the filter of the chords."""
        if bar >= self.outro:
            return 0.3
        if bar in self.rest:
            return 0.4
        risen = (bar + 1) / max(self.full, 1)
        return 0.15 + 0.85 * min(risen, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Times are seconds from the start."""

    start: float
    midi: int
    velocity: float
    """0..1."""
    length: float = 0.0
    """Only for parts that hold their notes."""
    pan: float = 0.0
    """-1 left, 1 right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    start: float
    drum: str
    velocity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldChord:
    start: float
    end: float
    voicing: Voicing


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    grid: Grid
    form: Form
    chords: tuple[HeldChord, ...]
    """The last one rings out to the end."""
    keys: tuple[Note, ...]
    lead: tuple[Note, ...]
    bass: tuple[Note, ...]
    hits: tuple[Hit, ...]


def form_of(bars: int) -> Form:
    """Parts enter on phrases of four bars, of two or of one in shorter pieces; the keys already in
    the middle of one."""
    phrase = 4 if bars >= 16 else 2 if bars >= 6 else 1

    def entry(share: float, step: int = phrase) -> int:
        return step * ceil(share * bars / step)

    rest_start = entry(0.6)
    return Form(
        keys=entry(0.08, max(phrase // 2, 1)),
        bass=entry(0.15),
        beat=entry(0.22),
        full=entry(0.36),
        rest=range(rest_start, rest_start + 2 * phrase if bars >= _LONG_BARS else rest_start),
        outro=bars - max(1, bars // 12),
    )


def compose(grid: Grid, mood: Character, seed: int) -> Score:
    """The same grid, mood and seed give the same score."""
    rng = np.random.default_rng(seed)
    writer = _Writer(grid, mood, rng)
    return writer.score()


class _Writer:
    """Holds what the parts share while they are written."""

    def __init__(self, grid: Grid, mood: Character, rng: np.random.Generator) -> None:
        self.grid, self.mood, self.rng = grid, mood, rng
        self.key = int(rng.integers(53, 65))
        self.form = form_of(grid.bars)
        self.per_bar = self._chords_per_bar()
        self.voicings = voice(self.key, mood.scale, [*self.per_bar, mood.home])

    def score(self) -> Score:
        return Score(
            grid=self.grid,
            form=self.form,
            chords=tuple(self._held()),
            keys=tuple(self._keys()),
            lead=tuple(self._lead()),
            bass=tuple(self._bass()),
            hits=tuple(self._hits()) if self.mood.drums else (),
        )

    def at(self, bar: int, beat: float) -> float:
        return float(self.grid.bar * bar) + beat * float(self.grid.beat)

    def _chords_per_bar(self) -> list[Chord]:
        """Verse and turn in the order A A B A, B B where there is room for more."""
        count = len(self.mood.progressions)
        first, second = self.rng.permutation(count)[:2]
        order = [first, first, second, first, second, second]
        hold = self.mood.bars_per_chord
        chords: list[Chord] = []
        for bar in range(self.grid.bars):
            phrase, place = divmod(bar // hold, 4)
            chords.append(self.mood.progressions[order[phrase % len(order)]][place])
        return chords

    def _held(self) -> Iterator[HeldChord]:
        """Bars with the same chord are one long one."""
        start = 0
        for bar in range(1, self.grid.bars + 1):
            if bar == self.grid.bars or self.voicings[bar] != self.voicings[start]:
                yield HeldChord(
                    start=self.at(start, 0), end=self.at(bar, 0), voicing=self.voicings[start]
                )
                start = bar
        end = float(self.grid.seconds)
        yield HeldChord(start=float(self.grid.close), end=end, voicing=self.voicings[-1])

    def _keys(self) -> Iterator[Note]:
        """An arpeggio in eighths that keeps one shape and leaves out a few notes, then the last
        chord, spread."""
        shape = self.rng.permutation([0, 1, 2, 3, 2, 1, 3, 2])
        shape[0] = 0
        plays = self.rng.random(8) < 0.7
        plays[[0, 2, 4, 6]] |= self.rng.random(4) < 0.7
        plays[0] = plays[4] = True
        for bar in range(self.grid.bars):
            if self.form.plays_keys(bar):
                yield from self._arpeggio(bar, shape, plays)
        for index, midi in enumerate((*self.voicings[-1], self.voicings[-1][0] + 12)):
            yield Note(start=self.at(self.grid.bars, 0.18 * index), midi=midi, velocity=0.6)

    def _arpeggio(self, bar: int, shape: np.ndarray, plays: np.ndarray) -> Iterator[Note]:
        lift = 12 if self.form.plays_all(bar) else 0
        for step in range(8):
            accent = {0: 0.25, 4: 0.12}.get(step, 0.0)
            velocity = 0.42 + accent + float(self.rng.uniform(-0.08, 0.08))
            if plays[step]:
                octave = lift if step % 4 == 3 else 0
                yield Note(
                    start=self.at(bar, step / 2 + _swing(step)),
                    midi=self.voicings[bar][int(shape[step])] + octave,
                    velocity=velocity,
                    pan=0.45 if step % 2 else -0.45,
                )

    def _lead(self) -> Iterator[Note]:
        """A motif of two bars, the same rhythm each time, its notes taken from the chord of the
        bar."""
        rhythm = self.rng.choice(16, size=5, replace=False)
        contour = self.rng.integers(0, 4, size=5)
        for bar in range(self.grid.bars):
            if not self.form.plays_all(bar):
                continue
            for slot, place in zip(sorted(rhythm.tolist()), contour.tolist(), strict=True):
                if slot // 8 == bar % 2:
                    yield Note(
                        start=self.at(bar, (slot % 8) / 2),
                        midi=self.voicings[bar][place] + 12,
                        velocity=0.5 + float(self.rng.uniform(-0.1, 0.1)),
                        pan=0.3 if slot % 2 else -0.3,
                    )

    def _bass(self) -> Iterator[Note]:
        again = float(self.rng.choice([2.0, 2.5]))
        for bar in range(self.grid.bars):
            if self.form.plays_bass(bar):
                yield from self._bass_bar(bar, again)
        home = bass_of(self.key, self.mood.scale, self.mood.home)
        length = float(self.grid.seconds - self.grid.close)
        yield Note(start=float(self.grid.close), midi=home, velocity=0.8, length=length)

    def _bass_bar(self, bar: int, again: float) -> Iterator[Note]:
        root = bass_of(self.key, self.mood.scale, self.per_bar[bar])
        if not self.form.plays_beat(bar):
            yield Note(start=self.at(bar, 0), midi=root, velocity=0.7, length=self.at(0, 3.9))
            return
        yield Note(start=self.at(bar, 0), midi=root, velocity=0.9, length=self.at(0, again - 0.25))
        yield Note(
            start=self.at(bar, again), midi=root, velocity=0.7, length=self.at(0, 3.9 - again)
        )

    def _hits(self) -> Iterator[Hit]:
        push = float(self.rng.choice([1.5, 1.75, 2.75]))
        for bar in range(self.grid.bars):
            if self.form.plays_beat(bar):
                yield from self._kicks(bar, push)
                yield from self._hats(bar)
            if self.form.plays_all(bar):
                yield Hit(start=self.at(bar, 1), drum="snare", velocity=0.9)
                yield Hit(start=self.at(bar, 3), drum="snare", velocity=1.0)

    def _kicks(self, bar: int, push: float) -> Iterator[Hit]:
        yield Hit(start=self.at(bar, 0), drum="kick", velocity=1.0)
        yield Hit(start=self.at(bar, 2), drum="kick", velocity=0.9)
        if bar % 2 and self.form.plays_all(bar):
            yield Hit(start=self.at(bar, push), drum="kick", velocity=0.6)

    def _hats(self, bar: int) -> Iterator[Hit]:
        for step in range(8):
            last = bar % 4 == 3 and step == 7
            loudness = (0.5 if step % 2 else 0.8) + float(self.rng.uniform(-0.12, 0.12))
            yield Hit(
                start=self.at(bar, step / 2 + _swing(step)),
                drum="open hat" if last else "hat",
                velocity=loudness,
            )


def _swing(step: int) -> float:
    """How late an eighth comes, in beats: the second of each pair drags a little."""
    return 0.06 if step % 2 else 0.0
