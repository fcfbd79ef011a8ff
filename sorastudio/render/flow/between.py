"""What a measured motion is on the way from one picture to the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorastudio.render.flow.field import Field, Values, blurred, carried, floats, sampled, shifted
from sorastudio.render.flow.motion import Motion

_PRIOR = 0.08
"""How much belief it takes to go another way than the coarse motion does."""
_CHANCE = 0.05, 0.12
"""Mean belief up to which two scenes have nothing in common but chance, and from which on what is
believed is so."""
_FEW_MUCH = 0.15, 0.45
"""Mean belief below which two scenes are taken for different ones, and above which for the same."""
_STEEP = 0.4
_AROUND = 12.0
_LONELY = 0.06
_SPREAD = 2.5
_EVEN = 6.0
"""Contrast that every place has, so that flat ones fade evenly."""
_APART = 24.0
"""Steps of luma by which two places are half as good as of different light."""
_SOFT_PX = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Between:
    """`a` is seen at x - time * way, `b` at x + (1 - time) * way, mixed by `share`."""

    way: Field
    share: Values
    """(H, W) 0..1: how much is seen of `b`."""
    belief: Values


def between(motion: Motion, progress: float, *, strength: float, smooth: float) -> Between:
    """progress: 0..1. strength: 0 only fades, 1 goes all the way."""
    t = eased(progress)
    mean = float(motion.forth_belief.mean() + motion.back_belief.mean()) / 2
    share = _ramp(mean, *_CHANCE)
    sides = [
        _seen(motion.forth, motion.forth_belief, t, (1 - t) * share),
        _seen(-motion.back, motion.back_belief, t - 1, t * share),
    ]
    spread = _SPREAD * smooth
    belief = blurred(floats(sides[0][1] + sides[1][1]), spread)
    known = blurred(floats(sides[0][0] + sides[1][0]), spread)
    way = (known + _PRIOR * _elsewhere(motion, t, mean)) / (belief + _PRIOR)[..., None]
    longest = max(way.shape)
    way = _untorn(floats(way), spread)
    way = floats(np.clip(way, -longest, longest) * np.float32(strength))
    return Between(way=way, share=_share(motion, way, progress, t), belief=belief)


def eased(progress: float) -> float:
    """Motion begins and ends at rest, so that the moving pictures go on as they did."""
    return progress * progress * (3 - 2 * progress)


def _ramp(value: float, low: float, high: float) -> float:
    return eased(min(max((value - low) / (high - low), 0), 1))


def _untorn(way: Field, spread: float) -> Field:
    """Smoother where neighbours would part by more than they are apart."""
    steep = np.zeros(way.shape[:2], np.float32)
    for axis in (0, 1):
        apart = np.abs(np.diff(way, axis=axis))
        slope = np.maximum(apart[..., 0], apart[..., 1])
        steep += blurred(np.pad(slope, [(0, int(n == axis)) for n in (0, 1)]), spread)
    soft = blurred(floats(np.clip(steep / _STEEP - 1, 0, 1)), spread)
    return floats(way + soft[..., None] * (blurred(way, 3 * spread) - way))


def _seen(field: Field, belief: Values, time: float, weight: float) -> tuple[Field, Values]:
    source = carried(field, time)
    believed = sampled(belief, source)
    sure = floats(believed * _supported(believed) * np.float32(weight))
    return floats(sampled(field, source) * sure[..., None]), sure


def _supported(belief: Values) -> Values:
    """0..1: a place that is believed alone among others that are not is so by chance, and would
    flicker."""
    around = blurred(belief, _AROUND)
    return floats(np.clip((around - _LONELY) / (3 * _LONELY), 0, 1))


def _elsewhere(motion: Motion, time: float, mean: float) -> Field:
    """Where nothing is known by itself: as the rest moves, if much of it is known; else as light
    and shapes do."""
    known = _ramp(mean, *_FEW_MUCH)
    coarse = sampled(motion.coarse, carried(motion.coarse, time - 0.5))
    if known == 0:
        return coarse
    whole = sampled(motion.whole, carried(motion.whole, time))
    return floats(coarse + np.float32(known) * (whole - coarse))


def _share(motion: Motion, way: Field, progress: float, time: float) -> Values:
    """The picture with more in it at a place is seen there for longer; one whose border would be
    seen gives way. Where one is much lighter than the other, that would be seen as spots and
    stripes: there both fade evenly."""
    ours, theirs = shifted(way, -time), shifted(way, 1 - time)
    apart = np.abs(sampled(motion.a_light, ours) - sampled(motion.b_light, theirs))
    even = floats(apart / (apart + np.float32(_APART)))
    contrast = _EVEN + 2 * apart
    a = (sampled(motion.a_detail, ours) + contrast) ** 2 * _inside(ours, even) * (1 - progress)
    b = (sampled(motion.b_detail, theirs) + contrast) ** 2 * _inside(theirs, even) * progress
    return floats(b / np.maximum(a + b, 1e-6))


def _inside(at: Field, even: Values) -> Values:
    """1 inside the picture, falling outside of it to what is even."""
    height, width = at.shape[:2]
    x, y = at[..., 0], at[..., 1]
    far = np.maximum.reduce([-x, x - (width - 1), -y, y - (height - 1), np.zeros_like(x)])
    inside = np.exp(-((far / (_SOFT_PX / 2)) ** 2)) + np.float32(1e-3)
    return floats(inside + even * (1 - inside))
