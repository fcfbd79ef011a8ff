"""Space, and the deep."""

from __future__ import annotations

from itertools import pairwise
from math import cos, sin

import numpy as np

from sorastudio.generate.animatic.cast import Set, Spot
from sorastudio.generate.animatic.kinds import Shape
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.land import Ground, Growth, cover_of, ground
from sorastudio.generate.animatic.noise import Field, smooth
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix
from sorastudio.generate.animatic.sheet import Sheet, flat_tones
from sorastudio.generate.animatic.stack import Layer, Motion, Painted, layer


def space(kit: Kit) -> Set:
    bottom = kit.view.bottom
    behind: list[Painted] = [_nebula(kit), _planet(kit), _star_field(kit, 0.16, 12)]
    grounded = any(
        s.shape not in (Shape.PLANET, Shape.MOON, Shape.SUN, Shape.WHALE)
        for s in kit.scene.subjects
    )
    if grounded or kit.rng("space").random() < 0.5:
        crust = Ground(
            "crust", 0.45, bottom * 0.55, 0.06, material="planet", depth=0.10, highest=14,
            foot=0.6,
        )  # fmt: skip
        boulder = Ground(
            "boulder", 1.2, bottom * 0.93, 0.05, material="rock", depth=0.0, highest=10, foot=0.4
        )
        behind.append(ground(kit, crust))
        return Set(behind, Spot(y=bottom * 0.70, nearness=0.6, adult=0.28), [ground(kit, boulder)])
    return Set(behind, Spot(y=bottom * 0.5, nearness=0.5, adult=0.30, air=0.05), [])


_GASES = (
    ("3a1c71", "d76d77", "ffd2a0"),
    ("0b3a5e", "2a8fa8", "f2d5b0"),
    ("1d2671", "c33764", "f9c0a0"),
    ("14285a", "5a78b8", "e6c8ec"),
    ("12343b", "2d8f85", "f3e0b4"),
)


def _nebula(kit: Kit) -> Layer:
    sheet = kit.sheet(kit.view.top - 0.2, kit.view.bottom + 0.2, detail=0.9)
    rng = kit.rng("nebula")
    broad = sheet.grain(rng, 1.6, slope=2.1)
    wisps = sheet.grain(rng, 0.9, slope=1.6)
    folds = 1 - 2 * np.abs(sheet.grain(rng, 1.1, slope=1.8) - 0.5)
    lane = np.exp(-(((sheet.ys + 0.10 + 0.5 * (broad - 0.5)) / 0.42) ** 2))
    tone = 0.06 + lane * (0.75 * smooth(broad, 0.3, 0.8) + 0.35 * (wisps - 0.4)) * (
        0.4 + 0.6 * folds
    )
    night = hex_rgb("05060f")
    one, two, three = (hex_rgb(c) for c in _GASES[int(rng.integers(len(_GASES)))])
    ink = kit.palette.ink(
        night,
        mix(night, one, 0.6),
        one,
        mix(one, two, 0.7),
        two,
        three,
    )
    sheet.fill(ink, tone.astype(np.float32))
    _scatter_stars(kit, sheet, 260)
    return layer(sheet, kit.view.half, 0.03)


def _star_field(kit: Kit, nearness: float, per_unit: int) -> Layer:
    sheet = kit.sheet(kit.view.top - 0.2, kit.view.bottom + 0.2)
    _scatter_stars(kit, sheet, per_unit)
    return layer(sheet, kit.view.half, nearness)


def _scatter_stars(kit: Kit, sheet: Sheet, per_unit: int) -> None:
    rng = kit.rng("field", per_unit)
    stencil = sheet.stencil()
    for _ in range(int(per_unit * sheet.period)):
        size = 0.0006 + 0.0006 * float(rng.pareto(2.2))
        x, y = rng.uniform(0, sheet.period), rng.uniform(sheet.top, kit.view.bottom)
        stencil.disc(x, y, min(size, 0.0035), int(min(255, 80 + size * 9e4)))
    ink = kit.palette.ink(hex_rgb("a8c8ff"), hex_rgb("ffffff"), hex_rgb("ffdcb0"))
    sheet.lay(stencil.mask, ink, sheet.grain(rng, 0.2, slope=0.2))


