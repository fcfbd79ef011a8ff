"""What a measured motion is on the way from one picture to the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorastudio.render.flow.field import Field, Values, blurred, carried, floats, places, sampled
from sorastudio.render.flow.motion import Motion

_PRIOR = 0.08
"""How much belief it takes to go another way than the coarse motion does."""
_SPREAD = 2.5
_EVEN = 6.0
"""Contrast that every place has, so that flat ones fade evenly."""
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
    t = np.float32(eased(progress))
    sides = [
        _seen(motion.forth, motion.forth_belief, t, (1 - t)),
        _seen(-motion.back, motion.back_belief, t - 1, t),
    ]
    spread = _SPREAD * smooth
    belief = blurred(floats(sides[0][1] + sides[1][1]), spread)
    known = blurred(floats(sides[0][0] + sides[1][0]), spread)
    coarse = sampled(motion.coarse, carried(motion.coarse, float(t) - 0.5))
    way = (known + _PRIOR * coarse) / (belief + _PRIOR)[..., None]
    way = floats(way * np.float32(strength))
    return Between(way=way, share=_share(motion, way, progress, float(t)), belief=belief)


def eased(progress: float) -> float:
    """Motion begins and ends at rest, so that the moving pictures go on as they did."""
    return progress * progress * (3 - 2 * progress)


def _seen(field: Field, belief: Values, time: float, weight: float) -> tuple[Field, Values]:
    source = carried(field, time)
    sure = sampled(belief, source) * np.float32(weight)
    return floats(sampled(field, source) * sure[..., None]), floats(sure)


def _share(motion: Motion, way: Field, progress: float, time: float) -> Values:
    """The picture with more in it at a place is seen there for longer; one whose border would be
    seen gives way."""
    height, width = way.shape[:2]
    here = places(height, width)
    ours, theirs = here - np.float32(time) * way, here + np.float32(1 - time) * way
    a = (sampled(motion.a_detail, ours) + _EVEN) ** 2 * _inside(ours) * (1 - progress)
    b = (sampled(motion.b_detail, theirs) + _EVEN) ** 2 * _inside(theirs) * progress
    return floats(b / np.maximum(a + b, 1e-6))


def _inside(at: Field) -> Values:
    """1 inside the picture, falling outside of it."""
    height, width = at.shape[:2]
    x, y = at[..., 0], at[..., 1]
    far = np.maximum.reduce([-x, x - (width - 1), -y, y - (height - 1), np.zeros_like(x)])
    return floats(np.exp(-((far / (_SOFT_PX / 2)) ** 2)) + 1e-3)
