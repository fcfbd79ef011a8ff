"""Every rule finds what it is there for, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from sorastudio.project.book import Book
from sorastudio.project.check import Severity, check, errors
from sorastudio.project.clip import (
    Clip,
    Gap,
    Marker,
    MediaSource,
    Placement,
    SlotSource,
    Transition,
)
from sorastudio.project.curve import Curve, Ease, Key
from sorastudio.project.edits.slots import set_prompt
from sorastudio.project.ids import LinkId, MarkerId, MediaId, SlotId, TakeId
from sorastudio.project.media import Size
from sorastudio.project.project import Project
from sorastudio.project.slot import FrameOfSlot, ImageFrame, Slot, Verdict
from sorastudio.project.table import Table
from tests.project.films import clips, film, knowing, slot, song, take, video, with_slots, with_take

S = slot("s")


def _clip(project: Project, change: Callable[[Clip], Clip]) -> Project:
    """The film with its first clip changed, past all edits."""
    track = project.timeline.tracks[0]
    first = track.items[0]
    assert isinstance(first, Clip)
    return _track(project, (change(first), *track.items[1:]))


def _track(project: Project, items: tuple[Clip | Gap, ...]) -> Project:
    track = replace(project.timeline.tracks[0], items=items)
    return replace(project, timeline=project.timeline.with_track(track))


def _slot(change: Callable[[Slot], Slot]) -> Project:
    project = with_take(with_slots(film(), S), S)
    return replace(project, slots=project.slots.put(change(project.slots[S.id])))


def _markers(*frames: int) -> Project:
    project = film()
    markers = tuple(Marker(id=MarkerId(f"m{n}"), frame=frame) for n, frame in enumerate(frames))
    return replace(project, timeline=replace(project.timeline, markers=markers))


def _curve(*keys: tuple[int, float], ease: Ease = Ease.LINEAR) -> Curve:
    return Curve(tuple(Key(time=Fraction(t), value=v, ease=ease) for t, v in keys))


def _scaled(curve: Curve) -> Project:
    return _clip(film(48), lambda clip: replace(clip, placement=Placement(scale=curve)))


def _entered(before: int, after: int) -> Project:
    enter = Transition(kind="dissolve", in_offset=before, out_offset=after)
    return _clip(film(48), lambda clip: replace(clip, enter=enter))


def _on_video_track_only_sound() -> Project:
    project = knowing(film(48), song("song", 10))
    return _clip(project, lambda clip: replace(clip, source=MediaSource(song("song", 1).id)))


def _on_audio_track_without_sound() -> Project:
    project = film(48)
    clip = project.timeline.tracks[0].items[0]
    tracks = project.timeline.tracks
    moved = (replace(tracks[0], items=()), replace(tracks[1], items=(clip,)), tracks[2])
    return replace(project, timeline=replace(project.timeline, tracks=moved))


def _video_below_audio() -> Project:
    project = film()
    return replace(
        project, timeline=replace(project.timeline, tracks=project.timeline.tracks[::-1])
    )


def _same_track_twice() -> Project:
    project = film()
    tracks = (*project.timeline.tracks, project.timeline.tracks[2])
    return replace(project, timeline=replace(project.timeline, tracks=tracks))


def _linked_on_one_track() -> Project:
    project = film(48, 48)
    linked = (replace(each, link=LinkId("link-1")) for each in clips(project))
    return _track(project, tuple(linked))


def _takes_with_one_number() -> Project:
    project = with_take(with_slots(film(), S), S)
    made, file = take(project, S)
    pool = project.pool.with_take(replace(made, number=1), file)
    return replace(project, pool=pool)


def _take_without_file() -> Project:
    project = with_take(with_slots(film(), S), S)
    return replace(project, pool=replace(project.pool, media=Table()))


BROKEN: dict[str, Callable[[], Project]] = {
    "no-name": lambda: replace(film(), name=" "),
    "id-twice": _same_track_twice,
    "id-not-counted": lambda: replace(film(48), timeline=replace(film(48).timeline, next_number=4)),
    "track-order": _video_below_audio,
    "no-length": lambda: _clip(film(48), lambda clip: replace(clip, length=0)),
    "not-canonical": lambda: _track(film(48), (*film(48).timeline.tracks[0].items, Gap(5))),
    "unknown-slot": lambda: _clip(film(48), lambda c: replace(c, source=SlotSource(SlotId("x")))),
    "unknown-media": lambda: _clip(
        film(48), lambda c: replace(c, source=MediaSource(MediaId("x")))
    ),
    "wrong-track": _on_video_track_only_sound,
    "speed": lambda: _clip(film(48), lambda clip: replace(clip, speed=Fraction(1000))),
    "fades": lambda: _clip(film(48), lambda clip: replace(clip, fade_in=40, fade_out=9)),
    "keys": lambda: _scaled(_curve((1, 1.0), (0, 2.0))),
    "transition-empty": lambda: _entered(0, 0),
    "transition-room": lambda: _entered(1, 4),
    "lonely-link": lambda: _clip(film(48), lambda clip: replace(clip, link=LinkId("link-2"))),
    "link-track": _linked_on_one_track,
    "slot-seconds": lambda: _slot(lambda each: replace(each, seconds=Fraction(0))),
    "slot-size": lambda: _slot(lambda each: replace(each, size=Size(0, 720))),
    "slot-circle": lambda: _slot(lambda s: replace(s, first_frame=FrameOfSlot(S.id, last=True))),
    "chosen-take": lambda: _slot(lambda each: replace(each, chosen=TakeId("take-x"))),
    "verdict": lambda: _slot(lambda s: replace(s, verdicts=(Verdict(take_id=TakeId("x")),))),
    "stars": lambda: _slot(
        lambda s: replace(s, verdicts=(Verdict(take_id=TakeId("take-s-1"), stars=9),))
    ),
    "unknown-frame": lambda: _slot(lambda s: replace(s, first_frame=ImageFrame(MediaId("x")))),
    "unknown-link": lambda: _slot(
        lambda s: replace(s, last_frame=FrameOfSlot(SlotId("x"), last=False))
    ),
    "take-media": _take_without_file,
    "take-number": _takes_with_one_number,
    "media-duration": lambda: knowing(film(), video("v", 0)),
    "marker-frame": lambda: _markers(-1, 5),
    "marker-order": lambda: _markers(5, 1),
}


@pytest.mark.parametrize("code", BROKEN)
def test_each_rule_finds_what_is_broken(code: str) -> None:
    found = [violation.code for violation in errors(BROKEN[code]())]
    assert code in found
    assert all(violation.words for violation in check(BROKEN[code]()))


@pytest.mark.parametrize(
    "make",
    [
        _on_audio_track_without_sound,
        lambda: _scaled(Curve(())),
        lambda: _scaled(_curve((0, 1.0), (1, -1.0), ease=Ease.EXPONENTIAL)),
        lambda: _entered(0, 49),
        lambda: _entered(0, -1),
    ],
)
def test_other_ways_to_be_broken(make: Callable[[], Project]) -> None:
    assert len(errors(make())) == 1


def test_sound_films_are_clean() -> None:
    assert check(film()) == []
    assert check(film(48, -10, 48, sound=True)) == []
    assert check(with_take(with_slots(film(48), S), S)) == []
    assert check(_scaled(_curve((0, 1.0), (1, 2.0), ease=Ease.EXPONENTIAL))) == []
    assert check(_markers(1, 1, 5)) == []


def test_warnings_are_for_films_that_work_all_the_same() -> None:
    enter = Transition(kind="dissolve", in_offset=0, out_offset=100)
    whole = film(240, 240)
    first, second = whole.timeline.tracks[0].items
    assert isinstance(second, Clip)
    project = _track(whole, (first, replace(second, enter=enter)))
    (found,) = check(project)
    assert (found.code, found.severity) == ("handles", Severity.WARNING)
    assert "lacks 100 frames before and 0 after" in found.words
    assert check(_track(whole, (first, replace(second, enter=replace(enter, hold=True))))) == []


def test_a_clip_beyond_its_source_is_a_warning() -> None:
    project = _clip(film(48), lambda clip: replace(clip, length=150))
    (found,) = check(project)
    assert (found.code, found.severity) == ("source-range", Severity.WARNING)
    assert "6 frames longer" in found.words
    early = _clip(film(48), lambda clip: replace(clip, source_in=Fraction(-1)))
    assert "24 frames longer" in check(early)[0].words


def test_a_name_the_book_lacks_is_a_warning() -> None:
    project = set_prompt(with_slots(film(), S), S.id, "{Anna} at the {Sea}")
    assert [violation.code for violation in check(project)] == ["unknown-name"] * 2
    assert project.book == Book()


def test_errors_come_before_warnings() -> None:
    project = _clip(film(48), lambda clip: replace(clip, length=150, fade_in=151))
    assert [violation.code for violation in check(project)] == ["fades", "source-range"]
