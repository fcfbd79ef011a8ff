"""What is painted moves, fits the words, and is the same every time."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sorastudio.generate.animatic.kinds import Place
from sorastudio.generate.animatic.paint import frames
from sorastudio.generate.animatic.scene import read_scene
from sorastudio.project.media import Size
from sorastudio.render.picture import Picture, blank, to_rgb

Points: TypeAlias = NDArray[np.float32]

SMALL = Size(192, 108)
RATE = Fraction(24)

ONE_OF_EACH = {
    Place.SEA: "the sea with a boat",
    Place.LAKE: "a flamingo by a lake",
    Place.RIVER: "a river in spring",
    Place.UNDERWATER: "a whale underwater",
    Place.FOREST: "an autumn forest",
    Place.FIELD: "a house in a flower field",
    Place.MOUNTAIN: "mountains in fog",
    Place.SNOW: "a dog on a glacier in the snow",
    Place.DESERT: "a couple in a car in the desert",
    Place.SKY: "a hot air balloon above the clouds",
    Place.SPACE: "an astronaut in space",
    Place.CITY: "a neon city in the rain",
    Place.ROAD: "a bicycle on a road, lightning",
    Place.ROOM: "a man in a library",
    Place.HALL: "an endless zoom through a hallway into a wedding",
    Place.WINDOW: "a train window at dusk",
    Place.FACE: "portrait of a woman, embers",
}


def _film(
    prompt: str, count: int = 6, size: Size = SMALL, rate: Fraction = RATE, seed: int = 1
) -> list[Picture]:
    return list(frames(read_scene(prompt, "", seed), size=size, rate=rate, count=count))


def _bytes(pictures: list[Picture]) -> list[bytes]:
    return [b"".join(plane.tobytes() for plane in picture.planes) for picture in pictures]


def _distance(a: Picture, b: Picture) -> float:
    return float(np.mean(np.abs(to_rgb(a).astype(int) - to_rgb(b).astype(int))))


def _ramp(size: Size, seed: int) -> Picture:
    """An image with something to see in it."""
    noise = np.random.default_rng(seed).integers(40, 200, (9, 16)).astype(np.uint8)
    y = np.asarray(cv2.resize(noise, (size.width, size.height)), np.uint8)
    plain = blank(size, u=110 + seed, v=140 - seed)
    return Picture(y, plain.u, plain.v)


@pytest.mark.parametrize("place", list(Place))
def test_every_place_moves_smoothly_within_the_limits(place: Place) -> None:
    scene = read_scene(ONE_OF_EACH[place], "", 1)
    assert scene.place is place
    film = list(frames(scene, size=SMALL, rate=RATE, count=6))
    assert len(film) == 6
    for picture in film:
        assert picture.size == SMALL
        assert picture.alpha is None
        assert picture.u.shape == picture.v.shape == (54, 96)
        assert picture.y.min() >= 16
        assert picture.y.max() <= 235
        assert min(picture.u.min(), picture.v.min()) >= 16
        assert max(picture.u.max(), picture.v.max()) <= 240
        assert picture.y.std() > 8
    still = [cv2.blur(picture.y, (5, 5)).astype(float) for picture in film]
    steps = [float(np.abs(a - b).mean()) for a, b in pairwise(still)]
    assert min(steps) > 0.05
    assert max(steps) < 12


@pytest.mark.parametrize("place", [Place.SEA, Place.FOREST, Place.CITY, Place.HALL])
def test_the_same_arguments_give_the_same_bytes(place: Place) -> None:
    once = _bytes(_film(ONE_OF_EACH[place], 3))
    _film(ONE_OF_EACH[Place.SPACE], 2, Size(96, 54))
    before = cv2.getNumThreads()
    cv2.setNumThreads(4)
    try:
        assert _bytes(_film(ONE_OF_EACH[place], 3)) == once
    finally:
        cv2.setNumThreads(before)
    assert len(set(once)) == 3


def test_a_later_frame_does_not_depend_on_the_frames_before() -> None:
    scene = read_scene(ONE_OF_EACH[Place.LAKE], "", 1)
    whole = frames(scene, size=SMALL, rate=RATE, count=4)
    again = frames(scene, size=SMALL, rate=RATE, count=4)
    next(again)
    other = list(frames(read_scene("space", "", 1), size=SMALL, rate=RATE, count=1))
    assert _bytes(list(whole))[1:] == _bytes(list(again))
    assert len(other) == 1


def test_prompts_and_seeds_look_different() -> None:
    prompts = [
        *ONE_OF_EACH.values(),
        "a blorp in the field",
        "a frumious field",
        "xyzzy",
        "plugh",
    ]
    pictures = [_film(prompt, 1)[0] for prompt in prompts]
    pictures.append(_film(prompts[0], 1, seed=2)[0])
    for i, a in enumerate(pictures):
        for b in pictures[:i]:
            assert _distance(a, b) > 6


def _mean_rgb(prompt: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    seeds = [to_rgb(_film(prompt, 1, seed=seed)[0]).reshape(-1, 3) for seed in (1, 2, 3)]
    return np.asarray(np.concatenate(seeds).mean(axis=0))


def test_words_of_time_and_colour_show() -> None:
    noon, night = _mean_rgb("a field at noon"), _mean_rgb("a field at night")
    assert night.mean() < 0.6 * noon.mean()
    red, teal = _mean_rgb("a red field at noon"), _mean_rgb("a teal field at noon")
    assert red[0] / red.sum() > noon[0] / noon.sum() + 0.08
    assert (teal[1] + teal[2]) / teal.sum() > (red[1] + red[2]) / red.sum() + 0.15
    gray = _mean_rgb("a black and white field at noon")
    assert np.ptp(gray) < 12
    pastel = _mean_rgb("a pastel field at noon")
    assert pastel.mean() > noon.mean()
    golden, dusk = _mean_rgb("the sea at golden hour"), _mean_rgb("the sea at dusk")
    assert golden[0] - golden[2] > dusk[0] - dusk[2]


def _tracked(prompt: str) -> tuple[Points, Points]:
    """(n, 2) places of features, and where they are 1.2 s later."""
    film = _film(prompt, 5, Size(480, 270), Fraction(5, 2))
    a, b = (np.asarray(cv2.GaussianBlur(film[at].y, (0, 0), 1.2), np.uint8) for at in (0, 3))
    points = cv2.goodFeaturesToTrack(a, 400, 0.005, 5)
    moved, found, _ = cv2.calcOpticalFlowPyrLK(a, b, points, np.empty(0), winSize=(31, 31))
    kept = found.ravel() == 1
    return points.reshape(-1, 2)[kept], moved.reshape(-1, 2)[kept]


def _growth(prompt: str) -> float:
    affine, _ = cv2.estimateAffinePartial2D(*_tracked(prompt))
    assert affine is not None
    return float(np.hypot(affine[0, 0], affine[1, 0]))


def _shift(prompt: str) -> float:
    """Pixels to the right, of the nearer half of the picture."""
    points, moved = _tracked(prompt)
    low = points[:, 1] > 135
    return float(np.median(moved[low, 0] - points[low, 0]))


def test_a_zoom_in_grows_and_a_zoom_out_shrinks() -> None:
    prompt = "a snowy mountain at noon, the camera zooms"
    assert _growth(f"{prompt} in") > 1.03
    assert _growth(f"{prompt} out") < 0.97


def test_a_pan_to_the_right_moves_the_picture_to_the_left() -> None:
    prompt = "a flower field at noon, the camera pans"
    assert _shift(f"{prompt} right") < -4
    assert _shift(f"{prompt} left") > 4


def test_nearer_things_move_further() -> None:
    film = _film("mountains at noon, truck right", 3, Size(480, 270), Fraction(4))
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(
        film[0].y, film[1].y, np.empty(0)
    )
    far, near = (float(np.median(flow[rows, :, 0])) for rows in (slice(40, 120), slice(200, 260)))
    assert near < far - 0.5


@pytest.mark.parametrize(
    "size",
    [Size(64, 36), Size(72, 128), Size(213, 121), Size(16, 16), Size(2, 2), Size(300, 40)],
)
def test_any_size(size: Size) -> None:
    for prompt in (ONE_OF_EACH[Place.SEA], ONE_OF_EACH[Place.HALL], ONE_OF_EACH[Place.CITY]):
        film = list(
            frames(read_scene(prompt, "", 1), size=size, rate=RATE, count=2, caption="A shot")
        )
        assert [picture.size for picture in film] == [size, size]
        assert film[0].u.shape == ((size.height + 1) // 2, (size.width + 1) // 2)


@pytest.mark.parametrize("prompt", ["a lake, zoom in", "a lake, zoom out"])
def test_the_film_starts_and_ends_on_the_images(prompt: str) -> None:
    first, last = _ramp(SMALL, 1), _ramp(SMALL, 9)
    scene = read_scene(prompt, "", 1)
    film = list(frames(scene, size=SMALL, rate=RATE, count=48, first=first, last=last))
    free = _film(prompt, 48)
    for at, image in ((0, first), (-1, last)):
        for plane, given in zip(film[at].planes, image.planes, strict=True):
            assert np.array_equal(plane, given)
    assert 0 < _distance(film[0], film[1]) < 8
    assert 0 < _distance(film[-1], film[-2]) < 8
    assert _distance(film[24], free[24]) < 4
    steps = [_distance(a, b) for a, b in pairwise(film)]
    assert max(steps) < 14


def test_an_image_of_another_shape_fills_the_frame() -> None:
    image = _ramp(Size(100, 100), 3)
    film = list(frames(read_scene("a lake", "", 1), size=SMALL, rate=RATE, count=2, first=image))
    assert film[0].size == SMALL
    middle = film[0].y[54, 96].astype(int)
    assert abs(middle - image.y[50, 50]) < 12


def test_a_single_frame_is_the_first_image() -> None:
    first, last = _ramp(SMALL, 1), _ramp(SMALL, 9)
    scene = read_scene("a lake", "", 1)
    film = list(frames(scene, size=SMALL, rate=RATE, count=1, first=first, last=last))
    assert _bytes(film) == _bytes([first])


def test_what_shows_through_an_image_is_black() -> None:
    seen = np.full((108, 192), 255, np.uint8)
    seen[:, :96] = 0
    plain = blank(SMALL, luma=200)
    image = Picture(plain.y, plain.u, plain.v, seen)
    film = list(frames(read_scene("a lake", "", 1), size=SMALL, rate=RATE, count=2, first=image))
    assert film[0].alpha is None
    assert film[0].y[50, 20] == 16
    assert film[0].y[50, 180] == 200


def test_a_caption_is_written_in_the_lower_left_corner_only() -> None:
    scene = read_scene("a lake", "", 1)
    size = Size(480, 270)
    plain, written = (
        next(frames(scene, size=size, rate=RATE, count=2, caption=caption))
        for caption in ("", "Scene 3: the lake")
    )
    changed = np.abs(plain.y.astype(int) - written.y.astype(int)) > 20
    assert changed[220:, :240].any()
    assert not changed[:220].any()
    assert not changed[:, 340:].any()


def test_no_frames_at_all() -> None:
    assert _film("a lake", 0) == []
