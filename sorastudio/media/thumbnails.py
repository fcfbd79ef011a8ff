"""Small pictures of a file at given times, kept as files under the hash of its content."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from sorastudio.media.atomic import write_whole
from sorastudio.media.video import VideoReader
from sorastudio.render.picture import Bytes, Picture, to_rgb

_VERSION = 1


def thumbnails(
    path: Path, times: Sequence[Fraction], height_px: int, *, sha256: str, cache: Path
) -> list[Bytes]:
    """One (height_px, W, 3) uint8 RGB array for each time, in seconds after the first picture.

    `sha256`: of the file's content; `cache`: a folder that may be deleted at any time. What is
    missing or damaged there is made again, in one pass over the file. Raises MediaError.
    """
    places = {time: _place(cache, sha256, height_px, time) for time in times}
    found = {time: _kept(place, height_px) for time, place in places.items()}
    missing = sorted(time for time, picture in found.items() if picture is None)
    if missing:
        with VideoReader(path) as reader:
            for time in missing:
                found[time] = _made(reader.frame_at(time), height_px, places[time])
    return [picture for time in times if (picture := found[time]) is not None]


def _place(cache: Path, sha256: str, height_px: int, time: Fraction) -> Path:
    name = f"{height_px}-{time.numerator}_{time.denominator}-v{_VERSION}.png"
    return cache / "thumbnails" / sha256[:2] / sha256 / name


def _kept(place: Path, height_px: int) -> Bytes | None:
    try:
        content = np.fromfile(place, np.uint8)
    except OSError:
        return None
    # OpenCV raises on nothing at all, and gives None for what is no picture.
    bgr = cv2.imdecode(content, cv2.IMREAD_COLOR) if len(content) else None
    if bgr is None or bgr.shape[0] != height_px:
        return None
    return _swapped(bgr)


def _made(picture: Picture, height_px: int, place: Path) -> Bytes:
    rgb = to_rgb(_scaled(picture, height_px))
    _, encoded = cv2.imencode(".png", _swapped(rgb))
    write_whole(place, encoded.tobytes())
    return rgb


def _scaled(picture: Picture, height_px: int) -> Picture:
    """Scaled as planes: cheaper than turning a large picture into RGB."""
    width = max(round(picture.size.width * height_px / picture.size.height), 1)
    y, u, v = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
        for plane, size in zip(
            picture.planes,
            ((width, height_px), *(((width + 1) // 2, (height_px + 1) // 2),) * 2),
            strict=True,
        )
    )
    return Picture(y, u, v)


def _swapped(colours: np.ndarray) -> Bytes:
    return np.ascontiguousarray(colours[..., ::-1], np.uint8)
