"""Motion fields: (H, W, 2) float32, x and y in pixels of the grid they lie on."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.render.picture import Plane

Values: TypeAlias = NDArray[np.float32]
"""(H, W) or (H, W, channels) float32."""

Field: TypeAlias = NDArray[np.float32]

_NOTHING = cast("Values", None)
"""In place of OpenCV's second map. Its annotations ask for an array, but an empty one is read."""

_STEPS = 4
"""So often a place is looked for again: the fields are smooth, so each step is a tenth as wrong."""


def floats(values: Any) -> Values:
    return np.asarray(values, np.float32)


@lru_cache(maxsize=8)
def places(height: int, width: int) -> Field:
    """Where each pixel of a grid lies; not to be written to."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    here = floats(np.stack([x, y], axis=-1))
    here.setflags(write=False)
    return here


def shifted(field: Field, share: float) -> Field:
    """The places that a share of a motion leads to."""
    height, width = field.shape[:2]
    return floats(cv2.scaleAdd(field, share, places(height, width)))


def sampled(values: Values, at: Field) -> Values:
    """What lies at places of a grid; beyond its border what lies at the border."""
    return floats(
        cv2.remap(values, at, _NOTHING, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def plane_at(plane: Plane, at: Field) -> Plane:
    """A plane's values at places of it; beyond its border it is mirrored."""
    return np.asarray(
        cv2.remap(plane, at, _NOTHING, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101),
        plane.dtype,
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
    if width < field.shape[1]:
        return floats(resized(field, width, height) * ratio)
    return resized(floats(field * ratio), width, height)


def carried(field: Field, time: float) -> Field:
    """Where each place comes from: the `u` with u + time * field(u) = place."""
    source = shifted(field, -time)
    for _ in range(_STEPS):
        source = shifted(sampled(field, source), -time)
    return source
