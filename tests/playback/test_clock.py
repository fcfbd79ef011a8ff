"""Frames and samples of a run, against plain arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.playback.ahead import Paused, frames_around, frames_in_play
from sorastudio.playback.clock import Run, WallClock
from sorastudio.project.time import FPS_24, SAMPLE_RATE, FrameRate

NTSC = FrameRate(24000, 1001)
SPEEDS = st.sampled_from([Fraction(n, 4) for n in (-32, -8, -4, -1, 1, 2, 4, 6, 32)])


def run(start: int = 0, speed: Fraction | int = 1, **more: object) -> Run:
    values = {"rate": FPS_24, "first": 0, "end": 100} | more
    return Run(start=start, speed=Fraction(speed), **values)  # type: ignore[arg-type]


def test_a_tick_lasts_exactly_its_frame() -> None:
    ntsc = run(rate=NTSC)
    assert ntsc.tick(Fraction(1001, 24000)) == 1
    assert ntsc.tick(Fraction(1001, 24000) - Fraction(1, 10**9)) == 0
    hour = Fraction(1001, 24000) * 86_400
    assert ntsc.tick(hour) == 86_400
    assert ntsc.begins(86_400) == hour


@pytest.mark.parametrize(
    ("speed", "frames"),
    [
        (1, [10, 11, 12, 13]),
        (-1, [10, 9, 8, 7]),
        (2, [10, 12, 14, 16]),
        (Fraction(1, 2), [10, 10, 11, 11]),
        (Fraction(-1, 2), [10, 10, 9, 9]),
    ],
)
def test_frames_at_a_speed(speed: Fraction, frames: list[int]) -> None:
    assert [run(10, speed).frame(tick) for tick in range(4)] == frames


def test_it_is_over_after_the_last_frame_had_its_time() -> None:
    forwards, backwards = run(97), run(2, -1)
    assert [forwards.is_over(tick) for tick in range(5)] == [False, False, False, True, True]
    assert forwards.frame(50) == 99
    assert [backwards.is_over(tick) for tick in range(5)] == [False, False, False, True, True]
    assert backwards.frame(50) == 0


def test_a_loop_has_no_end() -> None:
    loop = run(12, first=10, end=13, loops=True)
    assert [loop.frame(tick) for tick in range(6)] == [12, 10, 11, 12, 10, 11]
    assert not loop.is_over(10**9)


@settings(max_examples=60)
@given(
    st.integers(0, 99), SPEEDS, st.integers(0, 400), st.booleans(), st.sampled_from([FPS_24, NTSC])
)
def test_what_sounds_belongs_to_the_frame_that_is_shown(
    start: int, speed: Fraction, tick: int, loops: bool, rate: FrameRate
) -> None:
    played = run(start, speed, loops=loops, rate=rate)
    output = -(-played.begins(tick) * SAMPLE_RATE // 1)
    at = played.sample(int(output))
    if played.is_over(tick):
        return
    assert at is not None or tick == 0 or speed < 0
    if at is not None:
        off = rate.frame_at(at / SAMPLE_RATE) - played.frame(tick)
        assert off in (0, -1 if speed < 0 else 0, 99, -99) or abs(off) <= abs(speed)


@settings(max_examples=40)
@given(st.integers(0, 99), SPEEDS, st.integers(0, 100_000))
def test_samples_go_straight_on_until_the_turn(start: int, speed: Fraction, first: int) -> None:
    loop = run(start, speed, loops=True)
    at, count = loop.sample(first), loop.samples_until_turn(first)
    assert at is not None
    last = loop.sample(first + count - 1)
    assert last == at + (count - 1) * speed


def test_the_wall_clock_goes_forwards() -> None:
    clock = WallClock()
    assert 0 <= clock.seconds() <= clock.seconds()


def test_what_is_made_first_at_rest() -> None:
    assert list(frames_around(Paused(frame=30), 100, 3)) == [30, 31, 32, 33]
    assert list(frames_around(Paused(frame=99), 100, 3)) == [99]
    back = frames_around(Paused(frame=27, came_back=True), 100, 2)
    assert list(back) == [24, 25, 26, 27, 28, 29]


def test_backwards_blocks_are_read_forwards() -> None:
    backwards = run(50, -1)
    assert list(frames_in_play(backwards, 0, 8)) == [47, 48, 49, 50, 43, 44, 45, 46]
    assert list(frames_in_play(backwards, 5, 8)) == [43, 44, 45, 39, 40, 41, 42]


def test_ahead_ends_with_the_film_and_skips_what_is_not_seen() -> None:
    assert list(frames_in_play(run(97), 0, 8)) == [97, 98, 99]
    assert list(frames_in_play(run(0, 4), 1, 3)) == [4, 8, 12]
    assert list(frames_in_play(run(0, Fraction(1, 2)), 0, 6)) == [0, 1, 2]
