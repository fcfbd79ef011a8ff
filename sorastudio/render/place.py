"""Puts a picture of any size on the canvas."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np

from sorastudio.project.clip import Crop, Fit
from sorastudio.project.media import Size
from sorastudio.render.kernels import mixed, scaled, shrunk_like, toward
from sorastudio.render.picture import (
    BLACK_LUMA,
    NO_CHROMA,
    Picture,
    Plane,
    chroma_size,
    fineness,
)
from sorastudio.render.plan import Pose
from sorastudio.render.warp import Affine, Window, shrunk, warped, warped_mask

BORDERS = (BLACK_LUMA, NO_CHROMA, NO_CHROMA)
"""Black, plane by plane."""


def place(picture: Picture, pose: Pose, canvas: Size) -> Picture:
    """The picture as a layer: canvas-sized, its colour laid over black, `alpha` saying how much of
    it there is.

    picture: straight alpha or none. The result has no alpha where the layer covers the whole
    canvas.
    """
    picture = _cropped(picture, pose.crop)
    if _is_upright(pose):
        layer = _resized(picture, pose.fit, canvas)
    else:
        layer = _warped(picture, pose, canvas)
    return faded(layer, pose.opacity)


def faded(layer: Picture, opacity: float) -> Picture:
    """A layer (colour over black) made thinner. opacity: 0..1."""
    if opacity >= 1:
        return layer
    opacity = max(opacity, 0.0)
    alpha = layer.alpha if layer.alpha is not None else np.full(layer.y.shape, 255, np.uint8)
    planes = (
        toward(plane, border, 1 - opacity)
        for plane, border in zip(layer.planes, BORDERS, strict=True)
    )
    return Picture.of(planes, toward(alpha, 0, 1 - opacity))


def fitted(source: Size, fit: Fit, canvas: Size) -> tuple[float, float]:
    """Width and height in canvas pixels of a source that meets the canvas."""
    if fit is Fit.STRETCH:
        return float(canvas.width), float(canvas.height)
    ratios = (canvas.width / source.width, canvas.height / source.height)
    ratio = min(ratios) if fit is Fit.FIT else max(ratios)
    return source.width * ratio, source.height * ratio


def filled_size(source: Size, width: float, height: float) -> Size:
    """The largest canvas inside of so many pixels that a source, fitted, fills: with even sides,
    and no black line where these are not quite of its shape."""
    inside = Size(_even_below(width), _even_below(height))
    while True:
        filled = Size(*(_even(side) for side in fitted(source, Fit.FIT, inside)))
        if filled == inside:
            return filled
        inside = Size(min(filled.width, inside.width), min(filled.height, inside.height))


def _is_upright(pose: Pose) -> bool:
    return (pose.scale, pose.x, pose.y, pose.rotation_degrees) == (1, 0, 0, 0)


def _cropped(picture: Picture, crop: Crop) -> Picture:
    """Cut on whole chroma samples; at least one of them remains."""
    if crop == Crop():
        return picture
    small = chroma_size(picture.size)
    left, right = _span(crop.left, crop.right, small.width)
    top, bottom = _span(crop.top, crop.bottom, small.height)
    luma = np.s_[2 * top : 2 * bottom, 2 * left : 2 * right]
    chroma = np.s_[top:bottom, left:right]
    return Picture(
        picture.y[luma],
        picture.u[chroma],
        picture.v[chroma],
        None if picture.alpha is None else picture.alpha[luma],
    )


def _span(before: float, after: float, length: int) -> tuple[int, int]:
    first = min(max(round(before * length), 0), length - 1)
    return first, max(length - max(round(after * length), 0), first + 1)


def _resized(picture: Picture, fit: Fit, canvas: Size) -> Picture:
    """Scaled to an even rectangle in the middle of the canvas."""
    if picture.size == canvas and picture.alpha is None:
        return picture
    width, height = (_even(side) for side in fitted(picture.size, fit, canvas))
    x, y = (canvas.width - width) // 4 * 2, (canvas.height - height) // 4 * 2
    covers = width >= canvas.width and height >= canvas.height
    alpha = picture.alpha
    if not covers and alpha is None:
        alpha = np.full(picture.y.shape, 255, np.uint8)
    planes = [
        _onto(scaled(plane, width // part, height // part), canvas, part, (x, y), border)
        for plane, part, border in zip(picture.planes, (1, 2, 2), BORDERS, strict=True)
    ]
    if alpha is None:
        return Picture.of(planes)
    mask = _onto(scaled(alpha, width, height), canvas, 1, (x, y), 0)
    return _over_black(planes, mask) if picture.alpha is not None else Picture.of(planes, mask)


def _even(side: float) -> int:
    return max(2, 2 * round(side / 2))


def _even_below(side: float) -> int:
    # What is even already must not fall by two for the last bit of a quotient.
    return max(2, int(side + 1e-6) // 2 * 2)


def _onto(plane: Plane, canvas: Size, part: int, offset: tuple[int, int], border: int) -> Plane:
    """A plane (its offset may be negative) on a canvas-sized one of the border's level."""
    width, height = canvas.width // part, canvas.height // part
    x, y = offset[0] // part, offset[1] // part
    if plane.shape == (height, width) and x == y == 0:
        return plane
    plane = plane[max(-y, 0) : max(-y, 0) + height, max(-x, 0) : max(-x, 0) + width]
    result = np.full((height, width), border * fineness(plane), plane.dtype)
    x, y = max(x, 0), max(y, 0)
    result[y : y + plane.shape[0], x : x + plane.shape[1]] = plane
    return result


