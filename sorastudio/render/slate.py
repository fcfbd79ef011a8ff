"""The card that stands in for a slot without a take."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, from_rgb
from sorastudio.render.plan import Slate
from sorastudio.render.text import draw_text, wrapped

_GROUND = (38, 41, 46)
_LINE = (92, 100, 112)
_NAME = (230, 231, 234)
_WORDS = (160, 167, 178)


@lru_cache(maxsize=16)
def draw_slate(slate: Slate, size: Size) -> Picture:
    """Name, prompt and length on grey, in a dashed frame; text is a share of the height, so any
    size looks alike."""
    rgb = np.full((size.height, size.width, 3), _GROUND, np.uint8)
    unit = size.height / 36
    _dashed_frame(rgb, unit)
    if size.height >= 48:
        _write(rgb, slate, unit)
    return from_rgb(rgb)


def _write(rgb: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], slate: Slate, unit: float) -> None:
    height, width = rgb.shape[:2]
    left, wide = round(width * 0.12), round(width * 0.76)
    lines = wrapped(slate.prompt, 1.7 * unit, wide, most=6)
    y = height / 2 - (len(lines) * 2.5 + 3) * unit / 2
    draw_text(rgb, slate.name, (left, round(y)), 2.2 * unit, _NAME)
    for number, line in enumerate(lines):
        draw_text(rgb, line, (left, round(y + (3.2 + 2.5 * number) * unit)), 1.7 * unit, _WORDS)
    length = f"{float(slate.seconds):.3g} s · no take yet"
    draw_text(rgb, length, (left, round(height - 5.2 * unit)), 1.3 * unit, _LINE)


def _dashed_frame(rgb: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], unit: float) -> None:
    height, width = rgb.shape[:2]
    inset, dash, thick = round(1.8 * unit), max(2, round(1.2 * unit)), max(1, round(unit / 8))
    right, bottom = width - 1 - inset, height - 1 - inset
    for x in range(inset, right, 2 * dash):
        for y in (inset, bottom):
            cv2.line(rgb, (x, y), (min(x + dash, right), y), _LINE, thick)
    for y in range(inset, bottom, 2 * dash):
        for x in (inset, right):
            cv2.line(rgb, (x, y), (x, min(y + dash, bottom)), _LINE, thick)
