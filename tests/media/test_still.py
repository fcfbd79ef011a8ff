from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from sorastudio.errors import MediaError
from sorastudio.media.probe import probe
from sorastudio.media.still import read_still, write_png
from sorastudio.project.media import MediaKind, Size
from sorastudio.render.picture import Picture, from_rgb, to_rgb


def corners(width: int = 60, height: int = 40) -> np.ndarray:
    rgb = np.empty((height, width, 3), np.uint8)
    rgb[:] = (200, 120, 40)
    rgb[: height // 2, : width // 2] = (20, 60, 200)
    return rgb


def save(path: Path, rgb: np.ndarray, *options: int) -> Path:
    """Also with alpha, as a fourth channel."""
    swapped = rgb[..., [2, 1, 0, *range(3, rgb.shape[-1])]]
    assert cv2.imwrite(str(path), swapped, list(options))
    return path


def difference(picture: Picture, rgb: np.ndarray) -> float:
    return float(np.abs(to_rgb(picture).astype(int) - rgb[..., :3]).mean())


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "bmp", "tif"])
def test_stills_are_read(tmp_path: Path, ending: str) -> None:
    path = save(tmp_path / f"a.{ending}", corners(), *([cv2.IMWRITE_WEBP_QUALITY, 95]))
    assert difference(read_still(path), corners()) < 4
    facts = probe(path)
    assert facts.kind == MediaKind.STILL
    assert facts.duration == 0
    assert facts.video is not None
    assert facts.video.size == Size(60, 40)


@pytest.mark.parametrize("ending", ["jpg", "webp"])
def test_large_stills_keep_the_matrix_of_their_format(tmp_path: Path, ending: str) -> None:
    rgb = corners(1920, 1080)
    path = save(tmp_path / f"a.{ending}", rgb, cv2.IMWRITE_WEBP_QUALITY, 95)
    assert difference(read_still(path), rgb) < 3


@pytest.mark.parametrize(("ending", "quality"), [("png", 0), ("webp", 101), ("webp", 90)])
def test_alpha_is_kept(tmp_path: Path, ending: str, quality: int) -> None:
    rgba = np.dstack([corners(), np.full((40, 60), 77, np.uint8)])
    options = [cv2.IMWRITE_WEBP_QUALITY, quality] if quality else []
    picture = read_still(save(tmp_path / f"a.{ending}", rgba, *options))
    assert picture.alpha is not None
    assert np.abs(picture.alpha.astype(int) - 77).max() <= 1
    assert difference(picture, rgba) < 4


def with_exif_orientation(jpeg: bytes, orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_as_exif_says(tmp_path: Path, orientation: int) -> None:
    path = save(tmp_path / "a.jpg", corners())
    path.write_bytes(with_exif_orientation(path.read_bytes(), orientation))
    stored = corners()
    mirrored = stored[:, ::-1]
    # EXIF 2.32, 4.6.4: where the first row and the first column of what is stored are to be seen.
    upright = {
        1: stored,
        2: mirrored,
        3: stored[::-1, ::-1],
        4: stored[::-1],
        5: np.transpose(stored, (1, 0, 2)),
        6: np.rot90(stored, -1),
        7: np.rot90(mirrored, -1),
        8: np.rot90(stored, 1),
    }[orientation]
    picture = read_still(path)
    assert to_rgb(picture).shape == upright.shape
    assert difference(picture, upright) < 4


def test_a_name_with_percent_signs_is_no_sequence(tmp_path: Path) -> None:
    path = save(tmp_path / "take%03d.png", corners())
    assert difference(read_still(path), corners()) < 2


def test_png_is_written_and_read_back(tmp_path: Path) -> None:
    alpha = np.tile(np.arange(60, dtype=np.uint8), (40, 1))
    picture = Picture(*from_rgb(corners()).planes, alpha)
    write_png(tmp_path / "new" / "a.png", picture)
    again = read_still(tmp_path / "new" / "a.png")
    assert difference(again, corners()) < 4
    assert again.alpha is not None
    assert np.array_equal(again.alpha, alpha)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.png"]


def test_a_png_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()
    with pytest.raises(MediaError, match="cannot be written"):
        write_png(tmp_path / "a.png", from_rgb(corners()))
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff\xd8\xff\xe0junk"])
def test_half_a_still_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(MediaError):
        read_still(path)


def test_a_still_holds_at_any_time(tmp_path: Path) -> None:
    from sorastudio.media.video import VideoReader

    with VideoReader(save(tmp_path / "a.png", corners())) as reader:
        assert reader.frame_at(Fraction(100)) is reader.frame_at(Fraction(0))
