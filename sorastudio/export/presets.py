"""What can be delivered: one data record each, in `resources/export`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

from sorastudio.errors import UsageError
from sorastudio.media.writer import AudioEncoding, VideoEncoding
from sorastudio.paths import resource
from sorastudio.project.clip import Fit
from sorastudio.project.media import Size

X264_PRESETS = (
    "ultrafast",
    "superfast",
    "veryfast",
    "faster",
    "fast",
    "medium",
    "slow",
    "slower",
    "veryslow",
)


class DeliveryKind(StrEnum):
    FILM = "film"
    """One file with picture and sound."""
    SEQUENCE = "sequence"
    """A folder of numbered pictures."""
    SOUND = "sound"
    """The mix alone."""
    LOOP = "loop"
    """A moving picture without sound that begins again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """`words` say what it is good for; `group` and `order` where it stands in a list."""

    name: str
    label: str
    words: str
    group: str
    order: int
    kind: DeliveryKind
    extension: str
    """With its dot; empty for a folder."""
    video: VideoEncoding | None = None
    audio: AudioEncoding | None = None
    in_pieces: bool = False
    """Whether pieces that were encoded on their own are one stream when they are joined."""
    size: Size | None = None
    """None: the film's own, or as `lines` says."""
    lines: int | None = None
    """The shorter side of the picture."""
    fit: Fit | None = None
    """How clips meet a canvas of this `size`; None: as in the film."""
    key_seconds: Fraction | None = None
    """A player can start at a picture at least that often."""
    container: Mapping[str, str] = field(default_factory=dict)
    """Options of the file format."""
    most_fps: int | None = None
    """Pictures a second of a loop; None: the film's own."""
    picture: str = ".png"
    """The ending of each picture of a sequence."""
    bits_per_pixel: float = 0.0
    """As pictures of films usually need, for a guess at the size."""

    def tuned(self, crf: int | None, encoder_preset: str | None) -> Preset:
        """The same with another quality (0..51, lower is better) or encoder effort. Raises
        UsageError."""
        asked = {"crf": None if crf is None else str(crf), "preset": encoder_preset}
        changes = {name: value for name, value in asked.items() if value is not None}
        if not changes:
            return self
        if self.video is None or not changes.keys() <= self.video.options.keys():
            raise UsageError(f"The preset '{self.name}' has no such quality to set.")
        if crf is not None and not 0 <= crf <= 51:
            raise UsageError(f"--crf {crf} is outside 0 (lossless) to 51 (worst).")
        if encoder_preset is not None and encoder_preset not in self._efforts():
            raise UsageError(
                f"There is no encoder preset '{encoder_preset}'.",
                todo=f"Use {', '.join(self._efforts())}.",
            )
        return replace(self, video=replace(self.video, options={**self.video.options, **changes}))

    def _efforts(self) -> tuple[str, ...]:
        numbered = self.video is not None and self.video.options.get("preset", "").isdigit()
        return tuple(map(str, range(14))) if numbered else X264_PRESETS


@cache
def presets() -> dict[str, Preset]:
    """Every preset by its name, in the order in which they are offered."""
    records = (
        json.loads(path.read_text(encoding="utf-8")) for path in resource("export").glob("*.json")
    )
    found = sorted(map(_preset, records), key=lambda preset: preset.order)
    return {preset.name: preset for preset in found}


def _preset(record: dict[str, Any]) -> Preset:
    video, audio, size = (record.pop(name, None) for name in ("video", "audio", "size"))
    fit, key_seconds = record.pop("fit", None), record.pop("key_seconds", None)
    kind = DeliveryKind(record.pop("kind"))
    return Preset(
        **record,
        kind=kind,
        video=video and VideoEncoding(**video),
        audio=audio and AudioEncoding(**audio),
        size=size and Size(*size),
        fit=fit and Fit(fit),
        key_seconds=key_seconds and Fraction(key_seconds),
    )


def preset_named(name: str) -> Preset:
    found = presets().get(name)
    if found is None:
        raise UsageError(f"There is no preset '{name}'.", todo=f"Use {', '.join(presets())}.")
    return found
