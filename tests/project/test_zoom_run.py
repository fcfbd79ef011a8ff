"""One camera through a row of clips, as an edit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.check import check
from sorastudio.project.clip import Clip, Fit, Placement
from sorastudio.project.curve import Curve, Ease, value_at
from sorastudio.project.edits.lay import in_place
from sorastudio.project.edits.look import set_placement
from sorastudio.project.edits.lookup import clip_of
from sorastudio.project.edits.speed import set_speed
from sorastudio.project.edits.splice import apply
from sorastudio.project.edits.transitions import Alignment, Handles, add_transition
from sorastudio.project.edits.trim import Edge, trim
from sorastudio.project.edits.zoom_path import growths, way, way_back
from sorastudio.project.edits.zoom_run import ZoomRun, greatest_scale, rate_for, run_over, zoom_run
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from tests.project.films import A1, clip_id, clips, done, film, layout, slot, with_slots, with_take

RUN = ZoomRun(rate=2.0, length=12)


def _ids(project: Project) -> list[ClipId]:
    return [clip.id for clip in clips(project)]


def _run(project: Project, run: ZoomRun) -> Project:
    return done(project, zoom_run, [clip.id for clip in clips(project)], run)


def _scales(project: Project, clip: Clip) -> tuple[float, float]:
    curve = clip.placement.scale
    assert isinstance(curve, Curve)
    assert [key.ease for key in curve.keys] == [Ease.EXPONENTIAL] * 2
    return curve.keys[0].value, curve.keys[-1].value


def test_cuts_become_zooms_and_clips_go_on_at_the_same_rate() -> None:
    project = _run(film(48, 48, 48), RUN)
    assert layout(project) == "a48 b48 c48"
    assert check(project) == []
    enters = [clip.enter for clip in clips(project)]
    assert enters[0] is None
    for enter in enters[1:]:
        assert enter is not None
        assert (enter.kind, enter.length) == ("zoom", 12)
        assert dict(enter.params)["factor"] == pytest.approx(2 ** (13 / 24))
    first, second, third = (_scales(project, clip) for clip in clips(project))
    assert first == pytest.approx((1, 2 ** (41 / 24)))
    assert second == pytest.approx((1, 2 ** (35 / 24)))
    assert third == pytest.approx((1, 2 ** (41 / 24)))
    assert greatest_scale(project, [clip.id for clip in clips(project)]) == pytest.approx(first[1])


def test_in_the_middle_only_the_scale_has_keys() -> None:
    for clip in clips(_run(film(48, 48), RUN)):
        assert (clip.placement.x, clip.placement.y) == (0.0, 0.0)


def test_outwards_it_runs_backwards() -> None:
    project = _run(film(48, 48), replace(RUN, outwards=True))
    first, second = clips(project)
    assert second.enter is not None
    assert dict(second.enter.params)["direction"] == "out"
    assert _scales(project, first) == pytest.approx((2 ** (41 / 24), 1))


def test_anchors_go_cut_by_cut_and_the_last_holds_for_the_rest() -> None:
    run = replace(RUN, anchors=((0.5, 0.4), (0.2, 0.6)))
    project = _run(film(48, 48, 48, 48), run)
    found = [dict(c.enter.params) for c in clips(project) if c.enter]
    assert [(each["x"], each["y"]) for each in found] == [(0.5, 0.4), (0.2, 0.6), (0.2, 0.6)]


def test_again_without_anchors_it_keeps_those_of_the_cuts() -> None:
    project = film(48, 48, 48)
    once = _run(project, replace(RUN, anchors=((0.3, 0.4), (0.6, 0.5))))
    again = _run(once, replace(RUN, rate=1.5))
    found = [dict(c.enter.params) for c in clips(again) if c.enter]
    assert [(each["x"], each["y"]) for each in found] == [(0.3, 0.4), (0.6, 0.5)]
    fresh = zoom_run(
        project, _ids(project), replace(RUN, rate=1.5, anchors=((0.3, 0.4), (0.6, 0.5)))
    )
    assert clips(again) == clips(fresh)


@pytest.mark.parametrize("fit", [None, *Fit])
def test_clips_fill_the_frame(fit: Fit | None) -> None:
    project = film(48, 48)
    project = set_placement(project, [clip_id(project, 0)], Placement(fit=fit))
    expected = Fit.STRETCH if fit is Fit.STRETCH else Fit.FILL
    assert clips(_run(project, RUN))[0].placement.fit is expected


def test_what_a_clip_had_of_its_own_lies_beneath() -> None:
    project = film(48, 48)
    project = set_placement(
        project, [clip_id(project, 0)], Placement(scale=1.5, x=0.1, rotation_degrees=5.0)
    )
    placement = clips(_run(project, RUN))[0].placement
    end = Fraction(100)
    assert value_at(placement.scale, end) == pytest.approx(1.5 * 2 ** (41 / 24))
    assert value_at(placement.x, end) == pytest.approx(0.1 * 2 ** (41 / 24))
    assert placement.rotation_degrees == 5.0


def test_without_handles_the_clips_give_up_frames() -> None:
    project = film(240, 240, 240, sound=True)
    edited = _run(project, RUN)
    assert layout(edited) == layout(edited, A1) == "a234 b228 c234"
    held = _run(project, replace(RUN, handles=Handles.HOLD))
    assert layout(held) == "a240 b240 c240"
    assert all(clip.enter.hold for clip in clips(held) if clip.enter)


def test_slots_make_room_in_their_takes() -> None:
    project = with_slots(film(), slot("s"), slot("t"))
    edited = _run(project, RUN)
    assert layout(edited) == "s96 t96"
    taken = with_take(with_take(edited, slot("s"), seconds=5), slot("t"), seconds=5)
    assert check(taken) == []


def test_backwards_clips_have_their_keys_in_order() -> None:
    project = film(48, 48)
    project = set_speed(project, clip_id(project, 1), Fraction(-1))
    edited = _run(project, replace(RUN, anchors=((0.3, 0.3),)))
    assert check(edited) == []
    back = clips(edited)[1]
    scale = back.placement.scale
    assert isinstance(scale, Curve)
    assert scale.keys[0].value > scale.keys[-1].value


def test_other_transitions_at_the_ends_of_the_run_are_left_alone() -> None:
    project = film(48, 48, 48, 48)
    project = add_transition(project, clip_id(project, 1), "dissolve", 12)
    project = add_transition(project, clip_id(project, 3), "dip", 12)
    edited = done(project, zoom_run, [clip_id(project, 1), clip_id(project, 2)], RUN)
    kinds = [clip.enter.kind if clip.enter else None for clip in clips(edited)]
    assert kinds == [None, "dissolve", "zoom", "dip"]
    assert clips(edited)[0].placement == Placement()
    assert _scales(edited, clips(edited)[1])[1] == pytest.approx(2 ** ((48 - 6 + 6 - 1) / 24))


def test_a_loop_ends_on_what_comes_before_its_first_frame() -> None:
    project = film(48, 48, 48)
    edited = _run(project, replace(RUN, loop=True))
    assert layout(edited) == "a48 b48 c48 a6"
    last, first = clips(edited)[-1], clips(edited)[0]
    assert last.source_in + Fraction(6, 24) == first.source_in
    assert last.enter is not None
    assert last.enter.length == 12
    assert last.placement == Placement(fit=Fit.FILL)


def test_a_loop_takes_what_it_lacks_from_the_first_clip() -> None:
    edited = _run(film(240, 240), replace(RUN, loop=True))
    assert layout(edited) == "a222 b228 a6"
    assert clips(edited)[0].source_in == Fraction(12, 24)
    assert check(edited) == []


def test_a_clip_can_be_looped_in_itself() -> None:
    assert layout(_run(film(96), replace(RUN, loop=True))) == "a96 a6"


def test_refusals_say_why() -> None:
    project = film(48, 48, 48, -10, 48)
    a, b, c, d = (clip_id(project, n) for n in range(4))
    for chosen, run, words in (
        ([a], RUN, "at least two"),
        ([a, c], RUN, "do not touch"),
        ([c, d], RUN, "do not touch"),
        ([a, b], replace(RUN, rate=1.0), "out of range"),
        ([a, b], replace(RUN, length=0), "at least one frame"),
        ([a, b], replace(RUN, rate=90.0, length=60), "would be a zoom by"),
        ([a, b], replace(RUN, anchors=((1.2, 0.5),)), "in the picture"),
        ([a, b, c], replace(RUN, length=48), "too short"),
        ([a, b, c], replace(RUN, length=60), "does not fit"),
    ):
        with pytest.raises(EditRefused, match=words):
            zoom_run(project, chosen, run)


def test_a_freeze_and_a_transition_at_the_start_of_a_loop_are_refused() -> None:
    project = film(48, 48)
    second = clips(project)[1]
    frozen = apply(
        project,
        [in_place(clip_of(project, second.id), replace(second, speed=Fraction(0)))],
    )
    with pytest.raises(EditRefused, match="freeze"):
        zoom_run(frozen, _ids(frozen), RUN)
    faded = add_transition(project, clip_id(project, 0), "dip", 6, alignment=Alignment.START)
    with pytest.raises(EditRefused, match="plain cut"):
        zoom_run(faded, _ids(faded), replace(RUN, loop=True))


def test_a_trim_afterwards_leaves_the_camera_on_its_pictures() -> None:
    project = _run(film(48, 48), RUN)
    shorter = trim(project, clip_id(project, 0), Edge.HEAD, 10)
    assert clips(shorter)[0].placement == clips(project)[0].placement


def test_a_rate_for_a_factor() -> None:
    project = film(48)
    rate = rate_for(6.0, 36, project.rate)
    assert ZoomRun(rate=rate, length=36).factor(project.rate) == pytest.approx(6.0)


@pytest.mark.parametrize("goes", [way, way_back])
def test_the_point_that_stands_still_moves_softly(goes: object) -> None:
    steps = (way_back if goes is way_back else way)(growths(60, 1.03), (0.3, 0.5), (0.8, 0.4))
    still = []
    for a, b in pairwise(steps):
        growth = b.scale / a.scale
        still.append(((b.x - growth * a.x) / (1 - growth), (b.y - growth * a.y) / (1 - growth)))
    assert still[0] == pytest.approx((-0.2, 0.0), abs=0.01)
    assert still[-1] == pytest.approx((0.3, -0.1), abs=0.01)
    assert all(-0.001 <= b - a < 0.02 for (a, _), (b, _) in pairwise(still))


@pytest.mark.parametrize("outwards", [False, True])
def test_the_camera_comes_to_rest_in_the_last_scene(outwards: bool) -> None:
    project = film(48, 48, 48)
    run = replace(RUN, rest=12, outwards=outwards)
    project = _run(project, run)
    assert check(project) == []
    last = clips(project)[-1]
    step = project.rate.seconds(1)
    scales = [value_at(last.placement.scale, last.source_in + n * step) for n in range(48)]
    rates = [after / before for before, after in pairwise(scales)]
    growth = 2 ** (1 / 24) if not outwards else 2 ** (-1 / 24)
    assert rates[6] == pytest.approx(growth, rel=2e-3)
    assert all(abs(b - 1) <= abs(a - 1) + 1e-9 for a, b in pairwise(rates[6:]))
    assert rates[19:] == pytest.approx([1] * len(rates[19:]))
    assert min(scales) == pytest.approx(1.0)
    assert zoom_run(project, _ids(project), run) == project
    found = run_over(project, _ids(project))
    assert found is not None
    assert found.rest == run.rest
