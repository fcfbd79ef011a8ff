"""Water that mirrors what stands behind it, with ripples, a path of light and foam."""

from __future__ import annotations

from dataclasses import dataclass
from math import sin

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.camera import Shot
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.noise import Field, smooth, texture
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix
from sorastudio.generate.animatic.stack import Canvas, Pixels

_TILE = 512


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Water:
    """A surface from the height `top` (units below the horizon) down. Worked out at half size: it
    is soft by nature."""

    top: float
    calm: float
    """1: a mirror, 0: open sea."""
    deep: NDArray[np.float32]
    """(256, 3) ink from the far to the near water."""
    spark: NDArray[np.float32]
    """(3,) colour of the light on it."""
    sun_x: float
    power: float
    tile: Pixels
    """(512, 512) periodic ripples."""
    flow: tuple[float, float]
    """Tiles a second, across and towards the eye."""

    def solid_from(self, shot: Shot) -> int:
        y = shot.at(shot.stance.x * 0.1, self.top, 0.1)[1]
        return int(np.clip(np.ceil(y + 2), 0, shot.view.size.height))

    def draw(self, canvas: Canvas, shot: Shot, until: int) -> None:
        tilt = abs(shot.stance.roll) * shot.view.size.width / 2
        y = shot.at(shot.stance.x * 0.1, self.top, 0.1)[1] - tilt
        first = int(np.clip(y, 0, until)) // 2 * 2
        if until - first < 4:
            return
        height, width = canvas.pixels.shape[:2]
        rows, columns = max(2, (until - first + 1) // 2), max(2, width // 2)
        mirror = _mirror(canvas.pixels, first, rows, columns)
        depth = (np.arange(rows, dtype=np.float32) + 0.5) * 2 / shot.view.unit
        wave = self._ripples(shot, depth, columns)
        surface = self._surface(mirror, wave, depth, shot, columns)
        cv2.resize(surface, (width, until - first), dst=canvas.pixels[first:until])

    def _ripples(self, shot: Shot, depth: Field, columns: int) -> Field:
        """(rows, columns) about -1..1."""
        x = (np.arange(columns, dtype=np.float32) + 0.5 - columns / 2) * 2 / shot.view.unit
        stance, seconds = shot.stance, shot.seconds
        far = 1 / (depth + 0.07)
        grow = shot.stance.scale(0.8)
        ahead = stance.dolly * 1.5
        total: Field | None = None
        for turn, (size, stretch, push) in enumerate(((46.0, 0.9, 1.0), (27.0, 1.3, -0.7))):
            across = (x[None, :] / grow + stance.x * 0.12) * far[:, None] * size * 0.35
            across = across + self.flow[0] * push * seconds * _TILE + 91 * turn
            along = far[:, None] * -size * stretch * 2.2 + np.zeros_like(x)[None, :]
            along = along - (self.flow[1] * seconds * (1 + 0.3 * turn) + ahead) * _TILE * 0.5
            layer = cv2.remap(
                self.tile,
                (across % _TILE).astype(np.float32),
                (along % _TILE).astype(np.float32),
                cv2.INTER_LINEAR,
                borderMode=cv2.BORDER_WRAP,
            )
            wave = layer.astype(np.float32) * np.float32(1 / 127.5) - 1
            total = wave if total is None else total + wave
        assert total is not None
        return total

    def _surface(
        self, mirror: Pixels, wave: Field, depth: Field, shot: Shot, columns: int
    ) -> Pixels:
        rows = len(depth)
        near = smooth(depth, 0.0, 0.45).astype(np.float32)
        reach = (0.15 + 0.85 * near)[:, None] * (6 + 34 * (1 - self.calm)) * shot.view.unit / 1440
        columns_at = np.arange(columns, dtype=np.float32)[None, :] + wave * reach * 0.8
        rows_at = np.arange(rows, dtype=np.float32)[:, None] + wave * reach * 1.6
        seen = cv2.remap(
            mirror, columns_at, rows_at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        clear = np.clip((0.80 - 0.5 * near) * (0.55 + 0.45 * self.calm), 0, 1)
        tone = np.clip(near * 255, 0, 255).astype(np.uint8)
        own = np.rint(self.deep[tone] * (1 - clear[:, None])).astype(np.uint8)
        base = np.repeat(np.dstack([own[:, None], own[:, None, :1] * 0]), columns, axis=1)
        weight = np.repeat(
            np.rint(clear * 255).astype(np.uint8)[:, None, None], columns * 4, axis=1
        ).reshape(rows, columns, 4)
        mixed = cv2.add(cv2.multiply(seen, weight, scale=1 / 255), base)
        return self._lights(mixed, wave, near, shot, columns)

    def _lights(self, pixels: Pixels, wave: Field, near: Field, shot: Shot, columns: int) -> Pixels:
        """Crests catch the sky; under the sun they glitter."""
        x = np.arange(columns, dtype=np.float32) * 2
        sun = shot.at(self.sun_x + shot.stance.x * 0.02, 0.0, 0.02)[0]
        wide = (0.06 + 0.30 * near)[:, None] * shot.view.unit
        path = np.exp(-(((x[None, :] - sun) / wide) ** 2)) * self.power
        strength = (0.4 + 0.6 * (1 - self.calm)) * (0.35 + 0.65 * near)[:, None]
        crest = wave * strength * 11
        edge = 0.12 + 0.30 * self.calm
        shine = path * (1.5 - 0.7 * self.calm) + 0.10 * strength
        glint = np.clip((wave - edge) * 5, 0, 1) * shine
        glint = np.clip(glint, 0, 1)
        amount = cv2.merge([(glint * 220).astype(np.uint8)] * 4)
        light = np.zeros_like(pixels)
        light[..., :3] = np.rint(self.spark).astype(np.uint8)
        lit = cv2.add(
            cv2.multiply(pixels, cv2.bitwise_not(amount), scale=1 / 255),
            cv2.multiply(light, amount, scale=1 / 255),
        )
        luma = cv2.add(lit[..., 0].astype(np.float32), crest.astype(np.float32))
        cv2.insertChannel(np.clip(luma, 16, 235).astype(np.uint8), lit, 0)
        return lit


def _mirror(pixels: Pixels, first: int, rows: int, columns: int) -> Pixels:
    """(rows, columns, 4): what stands above row `first`, upside down, at half size."""
    above = pixels[max(0, first - rows * 2) : first]
    if len(above) < 4:
        return np.repeat(np.repeat(pixels[first : first + 1, :1], rows, axis=0), columns, axis=1)
    small = cv2.resize(above, (columns, max(1, len(above) // 2)))
    flipped = cv2.flip(small, 0)
    missing = rows - len(flipped)
    if missing > 0:
        flipped = np.concatenate([flipped, np.repeat(flipped[-1:], missing, axis=0)])
    return flipped[:rows]


def water(
    kit: Kit,
    *,
    top: float,
    calm: float,
    material: str | Rgb = "water",
    speed: float = 1.0,
) -> Water:
    light = kit.palette.light
    rng = kit.rng("water")
    tile = texture(rng, _TILE, _TILE, period=_TILE, slope=1.15, stretch=0.35)
    tile = np.clip((tile - 0.5) * 1.5 + 0.5, 0, 1)
    body = kit.palette.lit(material, 0.55)
    horizon = mix(body, hex_rgb(light.sky[-1]), 0.45)
    deep = mix(kit.palette.lit("deep", 0.28), hex_rgb(light.shade), 0.25)
    spark = mix(hex_rgb(light.key), np.ones(3), 0.25)
    return Water(
        top=top,
        calm=calm,
        deep=kit.palette.ink(horizon, body, mix(body, deep, 0.6), deep),
        spark=kit.palette.spot(spark),
        sun_x=kit.sun[0],
        power=light.power,
        tile=(tile * 255).astype(np.uint8),
        flow=(0.012 * speed, 0.035 * speed),
    )


def swell_bob(number: int) -> float:
    """How far one of several swells rides up and down, in units."""
    return 0.012 + 0.006 * sin(number * 1.7)
