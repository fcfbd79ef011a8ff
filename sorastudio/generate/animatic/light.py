"""The last washes over the whole picture: glow, shafts of light, vignette, grain, lightning."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import Pixels, as_mask, sized, tint
from sorastudio.generate.animatic.camera import Shot
from sorastudio.generate.animatic.kinds import Hour, Place, Weather
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.noise import Field, rng_for, texture
from sorastudio.generate.animatic.palette import hex_rgb
from sorastudio.project.media import Size

_SMALL = 80
_GRAINS = 4
_GRAIN_TILE = 512
_SHIFT = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Light:
    """What is worked out once for the light of a scene."""

    color: NDArray[np.float32]
    sun: tuple[float, float]
    glow: float
    shafts: float
    rays: Field
    """(512,) strength over the angle round the sun."""
    vignette: Pixels
    """(H, W) 255: untouched."""
    flashes: tuple[float, ...]
    """Seconds at which lightning strikes."""


_SHAFTS = {
    Place.FOREST: 0.5,
    Place.UNDERWATER: 0.9,
    Place.ROOM: 0.22,
    Place.HALL: 0.12,
    Place.MOUNTAIN: 0.25,
    Place.SKY: 0.2,
    Place.WINDOW: 0.1,
}


def light_of(kit: Kit, seconds: float) -> Light:
    rng = kit.rng("light")
    hour = kit.scene.hour
    outdoors = {Hour.NIGHT: 0.3, Hour.NEON: 0.2, Hour.STORM: 0.12, Hour.NOON: 0.45}.get(hour, 0.8)
    dim = 0.35 if hour in (Hour.NIGHT, Hour.NEON, Hour.STORM) else 1.0
    rays = texture(rng, 512, 2, period=512, slope=1.25)[0]
    struck = Weather.LIGHTNING in kit.scene.weather
    count = max(1, round(seconds / 2.5)) if struck else 0
    return Light(
        color=kit.palette.spot(hex_rgb(kit.palette.light.key)),
        sun=_source(kit),
        glow=outdoors * kit.palette.light.power,
        shafts=_SHAFTS.get(kit.scene.place, 0.07) * dim,
        rays=np.clip((rays - 0.45) * 2.6, 0, 1).astype(np.float32),
        vignette=_vignette(kit),
        flashes=tuple(sorted(rng.uniform(0.2, max(seconds, 0.4), count))),
    )


def _source(kit: Kit) -> tuple[float, float]:
    """Under water light comes from above the frame."""
    if kit.scene.place is Place.UNDERWATER:
        return (kit.sun[0], kit.view.top - 0.18)
    return kit.sun


def _vignette(kit: Kit) -> Pixels:
    width, height = kit.view.size.width, kit.view.size.height
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    far = np.clip(0.62 * x * x + 0.55 * y * y - 0.30, 0, 1)
    shade: Pixels = np.rint(255 * (1 - 0.36 * far)).astype(np.uint8)
    return shade


def wash(light: Light, y: Pixels, u: Pixels, v: Pixels, shot: Shot) -> None:
    """Add the light of this moment to the planes, in place."""
    amount = _glow(light, shot)
    flash = _flash(light, shot.seconds)
    if flash:
        amount = np.maximum(amount, np.float32(flash))
    soft = as_mask(amount)
    tint(y, sized(soft, y.shape[1], y.shape[0]), float(light.color[0]) + 18)
    small = sized(soft, u.shape[1], u.shape[0])
    tint(u, small, float(light.color[1]))
    tint(v, small, float(light.color[2]))
    cv2.multiply(y, light.vignette, dst=y, scale=1 / 255)


def _glow(light: Light, shot: Shot) -> Field:
    """(h, w) small map of how much light lies over the picture, 0..1."""
    size = shot.view.size
    step = max(size.width, size.height) / _SMALL
    width, height = max(2, round(size.width / step)), max(2, round(size.height / step))
    px, py = shot.at(light.sun[0], light.sun[1], 0.02)
    unit = shot.view.unit
    x = ((np.arange(width, dtype=np.float32) + 0.5) * size.width / width - px) / unit
    y = ((np.arange(height, dtype=np.float32) + 0.5) * size.height / height - py) / unit
    away = np.sqrt(x[None, :] ** 2 + y[:, None] ** 2)
    glow = light.glow * (0.30 * np.exp(-away / 0.22) + 0.10 * np.exp(-away / 0.7))
    angle = np.arctan2(y[:, None], x[None, :]) * (512 / (2 * np.pi))
    ray = np.zeros_like(away)
    for speed, weight in ((5.0, 0.6), (-3.3, 0.4)):
        at = (angle + speed * shot.seconds) % 512
        ray += weight * np.interp(at, np.arange(513), np.append(light.rays, light.rays[0]))
    fall = np.exp(-away / 0.75) * (1 - np.exp(-away / 0.10))
    shine: Field = (glow + light.shafts * 0.42 * ray * fall).astype(np.float32)
    return shine


def _flash(light: Light, seconds: float) -> float:
    strength = 0.0
    for struck in light.flashes:
        since = seconds - struck
        if 0 <= since < 0.5:
            strength = max(strength, 0.5 * np.exp(-since / 0.09), 0.3 * (0.14 < since < 0.2))
    return float(strength)


def grain_tiles(key: int, size: Size) -> tuple[Pixels, ...]:
    """Fine film grain about 128, larger than the frame, to be laid at changing places."""
    tiles = []
    for number in range(_GRAINS):
        rng = rng_for(key, "grain", number)
        noise = rng.standard_normal((_GRAIN_TILE, _GRAIN_TILE), dtype=np.float32)
        soft = cv2.GaussianBlur(noise, (3, 3), 0.6, borderType=cv2.BORDER_REFLECT)
        tile = np.clip(128 + soft * np.float32(3.2), 112, 144).astype(np.uint8)
        down = -(-(size.height + _SHIFT) // _GRAIN_TILE)
        across = -(-(size.width + _SHIFT) // _GRAIN_TILE)
        tiles.append(np.tile(tile, (down, across)))
    return tuple(tiles)


def grained(y: Pixels, tiles: tuple[Pixels, ...], key: int, frame: int, amount: float) -> None:
    """Lay grain over the luma, in place; `amount` 1 is all of it."""
    dy, dx = (int(n) for n in rng_for(key, "grain at", frame).integers(0, _SHIFT, 2))
    piece = tiles[frame % len(tiles)][dy : dy + y.shape[0], dx : dx + y.shape[1]]
    cv2.addWeighted(y, 1.0, piece, amount, -128.0 * amount, dst=y)
