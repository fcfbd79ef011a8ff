"""Numpy views of the memory of av's frames."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane

from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, Plane

PLANAR = "yuv420p"
PLANAR_WITH_ALPHA = "yuva420p"


def views(frame: VideoFrame) -> tuple[Plane, ...]:
    """The planes of an 8-bit planar frame, without a copy: each keeps the frame alive."""
    return tuple(_view(plane) for plane in frame.planes)


def frozen_views(frame: VideoFrame) -> tuple[Plane, ...]:
    """The same, read-only: a decoder predicts the next pictures from this memory."""
    planes = views(frame)
    for plane in planes:
        plane.flags.writeable = False
    return planes


def new_frame(size: Size, *, with_alpha: bool = False) -> VideoFrame:
    """A frame in the working format, tagged BT.709 limited range; its memory is not set."""
    frame = VideoFrame(size.width, size.height, PLANAR_WITH_ALPHA if with_alpha else PLANAR)
    frame.colorspace = frame.color_primaries = frame.color_trc = frame.color_range = 1
    return frame


def fill(frame: VideoFrame, picture: Picture) -> None:
    """Copy the picture into a frame of its size; where only the frame has alpha, it is opaque."""
    targets = views(frame)
    for target, plane in zip(targets, picture.planes, strict=False):
        np.copyto(target, plane)
    if len(targets) > 3:
        targets[3][:] = 255 if picture.alpha is None else picture.alpha


def _view(plane: VideoPlane) -> Plane:
    stride = plane.line_size
    # av's stubs do not say that a plane is a buffer.
    memory = np.frombuffer(cast("Any", plane), np.uint8)
    rows = memory.reshape(plane.height, abs(stride))[:, : plane.width]
    return rows if stride > 0 else rows[::-1]
