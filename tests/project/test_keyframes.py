"""Keys of placements, set where the playhead is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Crop, Placement
from sorastudio.project.curve import Curve, Ease, Key
from sorastudio.project.edits.cut import split
from sorastudio.project.edits.keyframes import (
    PUSH,
    Field,
    add_key,
    key_at,
    key_frames,
    move_key,
    push,
    remove_key,
    remove_keys,
    set_crop,
    set_ease,
    set_values,
)
from sorastudio.project.edits.look import set_placement
from sorastudio.project.edits.speed import set_speed
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed
from sorastudio.render.plan import Shot, plan
from tests.project.films import A1, clip_id, done, film


def placed(project: Project, index: int = 0) -> Placed:
    found = project.timeline.find(clip_id(project, index))
    assert found is not None
    return found


def scale_at(project: Project, frame: int) -> float:
    (shot,) = plan(project, frame).layers
    assert isinstance(shot, Shot)
    return shot.pose.scale


def keyed(project: Project, *keys: tuple[int, float]) -> Project:
    ids = [clip_id(project, 0)]
    project = done(project, add_key, ids, Field.SCALE, frame=keys[0][0])
    for frame, value in keys:
        project = done(project, set_values, ids, {Field.SCALE: value}, frame=frame)
    return project


def test_a_constant_goes_to_the_whole_clip_and_a_curve_gets_a_key() -> None:
    project = film(48)
    ids = [clip_id(project, 0)]
    project = done(project, set_values, ids, {Field.SCALE: 1.5}, frame=20)
    assert placed(project).clip.placement.scale == 1.5
    project = keyed(project, (10, 1.0), (30, 3.0))
    assert key_frames(placed(project), Field.SCALE, project.rate) == (10, 30)
    assert [scale_at(project, frame) for frame in (0, 10, 20, 30, 47)] == [1, 1, 2, 3, 3]


def test_a_key_on_the_same_frame_is_changed() -> None:
    project = keyed(film(48), (10, 1.0), (30, 3.0))
    project = keyed(project, (30, 5.0))
    assert key_frames(placed(project), Field.SCALE, project.rate) == (10, 30)
    assert scale_at(project, 30) == 5.0


def test_a_key_more_changes_nothing_yet() -> None:
    project = keyed(film(48), (0, 1.0), (40, 2.0))
    ids = [clip_id(project, 0)]
    more = done(project, add_key, ids, Field.SCALE, frame=20)
    assert [scale_at(more, frame) for frame in range(48)] == pytest.approx(
        [scale_at(project, frame) for frame in range(48)]
    )
    assert len(key_frames(placed(more), Field.SCALE, more.rate)) == 3


def test_the_last_key_that_goes_leaves_its_value() -> None:
    project = keyed(film(48), (10, 2.0), (30, 3.0))
    ids = [clip_id(project, 0)]
    project = done(project, remove_key, ids, Field.SCALE, frame=10)
    assert scale_at(project, 0) == 3.0
    project = done(project, remove_key, ids, Field.SCALE, frame=30)
    assert placed(project).clip.placement.scale == 3.0
    assert remove_key(project, ids, Field.SCALE, frame=30) is project


def test_all_keys_can_go_at_once() -> None:
    project = keyed(film(48), (10, 1.0), (30, 3.0))
    ids = [clip_id(project, 0)]
    project = done(project, add_key, ids, Field.X, frame=5)
    project = done(project, remove_keys, ids, frame=20)
    assert placed(project).clip.placement == Placement(scale=2.0, x=0.0)
    assert remove_keys(project, ids, frame=20) is project


def test_a_key_moves_but_not_onto_another() -> None:
    project = keyed(film(48), (10, 1.0), (30, 3.0))
    clip = clip_id(project, 0)
    moved = done(project, move_key, clip, Field.SCALE, frame=10, to_frame=40)
    assert key_frames(placed(moved), Field.SCALE, moved.rate) == (30, 40)
    far = done(project, move_key, clip, Field.SCALE, frame=10, to_frame=900)
    assert key_frames(placed(far), Field.SCALE, far.rate) == (30, 47)
    with pytest.raises(EditRefused, match="already"):
        move_key(project, clip, Field.SCALE, frame=10, to_frame=30)
    with pytest.raises(EditRefused, match="no key"):
        move_key(project, clip, Field.SCALE, frame=11, to_frame=12)


def test_ease_is_that_of_the_key_before() -> None:
    project = keyed(film(48), (0, 1.0), (40, 4.0))
    ids = [clip_id(project, 0)]
    project = done(project, set_ease, ids, Ease.EXPONENTIAL, frame=0)
    assert scale_at(project, 20) == pytest.approx(2.0)
    project = done(project, add_key, ids, Field.SCALE, frame=20)
    key = key_at(placed(project), Field.SCALE, 20, project.rate)
    assert key is not None
    assert key.ease is Ease.EXPONENTIAL
    with pytest.raises(EditRefused, match="no key"):
        set_ease(project, ids, Ease.HOLD, frame=33)


def test_only_a_scale_is_exponential() -> None:
    project = film(48)
    ids = [clip_id(project, 0)]
    project = done(project, add_key, ids, Field.X, frame=0)
    with pytest.raises(EditRefused, match="key of the scale"):
        set_ease(project, ids, Ease.EXPONENTIAL, frame=0)
    keys = (
        Key(time=Fraction(0), value=1.0, ease=Ease.EXPONENTIAL),
        Key(time=Fraction(1), value=0.0),
    )
    with pytest.raises(EditRefused, match="above zero"):
        set_placement(project, ids, Placement(opacity=Curve(keys)))


def test_a_slow_push_is_steady_to_the_eye() -> None:
    project = film(48)
    ids = [clip_id(project, 0)]
    pushed = done(project, push, ids, inward=True)
    rates = [scale_at(pushed, frame + 1) / scale_at(pushed, frame) for frame in range(47)]
    assert (scale_at(pushed, 0), scale_at(pushed, 47)) == pytest.approx((1.0, PUSH))
    assert max(rates) == pytest.approx(min(rates))
    pulled = done(project, push, ids, inward=False)
    assert (scale_at(pulled, 0), scale_at(pulled, 47)) == pytest.approx((PUSH, 1.0))


def test_a_push_of_a_clip_that_plays_backwards_still_goes_in() -> None:
    project = film(48)
    project = done(project, set_speed, clip_id(project, 0), Fraction(-1))
    project = done(project, push, [clip_id(project, 0)], inward=True)
    assert (scale_at(project, 0), scale_at(project, 47)) == pytest.approx((1.0, PUSH))


def test_keys_stay_on_their_pictures_when_a_clip_is_split() -> None:
    project = done(film(48), push, [clip_id(film(48), 0)], inward=True)
    cut = done(project, split, clip_id(project, 0), 24)
    assert [scale_at(cut, frame) for frame in range(48)] == pytest.approx(
        [scale_at(project, frame) for frame in range(48)]
    )


def test_a_freeze_has_no_keys() -> None:
    project = film(48)
    ids = [clip_id(project, 0)]
    project = done(project, set_speed, ids[0], Fraction(0))
    with pytest.raises(EditRefused, match="freeze"):
        add_key(project, ids, Field.SCALE, frame=3)
    with pytest.raises(EditRefused, match="freeze"):
        push(project, ids, inward=True)


def test_sounds_have_no_placement() -> None:
    project = film(48, sound=True)
    ids = [clip_id(project, 0, A1)]
    assert set_values(project, ids, {Field.SCALE: 2.0}, frame=0) is project
    assert push(project, ids, inward=True) is project


def test_a_crop_takes_curves_along() -> None:
    project = keyed(film(48), (10, 1.0), (30, 3.0))
    clip, crop = clip_id(project, 0), Crop(left=0.25)
    project = done(project, set_crop, clip, crop, scale=2.0, by=(0.125, 0.0))
    assert [scale_at(project, frame) for frame in (10, 30)] == [2.0, 6.0]
    assert (placed(project).clip.placement.x, placed(project).clip.placement.crop) == (0.125, crop)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e9, 1e9])
@pytest.mark.parametrize("field", list(Field))
def test_what_cannot_be_drawn_is_refused(field: Field, value: float) -> None:
    project = film(48)
    with pytest.raises(EditRefused):
        set_values(project, [clip_id(project, 0)], {field: value}, frame=0)


@given(
    frames=st.lists(st.integers(0, 47), min_size=1, max_size=8),
    speed=st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(2, 3), Fraction(-1)]),
)
def test_keys_lie_on_the_frames_they_were_set_at(frames: list[int], speed: Fraction) -> None:
    project = film(48)
    clip = clip_id(project, 0)
    project = set_speed(project, clip, speed, keep_length=True)
    for frame in frames:
        project = done(project, add_key, [clip], Field.SCALE, frame=frame)
    assert key_frames(placed(project), Field.SCALE, project.rate) == tuple(sorted(set(frames)))
