"""Frame rates, timecode and samples, all exact."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.errors import UsageError
from sorastudio.project.time import (
    FPS_24,
    SAMPLE_RATE,
    FrameRate,
    drops_frames,
    parse_timecode,
    timecode,
)

NTSC_24, NTSC_30, NTSC_60 = (FrameRate(n * 1000, 1001) for n in (24, 30, 60))
RATES = [FPS_24, FrameRate(25), FrameRate(30), FrameRate(25, 2), NTSC_24, NTSC_30, NTSC_60]


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("24", FPS_24),
        (" 25 ", FrameRate(25)),
        ("23.976", NTSC_24),
        ("29.97", NTSC_30),
        ("59.94", NTSC_60),
        ("24000/1001", NTSC_24),
        ("48/2", FPS_24),
        ("12.5", FrameRate(25, 2)),
    ],
)
def test_parse(text: str, rate: FrameRate) -> None:
    assert FrameRate.parse(text) == rate


@pytest.mark.parametrize(
    "text", ["", "fast", "-24", "24/0", "0", "1e9", "241", "0.5", "24/1/1", "inf", "24."]
)
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(UsageError):
        FrameRate.parse(text)


@pytest.mark.parametrize("rate", RATES)
def test_a_rate_reads_what_it_writes(rate: FrameRate) -> None:
    assert FrameRate.parse(str(rate)) == rate


def test_rates_are_in_lowest_terms_and_above_zero() -> None:
    assert (FrameRate(48, 2).numerator, FrameRate(48, 2).denominator) == (24, 1)
    assert [NTSC_24.nominal, NTSC_30.nominal, FrameRate(25, 2).nominal] == [24, 30, 13]
    for numbers in ((0, 1), (24, 0), (-24, -1)):
        with pytest.raises(UsageError):
            FrameRate(*numbers)


@given(rate=st.sampled_from(RATES), frame=st.integers(0, 10_000_000))
def test_a_frame_begins_when_it_is_on_screen(rate: FrameRate, frame: int) -> None:
    begins = rate.seconds(frame)
    assert rate.frame_at(begins) == frame
    assert rate.frame_at(begins - Fraction(1, 10**9)) == frame - 1
    assert rate.nearest_frame(begins) == frame
    assert rate.frames_covering(begins) == frame
    assert rate.frames_covering(begins + Fraction(1, 10**9)) == frame + 1


@given(rate=st.sampled_from(RATES), frame=st.integers(0, 10_000_000))
def test_samples_never_drift(rate: FrameRate, frame: int) -> None:
    assert abs(rate.sample(frame) - rate.seconds(frame) * SAMPLE_RATE) <= Fraction(1, 2)


def test_ten_minutes_of_ntsc_are_whole_samples() -> None:
    assert NTSC_24.sample(24000) == 1001 * SAMPLE_RATE
    assert NTSC_30.sample(30000) == 1001 * SAMPLE_RATE


@pytest.mark.parametrize(
    ("frame", "rate", "drop", "text"),
    [
        (0, FPS_24, False, "00:00:00:00"),
        (24 * 3600 + 25, FPS_24, False, "01:00:01:01"),
        (-30, FPS_24, False, "-00:00:01:06"),
        (1799, NTSC_30, True, "00:00:59;29"),
        (1800, NTSC_30, True, "00:01:00;02"),
        (17981, NTSC_30, True, "00:09:59;29"),
        (17982, NTSC_30, True, "00:10:00;00"),
        (107892, NTSC_30, True, "01:00:00;00"),
        (3600, NTSC_60, True, "00:01:00;04"),
        (1800, NTSC_30, False, "00:01:00:00"),
    ],
)
def test_timecode(frame: int, rate: FrameRate, drop: bool, text: str) -> None:
    assert timecode(frame, rate, drop=drop) == text
    assert parse_timecode(text, rate) == frame


@settings(max_examples=200)
@given(
    rate=st.sampled_from(RATES),
    drop=st.booleans(),
    frame=st.integers(-5_000_000, 5_000_000),
)
def test_timecode_reads_what_it_writes(rate: FrameRate, drop: bool, frame: int) -> None:
    drop = drop and drops_frames(rate)
    assert parse_timecode(timecode(frame, rate, drop=drop), rate) == frame


@pytest.mark.parametrize(
    ("text", "frame"), [("100", 100), ("12:05", 293), ("1:00:00", 1440), ("-2", -2), (" 7 ", 7)]
)
def test_shorter_ways_to_write_a_frame(text: str, frame: int) -> None:
    assert parse_timecode(text, FPS_24) == frame


@pytest.mark.parametrize(
    "text", ["", "abc", "1:2:3:4:5", "00:00:00:24", "1;2;3", "0:61:00", "0:60:00:00", "1.5"]
)
def test_what_is_no_timecode(text: str) -> None:
    with pytest.raises(UsageError):
        parse_timecode(text, FPS_24)


def test_labels_that_drop_frame_skips_are_refused() -> None:
    for text in ("00:01:00;00", "00:01:00;01", "00:09:00;01"):
        with pytest.raises(UsageError, match="skips"):
            parse_timecode(text, NTSC_30)
    assert parse_timecode("00:10:00;00", NTSC_30) == 17982


def test_drop_frame_is_for_ntsc_only() -> None:
    for rate in (FPS_24, FrameRate(30), NTSC_24):
        assert not drops_frames(rate)
        with pytest.raises(UsageError, match="no drop-frame"):
            timecode(0, rate, drop=True)
        with pytest.raises(UsageError, match="no drop-frame"):
            parse_timecode("00:00:00;00", rate)
