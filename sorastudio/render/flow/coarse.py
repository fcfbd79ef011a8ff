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

from sorastudio.render.flow.field import (
    Field,
    Values,
    blurred,
    floats,
    resized,
    sampled,
    shifted,
    stretched,
)

_SHARE = 1 / 8
"""Of the grid's size: no finer than this is anything drawn."""
_STEPS = 24
_STIFFNESS = 3.0
"""Pixels over which motion is alike."""
_LONGEST_STEP = 1.0
_FLOOR = 0.15
"""Slopes weaker than this draw nothing."""
_OUTLINE = 2.5
_MARGIN = 0.12
"""Share of the picture over which motion across the border comes to rest."""


def coarse_motion(a: Values, b: Values, *, smooth: float, shape: Values | None = None) -> Field:
    """From `a` to `b`, as seen half way: `a` at x - field / 2 meets `b` at x + field / 2.

    a, b: (H, W, channels), each channel of about unit spread. shape: (H, W) 0..1, where both have
    anything, if they have the same outline: it stays as it is.
    """
    height, width = a.shape[:2]
    size = max(8, round(width * _SHARE)), max(8, round(height * _SHARE))
    a, b = (blurred(resized(each, *size), 1.0) for each in (a, b))
    field, free = np.zeros((*a.shape[:2], 2), np.float32), _freedom(*a.shape[:2])
    if shape is not None:
        free = floats(free * _inner(resized(shape, *size))[..., None])
    sigma = _STIFFNESS * smooth / 2
    for _ in range(_STEPS):
        ours, theirs = sampled(a, shifted(field, -0.5)), sampled(b, shifted(field, 0.5))
        step = blurred(_pull(ours, theirs), sigma)
        field = floats(blurred(field + step, sigma) * free)
    return stretched(field, width, height)


def _pull(a: Values, b: Values) -> Field:
    """The step that would make the two alike where they are."""
    apart, middle = a - b, (a + b) / 2
    x, y = (
        floats(cv2.Sobel(middle, cv2.CV_32F, dx, dy, ksize=3, scale=1 / 8))
        for dx, dy in ((1, 0), (0, 1))
    )
    norm = _dot(x, x) + _dot(y, y) + _dot(apart, apart) / (4 * _LONGEST_STEP**2) + _FLOOR**2
    return floats(np.stack([_dot(apart, slope) / norm for slope in (x, y)], axis=-1))


def _dot(a: Values, b: Values) -> Values:
    return floats(np.einsum("hwc,hwc->hw", a, b))


def _inner(shape: Values) -> Values:
    """0 at the outline and outside of it, 1 well inside."""
    return floats(np.clip(2 * blurred(shape, _OUTLINE) - 1, 0, 1))


def _freedom(height: int, width: int) -> Field:
    """1 inside; motion across a border is 0 at it, so that nothing from beyond it is needed."""
    ways = [np.minimum(np.arange(n), np.arange(n)[::-1]) / (n * _MARGIN) for n in (width, height)]
    x, y = (np.sin(np.clip(way, 0, 1) * (np.pi / 2)) for way in ways)
    return floats(np.stack(np.broadcast_arrays(x[None, :], y[:, None]), axis=-1))
