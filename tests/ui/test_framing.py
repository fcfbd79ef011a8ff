"""Where a frame lies on the canvas, and where a pull brings it."""

from __future__ import annotations

from dataclasses import replace
from math import hypot

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sorastudio.project.clip import Crop, Fit
from sorastudio.project.media import Size
from sorastudio.render.picture import blank
from sorastudio.render.place import place
from sorastudio.render.plan import Pose
from sorastudio.ui.viewer.framing import (
    CORNERS,
    FARTHEST,
    SIDES,
    Framing,
    Glass,
    Grip,
    Guide,
    Point,
    Pull,
    nudged,
    pulled,
)

HD = Size(1280, 720)
PLAIN = Framing(canvas=HD, source=HD)

sizes = st.builds(Size, st.integers(100, 4000), st.integers(100, 4000))
near = st.floats(-2, 2, allow_nan=False)
points = st.builds(Point, st.floats(-3000, 3000), st.floats(-3000, 3000))
glasses = st.builds(
    Glass,
    left=st.floats(-2000, 2000),
    top=st.floats(-2000, 2000),
    scale=st.floats(0.05, 8),
)
crops = st.builds(
    Crop,
    left=st.floats(0, 0.4),
    top=st.floats(0, 0.4),
    right=st.floats(0, 0.4),
    bottom=st.floats(0, 0.4),
)
framings = st.builds(
    Framing,
    canvas=sizes,
    source=sizes,
    fit=st.sampled_from(Fit),
    crop=crops,
    scale=st.floats(0.05, 10),
    x=near,
    y=near,
    rotation_degrees=st.floats(-720, 720),
)


def close(a: Point, b: Point, by: float = 1e-6) -> bool:
    return hypot(a.x - b.x, a.y - b.y) <= by * (1 + abs(a.x) + abs(a.y))


def drag(
    start: Framing,
    grip: Grip,
    by: tuple[float, float],
    *,
    straight: bool = False,
    free: bool = True,
    cropping: bool = False,
    reach: float = 8,
) -> Framing:
    begin = start.at(grip)
    pull = Pull(
        begin=begin,
        now=Point(begin.x + by[0], begin.y + by[1]),
        straight=straight,
        free=free,
        cropping=cropping,
        reach=reach,
    )
    return pulled(start, grip, pull).framing


@given(glass=glasses, point=points)
def test_canvas_to_screen_and_back(glass: Glass, point: Point) -> None:
    assert close(glass.to_canvas(glass.to_screen(point)), point)


@given(framing=framings, point=points)
def test_a_point_of_the_frame_and_back(framing: Framing, point: Point) -> None:
    inside = framing.inside(point)
    away = Point(point.x - framing.middle.x, point.y - framing.middle.y)
    assert hypot(*inside) == pytest.approx(hypot(*away), abs=1e-6)


@given(framing=framings)
def test_grips_lie_on_the_frame(framing: Framing) -> None:
    sides = framing.sides
    for grip in (*CORNERS, *SIDES):
        inside = framing.inside(framing.at(grip))
        meant = Point(grip.value[0] * sides.x, grip.value[1] * sides.y)
        assert close(inside, meant, 1e-5)
    assert framing.contains(framing.middle)


def test_a_plain_picture_fills_its_canvas() -> None:
    assert PLAIN.corners() == ((0, 0), (1280, 0), (1280, 720), (0, 720))
    tall = replace(PLAIN, source=Size(720, 1280))
    assert tall.sides == pytest.approx((405, 720))
    assert replace(tall, fit=Fit.FILL).sides == pytest.approx((1280, 1280 * 1280 / 720))
    assert replace(tall, fit=Fit.STRETCH).sides == (1280, 720)


@given(framing=framings, dx=st.floats(-500, 500), dy=st.floats(-500, 500))
def test_a_move_is_as_long_as_the_pull_and_can_be_taken_back(
    framing: Framing, dx: float, dy: float
) -> None:
    moved = drag(framing, Grip.MIDDLE, (dx, dy))
    assert close(moved.middle, Point(framing.middle.x + dx, framing.middle.y + dy))
    assert close(drag(moved, Grip.MIDDLE, (-dx, -dy)).middle, framing.middle)


@given(framing=framings, times=st.floats(0.2, 4))
def test_a_pulled_corner_is_where_the_mouse_is(framing: Framing, times: float) -> None:
    corner = framing.at(Grip.BOTTOM_RIGHT)
    by = (
        (corner.x - framing.middle.x) * (times - 1),
        (corner.y - framing.middle.y) * (times - 1),
    )
    scaled = drag(framing, Grip.BOTTOM_RIGHT, by)
    assert close(scaled.at(Grip.BOTTOM_RIGHT), Point(corner.x + by[0], corner.y + by[1]), 1e-5)
    assert scaled.middle == framing.middle
    assert scaled.scale == pytest.approx(framing.scale * times)


@given(grip=st.sampled_from(Grip), framing=framings, by=st.tuples(near, near))
def test_no_pull_makes_a_placement_that_cannot_be(
    grip: Grip, framing: Framing, by: tuple[float, float]
) -> None:
    far = drag(framing, grip, (by[0] * 1e6, by[1] * 1e6), cropping=True)
    assert far.scale > 0
    assert abs(far.x) <= 10
    assert far.crop.left + far.crop.right < 1
    assert far.crop.top + far.crop.bottom < 1
    assert min(far.crop.left, far.crop.right, far.crop.top, far.crop.bottom) >= 0


