"""What the times of a stream's packets say: how long it is, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sorastudio.project.time import FrameRate

_USUAL_RATES = tuple(
    FrameRate(*rate).fps
    for rate in (
        *((n,) for n in (24, 25, 30, 50, 60, 8, 10, 12, 15, 16, 20, 48, 100, 120)),
        *((n * 1000, 1001) for n in (24, 30, 60, 48, 120)),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureTiming:
    """In seconds; `first` on the file's own clock."""

    first: Fraction
    duration: Fraction
    rate: Fraction
    variable: bool


def picture_timing(
    times: list[int], last_length: int, tick: Fraction, said: Fraction | None
) -> PictureTiming:
    """`times`: when each shown picture appears, in ticks, in any order, at least one; `said`: the
    rate that the container states, believed only where the times agree."""
    times = sorted(times)
    steps = len(times) - 1
    span = (times[-1] - times[0]) * tick
    measured = Fraction(steps) / span if steps and span else None
    rate = _agreeing_rate(times, tick, said, measured)
    shown_rate = rate or measured or said or Fraction(25)
    last = last_length * tick if last_length > 0 else 1 / shown_rate
    if rate is not None and _is_regular(last, span, tick, rate):
        span, last = steps / rate, 1 / rate
    return PictureTiming(
        first=times[0] * tick,
        duration=span + last,
        rate=shown_rate,
        variable=rate is None and steps > 0,
    )


def _agreeing_rate(
    times: list[int], tick: Fraction, said: Fraction | None, measured: Fraction | None
) -> Fraction | None:
    """The rate on whose grid all times lie, but for the rounding to ticks; None if there is
    none."""
    if measured is None:
        return said
    candidates = [rate for rate in (said, *_USUAL_RATES, measured) if rate]
    return next((rate for rate in candidates if _is_grid(times, tick, rate)), None)


def _is_regular(last: Fraction, span: Fraction, tick: Fraction, rate: Fraction) -> bool:
    """Whether the last picture is as long as the others but for rounding. One that would outlast
    all others together is a slip of the container."""
    return abs(last - 1 / rate) <= _slack(tick, rate) or last > span + 1 / rate


def _slack(tick: Fraction, rate: Fraction) -> Fraction:
    return max(tick, 1 / rate / 100)


def _is_grid(times: list[int], tick: Fraction, rate: Fraction) -> bool:
    length = 1 / rate
    slack = _slack(tick, rate)
    last = len(times) - 1
    if abs((times[-1] - times[0]) * tick - last * length) > slack:
        return False
    return all(
        abs((time - times[0]) * tick - index * length) <= slack for index, time in enumerate(times)
    )
