import itertools
from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.project.clip import Gap, Placement, SlotSource
from sorastudio.project.curve import Curve, Ease, Key
from sorastudio.project.ids import SlotId
from sorastudio.project.slot import Slot
from sorastudio.project.table import Table
from sorastudio.project.time import FrameRate
from sorastudio.render.plan import Blend, FramePlan, MediaFrame, Shot, Slate, plan
from tests.render.fakes import clip, crossing, film


def shown(layer: object) -> MediaFrame:
    assert isinstance(layer, Shot)
    assert isinstance(layer.frame, MediaFrame)
    return layer.frame


def test_outside_the_film_and_in_gaps_there_is_nothing() -> None:
    project = film(("V1", (Gap(5), clip("a", 10))))
    assert [plan(project, n) for n in (-1, 0, 4, 15)] == [FramePlan()] * 4
    assert plan(project, 5) != FramePlan()


def test_a_clip_shows_its_source_from_source_in_at_its_speed() -> None:
    project = film(("V1", (clip("a", 10, 24), clip("b", 10, 0, speed=Fraction(-1, 2)))))
    assert shown(plan(project, 3).layers[0]) == MediaFrame("a", Fraction(27, 24))  # type: ignore[arg-type]
    assert shown(plan(project, 14).layers[0]).time == Fraction(-4, 48)


def test_times_are_exact_at_ntsc_rates() -> None:
    project = film(("V1", (clip("a", 20000, 0),)), rate=FrameRate(30000, 1001))
    assert shown(plan(project, 17982).layers[0]).time == Fraction(17982 * 1001, 30000)


def test_a_transition_covers_its_frames_and_no_other() -> None:
    project = film(("V1", (clip("a", 20), clip("b", 20, 48, enter=crossing()))))
    kinds = [type(plan(project, n).layers[0]) for n in (13, 14, 25, 26)]
    assert kinds == [Shot, Blend, Blend, Shot]
    blend = plan(project, 14).layers[0]
    assert isinstance(blend, Blend)
    assert blend.progress == Fraction(1, 13)
    assert shown(blend.a).time == Fraction(24 + 14, 24)
    assert shown(blend.b).time == Fraction(48 - 6, 24)
    after = plan(project, 25).layers[0]
    assert isinstance(after, Blend)
    assert after.progress == Fraction(12, 13)
    assert shown(after.a).time == Fraction(24 + 25, 24)


def test_progress_steps_evenly_from_picture_to_picture() -> None:
    project = film(("V1", (clip("a", 20), clip("b", 20, enter=crossing()))))
    layers = [plan(project, n).layers[0] for n in range(14, 26)]
    steps = [layer.progress for layer in layers if isinstance(layer, Blend)]
    assert {b - a for a, b in itertools.pairwise(steps)} == {Fraction(1, 13)}


def test_a_transition_after_a_gap_comes_out_of_nothing() -> None:
    project = film(("V1", (Gap(10), clip("b", 20, enter=crossing(before=4)))))
    blend = plan(project, 6).layers[0]
    assert isinstance(blend, Blend)
    assert blend.a is None
    first = film(("V1", (clip("b", 20, enter=crossing(before=0)),)))
    blend = plan(first, 0).layers[0]
    assert isinstance(blend, Blend)
    assert blend.a is None


def test_tracks_lie_over_each_other_and_hidden_ones_do_not_show() -> None:
    project = film(("V1", (clip("a", 10),)), ("V2", (Gap(5), clip("b", 5))), ("A1", ()))
    assert [shown(layer).media_id for layer in plan(project, 7).layers] == ["a", "b"]
    lower = replace(project.timeline.tracks[0], hidden=True)
    project = replace(project, timeline=project.timeline.with_track(lower))
    assert [shown(layer).media_id for layer in plan(project, 7).layers] == ["b"]


def test_a_disabled_clip_shows_nothing() -> None:
    assert plan(film(("V1", (clip("a", 10, enabled=False),))), 3) == FramePlan()


def test_a_slot_without_a_take_shows_a_slate() -> None:
    project = film(("V1", (replace(clip("a", 48), source=SlotSource(SlotId("s"))),)))
    slot = Slot(id=SlotId("s"), name="sea", prompt="waves", seconds=Fraction(2))
    layer = plan(replace(project, slots=Table([slot])), 3).layers[0]
    assert isinstance(layer, Shot)
    assert layer.frame == Slate("sea", "waves", Fraction(2))


def test_fades_rise_and_fall_by_the_same_steps() -> None:
    project = film(("V1", (clip("a", 10, fade_in=3, fade_out=3),)))
    opacities = [shot.pose.opacity for n in range(10) for shot in plan(project, n).layers]  # type: ignore[union-attr]
    assert opacities == pytest.approx([0.25, 0.5, 0.75, 1, 1, 1, 1, 0.75, 0.5, 0.25])


def test_a_keyed_scale_follows_the_source_and_keeps_a_constant_rate() -> None:
    keys = (
        Key(time=Fraction(1), value=1.0, ease=Ease.EXPONENTIAL),
        Key(time=Fraction(2), value=4.0),
    )
    placed = clip("a", 30, 24, placement=Placement(scale=Curve(keys)))
    project = film(("V1", (placed,)))
    scales = [shot.pose.scale for n in range(30) for shot in plan(project, n).layers]  # type: ignore[union-attr]
    ratios = [b / a for a, b in itertools.pairwise(scales[:25])]
    assert ratios == pytest.approx([4 ** (1 / 24)] * 24)
    assert scales[25:] == [4.0] * 5
