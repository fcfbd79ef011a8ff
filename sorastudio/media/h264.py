"""What the packets of H.264 hold (ITU-T H.264, 7.3.1; ISO 14496-15, 5.3)."""

from __future__ import annotations

from collections.abc import Iterator

START = b"\0\0\0\1"
SLICE, IDR_SLICE, SEQUENCE, PICTURE = 1, 5, 7, 8
_PARTS = (2, 3, 4)
"""Of a slice that was cut up by how much it matters."""
_NEEDLESS = (6, 9, 10, 11)
"""Units without which the pictures are the same: what an encoder says of itself, and marks of where
something begins or ends."""


def units(packet: bytes) -> Iterator[bytes]:
    """The units of a packet, each of which says its length in four bytes. Raises ValueError."""
    at = 0
    while at < len(packet):
        size = int.from_bytes(packet[at : at + 4], "big")
        if size == 0 or at + 4 + size > len(packet):
            raise ValueError("a unit is longer than its packet")
        yield packet[at + 4 : at + 4 + size]
        at += 4 + size


def kind(unit: bytes) -> int:
    return unit[0] & 31


def begins_anew(packet: bytes) -> bool:
    """Whether a decoder can begin at this picture, and shows all later ones after it; False also
    where the packet is in another form."""
    try:
        kinds = {kind(unit) for unit in units(packet)}
    except ValueError:
        return False
    return IDR_SLICE in kinds and kinds.isdisjoint((SLICE, *_PARTS))


def headers_of(record: bytes) -> tuple[bytes, bytes]:
    """Sequence and picture parameter set of a file's decoder record. Raises ValueError where there
    is not exactly one of each, or lengths do not take four bytes."""
    if len(record) < 7 or record[0] != 1 or record[4] & 3 != 3 or record[5] & 31 != 1:
        raise ValueError("not one sequence in the usual form")
    sequence, at = _counted(record, 6)
    if record[at] != 1:
        raise ValueError("not one picture parameter set")
    picture, _ = _counted(record, at + 1)
    return sequence, picture


def _counted(record: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + int.from_bytes(record[at : at + 2], "big")
    if end > len(record):
        raise ValueError("the record is cut short")
    return record[at + 2 : end], end


def plain_units(packet: bytes, sequence: bytes, picture: bytes) -> tuple[bytes, bool]:
    """The packet with start codes and without what its stream says once for all; whether a decoder
    can begin there. Raises ValueError where it is not a picture of just this stream."""
    kept, kinds = [], set()
    for unit in units(packet):
        what = kind(unit)
        if what in (SEQUENCE, PICTURE):
            if unit not in (sequence, picture):
                raise ValueError("its parameters change on the way")
        elif what not in _NEEDLESS:
            kept.append(START + unit)
            kinds.add(what)
    slices = kinds & {SLICE, *_PARTS, IDR_SLICE}
    if slices not in ({SLICE}, {IDR_SLICE}):
        raise ValueError("it is no picture of one kind")
    return b"".join(kept), slices == {IDR_SLICE}
