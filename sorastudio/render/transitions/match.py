"""The next picture comes in laid over what is seen, and settles into its own place."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from sorastudio.project.media import Option
from sorastudio.render.flow.align import Similarity, aligned
from sorastudio.render.flow.between import eased
from sorastudio.render.kernels import mixed, shrunk_like
from sorastudio.render.picture import Picture, Plane, byte_plane
from sorastudio.render.transitions.kind import Kind, Param


def match(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Where nothing matches, `b` stays in its place and only fades in."""
    if progress <= 0 or progress >= 1:
        return a if progress <= 0 else b
    found = aligned(a, b)
    whole = found.movement if found else Similarity()
    left = (1 - eased(progress)) * float(params["strength"])
    laid, seen = _laid(b, whole.part(left))
    share = byte_plane(seen * np.float32(progress))
    small = shrunk_like(share, a.u)
    weights = (share, small, small)
    planes = (mixed(p, q, m) for p, q, m in zip(a.planes, laid.planes, weights, strict=True))
    if a.alpha is None or laid.alpha is None:
        return Picture.of(planes)
    return Picture.of(planes, mixed(a.alpha, laid.alpha, share))


def _laid(b: Picture, movement: Similarity) -> tuple[Picture, Plane]:
    """The picture moved, and 255 where it reaches to."""
    planes = [_warped(plane, movement, cv2.BORDER_REFLECT_101) for plane in b.planes]
    alpha = None if b.alpha is None else _warped(b.alpha, movement, cv2.BORDER_REFLECT_101)
    seen = _warped(np.full(b.y.shape, 255, np.uint8), movement, cv2.BORDER_CONSTANT)
    return Picture.of(planes, alpha), seen


def _warped(plane: Plane, movement: Similarity, border: int) -> Plane:
    height, width = plane.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    matrix = movement.matrix(width, height)
    moved = cv2.warpAffine(plane, matrix, (width, height), flags=flags, borderMode=border)
    return np.asarray(moved, plane.dtype)


KINDS = (
    Kind(
        name="match",
        words="The next picture comes in laid over this one, and settles",
        run=match,
        params=(
            Param(
                name="strength",
                default=1.0,
                words="how closely it is laid over, 0 only fades",
                lowest=0,
                highest=1,
            ),
        ),
    ),
)
