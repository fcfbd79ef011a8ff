"""Whether a file says more of itself than its tags: a manifest of who made it (C2PA), or a packet
of its maker's (XMP). What they say is not read."""

from __future__ import annotations

import struct
from pathlib import Path

_HEADER = struct.Struct(">I4s")
_LONG = struct.Struct(">Q")


def says_more(path: Path) -> bool:
    """Looks for boxes of no common kind, one level deep (ISO 14496-12, `uuid`): those are not there
    any more, or do not hold any more, once a recipe is written into the file. A file of other kind
    has none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        while at + _HEADER.size <= size:
            file.seek(at)
            length, kind = _HEADER.unpack(file.read(_HEADER.size))
            if kind == b"uuid":
                return True
            if length == 1:
                (length,) = _LONG.unpack(file.read(_LONG.size).ljust(_LONG.size, b"\0"))
            if length < _HEADER.size:
                return False
            at += length
    return False
