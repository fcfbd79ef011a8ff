"""The composition, before it is sound."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sorastudio.generate.music.mood import Mood, character
from sorastudio.generate.music.score import RING_OUT, Grid, Score, compose, form_of

HALF_MINUTE = Grid(Fraction(30), Fraction(82))


def _score(seconds: int, mood: Mood = Mood.DREAM, seed: int = 1) -> Score:
    return compose(Grid(Fraction(seconds), Fraction(82)), character(mood), seed)


@pytest.mark.parametrize("seconds", [Fraction(1), Fraction(30), Fraction(100001, 417)])
@pytest.mark.parametrize("tempo", [Fraction(60), Fraction(82), Fraction(487, 6)])
def test_the_bars_leave_time_to_ring_out_and_not_a_bar_more(
    seconds: Fraction, tempo: Fraction
) -> None:
    grid = Grid(seconds, tempo)
    rest = seconds - grid.close
    assert grid.bars == 0 or RING_OUT <= rest < RING_OUT + grid.bar


def test_beats_are_exact_and_end_with_the_closing_chord() -> None:
    beats = HALF_MINUTE.beats()
    assert beats[:2] == (Fraction(0), Fraction(30, 41))
    assert beats[-1] == HALF_MINUTE.close
    assert len(beats) == 4 * HALF_MINUTE.bars + 1


@pytest.mark.parametrize("bars", [1, 2, 3, 5, 6, 8, 15, 16, 23, 24, 79, 200])
def test_every_part_has_its_time(bars: int) -> None:
    form = form_of(bars)
    assert form.keys <= form.bass <= form.beat <= form.full
    assert 0 <= form.outro < bars
    if bars >= 6:
        assert form.keys >= 1
        assert any(form.plays_all(bar) for bar in range(bars))
        assert form.openness(0) < form.openness(form.full)


def test_a_long_piece_takes_a_rest_from_the_beat() -> None:
    form = form_of(64)
    assert form.plays_beat(form.rest.start - 1)
    assert not any(form.plays_beat(bar) for bar in form.rest)
    assert form.plays_beat(form.rest.stop)


@pytest.mark.parametrize("mood", Mood)
def test_the_chords_cover_the_piece_without_a_hole(mood: Mood) -> None:
    chords = _score(60, mood).chords
    assert chords[0].start == 0
    assert chords[-1].end == 60
    assert [chord.end for chord in chords[:-1]] == [chord.start for chord in chords[1:]]


@pytest.mark.parametrize("mood", Mood)
def test_nothing_begins_outside_of_the_piece(mood: Mood) -> None:
    score = _score(45, mood)
    starts = [note.start for note in (*score.keys, *score.lead, *score.bass)]
    starts += [hit.start for hit in score.hits]
    assert min(starts) >= 0
    assert max(starts) < 45


def test_the_kick_falls_on_the_beat() -> None:
    score = _score(30)
    halves = {float(n * score.grid.beat / 4) for n in range(16 * score.grid.bars)}
    kicks = [hit.start for hit in score.hits if hit.drum == "kick"]
    assert len(kicks) >= 8
    assert all(min(abs(kick - half) for half in halves) < 1e-9 for kick in kicks)


def test_a_still_mood_has_no_beat() -> None:
    assert _score(60, Mood.STILL).hits == ()


def test_the_same_seed_writes_the_same_and_another_something_else() -> None:
    assert _score(60, seed=7) == _score(60, seed=7)
    assert len({_score(60, seed=seed).keys for seed in range(6)}) == 6
