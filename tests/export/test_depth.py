"""Ten bit from a clip to what is delivered: kept where both have it, and nowhere in the way."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from sorastudio.export.order import order
from sorastudio.export.presets import preset_named
from sorastudio.export.run import export_film
from sorastudio.media.planes import depth_of
from sorastudio.media.probe import probe
from sorastudio.media.video import VideoReader
from sorastudio.project.project import Project
from sorastudio.render.picture import Picture
from tests.export.films import HereRunner, on_disk
from tests.export.gradients import BLEND, LENGTH, gradient, gradient_film

CUT, MIDDLE = 10, LENGTH
PRECISION = {"ffv1": 0, "prores-hq": 3, "prores-4444": 3, "dnxhr-hq": 3, "hevc": 8, "av1": 8}
"""Steps of 10 bit by which a format may be off, on average less than half of it."""


def delivered(project: Project, folder: Path, name: str) -> Path:
    preset = preset_named(name)
    out = folder / f"{name}{preset.extension}"
    wanted = order(project, preset, out, None)
    export_film(wanted, on_disk(folder, project), lambda _: None, runner=HereRunner())
    return out


def shown(out: Path, frame: int) -> Picture:
    with VideoReader(out, depth=10) as reader:
        return reader.frame_at(Fraction(2 * frame + 1, 48))


def pixel_format(out: Path) -> str:
    video = probe(out).video
    assert video is not None
    return video.pixel_format


def blended(share: float) -> np.ndarray:
    """The luma of a frame of the dissolve."""
    a, b = (gradient(falls=falls).y.astype(np.float64) for falls in (False, True))
    return np.rint(a * (1 - share) + b * share)


@pytest.mark.parametrize("source", ["yuv420p10le", "yuv422p10le"])
@pytest.mark.parametrize("name", PRECISION)
def test_all_levels_come_out(name: str, source: str, tmp_path: Path) -> None:
    project = gradient_film(tmp_path, source)
    out = delivered(project, tmp_path, name)
    share = float(Fraction(BLEND // 2 + 1, BLEND + 1))
    assert depth_of(pixel_format(out)) == 10
    for frame, expected in ((CUT, blended(0)), (MIDDLE, blended(share)), (40, blended(1))):
        picture = shown(out, frame)
        assert picture.depth == 10
        far = np.abs(picture.y.astype(np.float64) - expected)
        assert far.max() <= PRECISION[name]
        assert far.mean() <= PRECISION[name] / 2
        if frame != MIDDLE:
            assert len(np.unique(picture.y)) > 500
            colour = picture.u.astype(int) - gradient().u
            assert np.abs(colour).mean() <= max(1, PRECISION[name])


def test_what_has_8_bit_takes_8_bit_pictures_of_it(tmp_path: Path) -> None:
    project = gradient_film(tmp_path, "yuv420p10le")
    for name in ("final", "dnxhr-sq"):
        out = delivered(project, tmp_path, name)
        assert depth_of(pixel_format(out)) == 8
        assert shown(out, CUT).depth == 8


def test_clips_of_8_bit_are_delivered_as_before(tmp_path: Path) -> None:
    project = gradient_film(tmp_path, "yuv420p")
    for name in ("ffv1", "hevc", "av1"):
        video = order(project, preset_named(name), tmp_path / "a", None).preset.video
        assert video is not None
        assert (video.pixel_format, video.depth) == ("yuv420p", 8)
    out = delivered(project, tmp_path, "ffv1")
    with VideoReader(tmp_path / "clip0.mkv") as reader:
        source = reader.frame_at(Fraction(CUT, 24) + 1)
    assert (shown(out, CUT).y == source.y).all()


def test_clips_of_8_bit_blend_in_10(tmp_path: Path) -> None:
    project = gradient_film(tmp_path, "yuv420p")
    picture = shown(delivered(project, tmp_path, "prores-hq"), MIDDLE - 2)
    assert np.count_nonzero(picture.y % 4) > picture.y.size / 4


@pytest.mark.parametrize("source", ["yuv420p10le", "yuv420p"])
def test_a_picture_sequence_has_the_depth_of_the_film(source: str, tmp_path: Path) -> None:
    project = gradient_film(tmp_path, source)
    out = delivered(project, tmp_path, "png")
    read = cv2.imread(str(out / f"png-{CUT:06}.png"), cv2.IMREAD_UNCHANGED)
    assert read is not None
    levels = len(np.unique(read[0, :, 1]))
    if source == "yuv420p":
        assert read.dtype == np.uint8
    else:
        assert read.dtype == np.uint16
        assert levels > 700
        # The clip is grey in the middle: all three are alike, from 0 to 65535.
        assert read[0, :, 1].max() > 65000


def test_presets_say_their_depth() -> None:
    said = {
        name: (preset_named(name).depth, preset_named(name).most_depth)
        for name in ("final", "prores-hq", "dnxhr-hq", "ffv1", "png", "jpeg", "wav")
    }
    assert said == {
        "final": (8, 8),
        "prores-hq": (10, 10),
        "dnxhr-hq": (10, 10),
        "ffv1": (8, 10),
        "png": (8, 10),
        "jpeg": (8, 8),
        "wav": (None, None),
    }
