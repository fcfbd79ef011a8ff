"""`new`, `slot` and `add`: a film and what lies on its timeline."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from sorastudio.cli.as_slot import add_as_slots
from sorastudio.cli.fits import say_fits
from sorastudio.cli.output import Output
from sorastudio.cli.own_picture import own_picture, with_own_picture
from sorastudio.cli.values import (
    TransitionRequest,
    parse_frame,
    parse_seconds,
    parse_size,
    parse_transition,
)
from sorastudio.errors import UsageError
from sorastudio.media.probe import identify
from sorastudio.project.clip import Fit, Placement
from sorastudio.project.edits.look import set_gain
from sorastudio.project.edits.place import Excerpt, append, excerpt, overwrite
from sorastudio.project.edits.slots import add_slot
from sorastudio.project.edits.tracks import add_track
from sorastudio.project.edits.transitions import Handles, add_transition
from sorastudio.project.ids import ClipId, new_slot_id
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.project import Project, Settings, new_project
from sorastudio.project.slot import FrameLink, FrameOfSlot, ImageFrame, Slot
from sorastudio.project.time import FrameRate
from sorastudio.project.timeline import Placed, Track, TrackKind
from sorastudio.store.film_file import edit_film
from sorastudio.store.folder import FilmFolder

TRANSITION_SECONDS = Fraction(1)
"""How long a transition is unless its frames are given."""


def new(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio new`."""
    settings = Settings(
        size=parse_size(arguments.size),
        rate=FrameRate.parse(arguments.rate),
        fit=Fit(arguments.fit),
    )
    path = Path(arguments.film).absolute()
    folder = FilmFolder.create(path, new_project(path.stem, settings))
    out.result(
        f"{folder.film}  (empty, {settings.size}, {settings.rate} fps)",
        "new",
        path=str(folder.film),
    )


