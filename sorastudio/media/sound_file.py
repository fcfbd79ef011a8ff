"""Sound alone, written to a file."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from sorastudio.media.atomic import write_whole
from sorastudio.media.writer import (
    AudioEncoding,
    audio_stream,
    open_output,
    said_clearly,
    sound_frame,
)
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


def encode_to_file(
    path: Path,
    blocks: Iterable[Sound],
    encoding: AudioEncoding,
    *,
    tags: Mapping[str, str] | None = None,
) -> None:
    """In one go, for formats that keep in the file itself what an encoder puts around the sound.

    blocks: (count, 2) float32 at 48 kHz. Raises MediaError; the file is then removed.
    """
    try:
        with said_clearly(path), open_output(path, {}) as container:
            container.metadata.update(tags or {})
            stream, at = audio_stream(container, encoding), 0
            for block in blocks:
                container.mux(stream.encode(sound_frame(block, at)))
                at += len(block)
            container.mux(stream.encode(None))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
