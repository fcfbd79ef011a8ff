"""The sky: its ramp, sun or moon, thin cloud, stars, and the clouds that drift before it."""

from __future__ import annotations

import numpy as np

from sorastudio.generate.animatic.kinds import Hour, Weather
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.noise import Field, smooth
from sorastudio.generate.animatic.palette import hex_rgb, mix
from sorastudio.generate.animatic.sheet import Sheet, Stencil, brushed, flat_tones, relief
from sorastudio.generate.animatic.stack import Layer, Motion, layer


def sky(kit: Kit) -> Layer:
    """Opaque, as far as can be."""
    sheet = kit.sheet(kit.view.top - 0.25, 0.12, detail=0.6)
    rng = kit.rng("sky")
    height = np.clip(-sheet.ys / -kit.view.top, 0, 1.2)
    wash = sheet.grain(rng, 2.2, slope=2.0, stretch=2.5)
    sheet.fill(kit.palette.sky(), height**0.8 * 0.94 + (wash - 0.5) * 0.16)
    _halo(kit, sheet)
    _veils(kit, sheet)
    if Weather.STARS in kit.scene.weather:
        _stars(kit, sheet)
    if kit.scene.hour not in (Hour.STORM, Hour.NEON):
        _disc(kit, sheet)
    return layer(sheet, kit.view.half, 0.02, soft=True)


def _away(sheet: Sheet, point: tuple[float, float]) -> Field:
    """Distance of every place of the sheet from a point, the short way round."""
    dx = np.abs((sheet.xs - point[0] + sheet.period / 2) % sheet.period - sheet.period / 2)
    away: Field = np.sqrt(dx**2 + (sheet.ys - point[1]) ** 2)
    return away


def _halo(kit: Kit, sheet: Sheet) -> None:
    light = kit.palette.light
    away = _away(sheet, kit.sun)
    glow = light.power * (0.55 * np.exp(-away / 0.16) + 0.42 * np.exp(-away / 0.55))
    warm = mix(hex_rgb(light.key), hex_rgb(light.sky[-1]), 0.4)
    sheet.lay(
        (np.clip(glow, 0, 1) * 255).astype(np.uint8),
        kit.palette.ink(warm, hex_rgb(light.key)),
        np.exp(-away / 0.2).astype(np.float32),
    )


def _disc(kit: Kit, sheet: Sheet) -> None:
    night = kit.scene.hour is Hour.NIGHT
    radius = 0.052 if night else 0.045
    stencil = sheet.stencil()
    stencil.disc(*kit.sun, radius)
    key = hex_rgb(kit.palette.light.key)
    face = sheet.grain(kit.rng("moon"), 0.22, slope=1.4) if night else np.float32(0.9)
    ink = kit.palette.ink(
        mix(key, hex_rgb(kit.palette.light.haze), 0.35), mix(key, np.ones(3), 0.6)
    )
    sheet.lay(stencil.mask, ink, face * 1.3 + np.zeros_like(sheet.ys) if night else 0.9)


def _veils(kit: Kit, sheet: Sheet) -> None:
    """Thin high cloud, in streaks that thin out towards the zenith."""
    rng = kit.rng("veils")
    light = kit.palette.light
    streaks = sheet.grain(rng, 1.8, slope=1.7, stretch=5.0)
    fine = sheet.grain(rng, 0.7, slope=1.2, stretch=7.0)
    height = -sheet.ys / -kit.view.top
    band = np.exp(-(((height - rng.uniform(0.25, 0.5)) / 0.3) ** 2))
    amount = smooth(streaks + 0.25 * (fine - 0.5), 0.52, 0.85) * band * 0.75
    if kit.scene.hour is Hour.STORM:
        amount = smooth(streaks + 0.3 * (fine - 0.5), 0.35, 0.8) * 0.7
    lit = np.exp(-_away(sheet, kit.sun) / 0.6)
    ink = kit.palette.ink(hex_rgb(light.sky[1]), hex_rgb(light.sky[-1]), hex_rgb(light.key))
    if kit.scene.hour is Hour.STORM:
        ink = kit.palette.ink(hex_rgb(light.shade), hex_rgb(light.sky[0]), hex_rgb(light.sky[2]))
    sheet.lay((amount * 255).astype(np.uint8), ink, (0.35 + 0.6 * lit).astype(np.float32))


