"""The large, smooth motion that brings the light and the shapes of one picture to those of another,
however little they have in common.

Symmetric demons (Thirion, Medical Image Analysis 2, 1998; Vercauteren et al., NeuroImage 45, 2009):
both pictures are drawn to one another by their difference along their slopes, and what draws is
smoothed at every step. Nothing in it jumps: pictures that change a little give fields that change a
little.
"""

from __future__ import annotations

import cv2
import numpy as np

from sorastudio.render.flow.field import Field, Values, blurred, floats, places, resized, sampled
from sorastudio.render.flow.field import stretched

_LEVELS = ((1 / 8, 24), (1 / 4, 16))
"""Sizes as shares of the grid, and the steps that are taken at each."""
_STIFFNESS = 2.2
"""Pixels of a level over which motion is alike."""
_LONGEST_STEP = 1.0
_FLOOR = 0.04
"""Slopes weaker than this draw nothing."""
_MARGIN = 0.12
"""Share of the picture over which motion across the border comes to rest."""


def coarse_motion(a: Values, b: Values, *, smooth: float) -> Field:
    """From `a` to `b`, as seen half way: `a` at x - field / 2 meets `b` at x + field / 2.

    a, b: (H, W, channels), each channel of about unit spread.
    """
    height, width = a.shape[:2]
    field = np.zeros((4, 4, 2), np.float32)
    for share, steps in _LEVELS:
        size = max(8, round(width * share)), max(8, round(height * share))
        near = [blurred(resized(each, *size), 1.0) for each in (a, b)]
        field = _drawn(near[0], near[1], stretched(field, *size), steps, _STIFFNESS * smooth)
    return stretched(field, width, height)


def _drawn(a: Values, b: Values, field: Field, steps: int, sigma: float) -> Field:
    height, width = a.shape[:2]
    here, free = places(height, width), _freedom(height, width)
    for _ in range(steps):
        half = field / 2
        ours, theirs = sampled(a, here - half), sampled(b, here + half)
        step = blurred(_pull(ours, theirs), sigma / 2)
        field = floats(blurred(field + step, sigma / 2) * free)
    return field


def _pull(a: Values, b: Values) -> Field:
    """The step that would make the two alike where they are."""
    apart, middle = a - b, (a + b) / 2
    slopes = [
        cv2.Sobel(middle, cv2.CV_32F, dx, dy, ksize=3, scale=1 / 8) for dx, dy in ((1, 0), (0, 1))
    ]
    steep = sum(np.sum(slope * slope, axis=-1) for slope in slopes)
    norm = steep + np.sum(apart * apart, axis=-1) / (4 * _LONGEST_STEP**2) + _FLOOR**2
    return floats(np.stack([np.sum(apart * slope, axis=-1) / norm for slope in slopes], axis=-1))


def _freedom(height: int, width: int) -> Field:
    """1 inside; motion across a border is 0 at it, so that nothing from beyond it is needed."""
    ways = [np.minimum(np.arange(n), np.arange(n)[::-1]) / (n * _MARGIN) for n in (width, height)]
    x, y = (np.sin(np.clip(way, 0, 1) * (np.pi / 2)) for way in ways)
    return floats(np.stack(np.broadcast_arrays(x[None, :], y[:, None]), axis=-1))
