"""An encoded piece of a film as it lies in the cache: packets, and what proves that they are right.

One line of JSON, then the packets one after another.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sorastudio.export.fingerprint import HEIGHT, WIDTH
from sorastudio.media.coded import Coded, CodedPacket
from sorastudio.store.parts import part_of, remove_dead_parts

_VERSION = 1
_MARK = WIDTH * HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """`marks`: a fingerprint of every picture, as it was before encoding; none of sound."""

    coded: Coded
    marks: tuple[bytes, ...] = ()

    @property
    def depth(self) -> int:
        """By how many pictures it is decoded before it is shown."""
        return max(0, -self.coded.packets[0].dts) if self.coded.packets else 0


def write_piece(path: Path, piece: Piece) -> None:
    """Whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_dead_parts(path)
    part = part_of(path)
    try:
        with part.open("xb") as file:
            file.write(_to_bytes(piece))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_piece(path: Path) -> Piece | None:
    """None where there is none, or it is not what was written."""
    try:
        return piece_of(path.read_bytes())
    except OSError:
        return None


def piece_of(content: bytes) -> Piece | None:
    """The same, of what such a file holds."""
    line, _, payload = content.partition(b"\n")
    try:
        head = json.loads(line)
        if head["version"] != _VERSION or head["payload"] != _hash(payload):
            return None
        return _of(head, payload)
    except (ValueError, KeyError, TypeError):
        return None


def piece_depth(path: Path) -> int:
    """The depth of a piece of pictures, from its first line alone; 0 where it cannot be told."""
    try:
        with path.open("rb") as file:
            packets = json.loads(file.readline())["packets"]
        return max(0, -int(packets[0][1]))
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return 0


def _to_bytes(piece: Piece) -> bytes:
    payload = b"".join(packet.data for packet in piece.coded.packets)
    head = {
        "version": _VERSION,
        "payload": _hash(payload),
        "extradata": piece.coded.extradata.hex(),
        "packets": [
            [packet.pts, packet.dts, packet.duration, int(packet.is_key), len(packet.data)]
            for packet in piece.coded.packets
        ],
        "marks": b64encode(b"".join(piece.marks)).decode("ascii"),
    }
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + payload


def _of(head: dict[str, Any], payload: bytes) -> Piece:
    packets, at = [], 0
    for pts, dts, duration, is_key, size in head["packets"]:
        packets.append(CodedPacket(pts, dts, duration, bool(is_key), payload[at : at + size]))
        at += size
    if at != len(payload):
        raise ValueError("packets do not fill the payload")
    marks = b64decode(head["marks"])
    return Piece(
        coded=Coded(extradata=bytes.fromhex(head["extradata"]), packets=tuple(packets)),
        marks=tuple(marks[start : start + _MARK] for start in range(0, len(marks), _MARK)),
    )


def _hash(payload: bytes) -> str:
    return hashlib.blake2b(payload, digest_size=20).hexdigest()
