"""What stands on a strip of land: trees in rows and clumps, grass, flowers, cacti."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from sorastudio.generate.animatic import plants
from sorastudio.generate.animatic.kinds import Season, Shape
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.land import Growth, cover_of
from sorastudio.generate.animatic.noise import Field, ridge
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix
from sorastudio.generate.animatic.sheet import Sheet, Stencil, brushed


def leaf_of(kit: Kit) -> str:
    match kit.scene.season:
        case Season.AUTUMN:
            return "autumn"
        case Season.SPRING:
            return "blossom"
        case _:
            return "leaf"


def _at(line: Field, sheet: Sheet, x: float) -> float:
    return float(line[sheet.column(x)])


def conifers(name: str, height: float, per_unit: float, material: str = "pine") -> Growth:
    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        rng = kit.rng("conifers", name)
        stencil = sheet.stencil()
        crowd = ridge(rng, 256, lowest=1, highest=8)
        for x in np.sort(rng.uniform(0, sheet.period, int(per_unit * sheet.period))):
            if crowd[int(x / sheet.period * 255)] < -0.5:
                continue
            tall = height * rng.uniform(0.45, 1.0)
            plants.conifer(stencil, rng, float(x), _at(line, sheet, x) + 0.012, tall)
        rough = sheet.grain(rng, 0.12, slope=1.0)
        mask = brushed(stencil.mask, rough, round(0.0035 * sheet.scale), 0.4, 0.5)
        tone = cover_of(mask, sheet, kit, height * 0.10) * 0.8 + 0.5 * (rough - 0.5)
        sheet.lay(mask, kit.palette.material(material, depth), tone)

    return paint


def broadleaves(name: str, height: float, per_unit: float) -> Growth:
    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        rng = kit.rng("broadleaves", name)
        crown, trunk = sheet.stencil(), sheet.stencil()
        for x in rng.uniform(0, sheet.period, max(1, round(per_unit * sheet.period))):
            tall = height * rng.uniform(0.55, 1.0)
            foot = _at(line, sheet, x) + 0.012
            plants.broadleaf(crown, trunk, rng, float(x), foot, tall)
        leaves(kit, sheet, crown.mask, trunk.mask, height, depth, rng)

    return paint


def leaves(
    kit: Kit,
    sheet: Sheet,
    crown: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    trunk: np.ndarray[tuple[int, int], np.dtype[np.uint8]],
    height: float,
    depth: float,
    rng: np.random.Generator,
) -> None:
    """Lay crowns over trunks: dabs of leaf, lit from the side."""
    dabs = sheet.grain(rng, 0.35 * height, slope=0.8)
    lumps = sheet.grain(rng, 0.8 * height, slope=1.6)
    mask = brushed(crown, dabs, round(0.03 * height * sheet.scale), 0.3, 0.9)
    sheet.lay(trunk, kit.palette.material("bark", depth, 0.0, 0.7), 0.4)
    tone = cover_of(mask, sheet, kit, 0.07 * height) * 0.85
    tone = tone + 0.55 * (lumps - 0.5) + 0.35 * (dabs - 0.5)
    sheet.lay(mask, kit.palette.material(leaf_of(kit), depth), tone)


def cacti(name: str, height: float, per_unit: float) -> Growth:
    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        rng = kit.rng("cacti", name)
        stencil = sheet.stencil()
        for x in rng.uniform(0, sheet.period, max(1, round(per_unit * sheet.period))):
            foot = _at(line, sheet, x) + 0.01
            plants.cactus(stencil, rng, float(x), foot, height * rng.uniform(0.5, 1.0))
        tone = cover_of(stencil.mask, sheet, kit, height * 0.05)
        sheet.lay(stencil.mask, kit.palette.material("pine", depth), tone)

    return paint


def meadow(name: str, height: float, per_unit: float, flowers: float, material: str) -> Growth:
    """Blades along the edge, and on a share of their tips a flower."""

    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        rng = kit.rng("meadow", name)
        count = int(per_unit * sheet.period)
        xs = np.sort(rng.uniform(0, sheet.period, count))
        rows = np.array([_at(line, sheet, x) for x in xs]) + rng.uniform(0.0, height * 0.8, count)
        stencil = sheet.stencil()
        tips = plants.grass(stencil, rng, xs, rows, height)
        tone = 0.45 + 0.9 * (sheet.grain(rng, 0.2, slope=1.0) - 0.5)
        sheet.lay(stencil.mask, kit.palette.material(material, depth), tone)
        _flowers(kit, sheet, rng, tips, height, flowers, depth)

    return paint


def petal_colors(kit: Kit) -> list[Rgb]:
    named = [s.color for s in kit.scene.subjects if s.shape is Shape.FLOWERS and s.color]
    given = named[0] if named else kit.scene.tint
    if given is not None:
        tint = np.array(given) / 255
        return [tint, mix(tint, np.ones(3), 0.45), mix(tint, hex_rgb("f8d060"), 0.4)]
    return [kit.palette.accent(1), kit.palette.accent(2), hex_rgb("fff2dc")]


def _flowers(
    kit: Kit,
    sheet: Sheet,
    rng: np.random.Generator,
    tips: list[tuple[float, float]],
    height: float,
    share: float,
    depth: float,
) -> None:
    for color in petal_colors(kit):
        stencil = sheet.stencil()
        for x, y in tips:
            if rng.random() < share / 3:
                size = height * rng.uniform(0.05, 0.11)
                for turn in rng.uniform(0, 1.2) + np.arange(5) * 1.2566:
                    stencil.disc(
                        x + np.cos(turn) * size * 0.75, y + np.sin(turn) * size * 0.5, size * 0.62
                    )
        ink = kit.palette.material(color, depth, 0.25)
        sheet.lay(stencil.mask, ink, 0.35 + cover_of(stencil.mask, sheet, kit, height * 0.04) * 0.7)


def lane_marks(down: float) -> Growth:
    """A pale line along the kerb and dashes along the middle of a road."""

    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        edge = float(line.mean()) + down
        stencil = sheet.stencil()
        stencil.poly(
            [
                (0, edge + 0.012),
                (sheet.period / 2, edge + 0.012),
                (sheet.period / 2, edge + 0.018),
                (-sheet.period / 2, edge + 0.018),
            ]
        )
        dashes = max(3, round(sheet.period / 0.42))
        for number in range(dashes):
            x = number * sheet.period / dashes
            stencil.poly(
                [
                    (x, edge + 0.135),
                    (x + 0.2, edge + 0.135),
                    (x + 0.19, edge + 0.15),
                    (x - 0.01, edge + 0.15),
                ]
            )
        sheet.lay(stencil.mask, kit.palette.material("wheat", depth), 0.8)

    return paint


def poles(height: float) -> Growth:
    """Telegraph poles and their sagging wires."""

    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        stencil = sheet.stencil()
        count = max(2, round(sheet.period / 0.85))
        gap = sheet.period / count
        foot = float(line.mean())
        for number in range(count):
            x = (number + 0.35) * gap
            stencil.limb((x, foot + 0.03), (x, foot - height), 0.008, 0.006)
            stencil.limb(
                (x - 0.05, foot - height * 0.93), (x + 0.05, foot - height * 0.93), 0.004, 0.004
            )
            for dx in (-0.045, 0.045):
                at = [
                    (x + dx + gap * t, foot - height * 0.935 + 0.10 * t * (1 - t))
                    for t in np.linspace(0, 1, 13)
                ]
                for a, b in pairwise(at):
                    stencil.limb(a, b, 0.0012, 0.0012, 150)
        sheet.lay(stencil.mask, kit.palette.material("bark", depth, 0.0, 0.6), 0.35)

    return paint


def trunks(name: str, width: float, per_unit: float, top: float) -> Growth:
    """Trunks that run out of the picture above, with crowns across its upper part."""

    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        rng = kit.rng("trunks", name)
        wood, crown = sheet.stencil(), sheet.stencil()
        count = max(2, round(per_unit * sheet.period))
        for number in range(count):
            x = (number + rng.uniform(0.1, 0.9)) * sheet.period / count
            _trunk(
                wood, crown, rng, x, _at(line, sheet, x) + 0.02, width * rng.uniform(0.6, 1.2), top
            )
        for _ in range(round(9 * sheet.period / max(width * 8, 0.12))):
            x, y = rng.uniform(0, sheet.period), top + abs(rng.normal(0, 0.10))
            crown.disc(x, y, width * rng.uniform(0.8, 2.2))
        bark = sheet.grain(rng, 0.3, slope=1.0, stretch=0.2)
        rough = brushed(wood.mask, bark, max(1, round(width * 0.06 * sheet.scale)), 0.4, 0.4)
        tone = cover_of(rough, sheet, kit, width * 0.4) * 0.9 + 0.5 * (bark - 0.5)
        sheet.lay(rough, kit.palette.material("bark", depth, 0.0, 0.9), tone)
        dabs = sheet.grain(rng, 0.16, slope=0.8)
        mask = brushed(crown.mask, dabs, round(width * 0.45 * sheet.scale), 0.25, 1.1)
        light = cover_of(mask, sheet, kit, width) * 0.8 + 0.6 * (dabs - 0.5)
        sheet.lay(mask, kit.palette.material(leaf_of(kit), depth), light)

    return paint


def _trunk(
    wood: Stencil,
    crown: Stencil,
    rng: np.random.Generator,
    x: float,
    foot: float,
    width: float,
    top: float,
) -> None:
    lean = rng.normal(0, 0.03)
    heights = np.linspace(0, 1, 6)
    spine = [(x + lean * t + rng.normal(0, 0.003), foot + (top - 0.05 - foot) * t) for t in heights]
    for (a, b), t in zip(pairwise(spine), heights, strict=False):
        flare = 0.6 * np.exp(-t * 9)
        wood.limb(a, b, width * (0.5 - 0.15 * t + flare * 0.5), width * (0.5 - 0.15 * (t + 0.2)))
    for _ in range(int(rng.integers(1, 4))):
        up, side = rng.uniform(0.45, 0.9), rng.choice([-1, 1])
        start = (x + lean * up, foot + (top - foot) * up)
        tip = (start[0] + side * rng.uniform(2, 5) * width, start[1] - rng.uniform(1, 3) * width)
        wood.limb(start, tip, width * 0.13, width * 0.05)
        for _ in range(5):
            crown.disc(
                tip[0] + rng.normal(0, width),
                tip[1] + rng.normal(0, width * 0.7),
                width * rng.uniform(0.5, 1.0),
            )