def _stars(kit: Kit, sheet: Sheet) -> None:
    rng = kit.rng("stars")
    stencil = sheet.stencil()
    count = int(170 * sheet.period)
    for x, y, size in zip(
        rng.uniform(0, sheet.period, count),
        sheet.top * rng.uniform(0.12, 1, count),
        rng.pareto(2.6, count),
        strict=True,
    ):
        stencil.disc(x, y, min(0.0007 + 0.0006 * size, 0.003), int(min(90 + 60 * size, 255)))
    ink = kit.palette.ink(hex_rgb("bcd2ff"), hex_rgb("fff6e0"))
    sheet.lay(stencil.mask, ink, sheet.grain(rng, 0.3, slope=0.3))


def cumulus(
    kit: Kit, name: str, *, nearness: float, low: float, high: float, size: float, count: int
) -> Layer:
    """Heaped clouds whose feet stand between the heights `low` and `high`, drifting."""
    rng = kit.rng("cumulus", name)
    soft = nearness < 0.1
    sheet = kit.sheet(high - 1.1 * size, low + 0.25 * size, detail=0.55 if soft else 0.9)
    stencil = sheet.stencil()
    for number in range(count):
        x = sheet.period * (number + rng.uniform(0.1, 0.9)) / count
        _heap(stencil, rng, x, rng.uniform(high, low), size * rng.uniform(0.5, 1.0))
    light = kit.palette.light
    rough = sheet.grain(rng, 0.32 * size / 0.3, slope=1.5)
    mask = brushed(stencil.mask, rough, round(0.035 * size * sheet.scale), 0.30, 0.75)
    tone = 0.50 + 0.55 * relief(mask, round(0.10 * size * sheet.scale), kit.side)
    tone += 0.40 * relief(stencil.mask, round(0.03 * size * sheet.scale), kit.side)
    tone += 0.30 * (rough - 0.5)
    shade = mix(hex_rgb(light.sky[1]), hex_rgb(light.haze), 0.55)
    top = mix(hex_rgb(light.key), np.ones(3), 0.0 if kit.palette.dark else 0.35)
    if kit.palette.dark or kit.scene.hour is Hour.STORM:
        top = mix(shade, top, 0.4)
    ink = kit.palette.ink(mix(shade, hex_rgb(light.shade), 0.15), shade, mix(shade, top, 0.6), top)
    sheet.lay(mask, ink, flat_tones(tone, 5, 0.7))
    foot = sheet.grain(rng, 0.8, slope=1.8, stretch=4)
    sheet.fade(
        1 - smooth(sheet.ys + (foot - 0.5) * 0.2 * size, high - 0.02, low + 0.15 * size) * 0.85
    )
    drift = 0.012 * kit.scene.speed * (0.4 + nearness * 8)
    return layer(sheet, kit.view.half, nearness, motion=Motion(drift=drift), ends=True, soft=soft)


def _heap(stencil: Stencil, rng: np.random.Generator, x: float, y: float, size: float) -> None:
    """One cloud as discs: wide and flat below, heaped above one or two summits."""
    summits = rng.normal(0, 0.38, 4)
    for _ in range(70):
        across = float(np.clip(rng.normal(0, 0.5), -1, 1))
        peak = max(np.exp(-((across - s) ** 2) / 0.13) for s in summits)
        rise = (1 - abs(across) ** 1.5) * (0.25 + 0.75 * peak) * rng.uniform(0, 0.72)
        radius = size * (0.05 + 0.12 * (1 - abs(across)) * (1 - 0.6 * rise))
        stencil.disc(x + across * size, y - rise * size, radius)
