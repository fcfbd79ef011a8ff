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
from sorastudio.media.graphics_card import works_here
from sorastudio.media.planes import depth_of
from sorastudio.media.writer import AudioEncoding, VideoEncoding
from sorastudio.paths import resource
from sorastudio.project.clip import Fit
from sorastudio.project.media import Size
from sorastudio.render.picture import Depth

_MOVFLAGS = "+faststart"
"""The index first, and tags by the names that players know."""

BIT_RATES = (50_000, 800_000_000)
"""The least and the most bits a second that can be asked for."""

_COUNT_BITS = ("libx264", "libx265")

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

_EVEN_CHROMA = ("superfast", "veryfast", "faster")
_FINER_CHROMA = "chroma-qp-offset=-2"
"""At these efforts x264 would quantize chroma as luma, at all that are slower two steps finer. One
stream can only say one of the two, and the files of generators nearly always say the latter."""


class DeliveryKind(StrEnum):
    FILM = "film"
    """One file with picture and sound."""
    SEQUENCE = "sequence"
    """A folder of numbered pictures."""
    SOUND = "sound"
    """The mix alone."""
    LOOP = "loop"
    """A moving picture without sound that begins again."""


class Copies(StrEnum):
    """Whether packets of files that are shown untouched are copied."""

    NEVER = "never"
    CLEAN = "clean"
    """Where nobody can tell it from what was encoded."""
    MIXED = "mixed"
    """Also where parts of the film are then coded in different ways."""


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
    copies: Copies = Copies.NEVER
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
    passes: int = 1
    """2: the film is encoded twice, the first time to see where bits are needed."""
    on_graphics_card: bool = False
    """Whether an encoder of this machine's own makes it."""

    @property
    def depth(self) -> Depth | None:
        """Bits of a sample as pictures are drawn for it; None where there are none."""
        return self.video.depth if self.video else None

    @property
    def most_depth(self) -> Depth | None:
        """The same where clips have more than 8 bit."""
        fine = self.video and self.video.fine_pixel_format
        return depth_of(fine) if fine else self.depth

    @property
    def bit_rate(self) -> int | None:
        """Bits a second that the pictures take, where that is asked for."""
        return self._number("b") or None

    @property
    def most_bit_rate(self) -> int | None:
        """Bits a second that the pictures never exceed for long."""
        return self._number("maxrate")

    @property
    def crf(self) -> int | None:
        """Quality, lower is better, where it is what is asked for."""
        return self._number("crf")

    @property
    def effort(self) -> str | None:
        """How long the encoder may think, where that can be set."""
        return self.video.options.get("preset") if self.video and self.efforts else None

    @property
    def worst_crf(self) -> int:
        return 63 if self.video and self.video.codec in ("libsvtav1", "libvpx-vp9") else 51

    @property
    def takes_bit_rate(self) -> bool:
        """Whether a number of bits can be asked for instead of a quality."""
        return self.video is not None and self.video.codec in _COUNT_BITS

    def _number(self, option: str) -> int | None:
        text = self.video.options.get(option) if self.video else None
        return None if text is None else int(text)

    def tuned(self, crf: int | None, encoder_preset: str | None) -> Preset:
        """The same with another quality (0..51, lower is better) or encoder effort. Raises
        UsageError."""
        asked = {"crf": None if crf is None else str(crf), "preset": encoder_preset}
        changes = {name: value for name, value in asked.items() if value is not None}
        if not changes:
            return self
        if self.video is None or not changes.keys() <= self.video.options.keys():
            raise UsageError(f"The preset '{self.name}' has no such quality to set.")
        if crf is not None and not 0 <= crf <= self.worst_crf:
            raise UsageError(f"--crf {crf} is outside 0 (best) to {self.worst_crf} (worst).")
        if encoder_preset is not None and encoder_preset not in self.efforts:
            raise UsageError(
                f"There is no encoder preset '{encoder_preset}'.",
                todo=f"Use {', '.join(self.efforts)}.",
            )
        if self.copies is Copies.CLEAN and encoder_preset is not None:
            told = self.video.options.get("x264-params", "").split(":")
            kept = [each for each in told if each and each != _FINER_CHROMA]
            finer = [_FINER_CHROMA] if encoder_preset in _EVEN_CHROMA else []
            changes["x264-params"] = ":".join([*kept, *finer])
        tuned = self._with(changes)
        # Who asks for less than usual wants a small file, not the one that is there.
        is_less = crf is not None and self.crf is not None and crf > self.crf
        clean = self.copies is Copies.CLEAN
        return replace(tuned, copies=Copies.NEVER) if is_less and clean else tuned

    @property
    def efforts(self) -> tuple[str, ...]:
        """From the quickest to the most thorough; empty where none can be chosen."""
        if self.video is None or "preset" not in self.video.options or self.on_graphics_card:
            return ()
        numbered = self.video.options["preset"].isdigit()
        return tuple(map(str, reversed(range(14)))) if numbered else X264_PRESETS

    def at_bit_rate(self, bits: int) -> Preset:
        """The same in two passes, with so many bits a second on average. Raises UsageError."""
        self._check_bits(bits)
        asked = self._without("crf", "maxrate", "bufsize")._with({"b": str(bits)})
        return replace(asked, passes=2, in_pieces=False)

    def at_most(self, bits: int) -> Preset:
        """The same in one pass, never above so many bits a second for long. Raises UsageError."""
        self._check_bits(bits)
        asked = self._with({"maxrate": str(bits), "bufsize": str(2 * bits)})
        return replace(asked, in_pieces=False)

    def _check_bits(self, bits: int) -> None:
        if not self.takes_bit_rate:
            raise UsageError(f"The preset '{self.name}' has no bit rate to set.")
        low, high = BIT_RATES
        if not low <= bits <= high:
            raise UsageError(
                f"{bits} bits a second is outside what can be asked for.",
                todo=f"It goes from {low // 1000}k to {high // 1_000_000}M.",
            )

    def _with(self, options: Mapping[str, str]) -> Preset:
        assert self.video is not None
        changed = {**self.video.options, **options}
        return replace(self, video=replace(self.video, options=changed))

    def _without(self, *names: str) -> Preset:
        assert self.video is not None
        kept = {name: value for name, value in self.video.options.items() if name not in names}
        return replace(self, video=replace(self.video, options=kept))


