"""How a picture looks, in a hundred bytes: to tell whether what comes out of a file is what went
in."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sorastudio.render.kernels import scaled
from sorastudio.render.picture import Plane, fineness

WIDTH, HEIGHT = 16, 9
_ROWS = 16
"""So many of a tile are enough to tell pictures apart, and read quickly."""
FAR = 3.0
"""Mean distance in luma levels: honest coding stays below 1, another picture is beyond 20."""


def fingerprint(luma: Plane) -> bytes:
    """luma: (H, W), of any depth. 144 bytes, the mean luma of 16 by 9 tiles, of some rows of
    each."""
    every = max(1, luma.shape[0] // (HEIGHT * _ROWS))
    tiles = scaled(np.ascontiguousarray(luma[::every]), WIDTH, HEIGHT)
    return (tiles // fineness(tiles)).astype(np.uint8).tobytes()


def distance(a: bytes, b: bytes) -> float:
    """Mean difference in levels."""
    left, right = (np.frombuffer(each, np.uint8).astype(np.int16) for each in (a, b))
    return float(np.abs(left - right).mean())


def first_far(ours: Iterable[bytes], theirs: Iterable[bytes]) -> int | None:
    """The first picture that is another than it should be, or is missing; None if there is none."""
    left, right = list(ours), list(theirs)
    for index, (a, b) in enumerate(zip(left, right, strict=False)):
        if distance(a, b) > FAR:
            return index
    return None if len(left) == len(right) else min(len(left), len(right))
