"""The moods of a bed: what each means in tempo, scale, chords and colour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mood(StrEnum):
    DREAM = "dream"
    """Warm and wistful, a slow beat under wide chords."""
    DAWN = "dawn"
    """Bright and open, lighter on its feet."""
    NIGHT = "night"
    """Minor, dark and deep."""
    STILL = "still"
    """No beat at all: chords that come and go."""


@dataclass(frozen=True, slots=True)
class Chord:
    """A stack of tones on a degree of the scale (0: the first). Tones are counted in scale steps
    above it: 2 is its third, 8 its ninth."""

    degree: int
    tones: tuple[int, ...] = (2, 4, 6, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What a mood is made of."""

    tempo_bpm: int
    scale: tuple[int, ...]
    """Semitones of the seven degrees above the first."""
    home: Chord
    """Where the music comes to rest."""
    progressions: tuple[tuple[Chord, ...], ...]
    """Each is four bars long; one is the verse, another the turn away from it."""
    bars_per_chord: int = 1
    brightness: float = 1.0
    """How far the filter of the chords opens, 0..1."""
    drums: float = 1.0
    """Level of the beat; 0 for none."""


_NINTH = (2, 4, 6, 8)
_SEVENTH = (0, 2, 4, 6)
_ADDED = (0, 2, 4, 8)
"""A plain chord with its ninth, where the seventh would cloud it."""
_SUSPENDED = (0, 3, 4, 8)
"""The fourth in place of the third: it wants to go on."""

_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_LYDIAN = (0, 2, 4, 6, 7, 9, 11)
_DORIAN = (0, 2, 3, 5, 7, 9, 10)
_MINOR = (0, 2, 3, 5, 7, 8, 10)

_CHARACTERS = {
    Mood.DREAM: Character(
        tempo_bpm=82,
        scale=_MAJOR,
        home=Chord(0, _NINTH),
        progressions=(
            (Chord(0), Chord(5), Chord(3), Chord(4, _SUSPENDED)),
            (Chord(3), Chord(0, _ADDED), Chord(5), Chord(4, _ADDED)),
            (Chord(5), Chord(3), Chord(0), Chord(1)),
            (Chord(3), Chord(2, _SEVENTH), Chord(5), Chord(0, _ADDED)),
        ),
        brightness=0.8,
    ),
    Mood.DAWN: Character(
        tempo_bpm=96,
        scale=_LYDIAN,
        home=Chord(0, _ADDED),
        progressions=(
            (Chord(0), Chord(1, _ADDED), Chord(5), Chord(1, _ADDED)),
            (Chord(5), Chord(4), Chord(0, _ADDED), Chord(1, _ADDED)),
            (Chord(0, _ADDED), Chord(2, _SEVENTH), Chord(5), Chord(1, _ADDED)),
        ),
        brightness=1.0,
        drums=0.8,
    ),
    Mood.NIGHT: Character(
        tempo_bpm=72,
        scale=_MINOR,
        home=Chord(0, _NINTH),
        progressions=(
            (Chord(0), Chord(5), Chord(2), Chord(6, _ADDED)),
            (Chord(3), Chord(0), Chord(5), Chord(4, _SEVENTH)),
            (Chord(5), Chord(6, _ADDED), Chord(0), Chord(0, _ADDED)),
        ),
        brightness=0.5,
    ),
    Mood.STILL: Character(
        tempo_bpm=60,
        scale=_DORIAN,
        home=Chord(0, _NINTH),
        progressions=(
            (Chord(0), Chord(3, _ADDED), Chord(6), Chord(3)),
            (Chord(6), Chord(2), Chord(4), Chord(0)),
        ),
        bars_per_chord=2,
        brightness=0.65,
        drums=0.0,
    ),
}


def character(mood: Mood) -> Character:
    return _CHARACTERS[mood]
