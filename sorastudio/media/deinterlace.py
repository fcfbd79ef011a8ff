"""Whole pictures out of interlaced ones, by libavfilter."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from sorastudio.media.rational import exact


class Deinterlacer:
    """One picture out for each one in, at the same time; progressive ones pass unchanged."""

    def __init__(self, first: VideoFrame, time_base: Fraction) -> None:
        self._graph = Graph()
        source = self._graph.add_buffer(
            width=first.width, height=first.height, format=first.format, time_base=time_base
        )
        filtered = self._graph.add("bwdif", "mode=send_frame:deint=interlaced")
        self._graph.link_nodes(source, filtered, self._graph.add("buffersink")).configure()

    def push(self, frame: VideoFrame | None) -> Iterator[tuple[Fraction, VideoFrame]]:
        """Time and picture of what is ready; None says that there will be no more."""
        self._graph.vpush(frame)
        while True:
            try:
                done = self._graph.vpull()
            except (av.BlockingIOError, av.EOFError):
                return
            yield (done.pts or 0) * exact(done.time_base), done
