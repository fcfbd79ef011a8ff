"""Motion fields: (H, W, 2) float32, x and y in pixels of the grid they lie on."""

from __future__ import annotations

from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Values: TypeAlias = NDArray[np.float32]
"""(H, W) or (H, W, channels) float32."""

Field: TypeAlias = NDArray[np.float32]

_STEPS = 4
"""So often a place is looked for again: the fields are smooth, so each step is a tenth as wrong."""


def floats(values: Any) -> Values:
    return np.asarray(values, np.float32)


def places(height: int, width: int) -> Field:
    """Where each pixel of a grid lies."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    return floats(np.stack([x, y], axis=-1))


def sampled(values: Values, at: Field) -> Values:
    """What lies at places of a grid; beyond its border what lies at the border."""
    return floats(
        cv2.remap(values, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def blurred(values: Values, sigma: float) -> Values:
    return floats(
        cv2.GaussianBlur(values, (0, 0), max(sigma, 0.1), borderType=cv2.BORDER_REFLECT_101)
    )


def resized(values: Values, width: int, height: int) -> Values:
    """The same values on another grid; not scaled as motion."""
    if values.shape[:2] == (height, width):
        return values
    how = cv2.INTER_AREA if width < values.shape[1] else cv2.INTER_LINEAR
    return floats(cv2.resize(values, (width, height), interpolation=how))


def stretched(field: Field, width: int, height: int) -> Field:
    """The same motion on another grid, in its pixels."""
    ratio = floats((width / field.shape[1], height / field.shape[0]))
    return floats(resized(field, width, height) * ratio)


def carried(field: Field, time: float) -> Field:
    """Where each place comes from: the `u` with u + time * field(u) = place."""
    height, width = field.shape[:2]
    here = places(height, width)
    source = here - np.float32(time) * field
    for _ in range(_STEPS):
        source = here - np.float32(time) * sampled(field, source)
    return source
