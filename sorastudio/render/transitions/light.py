"""Light gets into the camera: flash, leak, and film that burns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import pi, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.project.media import Option
from sorastudio.render.kernels import mixed, shrunk_like, toward
from sorastudio.render.picture import Picture, Plane, byte_plane, from_rgb
from sorastudio.render.transitions.kind import SEED, Family, Kind, Param, number, smooth
from sorastudio.render.transitions.mattes import matte
from sorastudio.render.transitions.reveal import When, by_mask, turned
from sorastudio.render.transitions.soft import faded_into

_WHITE = 235
_LIGHTS = {
    "amber": (255, 150, 50),
    "rose": (255, 90, 130),
    "blue": (90, 160, 255),
    "white": (255, 245, 225),
}


def flash(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """White comes up fast and goes down slowly; the pictures change in its peak."""
    peak = 0.3
    share = smooth((progress - peak + 0.1) / 0.2)
    glow = progress / peak if progress < peak else (1 - progress) / (1 - peak)
    depth = number(params, "brightness") * glow * glow
    picture = faded_into(a, b, share) if 0 < share < 1 else (a if share <= 0 else b)
    y = toward(picture.y, _WHITE, depth)
    u, v = (toward(plane, 128, depth) for plane in (picture.u, picture.v))
    alpha = None if picture.alpha is None else toward(picture.alpha, 255, depth)
    return Picture(y, u, v, alpha)


def leak(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """A coloured glow drifts over the change."""
    picture = faded_into(a, b, smooth((progress - 0.25) / 0.5))
    height, width = picture.y.shape
    glow = _glow(width / height, int(params["seed"]), progress)
    depth = number(params, "brightness") * sin(pi * progress) ** 1.5
    mask = cv2.resize(glow * np.float32(255 * depth), (width, height))
    return lit(picture, byte_plane(np.asarray(mask)), str(params["color"]), strength=0.6)


def burn(a: Picture, b: Picture, progress: float, params: Mapping[str, Option]) -> Picture:
    """The film burns through from hot spots, with a glowing edge round each hole."""
    height, width = a.y.shape
    when = _burnt(width, height, int(params["seed"]))
    edge = 0.04 + 0.14 * number(params, "edge")
    glow = turned(when, progress, edge)
    hole = turned(when, max(0.0, progress * (1 + edge) - edge), 0.02)
    return by_mask(lit(a, glow, "amber", strength=0.85), b, hole)


def lit(picture: Picture, mask: Plane, color: str, *, strength: float) -> Picture:
    """Light added by a mask: luma only grows, by as much of the light as `strength` says; chroma
    turns to the light's colour."""
    light = _light_of(color)
    bright, small = toward(mask, 0, 1 - strength), shrunk_like(mask, picture.u)
    y = mixed(_WHITE, picture.y, np.bitwise_not(bright))
    u, v = (
        mixed(int(hue[0, 0]), plane, np.bitwise_not(small))
        for plane, hue in ((picture.u, light.u), (picture.v, light.v))
    )
    alpha = None if picture.alpha is None else np.maximum(picture.alpha, mask)
    return Picture(y, u, v, alpha)


@lru_cache(maxsize=8)
def _light_of(color: str) -> Picture:
    """One pixel of it."""
    return from_rgb(np.array([[_LIGHTS[color]]], np.uint8))


def _glow(shape: float, seed: int, progress: float) -> NDArray[np.float32]:
    """Three wide soft spots that drift across, 0..1, on a coarse grid."""
    chance = np.random.RandomState(seed)
    y, x = np.mgrid[0:36, 0 : max(4, round(36 * shape))].astype(np.float32) / 36
    total = np.zeros_like(x)
    for _ in range(3):
        begin, drift = chance.uniform(-0.2, 0.6) * shape, chance.uniform(0.3, 0.9) * shape
        middle, wide = chance.uniform(0, 1), chance.uniform(0.25, 0.55)
        far = np.hypot((x - begin - drift * progress) / 1.3, (y - middle))
        total += np.exp(-((far / wide) ** 2))
    return np.asarray(np.clip(total, 0, 1), np.float32)


@lru_cache(maxsize=2)
def _burnt(width: int, height: int, seed: int) -> When:
    drawn = matte("ink", seed, width / height)
    return np.asarray(
        cv2.resize(drawn, (width, height), interpolation=cv2.INTER_LINEAR), np.float32
    )


_BRIGHTNESS = Param(name="brightness", default=0.9, words="of the light", lowest=0, highest=1)

KINDS = (
    Kind(
        name="flash",
        words="A flash of light, and the next picture",
        family=Family.LIGHT,
        run=flash,
        params=(_BRIGHTNESS,),
    ),
    Kind(
        name="light-leak",
        words="Light leaks into the camera and drifts across",
        family=Family.LIGHT,
        run=leak,
        params=(
            Param(name="color", default="amber", words="of the light", choices=tuple(_LIGHTS)),
            _BRIGHTNESS,
            SEED,
        ),
    ),
    Kind(
        name="burn",
        words="The film burns through",
        family=Family.LIGHT,
        run=burn,
        params=(
            Param(name="edge", default=0.5, words="width of the glow", lowest=0, highest=1),
            SEED,
        ),
    ),
)