@given(
    framing=framings.filter(lambda each: each.fit is not Fit.STRETCH),
    side=st.sampled_from([*SIDES, *CORNERS]),
    share=st.floats(-0.3, 0.3),
)
def test_a_crop_leaves_what_is_left_where_it_is(framing: Framing, side: Grip, share: float) -> None:
    framing = replace(framing, source=Size(4000, 3000))
    sides = framing.sides
    u, v = side.value
    cropped = drag(framing, side, (u * sides.x * share, v * sides.y * share), cropping=True)
    # A picture many times as large as the canvas cannot be put any farther.
    assume(max(abs(cropped.x), abs(cropped.y)) < FARTHEST)
    opposite = next(g for g in Grip if g.value == (-u, -v))
    tolerance = 2 * max(framing.pixel())
    moved = cropped.at(opposite), framing.at(opposite)
    assert hypot(moved[0].x - moved[1].x, moved[0].y - moved[1].y) <= tolerance
    assert cropped.pixel().x == pytest.approx(framing.pixel().x, rel=0.01)


@given(framing=framings, degrees=st.integers(-170, 170))
def test_shift_turns_in_steps(framing: Framing, degrees: int) -> None:
    turned = drag(framing, Grip.TURN, (degrees, degrees / 2), straight=True)
    assert turned.rotation_degrees % 15 == pytest.approx(0)


def test_a_turn_goes_the_short_way_round() -> None:
    start = replace(PLAIN, rotation_degrees=170)
    arm = start.at(Grip.TURN)
    by = (start.middle.x - 1 - arm.x, start.middle.y + 180 - arm.y)
    assert drag(start, Grip.TURN, by).rotation_degrees == pytest.approx(180, abs=1)


@pytest.mark.parametrize(
    ("start", "by", "guides"),
    [
        (Framing(canvas=HD, source=HD, x=0.1, y=0.2), (-125, -140), {(True, 640), (False, 360)}),
        (Framing(canvas=HD, source=HD, scale=0.5), (-316, 0), {(True, 0), (False, 360)}),
        (Framing(canvas=HD, source=HD, scale=0.5), (317, 183), {(True, 1280), (False, 720)}),
        (Framing(canvas=HD, source=HD, scale=0.5), (100, 60), set()),
    ],
)
def test_a_move_snaps_to_the_middle_and_the_edges(
    start: Framing, by: tuple[float, float], guides: set[tuple[bool, float]]
) -> None:
    begin = start.middle
    now = Point(begin.x + by[0], begin.y + by[1])
    result = pulled(start, Grip.MIDDLE, Pull(begin=begin, now=now, reach=8))
    assert set(result.guides) == {Guide(upright, at) for upright, at in guides}
    for guide in result.guides:
        places = [result.framing.middle, *result.framing.corners()]
        along = [place.x if guide.upright else place.y for place in places]
        assert any(value == pytest.approx(guide.at) for value in along)


def test_a_scale_snaps_to_its_own_size_and_to_the_canvas() -> None:
    half = replace(PLAIN, scale=0.5, x=0.1)
    assert drag(replace(half, x=0.0), Grip.TOP_LEFT, (-318, -178), free=False).scale == 1.0
    # From its middle to the right edge of the canvas there are 512 pixels.
    assert drag(half, Grip.BOTTOM_RIGHT, (190, 107), free=False).scale == pytest.approx(0.8)
    assert drag(half, Grip.BOTTOM_RIGHT, (190, 107), free=True).scale != pytest.approx(0.8, 1e-4)


def test_nudges_are_pixels_of_the_canvas() -> None:
    assert nudged(PLAIN, 1, -10).middle == pytest.approx((641, 350))


@pytest.mark.parametrize(
    "framing",
    [
        Framing(canvas=Size(320, 180), source=Size(160, 120)),
        Framing(canvas=Size(320, 180), source=Size(160, 120), fit=Fit.FILL, scale=0.6, x=0.1),
        Framing(canvas=Size(320, 180), source=Size(90, 160), scale=0.8, rotation_degrees=30),
        Framing(canvas=Size(320, 180), source=Size(320, 180), scale=0.5, x=-0.2, y=0.2),
        Framing(
            canvas=Size(320, 180),
            source=Size(320, 180),
            crop=Crop(left=0.25, bottom=0.5),
            scale=0.4,
            rotation_degrees=-50,
        ),
    ],
)
def test_the_frame_lies_where_the_picture_is_drawn(framing: Framing) -> None:
    pose = Pose(
        fit=framing.fit,
        crop=framing.crop,
        scale=framing.scale,
        x=framing.x,
        y=framing.y,
        rotation_degrees=framing.rotation_degrees,
        opacity=1.0,
    )
    white = blank(framing.source)
    white.y[:] = 235
    drawn = place(white, pose, framing.canvas).y > 125
    meant = np.zeros(drawn.shape, np.uint8)
    corners = np.array([(x - 0.5, y - 0.5) for x, y in framing.corners()])
    cv2.fillConvexPoly(meant, np.round(corners).astype(np.int32), 1)
    wrong = np.count_nonzero(drawn != (meant > 0))
    around = 2 * (framing.sides.x + framing.sides.y)
    assert wrong <= around
