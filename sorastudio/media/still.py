"""Pictures that do not move: PNG, JPEG, WebP, and what else libav reads as one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from sorastudio.media.atomic import write_whole
from sorastudio.media.video import VideoReader
from sorastudio.render.picture import Picture, Plane, to_rgb

_JPEG = [cv2.IMWRITE_JPEG_QUALITY, 92]


def read_still(path: Path) -> Picture:
    """Upright, whatever EXIF says of the camera. Raises MediaError."""
    with VideoReader(path, threads=1) as reader:
        return reader.frame_at(Fraction(0))


def write_jpeg(path: Path, picture: Picture) -> None:
    """Raises MediaError; a file that was there stays until the new one is whole."""
    _, encoded = cv2.imencode(".jpg", to_rgb(picture)[..., ::-1], _JPEG)
    write_whole(path, encoded.tobytes())


def write_png(path: Path, picture: Picture) -> None:
    """Full range RGB, with alpha where the picture has it. Raises MediaError; a file that was there
    stays until the new one is whole."""
    rgb = to_rgb(picture)
    layers: list[Plane] = [rgb[..., 2], rgb[..., 1], rgb[..., 0]]
    if picture.alpha is not None:
        layers.append(picture.alpha)
    _, encoded = cv2.imencode(".png", np.stack(layers, axis=-1))
    write_whole(path, encoded.tobytes())
