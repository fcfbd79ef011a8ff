"""What was measured, as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sorastudio.render.measure.seam import Seam

BRIGHTNESS_SHARE = 0.03
COLOUR_SHARE = 0.02
SHARPNESS_TIMES = 1.5
_MOVING = 0.0008
"""Shares of the width a frame: less than this is standing still."""
_STOPPED = 0.25
_OTHER_WAY = 0.7


def seam_words(seam: Seam) -> tuple[str, ...]:
    """What jars, the worst first; nothing where all is well, or another scene begins."""
    said = [_repeated(seam)]
    if seam.one_scene:
        said += [_brightness(seam), _colour(seam), _sharpness(seam), _motion(seam)]
    return tuple(words for words in said if words)


def seam_label(seam: Seam) -> str:
    """The worst of it in a word or two; empty where nothing jars."""
    if seam.repeated:
        return f"{seam.repeated} repeated"
    if not seam.one_scene:
        return ""
    labels = (
        (_brightness(seam), "lighter" if seam.brightness > 0 else "darker"),
        (_colour(seam), "colour"),
        (_sharpness(seam), "sharper" if seam.sharpness > 1 else "softer"),
        (_motion(seam), "motion"),
    )
    return next((label for words, label in labels if words), "")


def jars_in_colour(seam: Seam) -> bool:
    """Whether one scene goes on in another light."""
    return seam.one_scene and bool(_brightness(seam) or _colour(seam))


def _repeated(seam: Seam) -> str:
    if seam.repeated == 1:
        return "The first frame repeats the last picture."
    return f"The first {seam.repeated} frames repeat the last picture." if seam.repeated else ""


def _brightness(seam: Seam) -> str:
    if abs(seam.brightness) < BRIGHTNESS_SHARE:
        return ""
    way = "lighter" if seam.brightness > 0 else "darker"
    return f"It gets {abs(seam.brightness):.0%} {way}."


def _colour(seam: Seam) -> str:
    return f"The colour jumps by {seam.colour:.0%}." if seam.colour >= COLOUR_SHARE else ""


def _sharpness(seam: Seam) -> str:
    times = max(seam.sharpness, 1 / seam.sharpness)
    if times < SHARPNESS_TIMES:
        return ""
    return f"It gets {times:.1f} times as {'sharp' if seam.sharpness > 1 else 'soft'}."


def _motion(seam: Seam) -> str:
    before, after = seam.motion_before, seam.motion_after
    if before > _MOVING and after < _STOPPED * before:
        return "The motion stops."
    if after > _MOVING and before < _STOPPED * after:
        return "The motion begins all at once."
    if min(before, after) > _MOVING and seam.turn > _OTHER_WAY:
        return "The motion turns."
    return ""
