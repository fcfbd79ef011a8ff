"""Where decoding of a file may begin, for a check of what was written."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Begin:
    """A packet at which decoding may begin, of the picture `frame`. `luma`: (H, W) uint8, if it was
    decoded."""

    frame: int
    packet: bytes
    luma: Plane | None


def begins_at(
    path: Path, rate: FrameRate, frames: Collection[int], is_known: Callable[[int, bytes], bool]
) -> Iterator[Begin]:
    """Those of some frames, each of which stands by itself in the file; of the ones that are not
    known by their packets the pictures, several of which are decoded at a time. Raises MediaError
    where one is missing or cannot be decoded."""
    with open_container(path, decodes=False) as container:
        stream: Any = picture_stream(container, path)
        decoder = stream.codec_context
        decoder.thread_type, decoder.thread_count = ThreadType.AUTO, 0
        fed: deque[tuple[int, bytes]] = deque()
        left = len(frames)
        try:
            for frame, packet in (*_packets_at(container, stream, rate, set(frames)), (0, None)):
                content = b"" if packet is None else bytes(packet)
                if packet is not None:
                    left -= 1
                    if is_known(frame, content):
                        yield Begin(frame, content, None)
                        continue
                    fed.append((frame, content))
                for decoded in decoder.decode(packet):
                    yield Begin(*fed.popleft(), _luma(decoded))
        except (av.FFmpegError, OSError, IndexError) as error:
            raise MediaError(f"{path.name} cannot be decoded where its pieces begin.") from error
    if left or fed:
        raise MediaError(f"{path.name} lacks pictures where its pieces begin.")


def _luma(frame: Any) -> Plane:
    plain = frame if frame.format.name == PLANAR else frame.reformat(format=PLANAR)
    return views(plain)[0]


def _packets_at(
    container: Any, stream: Any, rate: FrameRate, frames: set[int]
) -> Iterator[tuple[int, Any]]:
    pace = exact(stream.time_base) * rate.fps
    for packet in container.demux(stream):
        if packet.size and packet.pts is not None and (frame := round(packet.pts * pace)) in frames:
            yield frame, packet
