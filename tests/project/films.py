"""Small films to edit, and the round every edit test makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Concatenate, ParamSpec

from sorastudio.project.check import errors
from sorastudio.project.clip import Clip, Gap, Item
from sorastudio.project.document import Document
from sorastudio.project.edits.place import excerpt, overwrite
from sorastudio.project.edits.slots import add_slot, adopt_take
from sorastudio.project.ids import ClipId, MediaId, SlotId, TakeId, TrackId, media_id
from sorastudio.project.media import (
    AudioFacts,
    Media,
    MediaKind,
    Recipe,
    Size,
    Take,
    VideoFacts,
)
from sorastudio.project.project import HD_720, Project, Settings, new_project
from sorastudio.project.slot import Slot
from sorastudio.project.time import FrameRate

P = ParamSpec("P")

V1, A1, A2 = TrackId("track-1"), TrackId("track-2"), TrackId("track-3")


def video(name: str, seconds: Fraction | int, *, sound: bool = False, fps: int = 24) -> Media:
    digest = name.encode().hex().ljust(64, "0")
    return Media(
        id=media_id(digest),
        path=f"media/{name}.mp4",
        sha256=digest,
        size_bytes=1000,
        kind=MediaKind.VIDEO,
        duration=Fraction(seconds),
        video=VideoFacts(size=HD_720, rate=Fraction(fps), codec="h264", pixel_format="yuv420p"),
        audio=AudioFacts(codec="aac", sample_rate=48000, channels=2) if sound else None,
    )


def still(name: str) -> Media:
    facts = VideoFacts(size=HD_720, rate=Fraction(0), codec="png", pixel_format="rgb24")
    return replace(video(name, 0), kind=MediaKind.STILL, video=facts)


def song(name: str, seconds: int) -> Media:
    return replace(video(name, seconds, sound=True), kind=MediaKind.AUDIO, video=None)


def knowing(project: Project, *media: Media) -> Project:
    pool = project.pool
    for each in media:
        pool = pool.with_media(each)
    return replace(project, pool=pool)


def film(*lengths: int, seconds: int = 10, sound: bool = False) -> Project:
    """Clips of so many frames at 24 a second, one after another on V1, each from the middle of a
    file of its own named a, b, c ... (negative: a gap). With sound, it lies linked on A1."""
    project, names, at = new_project("Test"), iter("abcdefghijkl"), 0
    for length in lengths:
        if length > 0:
            file = video(next(names), seconds, sound=sound)
            begin = Fraction(seconds, 2) - Fraction(length // 2, 24)
            end = begin + Fraction(length, 24)
            project = knowing(project, file)
            project = overwrite(
                project, excerpt(project, file.id, source_in=begin, source_out=end), at
            )
        at += abs(length)
    return project


def film_at(rate: FrameRate) -> Project:
    return new_project("Test", Settings(rate=rate))


def slot(name: str, seconds: Fraction | int = 4, prompt: str = "a sea") -> Slot:
    return Slot(id=SlotId(f"slot-{name}"), name=name, prompt=prompt, seconds=Fraction(seconds))


def with_slots(project: Project, *slots: Slot) -> Project:
    for each in slots:
        project = add_slot(project, each)
    return project


def recipe(prompt: str = "a sea", seconds: Fraction | int = 4, seed: int = 1) -> Recipe:
    return Recipe(
        prompt=prompt,
        seed=seed,
        provider="animatic",
        model="animatic-1",
        size=Size(1280, 720),
        rate=Fraction(24),
        seconds=Fraction(seconds),
    )


def take(
    project: Project, of: Slot, *, seconds: Fraction | int = 4, sound: bool = False
) -> tuple[Take, Media]:
    number = project.pool.next_take_number(of.id)
    file = video(f"{of.name}-{number}", seconds, sound=sound)
    made = Take(
        id=TakeId(f"take-{of.name}-{number}"),
        slot_id=of.id,
        number=number,
        media_id=file.id,
        recipe=recipe(of.prompt, seconds),
        created_at="2026-01-01T00:00:00Z",
    )
    return made, file


def with_take(project: Project, of: Slot, *, seconds: Fraction | int = 4) -> Project:
    return adopt_take(project, *take(project, of, seconds=seconds))


def done(
    project: Project,
    edit: Callable[Concatenate[Project, P], Project],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Project:
    """The film after an edit that left it sound, and that undo and redo give back exactly."""
    assert errors(project) == []
    document = Document(project)
    after = document.apply("Edit", edit, *args, **kwargs)
    assert errors(after) == []
    if after is not project:
        if after.pool is project.pool:
            assert document.undo() is project
        else:
            assert document.undo().timeline is project.timeline
        document.redo()
        assert document.project.timeline is after.timeline
    return after


def items(project: Project, track_id: TrackId = V1) -> tuple[Item, ...]:
    track = project.timeline.track(track_id)
    assert track is not None
    return track.items


def clips(project: Project, track_id: TrackId = V1) -> list[Clip]:
    return [item for item in items(project, track_id) if isinstance(item, Clip)]


def clip_id(project: Project, index: int, track_id: TrackId = V1) -> ClipId:
    return clips(project, track_id)[index].id


def layout(project: Project, track_id: TrackId = V1) -> str:
    """What lies on a track: `a24 -5 b10` is 24 frames of file a, a gap of 5, 10 frames of b."""
    return " ".join(
        f"-{item.length}" if isinstance(item, Gap) else f"{_source(project, item)}{item.length}"
        for item in items(project, track_id)
    )


def first_frames(project: Project, track_id: TrackId = V1) -> list[int]:
    """The frame of its source, at 24 a second, that each clip begins with."""
    return [int(clip.source_in * 24) for clip in clips(project, track_id)]


def _source(project: Project, clip: Clip) -> str:
    slot = project.slot_of(clip)
    if slot:
        return slot.name
    media = project.media_of(clip)
    return media.name.removesuffix(".mp4") if media else "?"


def file_id(name: str) -> MediaId:
    return video(name, 1).id
