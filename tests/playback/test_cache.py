"""What is kept, and what goes first."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from sorastudio.playback.cache import FrameCache, Key, size_bytes
from sorastudio.playback.screen import to_screen
from sorastudio.project.clip import Crop, Fit
from sorastudio.project.ids import MediaId
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, blank, to_rgb
from sorastudio.render.plan import FramePlan, MediaFrame, Pose, Shot

SIZE = Size(64, 36)


def key(number: int, size: Size = SIZE) -> Key:
    pose = Pose(fit=Fit.FIT, crop=Crop(), scale=1, x=0, y=0, rotation_degrees=0, opacity=1)
    return FramePlan((Shot(MediaFrame(MediaId("a"), Fraction(number, 24)), pose),)), size


def test_the_same_plan_at_the_same_size_is_the_same_picture() -> None:
    cache, picture = FrameCache(10**6), blank(SIZE)
    cache.put(key(1), picture)
    assert cache.get(key(1)) is picture
    assert key(1, Size(32, 18)) not in cache
    assert cache.get(key(2)) is None


def test_the_ones_used_longest_ago_go_first() -> None:
    one = size_bytes(blank(SIZE))
    cache = FrameCache(3 * one)
    for number in range(3):
        cache.put(key(number), blank(SIZE))
    assert cache.get(key(0)) is not None
    cache.put(key(3), blank(SIZE))
    assert [key(number) in cache for number in range(4)] == [True, False, True, True]
    assert cache.used_bytes == 3 * one
    cache.put(key(3), blank(SIZE))
    assert cache.used_bytes == 3 * one


def test_a_picture_larger_than_the_cache_is_kept_until_the_next() -> None:
    cache = FrameCache(10)
    cache.put(key(1), blank(SIZE))
    assert key(1) in cache
    cache.put(key(2), blank(SIZE))
    assert key(1) not in cache
    cache.clear()
    assert cache.used_bytes == 0


def test_screen_pixels_are_those_of_to_rgb_for_every_byte() -> None:
    rng = np.random.default_rng(5)
    picture = Picture(
        rng.integers(0, 256, (258, 510), np.uint8),
        rng.integers(0, 256, (129, 255), np.uint8),
        rng.integers(0, 256, (129, 255), np.uint8),
    )
    pixels = to_screen(picture)
    assert np.array_equal(pixels[..., 2::-1], to_rgb(picture))
    assert (pixels[..., 3] == 255).all()