def _over_black(planes: list[Plane], mask: Plane) -> Picture:
    """Straight colour laid over black by the mask."""
    small = shrunk_like(mask, planes[1])
    laid = (
        mixed(border, plane, weight)
        for plane, border, weight in zip(planes, BORDERS, (mask, small, small), strict=True)
    )
    return Picture.of(laid, mask)


def _warped(picture: Picture, pose: Pose, canvas: Size) -> Picture:
    """Scaled, turned and moved by fractions of a pixel, so that slow moves glide."""
    width, height = fitted(picture.size, pose.fit, canvas)
    zoom = (width / picture.size.width * pose.scale, height / picture.size.height * pose.scale)
    move, window = _affine(picture.size, zoom, pose, canvas), Window.whole(canvas)
    if max(zoom) < 1:
        layer = shrunk(picture, move, max(zoom), window)
    else:
        layer = warped(picture, move, window=window)
    mask = layer.alpha
    if not _covers(picture.size, move, canvas):
        there = warped_mask(np.full(picture.y.shape, 255, np.uint8), move, window)
        mask = there if mask is None else mixed(0, mask, there)
    if mask is None or mask.min() == 255:
        return Picture.of(layer.planes)
    return _over_black(list(layer.planes), mask)


def _covers(source: Size, move: Affine, canvas: Size) -> bool:
    """Whether every pixel of the canvas lies among those of the source."""
    ends = np.array([[x, y] for x in (0.5, canvas.width - 0.5) for y in (0.5, canvas.height - 0.5)])
    at = (ends - move.shift) @ np.linalg.inv(move.matrix).T
    inside = (at > 0.499) & (at < np.array([source.width, source.height]) - 0.499)
    return bool(inside.all())


def _affine(source: Size, zoom: tuple[float, float], pose: Pose, canvas: Size) -> Affine:
    turn = radians(pose.rotation_degrees)
    rotation = np.array([[cos(turn), -sin(turn)], [sin(turn), cos(turn)]])
    matrix = rotation @ np.diag(zoom)
    middle = np.array([source.width / 2, source.height / 2])
    target = np.array([canvas.width * (0.5 + pose.x), canvas.height * (0.5 + pose.y)])
    return Affine(matrix, target - matrix @ middle)
