"""Slices of one H.264 stream, told in the words of another: its pictures stay bit for bit what they
are, and yet belong to the other stream (ITU-T H.264, 7.3.3).

Of a slice only the head hangs on the parameter sets that it names, and of those only two things
usually differ between files of one encoder: the quantizer from which its slices count, and how many
references a list has if nothing is said. Both can be said anew in the head; what follows it is
coded by itself from the next whole byte on, and is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sorastudio.media.h264 import IDR_SLICE, SLICE, START, kind
from sorastudio.media.h264_bits import Bits, golomb, signed_golomb
from sorastudio.media.h264_parameters import PictureSet, Sequence, picture_set_of, sequence_of

_P, _B, _I = 0, 1, 2
_EXPLICIT = 1
_NO_FILTER = 1
_MOST_QUANTIZER = 51
_MOST_HEAD_BYTES = 400
"""More than any head has: all lists full, all weights said."""
_ZEROS = re.compile(rb"\0\0(?=[\0-\3])")


@dataclass(frozen=True, slots=True)
class Headers:
    """The parameter sets of a stream."""

    sequence: Sequence
    picture: PictureSet


def headers_from(units: bytes) -> Headers:
    """units: one sequence and one picture parameter set, each behind a start code. Raises
    ValueError."""
    sequence, picture = (unit for unit in units.split(START) if unit)
    return Headers(sequence_of(sequence), picture_set_of(picture))


def can_retell(source: Headers, target: Headers) -> bool:
    """Whether slices of the one can be told as slices of the other."""
    ours, theirs = target.sequence, source.sequence
    return (
        theirs.level <= ours.level
        and (theirs.size, theirs.coding) == (ours.size, ours.coding)
        and theirs.frame_number_bits == ours.frame_number_bits
        and theirs.order_bits == ours.order_bits
        and theirs.is_plain
        and source.picture.coding == target.picture.coding
        and source.picture.is_arithmetic
    )


def retold(packet: bytes, source: Headers, target: Headers) -> bytes:
    """A packet of units behind start codes. Raises ValueError where it is not what its headers
    say."""
    return b"".join(
        START + (_slice(unit, source, target) if kind(unit) in (SLICE, IDR_SLICE) else unit)
        for unit in packet.split(START)
        if unit
    )


def _slice(unit: bytes, source: Headers, target: Headers) -> bytes:
    plain = unit[1:].replace(b"\0\0\3", b"\0\0")
    head = _Head(Bits(plain[:_MOST_HEAD_BYTES]), unit[0], source)
    digits = "".join(head.told_for(target.picture))
    digits += "1" * (-len(digits) % 8)
    made = int(digits, 2).to_bytes(len(digits) // 8, "big") + plain[head.end_byte :]
    escaped = _ZEROS.sub(b"\0\0\3", made)
    return unit[:1] + escaped + (b"\3" if escaped.endswith(b"\0") else b"")


class _Head:
    """The head of a slice, read once; where in it lies what the parameter sets decide."""

    def __init__(self, bits: Bits, first_byte: int, headers: Headers) -> None:
        self._bits, self._set = bits, headers.picture
        bits.golomb()
        self._type = bits.golomb() % 5
        if self._type not in (_P, _B, _I):
            raise ValueError("a slice for switching")
        bits.golomb()
        bits.read(headers.sequence.frame_number_bits)
        is_first = first_byte & 31 == IDR_SLICE
        if is_first:
            bits.golomb()
        bits.read(headers.sequence.order_bits)
        if self._type == _B:
            bits.read(1)
        self._before_counts = bits.at
        self._counts = self._read_counts()
        self._after_counts = bits.at
        self._skip_lists()
        self._skip_weights()
        if first_byte & 0x60:
            self._skip_marking(is_first=is_first)
        if self._set.is_arithmetic and self._type != _I:
            bits.golomb()
        self._before_quantizer = bits.at
        self._quantizer = self._set.quantizer + bits.signed()
        self._after_quantizer = bits.at
        if self._set.has_deblocking and bits.golomb() != _NO_FILTER:
            bits.golomb()
            bits.golomb()
        self._end = bits.at
        filling = -bits.at % 8
        if bits.read(filling) != (1 << filling) - 1 or not 0 <= self._quantizer <= _MOST_QUANTIZER:
            raise ValueError("a slice that is not as its stream says")

    @property
    def end_byte(self) -> int:
        """Where the pictures begin, once arithmetic coding has filled the byte."""
        return -(-self._end // 8)

    def told_for(self, target: PictureSet) -> Iterator[str]:
        """In digits."""
        bits = self._bits
        yield bits.between(0, self._before_counts)
        if self._counts:
            yield "".join(self._counts_for(target))
        yield bits.between(self._after_counts, self._before_quantizer)
        yield signed_golomb(self._quantizer - target.quantizer)
        yield bits.between(self._after_quantizer, self._end)

    def _counts_for(self, target: PictureSet) -> Iterator[str]:
        if self._counts == target.references[: len(self._counts)]:
            yield "0"
            return
        yield "1"
        yield from (golomb(count - 1) for count in self._counts)

    def _read_counts(self) -> tuple[int, ...]:
        """References of each list that the slice has."""
        lists = {_P: 1, _B: 2, _I: 0}[self._type]
        if lists and self._bits.read(1):
            return tuple(self._bits.golomb() + 1 for _ in range(lists))
        return self._set.references[:lists]

    def _skip_lists(self) -> None:
        for _ in self._counts:
            if self._bits.read(1):
                while self._bits.golomb() != 3:
                    self._bits.golomb()

    def _skip_weights(self) -> None:
        explicit = self._set.weighs_b == _EXPLICIT if self._type == _B else self._set.weighs_p
        if not self._counts or not explicit:
            return
        for _ in range(2):
            self._bits.golomb()
        for count in self._counts:
            for _ in range(count):
                self._skip_weight()

    def _skip_weight(self) -> None:
        for values in (2, 4):
            if self._bits.read(1):
                for _ in range(values):
                    self._bits.golomb()

    def _skip_marking(self, *, is_first: bool) -> None:
        """Which pictures are kept for reference."""
        if is_first:
            self._bits.read(2)
            return
        if not self._bits.read(1):
            return
        while (operation := self._bits.golomb()) != 0:
            for _ in range({1: 1, 2: 1, 3: 2, 4: 1, 6: 1}.get(operation, 0)):
                self._bits.golomb()
