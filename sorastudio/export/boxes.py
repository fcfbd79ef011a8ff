"""The boxes of an MP4 file, as far as they tell a clean film from a patched one (ISO 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HOLD_BOXES = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
_LARGEST_INDEX = 512 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    kind: str
    """`vide` or `soun`."""
    entries: tuple[str, ...]
    """The codecs its sample descriptions name, such as `avc1`."""
    runs: int
    """Stretches of pictures that last equally long; a constant rate has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    index_first: bool
    """Whether it can be played while it is still being loaded."""
    tracks: tuple[Track, ...]


def layout(path: Path) -> Layout:
    """Raises ValueError where it is no such file, OSError where it cannot be read."""
    order, index = [], b""
    with path.open("rb") as file:
        end = file.seek(0, 2)
        at = 0
        while at + 8 <= end:
            file.seek(at)
            size, kind, head = _head(file.read(16), end - at)
            order.append(kind)
            if kind == b"moov":
                if size > _LARGEST_INDEX:
                    raise ValueError("its index is absurdly large")
                file.seek(at + head)
                index = file.read(size - head)
            at += size
    if not index or b"mdat" not in order:
        raise ValueError("it has no index or no pictures")
    tracks = tuple(_track(body) for kind, body in _boxes(index) if kind == b"trak")
    return Layout(index_first=order.index(b"moov") < order.index(b"mdat"), tracks=tracks)


def _head(start: bytes, rest: int) -> tuple[int, bytes, int]:
    """Size, kind and length of the head of a box."""
    size, kind = struct.unpack(">I4s", start[:8])
    head = 8
    if size == 1 and len(start) >= 16:
        size, head = struct.unpack(">Q", start[8:16])[0], 16
    size = size or rest
    if not head <= size <= rest:
        raise ValueError("a box is larger than what is left")
    return size, kind, head


def _boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every box, the holding ones opened, in order."""
    at = 0
    while at + 8 <= len(body):
        size, kind, head = _head(body[at : at + 16], len(body) - at)
        inside = body[at + head : at + size]
        yield kind, inside
        if kind in _HOLD_BOXES - {b"trak"}:
            yield from _boxes(inside)
        at += size


def _track(body: bytes) -> Track:
    # QuickTime names a second handler, of the data, behind the one of the media.
    found = dict(reversed(list(_boxes(body))))
    count = struct.unpack(">I", found[b"stsd"][4:8])[0]
    entries, at = [], 8
    for _ in range(count):
        size, kind = struct.unpack(">I4s", found[b"stsd"][at : at + 8])
        entries.append(kind.decode("latin-1"))
        at += size
    return Track(
        kind=found[b"hdlr"][8:12].decode("latin-1"),
        entries=tuple(entries),
        runs=struct.unpack(">I", found[b"stts"][4:8])[0],
    )
