"""What can be delivered: one data record each, in `resources/export`."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from sorastudio.errors import UsageError
from sorastudio.media.writer import AudioEncoding, VideoEncoding
from sorastudio.paths import resource

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """`words` say what it is good for."""

    name: str
    label: str
    words: str
    kind: DeliveryKind
    extension: str
    """With its dot; empty for a folder."""
    video: VideoEncoding | None = None
    audio: AudioEncoding | None = None
    in_pieces: bool = False
    """Whether pieces that were encoded on their own are one stream when they are joined."""

    def tuned(self, crf: int | None, encoder_preset: str | None) -> Preset:
        """The same with another quality (0..51, lower is better) or encoder effort. Raises
        UsageError."""
        asked = {"crf": None if crf is None else str(crf), "preset": encoder_preset}
        changes = {name: value for name, value in asked.items() if value is not None}
        if not changes:
            return self
        if self.video is None or "crf" not in self.video.options:
            raise UsageError(f"The preset '{self.name}' has no quality to set.")
        if crf is not None and not 0 <= crf <= 51:
            raise UsageError(f"--crf {crf} is outside 0 (lossless) to 51 (worst).")
        if encoder_preset is not None and encoder_preset not in X264_PRESETS:
            raise UsageError(
                f"There is no encoder preset '{encoder_preset}'.",
                todo=f"Use {', '.join(X264_PRESETS)}.",
            )
        return replace(self, video=replace(self.video, options={**self.video.options, **changes}))


@cache
def presets() -> dict[str, Preset]:
    """Every preset by its name."""
    records = (
        json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(resource("export").glob("*.json"))
    )
    return {record["name"]: _preset(record) for record in records}


def _preset(record: dict[str, Any]) -> Preset:
    video, audio = record.pop("video", None), record.pop("audio", None)
    kind = DeliveryKind(record.pop("kind"))
    return Preset(
        **record,
        kind=kind,
        video=video and VideoEncoding(**video),
        audio=audio and AudioEncoding(**audio),
    )


def preset_named(name: str) -> Preset:
    found = presets().get(name)
    if found is None:
        raise UsageError(f"There is no preset '{name}'.", todo=f"Use {', '.join(presets())}.")
    return found
