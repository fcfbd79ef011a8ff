"""Weather and other small moving things before the lens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.blends import Pixels, boxed, mixed, repeated, sized, tint
from sorastudio.generate.animatic.camera import Shot
from sorastudio.generate.animatic.canvas import Canvas, Drawn, Part
from sorastudio.generate.animatic.growth import petal_colors
from sorastudio.generate.animatic.kinds import Place, Weather
from sorastudio.generate.animatic.kit import Kit
from sorastudio.generate.animatic.palette import Rgb, hex_rgb, mix

_SHIFT = 4
_OPEN_SKY = frozenset(
    {
        Place.SEA,
        Place.LAKE,
        Place.RIVER,
        Place.FIELD,
        Place.MOUNTAIN,
        Place.SNOW,
        Place.DESERT,
        Place.SKY,
        Place.ROAD,
        Place.SPACE,
    }
)
_ROUND = np.linspace(0, 2 * np.pi, 13)[:-1]


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
    Weather.RAIN: _Kind(count=240, size=(0.0007, 0.0016), fall=(1.5, 2.6), wind=0.22, flutter=0.0,
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
        for mask, color in self._masks(u.shape, shot):
            luma, *chroma = (float(value) for value in color)
            tint(y, sized(mask, y.shape[1], y.shape[0]), luma)
            tint(u, mask, chroma[0])
            tint(v, mask, chroma[1])

    def parts(self, shot: Shot) -> Sequence[Part]:
        """In the stack, where they fall behind something: a window, say."""
        return [Drawn(draw=partial(self._draw_behind, shot))]

    def _draw_behind(self, shot: Shot, canvas: Canvas, until: int) -> None:
        height, width = canvas.pixels.shape[:2]
        under = canvas.pixels[:until]
        for mask, color in self._masks((-(-height // 2), -(-width // 2)), shot):
            amount = repeated(sized(mask, width, height)[:until], 4)
            upper = np.empty_like(under)
            upper.view(np.uint32)[:] = np.array([*color, 0], np.uint8).view(np.uint32)
            under[:] = mixed(under, upper, amount)

    def _masks(
        self, shape: tuple[int, ...], shot: Shot
    ) -> Iterator[tuple[Pixels, NDArray[np.float32]]]:
        """How much of each colour lies where, 0..255."""
        px, py, light = self._places(shot)
        for number, color in enumerate(self.colors):
            mine = np.arange(len(px)) % len(self.colors) == number
            mask: Pixels = np.zeros(shape, np.uint8)
            self._marks(mask, px, py, light, np.flatnonzero(mine), shot)
            yield boxed(mask, 1), color

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
        kind, depth = self.kind, self.depth[which]
        radius = np.maximum(0.55, self.size[which] * height * (0.5 + depth))
        value = 255 * kind.strength * light[which] * np.minimum(1.0, 0.45 + depth)
        x, y = px[which] * width, py[which] * height
        seen = (x > -30) & (x < width + 30) & (y > -60) & (y < height + 60) & (value >= 1)
        points = np.rint(np.stack([x, y, radius], axis=1) * (1 << _SHIFT)).astype(int)
        for i in np.flatnonzero(seen):
            at, size, shade = points[i, :2], int(points[i, 2]), int(value[i])
            if kind.streak:
                self._streak(mask, at, which[i], size, shade)
            elif kind.tumble:
                turn = shot.seconds * (1.1 + 2.2 * self.phase[which[i]]) + 30 * self.phase[which[i]]
                _petal(mask, at, size, turn, shade)
            else:
                centre = (int(at[0]), int(at[1]))
                inner = shade // 3 if kind.hollow else shade
                cv2.circle(mask, centre, size, inner, -1, cv2.LINE_AA, _SHIFT)
                if kind.hollow:
                    cv2.circle(mask, centre, size, shade, 1, cv2.LINE_AA, _SHIFT)

    def _streak(
        self, mask: Pixels, at: NDArray[np.int64], number: int, size: int, shade: int
    ) -> None:
        """The way a drop goes while the shutter is open."""
        reach = self.fall[number] * (0.3 + self.depth[number]) * self.kind.streak
        reach = round(reach * mask.shape[0] * (1 << _SHIFT))
        x, y = int(at[0]), int(at[1])
        end = (x - round(self.kind.wind / 2 * reach), y - reach)
        thick = max(1, round(size / (1 << _SHIFT)))
        cv2.line(mask, (x, y), end, shade, thick, cv2.LINE_AA, _SHIFT)


def _petal(mask: Pixels, at: NDArray[np.int64], size: int, turn: float, shade: int) -> None:
    """A flat thing that shows its face and its edge by turns."""
    x = np.cos(_ROUND) * size
    y = np.sin(_ROUND) * size * (0.25 + 0.55 * abs(np.sin(turn)))
    c, s = np.cos(turn * 0.7), np.sin(turn * 0.7)
    line = np.stack([x * c - y * s, x * s + y * c], 1) + at
    cv2.fillPoly(mask, [np.rint(line).astype(np.int32)], shade, cv2.LINE_AA, _SHIFT)


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


_INDOORS = frozenset({Place.ROOM, Place.WINDOW})
_OUTSIDE = frozenset({Weather.RAIN, Weather.SNOWFALL, Weather.LEAVES})


def before_the_lens(kit: Kit) -> tuple[Particles, ...]:
    """What floats between the camera and the scene."""
    return _swarms(kit, [w for w in kit.scene.weather if not _kept_out(kit, w)])


def outside(kit: Kit) -> tuple[Particles, ...]:
    """What falls outside the window of a room or carriage."""
    return _swarms(kit, [w for w in kit.scene.weather if _kept_out(kit, w)])


def _kept_out(kit: Kit, weather: Weather) -> bool:
    indoors = kit.scene.place in _INDOORS and not kit.scene.endless
    return indoors and weather in _OUTSIDE


def _swarms(kit: Kit, weathers: list[Weather]) -> tuple[Particles, ...]:
    swarms = (_particles(kit, weather) for weather in weathers)
    return tuple(swarm for swarm in swarms if swarm is not None)


def _particles(kit: Kit, weather: Weather) -> Particles | None:
    """None for weather that is light or mist and has no grains."""
    kind = _KINDS.get(weather)
    if kind is None or (kind.still_high and kit.scene.place not in _OPEN_SKY):
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
