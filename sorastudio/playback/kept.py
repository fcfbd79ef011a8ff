"""Composed pictures kept on disk, exactly as they were made: what makes a heavy transition play."""

from __future__ import annotations

import hashlib
import zlib
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np

import sorastudio
from sorastudio.playback.shelf import Shelf
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, Plane, chroma_size
from sorastudio.render.plan import FramePlan

_PACKAGES = ("media", "render", "project")
_SUM_BYTES = 4


class KeptPictures:
    """By what they show, how large they are, and the program that made them, so that one may stand
    for a picture that would be made now. From any thread."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def has(self, plan: FramePlan, size: Size) -> bool:
        return bool(len(self.shelf)) and _name(plan, size) in self.shelf

    def load(self, plan: FramePlan, size: Size) -> Picture | None:
        """None if it is not there, or damaged."""
        if not self.has(plan, size):
            return None
        name = _name(plan, size)
        try:
            content = np.fromfile(self.shelf.path(name), np.uint8)
        except OSError:
            content = np.zeros(0, np.uint8)
        picture = _unpacked(content, size)
        if picture is None:
            self.shelf.forget(name)
        else:
            self.shelf.used(name)
        return picture

    def save(self, plan: FramePlan, size: Size, picture: Picture) -> None:
        """Raises OSError where it cannot be kept."""
        content = b"".join(np.ascontiguousarray(plane).tobytes() for plane in picture.planes)
        total = zlib.crc32(content).to_bytes(_SUM_BYTES, "little")
        self.shelf.write(_name(plan, size), content + total)


def _unpacked(content: Plane, size: Size) -> Picture | None:
    small = chroma_size(size)
    shapes = ((size.height, size.width), *((small.height, small.width),) * 2)
    lengths = [height * width for height, width in shapes]
    if len(content) != sum(lengths) + _SUM_BYTES:
        return None
    body, told = content[:-_SUM_BYTES], content[-_SUM_BYTES:].tobytes()
    if zlib.crc32(body.tobytes()).to_bytes(_SUM_BYTES, "little") != told:
        return None
    planes: list[Plane] = []
    for shape, length in zip(shapes, lengths, strict=True):
        planes.append(body[:length].reshape(shape))
        body = body[length:]
    return Picture.of(planes)


@lru_cache(maxsize=16_384)
def _name(plan: FramePlan, size: Size) -> str:
    return hashlib.sha256(f"{_maker()} {size} {plan!r}".encode()).hexdigest()[:40]


@cache
def _maker() -> str:
    """Tells programs apart that might make another picture of the same plan."""
    root = Path(sorastudio.__file__).parent
    digest = hashlib.sha256(f"{cv2.__version__} {np.__version__}".encode())
    for package in _PACKAGES:
        for source in sorted((root / package).rglob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()
