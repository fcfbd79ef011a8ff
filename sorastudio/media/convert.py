"""From a decoder's frame, whatever it is, to a `Picture`: done once, here, and nowhere else."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import (
    ColorPrimaries,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)

from sorastudio.media.colour import MatrixChange, Meaning, meaning_of
from sorastudio.media.orientation import orientation_of, square_size, turned_size
from sorastudio.media.planes import depth_of, frozen_views, planar
from sorastudio.render.picture import Depth, Picture, Plane

_CUBIC = Interpolation.BICUBIC | Interpolation.ACCURATE_RND
_FULL, _LIMITED = 2, 1


class Converter:
    """Makes pictures out of the frames of one file, all in the size of the first, upright and with
    square pixels."""

    def __init__(
        self, first: VideoFrame, *, aspect: Fraction | None, codec: str, depth: Depth = 8
    ) -> None:
        """`depth`: the finest that pictures come in; those that have no more than 8 bit, in 8."""
        self._codec = codec
        self._depth: Depth = min(depth, depth_of(first.format.name))
        self._square = square_size(first.width, first.height, aspect)
        self._orientation = orientation_of(first)
        self.size = turned_size(self._square, self._orientation)
        self._reformatter = VideoReformatter()
        self._changes: dict[Colorspace, MatrixChange] = {}

    def picture(self, frame: VideoFrame) -> Picture:
        """Frames that are in the working format already come back as views of their own memory."""
        meaning = meaning_of(frame, self._codec)
        planar = self._planar(frame, meaning)
        planes = frozen_views(planar)
        y, u, v = self._in_bt709(planes[0], planes[1], planes[2], meaning)
        alpha = _seen_through(planes[3]) if len(planes) > 3 else None
        turn = self._orientation.turn
        return Picture(turn(y), turn(u), turn(v), None if alpha is None else turn(alpha))

    def _planar(self, frame: VideoFrame, meaning: Meaning) -> VideoFrame:
        """4:2:0, limited range, square pixels; still in the source's matrix, unless that was RGB or
        has to be tone mapped."""
        fits = (frame.width, frame.height) == (self._square.width, self._square.height)
        if fits and frame.format.name == planar(self._depth) and meaning.is_plain:
            return frame
        to_bt709 = meaning.is_rgb or meaning.high_dynamic_range
        tone = meaning.high_dynamic_range
        return self._reformatter.reformat(
            frame,
            width=self._square.width,
            height=self._square.height,
            format=planar(self._depth, with_alpha=meaning.has_alpha),
            src_colorspace=meaning.matrix,
            dst_colorspace=Colorspace.ITU709 if to_bt709 else meaning.matrix,
            src_color_range=_FULL if meaning.full_range else _LIMITED,
            dst_color_range=_LIMITED,
            dst_color_trc=ColorTrc.BT709 if tone else None,
            dst_color_primaries=ColorPrimaries.BT709 if tone else None,
            interpolation=_CUBIC,
            threads=1,
        )

    def _in_bt709(
        self, y: Plane, u: Plane, v: Plane, meaning: Meaning
    ) -> tuple[Plane, Plane, Plane]:
        matrix = meaning.matrix
        if matrix == Colorspace.ITU709 or meaning.is_rgb or meaning.high_dynamic_range:
            return y, u, v
        if matrix not in self._changes:
            self._changes[matrix] = MatrixChange(matrix)
        return self._changes[matrix].apply(y, u, v)


def _seen_through(alpha: Plane) -> Plane | None:
    if alpha.itemsize > 1:
        alpha = (alpha >> 2).astype(np.uint8)
    return None if alpha.min() == 255 else alpha
