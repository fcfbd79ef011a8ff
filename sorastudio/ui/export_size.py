"""How large an export will be, before it is made: a guess, said as one."""

from __future__ import annotations

from sorastudio.export.presets import DeliveryKind, Preset
from sorastudio.project.project import Project

_PNG_BYTES_PER_PIXEL = 1.1
_BITS_PER_PIXEL = 0.2
"""Of H.264 at CRF 18, 24 pictures a second: the demo film, all grain and snow, takes 0.25."""
_BITS_HALVE_BY_CRF = 6
_REFERENCE_CRF = 18


def estimate_bytes(project: Project, preset: Preset, frames: int) -> float:
    """Bytes of so many frames of a film."""
    size = project.settings.size
    pixels = float(size.width * size.height * frames)
    if preset.kind is DeliveryKind.SEQUENCE or preset.video is None:
        return pixels * _PNG_BYTES_PER_PIXEL
    crf = float(preset.video.options.get("crf", _REFERENCE_CRF))
    bits = pixels * _BITS_PER_PIXEL * 2 ** ((_REFERENCE_CRF - crf) / _BITS_HALVE_BY_CRF)
    sound = preset.audio.bit_rate if preset.audio else 0
    return (bits + float(project.rate.seconds(frames)) * sound) / 8
