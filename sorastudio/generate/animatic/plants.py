"""Trees, grass and flowers as cut-out shapes, all standing at (x, y) with a height in units."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from sorastudio.generate.animatic.sheet import Stencil


def conifer(stencil: Stencil, rng: np.random.Generator, x: float, y: float, height: float) -> None:
    stencil.limb((x, y), (x, y - height * 0.5), height * 0.022, height * 0.012)
    tiers = int(rng.integers(6, 9))
    for tier in range(tiers):
        t = tier / tiers
        low, wide = y - height * (0.10 + 0.80 * t), height * 0.21 * (1 - t) ** 0.85 + height * 0.02
        lean = rng.normal(0, 0.012) * height
        droop = height * 0.045
        stencil.poly(
            [
                (x + lean, low - height * 0.26 * (1 - 0.4 * t)),
                (x + wide * 0.5, low - droop * 0.4),
                (x + wide * rng.uniform(0.85, 1.1), low + droop),
                (x + wide * 0.3, low + droop * 0.2),
                (x - wide * 0.3, low + droop * 0.3),
                (x - wide * rng.uniform(0.85, 1.1), low + droop),
                (x - wide * 0.5, low - droop * 0.4),
            ]
        )


def broadleaf(
    crown: Stencil, trunk: Stencil, rng: np.random.Generator, x: float, y: float, height: float
) -> None:
    top = y - height * 0.55
    lean = rng.normal(0, 0.05) * height
    trunk.limb((x, y), (x + lean, top), height * 0.035, height * 0.02)
    for side in (-1, 1):
        tip = (x + lean + side * height * 0.2, top - height * 0.14)
        trunk.limb((x + lean * 0.6, y - height * 0.36), tip, height * 0.018, height * 0.008)
    for _ in range(22):
        angle, far = rng.uniform(0, 2 * pi), rng.uniform(0, 1) ** 0.6
        cx = x + lean + cos(angle) * far * height * 0.27
        cy = top - height * 0.18 + sin(angle) * far * height * 0.19
        crown.disc(cx, cy, height * rng.uniform(0.06, 0.11) * (1.25 - 0.5 * far))


def cactus(stencil: Stencil, rng: np.random.Generator, x: float, y: float, height: float) -> None:
    thick = height * rng.uniform(0.08, 0.105)
    stencil.limb((x, y + thick), (x, y - height + thick), thick * 0.92, thick)
    for side in rng.permutation([-1, 1])[: int(rng.integers(1, 3))]:
        at = y - height * rng.uniform(0.32, 0.52)
        elbow = (x + side * height * 0.24, at - height * 0.03)
        up = (elbow[0] + side * height * 0.01, at - height * rng.uniform(0.2, 0.32))
        stencil.limb((x, at), elbow, thick * 0.62, thick * 0.66)
        stencil.limb(elbow, up, thick * 0.66, thick * 0.58)


def grass(
    stencil: Stencil,
    rng: np.random.Generator,
    xs: np.ndarray[tuple[int], np.dtype[np.float64]],
    ys: np.ndarray[tuple[int], np.dtype[np.float64]],
    height: float,
) -> list[tuple[float, float]]:
    """Blades; gives back their tips."""
    tips: list[tuple[float, float]] = []
    for x, y in zip(xs, ys, strict=True):
        tall = height * rng.uniform(0.35, 1.0)
        bend = rng.normal(0.1, 0.3) * tall
        wide = height * 0.028
        middle, tip = (x + bend * 0.35, y - tall * 0.6), (x + bend, y - tall)
        stencil.poly(
            [
                (x - wide, y + wide),
                (middle[0] - wide * 0.8, middle[1]),
                tip,
                (middle[0] + wide * 0.8, middle[1]),
                (x + wide, y + wide),
            ]
        )
        tips.append((float(tip[0]), float(tip[1])))
    return tips
