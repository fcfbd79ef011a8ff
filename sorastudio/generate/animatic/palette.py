"""Colours: what light the hour gives, what the materials are, and how the whole is graded.

Mixing is done in OKLab (Ottosson 2020), so that ramps between far hues stay clean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sorastudio.generate.animatic.kinds import Hour, Place, Tone
from sorastudio.generate.animatic.noise import rng_for
from sorastudio.generate.animatic.scene import Scene

Rgb: TypeAlias = NDArray[np.float64]
"""(..., 3) sRGB, gamma-coded, 0..1."""
Ink: TypeAlias = NDArray[np.float32]
"""(256, 3) limited-range BT.709 Y, U, V of the tones from the darkest to the lightest."""

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LMS = np.linalg.inv(_TO_LMS)
_FROM_LAB = np.linalg.inv(_TO_LAB)


def to_lab(rgb: Rgb) -> NDArray[np.float64]:
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((np.maximum(rgb, 0) + 0.055) / 1.055) ** 2.4)
    lms: NDArray[np.float64] = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    return lms


def from_lab(lab: NDArray[np.float64]) -> Rgb:
    linear = np.clip(((lab @ _FROM_LAB.T) ** 3) @ _FROM_LMS.T, 0, 1)
    rgb: Rgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return rgb


def hex_rgb(text: str) -> Rgb:
    return np.array([int(text[i : i + 2], 16) / 255 for i in (0, 2, 4)])


def mix(a: Rgb, b: Rgb, t: float) -> Rgb:
    return from_lab(to_lab(a) * (1 - t) + to_lab(b) * t)


@dataclass(frozen=True, slots=True)
class Light:
    """What an hour does: sky from zenith to horizon, haze, sunlight, shade; `power` of the glow,
    `sun` height above the horizon in frame heights."""

    sky: tuple[str, ...]
    haze: str
    key: str
    shade: str
    power: float
    sun: float


LIGHTS: dict[Hour, tuple[Light, ...]] = {
    Hour.DAWN: (
        Light(("6f86bd", "a9a6cf", "eec1bd", "ffe2bd"), "ecc9bb", "ffe0b4", "4a4a78", 0.8, 0.10),
        Light(("5f93b8", "9fc4c8", "f3d9b8", "ffd9a0"), "e9d6bd", "fff0cc", "3f5a78", 0.7, 0.14),
    ),
    Hour.NOON: (
        Light(("2b78c9", "63aee6", "a9d8ef", "def2f2"), "c2e2ec", "fff5d8", "35588a", 0.35, 0.42),
        Light(("3a8fc4", "7cc4de", "c4e7e2", "f2f5e1"), "d3e9e0", "fff3cf", "3d6478", 0.35, 0.38),
    ),
    Hour.GOLDEN: (
        Light(("6d8fb4", "c7b2a2", "f6c784", "ffe09a"), "f5c189", "ffd685", "5d3d5e", 0.95, 0.12),
        Light(("8a7fae", "d99f98", "f9b872", "ffdf8f"), "f3b07c", "ffc977", "4c2f5c", 1.0, 0.09),
    ),
    Hour.DUSK: (
        Light(("272b5e", "5d4488", "bb5f86", "f6a06d"), "94587f", "ffae78", "272048", 0.7, 0.03),
        Light(("1d3763", "3f6492", "a88aa8", "f3b79a"), "7a7aa0", "ffc9a0", "1d2748", 0.6, 0.03),
    ),
    Hour.NIGHT: (
        Light(("0a1230", "13264f", "234775", "3f6f96"), "2c527d", "cfe2ff", "0a1026", 0.45, 0.36),
        Light(("100f2e", "221f55", "3b3d7d", "5f6fa6"), "3d4784", "d9dcff", "0c0b24", 0.45, 0.33),
    ),
    Hour.NEON: (
        Light(("0d0828", "2a1158", "64207f", "c2418f"), "5c2b86", "ff7ac4", "110828", 0.6, 0.2),
        Light(("061428", "0d2f52", "205c7c", "4aa7a8"), "2a5580", "ff6fb0", "081026", 0.6, 0.2),
    ),
    Hour.STORM: (
        Light(("2b3440", "4a5763", "7d8a90", "aab3b0"), "7e8b91", "e2e8e0", "1e2833", 0.2, 0.3),
        Light(("333344", "545a6d", "858d99", "b8b7af"), "878f9a", "ece4d4", "23253a", 0.2, 0.3),
    ),
    Hour.MIST: (
        Light(("9cb2bd", "b7c8cc", "d2dcd8", "e6e8df"), "cfdad7", "fff8e6", "4a6070", 0.5, 0.2),
        Light(("a9adc0", "c2c2cf", "dcd6d6", "efe6da"), "d9d3d3", "fff2e0", "565a78", 0.5, 0.2),
    ),
}

MATERIALS: dict[str, str] = {
    "rock": "8a7868",
    "cliff": "9a8a80",
    "leaf": "5c8c42",
    "pine": "3b6b4e",
    "autumn": "d07a30",
    "blossom": "f0a8bc",
    "grass": "86a84a",
    "wheat": "dcb45c",
    "sand": "e8bd82",
    "mesa": "c8754a",
    "snow": "f2f4f6",
    "water": "3a88a0",
    "deep": "1a6088",
    "asphalt": "6a6670",
    "brick": "b0685a",
    "plaster": "d8b890",
    "tower": "8c8fa6",
    "wood": "a8744a",
    "bark": "6e5646",
    "skin": "e2a884",
    "cloth": "6a6480",
    "cloud": "fbf6f0",
    "planet": "c88a6a",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Palette:
    """The colours of one scene, before grading; `ink` grades."""

    scene: Scene
    light: Light
    hue_turn: float
    """Radians by which every hue is turned: the hand of this one prompt."""

    @property
    def dark(self) -> bool:
        return self.scene.hour in (Hour.NIGHT, Hour.NEON)

    def lit(self, material: str | Rgb, brightness: float, depth: float = 0.0) -> Rgb:
        """A material under this light: 0 in full shade, 1 in full light; `depth` 0 near, 1 lost
        in haze."""
        base = hex_rgb(MATERIALS[material]) if isinstance(material, str) else material
        key, shade = hex_rgb(self.light.key), hex_rgb(self.light.shade)
        power = {Hour.NIGHT: 0.30, Hour.NEON: 0.34, Hour.DUSK: 0.62, Hour.STORM: 0.66}.get(
            self.scene.hour, 1.0
        )
        if self.scene.place is Place.SPACE:
            power = 0.9
        light_side = base * (0.25 + 0.75 * key) * (0.35 + 0.65 * power)
        shade_side = mix(base * shade * 1.5, shade, 0.45)
        color = mix(shade_side, light_side, brightness)
        return mix(color, hex_rgb(self.light.haze), depth)

    def ink(self, *stops: Rgb) -> Ink:
        """A ramp through the stops, graded."""
        lab = to_lab(np.array(stops))
        at = np.linspace(0, len(stops) - 1, 256)
        ramp = np.stack([np.interp(at, range(len(stops)), lab[:, i]) for i in range(3)], axis=1)
        return to_yuv(from_lab(self._graded(ramp)))

    def material(
        self, material: str | Rgb, depth: float = 0.0, low: float = 0.0, high: float = 1.0
    ) -> Ink:
        """From the shaded to the lit side of a material; `depth` 0 near, 1 lost in haze."""
        steps = np.linspace(low, high, 5)
        return self.ink(*(self.lit(material, float(b), depth) for b in steps))

    def sky(self) -> Ink:
        """Horizon first."""
        return self.ink(*(hex_rgb(stop) for stop in reversed(self.light.sky)))

    def spot(self, color: Rgb) -> NDArray[np.float32]:
        """(3,) Y, U, V of one graded colour."""
        shade: NDArray[np.float32] = self.ink(color, color)[0]
        return shade

    def solid(self, color: Rgb) -> tuple[int, int, int]:
        """Y, U, V of one graded colour, rounded."""
        y, u, v = (round(float(c)) for c in self.spot(color))
        return y, u, v

    def accent(self, number: int) -> Rgb:
        """A lively colour that goes with the light, a different one for every number and scene."""
        rng = rng_for(self.scene.key, "accent", number)
        base = to_lab(hex_rgb(self.light.key))
        angle = np.arctan2(base[2], base[1]) + rng.choice([0.0, 0.6, -0.7, 2.4, 3.3])
        chroma = 0.13 + 0.05 * rng.random()
        lightness = 0.55 if self.dark else 0.66
        return from_lab(np.array([lightness, chroma * np.cos(angle), chroma * np.sin(angle)]))

    def _graded(self, lab: NDArray[np.float64]) -> NDArray[np.float64]:
        lightness, chroma = lab[:, 0].copy(), lab[:, 1] + 1j * lab[:, 2]
        chroma = chroma * np.exp(1j * self.hue_turn)
        if self.scene.tint is not None:
            lightness, chroma = _tinted(lightness, chroma, self.scene.tint)
        for tone in self.scene.tones:
            lightness, chroma = _toned(lightness, chroma, tone)
        return np.stack([np.clip(lightness, 0, 1), chroma.real, chroma.imag], axis=1)


def _tinted(
    lightness: NDArray[np.float64], chroma: NDArray[np.complex128], tint: tuple[int, int, int]
) -> tuple[NDArray[np.float64], NDArray[np.complex128]]:
    """Pulls hues towards the tint; a third of the way for the lightest, so that light stays
    light."""
    lab = to_lab(np.array(tint) / 255)
    aim = complex(lab[1], lab[2])
    if abs(aim) < 0.03:
        return lightness + (lab[0] - 0.55) * 0.35, chroma * 0.25
    pull = 0.68 - 0.25 * np.clip((lightness - 0.75) / 0.25, 0, 1)
    body = 1.1 * np.sin(np.pi * np.clip(lightness, 0.05, 0.95)) ** 0.6
    return lightness + (lab[0] - 0.62) * 0.22, chroma * (1 - pull) + aim * body * pull


def _toned(
    lightness: NDArray[np.float64], chroma: NDArray[np.complex128], tone: Tone
) -> tuple[NDArray[np.float64], NDArray[np.complex128]]:
    match tone:
        case Tone.PASTEL:
            return 0.28 + 0.70 * lightness, chroma * 0.85
        case Tone.VIVID:
            return lightness, chroma * 1.35
        case Tone.FADED:
            return 0.14 + 0.82 * lightness, chroma * 0.78 + complex(0.008, 0.018)
        case Tone.MONOCHROME:
            return lightness + 0.10 * np.sin(2 * np.pi * (lightness - 0.5)), chroma * 0.04
        case Tone.DARK:
            return lightness * 0.78, chroma * 0.9
        case Tone.BRIGHT:
            return 0.08 + 0.94 * lightness, chroma
        case Tone.WARM:
            return lightness, chroma + complex(0.012, 0.030)
        case Tone.COLD:
            return lightness, chroma + complex(-0.014, -0.034)


def to_yuv(rgb: Rgb) -> NDArray[np.float32]:
    """(..., 3) limited-range BT.709 (ITU-R BT.709-6), not rounded."""
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    planes: list[Any] = [
        16 + 219 * luma,
        128 + 224 * (b - luma) / 1.8556,
        128 + 224 * (r - luma) / 1.5748,
    ]
    return np.stack(planes, axis=-1).astype(np.float32)


_TURNS = {Place.SPACE: 1.6, Place.FACE: 0.5, Place.HALL: 0.6, Place.ROOM: 0.35}


def palette_of(scene: Scene) -> Palette:
    """The light of the scene's hour in the variant and shade that this prompt's key picks."""
    rng = rng_for(scene.key, "palette")
    choices = LIGHTS[scene.hour]
    light = choices[int(rng.integers(len(choices)))]
    turn = float(rng.normal(0, 0.09)) * (1 + 3 * _TURNS.get(scene.place, 0.0))
    return Palette(scene=scene, light=light, hue_turn=turn)
