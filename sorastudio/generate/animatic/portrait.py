"""A face close by."""

from __future__ import annotations

from math import pi

import numpy as np

from sorastudio.generate.animatic.blends import as_mask, boxed, times
from sorastudio.generate.animatic.cast import Set, Spot
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.land import Ground, ground
from sorastudio.generate.animatic.noise import Mask, smooth
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix
from sorastudio.generate.animatic.pen import Pen
from sorastudio.generate.animatic.sheet import Sheet, brushed, flat_tones, relief
from sorastudio.generate.animatic.sky import sky
from sorastudio.generate.animatic.stack import Layer, Motion, layer

_PROFILE = (
    (0.10, -0.57), (0.26, -0.46), (0.345, -0.28), (0.36, -0.15), (0.345, -0.075), (0.405, 0.02),
    (0.475, 0.105), (0.455, 0.145), (0.395, 0.160), (0.395, 0.185), (0.425, 0.215), (0.385, 0.248),
    (0.415, 0.285), (0.365, 0.335), (0.385, 0.405), (0.345, 0.475), (0.22, 0.495), (0.10, 0.47),
    (0.065, 0.62), (0.11, 0.80), (0.40, 0.94), (0.62, 1.25), (0.70, 5.0), (-1.05, 5.0),
    (-0.96, 1.25), (-0.72, 0.98), (-0.40, 0.84), (-0.31, 0.62), (-0.36, 0.38), (-0.48, 0.10),
    (-0.47, -0.24), (-0.30, -0.47), (-0.10, -0.57),
)  # fmt: skip
_HAIR = (
    ((0.30, -0.36), (0.12, -0.62), (-0.18, -0.66), (-0.48, -0.48), (-0.60, -0.10), (-0.55, 0.30),
     (-0.40, 0.42), (-0.26, 0.25), (-0.16, 0.02), (-0.02, -0.12), (0.16, -0.30)),
    ((0.31, -0.34), (0.14, -0.64), (-0.22, -0.68), (-0.56, -0.46), (-0.66, 0.0), (-0.80, 0.50),
     (-0.98, 0.95), (-0.70, 1.10), (-0.42, 1.05), (-0.24, 0.55), (-0.14, 0.06), (0.02, -0.12),
     (0.18, -0.28)),
    ((0.29, -0.38), (0.12, -0.62), (-0.16, -0.66), (-0.34, -0.86), (-0.60, -0.82), (-0.66, -0.56),
     (-0.54, -0.36), (-0.55, 0.05), (-0.36, 0.30), (-0.22, 0.12), (-0.06, -0.14), (0.14, -0.30)),
)  # fmt: skip


def face(kit: Kit) -> Set:
    """A head in profile against the light, with soft lights far behind."""
    far = Ground("far", 0.1, 0.10, 0.04, material="leaf", depth=0.72, highest=8, soften=0.02)
    behind = [sky(kit), _bokeh(kit), ground(kit, far)]
    bust = _bust(kit)
    spot = Spot(y=kit.view.bottom + 0.2, nearness=0.3, adult=0.1)
    return Set([*behind, bust], spot, [])


def _bokeh(kit: Kit) -> Layer:
    sheet = kit.sheet(kit.view.top, kit.view.bottom, detail=0.4)
    rng = kit.rng("bokeh")
    for number in range(3):
        stencil = sheet.stencil()
        for _ in range(round(7 * sheet.period)):
            x, y = rng.uniform(0, sheet.period), rng.normal(0.06, 0.16)
            stencil.disc(x, y, rng.uniform(0.012, 0.055), int(rng.uniform(25, 85)))
        color = mix(kit.palette.accent(number), hex_rgb(kit.palette.light.key), 0.45)
        sheet.lay(stencil.mask, kit.palette.ink(color, mix(color, np.ones(3), 0.4)), 0.6)
    return layer(sheet, kit.view.half, 0.06, soft=True)