@cache
def presets() -> dict[str, Preset]:
    """Every preset by its name, in the order in which they are offered."""
    records = (
        json.loads(path.read_text(encoding="utf-8")) for path in resource("export").glob("*.json")
    )
    made = [_preset(record) for record in records if "encoders" not in record]
    return {preset.name: preset for preset in sorted(made, key=lambda preset: preset.order)}


@cache
def graphics_card_presets() -> dict[str, Preset]:
    """What encoders of this very machine make. To ask them takes a moment."""
    found = {}
    for path in sorted(resource("export").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        for encoder in record.pop("encoders", ()):
            preset = _preset({**record, "video": encoder, "on_graphics_card": True})
            if preset.video is not None and works_here(preset.video):
                found[preset.name] = preset
                break
    return found


def _preset(record: dict[str, Any]) -> Preset:
    video, audio, size = (record.pop(name, None) for name in ("video", "audio", "size"))
    fit, key_seconds = record.pop("fit", None), record.pop("key_seconds", None)
    kind, container = DeliveryKind(record.pop("kind")), record.pop("container", {})
    copying = Copies(record.pop("copies", Copies.NEVER))
    return Preset(
        **record,
        kind=kind,
        copies=copying,
        container={"movflags": _MOVFLAGS, **container},
        video=video and VideoEncoding(**video),
        audio=audio and AudioEncoding(**audio),
        size=size and Size(*size),
        fit=fit and Fit(fit),
        key_seconds=key_seconds and Fraction(key_seconds),
    )


def preset_named(name: str) -> Preset:
    found = presets().get(name) or graphics_card_presets().get(name)
    if found is None:
        known = (*presets(), *graphics_card_presets())
        raise UsageError(f"There is no preset '{name}'.", todo=f"Use {', '.join(known)}.")
    return found
