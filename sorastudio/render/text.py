"""Text on pictures, in the one font that is always there."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np

RGB = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


@cache
def _font() -> Any:
    return cv2.FontFace("sans")


def text_width(text: str, height_px: float) -> int:
    """Pixels that a line of text takes. height_px: size of the letters' box."""
    box = cv2.getTextSize((0, 0), text, (0, 0), _font(), max(4, round(height_px)))
    return int(box[2])


def draw_text(
    rgb: RGB, text: str, at: tuple[int, int], height_px: float, color: tuple[int, int, int]
) -> None:
    """Draws a line on an (H, W, 3) picture in place; `at` is the left top corner of its box."""
    size = max(4, round(height_px))
    cv2.putText(rgb, text, (at[0], at[1] + size), color, _font(), size)


def wrapped(text: str, height_px: float, width_px: int, *, most: int) -> list[str]:
    """The text in lines of at most `width_px`, at most `most` of them, an ellipsis where it is
    cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and text_width(longer, height_px) > width_px:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], lines[most - 1].rstrip(".,;: ") + " …"]
