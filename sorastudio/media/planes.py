"""Numpy views of the memory of av's frames."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane

from sorastudio.project.media import Size
from sorastudio.render.picture import Depth, Picture, Plane, in_depth

PLANAR = "yuv420p"
PLANAR_WITH_ALPHA = "yuva420p"
_OF_10_BIT = "10le"


def planar(depth: Depth, *, with_alpha: bool = False) -> str:
    """The working format, as libav names it."""
    return (PLANAR_WITH_ALPHA if with_alpha else PLANAR) + (_OF_10_BIT if depth == 10 else "")


def depth_of(pixel_format: str) -> Depth:
    """The depth in which pictures of any format have all that is in them: 10 where that is more
    than 8 bit. A format that is not known counts as 8."""
    try:
        parts = VideoFormat(pixel_format).components
    except ValueError:
        return 8
    return 10 if any(part.bits > 8 for part in parts) else 8


def views(frame: VideoFrame) -> tuple[Plane, ...]:
    """The planes of a planar frame of 8 or 10 bit, without a copy: each keeps the frame alive."""
    kind = np.uint16 if frame.format.name.endswith(_OF_10_BIT) else np.uint8
    return tuple(_view(plane, kind) for plane in frame.planes)


def frozen_views(frame: VideoFrame) -> tuple[Plane, ...]:
    """The same, read-only: a decoder predicts the next pictures from this memory."""
    planes = views(frame)
    for plane in planes:
        plane.flags.writeable = False
    return planes


def new_frame(size: Size, *, depth: Depth = 8, with_alpha: bool = False) -> VideoFrame:
    """A frame in the working format, tagged BT.709 limited range; its memory is not set."""
    frame = VideoFrame(size.width, size.height, planar(depth, with_alpha=with_alpha))
    frame.colorspace = frame.color_primaries = frame.color_trc = frame.color_range = 1
    return frame


def fill(frame: VideoFrame, picture: Picture) -> None:
    """Copy the picture into a frame of its size, in the frame's depth; where only the frame has
    alpha, it is opaque."""
    targets = views(frame)
    picture = in_depth(picture, 8 if targets[0].itemsize == 1 else 10)
    for target, plane in zip(targets, picture.planes, strict=False):
        np.copyto(target, plane)
    if len(targets) > 3:
        targets[3][:] = _alpha_of(picture)


def _alpha_of(picture: Picture) -> Plane | int:
    """As the planes of a frame of the picture's depth have it."""
    if picture.depth == 8:
        return 255 if picture.alpha is None else picture.alpha
    if picture.alpha is None:
        return 1023
    wide: Plane = picture.alpha.astype(np.uint16)
    spread: Plane = np.bitwise_or(wide << 2, wide >> 6, dtype=np.uint16)
    return spread


def _view(plane: VideoPlane, kind: type[np.uint8 | np.uint16]) -> Plane:
    # av's stubs do not say that a plane is a buffer.
    memory: Plane = np.frombuffer(cast("Any", plane), kind)
    stride = plane.line_size // memory.itemsize
    rows = memory.reshape(plane.height, abs(stride))[:, : plane.width]
    return rows if stride > 0 else rows[::-1]
