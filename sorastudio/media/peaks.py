"""How loud a file is along its length, for drawing, kept as a file under the hash of its
content."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sorastudio.media.atomic import write_whole
from sorastudio.media.audio import AudioReader
from sorastudio.render.sources import Sound

_VERSION = 1
_PEAKS_AT_A_TIME = 256


def peaks(
    path: Path, *, samples_per_peak: int, sample_count: int, sha256: str, cache: Path
) -> NDArray[np.float32]:
    """(N, 2) float32: lowest and highest value of both channels in each stretch of
    `samples_per_peak` samples at 48 kHz, from the file's first picture on; N covers `sample_count`.

    `sha256`: of the file's content; `cache`: a folder that may be deleted at any time. Raises
    MediaError.
    """
    count = -(-sample_count // samples_per_peak)
    name = f"{samples_per_peak}x{count}-v{_VERSION}.npy"
    place = cache / "peaks" / sha256[:2] / sha256 / name
    kept = _kept(place, count)
    if kept is not None:
        return kept
    made = _measured(path, samples_per_peak, count)
    buffer = io.BytesIO()
    np.save(buffer, made)
    write_whole(place, buffer.getvalue())
    return made


def _kept(place: Path, count: int) -> NDArray[np.float32] | None:
    try:
        found = np.load(place, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if not isinstance(found, np.ndarray) or found.shape != (count, 2):
        return None
    return found if found.dtype == np.float32 else None


def _measured(path: Path, samples_per_peak: int, count: int) -> NDArray[np.float32]:
    result = np.zeros((count, 2), np.float32)
    with AudioReader(path) as reader:
        for first in range(0, count, _PEAKS_AT_A_TIME):
            some = min(_PEAKS_AT_A_TIME, count - first)
            sound = reader.read(first * samples_per_peak, some * samples_per_peak)
            result[first : first + some] = _extremes(sound, some)
    return result


def _extremes(sound: Sound, count: int) -> NDArray[np.float32]:
    stretches = sound.reshape(count, -1)
    return np.stack([stretches.min(axis=1), stretches.max(axis=1)], axis=1)
