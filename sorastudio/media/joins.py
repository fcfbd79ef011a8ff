"""The pictures of a file at which decoding may begin, for a check of what was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
from av.codec.context import ThreadType

from sorastudio.errors import MediaError
from sorastudio.media.container import open_container, picture_stream
from sorastudio.media.planes import PLANAR, views
from sorastudio.media.rational import exact
from sorastudio.project.time import FrameRate
from sorastudio.render.picture import Plane


def pictures_at(path: Path, rate: FrameRate, frames: Sequence[int]) -> Iterator[Plane]:
    """Luma of each: (H, W) uint8. `frames` rise, and each stands by itself in the file: only their
    packets are decoded, several at a time. Raises MediaError where one cannot be decoded."""
    with open_container(path, decodes=False) as container:
        stream: Any = picture_stream(container, path)
        decoder = stream.codec_context
        decoder.thread_type, decoder.thread_count = ThreadType.AUTO, 0
        shown = 0
        try:
            for packet in (*_packets_at(container, stream, rate, frames), None):
                for frame in decoder.decode(packet):
                    plain = frame if frame.format.name == PLANAR else frame.reformat(format=PLANAR)
                    yield views(plain)[0]
                    shown += 1
        except (av.FFmpegError, OSError) as error:
            raise MediaError(f"{path.name} cannot be decoded where its pieces begin.") from error
    if shown != len(frames):
        raise MediaError(f"{path.name} lacks pictures where its pieces begin.")


def _packets_at(
    container: Any, stream: Any, rate: FrameRate, frames: Sequence[int]
) -> Iterator[Any]:
    pace, wanted = exact(stream.time_base) * rate.fps, set(frames)
    for packet in container.demux(stream):
        if packet.size and packet.pts is not None and round(packet.pts * pace) in wanted:
            yield packet
