"""The zoom that never ends: openings one inside the other, each a doorway into the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import Pixels, as_mask
from sorastudio.generate.animatic.camera import Shot
from sorastudio.generate.animatic.canvas import Drawn, Part, Strip, fill
from sorastudio.generate.animatic.cover import Area, CoverMap, cover_map
from sorastudio.generate.animatic.kinds import Move
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.land import cover_of
from sorastudio.generate.animatic.noise import Field, smooth
from sorastudio.generate.animatic.palette import hex_rgb, mix
from sorastudio.generate.animatic.sheet import Sheet, brushed, flat_tones, relief
from sorastudio.generate.animatic.stack import Layer, layer

_RATIO = 2.1
"""How much smaller each opening is than the one before."""
_DEEP = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rings:
    """Ring n is seen at _RATIO^(pace * t - n); seen from far, a ring fades into the light at the
    end."""

    images: tuple[Pixels, ...]
    covers: tuple[CoverMap, ...]
    scale: float
    """Image pixels per unit of a ring seen at its own size."""
    pace: float
    """Rings a second; below zero backwards."""
    start: float
    end: tuple[int, int, int]

    def parts(self, shot: Shot) -> Sequence[Part]:
        at = self.start + self.pace * shot.seconds
        nearest = floor(at)
        rings = [
            self._ring(shot, number, _RATIO ** (at - number))
            for number in range(nearest + _DEEP, nearest - 1, -1)
        ]
        return [Drawn(draw=fill(self.end), solid_from=0), *rings]

    def _ring(self, shot: Shot, number: int, size: float) -> Strip:
        image = self.images[number % len(self.images)]
        linear, offset = shot.lens(0.12)
        back = np.linalg.inv(linear) * self.scale / size
        middle = np.array([image.shape[1], image.shape[0]]) / 2
        reach = middle / self.scale * size * shot.view.unit * shot.stance.scale(0.12) * 1.02 + 2
        left, top = (max(0, floor(at - by)) for at, by in zip(offset, reach, strict=True))
        right = min(shot.view.size.width, ceil(offset[0] + reach[0]))
        bottom = min(shot.view.size.height, ceil(offset[1] + reach[1]))
        return Strip(
            image=image,
            cover=self.covers[number % len(self.images)],
            matrix=np.column_stack([back, middle - back @ offset]),
            area=Area(left, right, top, bottom),
        )


def rings(kit: Kit, themes: tuple[str, ...]) -> Rings:
    """One ring for every theme, some more where there are few, so that no two neighbours are
    alike."""
    count = max(4, len(themes))
    images = tuple(_ring_image(kit, themes[n * len(themes) // count], n) for n in range(count))
    backwards = {Move.ZOOM_OUT, Move.PULL} & set(kit.scene.moves)
    fast = 0.30 if kit.scene.endless else 0.16
    light = mix(hex_rgb(kit.palette.light.key), hex_rgb(kit.palette.light.haze), 0.35)
    return Rings(
        images=images,
        covers=tuple(cover_map(np.ascontiguousarray(image[..., 3])) for image in images),
        scale=_ring_scale(kit),
        pace=(-1 if backwards else 1) * fast * kit.scene.speed,
        start=float(kit.rng("rings").uniform(0, 1)) + 100,
        end=kit.palette.solid(light),
    )


def _ring_scale(kit: Kit) -> float:
    return kit.view.paint_scale * 1.05


def _ring_image(kit: Kit, theme: str, number: int) -> Pixels:
    """(H, W, 4) premultiplied: opaque between the frame's size and the opening."""
    half = kit.view.half * 1.06
    tall = 0.53 * kit.view.size.height / kit.view.unit
    sheet = Sheet(_ring_scale(kit), 2 * half, -tall, tall)
    if theme == "hall":
        _hall_segment(kit, sheet, half, tall, number)
    else:
        _organic(kit, sheet, half, tall, theme, number)
    painted: Layer = layer(sheet, 0.0, 0.0)
    return np.ascontiguousarray(painted.image[:, : sheet.columns])


def _hall_segment(kit: Kit, sheet: Sheet, half: float, tall: float, number: int) -> None:
    """Four faces in perspective between the frame and a doorway."""
    rng = kit.rng("segment", number)
    x, y = sheet.xs, sheet.ys
    hole_x, hole_y = half / _RATIO, tall / _RATIO
    u, v = np.abs(x) / half, np.abs(y) / tall
    out = np.maximum(u, v)
    depth = 1 / np.maximum(out, 0.2)
    along = (depth - 1) / (_RATIO - 1)
    wall = u > v
    grain = sheet.grain(rng, 0.7, slope=1.2, stretch=2.0)
    hue = kit.palette.accent(number)
    faces = (
        (wall, mix(hex_rgb("c9b48e"), hue, 0.5), _lockers(along, y / np.maximum(u, 0.2) / tall)),
        (
            ~wall & (y > 0),
            mix(hex_rgb("a8744a"), hue, 0.2),
            _tiles(along, x / np.maximum(v, 0.2) / half),
        ),
        (
            ~wall & (y <= 0),
            mix(hex_rgb("efe6d2"), hue, 0.15),
            _lamps(along, x / np.maximum(v, 0.2) / half),
        ),
    )
    fog = 0.34 * np.clip(along, 0, 1)
    for where, color, pattern in faces:
        mask = np.where(where, 255, 0).astype(np.uint8)
        side = 0.10 * wall * np.sign(x) * (1 if kit.sun[0] >= 0 else -1)
        tone = 0.34 + pattern + fog + side + 0.22 * (grain - 0.5)
        sheet.lay(
            mask, kit.palette.material(color, 0.06), flat_tones(tone.astype(np.float32), 10, 0.9)
        )
    _door_frame(kit, sheet, hole_x, hole_y)


