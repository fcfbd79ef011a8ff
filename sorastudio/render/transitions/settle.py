"""The next picture begins in the colours of this one, and comes to its own."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from sorastudio.project.media import Option
from sorastudio.render.kernels import looked_up, weighted
from sorastudio.render.picture import Picture, Plane, fineness, most, plane_like
from sorastudio.render.transitions.kind import Kind, Param

_WEAKEST, _STRONGEST = 0.6, 1.6
"""Contrast is changed by no more than this."""


def settle(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Only `b` is seen after the first `fade` of the way; `a` lends it the mean and the spread of
    its planes (Reinhard et al., IEEE CG&A 21, 2001)."""
    if progress <= 0 or progress >= 1:
        return a if progress <= 0 else b
    fade = float(params["fade"])
    share = min(progress / fade, 1.0) if fade > 0 else 1.0
    planes = [
        weighted(p, _toned(p, q, 1 - progress), share)
        for p, q in zip(a.planes, b.planes, strict=True)
    ]
    alpha = None
    if a.alpha is not None and b.alpha is not None:
        alpha = weighted(a.alpha, b.alpha, progress)
    return Picture.of(planes, alpha)


def _toned(like: Plane, plane: Plane, share: float) -> Plane:
    """The plane with a share of the way to another one's mean and spread."""
    (mean, spread), (own, own_spread) = (_tone(each) for each in (like, plane))
    gain = min(max((spread + 1) / (own_spread + 1), _WEAKEST), _STRONGEST)
    gain, aim = gain**share, own + (mean - own) * share
    fine = fineness(plane)
    levels = np.arange(most(plane) + 1) / fine
    return looked_up(plane, plane_like(((levels - own) * gain + aim) * fine, plane))


def _tone(plane: Plane) -> tuple[float, float]:
    """Mean and spread, in levels of 8 bit."""
    mean, spread = cv2.meanStdDev(plane)
    fine = fineness(plane)
    return float(np.ravel(mean)[0]) / fine, float(np.ravel(spread)[0]) / fine


KINDS = (
    Kind(
        name="settle",
        words="The next picture begins in this one's colours",
        run=settle,
        params=(
            Param(
                name="fade",
                default=0.15,
                words="share of the time in which this picture goes",
                lowest=0,
                highest=1,
            ),
        ),
    ),
)
