"""Buildings in a row, their windows and signs."""

from __future__ import annotations

import numpy as np

from sorastudio.generate.animatic.blends import boxed, scaled
from sorastudio.generate.animatic.kinds import Hour
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.land import Growth, cover_of
from sorastudio.generate.animatic.noise import Field
from sorastudio.generate.animatic.palette import hex_rgb, mix
from sorastudio.generate.animatic.sheet import Sheet, Stencil


def towers(
    name: str, height: float, width: float, *, canyon: float = 0.0, lit: float = 0.5
) -> Growth:
    """Buildings side by side, windows lit in a share of them; `canyon` raises those away from the
    middle of the frame."""

    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        rng = kit.rng("towers", name)
        walls, panes = sheet.stencil(), sheet.stencil()
        signs = tuple(sheet.stencil() for _ in _NEON)
        x = 0.0
        while x < sheet.period:
            wide = width * rng.uniform(0.6, 1.4)
            off = abs((x + wide / 2 + sheet.period / 2) % sheet.period - sheet.period / 2)
            tall = (
                height * rng.uniform(0.35, 1.0) ** 1.3
                + canyon * min(off / kit.view.half, 1.2) ** 1.6
            )
            foot = float(line[sheet.column(x)]) + 0.03
            _tower(walls, rng, x, foot, wide * 0.96, tall)
            _panes(panes, rng, x, foot, wide * 0.96, tall, lit)
            if rng.random() < 0.7:
                _sign(signs, rng, x, foot, wide, tall)
            x += wide * rng.uniform(0.95, 1.25)
        wash = sheet.grain(rng, 0.35, slope=1.4, stretch=0.5)
        tone = cover_of(walls.mask, sheet, kit, width * 0.3) + 0.35 * (wash - 0.5)
        tone = tone + 0.12 * np.clip(-sheet.ys / max(height, 0.1), 0, 1)
        sheet.lay(walls.mask, kit.palette.material("tower", depth), tone)
        _light_up(kit, sheet, panes, signs, wash, depth)

    return paint


def _tower(
    walls: Stencil, rng: np.random.Generator, x: float, foot: float, wide: float, tall: float
) -> None:
    top = foot - tall
    walls.poly([(x, foot), (x + wide, foot), (x + wide, top), (x, top)])
    kind = int(rng.integers(5))
    if kind == 0:
        walls.poly(
            [
                (x + wide * 0.2, top),
                (x + wide * 0.8, top),
                (x + wide * 0.8, top - wide * 0.3),
                (x + wide * 0.2, top - wide * 0.3),
            ]
        )
        walls.limb(
            (x + wide * 0.5, top), (x + wide * 0.5, top - wide * 0.8), wide * 0.02, wide * 0.008
        )
    elif kind == 1:
        walls.poly([(x, top), (x + wide * 0.5, top - wide * 0.4), (x + wide, top)])
    elif kind == 2:
        walls.poly(
            [
                (x + wide * 0.55, top),
                (x + wide * 0.85, top),
                (x + wide * 0.85, top - wide * 0.22),
                (x + wide * 0.55, top - wide * 0.22),
            ]
        )
        walls.limb(
            (x + wide * 0.3, top), (x + wide * 0.3, top - wide * 0.35), wide * 0.012, wide * 0.012
        )


def _panes(
    panes: Stencil,
    rng: np.random.Generator,
    x: float,
    foot: float,
    wide: float,
    tall: float,
    lit: float,
) -> None:
    columns = int(np.clip(round(wide / 0.030), 2, 9))
    pitch = wide / (columns + 0.5)
    rows = int(min(tall / (pitch * 1.35), 40))
    for row in range(rows):
        whole_floor = rng.random() < 0.08
        for column in range(columns):
            if rng.random() > (0.9 if whole_floor else lit):
                continue
            left, top = x + pitch * (column + 0.4), foot - tall + pitch * (0.5 + 1.35 * row)
            right, low = left + pitch * 0.55, top + pitch * 0.75
            panes.poly(
                [(left, top), (right, top), (right, low), (left, low)], int(rng.integers(110, 255))
            )


def _sign(
    signs: tuple[Stencil, ...],
    rng: np.random.Generator,
    x: float,
    foot: float,
    wide: float,
    tall: float,
) -> None:
    """Upright and lying signs on a wall, each of one colour."""
    for _ in range(int(rng.integers(1, 4))):
        stencil = signs[int(rng.integers(len(signs)))]
        left, top = (
            x + wide * rng.uniform(0.05, 0.7),
            foot - min(tall, 0.5) * rng.uniform(0.25, 0.9),
        )
        across, down = wide * 0.11, wide * rng.uniform(0.4, 0.9)
        if rng.random() < 0.4:
            across, down = wide * rng.uniform(0.3, 0.5), wide * 0.10
        stencil.poly(
            [(left, top), (left + across, top), (left + across, top + down), (left, top + down)]
        )


_NEON = (("ff3f9e", "ffc2e4"), ("2fd8ff", "d0f8ff"), ("ffa63d", "ffe6b0"), ("9a5cff", "dcc8ff"))


def _light_up(
    kit: Kit, sheet: Sheet, panes: Stencil, signs: tuple[Stencil, ...], wash: Field, depth: float
) -> None:
    palette = kit.palette
    glowing = palette.dark or kit.scene.hour in (Hour.DUSK, Hour.STORM)
    lamp, pale = (
        hex_rgb("ffc873"),
        mix(hex_rgb(palette.light.sky[0]), hex_rgb(palette.light.shade), 0.4),
    )
    haze = hex_rgb(palette.light.haze)
    if not glowing:
        sheet.lay(
            scaled(panes.mask, 0.7),
            palette.ink(mix(pale, haze, depth), mix(pale, haze, depth)),
            0.5,
        )
        return
    warm = palette.ink(
        mix(hex_rgb("ff9a50"), haze, depth),
        mix(lamp, haze, depth * 0.7),
        mix(hex_rgb("fff0c8"), haze, depth * 0.6),
    )
    sheet.lay(panes.mask, warm, wash * 1.6 - 0.3)
    if kit.scene.hour is not Hour.NEON:
        return
    reach = max(1, round(0.022 * sheet.scale))
    for stencil, (glow, core) in zip(signs, _NEON, strict=True):
        halo = boxed(stencil.mask, reach, 2)
        color = mix(hex_rgb(glow), haze, depth * 0.4)
        sheet.lay(scaled(halo, 1.3), palette.ink(color, color), 0.5)
        sheet.lay(stencil.mask, palette.ink(color, mix(hex_rgb(core), haze, depth * 0.3)), 0.75)
