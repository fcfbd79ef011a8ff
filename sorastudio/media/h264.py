"""What the packets and parameter sets of H.264 say (ITU-T H.264, 7.3; ISO 14496-15, 5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sorastudio.project.media import Size

START = b"\0\0\0\1"
SLICE, IDR_SLICE, SEQUENCE, PICTURE = 1, 5, 7, 8
_NEEDLESS = (6, 9, 10, 11)
"""Units without which the pictures are the same: what an encoder says of itself, and marks of where
something begins or ends."""
_WITH_FORMAT = (100, 110, 122, 244, 44, 83, 86, 118, 128)
_OWN_ASPECT, _SQUARE = 255, (0, 1)
_BT709_LIMITED = (0, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """What a sequence parameter set says of its pictures."""

    level: int
    size: Size
    is_plain: bool
    """Whether they are whole frames of square pixels in 4:2:0 with 8 bits, and say in so many words
    that they are BT.709 of limited range."""


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
    slices = kinds & {SLICE, 2, 3, 4, IDR_SLICE}
    if slices not in ({SLICE}, {IDR_SLICE}):
        raise ValueError("it is no picture of one kind")
    return b"".join(kept), slices == {IDR_SLICE}


def sequence_of(unit: bytes) -> Sequence:
    """Raises ValueError where it is cut short or of a rare kind."""
    bits = _Bits(unit[1:].replace(b"\0\0\3", b"\0\0"))
    profile, _, level = bits.read(8), bits.read(8), bits.read(8)
    bits.golomb()
    plain_format = _is_plain_format(bits) if profile in _WITH_FORMAT else True
    bits.golomb()
    _skip_order(bits)
    bits.golomb()
    bits.read(1)
    wide, high = 16 * (bits.golomb() + 1), 16 * (bits.golomb() + 1)
    whole_frames = bits.read(1)
    if not whole_frames:
        raise ValueError("fields")
    bits.read(1)
    left, right, top, bottom = [bits.golomb() for _ in range(4)] if bits.read(1) else [0] * 4
    return Sequence(
        level=level,
        size=Size(wide - 2 * (left + right), high - 2 * (top + bottom)),
        is_plain=plain_format and bool(bits.read(1)) and _is_plain_look(bits),
    )


def _is_plain_format(bits: _Bits) -> bool:
    chroma = bits.golomb()
    if chroma == 3:
        raise ValueError("full colour")
    depths = bits.golomb(), bits.golomb()
    bits.read(1)
    if bits.read(1):
        raise ValueError("scaling lists")
    return (chroma, *depths) == (1, 0, 0)


def _skip_order(bits: _Bits) -> None:
    match bits.golomb():
        case 0:
            bits.golomb()
        case 1:
            bits.read(1)
            for _ in range(2):
                bits.golomb()
            for _ in range(min(bits.golomb(), 255)):
                bits.golomb()


def _is_plain_look(bits: _Bits) -> bool:
    aspect = bits.read(8) if bits.read(1) else 0
    square = aspect in _SQUARE
    if aspect == _OWN_ASPECT:
        square = bits.read(16) == bits.read(16)
    if bits.read(1):
        bits.read(1)
    if not bits.read(1):
        return False
    bits.read(3)
    full_range, is_said = bits.read(1), bits.read(1)
    if not is_said:
        return False
    return square and (full_range, *(bits.read(8) for _ in range(3))) == _BT709_LIMITED


class _Bits:
    def __init__(self, content: bytes) -> None:
        self._value = int.from_bytes(content, "big")
        self._left = 8 * len(content)

    def read(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise ValueError("cut short")
        return self._value >> self._left & ((1 << count) - 1)

    def golomb(self) -> int:
        """ue(v), or se(v) where only its length matters."""
        zeros = 0
        while not self.read(1):
            zeros += 1
        return (1 << zeros) - 1 + self.read(zeros)
