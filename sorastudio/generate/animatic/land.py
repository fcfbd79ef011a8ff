"""Hills, mountains, dunes and shores: strips of ground with what grows on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace

import cv2
import numpy as np

from sorastudio.generate.animatic.blends import as_mask
from sorastudio.generate.animatic.kinds import Hour, Weather
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.noise import Field, Mask, ridge, smooth
from sorastudio.generate.animatic.palette import Rgb
from sorastudio.generate.animatic.sheet import Sheet, flat_tones, relief
from sorastudio.generate.animatic.stack import STILL, Layer, Motion, layer

Growth = Callable[[Kit, Sheet, Field, float], None]
"""Paints what stands on a strip's upper edge: kit, sheet, height of the edge per column, depth."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A strip of land. Heights in units below the horizon; `depth` 0 near, 1 lost in haze."""

    name: str
    nearness: float
    base: float
    swell: float
    _: KW_ONLY
    material: str | Rgb
    depth: float
    lowest: int = 1
    highest: int = 24
    rough: float = 1.3
    peaks: float = 0.0
    """0: rolling, 1: sharp crests."""
    headroom: float = 0.04
    foot: float = 0.42
    """How far below the base it is painted."""
    contrast: float = 1.0
    growth: Growth | None = None
    growth_after: Growth | None = None
    motion: Motion = STILL
    soften: float = 0.0
    far: bool = False
    """Lost enough in haze to be put together at half size, with what lies behind it."""


def ground(kit: Kit, spec: Ground) -> Layer:
    spec = _in_air(kit, spec)
    rng = kit.rng("ground", spec.name)
    detail = 0.55 if spec.far else 0.7 if spec.soften >= 0.002 else 1.0
    columns = kit.sheet(0, 0.1, detail).columns
    line = spec.base + spec.swell * _edge(rng, columns, spec)
    top = float(line.min()) - spec.headroom
    bottom = max(spec.base + spec.foot, float(line.max()) + 0.03)
    sheet = kit.sheet(top, bottom, detail)
    if spec.growth:
        spec.growth(kit, sheet, line, spec.depth)
    _paint(kit, sheet, line, spec)
    if spec.growth_after:
        spec.growth_after(kit, sheet, line, spec.depth)
    return layer(
        sheet,
        kit.view.half,
        spec.nearness,
        motion=spec.motion,
        soften=spec.soften,
        soft=spec.far,
    )


def _in_air(kit: Kit, spec: Ground) -> Ground:
    """With more haze in mist, and passing by where the scene flows."""
    thick = kit.scene.hour is Hour.MIST or Weather.FOG in kit.scene.weather
    depth = min(0.97, spec.depth**0.6 if thick else spec.depth)
    passing = replace(spec.motion, drift=spec.motion.drift - kit.flow * spec.nearness)
    return replace(spec, depth=depth, motion=passing)


def _edge(rng: np.random.Generator, columns: int, spec: Ground) -> Field:
    line = ridge(rng, columns, lowest=spec.lowest, highest=spec.highest, rough=spec.rough)
    if spec.peaks:
        other = ridge(rng, columns, lowest=spec.lowest, highest=spec.highest, rough=spec.rough)
        crest = np.abs(other) * np.float32(1.25) - np.float32(1)
        line = line * np.float32(1 - spec.peaks) + crest * np.float32(spec.peaks)
    return line


def _paint(kit: Kit, sheet: Sheet, line: Field, spec: Ground) -> None:
    rng = kit.rng("paint", spec.name)
    tone = _tones(kit, sheet, line, spec)
    fine = sheet.grain(rng, 0.16, slope=0.9)
    ragged = 5.0 * spec.contrast
    below = (sheet.ys - line[None, :]) * np.float32(sheet.scale)
    cover = as_mask(below + fine * np.float32(ragged) + np.float32(0.5 - ragged / 2))
    sheet.lay(cover, kit.palette.material(spec.material, spec.depth), tone)


