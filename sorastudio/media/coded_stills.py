"""Pictures of a sequence, each of them a file's whole content, kept as pieces of a film are."""

from __future__ import annotations

from collections.abc import Iterator

from sorastudio.errors import MediaError
from sorastudio.media.coded import Coded, CodedPacket
from sorastudio.media.still import jpeg_of, luma_of, png_of
from sorastudio.media.writer import VideoEncoding
from sorastudio.render.picture import Picture, Plane

_MADE_BY = {"png": png_of, "mjpeg": jpeg_of}


def is_still(encoding: VideoEncoding) -> bool:
    """Whether every picture is a file of its own."""
    return encoding.codec in _MADE_BY


class StillEncoder:
    """Does for pictures that stand alone what `PictureEncoder` does for those of a stream."""

    def __init__(self, encoding: VideoEncoding) -> None:
        self._made = _MADE_BY[encoding.codec]
        self._packets: list[CodedPacket] = []

    def picture(self, picture: Picture) -> None:
        """The next one, in the depth in which it is to be kept."""
        at = len(self._packets)
        self._packets.append(CodedPacket(at, at, 1, is_key=True, data=self._made(picture)))

    def finish(self) -> Coded:
        return Coded(extradata=b"", packets=tuple(self._packets))


def still_luma(coded: Coded) -> Iterator[Plane]:
    """The luma of every picture, decoded again: (H, W) uint8. Raises MediaError."""
    for packet in coded.packets:
        luma = luma_of(packet.data)
        if luma is None:
            raise MediaError("A picture of the sequence cannot be decoded again.")
        yield luma