def slot(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio slot`."""
    path = Path(arguments.film).absolute()
    wanted = Slot(
        id=new_slot_id(),
        name=arguments.name,
        prompt=arguments.prompt,
        seconds=parse_seconds(arguments.seconds, "--seconds"),
        negative=arguments.negative,
        seed=arguments.seed,
        size=parse_size(arguments.size) if arguments.size else None,
    )
    _refuse_empty(wanted)
    own = own_picture(arguments.transition)
    images = _images(path, (arguments.first_frame, arguments.last_frame, own))

    def edit(project: Project) -> tuple[Project, int]:
        project = _with_images(project, images)
        linked = replace(
            wanted,
            name=_slot_name(project, wanted.name),
            first_frame=_frame_link(project, arguments.first_frame, images, last=True),
            last_frame=_frame_link(project, arguments.last_frame, images, last=False),
        )
        project = add_slot(project, linked, sound=True)
        way_in = _way_in(arguments, project, images)
        if way_in is None:
            return project, 0
        clip = _last_clip(project.timeline.of_kind(TrackKind.VIDEO)[0])
        return _blended(project, clip.clip.id, way_in, arguments.handles)

    project, shorter = _edited(path, edit, out)
    added = project.slots[wanted.id]
    _say_shorter(shorter, out)
    out.result(
        f"{added.name}  {float(added.seconds):g} s, not generated yet",
        "slot",
        id=added.id,
        name=added.name,
        shorter=shorter,
    )


def add(arguments: argparse.Namespace, out: Output) -> None:
    """`sorastudio add`."""
    path = Path(arguments.film).absolute()
    if arguments.as_slot:
        add_as_slots(path, arguments.media, out)
        return
    folder = FilmFolder(path)
    found = [identify(Path(name), folder.stored_path(Path(name))) for name in arguments.media]
    images = _images(path, (own_picture(arguments.transition),))

    def edit(project: Project) -> tuple[Project, int]:
        project = _with_images(project, images)
        at, shorter = _at(arguments, project), 0
        for media in found:
            project, placed, less = _put(project, media, arguments, at, images)
            shorter += less
            at = None if at is None else at + placed.clip.length
        return project, shorter

    project, shorter = _edited(path, edit, out)
    _say_shorter(shorter, out)
    for media in found:
        seconds = f"{float(media.duration):.2f} s" if media.duration else "still"
        out.result(
            f"{media.name}  {media.kind.value}, {seconds}",
            "added",
            name=media.name,
            media=media.id,
            shorter=shorter,
        )
    out.say(f"The film has {project.timeline.length} frames now.")


def _edited(
    path: Path, edit: Callable[[Project], tuple[Project, int]], out: Output
) -> tuple[Project, int]:
    """The film as saved after an edit that also says by how many frames it got shorter."""
    shorter = 0

    def counted(project: Project) -> Project:
        nonlocal shorter
        edited, shorter = edit(project)
        say_fits(path, project, edited, out)
        return edited

    return edit_film(path, counted), shorter


def _say_shorter(frames: int, out: Output) -> None:
    if frames:
        out.say(
            f"The film is {frames} frames shorter for its transitions: the clips have no frames "
            "beyond the cut. --handles keep or hold keeps the length."
        )


def _refuse_empty(slot: Slot) -> None:
    if not slot.prompt.strip():
        raise UsageError("The prompt is empty.", todo="Say what is to be seen.")


def _slot_name(project: Project, wanted: str) -> str:
    """The wanted name, or the next free `shot-N`. Raises UsageError for one that is taken."""
    taken = {slot.name for slot in project.slots}
    if wanted in taken:
        raise UsageError(f"There is a slot '{wanted}' already.", todo="Choose another name.")
    numbers = iter(range(1, len(taken) + 2))
    return wanted or next(name for n in numbers if (name := f"shot-{n}") not in taken)


def _images(path: Path, names: Sequence[str | None]) -> dict[str, Media]:
    """The files among what was given as first and last frame; the rest are names of slots."""
    folder = FilmFolder(path)
    files = (name for name in names if name and Path(name).exists())
    return {name: identify(Path(name), folder.stored_path(Path(name))) for name in files}


def _with_images(project: Project, images: dict[str, Media]) -> Project:
    for media in images.values():
        project = replace(project, pool=project.pool.with_media(media))
    return project


def _frame_link(
    project: Project, name: str | None, images: dict[str, Media], *, last: bool
) -> FrameLink | None:
    if not name:
        return None
    if name in images:
        if images[name].kind is MediaKind.AUDIO:
            raise UsageError(f"{name} has no picture.")
        return ImageFrame(images[name].id)
    for slot in project.slots:
        if slot.name == name:
            return FrameOfSlot(slot.id, last)
    raise UsageError(f"'{name}' is neither a picture file nor a slot of the film.")


def _way_in(
    arguments: argparse.Namespace, project: Project, images: Mapping[str, Media]
) -> TransitionRequest | None:
    if arguments.transition is None:
        return None
    length = project.rate.nearest_frame(TRANSITION_SECONDS)
    return with_own_picture(parse_transition(arguments.transition, length), project, images)


def _blended(
    project: Project, clip_id: ClipId, way_in: TransitionRequest, handles: str
) -> tuple[Project, int]:
    """The film with the transition, and by how many frames it got shorter."""
    blended = add_transition(
        project, clip_id, way_in.kind, way_in.length, params=way_in.params, handles=Handles(handles)
    )
    track = _track_of(project, clip_id)
    after = _track_of(blended, clip_id)
    return blended, track.length - after.length


def _track_of(project: Project, clip_id: ClipId) -> Track:
    placed = project.timeline.find(clip_id)
    assert placed is not None
    return placed.track


def _last_clip(track: Track) -> Placed:
    return list(track.clips())[-1]


def _at(arguments: argparse.Namespace, project: Project) -> int | None:
    """The frame to put the first clip at; None for the end."""
    return None if arguments.at == "end" else parse_frame(arguments.at, project.rate, "--at")


def _put(
    project: Project,
    media: Media,
    arguments: argparse.Namespace,
    at: int | None,
    images: Mapping[str, Media],
) -> tuple[Project, Placed, int]:
    """The film with a file on it, where it lies, and by how many frames the film got shorter."""
    project = replace(project, pool=project.pool.with_media(media))
    project, track = _track(project, arguments.track)
    what = _excerpt(project, media, arguments, track)
    if at is None:
        changed = append(project, what, track=None if track is None else track.id)
    else:
        changed = overwrite(project, what, at, track=None if track is None else track.id)
    new_clips = _new_clips(project, changed)
    changed = _with_gain(changed, new_clips, arguments)
    way_in = _way_in(arguments, changed, images)
    shorter = 0
    if way_in is not None and not _opens(new_clips[0], arguments):
        changed, shorter = _blended(changed, new_clips[0].clip.id, way_in, arguments.handles)
    placed = changed.timeline.find(new_clips[0].clip.id)
    assert placed is not None
    return changed, placed, shorter


def _opens(placed: Placed, arguments: argparse.Namespace) -> bool:
    """Whether this is only the first of several clips in an empty film: nothing to blend from."""
    return placed.start == 0 and len(arguments.media) > 1


def _new_clips(before: Project, after: Project) -> list[Placed]:
    """Pictures first."""
    known = {placed.clip.id for placed in before.timeline.clips()}
    return [placed for placed in after.timeline.clips() if placed.clip.id not in known]


def _with_gain(project: Project, placed: list[Placed], arguments: argparse.Namespace) -> Project:
    sounds = [each.clip.id for each in placed if each.track.kind is TrackKind.AUDIO]
    if arguments.gain is None or not sounds:
        return project
    return set_gain(project, sounds, arguments.gain)


def _excerpt(
    project: Project, media: Media, arguments: argparse.Namespace, track: Track | None
) -> Excerpt:
    first = arguments.source_in and parse_seconds(arguments.source_in, "--in", zero=True)
    last = arguments.source_out and parse_seconds(arguments.source_out, "--out")
    if arguments.seconds is not None:
        last = (first or 0) + parse_seconds(arguments.seconds, "--seconds")
    if first is not None and last is not None and last <= first:
        raise UsageError(f"--out {last} does not come after --in {first}.")
    fit = Fit(arguments.fit) if arguments.fit else None
    what = excerpt(
        project,
        media.id,
        source_in=first or Fraction(0),
        source_out=last,
        placement=Placement(fit=fit),
    )
    return _for_track(what, media, track)


def _for_track(what: Excerpt, media: Media, track: Track | None) -> Excerpt:
    """On an audio track a film is only its sound; a sound is never a picture."""
    if track is None:
        return what
    if track.kind is TrackKind.VIDEO and media.kind is MediaKind.AUDIO:
        raise UsageError(
            f"{media.name} has no picture, so it cannot lie on {track.name}.",
            todo="Leave --track out, or name an audio track.",
        )
    if track.kind is TrackKind.AUDIO and media.audio is None:
        raise UsageError(f"{media.name} has no sound, so it cannot lie on {track.name}.")
    return replace(what, picture=False) if track.kind is TrackKind.AUDIO else what


def _track(project: Project, name: str | None) -> tuple[Project, Track | None]:
    """The track of a name; the next one of its kind is made where it is not there yet."""
    if name is None:
        return project, None
    track = project.timeline.track_named(name)
    if track is not None:
        return project, track
    match = re.fullmatch(r"([VA])(\d+)", name)
    kind = TrackKind.VIDEO if match and match[1] == "V" else TrackKind.AUDIO
    if match is None or int(match[2]) != len(project.timeline.of_kind(kind)) + 1:
        names = ", ".join(each.name for each in project.timeline.tracks)
        raise UsageError(f"There is no track '{name}'.", todo=f"The film has {names}.")
    project = add_track(project, kind, name=name)
    return project, project.timeline.track_named(name)