def _tones(kit: Kit, sheet: Sheet, line: Field, spec: Ground) -> Field:
    """Worked out at half size: tones are soft, only the edge is sharp."""
    rng = kit.rng("tones", spec.name)
    rough = Sheet(sheet.scale / 2, sheet.period, sheet.top, sheet.top + sheet.rows / sheet.scale)
    shorter = cv2.resize(line[None, :], (rough.columns, 1), interpolation=cv2.INTER_AREA)
    edge = np.asarray(shorter, np.float32)[0]
    below = rough.ys - edge[None, :]
    strokes = rough.grain(rng, 0.55, slope=1.1, stretch=5.0)
    slope = np.gradient(cv2.blur(edge[None, :], (5, 1))[0]) * rough.scale
    facing = np.tanh(-1.2 * np.sign(kit.side[0] or 1.0) * slope)
    near_edge = np.exp(-np.maximum(below, 0) / np.float32(0.10))
    tone = np.float32(0.60) - np.float32(0.38) * smooth(below, 0.0, spec.foot * 0.8)
    tone += (0.30 * facing).astype(np.float32)[None, :] * near_edge
    tone += np.float32(0.26 * spec.contrast) * (strokes - np.float32(0.5))
    tones = cv2.resize(flat_tones(tone, 7, 0.6), (sheet.columns, sheet.rows))
    return np.asarray(tones, np.float32)


def rock_face(material: str | Rgb, snow: float) -> Growth:
    """Paints flanks of light and shade over a mountain, and snow above a height of `snow` below
    its highest peak (0: none)."""

    def paint(kit: Kit, sheet: Sheet, line: Field, depth: float) -> None:
        rng = kit.rng("rock", round(float(line[0]) * 1e6))
        below = (sheet.ys - line[None, :]) * np.float32(sheet.scale)
        lit = _flanks(kit, sheet, rng, line)
        cover = as_mask(below - 1)
        fall = smooth(below, 0, 0.4 * sheet.scale)
        tone = flat_tones(0.20 + 0.62 * lit - 0.12 * fall, 6, 0.6)
        sheet.lay(cover, kit.palette.material(material, depth), tone)
        if not snow:
            return
        reach = float(line.max() - line.min()) + 1e-6
        high = (sheet.ys - float(line.min())) / np.float32(reach)
        tongues = sheet.grain(rng, 0.35, slope=1.7, stretch=0.4)
        amount = smooth(snow - high + 0.9 * (tongues - 0.5) + 0.16 * (lit - 0.5), -0.03, 0.05)
        white = (amount * cover).astype(np.uint8)
        ink = kit.palette.material("snow", depth * 0.9, 0.2)
        sheet.lay(white, ink, flat_tones(0.15 + 0.85 * lit, 5, 0.6))

    return paint


def _flanks(kit: Kit, sheet: Sheet, rng: np.random.Generator, line: Field) -> Field:
    """0 where a slope turns from the light, 1 where it faces it; gullies run downhill."""
    bumps = 0.65 * sheet.grain(rng, 0.75, slope=2.0, stretch=0.5)
    bumps += 0.35 * sheet.grain(rng, 0.4, slope=1.9, stretch=0.35)
    shift = max(1, round(0.010 * sheet.scale))
    side = 1 if kit.side[0] >= 0 else -1
    turn = bumps - np.roll(bumps, side * shift, axis=1)
    slope = np.gradient(cv2.blur(line[None, :], (7, 1))[0]) * sheet.scale * -side
    turn = turn / max(float(turn.std()), 1e-6) + 0.9 * np.tanh(slope)[None, :]
    lit: Field = smooth(turn, -1.1, 1.1).astype(np.float32)
    return lit


def cover_of(edge: Mask, sheet: Sheet, kit: Kit, radius: float) -> Field:
    """Light and shade on a cut-out, for laying it: about 0..1."""
    return 0.5 + 0.9 * relief(edge, max(1, round(radius * sheet.scale)), kit.side)
