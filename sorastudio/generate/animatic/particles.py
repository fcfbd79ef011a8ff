"""Weather and other small moving things before the lens."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.camera import Shot
from sorastudio.generate.animatic.growth import petal_colors
from sorastudio.generate.animatic.kinds import Weather
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix
from sorastudio.generate.animatic.stack import Pixels

_SHIFT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """How one kind moves. Speeds in frame heights a second, sizes in frame heights."""

    count: int
    size: tuple[float, float]
    fall: tuple[float, float]
    """Downwards; below zero it rises."""
    wind: float
    flutter: float
    twinkle: float
    """0: steady light, 1: on and off."""
    strength: float
    streak: float = 0.0
    """Seconds of its way that are seen at once."""
    hollow: bool = False
    tumble: bool = False
    still_high: bool = False
    """Kept to the upper part, in place (stars)."""


_KINDS: dict[Weather, _Kind] = {
    Weather.RAIN: _Kind(count=320, size=(0.0007, 0.0016), fall=(1.5, 2.6), wind=0.22, flutter=0.0,
                        twinkle=0.0, strength=0.5, streak=0.030),
    Weather.SNOWFALL: _Kind(count=210, size=(0.0014, 0.0065), fall=(0.05, 0.17), wind=0.03,
                            flutter=0.020, twinkle=0.0, strength=0.85),
    Weather.DUST: _Kind(count=110, size=(0.0008, 0.0032), fall=(-0.012, 0.014), wind=0.02,
                        flutter=0.03, twinkle=0.7, strength=0.5),
    Weather.EMBERS: _Kind(count=120, size=(0.0010, 0.0036), fall=(-0.30, -0.10), wind=0.05,
                          flutter=0.035, twinkle=0.6, strength=1.0),
    Weather.FIREFLIES: _Kind(count=70, size=(0.0022, 0.0052), fall=(-0.014, 0.014), wind=0.0,
                             flutter=0.06, twinkle=1.0, strength=1.0),
    Weather.STARS: _Kind(count=46, size=(0.0008, 0.0017), fall=(0.0, 0.0), wind=0.0, flutter=0.0,
                         twinkle=1.0, strength=0.8, still_high=True),
    Weather.PETALS: _Kind(count=80, size=(0.004, 0.010), fall=(0.05, 0.12), wind=0.08,
                          flutter=0.035, twinkle=0.0, strength=0.95, tumble=True),
    Weather.LEAVES: _Kind(count=44, size=(0.005, 0.012), fall=(0.06, 0.14), wind=0.05,
                          flutter=0.05, twinkle=0.0, strength=0.95, tumble=True),
    Weather.BUBBLES: _Kind(count=80, size=(0.002, 0.009), fall=(-0.16, -0.06), wind=0.0,
                           flutter=0.014, twinkle=0.0, strength=0.5, hollow=True),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Particles:
    """A swarm: columns of numbers, one row each; where it is follows from the time alone."""

    kind: _Kind
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    size: NDArray[np.float64]
    fall: NDArray[np.float64]
    phase: NDArray[np.float64]
    depth: NDArray[np.float64]
    colors: tuple[NDArray[np.float32], ...]

    def draw(self, y: Pixels, u: Pixels, v: Pixels, shot: Shot) -> None:
        """Onto the planes, in place: drawn at the size of the chroma, so that they come out
        soft."""
        px, py, light = self._places(shot)
        for number, color in enumerate(self.colors):
            mine = np.arange(len(px)) % len(self.colors) == number
            mask = np.zeros(u.shape, np.uint8)
            self._marks(mask, px, py, light, np.flatnonzero(mine), shot)
            _tint(y, u, v, mask, color)

    def _places(
        self, shot: Shot
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        t, kind = shot.seconds, self.kind
        wide = shot.view.size.width / shot.view.size.height
        near = 0.3 + self.depth
        grow = np.exp(shot.stance.zoom + 0.8 * shot.stance.dolly * (near - 0.3))
        if kind.still_high:
            near, grow = near * 0 + 0.02, np.full_like(near, shot.stance.scale(0.02))
        x = self.x + (kind.wind * near * t) / wide - shot.stance.x * near * 0.6 / wide
        x = x + kind.flutter * near * np.sin(1.7 * t * (0.6 + 0.8 * self.phase) + 40 * self.phase)
        y = self.y + self.fall * near * t - shot.stance.y * near * 0.6
        y = y + kind.flutter * 0.4 * np.sin(1.1 * t + 60 * self.phase)
        x = ((x + 0.1) % 1.2 - 0.1 - 0.5) * grow + 0.5
        y = ((y + 0.1) % 1.2 - 0.1 - 0.45) * grow + 0.45
        light = np.ones_like(x)
        if kind.twinkle:
            beat = 0.5 + 0.5 * np.sin((1.2 + 2.5 * self.phase) * t + 50 * self.phase)
            light = 1 - kind.twinkle * (1 - beat**2)
        return x, y, light

    def _marks(
        self,
        mask: Pixels,
        px: NDArray[np.float64],
        py: NDArray[np.float64],
        light: NDArray[np.float64],
        which: NDArray[np.int64],
        shot: Shot,
    ) -> None:
        height, width = mask.shape
        for i in which:
            x, y = px[i] * width, py[i] * height
            radius = max(0.55, self.size[i] * height * (0.5 + self.depth[i]))
            value = int(255 * self.kind.strength * light[i] * min(1.0, 0.45 + self.depth[i]))
            centre = (round(x * 16), round(y * 16))
            if self.kind.streak:
                reach = self.fall[i] * (0.3 + self.depth[i]) * self.kind.streak * height
                slant = self.kind.wind / 2.0 * reach
                end = (round((x - slant) * 16), round((y - reach) * 16))
                cv2.line(mask, centre, end, value, max(1, round(radius)), cv2.LINE_AA, _SHIFT)
            elif self.kind.tumble:
                turn = 2.2 * shot.seconds * (0.5 + self.phase[i]) + 30 * self.phase[i]
                axes = (round(radius * 16), round(radius * 16 * (0.25 + 0.55 * abs(np.sin(turn)))))
                angle = float(np.degrees(turn * 0.7))
                _ellipse(mask, centre, axes, angle, value)
            elif self.kind.hollow:
                cv2.circle(mask, centre, round(radius * 16), value // 3, -1, cv2.LINE_AA, _SHIFT)
                cv2.circle(mask, centre, round(radius * 16), value, 1, cv2.LINE_AA, _SHIFT)
            else:
                cv2.circle(mask, centre, round(radius * 16), value, -1, cv2.LINE_AA, _SHIFT)


def _ellipse(
    mask: Pixels, centre: tuple[int, int], axes: tuple[int, int], angle: float, value: int
) -> None:
    turn = np.radians(angle)
    at = np.linspace(0, 2 * np.pi, 15)[:-1]
    x, y = np.cos(at) * axes[0], np.sin(at) * axes[1]
    line = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], 1)
    points = np.rint(line + centre).astype(np.int32)
    cv2.fillPoly(mask, [points], value, cv2.LINE_AA, _SHIFT)


def _tint(y: Pixels, u: Pixels, v: Pixels, mask: Pixels, color: NDArray[np.float32]) -> None:
    soft = cv2.blur(mask, (3, 3)) if min(mask.shape) > 3 else mask
    wide = cv2.resize(soft, (y.shape[1], y.shape[0]))
    for plane, amount, value in ((y, wide, color[0]), (u, soft, color[1]), (v, soft, color[2])):
        kept = cv2.multiply(plane, cv2.bitwise_not(amount), scale=1 / 255)
        cv2.addWeighted(kept, 1.0, amount, float(value) / 255, 0.0, dst=plane)


def _colors(kit: Kit, weather: Weather) -> list[Rgb]:
    key = hex_rgb(kit.palette.light.key)
    white = mix(key, np.ones(3), 0.5)
    match weather:
        case Weather.EMBERS:
            return [hex_rgb("ffb347"), hex_rgb("ff7a2e")]
        case Weather.FIREFLIES:
            return [hex_rgb("fff0a0"), hex_rgb("ffd27a")]
        case Weather.PETALS:
            return [*petal_colors(kit)[1:], hex_rgb("f6b6c4")]
        case Weather.LEAVES:
            return [hex_rgb("d9822b"), hex_rgb("b5482a"), hex_rgb("e0b040")]
        case Weather.RAIN:
            return [mix(hex_rgb(kit.palette.light.haze), np.ones(3), 0.35)]
        case _:
            return [white]


def particles_of(kit: Kit, weather: Weather) -> Particles | None:
    """None for weather that is light or mist and has no grains."""
    kind = _KINDS.get(weather)
    if kind is None:
        return None
    rng = kit.rng("particles", weather)
    n = kind.count
    depth = rng.random(n) ** 2
    low, high = kind.size
    return Particles(
        kind=kind,
        x=rng.uniform(-0.1, 1.1, n),
        y=rng.uniform(-0.1, 0.45 if kind.still_high else 1.1, n),
        size=low + (high - low) * rng.random(n) ** 2.2,
        fall=rng.uniform(*kind.fall, n),
        phase=rng.random(n),
        depth=depth,
        colors=tuple(kit.palette.spot(color) for color in _colors(kit, weather)),
    )
