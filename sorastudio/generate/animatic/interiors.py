"""Rooms, the view from a carriage, and halls without end."""

from __future__ import annotations

import numpy as np

from sorastudio.generate.animatic import growth, plants
from sorastudio.generate.animatic.cast import Set, Spot
from sorastudio.generate.animatic.kinds import Place, Shape
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.land import Ground, cover_of, ground
from sorastudio.generate.animatic.noise import smooth
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix
from sorastudio.generate.animatic.particles import outside
from sorastudio.generate.animatic.rings import rings
from sorastudio.generate.animatic.sheet import Sheet, Stencil, flat_tones
from sorastudio.generate.animatic.sky import sky
from sorastudio.generate.animatic.stack import Layer, Motion, Painted, layer

_FLOOR = 0.20
"""Where the wall meets the floor, units below the eye."""


def room(kit: Kit) -> Set:
    """A wall with a window on the world, shelves, a floor with the window's light on it."""
    hill = Ground("outside", 0.08, 0.03, 0.03, material="leaf", depth=0.6, highest=8)
    trees = Ground(
        "garden", 0.14, 0.10, 0.02, material="leaf", depth=0.4, headroom=0.25,
        growth=growth.broadleaves("garden", 0.22, 2.0),
    )  # fmt: skip
    behind: list[Painted] = [
        sky(kit),
        ground(kit, hill),
        ground(kit, trees),
        *outside(kit),
        _walls(kit),
    ]
    spot = Spot(y=kit.view.bottom * 0.74, nearness=0.5, adult=0.56, air=0.0)
    return Set(behind, spot, [_near_plant(kit)])


def _wide(kit: Kit) -> float:
    return 2 * kit.view.half * 1.6 + 0.6


def _walls(kit: Kit) -> Layer:
    sheet = kit.sheet(kit.view.top - 0.15, kit.view.bottom + 0.2, period=_wide(kit))
    rng = kit.rng("walls")
    window = _window_box(kit)
    wash = sheet.grain(rng, 1.2, slope=1.8)
    strokes = sheet.grain(rng, 0.4, slope=1.0, stretch=0.3)
    across = _across(sheet, (window[0] + window[2]) / 2)
    spill = np.exp(-((across / 0.55) ** 2)) * np.exp(-(((sheet.ys - window[3]) / 0.6) ** 2))
    tone = 0.28 + 0.42 * spill + 0.25 * (wash - 0.5) + 0.14 * (strokes - 0.5)
    wall = mix(hex_rgb("d8b890"), kit.palette.accent(1), 0.35)
    sheet.fill(kit.palette.material(wall, 0.05), flat_tones(tone.astype(np.float32), 8, 0.8))
    _floor(kit, sheet, window)
    _shelves(kit, sheet, window)
    _cut_window(kit, sheet, window)
    return layer(sheet, kit.view.half, 0.45)


