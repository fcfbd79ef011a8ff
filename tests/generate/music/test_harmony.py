"""Chords as notes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.generate.music.harmony import HIGHEST, LOWEST, bass_of, frequency, pitch, voice
from sorastudio.generate.music.mood import Chord, Mood, character

MAJOR = (0, 2, 4, 5, 7, 9, 11)
C = 60


def test_steps_of_a_scale_go_on_over_the_octave() -> None:
    assert [pitch(C, MAJOR, step) for step in (0, 2, 7, 8, -1)] == [60, 64, 72, 74, 59]


def test_a_is_440_hertz_and_an_octave_doubles() -> None:
    assert frequency(69) == 440
    assert frequency(81) == pytest.approx(880)


def test_a_chord_has_the_tones_it_is_made_of() -> None:
    (notes,) = voice(C, MAJOR, [Chord(1, (0, 2, 4, 6))])
    assert {note % 12 for note in notes} == {2, 5, 9, 0}


def test_the_bass_is_the_root_and_low() -> None:
    assert bass_of(C, MAJOR, Chord(4)) == 31


@settings(max_examples=20, deadline=None)
@given(mood=st.sampled_from(Mood), key=st.integers(53, 64))
def test_voices_stay_in_range_apart_and_move_little(mood: Mood, key: int) -> None:
    spirit = character(mood)
    for progression in spirit.progressions:
        voicings = voice(key, spirit.scale, [*progression, spirit.home])
        for notes in voicings:
            assert LOWEST <= notes[0] <= notes[-1] <= HIGHEST
            assert all(b - a >= 2 for a, b in pairwise(notes))
        for before, after in pairwise(voicings):
            assert sum(abs(b - a) for a, b in zip(before, after, strict=True)) <= 12
