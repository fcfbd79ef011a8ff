"""Chords as notes: which keys of the piano, and each as near to the last as can be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, product

from sorastudio.generate.music.mood import Chord

Voicing = tuple[int, ...]
"""MIDI numbers from low to high: 60 is the middle C, 69 the A of 440 Hz."""

LOWEST, HIGHEST = 52, 76
_CENTRE = 63
_BASS_FLOOR = 31
_CLOSEST = 2
"""Semitones between neighbours: a semitone in the middle of a chord grates."""


def frequency(midi: float) -> float:
    """Hertz, equal temperament, A at 440."""
    return float(440.0 * 2 ** ((midi - 69) / 12))


def pitch(key: int, scale: tuple[int, ...], step: int) -> int:
    """The MIDI number `step` steps of the scale above the key note."""
    octave, degree = divmod(step, len(scale))
    return key + 12 * octave + scale[degree]


def bass_of(key: int, scale: tuple[int, ...], chord: Chord) -> int:
    """The chord's root in the lowest octave a loudspeaker still says."""
    return _BASS_FLOOR + (pitch(key, scale, chord.degree) - _BASS_FLOOR) % 12


def voice(
    key: int, scale: tuple[int, ...], chords: Iterable[Chord], *, after: Voicing | None = None
) -> tuple[Voicing, ...]:
    """Each chord where its voices move least from the one before (the first: from `after`)."""
    voicings: list[Voicing] = []
    last = after
    for chord in chords:
        classes = [pitch(key, scale, chord.degree + tone) % 12 for tone in chord.tones]
        last = _nearest(classes, last)
        voicings.append(last)
    return tuple(voicings)


def _nearest(classes: list[int], last: Voicing | None) -> Voicing:
    places = [
        [note for note in range(LOWEST, HIGHEST + 1) if note % 12 == name] for name in classes
    ]
    choices = [tuple(sorted(notes)) for notes in product(*places)]
    return min(choices, key=lambda notes: (_cost(notes, last), notes))


def _cost(notes: Voicing, last: Voicing | None) -> float:
    clashes = sum(b - a < _CLOSEST for a, b in pairwise(notes))
    off_centre = abs(sum(notes) / len(notes) - _CENTRE)
    spread = notes[-1] - notes[0]
    moved = sum(abs(a - b) for a, b in zip(notes, last, strict=True)) if last else 0
    return 20 * clashes + moved + 0.5 * off_centre + 0.25 * abs(spread - 12)
