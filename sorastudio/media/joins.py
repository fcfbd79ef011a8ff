"""The pictures of a file at given frames, for a check of what was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sorastudio.media.video import VideoReader
from sorastudio.project.time import FrameRate
from sorastudio.render.picture import Plane


def pictures_at(path: Path, rate: FrameRate, frames: Sequence[int]) -> Iterator[Plane]:
    """Luma of each: (H, W) uint8. Raises MediaError where one cannot be decoded."""
    with VideoReader(path, threads=1) as reader:
        for frame in frames:
            yield reader.frame_at(rate.seconds(frame) + 1 / rate.fps / 2).y
