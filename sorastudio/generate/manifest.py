"""Whether a file says who made it (C2PA), without reading what it says."""

from __future__ import annotations

import struct
from pathlib import Path

C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
"""Of the box that holds a manifest in MP4 (C2PA specification, "Embedding in BMFF")."""

_HEADER = struct.Struct(">I4s")
_LONG = struct.Struct(">Q")


def has_manifest(path: Path) -> bool:
    """Looks at the boxes of the file one level deep. A file of other kind has none."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at = 0
        while at + _HEADER.size <= size:
            file.seek(at)
            length, kind = _HEADER.unpack(file.read(_HEADER.size))
            if length == 1:
                (length,) = _LONG.unpack(file.read(_LONG.size).ljust(_LONG.size, b"\0"))
            if kind == b"uuid" and file.read(len(C2PA_UUID)) == C2PA_UUID:
                return True
            if length < _HEADER.size:
                return False
            at += length
    return False
