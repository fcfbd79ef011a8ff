"""Makes a piece of a file's own packets, and looks whether it shows what the film shows."""

from __future__ import annotations

from sorastudio.errors import ExportError
from sorastudio.export.copies import Copy
from sorastudio.export.fingerprint import fingerprint
from sorastudio.export.one_pass import Locate
from sorastudio.export.order import Order
from sorastudio.export.piece import Piece
from sorastudio.export.stream import drawn
from sorastudio.media.coded import Coded, decoded_luma
from sorastudio.media.copied import copy
from sorastudio.media.writer import VideoEncoding
from sorastudio.render.sources import FrameSource

_PROVEN = 4
"""Packets of a piece that are decoded on their own, and compared with what the film shows."""


def copied_piece(wanted: Copy, order: Order, frames: FrameSource, locate: Locate) -> Piece:
    """Raises MediaError, and ExportError where a decoder that starts there shows anything else."""
    end = wanted.picture + wanted.end - wanted.first
    coded = copy(locate(wanted.media_id), wanted.file, wanted.picture, end, wanted.headers)
    head = Coded(extradata=coded.extradata, packets=coded.packets[:_PROVEN])
    times = sorted(packet.pts for packet in head.packets)
    encoding = order.preset.video or VideoEncoding()
    marks: list[bytes] = []
    shown = decoded_luma(head, order.project.settings.size, encoding)
    for time, luma in zip(times, shown, strict=True):
        frame = wanted.first + time
        if (drawn(order.project, frame, order.extras.overlay, frames).y != luma).any():
            raise ExportError(f"Frame {frame} is another one than its packet shows.")
        if time == len(marks):
            marks.append(fingerprint(luma))
    return Piece(coded=coded, marks=tuple(marks))