def _lockers(along: NDArray[Any], height: NDArray[Any]) -> Field:
    """Doors side by side, a shadow between them, a rail above."""
    seam = np.abs(along * 5 - np.rint(along * 5))
    doors = -0.22 * np.exp(-seam / 0.05) * (height > -0.35)
    rail = -0.18 * np.exp(-np.abs(height + 0.36) / 0.015) + 0.10 * (height < -0.36)
    vents = (
        -0.12 * (np.abs(np.sin(height * 60)) > 0.8) * (np.abs(height + 0.2) < 0.08) * (seam > 0.18)
    )
    foot = -0.2 * smooth(height, 0.75, 1.0)
    return np.asarray(doors + rail + vents + foot, np.float32)


def _tiles(along: NDArray[Any], across: NDArray[Any]) -> Field:
    checker = np.sign(np.sin(np.pi * along * 4) * np.sin(np.pi * across * 4))
    shine = 0.16 * np.exp(-((across / 0.25) ** 2))
    return np.asarray(0.07 * checker + shine - 0.05, np.float32)


def _lamps(along: NDArray[Any], across: NDArray[Any]) -> Field:
    lamp = (np.abs(across) < 0.16) * (np.abs(along - 0.45) < 0.16)
    halo = 0.22 * np.exp(-((across / 0.4) ** 2) - ((along - 0.45) / 0.35) ** 2)
    return np.asarray(0.55 * lamp + halo, np.float32)


def _door_frame(kit: Kit, sheet: Sheet, hole_x: float, hole_y: float) -> None:
    frame, hole = sheet.stencil(), sheet.stencil()
    for stencil, grow in ((frame, 1.10), (hole, 1.0)):
        wide, high = hole_x * (0.80 + 0.22 * (grow - 1) * 5), hole_y * grow
        stencil.poly([
            (-wide, hole_y * 1.001), (-wide, -high * 0.78), (-wide * 0.8, -high * 0.94),
            (wide * 0.8, -high * 0.94), (wide, -high * 0.78), (wide, hole_y * 1.001),
        ])  # fmt: skip
    back = sheet.stencil()
    back.poly(
        [
            (-hole_x, -hole_y),
            (hole_x, -hole_y),
            (hole_x, hole_y),
            (-hole_x, hole_y),
        ]
    )
    sheet.lay(back.mask, kit.palette.material("plaster", 0.10), 0.62)
    sheet.lay(
        frame.mask, kit.palette.material("wood", 0.0), cover_of(frame.mask, sheet, kit, 0.012)
    )
    sheet.fade(1 - hole.mask.astype(np.float32) * np.float32(1 / 255))


def _organic(kit: Kit, sheet: Sheet, half: float, tall: float, material: str, number: int) -> None:
    """A wreath of leaves, cloud, rock or flowers round an opening."""
    rng = kit.rng("wreath", number)
    mask = sheet.stencil()
    mask.mask[:] = _outside(sheet, half, tall)
    crowd = (half + tall) / (2 * tall)
    for depth, count in ((0.60, 70), (0.74, 60), (0.95, 60), (1.2, 50)):
        for angle in rng.uniform(0, 2 * np.pi, round(count * crowd)):
            far = depth * rng.uniform(0.92, 1.15)
            x, y = np.cos(angle) * far * half, np.sin(angle) * far * tall
            mask.disc(x, y, tall * rng.uniform(0.06, 0.13) * (0.5 + depth))
    dabs = sheet.grain(rng, 0.22, slope=0.9)
    lumps = sheet.grain(rng, 0.6, slope=1.6)
    body = brushed(mask.mask, dabs, round(0.03 * sheet.scale), 0.25, 1.1)
    tone = 0.42 + 0.9 * relief(mask.mask, round(0.05 * sheet.scale), kit.side)
    tone = tone + 0.6 * (lumps - 0.5) + 0.4 * (dabs - 0.5)
    edge = np.sqrt((sheet.xs / half) ** 2 + (sheet.ys / tall) ** 2)
    tone = tone + 0.30 - 0.80 * smooth(edge, 0.45, 1.05)
    color = mix(kit.palette.lit(material, 1.0), kit.palette.accent(number), 0.18)
    sheet.lay(body, kit.palette.material(color, 0.05), tone.astype(np.float32))
    if material in ("blossom", "leaf"):
        _buds(kit, sheet, half, tall, number)


def _outside(sheet: Sheet, half: float, tall: float) -> Pixels:
    """All but an opening no larger than the next ring."""
    far = (np.abs(sheet.xs / half) ** 3 + np.abs(sheet.ys / tall) ** 3) ** (1 / 3)
    return as_mask(smooth(far, 0.44, 0.50))


def _buds(kit: Kit, sheet: Sheet, half: float, tall: float, number: int) -> None:
    rng = kit.rng("buds", number)
    for hue in range(3):
        stencil = sheet.stencil()
        for angle in rng.uniform(0, 2 * np.pi, 26):
            far = rng.uniform(0.56, 1.0)
            x, y = np.cos(angle) * far * half, np.sin(angle) * far * tall
            size = tall * rng.uniform(0.016, 0.036)
            for turn in np.arange(5) * 1.2566 + rng.uniform(0, 1):
                stencil.disc(x + np.cos(turn) * size, y + np.sin(turn) * size, size * 0.8)
        color = kit.palette.accent(hue + 1) if hue else hex_rgb("fff0e0")
        ink = kit.palette.material(color, 0.0, 0.25)
        sheet.lay(stencil.mask, ink, cover_of(stencil.mask, sheet, kit, 0.02))
