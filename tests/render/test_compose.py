from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from sorastudio.project.clip import Clip, Crop, Fit, Gap, Placement
from sorastudio.project.media import Option, Size
from sorastudio.project.project import Project
from sorastudio.render.compose import compose
from sorastudio.render.picture import Picture, from_rgb, to_rgb
from sorastudio.render.plan import plan
from tests.render.fakes import FakeFrames, clip, crossing, film, grey

CANVAS = Size(64, 36)


def picture_of(project: Project, frame: int, frames: FakeFrames, size: Size = CANVAS) -> Picture:
    return compose(plan(project, frame), frames, size)


def placed(placement: Placement, source: Picture, canvas: Size = CANVAS) -> Picture:
    project = film(("V1", (clip("a", 10, placement=placement),)), size=canvas)
    return picture_of(project, 0, FakeFrames({"a": lambda _: source}), canvas)


def extent(picture: Picture, above: int = 100) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is brighter than `above`."""
    rows, columns = np.where(picture.y > above)
    return (
        int(columns.min()),
        int(rows.min()),
        int(columns.max()) + 1,
        int(rows.max()) + 1,
    )


def test_a_frame_that_is_only_cut_is_not_touched() -> None:
    source = grey(90)
    assert placed(Placement(), source) is source


def test_nothing_is_black() -> None:
    picture = picture_of(film(("V1", ())), 0, FakeFrames({}))
    assert set(np.unique(picture.y)) == {16}
    assert set(np.unique(picture.u)) == set(np.unique(picture.v)) == {128}


@pytest.mark.parametrize(
    ("fit", "expected"),
    [(Fit.FIT, (14, 0, 50, 36)), (Fit.FILL, (0, 0, 64, 36)), (Fit.STRETCH, (0, 0, 64, 36))],
)
def test_a_square_picture_meets_a_wide_canvas(
    fit: Fit, expected: tuple[int, int, int, int]
) -> None:
    assert extent(placed(Placement(fit=fit), grey(200, Size(50, 50)))) == expected


def test_fill_cuts_off_evenly_and_keeps_the_shape() -> None:
    y = np.full((90, 90), 50, np.uint8)
    y[40:50, 40:50] = 230
    source = replace(grey(50, Size(90, 90)), y=y)
    left, top, right, bottom = extent(placed(Placement(fit=Fit.FILL), source), above=140)
    assert abs((right - left) - (bottom - top)) <= 1
    assert abs((left + right) / 2 - 32) <= 1
    assert abs((top + bottom) / 2 - 18) <= 1


@pytest.mark.parametrize("size", [Size(853, 481), Size(1, 1), Size(3, 200), Size(200, 3)])
def test_any_size_of_source_fits(size: Size) -> None:
    picture = placed(Placement(), grey(200, size))
    assert picture.size == CANVAS
    assert picture.y.max() == 200


def test_scale_and_position_are_fractions_of_the_canvas() -> None:
    small = Placement(scale=0.5, x=0.25, y=-0.25)
    assert extent(placed(small, grey(200))) == (32, 0, 64, 18)
    big = placed(small, grey(200), Size(640, 360))
    assert extent(big) == (320, 0, 640, 180)


def test_a_slow_move_glides_by_fractions_of_a_pixel() -> None:
    y = np.full((36, 64), 50, np.uint8)
    y[:, 32:] = 200
    source = replace(grey(50), y=y)
    edges = [
        float((200 - placed(Placement(x=step / 640), source).y[18, 10:54].astype(float)).sum())
        for step in range(6)
    ]
    steps = np.diff(edges) / 150
    assert steps == pytest.approx([0.1] * 5, abs=0.03)


def test_a_turn_goes_clockwise() -> None:
    y = np.full((36, 64), 50, np.uint8)
    y[:18, :] = 200
    turned = placed(Placement(rotation_degrees=90.0), replace(grey(50), y=y))
    assert turned.y[18, 45] > 190
    assert turned.y[18, 18] < 60


def test_crop_is_taken_before_the_fit() -> None:
    y = np.full((36, 64), 50, np.uint8)
    y[:, 32:] = 200
    cropped = placed(Placement(crop=Crop(left=0.5), fit=Fit.STRETCH), replace(grey(50), y=y))
    assert cropped.y.min() > 190


def test_opacity_and_layers_mix_exactly() -> None:
    project = film(
        ("V1", (clip("a", 10),)), ("V2", (clip("b", 10, placement=Placement(opacity=0.25)),))
    )
    frames = FakeFrames({"a": lambda _: grey(80), "b": lambda _: grey(200)})
    assert abs(int(picture_of(project, 0, frames).y[5, 5]) - (80 * 0.75 + 200 * 0.25)) <= 1


def test_alpha_of_a_source_lets_the_lower_track_through() -> None:
    alpha = np.zeros((36, 64), np.uint8)
    alpha[:, :32] = 255
    top = replace(grey(200), alpha=alpha)
    project = film(("V1", (clip("a", 10),)), ("V2", (clip("b", 10),)))
    frames = FakeFrames({"a": lambda _: grey(80), "b": lambda _: top})
    picture = picture_of(project, 0, frames)
    assert (picture.y[:, :30] == 200).all()
    assert (picture.y[:, 34:] == 80).all()
    assert picture.alpha is None


def halfway(
    kind: str,
    items: tuple[Clip | Gap, ...],
    frame: int,
    *,
    before: int = 6,
    after: int = 6,
    params: tuple[tuple[str, Option], ...] = (),
) -> Picture:
    frames = FakeFrames({"a": lambda _: grey(40), "b": lambda _: grey(200)})
    first, second = items
    assert isinstance(second, Clip)
    project = film(
        ("V1", (first, replace(second, enter=crossing(kind, before, after, params=params))))
    )
    return picture_of(project, frame, frames)


CUT = (clip("a", 20), clip("b", 20))


def test_dissolve_is_half_and_half_in_the_middle() -> None:
    middles = [int(halfway("dissolve", CUT, n).y[0, 0]) for n in (13, 14, 19, 20, 25, 26)]
    assert middles == pytest.approx([40, 52, 114, 126, 188, 200], abs=1)


def test_dissolve_in_light_is_brighter_between() -> None:
    linear = halfway("dissolve", CUT, 19, params=(("linear", True),))
    assert int(linear.y[0, 0]) > int(halfway("dissolve", CUT, 19).y[0, 0]) + 10


def test_dip_is_its_colour_in_the_middle() -> None:
    odd = halfway("dip", CUT, 19, before=5, after=4)
    assert odd.y.max() < 50
    white = halfway("dip", CUT, 19, params=(("color", "white"),))
    assert white.y.min() > 190


def test_wipe_moves_to_the_right_and_ends_whole() -> None:
    early, late = (halfway("wipe", CUT, n).y[18] for n in (15, 24))
    assert early[0] == 200
    assert early[-1] == 40
    assert (early > 120).sum() < (late > 120).sum()
    down = halfway("wipe", CUT, 19, params=(("angle", 90.0),)).y[:, 32]
    assert down[0] == 200
    assert down[-1] == 40


def test_a_transition_from_a_gap_rises_from_black() -> None:
    picture = halfway("dissolve", (Gap(20), clip("b", 20)), 14)
    assert int(picture.y[0, 0]) == pytest.approx(16 + (200 - 16) / 13, abs=1)


def test_a_picture_of_another_shape_dissolves_with_its_bars() -> None:
    frames = FakeFrames({"a": lambda _: grey(200, Size(36, 36)), "b": lambda _: grey(200)})
    project = film(("V1", (clip("a", 20), clip("b", 20, enter=crossing()))))
    picture = picture_of(project, 19, frames)
    assert int(picture.y[18, 32]) == pytest.approx(200, abs=1)
    assert int(picture.y[18, 2]) == pytest.approx(16 + (200 - 16) * 6 / 13, abs=2)


def test_preview_and_export_sizes_show_the_same() -> None:
    ramp = np.tile(np.linspace(30, 220, 640).astype(np.uint8), (360, 1))
    source = replace(grey(30, Size(640, 360)), y=ramp)
    project = film(("V1", (clip("a", 10, placement=Placement(scale=0.7, x=0.1)),)))
    frames = FakeFrames({"a": lambda _: source})
    small, large = (
        picture_of(project, 0, frames, size) for size in (Size(160, 90), Size(640, 360))
    )
    shrunk = large.y.reshape(90, 4, 160, 4).mean((1, 3))
    inside = np.s_[20:70, 50:110]
    assert np.abs(shrunk[inside] - small.y[inside]).max() < 3


def test_the_slate_can_be_read_at_any_size() -> None:
    from sorastudio.render.plan import Slate
    from sorastudio.render.slate import draw_slate

    slate = Slate("sea", "waves " * 80, Fraction(5))
    for size in (Size(64, 36), Size(1280, 720), Size(720, 1280)):
        assert draw_slate(slate, size).y.max() > 80


def test_colour_survives_the_way_to_yuv_and_back() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (1, 1, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    assert np.abs(to_rgb(from_rgb(rgb)).astype(int) - rgb).max() <= 3
    assert from_rgb(np.full((4, 4, 3), 255, np.uint8)).y.max() == 235


def test_a_matte_of_ones_own_is_a_picture_of_the_film() -> None:
    mask = np.full((36, 64), 20, np.uint8)
    mask[:, 32:] = 220
    pictures = {"a": grey(40), "b": grey(200), "c": replace(grey(20), y=mask)}
    frames = FakeFrames({name: lambda _, name=name: pictures[name] for name in pictures})  # type: ignore[misc]
    first, second = CUT
    params: tuple[tuple[str, Option], ...] = (("picture", "c"), ("softness", 0.0))
    second = replace(second, enter=crossing("matte", 6, 6, params=params))
    picture = picture_of(film(("V1", (first, second))), 20, frames)
    assert (picture.y[:, :30] == 200).all()
    assert (picture.y[:, 34:] == 40).all()
    assert ("c", Fraction(0)) in frames.asked
    gone = replace(second, enter=crossing("matte", 6, 6, params=(("picture", "x"),)))
    assert 100 < picture_of(film(("V1", (first, gone))), 20, frames).y.mean() < 140


def test_everything_is_drawn_in_the_depth_that_is_asked_for() -> None:
    fine = Picture.of(plane * 4 + 1 for plane in (p.astype(np.uint16) for p in grey(90).planes))
    frames = FakeFrames({"a": lambda _: fine, "b": lambda _: grey(200)})
    project = film(("V1", (clip("a", 20), clip("b", 20, enter=crossing()), Gap(8))))
    for frame, luma in ((0, 361), (30, 800), (44, 64)):
        picture = compose(plan(project, frame), frames, CANVAS, 10)
        assert picture.depth == 10
        assert set(np.unique(picture.y)) == {luma}
    blended = compose(plan(project, 19), frames, CANVAS, 10).y[0, 0]
    assert abs(int(blended) - (361 + (800 - 361) * 6 / 13)) <= 1
    flat = compose(plan(project, 0), frames, CANVAS)
    assert flat.depth == 8
    assert set(np.unique(flat.y)) == {90}
