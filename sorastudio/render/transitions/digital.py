"""The signal breaks: glitch and coarse pixels."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log, pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.kernels import weighted
from sorastudio.render.picture import Picture, Plane
from sorastudio.render.transitions.kind import SEED, Family, Kind, Param, number, smooth
from sorastudio.render.transitions.soft import faded_into

_BANDS = 24
_JOLTS = 16
"""How often the bands jump during the transition, whatever its length."""
_FINEST, _COARSEST = 270, 9
"""Pixels from top to bottom, at the ends and in the middle."""


def glitch(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Bands of lines jump aside and change over one by one; the colours come apart."""
    seed = int(params["seed"])
    amount = number(params, "amount") * sin(pi * progress)
    edges = _edges(seed)
    turn_at = np.random.RandomState(seed + 1).uniform(0.15, 0.85, _BANDS)
    jolt = np.random.RandomState(seed * 101 + int(progress * _JOLTS))
    aside = jolt.uniform(-1, 1, _BANDS) * (jolt.uniform(size=_BANDS) < 0.6) * 0.22 * amount
    apart = 0.02 * amount * jolt.uniform(-1, 1, 2)
    planes = [
        _banded(p, q, edges, progress > turn_at, aside + shift)
        for p, q, shift in zip(a.planes, b.planes, (0.0, *apart), strict=True)
    ]
    alpha = None
    if a.alpha is not None and b.alpha is not None:
        alpha = _banded(a.alpha, b.alpha, edges, progress > turn_at, aside)
    return Picture.of(planes, alpha)


def _edges(seed: int) -> list[float]:
    """Where bands begin, in shares of the height, and 1."""
    inner = np.sort(np.random.RandomState(seed).uniform(0, 1, _BANDS - 1))
    return [0.0, *map(float, inner), 1.0]


def _banded(
    a: Plane, b: Plane, edges: list[float], turned: NDArray[np.bool_], aside: NDArray[np.float64]
) -> Plane:
    result = np.empty_like(a)
    height, width = a.shape
    for band in range(_BANDS):
        rows = np.s_[round(edges[band] * height) : round(edges[band + 1] * height)]
        source = b if turned[band] else a
        result[rows] = np.roll(source[rows], round(float(aside[band]) * width), axis=1)
    return result


def pixelate(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Pixels grow until the middle and shrink again."""
    mixed = faded_into(a, b, smooth((progress - 0.3) / 0.4))
    grown = sin(pi * progress) * number(params, "amount")
    rows = exp(log(_FINEST) + (log(_COARSEST) - log(_FINEST)) * grown)
    height, width = mixed.y.shape
    counts = max(1, round(rows * width / height)), max(1, round(rows))
    share = smooth(grown / 0.2)
    planes = [weighted(plane, _coarse(plane, counts), share) for plane in mixed.planes]
    alpha = mixed.alpha
    return Picture.of(
        planes, None if alpha is None else weighted(alpha, _coarse(alpha, counts), share)
    )


def _coarse(plane: Plane, counts: tuple[int, int]) -> Plane:
    height, width = plane.shape
    if counts[0] >= width or counts[1] >= height:
        return plane
    small = cv2.resize(plane, counts, interpolation=cv2.INTER_AREA)
    large = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(large, plane.dtype)


_AMOUNT = Param(name="amount", default=1.0, words="how strong", lowest=0, highest=1)

KINDS = (
    Kind(
        name="glitch",
        words="The signal breaks, band by band",
        family=Family.DIGITAL,
        run=glitch,
        params=(_AMOUNT, SEED),
    ),
    Kind(
        name="pixelate",
        words="Pixels grow coarse and fine again",
        family=Family.DIGITAL,
        run=pixelate,
        params=(_AMOUNT,),
    ),
)
