"""Makes the picture a plan describes. The only place where layers meet."""

from __future__ import annotations

import numpy as np

from sorastudio.project.clip import Crop, Fit
from sorastudio.project.media import Size
from sorastudio.render.kernels import mixed, shrunk_like
from sorastudio.render.picture import Picture, Plane, blank, byte_plane
from sorastudio.render.place import BORDERS, place
from sorastudio.render.plan import Blend, FramePlan, Layer, MediaFrame, Pose, Shot
from sorastudio.render.slate import draw_slate
from sorastudio.render.sources import FrameSource
from sorastudio.render.transitions import kind_named


def compose(plan: FramePlan, frames: FrameSource, size: Size) -> Picture:
    """An opaque picture of the canvas at `size` (even sides). Raises MediaError."""
    result: Picture | None = None
    for layer in plan.layers:
        result = over(result, _layer(layer, frames, size))
    return blank(size) if result is None else _opaque(result)


def _layer(layer: Layer, frames: FrameSource, size: Size) -> Picture:
    if isinstance(layer, Shot):
        return _shot(layer, frames, size)
    return _blend(layer, frames, size)


def _shot(shot: Shot, frames: FrameSource, size: Size) -> Picture:
    match shot.frame:
        case MediaFrame(media_id, time):
            return place(frames.frame(media_id, time), shot.pose, size)
        case slate:
            return place(draw_slate(slate, size), shot.pose, size)


def _blend(blend: Blend, frames: FrameSource, size: Size) -> Picture:
    a, b = (
        _shot(side, frames, size) if side is not None else _nothing(size)
        for side in (blend.a, blend.b)
    )
    if (a.alpha is None) != (b.alpha is None):
        a, b = _with_alpha(a), _with_alpha(b)
    own = None if blend.picture is None else _filling(blend.picture, frames, size)
    return kind_named(blend.kind).blend(a, b, float(blend.progress), dict(blend.params), own)


def _filling(frame: MediaFrame, frames: FrameSource, size: Size) -> Picture:
    return place(frames.frame(frame.media_id, frame.time), _FILLING, size)


_FILLING = Pose(
    fit=Fit.FILL, crop=Crop(), scale=1.0, x=0.0, y=0.0, rotation_degrees=0.0, opacity=1.0
)


def _nothing(size: Size) -> Picture:
    black = blank(size)
    return Picture.of(black.planes, np.zeros_like(black.y))


def _with_alpha(layer: Picture) -> Picture:
    if layer.alpha is not None:
        return layer
    return Picture.of(layer.planes, np.full_like(layer.y, 255))


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
    return byte_plane(np.add(top, below, dtype=np.int16) - black)
