"""One file as a film of its own."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.errors import EditRefused
from sorastudio.project.check import errors
from sorastudio.project.media import Media, Size
from sorastudio.project.project import HD_720, Project
from sorastudio.project.reel import reel_of
from sorastudio.project.time import FrameRate
from sorastudio.render.plan import MediaFrame, Shot, plan
from tests.project.films import A1, clips, film, knowing, song, still, video


def reel(media: Media) -> Project:
    made = reel_of(knowing(film(24), media), media.id)
    assert errors(made) == []
    return made


def facts(media: Media, *, size: Size = HD_720, rate: Fraction = Fraction(24)) -> Media:
    assert media.video is not None
    return replace(media, video=replace(media.video, size=size, rate=rate))


def test_every_frame_is_one_picture_of_the_file() -> None:
    media = video("x", 2, sound=True, fps=8)
    made = reel(media)
    assert (made.rate, made.timeline.length) == (FrameRate(8), 16)
    (layer,) = plan(made, 5).layers
    assert isinstance(layer, Shot)
    assert layer.frame == MediaFrame(media.id, Fraction(5, 8))
    assert clips(made)[0].link == clips(made, A1)[0].link is not None
    ntsc = reel(facts(video("y", Fraction(1001, 1000)), rate=Fraction(30000, 1001)))
    assert (ntsc.rate, ntsc.timeline.length) == (FrameRate(30000, 1001), 30)


@pytest.mark.parametrize(
    ("size", "canvas"),
    [
        (Size(832, 480), Size(832, 480)),
        (Size(853, 479), Size(852, 478)),
        (Size(8, 8), HD_720),
        (Size(12000, 90), HD_720),
    ],
)
def test_it_is_seen_in_its_own_size_where_that_is_a_canvas(size: Size, canvas: Size) -> None:
    assert reel(facts(video("x", 1), size=size)).settings.size == canvas


def test_sound_stills_and_strange_rates_run_like_the_film() -> None:
    for media, frames in (
        (song("tune", 2), 48),
        (still("s"), 120),
        (facts(video("x", 2), rate=Fraction(1, 2)), 48),
    ):
        made = reel(media)
        assert (made.rate, made.timeline.length) == (FrameRate(24), frames)


def test_what_has_no_length_is_refused() -> None:
    with pytest.raises(EditRefused, match="no such stretch"):
        reel(video("x", 0))
