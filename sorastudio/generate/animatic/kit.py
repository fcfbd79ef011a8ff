"""What every painter of a place is handed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorastudio.generate.animatic.camera import View
from sorastudio.generate.animatic.noise import rng_for
from sorastudio.generate.animatic.palette import Palette
from sorastudio.generate.animatic.scene import Scene
from sorastudio.generate.animatic.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The scene, its colours, the frame, and where the light comes from (units)."""

    scene: Scene
    palette: Palette
    view: View
    sun: tuple[float, float]
    seconds: float
    flow: float = 0.0
    """Units a second at which ground of nearness 1 passes to the left, as from a train."""

    def rng(self, *purpose: object) -> np.random.Generator:
        return rng_for(self.scene.key, *purpose)

    @property
    def period(self) -> float:
        """How wide a strip is before it repeats: wider than the frame."""
        return max(1.35 * 2 * self.view.half, 1.2)

    def sheet(self, top: float, bottom: float, detail: float = 1.0, period: float = 0.0) -> Sheet:
        scale = self.view.paint_scale * detail
        return Sheet(scale, period or self.period, top, max(bottom, top + 2 / scale))

    @property
    def side(self) -> tuple[float, float]:
        """The direction things are lit from."""
        x, y = self.sun
        length = max((x * x + y * y) ** 0.5, 1e-6)
        return (0.85 * x / length, min(-0.45, 0.8 * y / length))
