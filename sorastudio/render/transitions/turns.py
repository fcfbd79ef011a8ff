"""The camera whips, spins, or looks through water."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi, sin

import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.picture import Picture
from sorastudio.render.transitions.kind import Family, Kind, Param, X, Y, number, smooth
from sorastudio.render.transitions.moves import direction, pushed
from sorastudio.render.transitions.soft import faded_into, swept
from sorastudio.render.warp import Bend, Beyond, about, bent, warped

_SHUTTER = 0.055
"""How much of the whole way is seen at once at full blur and mean speed, in shares of the way."""
_STEPS = 96
"""Columns or rows of the coarse grid on which bends are worked out, on the short side."""


def whip(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Past `a`, its mirror picture, that of `b`, and on to `b`, fastest in the middle."""
    way = str(params["direction"])
    across = way in ("left", "right")
    strip = (a, _mirrored(a, across=across), _mirrored(b, across=across), b)
    at = _eased(progress) * (len(strip) - 1)
    place = min(int(at), len(strip) - 2)
    seen = pushed(strip[place], strip[place + 1], at - place, way)
    speed = (_eased(progress + 0.01) - _eased(progress - 0.01)) / 0.02
    length = number(params, "blur") * _SHUTTER * speed * (len(strip) - 1)
    return swept(seen, length, 0) if across else swept(seen, 0, length)


def _eased(t: float) -> float:
    """Rests at both ends, with a quick middle."""
    return smooth(smooth(t))


def _mirrored(picture: Picture, *, across: bool) -> Picture:
    part = np.s_[:, ::-1] if across else np.s_[::-1]
    y, u, v = (np.ascontiguousarray(plane[part]) for plane in picture.planes)
    alpha = None if picture.alpha is None else np.ascontiguousarray(picture.alpha[part])
    return Picture(y, u, v, alpha)


def spin(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """`a` is turned up to the middle, `b` comes out of the turn."""
    share = smooth((progress - 0.4) / 0.2)
    whole, blur = number(params, "degrees"), number(params, "blur")
    turned = _eased(progress) * whole
    streak = blur * 0.12 * whole * sin(pi * progress) ** 2
    point = number(params, "x"), number(params, "y")
    if share <= 0:
        return _streaked(_turned(a, turned - streak / 2, point), streak, point)
    seen = _turned(b, turned - whole - streak / 2, point)
    if share < 1:
        seen = faded_into(_turned(a, turned - streak / 2, point), seen, share)
    return _streaked(seen, streak, point)


def _turned(picture: Picture, degrees: float, point: tuple[float, float]) -> Picture:
    size = picture.size
    centre = point[0] * size.width, point[1] * size.height
    return warped(picture, about(centre, degrees=degrees), beyond=Beyond.MIRROR)


def _streaked(picture: Picture, degrees: float, point: tuple[float, float]) -> Picture:
    """The mean of eight turns, made by three doublings."""
    for step in (4, 2, 1) if abs(degrees) > 0.05 else ():
        picture = faded_into(picture, _turned(picture, degrees * step / 8, point), 0.5)
    return picture


def swirl(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """The mixed picture is wound up about a point, and unwound."""
    mixed = faded_into(a, b, smooth((progress - 0.25) / 0.5))
    right, down, far = _polar(mixed, (number(params, "x"), number(params, "y")))
    wound = number(params, "turns") * sin(pi * progress) ** 2
    turn = np.float32(2 * pi * wound) * np.exp(np.float32(-3) * far * far)
    cos, sine = np.cos(turn), np.sin(turn)
    return bent(mixed, Bend(right * (cos - 1) - down * sine, right * sine + down * (cos - 1)))


def ripple(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """Rings run out from a point over the mixed picture, as on water."""
    mixed = faded_into(a, b, smooth((progress - 0.15) / 0.7))
    right, down, far = _polar(mixed, (number(params, "x"), number(params, "y")))
    count, speed = number(params, "rings"), number(params, "speed")
    wave = np.sin((far * count - progress * speed) * np.float32(2 * pi))
    height = 0.05 * number(params, "height") * sin(pi * progress) ** 2
    lift = np.divide(wave * np.float32(height), np.maximum(far, 0.02), dtype=np.float32)
    return bent(mixed, Bend(right * lift, down * lift))


def dream(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """The mixed picture wavers, as over hot ground."""
    mixed = faded_into(a, b, smooth((progress - 0.2) / 0.6))
    right, down, _ = _polar(mixed, (0.5, 0.5))
    depth = np.float32(0.03 * number(params, "height") * sin(pi * progress) ** 2)
    way = progress * 2 * pi * number(params, "speed")
    across = np.sin(down * 19 + way) + np.sin(down * 7 - way * 0.6 + right * 3)
    up = np.sin(right * 11 - way * 0.8 + down * 5)
    return bent(mixed, Bend(across * depth, up * depth * np.float32(0.6)))


Coarse = NDArray[np.float32]


def _polar(picture: Picture, point: tuple[float, float]) -> tuple[Coarse, Coarse, Coarse]:
    """On a coarse grid, how far right, down, and away from a point each place lies, in shares of
    the picture's height."""
    width, height = picture.size.width, picture.size.height
    short = min(width, height)
    columns, rows = round(_STEPS * width / short), round(_STEPS * height / short)
    x = ((np.arange(columns, dtype=np.float32) + 0.5) / columns - point[0]) * (width / height)
    y = (np.arange(rows, dtype=np.float32) + 0.5) / rows - point[1]
    right, down = (part.astype(np.float32) for part in np.meshgrid(x, y))
    return right, down, np.hypot(right, down)


_BLUR = Param(name="blur", default=0.6, words="how much the movement blurs", lowest=0, highest=1)
_HEIGHT = Param(name="height", default=0.5, words="of the waves", lowest=0, highest=1)
_SPEED = Param(name="speed", default=2.0, words="of the waves", lowest=0, highest=10)

KINDS = (
    Kind(
        name="whip",
        words="The camera whips round, with motion blur",
        family=Family.CAMERA,
        run=whip,
        params=(direction("left"), _BLUR),
    ),
    Kind(
        name="spin",
        words="The camera spins about a point",
        family=Family.CAMERA,
        run=spin,
        params=(
            Param(
                name="degrees",
                default=180.0,
                words="of the spin, clockwise",
                lowest=-1080,
                highest=1080,
            ),
            X,
            Y,
            _BLUR,
        ),
    ),
    Kind(
        name="swirl",
        words="Wound up into a whirl, and unwound as the next picture",
        family=Family.CAMERA,
        run=swirl,
        params=(
            X,
            Y,
            Param(name="turns", default=0.6, words="of the whirl", lowest=-3, highest=3),
        ),
    ),
    Kind(
        name="ripple",
        words="Rings on water run over the picture",
        family=Family.CAMERA,
        run=ripple,
        params=(
            X,
            Y,
            Param(name="rings", default=6.0, words="from top to bottom", lowest=1, highest=12),
            _HEIGHT,
            _SPEED,
        ),
    ),
    Kind(
        name="dream",
        words="The picture wavers, as one remembers or dreams",
        family=Family.CAMERA,
        run=dream,
        params=(_HEIGHT, _SPEED),
    ),
)
