"""The motion between two pictures, measured both ways, and how far it is believed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from sorastudio.render.flow.coarse import coarse_motion
from sorastudio.render.flow.field import (
    Field,
    Values,
    blurred,
    floats,
    places,
    resized,
    sampled,
    shifted,
)
from sorastudio.render.kernels import scaled
from sorastudio.render.picture import Picture, Plane, in_depth

GRID_PX = 320
"""The longer side of the grid."""
_APART_PX = 2.0
"""There and back again may miss by this much and a part of the way."""
_APART_SHARE = 0.08
_SAME_SHAPE = 0.02
_WINDOW = 3.0
_LIGHT = 10.0
_NOISE = 5.0
"""Contrast, in steps of luma, that means nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Fields on the grid, in its pixels. `belief` is 0..1 for each place."""

    forth: Field
    """From each place of the first picture to where it is in the second."""
    forth_belief: Values
    back: Field
    back_belief: Values
    whole: Field
    """What the believed part of the way forth is, taken as one movement of everything."""
    coarse: Field
    """As seen half way, smooth, and defined however little the pictures share."""
    a_detail: Values
    b_detail: Values
    """(H, W) local contrast in steps of luma."""
    a_light: Values
    b_light: Values
    """(H, W) luma of what is around each place."""


def measured(a: Picture, b: Picture, *, smooth: float = 1.0) -> Motion:
    """smooth: 1 as usual, larger for motion that is more alike all over."""
    a, b = in_depth(a, 8), in_depth(b, 8)
    width, height = grid_size(a.size.width, a.size.height)
    ours, theirs = scaled(a.y, width, height), scaled(b.y, width, height)
    coarse = coarse_motion(
        _features(a, width, height),
        _features(b, width, height),
        smooth=smooth,
        shape=_common_shape(a, b, width, height),
    )
    forth, back = flow(ours, theirs), flow(theirs, ours)
    first, second = floats(ours), floats(theirs)
    forth_belief = believed(first, second, forth, back)
    return Motion(
        forth=forth,
        forth_belief=forth_belief,
        back=back,
        back_belief=believed(second, first, back, forth),
        whole=_whole(forth, forth_belief),
        coarse=coarse,
        a_detail=_detail(first),
        b_detail=_detail(second),
        a_light=blurred(first, _LIGHT),
        b_light=blurred(second, _LIGHT),
    )


def grid_size(width: int, height: int) -> tuple[int, int]:
    """Of about the picture's shape; the same for a preview as for the whole picture."""
    ratio = GRID_PX / max(width, height)
    return max(16, round(width * ratio)), max(16, round(height * ratio))


def _common_shape(a: Picture, b: Picture, width: int, height: int) -> Values | None:
    """(H, W) 0..1, where two pictures with the same bars about them have anything; else None."""
    if a.alpha is None or b.alpha is None:
        return None
    ours, theirs = (floats(scaled(each, width, height)) / 255 for each in (a.alpha, b.alpha))
    return floats(ours) if float(np.abs(ours - theirs).mean()) < _SAME_SHAPE else None


def _features(picture: Picture, width: int, height: int) -> Values:
    """Light and colour, each of about unit spread, so that neither how bright nor how contrasty a
    picture is as a whole counts."""
    half = max(8, width // 2), max(8, height // 2)
    y, u, v = (floats(scaled(plane, *half)) for plane in picture.planes)
    light = (y - y.mean()) / (y.std() + 12)
    colour = [(plane - 128) / np.float32(24) for plane in (u, v)]
    return resized(floats(np.stack([light, *colour], axis=-1)), width, height)


def flow(a: Plane, b: Plane) -> Field:
    """Dense inverse search (Kroeger et al., ECCV 2016)."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    # A plane as a decoder gives it may have gaps between its rows, which the search refuses.
    a, b = np.ascontiguousarray(a), np.ascontiguousarray(b)
    return floats(search.calc(a, b, np.zeros((*a.shape, 2), np.float32)))


def believed(a: Values, b: Values, forth: Field, back: Field) -> Values:
    """1 where the way back leads home and both places look alike."""
    there = shifted(forth, 1)
    home = forth + sampled(back, there)
    far = _APART_PX + _APART_SHARE * np.hypot(forth[..., 0], forth[..., 1])
    missed = (home[..., 0] ** 2 + home[..., 1] ** 2) / (far * far)
    outside = _outside(there)
    return floats(np.exp(-missed - outside) * _likeness(a, sampled(b, there)))


def _whole(field: Field, belief: Values) -> Field:
    """The affine movement that is nearest to a field where that is believed."""
    height, width = belief.shape
    here = (places(height, width) / width - 0.5).reshape(-1, 2)
    known = np.concatenate([here, np.ones((len(here), 1), np.float32)], axis=1)
    weighted = known * belief.reshape(-1, 1)
    square = weighted.T @ known + np.eye(3, dtype=np.float32) * (1e-3 * len(here))
    movement = np.linalg.solve(square, weighted.T @ field.reshape(-1, 2))
    return floats((known @ movement).reshape(height, width, 2))


def _outside(there: Field) -> Values:
    """Pixels beyond the border."""
    height, width = there.shape[:2]
    x, y = there[..., 0], there[..., 1]
    return floats(np.maximum.reduce([-x, x - (width - 1), -y, y - (height - 1), np.zeros_like(x)]))


def _likeness(a: Values, b: Values) -> Values:
    """0..1: how much of the local structure of one is in the other, brightness left out."""
    ours, theirs = a - blurred(a, _WINDOW), b - blurred(b, _WINDOW)
    both = blurred(ours * theirs, _WINDOW)
    each = blurred(floats(ours * ours + theirs * theirs), _WINDOW) / 2
    return floats(np.clip((both + _NOISE**2) / (each + _NOISE**2), 0, 1))


def _detail(luma: Values) -> Values:
    rest = luma - blurred(luma, 4)
    return floats(np.sqrt(blurred(rest * rest, 5)))
