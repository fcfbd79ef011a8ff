"""What is measured at a cut of scenes whose motion, light and repetition are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.clip import Clip
from sorastudio.project.edits.cuts import move_cut
from sorastudio.project.ids import ClipId
from sorastudio.project.project import Project
from sorastudio.render.measure.fit import measure_fit, needs_likeness
from sorastudio.render.measure.overlap import find_overlaps
from sorastudio.render.measure.seam import Seam, cuts, measure_seam
from sorastudio.render.measure.strip import Strip
from sorastudio.render.measure.words import jars_in_colour, seam_words
from sorastudio.render.picture import Picture
from tests.render.fakes import FakeFrames, clip, crossing, film, media
from tests.render.scenes import SIZE, panning, scene, seen

WIDE, OTHER = scene(7), scene(8)
Film = Callable[[Fraction], Picture]


def two(first: Film, second: Film, *, begin: int = 0) -> tuple[Project, ClipId, FakeFrames]:
    """A clip that ends at frame 48 of its file, and one that begins at `begin` of the other."""
    clips = (clip("a", 24), clip("b", 24, begin))
    project = film(("V1", clips), size=SIZE, files=(media("a", 4), media("b", 4)))
    return project, clips[1].id, FakeFrames({"a": first, "b": second})


def seam_of(first: Film, second: Film, *, begin: int = 0) -> Seam:
    project, clip_id, frames = two(first, second, begin=begin)
    return measure_seam(project, clip_id, frames)


def shot(first_frame: int, *, hold: int = 0, pixels: float = 1.0) -> Film:
    """A pan that stands still on its first picture for a while."""
    move = panning(WIDE, pixels)

    def at(time: Fraction) -> Picture:
        frame = max(0, int(time * 24) - hold)
        return move(Fraction(first_frame + frame, 24))

    return at


def lit(film: Film, by: int) -> Film:
    def at(time: Fraction) -> Picture:
        picture = film(time)
        return replace(picture, y=np.clip(picture.y.astype(int) + by, 16, 235).astype(np.uint8))

    return at


def test_a_scene_that_goes_on_has_nothing_to_be_said_of() -> None:
    seam = seam_of(shot(0), shot(48))
    assert (seam.one_scene, seam.repeated, seam_words(seam)) == (True, 0, ())
    assert seam.motion_after == pytest.approx(1 / SIZE.width, rel=0.2)


@pytest.mark.parametrize("count", [1, 4])
def test_repeated_frames_are_counted(count: int) -> None:
    seam = seam_of(shot(0), shot(47, hold=count - 1))
    assert seam.repeated == count
    assert "repeat" in seam_words(seam)[0]


def test_a_still_repeats_nothing() -> None:
    still = shot(0, pixels=0)
    assert seam_of(still, still).repeated == 0


def test_light_that_jumps_is_said() -> None:
    seam = seam_of(shot(0), lit(shot(48), 22))
    assert seam.brightness == pytest.approx(0.1, abs=0.01)
    assert jars_in_colour(seam)
    assert seam_words(seam) == ("It gets 10% lighter.",)


def test_motion_that_stops_or_turns_is_said() -> None:
    assert "The motion stops." in seam_words(seam_of(shot(0), shot(48, pixels=0), begin=0))
    back = seam_of(shot(0), lambda time: panning(WIDE, 1)(2 - time))
    assert "The motion turns." in seam_words(back)


def test_another_scene_is_no_fault() -> None:
    seam = seam_of(shot(0), lit(panning(OTHER, 0), 30))
    assert not seam.one_scene
    assert seam_words(seam) == ()


def test_the_best_overlap_is_where_the_scenes_are_the_same() -> None:
    """The second file begins 6 frames before the first one ends."""
    project, clip_id, frames = two(shot(0), shot(42))
    best = find_overlaps(project, clip_id, frames)[0]
    assert best.head - best.tail == pytest.approx(6, abs=1)
    moved = move_cut(project, clip_id, best.tail, best.head)
    (track,) = moved.timeline.tracks
    assert track.length == 48 + best.tail - best.head


def test_the_cut_as_it_is_is_always_among_the_proposals() -> None:
    project, clip_id, frames = two(shot(0), panning(OTHER, 1))
    found = find_overlaps(project, clip_id, frames, count=3)
    assert any(each.tail == each.head == 0 for each in found)
    assert [each.agreement for each in found] == sorted((e.agreement for e in found), reverse=True)


def test_looking_for_overlaps_can_be_stopped() -> None:
    project, clip_id, frames = two(shot(0), shot(42))

    def stop(share: float) -> None:
        if share > 0.5:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        find_overlaps(project, clip_id, frames, between=stop)


def test_a_morph_is_believed_in_one_scene_only() -> None:
    enter = crossing("morph")
    for second, high in ((shot(48), True), (panning(OTHER, 1), False)):
        project, clip_id, frames = two(shot(0), second)
        fit = measure_fit(project, clip_id, enter, frames)
        assert (fit.mean > 0.6) is high
        assert fit.is_low is not high
        assert f"{fit.mean:.2f}" in fit.words


def test_a_match_of_two_scenes_says_that_it_only_fades() -> None:
    project, clip_id, frames = two(shot(0), panning(OTHER, 1))
    fit = measure_fit(project, clip_id, crossing("match"), frames)
    assert fit.mean == 0
    assert "only fade" in fit.words
    assert not needs_likeness("dissolve")


def test_a_strip_shows_one_clip_by_itself() -> None:
    project, clip_id, frames = two(shot(0), shot(48))
    placed = project.timeline.find(clip_id)
    assert placed is not None
    strip = Strip(project, placed, frames, longer_px=320)
    expected = seen(WIDE, x=50)
    assert np.abs(strip.picture(2).y.astype(int) - expected.y).mean() < 1
    assert strip.picture(2) is strip.picture(2)


def test_without_a_cut_there_is_nothing_to_measure() -> None:
    project, _, frames = two(shot(0), shot(48))
    (first, _) = project.timeline.tracks[0].items
    assert isinstance(first, Clip)
    with pytest.raises(EditRefused):
        measure_seam(project, first.id, frames)
    assert [placed.start for placed in cuts(project)] == [24]