def _planet(kit: Kit) -> Layer:
    """A banded world, lit from the side, perhaps with rings."""
    rng = kit.rng("planet")
    sheet = kit.sheet(kit.view.top - 0.1, 0.35, detail=0.9)
    radius = float(rng.uniform(0.16, 0.30)) * min(1.0, kit.view.half / 0.6)
    side = -1 if kit.sun[0] > 0 else 1
    x = side * kit.view.half * float(rng.uniform(0.25, 0.5))
    y = kit.view.top * float(rng.uniform(0.35, 0.6))
    body = sheet.stencil()
    body.disc(x, y, radius)
    across = ((sheet.xs - x + sheet.period / 2) % sheet.period - sheet.period / 2) / radius
    down = (sheet.ys - y) / radius
    bands = sheet.grain(rng, 0.5, slope=1.6, stretch=6.0)
    z = np.sqrt(np.clip(1 - across**2 - down**2, 0, 1))
    sun = np.array([-side * 0.75, -0.35, 0.55])
    facing = across * sun[0] + down * sun[1] + z * sun[2]
    tone = np.clip(facing, 0, 1) * 0.95 + (bands - 0.5) * 0.5 * np.clip(facing + 0.2, 0, 1)
    base = kit.palette.accent(3)
    ink = kit.palette.ink(
        hex_rgb("06060f"), mix(base, hex_rgb("101028"), 0.55), base, mix(base, np.ones(3), 0.6)
    )
    halo = np.exp(-np.maximum(np.sqrt(across**2 + down**2) - 1, 0) / 0.10) * np.clip(
        facing + 0.4, 0, 1
    )
    sheet.lay((halo * 120).astype(np.uint8), kit.palette.ink(base, mix(base, np.ones(3), 0.5)), 0.6)
    sheet.lay(body.mask, ink, flat_tones(tone.astype(np.float32), 7, 0.7))
    if rng.random() < 0.55:
        _rings(kit, sheet, x, y, radius, float(rng.uniform(-0.4, 0.4)), base)
    return layer(sheet, kit.view.half, 0.08, ends=True)


def _rings(
    kit: Kit, sheet: Sheet, x: float, y: float, radius: float, tilt: float, base: Rgb
) -> None:
    across = (sheet.xs - x + sheet.period / 2) % sheet.period - sheet.period / 2
    down = sheet.ys - y
    u = (across * cos(tilt) + down * sin(tilt)) / radius
    v = (-across * sin(tilt) + down * cos(tilt)) / radius / 0.24
    far = np.sqrt(u * u + v * v)
    grooves = 0.6 + 0.4 * np.sin(far * 46)
    amount = smooth(far, 1.30, 1.36) * smooth(-far, -2.05, -1.95) * grooves
    hidden = (v < 0) & (across**2 + down**2 < radius**2)
    mask = (np.where(hidden, 0, amount) * 225).astype(np.uint8)
    sheet.lay(
        mask, kit.palette.ink(mix(base, hex_rgb("302840"), 0.3), mix(base, np.ones(3), 0.65)), 0.75
    )


def underwater(kit: Kit) -> Set:
    bottom = kit.view.bottom
    rows = (
        ("shoal", 0.14, bottom * 0.30, 0.05, 0.72, 0.10),
        ("reef", 0.32, bottom * 0.50, 0.06, 0.46, 0.22),
        ("bed", 0.7, bottom * 0.72, 0.04, 0.16, 0.26),
    )
    behind: list[Painted] = [_depths(kit)]
    for name, nearness, base, swell, depth, height in rows:
        spec = Ground(
            name, nearness, base, swell, material="sand" if name == "bed" else "rock", depth=depth,
            highest=12, headroom=height + 0.05, growth=_kelp(name, height, depth), foot=0.5,
        )  # fmt: skip
        behind.append(ground(kit, spec))
    front = Ground(
        "weed", 1.3, bottom * 1.02, 0.03, material="deep", depth=0.0, headroom=0.55, foot=0.3,
        growth=_kelp("weed", 0.5, 0.0), soften=0.003,
        motion=Motion(sway=0.07, root=bottom, tempo=0.7),
    )  # fmt: skip
    spot = Spot(y=bottom * 0.80, nearness=0.5, adult=0.30, air=0.06)
    return Set(behind, spot, [ground(kit, front)])


