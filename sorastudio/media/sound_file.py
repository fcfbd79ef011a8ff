"""Sound alone, written to a file."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np

from sorastudio.media.atomic import write_whole
from sorastudio.project.time import SAMPLE_RATE
from sorastudio.render.sources import Sound

_FULL_SCALE = 32767


def write_wav(path: Path, sound: Sound) -> None:
    """16 bit, 48 kHz, stereo; what exceeds full scale is clipped. Raises MediaError."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        samples = np.rint(np.clip(sound, -1, 1) * _FULL_SCALE).astype("<i2")
        file.writeframes(samples.tobytes())
    write_whole(path, content.getvalue())
