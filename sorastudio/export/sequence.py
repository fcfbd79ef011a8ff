"""Numbered pictures in a folder, out of the pieces of a film."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sorastudio.export.order import Order
from sorastudio.export.segments import Segment
from sorastudio.media.coded import Coded
from sorastudio.project.media import Size

_LEAST_DIGITS = 6
_MOST_PIXELS = 2**25
_MOST_PICTURES = 24


def parted(pieces: Iterable[Segment], size: Size) -> Iterator[Segment]:
    """Pieces so short that all their pictures lie in memory with ease: those that stand alone are
    large, and gain nothing from the one before."""
    most = max(1, min(_MOST_PICTURES, _MOST_PIXELS // (size.width * size.height)))
    for piece in pieces:
        for first in range(piece.first, piece.end, most):
            yield Segment(first, min(first + most, piece.end))


def lay_out(folder: Path, order: Order, pieces: Iterable[Coded]) -> Iterator[int]:
    """Writes the pictures of all pieces into a folder that is there, each under its frame's number
    in the film; tells how many each piece had. Raises OSError."""
    digits = max(_LEAST_DIGITS, len(str(order.end)))
    frame = order.first
    for piece in pieces:
        for packet in piece.packets:
            name = f"{order.out.name}-{frame:0{digits}}{order.preset.picture}"
            (folder / name).write_bytes(packet.data)
            frame += 1
        yield len(piece.packets)
