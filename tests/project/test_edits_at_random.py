"""Whatever a person does, in whatever order, the film stays sound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorastudio.errors import EditRefused
from sorastudio.project.check import errors
from sorastudio.project.clip import Gap
from sorastudio.project.document import Document
from sorastudio.project.edits import cut, look, move, place, slots, trim
from sorastudio.project.edits import transitions as blends
from sorastudio.project.edits.speed import set_speed
from sorastudio.project.edits.splice import splice
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.edits.trim import Edge
from sorastudio.project.ids import ClipId, LinkId, TrackId
from sorastudio.project.project import Project
from sorastudio.project.timeline import Placed, Timeline, TrackKind, canonical
from tests.project.films import (
    V1,
    film,
    knowing,
    slot,
    song,
    still,
    take,
    video,
    with_slots,
    with_take,
)

FILES = (video("x", 3, sound=True), video("y", Fraction(41, 8), fps=8), song("z", 4), still("w"))


@dataclass(frozen=True)
class Chance:
    """Numbers an edit picks its arguments by."""

    first: int
    second: int
    frames: int
    flag: bool
    other: bool

    def clip(self, project: Project) -> ClipId:
        return self.clips(project)[0]

    def clips(self, project: Project) -> list[ClipId]:
        ids = [placed.clip.id for placed in project.timeline.clips()]
        if not ids:
            raise EditRefused("There is no clip.")
        chosen = (ids[n % len(ids)] for n in (self.first, self.first + self.second % 3))
        return list(dict.fromkeys(chosen))

    def track(self, project: Project) -> TrackId:
        tracks = project.timeline.tracks
        return tracks[self.second % len(tracks)].id

    def edge(self) -> Edge:
        return Edge.HEAD if self.other else Edge.TAIL

    def excerpt(self, project: Project) -> place.Excerpt:
        file = FILES[self.second % len(FILES)]
        length = Fraction(self.second % 60 + 1, 24)
        return place.excerpt(project, file.id, source_out=length)


Edit = Callable[[Project, Chance], Project]

EDITS: dict[str, Edit] = {
    "append": lambda p, c: place.append(p, c.excerpt(p)),
    "insert": lambda p, c: place.insert(p, c.excerpt(p), c.first, all_tracks=c.flag),
    "overwrite": lambda p, c: place.overwrite(p, c.excerpt(p), c.first),
    "trim": lambda p, c: trim.trim(p, c.clip(p), c.edge(), c.frames, alone=c.flag),
    "ripple trim": lambda p, c: trim.ripple_trim(
        p, c.clip(p), c.edge(), c.frames, all_tracks=c.flag
    ),
    "roll": lambda p, c: trim.roll(p, c.clip(p), c.frames, alone=c.flag),
    "slip": lambda p, c: trim.slip(p, c.clip(p), c.frames, alone=c.flag),
    "slide": lambda p, c: trim.slide(p, c.clip(p), c.frames, alone=c.flag),
    "speed": lambda p, c: set_speed(p, c.clip(p), Fraction(c.frames, 6), keep_length=c.flag),
    "split": lambda p, c: cut.split(p, c.clip(p), c.first, alone=c.flag),
    "split all": lambda p, c: cut.split_all(p, c.first),
    "lift": lambda p, c: cut.lift(p, c.first, c.first + c.second, tracks=[c.track(p)]),
    "extract": lambda p, c: cut.extract(p, c.first, c.first + c.second),
    "remove": lambda p, c: cut.remove(p, c.clips(p), alone=c.flag),
    "ripple delete": lambda p, c: cut.ripple_delete(
        p, c.clips(p), alone=c.flag, all_tracks=c.other
    ),
    "move": lambda p, c: move.move(p, c.clips(p), 5 * c.frames, track_steps=c.flag, alone=c.other),
    "move insert": lambda p, c: move.move_insert(p, [c.clip(p)], c.second),
    "duplicate": lambda p, c: move.duplicate(p, c.clips(p), alone=c.flag),
    "paste": lambda p, c: move.paste(p, move.copied(p, c.clips(p)), c.second, insert=c.flag),
    "transition": lambda p, c: blends.add_transition(
        p,
        c.clip(p),
        "dissolve",
        abs(c.frames),
        alignment=list(blends.Alignment)[c.second % 3],
        handles=list(blends.Handles)[c.first % 3],
        alone=c.flag,
    ),
    "no transition": lambda p, c: blends.remove_transition(p, c.clip(p), alone=c.flag),
    "fades": lambda p, c: look.set_fades(p, c.clip(p), fade_in=abs(c.frames), fade_out=c.second),
    "take": lambda p, c: slots.adopt_take(
        p, *take(p, slot("s"), seconds=5, sound=True), sound=c.flag
    ),
    "track": lambda p, c: add_track(p, list(TrackKind)[c.flag]),
    "link": lambda p, c: look.link(p, c.clips(p)),
}

RIPPLING = [
    *("insert", "move insert", "duplicate", "ripple trim"),
    *("extract", "ripple delete", "transition"),
]

CHANCES = st.builds(
    Chance,
    first=st.integers(0, 200),
    second=st.integers(0, 90),
    frames=st.integers(-14, 14),
    flag=st.booleans(),
    other=st.booleans(),
)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), CHANCES), min_size=1, max_size=12)


def _start() -> Project:
    project = knowing(film(48, 30, -10, 40, sound=True), *FILES)
    project = with_slots(project, slot("s", 2), slot("t", 1))
    return with_take(project, slot("s"), seconds=3)


def _assert_sound(project: Project) -> None:
    assert errors(project) == []
    for track in project.timeline.tracks:
        assert canonical(track.items) == track.items
        assert list(track.starts) == sorted(set(track.starts))
    ids = Counter(placed.clip.id for placed in project.timeline.clips())
    assert max(ids.values(), default=1) == 1


@settings(max_examples=120, deadline=None)
@given(steps=STEPS)
def test_any_sequence_of_edits_leaves_a_sound_film_and_can_be_undone(
    steps: list[tuple[str, Chance]],
) -> None:
    document = Document(_start())
    timelines: list[Timeline] = [document.project.timeline]
    for name, chance in steps:
        before = document.project
        try:
            document.apply(name, EDITS[name], chance)
        except EditRefused:
            assert document.project is before
            continue
        _assert_sound(document.project)
        if document.project is not before:
            timelines.append(document.project.timeline)
    for timeline in reversed(timelines):
        assert document.project.timeline is timeline
        document.undo()
    for timeline in timelines:
        assert document.project.timeline is timeline
        document.redo()


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, chance=CHANCES, verb=st.sampled_from(["roll", "slip", "slide"]))
def test_roll_slip_and_slide_keep_the_film_as_long(
    steps: list[tuple[str, Chance]], chance: Chance, verb: str
) -> None:
    project = shuffled(steps)
    try:
        placed = project.timeline.find(chance.clip(project))
        after = EDITS[verb](project, replace(chance, flag=True))
    except EditRefused:
        return
    assert placed is not None
    is_last = placed.index == len(placed.track.items) - 1
    track = after.timeline.track(placed.track.id)
    assert track is not None
    assert track.length == placed.track.length + (
        chance.frames if is_last and verb == "slide" else 0
    )


@settings(max_examples=100, deadline=None)
@given(steps=STEPS, chance=CHANCES)
def test_ripple_trim_changes_its_track_by_exactly_what_was_asked(
    steps: list[tuple[str, Chance]], chance: Chance
) -> None:
    project = shuffled(steps)
    try:
        clip_id = chance.clip(project)
        limits = trim.ripple_trim_limits(project, clip_id, chance.edge())
        frames = limits.clamped(chance.frames)
        after = trim.ripple_trim(project, clip_id, chance.edge(), frames)
    except EditRefused:
        return
    placed = project.timeline.find(clip_id)
    assert placed is not None
    longer = frames if chance.edge() is Edge.TAIL else -frames
    track = after.timeline.track(placed.track.id)
    assert track is not None
    assert track.length == placed.track.length + longer


@settings(max_examples=100, deadline=None)
@given(steps=STEPS, chance=CHANCES, verb=st.sampled_from(RIPPLING))
def test_ripple_keeps_linked_sound_under_its_picture(
    steps: list[tuple[str, Chance]], chance: Chance, verb: str
) -> None:
    together = [(name, replace(each, flag=False, other=False)) for name, each in steps]
    project = shuffled([(name, each) for name, each in together if name != "link"])
    after = _tried(project, verb, replace(chance, flag=False))
    starts: dict[LinkId | None, set[int]] = {}
    moved: dict[LinkId | None, set[Fraction]] = {}
    for placed in after.timeline.clips():
        old = project.timeline.find(placed.clip.id)
        if old is not None and old.clip.link == placed.clip.link is not None:
            starts.setdefault(placed.clip.link, set()).add(old.start)
            moved.setdefault(placed.clip.link, set()).add(_origin(placed) - _origin(old))
    assert all(len(moved[link]) == 1 for link in moved if len(starts[link]) == 1)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, chance=CHANCES)
def test_what_the_limits_allow_is_done_and_one_more_is_refused(
    steps: list[tuple[str, Chance]], chance: Chance
) -> None:
    project = shuffled(steps)
    try:
        clip_id = chance.clip(project)
        limits = trim.trim_limits(project, clip_id, chance.edge())
    except EditRefused:
        return
    for frames, further in ((limits.least, -1), (limits.most, 1)):
        if frames is not None:
            _assert_sound(trim.trim(project, clip_id, chance.edge(), frames))
            with pytest.raises(EditRefused):
                trim.trim(project, clip_id, chance.edge(), frames + further)


@settings(max_examples=120, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=5),
    start=st.integers(0, 100),
    removed=st.integers(0, 60),
    added=st.integers(0, 60),
)
def test_splice_adds_and_takes_away_what_it_says(
    lengths: list[int], start: int, removed: int, added: int
) -> None:
    project = film(*lengths)
    shown = _shown(project)
    after = _shown(splice(project, V1, start, start + removed, [Gap(added)]))
    for frame, picture in after.items():
        if frame < start:
            assert shown[frame] == picture
        else:
            assert shown[frame - added + removed] == picture
    assert len(after) == sum(not start <= frame < start + removed for frame in shown)


@settings(max_examples=80, deadline=None)
@given(frame=st.integers(0, 130), verb=st.sampled_from(["split all", "lift", "extract"]))
def test_cuts_show_every_frame_that_is_left_as_before(frame: int, verb: str) -> None:
    project = film(48, 30, -10, 40)
    shown = _shown(project)
    match verb:
        case "split all":
            assert _shown(cut.split_all(project, frame)) == shown
        case "lift":
            left = {at: what for at, what in shown.items() if not frame <= at < frame + 9}
            assert _shown(cut.lift(project, frame, frame + 9)) == left
        case _:
            after = _shown(cut.extract(project, frame, frame + 9))
            left = {
                at - 9 * (at >= frame): what
                for at, what in shown.items()
                if not frame <= at < frame + 9
            }
            assert after == left


def _origin(placed: Placed) -> Fraction:
    """The frame of the film at which the clip's source would have begun."""
    clip = placed.clip
    return placed.start - (clip.source_in * 24 / clip.speed if clip.speed else Fraction(0))


def shuffled(steps: list[tuple[str, Chance]]) -> Project:
    project = _start()
    for name, chance in steps:
        project = _tried(project, name, chance)
    return project


def _tried(project: Project, name: str, chance: Chance) -> Project:
    try:
        return EDITS[name](project, chance)
    except EditRefused:
        return project


def _shown(project: Project) -> dict[int, tuple[object, Fraction]]:
    """Of each frame of V1 that shows something: what, at which time of its source."""
    return {
        placed.start + n: (
            placed.clip.source,
            placed.clip.source_in + Fraction(n, 24) * placed.clip.speed,
        )
        for placed in project.timeline.tracks[0].clips()
        for n in range(placed.clip.length)
    }
