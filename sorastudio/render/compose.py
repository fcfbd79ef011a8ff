"""Makes the picture a plan describes. The only place where layers meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorastudio.project.clip import Crop, Fit
from sorastudio.project.media import Size
from sorastudio.render.kernels import mixed, shrunk_like
from sorastudio.render.picture import (
    Depth,
    Picture,
    Plane,
    blank,
    fineness,
    in_depth,
    plane_like,
)
from sorastudio.render.place import BORDERS, place
from sorastudio.render.plan import Blend, FramePlan, Layer, MediaFrame, Pose, Shot
from sorastudio.render.slate import draw_slate
from sorastudio.render.sources import FrameSource
from sorastudio.render.transitions import kind_named


def compose(plan: FramePlan, frames: FrameSource, size: Size, depth: Depth = 8) -> Picture:
    """An opaque picture of the canvas at `size` (even sides), all of it drawn in one depth. Raises
    MediaError."""
    stage = _Stage(frames, size, depth)
    result: Picture | None = None
    for layer in plan.layers:
        result = over(result, stage.layer(layer))
    return stage.blank() if result is None else _opaque(result)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where layers are drawn: whatever comes here is brought to its depth first."""

    frames: FrameSource
    size: Size
    depth: Depth

    def layer(self, layer: Layer) -> Picture:
        return self._shot(layer) if isinstance(layer, Shot) else self._blend(layer)

    def blank(self) -> Picture:
        return in_depth(blank(self.size), self.depth)

    def _shot(self, shot: Shot) -> Picture:
        match shot.frame:
            case MediaFrame():
                return self._placed(shot.frame, shot.pose)
            case slate:
                drawn = in_depth(draw_slate(slate, self.size), self.depth)
                return place(drawn, shot.pose, self.size)

    def _blend(self, blend: Blend) -> Picture:
        a, b = (
            self._shot(side) if side is not None else self._nothing() for side in (blend.a, blend.b)
        )
        if (a.alpha is None) != (b.alpha is None):
            a, b = _with_alpha(a), _with_alpha(b)
        own = None if blend.picture is None else self._placed(blend.picture, _FILLING)
        return kind_named(blend.kind).blend(a, b, float(blend.progress), dict(blend.params), own)

    def _placed(self, frame: MediaFrame, pose: Pose) -> Picture:
        picture = self.frames.frame(frame.media_id, frame.time)
        return place(in_depth(picture, self.depth), pose, self.size)

    def _nothing(self) -> Picture:
        black = self.blank()
        return Picture.of(black.planes, np.zeros(black.y.shape, np.uint8))


_FILLING = Pose(
    fit=Fit.FILL, crop=Crop(), scale=1.0, x=0.0, y=0.0, rotation_degrees=0.0, opacity=1.0
)


def _with_alpha(layer: Picture) -> Picture:
    if layer.alpha is not None:
        return layer
    return Picture.of(layer.planes, np.full(layer.y.shape, 255, np.uint8))


def _opaque(layer: Picture) -> Picture:
    """The layer over black: its colour already lies on it."""
    return layer if layer.alpha is None else Picture.of(layer.planes)


def over(under: Picture | None, layer: Picture) -> Picture:
    """A layer on what lies below it: layer + (under - black) * (1 - alpha)."""
    if under is None or layer.alpha is None:
        return layer
    through = np.bitwise_not(layer.alpha)
    small = shrunk_like(through, layer.u)
    planes = (
        _added(top, mixed(black, below, weight), black)
        for top, below, weight, black in zip(
            layer.planes, under.planes, (through, small, small), BORDERS, strict=True
        )
    )
    if under.alpha is None:
        return Picture.of(planes)
    return Picture.of(planes, _added(layer.alpha, mixed(0, under.alpha, through), 0))


def _added(top: Plane, below: Plane, black: int) -> Plane:
    """Two planes that both lie over black, as one."""
    return plane_like(np.add(top, below, dtype=np.int16) - black * fineness(top), top)
