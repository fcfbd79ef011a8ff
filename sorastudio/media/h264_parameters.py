"""What the parameter sets of H.264 say of their stream (ITU-T H.264, 7.3.2 and E.1)."""

from __future__ import annotations

from dataclasses import dataclass

from sorastudio.media.h264_bits import Bits
from sorastudio.project.media import Size

_WITH_FORMAT = (100, 110, 122, 244, 44, 83, 86, 118, 128)
_OWN_ASPECT, _SQUARE = 255, (0, 1)
_BT709_LIMITED = (0, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """What a sequence parameter set says of its pictures."""

    level: int
    size: Size
    frame_number_bits: int
    order_bits: int
    """Of the number that says when a picture is shown; 0 where it is told in another way."""
    coding: tuple[int, ...]
    """All else on which the meaning of a slice hangs."""
    is_plain: bool
    """Whether they are whole frames of square pixels in 4:2:0 with 8 bits."""
    is_tagged: bool
    """Whether they say in so many words that they are BT.709 of limited range."""
    reorder: int | None
    """By how many pictures one may be decoded before it is shown; None where it is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSet:
    """What a picture parameter set says of the slices that name it."""

    is_arithmetic: bool
    """CABAC."""
    references: tuple[int, int]
    """So many each list has where a slice does not say."""
    weighs_p: bool
    weighs_b: int
    """0: not, 1: as a slice says, 2: by distance."""
    quantizer: int
    """From which slices count."""
    has_deblocking: bool
    """Whether slices say how they are deblocked."""
    coding: tuple[int, ...]
    """All on which the meaning of a slice hangs, but for the quantizer and the references."""


def sequence_of(unit: bytes) -> Sequence:
    """Raises ValueError where it is cut short or of a rare kind."""
    bits = Bits(_plain(unit))
    profile, _, level, number = bits.read(8), bits.read(8), bits.read(8), bits.golomb()
    plain_format = _is_plain_format(bits) if profile in _WITH_FORMAT else True
    frame_number_bits = bits.golomb() + 4
    order_kind = bits.golomb()
    order_bits = _order_bits(bits, order_kind)
    references, gaps = bits.golomb(), bits.read(1)
    wide, high = 16 * (bits.golomb() + 1), 16 * (bits.golomb() + 1)
    if not bits.read(1):
        raise ValueError("fields")
    direct = bits.read(1)
    left, right, top, bottom = [bits.golomb() for _ in range(4)] if bits.read(1) else [0] * 4
    is_square, is_tagged, reorder = _look(bits) if bits.read(1) else (True, False, None)
    return Sequence(
        level=level,
        size=Size(wide - 2 * (left + right), high - 2 * (top + bottom)),
        frame_number_bits=frame_number_bits,
        order_bits=order_bits,
        coding=(profile, number, order_kind, references, gaps, direct, wide, high, left, top),
        is_plain=plain_format and is_square,
        is_tagged=is_tagged,
        reorder=reorder,
    )


def picture_set_of(unit: bytes) -> PictureSet:
    """Raises ValueError where it is cut short or of a rare kind."""
    bits = Bits(_plain(unit))
    number, sequence = bits.golomb(), bits.golomb()
    is_arithmetic, fields_order = bits.read(1), bits.read(1)
    if bits.golomb():
        raise ValueError("groups of slices")
    references = bits.golomb() + 1, bits.golomb() + 1
    weighs_p, weighs_b = bits.read(1), bits.read(2)
    quantizer, _ = 26 + bits.signed(), bits.signed()
    chroma = [bits.signed()] * 2
    filtered, redundant = (bits.read(1), bits.read(1)), bits.read(1)
    large = 0
    if bits.left > _stop_length(unit):
        large = bits.read(1)
        if bits.read(1):
            raise ValueError("scaling lists")
        chroma[1] = bits.signed()
    if fields_order or redundant:
        raise ValueError("fields, or pictures that are sent twice")
    return PictureSet(
        is_arithmetic=bool(is_arithmetic),
        references=references,
        weighs_p=bool(weighs_p),
        weighs_b=weighs_b,
        quantizer=quantizer,
        has_deblocking=bool(filtered[0]),
        coding=(number, sequence, is_arithmetic, weighs_p, weighs_b, *chroma, *filtered, large),
    )


def _plain(unit: bytes) -> bytes:
    """Without its first byte, which says what it is, and without emulation prevention."""
    return unit[1:].replace(b"\0\0\3", b"\0\0")


def _stop_length(unit: bytes) -> int:
    """Bits of the end mark: a one and the zeros that fill its byte."""
    last = unit.rstrip(b"\0")[-1]
    return (last & -last).bit_length() + 8 * (len(unit) - len(unit.rstrip(b"\0")))


def _is_plain_format(bits: Bits) -> bool:
    chroma = bits.golomb()
    if chroma == 3:
        raise ValueError("full colour")
    depths = bits.golomb(), bits.golomb()
    bits.read(1)
    if bits.read(1):
        raise ValueError("scaling lists")
    return (chroma, *depths) == (1, 0, 0)


def _order_bits(bits: Bits, order_kind: int) -> int:
    match order_kind:
        case 0:
            return bits.golomb() + 4
        case 1:
            bits.read(1)
            for _ in range(2):
                bits.golomb()
            for _ in range(min(bits.golomb(), 255)):
                bits.golomb()
    return 0


def _look(bits: Bits) -> tuple[bool, bool, int | None]:
    """Whether pixels are square, whether they are said to be BT.709 of limited range, and
    `Sequence.reorder`."""
    aspect = bits.read(8) if bits.read(1) else 0
    square = aspect in _SQUARE
    if aspect == _OWN_ASPECT:
        square = bits.read(16) == bits.read(16)
    if bits.read(1):
        bits.read(1)
    colour = _colour(bits) if bits.read(1) else ()
    if bits.read(1):
        bits.golomb()
        bits.golomb()
    if bits.read(1):
        bits.read(65)
    return square, colour == _BT709_LIMITED, _reorder(bits)


def _colour(bits: Bits) -> tuple[int, ...]:
    """Range, primaries, curve and matrix, as far as they are said."""
    bits.read(3)
    full_range, is_said = bits.read(1), bits.read(1)
    return (full_range, *(bits.read(8) for _ in range(3 if is_said else 0)))


def _reorder(bits: Bits) -> int | None:
    if bits.read(1) or bits.read(1):
        return None  # models of a decoder's buffer, with how they go on
    bits.read(1)
    if not bits.read(1):
        return None
    bits.read(1)
    for _ in range(4):
        bits.golomb()
    return bits.golomb()
