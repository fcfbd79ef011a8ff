"""How large an export will be, before it is made: a guess, said as one."""

from __future__ import annotations

from sorastudio.export.order import canvas
from sorastudio.export.presets import Preset, preset_named
from sorastudio.project.project import Project

_BITS_HALVE_BY_CRF = 6


def estimate_bytes(project: Project, preset: Preset, frames: int) -> float:
    """Bytes of so many frames of a film."""
    size = canvas(project.settings.size, preset)
    seconds = float(project.rate.seconds(frames))
    bits = float(size.width * size.height * frames) * preset.bits_per_pixel * _finer(preset)
    if preset.bit_rate is not None:
        bits = preset.bit_rate * seconds
    elif preset.most_bit_rate is not None:
        bits = min(bits, preset.most_bit_rate * seconds)
    sound = preset.audio.bit_rate if preset.audio else 0
    return (bits + seconds * sound) / 8


def _finer(preset: Preset) -> float:
    """How many times the bits the preset takes that it takes as it is offered."""
    usual = preset_named(preset.name).video
    if preset.video is None or usual is None or "crf" not in usual.options:
        return 1.0
    by = float(usual.options["crf"]) - float(preset.video.options.get("crf", usual.options["crf"]))
    return float(2 ** (by / _BITS_HALVE_BY_CRF))
