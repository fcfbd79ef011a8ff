"""The sound of the film, sample-exact against its picture.

`strips(project)` says what sounds when; `mix` makes the samples of any stretch, so that a stretch
alone equals the same stretch of the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.clip import Clip
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.project.timeline import Placed, Track, TrackKind
from sorastudio.render.sources import Sound, SoundSource


@dataclass(frozen=True, slots=True)
class Ramp:
    """Sound that comes up (or goes down) between two samples of the film.

    `equal_power` (a quarter of a sine) for crossfades of unlike sounds, else a straight line.
    """

    first: int
    last: int
    rises: bool
    equal_power: bool

    def over(self, start: int, count: int) -> NDArray[np.float32]:
        """(count,) weights 0..1 for the samples from `start` on."""
        at = np.arange(start, start + count, dtype=np.float64)
        way = np.clip((at + 0.5 - self.first) / (self.last - self.first), 0, 1)
        way = way if self.rises else 1 - way
        return (np.sin(way * (np.pi / 2)) if self.equal_power else way).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One clip's sound: from sample `first` up to `end` of the film."""

    media_id: MediaId
    first: int
    end: int
    origin: int
    """The film's sample at which the source's `source_in` sounds."""
    source_in: int
    speed: Fraction
    gain: float
    ramps: tuple[Ramp, ...]


def strips(project: Project) -> tuple[Strip, ...]:
    """Everything that sounds, track by track. A solo track silences those that are not."""
    tracks = [t for t in project.timeline.of_kind(TrackKind.AUDIO) if not t.muted]
    chosen = [t for t in tracks if t.solo] or tracks
    found = (_strip(project, placed) for track in chosen for placed in _heard(track))
    return tuple(strip for strip in found if strip is not None)


def _heard(track: Track) -> list[Placed]:
    return [placed for placed in track.clips() if placed.clip.enabled]


def _strip(project: Project, placed: Placed) -> Strip | None:
    media, clip = project.media_of(placed.clip), placed.clip
    if media is None or media.audio is None:
        return None
    at = project.rate.sample
    head = clip.enter.in_offset if clip.enter and placed.before else 0
    following = placed.after.enter if placed.after else None
    tail = following.out_offset if following else 0
    return Strip(
        media_id=media.id,
        first=at(placed.start - head),
        end=at(placed.end + tail),
        origin=at(placed.start),
        source_in=floor(clip.source_in * SAMPLE_RATE + Fraction(1, 2)),
        speed=clip.speed,
        gain=10 ** (clip.gain_db / 20),
        ramps=_ramps(project, placed),
    )


def _ramps(project: Project, placed: Placed) -> tuple[Ramp, ...]:
    return tuple(
        Ramp(project.rate.sample(first), project.rate.sample(last), rises, equal_power)
        for first, last, rises, equal_power in (*_crossfades(placed), *_fades(placed))
        if last > first
    )


def _crossfades(placed: Placed) -> list[tuple[int, int, bool, bool]]:
    """Frames of the transitions at both ends; with nothing before, the sound comes up alone."""
    found = []
    if (enter := placed.clip.enter) is not None:
        lead = enter.in_offset if placed.before else 0
        found.append((placed.start - lead, placed.start + enter.out_offset, True, True))
    if placed.after is not None and (leave := placed.after.enter) is not None:
        found.append((placed.end - leave.in_offset, placed.end + leave.out_offset, False, True))
    return found


def _fades(placed: Placed) -> list[tuple[int, int, bool, bool]]:
    clip: Clip = placed.clip
    return [
        (placed.start, placed.start + clip.fade_in, True, False),
        (placed.end - clip.fade_out, placed.end, False, False),
    ]


def heard_in(strips: tuple[Strip, ...], start: int, count: int) -> tuple[Strip, ...]:
    """What is heard of them in that stretch, with times counted from its start: equal wherever the
    same sounds."""
    end = start + count
    return tuple(
        replace(
            strip,
            first=max(strip.first, start) - start,
            end=min(strip.end, end) - start,
            origin=strip.origin - start,
            ramps=tuple(
                replace(ramp, first=ramp.first - start, last=ramp.last - start)
                for ramp in strip.ramps
                if (start < ramp.last if ramp.rises else ramp.first < end)
            ),
        )
        for strip in strips
        if strip.first < end and start < strip.end
    )


def mix(strips: tuple[Strip, ...], sounds: SoundSource, start: int, count: int) -> Sound:
    """(count, 2) samples of the film from sample `start` on; not limited, so it may exceed 1.
    Raises MediaError."""
    total = np.zeros((count, 2), np.float32)
    for strip in strips:
        first, end = max(strip.first, start), min(strip.end, start + count)
        if first < end:
            total[first - start : end - start] += _samples(strip, sounds, first, end - first)
    return total


def _samples(strip: Strip, sounds: SoundSource, first: int, count: int) -> Sound:
    samples = _at_speed(strip, sounds, first, count) * np.float32(strip.gain)
    for ramp in strip.ramps:
        if (first < ramp.last and ramp.first < first + count) or not _inside(ramp, first):
            samples *= ramp.over(first, count)[:, None]
    return samples


def _inside(ramp: Ramp, sample: int) -> bool:
    """Whether a sample beyond the ramp is on its loud side."""
    return sample >= ramp.last if ramp.rises else sample < ramp.first


def _at_speed(strip: Strip, sounds: SoundSource, first: int, count: int) -> Sound:
    """The source's samples as a tape would play them: pitch follows speed."""
    if strip.speed == 1:
        source = strip.source_in + first - strip.origin
        return sounds.sound(strip.media_id, source, count)
    if strip.speed == 0:
        return np.zeros((count, 2), np.float32)
    ends = [strip.source_in + (first + k - strip.origin) * strip.speed for k in (0, count - 1)]
    low, high = floor(min(ends)) - 1, ceil(max(ends)) + 3
    source_samples = sounds.sound(strip.media_id, low, high - low)
    steps = np.arange(count, dtype=np.float64) * float(strip.speed)
    return _between(source_samples, float(ends[0] - low) + steps)


def _between(samples: Sound, positions: NDArray[np.float64]) -> Sound:
    """Cubic interpolation (Catmull and Rom 1974) at fractional positions >= 1."""
    whole = np.floor(positions).astype(np.int64)
    t = (positions - whole).astype(np.float32)[:, None]
    whole = np.clip(whole, 1, len(samples) - 3)
    p0, p1, p2, p3 = (samples[whole + k] for k in (-1, 0, 1, 2))
    inner = 2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)
    result: Sound = p1 + np.float32(0.5) * t * (p2 - p0 + t * inner)
    return result