def _across(sheet: Sheet, x: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """(1, columns) signed distance from x, the short way round."""
    away = (sheet.xs - x + sheet.period / 2) % sheet.period - sheet.period / 2
    return away.astype(np.float32)


def _window_box(kit: Kit) -> tuple[float, float, float, float]:
    """left, top, right, bottom."""
    side = 1 if kit.sun[0] >= 0 else -1
    middle = side * kit.view.half * 0.30
    wide = min(0.30, kit.view.half * 0.45)
    return middle - wide, kit.view.top * 0.82, middle + wide, 0.06


def _floor(kit: Kit, sheet: Sheet, window: tuple[float, float, float, float]) -> None:
    """Boards that run towards the eye, and the light of the window lying on them."""
    rng = kit.rng("floor")
    down = np.maximum(sheet.ys - _FLOOR, 0)
    depth = np.maximum(sheet.ys, 0.05)
    across = _across(sheet, 0.0)
    board = across / depth * 1.6
    seam = np.abs(board - np.rint(board))
    plank = np.sin(np.rint(board) * 12.9898) * 0.5
    grain = sheet.grain(rng, 0.5, slope=1.2, stretch=3.0)
    tone = 0.42 + 0.10 * plank + 0.22 * (grain - 0.5) - 0.22 * np.exp(-seam / 0.03) + 0.2 * down
    mask = (smooth((sheet.ys - _FLOOR) * sheet.scale, -0.5, 0.5) * 255 + across * 0).astype(
        np.uint8
    )
    sheet.lay(mask, kit.palette.material("wood", 0.0), flat_tones(tone.astype(np.float32), 9, 0.9))
    _sunlight(kit, sheet, window)
    skirting = sheet.stencil()
    skirting.poly(
        [
            (-sheet.period / 2, _FLOOR - 0.03),
            (sheet.period / 2, _FLOOR - 0.03),
            (sheet.period / 2, _FLOOR),
            (-sheet.period / 2, _FLOOR),
        ]
    )
    sheet.lay(skirting.mask, kit.palette.material("plaster", 0.0, 0.1, 0.8), 0.45)


def _sunlight(kit: Kit, sheet: Sheet, window: tuple[float, float, float, float]) -> None:
    left, _, right, _ = window
    slant = -0.45 * (1 if kit.sun[0] >= 0 else -1)
    stencil = sheet.stencil()
    near, far = _FLOOR + 0.24, _FLOOR + 0.05
    wide, middle = right - left, (left + right) / 2
    for half in (-1, 1):
        a, b = middle + half * 0.02, middle + half * wide * 0.48
        stencil.poly([
            (a + slant * 0.4, far), (b + slant * 0.4, far),
            (b * 1.25 + slant, near), (a * 1.25 + slant, near),
        ])  # fmt: skip
    key = hex_rgb(kit.palette.light.key)
    strength = 0.16 if kit.palette.dark else 0.62
    mask = (stencil.mask * strength).astype(np.uint8)
    sheet.lay(mask, kit.palette.ink(key, mix(key, np.ones(3), 0.3)), 0.6)


def _cut_window(kit: Kit, sheet: Sheet, window: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = window
    frame, hole = sheet.stencil(), sheet.stencil()
    rim = 0.03
    frame.poly(
        [
            (left - rim, top - rim),
            (right + rim, top - rim),
            (right + rim, bottom + rim),
            (left - rim, bottom + rim),
        ]
    )
    frame.poly(
        [
            (left - rim * 2, bottom + rim),
            (right + rim * 2, bottom + rim),
            (right + rim * 2, bottom + rim * 1.9),
            (left - rim * 2, bottom + rim * 1.9),
        ]
    )
    sheet.lay(
        frame.mask,
        kit.palette.material("plaster", 0.0, 0.0, 0.9),
        cover_of(frame.mask, sheet, kit, 0.012),
    )
    columns = 3 if right - left > 0.4 else 2
    for row in range(2):
        for column in range(columns):
            x0 = left + (right - left) * column / columns + 0.008
            x1 = left + (right - left) * (column + 1) / columns - 0.008
            y0 = top + (bottom - top) * row / 2 + 0.008
            y1 = top + (bottom - top) * (row + 1) / 2 - 0.008
            hole.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    sheet.fade(1 - hole.mask.astype(np.float32) * np.float32(1 / 255))


def _shelves(kit: Kit, sheet: Sheet, window: tuple[float, float, float, float]) -> None:
    """Boards with pots, books and jars on both sides of the window."""
    rng = kit.rng("shelves")
    boards, things = sheet.stencil(), _Wares(kit, sheet)
    half = kit.view.half * 1.25
    for left, right in ((-half, window[0] - 0.09), (window[2] + 0.09, half)):
        if right - left < 0.12:
            continue
        for level in np.arange(kit.view.top * 0.68, _FLOOR - 0.02, 0.185):
            boards.poly(
                [(left, level), (right, level), (right, level + 0.016), (left, level + 0.016)]
            )
            things.fill(rng, left + 0.03, right - 0.03, float(level), 0.14)
    shade = np.roll(boards.mask, round(0.022 * sheet.scale), axis=0) // 3
    dark = kit.palette.lit("bark", 0.0)
    sheet.lay(shade, kit.palette.ink(dark, dark), 0.5)
    sheet.lay(boards.mask, kit.palette.material("wood", 0.0, 0.0, 0.8), 0.5)
    things.paint()


class _Wares:
    """What stands on shelves, gathered by colour."""

    def __init__(self, kit: Kit, sheet: Sheet) -> None:
        self._kit, self._sheet = kit, sheet
        named = {subject.shape for subject in kit.scene.subjects}
        wares = [s for s in (Shape.CACTUS, Shape.BOOKS, Shape.FLOWERS) if s in named]
        self._wares = wares or [Shape.BOOKS, Shape.FLOWERS, Shape.BOOKS]
        self._green, self._clay = sheet.stencil(), sheet.stencil()
        self._spines = tuple(sheet.stencil() for _ in range(4))

    def fill(self, rng: np.random.Generator, x: float, end: float, y: float, tall: float) -> None:
        while x < end:
            ware = self._wares[int(rng.integers(len(self._wares)))]
            if ware is Shape.BOOKS:
                x = self._books(rng, x, min(end, x + rng.uniform(0.08, 0.25)), y, tall)
            else:
                self._pot(rng, x + 0.035, y, tall, ware)
                x += rng.uniform(0.08, 0.12)

    def _books(
        self, rng: np.random.Generator, x: float, end: float, y: float, tall: float
    ) -> float:
        while x < end:
            thick, high = rng.uniform(0.010, 0.024), tall * rng.uniform(0.6, 0.95)
            lean = 0.02 if rng.random() < 0.08 else 0.0
            spine = self._spines[int(rng.integers(4))]
            spine.poly([(x, y), (x + thick, y), (x + thick + lean, y - high), (x + lean, y - high)])
            x += thick + 0.0015
        return x + 0.02

    def _pot(self, rng: np.random.Generator, x: float, y: float, tall: float, ware: Shape) -> None:
        w, h = 0.026, 0.042
        self._clay.poly([(x - w * 0.75, y), (x + w * 0.75, y), (x + w, y - h), (x - w, y - h)])
        high = tall * rng.uniform(0.4, 0.72)
        if ware is Shape.CACTUS and rng.random() < 0.6:
            plants.cactus(self._green, rng, x, y - h, high)
        elif ware is Shape.CACTUS:
            self._green.disc(x, y - h - 0.018, 0.026)
        else:
            stems = plants.grass(
                self._green, rng, x + rng.normal(0, 0.008, 6), np.full(6, y - h), high
            )
            for tip in stems:
                self._spines[int(rng.integers(2))].disc(*tip, 0.011)

    def paint(self) -> None:
        kit = self._kit
        colors: list[Rgb] = [
            kit.palette.accent(2),
            kit.palette.accent(4),
            hex_rgb("c8b898"),
            hex_rgb("7a4a48"),
        ]
        for stencil, color in zip(self._spines, colors, strict=True):
            self._lay(stencil, color, 0.008)
        self._lay(self._clay, hex_rgb("c0704a"), 0.018)
        self._lay(self._green, hex_rgb("5f9a5a"), 0.016)

    def _lay(self, stencil: Stencil, color: Rgb, radius: float) -> None:
        tone = cover_of(stencil.mask, self._sheet, self._kit, radius)
        self._sheet.lay(stencil.mask, self._kit.palette.material(color, 0.0), tone)


def _near_plant(kit: Kit) -> Painted:
    bottom = kit.view.bottom
    cacti = any(subject.shape is Shape.CACTUS for subject in kit.scene.subjects)
    stems = (
        growth.cacti("near", 0.34, 0.7) if cacti else growth.meadow("near", 0.24, 9, 0.0, "leaf")
    )
    spec = Ground(
        "near plant", 1.25, bottom * 1.06, 0.01, material="pine", depth=0.0, headroom=0.5, foot=0.2,
        soften=0.004,
        growth=stems,
        motion=Motion(sway=0.0 if cacti else 0.02, root=bottom, tempo=0.6),
    )  # fmt: skip
    return ground(kit, spec)


def window(kit: Kit) -> Set:
    """Land passing by outside, the carriage wall before it."""
    bottom = kit.view.bottom
    specs = (
        Ground("far", 0.05, -0.03, 0.035, material="rock", depth=0.75, highest=20),
        Ground("hills", 0.12, 0.02, 0.03, material="leaf", depth=0.55, highest=10, headroom=0.1,
               growth=growth.conifers("hills", 0.08, 20)),
        Ground("fields", 0.30, 0.09, 0.015, material="wheat", depth=0.32, highest=6, headroom=0.2,
               growth=growth.broadleaves("fields", 0.17, 1.4)),
        Ground("bank", 0.8, bottom * 0.42, 0.02, material="grass", depth=0.10, highest=5,
               headroom=0.55, foot=0.4, growth=growth.poles(0.52)),
    )  # fmt: skip
    behind: list[Painted] = [
        sky(kit),
        *(ground(kit, spec) for spec in specs),
        *outside(kit),
        _carriage(kit),
    ]
    spot = Spot(y=bottom * 0.62 + 0.42, nearness=0.35, adult=0.86)
    return Set(behind, spot, [])


def _carriage(kit: Kit) -> Layer:
    sheet = kit.sheet(kit.view.top - 0.2, kit.view.bottom + 0.2, period=_wide(kit))
    rng = kit.rng("carriage")
    wall, hole, sill = sheet.stencil(), sheet.stencil(), sheet.stencil()
    half, top, low = kit.view.half * 0.82, kit.view.top * 0.78, kit.view.bottom * 0.52
    _rounded(hole, -half, top, half, low, 0.06)
    _rounded(wall, -half - 0.035, top - 0.035, half + 0.035, low + 0.035, 0.09)
    sill.poly(
        [
            (-half - 0.08, low + 0.03),
            (half + 0.08, low + 0.03),
            (half + 0.10, low + 0.075),
            (-half - 0.10, low + 0.075),
        ]
    )
    wash = sheet.grain(rng, 0.8, slope=1.5, stretch=0.4)
    tone = 0.30 + 0.30 * (wash - 0.5) + 0.25 * np.exp(-np.abs(sheet.ys - low) / 0.12)
    panel = mix(hex_rgb("7a5a48"), kit.palette.accent(2), 0.3)
    sheet.fill(
        kit.palette.material(panel, 0.0, 0.0, 0.8),
        flat_tones(tone.astype(np.float32), 7, 0.8) + 0 * sheet.xs,
    )
    for stencil, color in ((wall, "plaster"), (sill, "wood")):
        sheet.lay(
            stencil.mask,
            kit.palette.material(color, 0.0, 0.0, 0.8),
            cover_of(stencil.mask, sheet, kit, 0.02),
        )
    sheet.fade(1 - hole.mask.astype(np.float32) * np.float32(1 / 255))
    return layer(sheet, kit.view.half, 0.3, motion=Motion(bob=0.0025, tempo=6.0))


def _rounded(
    stencil: Stencil, left: float, top: float, right: float, bottom: float, r: float
) -> None:
    stencil.poly([(left + r, top), (right - r, top), (right - r, bottom), (left + r, bottom)])
    stencil.poly([(left, top + r), (right, top + r), (right, bottom - r), (left, bottom - r)])
    for x in (left + r, right - r):
        for y in (top + r, bottom - r):
            stencil.disc(x, y, r)


_ORGANIC = {
    Place.FOREST: "leaf",
    Place.FIELD: "blossom",
    Place.SKY: "cloud",
    Place.SEA: "water",
    Place.LAKE: "water",
    Place.RIVER: "water",
    Place.UNDERWATER: "deep",
    Place.DESERT: "sand",
    Place.MOUNTAIN: "rock",
    Place.SNOW: "snow",
    Place.SPACE: "planet",
    Place.FACE: "blossom",
}


def hall(kit: Kit) -> Set:
    """Doorway within doorway, or opening within opening, without end."""
    scene = kit.scene
    themes: list[str] = []
    for place in (scene.place, *scene.beyond):
        material = _ORGANIC.get(place)
        themes += [material, material] if material else ["hall", "hall"]
    if any(subject.shape in (Shape.WEDDING, Shape.FLOWERS) for subject in scene.subjects):
        themes += ["blossom", "blossom"]
    spot = Spot(y=0.145, nearness=0.05, adult=0.25, air=-0.05)
    return Set([rings(kit, tuple(themes))], spot, [])
