"""How large a picture is shown, and how large it is made."""

from __future__ import annotations

from enum import StrEnum

from sorastudio.project.media import Size
from sorastudio.render.place import filled_size

ZOOMS = (0.25, 0.5, 1.0, 2.0, 4.0)


class Quality(StrEnum):
    """How large the pictures are made, against the canvas."""

    AUTO = "Auto"
    """As large as they are shown, and smaller while the computer cannot keep up."""
    FULL = "Full"
    HALF = "Half"
    QUARTER = "Quarter"


def shown_size(canvas: Size, room: Size, zoom: float | None) -> Size:
    """In device pixels, with even sides, as pictures can be made. zoom: device pixels to a pixel of
    the canvas; None fits the room."""
    if zoom is not None:
        return Size(_even(canvas.width * zoom), _even(canvas.height * zoom))
    return filled_size(canvas, room.width, room.height)


def made_size(quality: Quality, canvas: Size, shown: Size, *, strained: bool) -> Size:
    """What the player is asked for: even sides, never above the canvas."""
    if quality is not Quality.AUTO:
        return _part(canvas, {Quality.FULL: 1, Quality.HALF: 2, Quality.QUARTER: 4}[quality])
    fine = shown if shown.width < canvas.width else canvas
    return filled_size(canvas, fine.width / 2, fine.height / 2) if strained else fine


def _part(size: Size, divisor: int) -> Size:
    return Size(_even(size.width / divisor), _even(size.height / divisor))


def _even(side: float) -> int:
    return max(2, 2 * round(side / 2))


def next_zoom(zoom: float, direction: int) -> float:
    """The next larger (1) or smaller (-1) of the usual ones; the last one stays."""
    if direction > 0:
        return next((each for each in ZOOMS if each > zoom * 1.001), ZOOMS[-1])
    return next((each for each in reversed(ZOOMS) if each < zoom * 0.999), ZOOMS[0])
