"""Pictures that do not move: PNG, JPEG, WebP, and what else libav reads as one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from sorastudio.media.atomic import write_whole
from sorastudio.media.video import VideoReader
from sorastudio.render.picture import Depth, Picture, Plane, from_rgb, to_deep_rgb, to_rgb

_JPEG = [cv2.IMWRITE_JPEG_QUALITY, 92]
_OF_16_BIT = 257
"""Steps of 16 bit in one of 8: both end at white."""


def read_still(path: Path, *, depth: Depth = 8) -> Picture:
    """Upright, whatever EXIF says of the camera; in 10 bit, if that is asked for and the file has
    it. Raises MediaError."""
    with VideoReader(path, threads=1, depth=depth) as reader:
        return reader.frame_at(Fraction(0))


def write_jpeg(path: Path, picture: Picture) -> None:
    """Raises MediaError; a file that was there stays until the new one is whole."""
    write_whole(path, jpeg_of(picture))


def write_png(path: Path, picture: Picture) -> None:
    """Raises MediaError; a file that was there stays until the new one is whole."""
    write_whole(path, png_of(picture))


def jpeg_of(picture: Picture) -> bytes:
    """The content of such a file."""
    _, encoded = cv2.imencode(".jpg", to_rgb(picture)[..., ::-1], _JPEG)
    return encoded.tobytes()


def png_of(picture: Picture) -> bytes:
    """Full range RGB, with alpha where the picture has it; of 16 bit where it has 10."""
    rgb: Plane = to_rgb(picture) if picture.depth == 8 else to_deep_rgb(picture)
    layers = [rgb[..., 2], rgb[..., 1], rgb[..., 0]]
    if picture.alpha is not None:
        full = 1 if picture.depth == 8 else _OF_16_BIT
        layers.append(np.multiply(picture.alpha, full, dtype=rgb.dtype))
    _, encoded = cv2.imencode(".png", np.stack(layers, axis=-1))
    return encoded.tobytes()


def luma_of(content: bytes) -> Plane | None:
    """Of the picture in a file's content: (H, W) uint8, limited range. None if it cannot be
    read."""
    bgr = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    return None if bgr is None else from_rgb(np.asarray(bgr[..., ::-1], np.uint8)).y
