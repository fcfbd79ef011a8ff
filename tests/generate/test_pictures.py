"""A picture that goes along with a prompt fits into what a service takes."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import cv2
import numpy as np
import pytest

from sorastudio.errors import GenerateError
from sorastudio.generate.pictures import inline_parts, picture_for, shares
from sorastudio.generate.request import Input
from sorastudio.project.media import ReferenceRole


def _given(path: Path) -> Input:
    return Input(role=ReferenceRole.FIRST_FRAME, path=str(path), sha256="0" * 64)


def _noisy(path: Path, width: int, height: int) -> Path:
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    pixels[: height // 2] //= 4
    cv2.imwrite(str(path), pixels)
    return path


def _shown(content: bytes) -> np.ndarray:
    shown = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    return shown


def test_what_fits_is_sent_as_it_is(tmp_path: Path) -> None:
    path = _noisy(tmp_path / "first.PNG", 320, 180)
    sent = picture_for(_given(path), path.stat().st_size)
    assert (sent.mime, sent.content) == ("image/png", path.read_bytes())
    assert sent.url.startswith("data:image/png;base64,iVBOR")


def test_what_is_a_little_too_large_becomes_a_jpeg_of_its_size(tmp_path: Path) -> None:
    path = _noisy(tmp_path / "first.png", 640, 360)
    sent = picture_for(_given(path), path.stat().st_size - 1)
    assert (sent.mime, sent.suffix) == ("image/jpeg", ".jpg")
    shown = _shown(sent.content)
    assert shown.shape == (360, 640, 3)
    assert shown[:180].mean() < 40 < 100 < shown[180:].mean()


def test_what_is_much_too_large_is_made_smaller(tmp_path: Path) -> None:
    path = _noisy(tmp_path / "first.png", 1600, 900)
    sent = picture_for(_given(path), 200_000)
    assert len(sent.content) <= 200_000
    height, width, _ = _shown(sent.content).shape
    assert 256 <= height < 900
    assert width / height == pytest.approx(16 / 9, rel=0.02)


def test_a_type_that_services_do_not_take_becomes_a_jpeg(tmp_path: Path) -> None:
    path = _noisy(tmp_path / "first.bmp", 320, 180)
    assert picture_for(_given(path), 10**9).suffix == ".jpg"


@pytest.mark.parametrize("content", [None, b"no picture"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "first.tif"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GenerateError, match=r"first frame .*first\.tif cannot be read"):
        picture_for(_given(path), 1000)


def test_what_was_done_to_a_picture_is_said(tmp_path: Path) -> None:
    path = _noisy(tmp_path / "first.png", 1600, 900)
    assert picture_for(_given(path), path.stat().st_size).changed == ""
    size = path.stat().st_size / 1e6
    words = picture_for(_given(path), 200_000).changed
    assert words.startswith(f"The first frame first.png (PNG, 1600x900, {size:.1f} MB) was sent as")
    assert words.endswith("as a JPEG of 674x378, 93 kB.")


def test_what_cannot_be_made_small_enough_is_refused(tmp_path: Path) -> None:
    path = _noisy(tmp_path / "wide.png", 2000, 300)
    with pytest.raises(GenerateError, match=r"The first frame wide\.png is too large"):
        picture_for(_given(path), 20_000)


@pytest.mark.parametrize(
    ("sizes", "most", "found"),
    [
        ([], 100, []),
        ([50], 100, [50]),
        ([150], 100, [100]),
        ([10, 200, 200], 100, [10, 45, 45]),
        ([200, 10, 30], 100, [60, 10, 30]),
        ([200, 200, 200], 100, [33, 33, 34]),
    ],
)
def test_what_small_pictures_leave_goes_to_the_large_ones(
    sizes: list[int], most: int, found: list[int]
) -> None:
    assert shares(sizes, most) == found


def test_what_is_inside_of_an_address(tmp_path: Path) -> None:
    path = _noisy(tmp_path / "first.png", 64, 36)
    inside = inline_parts(picture_for(_given(path), 10**9).url)
    assert inside is not None
    assert (inside[0], b64decode(inside[1])) == ("image/png", path.read_bytes())
    assert inline_parts("https://v3.fal.media/files/1.png") is None
    assert inline_parts("runway://1;base64,x") is None