def _depths(kit: Kit) -> Layer:
    sheet = kit.sheet(kit.view.top - 0.2, kit.view.bottom + 0.2, detail=0.5)
    rng = kit.rng("depths")
    wash = sheet.grain(rng, 1.8, slope=2.0, stretch=2.0)
    height = (sheet.ys - kit.view.top) / (kit.view.bottom - kit.view.top)
    across = (sheet.xs - kit.sun[0] + sheet.period / 2) % sheet.period - sheet.period / 2
    beam = np.exp(-((across / 0.6) ** 2)) * np.exp(-np.maximum(height, 0) / 0.4)
    tone = 0.85 * (1 - np.clip(height, 0, 1)) ** 1.3 + 0.35 * beam + 0.2 * (wash - 0.5)
    ink = kit.palette.ink(*(hex_rgb(c) for c in _sea_colors(kit)))
    sheet.fill(ink, tone.astype(np.float32))
    return layer(sheet, kit.view.half, 0.02, soft=True)


def _sea_colors(kit: Kit) -> tuple[str, ...]:
    if kit.palette.dark:
        return ("020a1c", "06203c", "0c4060", "1c7088", "6ab8bc")
    return ("06283f", "0b4f70", "1684a0", "5cc0c4", "d6f2dc")


def _kelp(name: str, height: float, depth: float) -> Growth:
    """Ribbons of weed, and coral like small domes and fans."""

    def paint(kit: Kit, sheet: Sheet, line: Field, _depth: float) -> None:
        rng = kit.rng("kelp", name)
        weed, coral = sheet.stencil(), sheet.stencil()
        for x in rng.uniform(0, sheet.period, round(7 * sheet.period)):
            foot = float(line[sheet.column(x)]) + 0.02
            tall, bend = height * rng.uniform(0.4, 1.0), rng.normal(0, 0.12) * height
            for k in range(3):
                root = x + (k - 1) * 0.018 * (1 + height * 2)
                points = [
                    (
                        root + bend * t + 0.05 * height * sin(5 * t + k + 9 * bend),
                        foot - tall * t * (1 - 0.15 * k),
                    )
                    for t in np.linspace(0, 1, 8)
                ]
                for (a, b), t in zip(pairwise(points), np.linspace(0, 1, 7), strict=True):
                    weed.limb(
                        a, b, height * 0.04 * (1 - 0.8 * t), height * 0.04 * (1 - 0.8 * t) * 0.9
                    )
        for x in rng.uniform(0, sheet.period, round(5 * sheet.period)):
            foot = float(line[sheet.column(x)]) + 0.015
            for _ in range(9):
                coral.disc(
                    x + rng.normal(0, 0.14) * height,
                    foot - abs(rng.normal(0, 0.10)) * height,
                    height * rng.uniform(0.04, 0.10),
                )
        dabs = sheet.grain(rng, 0.2, slope=1.0)
        haze = hex_rgb(_sea_colors(kit)[2])
        reds = mix(mix(kit.palette.accent(1), hex_rgb("e8705a"), 0.5), haze, depth)
        greens = mix(hex_rgb("2f8f6a"), haze, depth)
        dark = mix(hex_rgb(_sea_colors(kit)[0]), haze, depth)
        for stencil, color in ((coral, reds), (weed, greens)):
            tone = cover_of(stencil.mask, sheet, kit, height * 0.06) * 0.9 + 0.5 * (dabs - 0.5)
            sheet.lay(stencil.mask, kit.palette.ink(dark, mix(dark, color, 0.7), color), tone)

    return paint
