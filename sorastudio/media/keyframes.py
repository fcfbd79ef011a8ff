"""How far apart the pictures are that can be decoded on their own: what a seek costs."""

from __future__ import annotations

from pathlib import Path

import av

from sorastudio.media.container import open_container, picture_stream


def longest_group(path: Path) -> int:
    """The most pictures that must be decoded to reach one of them. Reads the file's packets, but
    decodes none. Raises MediaError."""
    longest = since = 0
    with open_container(path, decodes=False) as container:
        packets = container.demux(picture_stream(container, path))
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, OSError):
                return longest
            if packet is None:
                return longest
            if packet.size:
                since = 1 if packet.is_keyframe else since + 1
                longest = max(longest, since)
