"""How a picture must be turned to stand upright, and how big it is then."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import numpy as np
from av.filter import Graph
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame

from sorastudio.media.container import MAX_SIDE_PX
from sorastudio.project.media import Size
from sorastudio.render.picture import Plane


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """First rows and columns are swapped, then the result is mirrored."""

    transpose: bool = False
    flip_x: bool = False
    flip_y: bool = False

    def turn(self, plane: Plane) -> Plane:
        if self == UPRIGHT:
            return plane
        turned = plane.T if self.transpose else plane
        turned = turned[:, ::-1] if self.flip_x else turned
        turned = turned[::-1] if self.flip_y else turned
        return np.ascontiguousarray(turned)


UPRIGHT = Orientation()
_EXIF = 31


def orientation_of(frame: VideoFrame) -> Orientation:
    """From the display matrix that the container (or EXIF) gave: [a b u; c d v; x y w] takes (p, q)
    to (ap + cq + x, bp + dq + y). Angles between are taken to the nearest quarter turn."""
    entry = _side_data(frame).get(Type.DISPLAYMATRIX)
    if entry is None:
        return UPRIGHT
    # av's stubs do not say that side data is a buffer.
    a, b, _, c, d = np.frombuffer(cast("Any", entry), np.int32)[:5].tolist()
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(flip_x=a < 0, flip_y=d < 0)
    return Orientation(transpose=True, flip_x=c < 0, flip_y=b < 0)


def _side_data(frame: VideoFrame) -> Any:
    # The stubs of av 18 and 19 call its type by different names.
    try:
        return frame.side_data
    except ValueError:
        return _without_exif(frame).side_data


def _without_exif(frame: VideoFrame) -> VideoFrame:
    """In av 18 there is no name for side data that holds EXIF, and then gives none at all."""
    graph = Graph()
    source = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 25)
    )
    bare = graph.add("sidedata", f"mode=delete:type={_EXIF}")
    graph.link_nodes(source, bare, graph.add("buffersink")).configure()
    graph.vpush(frame)
    return graph.vpull()


def square_size(width: int, height: int, aspect: Fraction | None) -> Size:
    """The size with square pixels: one side is stretched, none shrunk, so that nothing is lost.

    `aspect` is a pixel's width over its height; one that no picture can have is ignored.
    """
    if aspect is None or aspect <= 0:
        return Size(width, height)
    size = Size(max(width, round(width * aspect)), max(height, round(height / aspect)))
    return Size(width, height) if max(size.width, size.height) > MAX_SIDE_PX else size


def turned_size(size: Size, orientation: Orientation) -> Size:
    return Size(size.height, size.width) if orientation.transpose else size