def _bust(kit: Kit) -> Layer:
    rng = kit.rng("bust")
    sheet = kit.sheet(kit.view.top, kit.view.bottom + 0.25, period=2 * kit.view.half * 1.3 + 0.4)
    facing = 1 if kit.sun[0] >= 0 else -1
    size = 0.50 * min(1.0, kit.view.half * 1.25)
    middle = (-facing * 0.10 * kit.view.half, 0.02)
    head = _traced(sheet, _PROFILE, middle, size, facing)
    locks = _traced(sheet, _HAIR[int(rng.integers(len(_HAIR)))], middle, size, facing)
    cloth = _below(sheet, head, middle[1] + 0.80 * size)
    dabs = sheet.grain(rng, 0.6, slope=1.3, stretch=0.5)
    skin = 0.34 + 1.0 * relief(head, round(0.11 * size * sheet.scale), kit.side)
    skin += 0.35 * relief(head, round(0.03 * size * sheet.scale), kit.side) + 0.18 * (dabs - 0.5)
    tone = rng.choice(["e2a884", "c98a62", "9a6444", "6e4632"])
    sheet.lay(
        head,
        kit.palette.material(hex_rgb(str(tone)), 0.04),
        flat_tones(skin.astype(np.float32), 9, 0.8),
    )
    _features(kit, sheet, middle, size, facing, hex_rgb(str(tone)))
    folds = (
        0.30 + 0.9 * relief(head, round(0.10 * size * sheet.scale), kit.side) + 0.5 * (dabs - 0.5)
    )
    sheet.lay(
        cloth,
        kit.palette.material(kit.palette.accent(1), 0.03),
        flat_tones(folds.astype(np.float32), 7, 0.7),
    )
    strands = sheet.grain(rng, 0.22, slope=0.9, stretch=0.16)
    curl = brushed(locks, strands, round(0.018 * size * sheet.scale), 0.3, 0.9)
    shine = (
        0.22
        + 0.85 * relief(curl, round(0.08 * size * sheet.scale), kit.side)
        + 0.55 * (strands - 0.5)
    )
    color = hex_rgb(str(rng.choice(["3a2a26", "6a4226", "b08848", "2a2632", "c8c4c0"])))
    sheet.lay(curl, kit.palette.material(color, 0.02), shine)
    motion = Motion(sway=0.006, root=kit.view.bottom, tempo=0.9, bob=0.003)
    return layer(sheet, kit.view.half, 0.55, motion=motion)


def _traced(
    sheet: Sheet,
    points: tuple[tuple[float, float], ...],
    middle: tuple[float, float],
    size: float,
    facing: int,
) -> Mask:
    pen, stencil = Pen(), sheet.stencil()
    pen.curve(points)
    line = pen.parts[0][0] * [facing * size, size] + [middle[0], middle[1]]
    stencil.poly(line)
    return stencil.mask


def _below(sheet: Sheet, mask: Mask, y: float) -> Mask:
    neckline = y + 0.05 * np.cos((sheet.xs) * 2 * pi * 1.7)
    covered = smooth((sheet.ys - neckline) * sheet.scale, -1, 1)
    return times(mask, as_mask(covered))


def _features(
    kit: Kit, sheet: Sheet, middle: tuple[float, float], size: float, facing: int, skin: Rgb
) -> None:
    """A lowered eyelid, a brow, lips and the ear: a few strokes."""
    stencil, ear = sheet.stencil(), sheet.stencil()

    def at(x: float, y: float) -> tuple[float, float]:
        return (middle[0] + facing * x * size, middle[1] + y * size)

    for a, b, thick in (
        ((0.20, -0.045), (0.25, -0.028), 0.009), ((0.25, -0.028), (0.30, -0.04), 0.008),
        ((0.30, -0.04), (0.335, -0.015), 0.005), ((0.17, -0.135), (0.27, -0.165), 0.013),
        ((0.27, -0.165), (0.335, -0.145), 0.010), ((0.335, 0.247), (0.40, 0.247), 0.006),
        ((0.385, 0.135), (0.415, 0.148), 0.008),
    ):  # fmt: skip
        stencil.limb(at(*a), at(*b), thick * size, thick * size * 0.7)
    ear.disc(*at(-0.075, 0.0), 0.075 * size, 110)
    ear.disc(*at(-0.085, 0.075), 0.045 * size, 110)
    soft = boxed(stencil.mask, max(1, round(0.004 * size * sheet.scale)), 2)
    shade = kit.palette.lit(skin, 0.05)
    sheet.lay(soft, kit.palette.ink(shade, shade), 0.5)
    glow = kit.palette.lit(mix(skin, hex_rgb("e06a50"), 0.25), 0.6)
    sheet.lay(
        boxed(ear.mask, max(1, round(0.012 * size * sheet.scale)), 2),
        kit.palette.ink(shade, glow),
        0.8,
    )
