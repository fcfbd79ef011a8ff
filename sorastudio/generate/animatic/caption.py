"""A small line of words in the lower left corner."""

from __future__ import annotations

import cv2
import numpy as np

from sorastudio.generate.animatic.blends import boxed, scaled, shrunk, tint
from sorastudio.generate.animatic.noise import Mask
from sorastudio.project.media import Size
from sorastudio.render.picture import chroma_size

_WORDS_LUMA, _SHADE_LUMA = 228, 20


class Caption:
    """Set once, laid over every frame."""

    def __init__(self, text: str, size: Size) -> None:
        self._words = _set(text, size)
        soft = max(1, size.height // 240)
        wide = np.asarray(cv2.dilate(self._words, np.ones((3, 3), np.uint8)), np.uint8)
        self._shade = scaled(boxed(wide, soft), 0.55)
        small = chroma_size(size)
        self._small = shrunk(self._words, small.width, small.height)

    def draw(self, y: Mask, u: Mask, v: Mask) -> None:
        """Onto the planes, in place."""
        for plane, amount, value in (
            (y, self._shade, _SHADE_LUMA),
            (y, self._words, _WORDS_LUMA),
            (u, self._small, 128),
            (v, self._small, 128),
        ):
            tint(plane, amount, value)


def _set(text: str, size: Size) -> Mask:
    """(H, W) cover of the words: one line, shortened to two thirds of the width."""
    mask: Mask = np.zeros((size.height, size.width), np.uint8)
    face, high = cv2.FontFace("sans"), max(6, size.height // 34)
    margin = max(2, size.height // 18)
    line = " ".join(text.split())
    room = size.width * 2 // 3
    while line and _width(line, face, high) > room:
        line = line.rstrip("…")[:-1].rstrip() + "…" if len(line) > 2 else ""
    if line:
        ink = np.zeros((size.height, size.width, 3), np.uint8)
        cv2.putText(ink, line, (margin, size.height - margin), (255, 255, 255), face, high, 400)
        mask[:] = ink[..., 0]
    return scaled(mask, 0.88)


def _width(line: str, face: cv2.FontFace, high: int) -> int:
    box = cv2.getTextSize((1, 1), line, (0, 0), face, high, 400)
    return int(box[2])
