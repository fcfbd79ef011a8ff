"""Water that mirrors what stands behind it, with ripples, a path of light and foam."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import (
    Pixels,
    as_mask,
    mixed,
    plus,
    repeated,
    sized,
    times,
)
from sorastudio.generate.animatic.camera import Shot
from sorastudio.generate.animatic.canvas import Canvas, Drawn, Part
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.noise import Field, smooth, texture
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix

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
    """(1024, 1536) of ripples with a period of 512, so that lookups need not wrap."""
    flow: tuple[float, float]
    """Tiles a second, across and towards the eye."""

    def parts(self, shot: Shot) -> Sequence[Part]:
        y = shot.at(shot.stance.x * 0.1, self.top, 0.1)[1]
        tilt = abs(shot.stance.roll) * shot.view.size.width / 2
        first = int(np.clip(y - tilt, 0, shot.view.size.height)) // 2 * 2
        return [Drawn(draw=partial(self._draw, shot, first), solid_from=first, mirrors=True)]

    def _draw(self, shot: Shot, first: int, canvas: Canvas, until: int) -> None:
        if until - first < 4:
            return
        width = canvas.pixels.shape[1]
        rows, columns = max(2, (until - first + 1) // 2), max(2, width // 2)
        mirror = _mirror(canvas.pixels, first, rows, columns)
        depth = (np.arange(rows, dtype=np.float32) + 0.5) * np.float32(2 / shot.view.unit)
        near = smooth(depth, 0.0, 0.45).astype(np.float32)
        wave = self._ripples(shot, depth, columns)
        surface = self._lit(self._surface(mirror, wave, near, shot), wave, near, shot)
        cv2.resize(surface, (width, until - first), dst=canvas.pixels[first:until])

    def _ripples(self, shot: Shot, depth: Field, columns: int) -> Field:
        """(rows, columns) about -1..1: two textures in perspective that drift through each
        other."""
        x = (np.arange(columns, dtype=np.float32) + 0.5 - columns / 2) * (2 / shot.view.unit)
        stance, seconds = shot.stance, shot.seconds
        far = 1 / (depth + np.float32(0.07))
        seen: list[NDArray[np.float32]] = []
        for turn, (size, stretch, push) in enumerate(((46.0, 0.9, 1.0), (27.0, 1.3, -0.7))):
            scale = size * 0.35 * far
            shift = stance.x * 0.12 * scale + self.flow[0] * push * seconds * _TILE + 91 * turn
            across = scale[:, None] * (x / np.float32(stance.scale(0.8)))[None, :]
            across += (shift % _TILE + _TILE).astype(np.float32)[:, None]
            ahead = self.flow[1] * seconds * (1 + 0.3 * turn) + stance.dolly * 1.5
            along = (far * (-size * stretch * 2.2) - ahead * _TILE * 0.5) % _TILE
            rows = np.repeat(along.astype(np.float32)[:, None], columns, axis=1)
            height = cv2.remap(self.tile, across.astype(np.float32), rows, cv2.INTER_LINEAR)
            seen.append(np.asarray(height, np.float32))
        return (seen[0] + seen[1]) * np.float32(1 / 127.5) - np.float32(2)

    def _surface(self, mirror: Pixels, wave: Field, near: Field, shot: Shot) -> Pixels:
        """What it mirrors, moved by the ripples, over its own colour: more of that close by."""
        rows, columns = wave.shape
        reach = (0.15 + 0.85 * near) * (6 + 34 * (1 - self.calm)) * shot.view.unit / 1440
        moved = wave * reach.astype(np.float32)[:, None]
        columns_at = np.arange(columns, dtype=np.float32)[None, :] + moved * np.float32(0.8)
        rows_at = np.arange(rows, dtype=np.float32)[:, None] + moved * np.float32(1.6)
        seen = cv2.remap(
            mirror, columns_at, rows_at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        clear = np.clip((0.80 - 0.5 * near) * (0.55 + 0.45 * self.calm), 0, 1)
        own = self.deep[(near * 255).astype(np.uint8)] * (1 - clear[:, None])
        body = np.zeros((rows, 1, 4), np.uint8)
        body[:, 0, :3] = np.rint(own)
        share = np.repeat(as_mask(clear[:, None])[:, :, None], 4, axis=2)
        return plus(
            times(np.asarray(seen, np.uint8), np.repeat(share, columns, axis=1)),
            np.repeat(body, columns, axis=1),
        )

    def _lit(self, pixels: Pixels, wave: Field, near: Field, shot: Shot) -> Pixels:
        """Crests catch the sky; under the sun they glitter."""
        strength = ((0.4 + 0.6 * (1 - self.calm)) * (0.35 + 0.65 * near)).astype(np.float32)
        path = self._path(near, wave.shape[1], shot)
        shine = path * np.float32(1.5 - 0.7 * self.calm) + np.float32(0.1) * strength[:, None]
        edge = 0.12 + 0.30 * self.calm
        glint = np.clip((wave - np.float32(edge)) * np.float32(5), 0, 1) * shine
        light = np.empty_like(pixels)
        light[:] = (*np.rint(self.spark).astype(np.uint8), 0)
        lit = mixed(pixels, light, repeated(as_mask(np.minimum(glint, 1) * np.float32(0.86)), 4))
        luma = lit[..., 0] + wave * (strength * np.float32(11))[:, None]
        lit[..., 0] = np.clip(luma, 16, 235)
        return lit

    def _path(self, near: Field, columns: int, shot: Shot) -> Field:
        """(rows, columns) how much of the sun's road lies here; smooth, so worked out coarsely."""
        sun = shot.at(self.sun_x + shot.stance.x * 0.02, 0.0, 0.02)[0]
        coarse = max(2, columns // 8)
        x = (np.arange(coarse, dtype=np.float32) + 0.5) * (shot.view.size.width / coarse)
        wide = (0.06 + 0.30 * near[:: max(1, len(near) // 32)])[:, None] * shot.view.unit
        road = np.exp(-(((x[None, :] - sun) / wide) ** 2)) * self.power
        return np.asarray(cv2.resize(road.astype(np.float32), (columns, len(near))), np.float32)


def _mirror(pixels: Pixels, first: int, rows: int, columns: int) -> Pixels:
    """(rows, columns, 4): what stands above row `first`, upside down, at half size."""
    above = pixels[max(0, first - rows * 2) : first]
    if len(above) < 4:
        return np.repeat(np.repeat(pixels[first : first + 1, :1], rows, axis=0), columns, axis=1)
    flipped = sized(above, columns, max(1, len(above) // 2))[::-1]
    missing = rows - len(flipped)
    if missing > 0:
        flipped = np.concatenate([flipped, np.repeat(flipped[-1:], missing, axis=0)])
    return np.ascontiguousarray(flipped[:rows])


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
        tile=np.tile(as_mask(tile), (2, 3)),
        flow=(0.012 * speed, 0.035 * speed),
    )
