"""What to ask for: a slot, with everything it links to, as a request."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from sorastudio.errors import GenerateError
from sorastudio.generate.provider import Capabilities, Provider
from sorastudio.generate.request import Input, Request, Source
from sorastudio.generate.sourced import Places, request_of_take
from sorastudio.media.pool import ReaderPool
from sorastudio.media.probe import hash_of
from sorastudio.media.still import write_png
from sorastudio.project.edits.slots import needed_seconds
from sorastudio.project.ids import SlotId
from sorastudio.project.media import Media, MediaKind, Operation, ReferenceRole, Size
from sorastudio.project.project import Project
from sorastudio.project.slot import FrameLink, FrameOfSlot, ImageFrame, Slot
from sorastudio.project.state import frame_label

MOST_SEED = 2**31 - 1


def request_for(
    project: Project, slot: Slot, provider: Provider, places: Places, *, number: int, seed: int
) -> Request:
    """One take of a slot: as long as the cut needs it, handles and all, or the next longer that the
    model makes. Raises GenerateError where the generator cannot do what the slot asks."""
    model = slot.model or provider.default_model
    can = provider.capabilities(model)
    if slot.source is not None:
        request = request_of_take(project, slot, slot.source, provider, places, number=number)
        refuse_beyond(can, request)
        return request
    request = Request(
        slot_id=slot.id,
        slot_name=slot.name,
        take_number=number,
        provider=provider.name,
        model=model,
        prompt=project.book.expand(slot.prompt),
        negative=project.book.expand(slot.negative),
        seed=seed,
        size=slot.size or project.settings.size,
        rate=project.rate.fps,
        seconds=can.length_for(needed_seconds(project, slot.id)),
        inputs=_inputs(project, slot, places),
        options=slot.options,
    )
    refuse_beyond(can, request)
    if slot.seed is not None and not can.seed:
        raise _beyond(request, can, "a seed")
    return request


def seeds(project: Project, slot: Slot) -> Iterable[int]:
    """Seeds for new takes, without end: never one that would only give a take of this prompt
    again."""
    used = {
        take.recipe.seed
        for take in project.pool.takes_of(slot.id)
        if take.recipe.prompt == project.book.expand(slot.prompt)
    }
    following = slot.seed
    while True:
        seed = random.randrange(MOST_SEED) if following is None else following
        following = None if following is None else (following + 1) % MOST_SEED
        if seed not in used:
            used.add(seed)
            yield seed


def refuse_beyond(can: Capabilities, request: Request) -> None:
    """Raises GenerateError for anything the model cannot do: nothing is dropped in silence."""
    source = request.source
    if source is None:
        of_take: Iterable[tuple[bool, str]] = ((can.needs_video, "a take of words alone"),)
    else:
        of_take = (*_of_take(can, request, source), *_of_file(can, source))
    for refused, words in (*of_take, *_words(can, request), *_pictures(can, request)):
        if refused:
            raise _beyond(request, can, words)


def _words(can: Capabilities, request: Request) -> Iterable[tuple[bool, str]]:
    """What may be beyond a model of words, length and settings, and how to call it."""
    unknown = (
        []
        if can.options is None
        else [name for name, _ in request.options if name not in can.options]
    )
    return (
        (not request.prompt.strip(), "an empty prompt"),
        (
            len(request.prompt) > can.longest_prompt,
            f"a prompt over {can.longest_prompt} characters",
        ),
        (_length_refused(can, request), _length_words(request.seconds, can)),
        (bool(request.negative) and not can.negative, "a negative prompt"),
        (bool(unknown), f"the option {unknown[0] if unknown else ''}"),
    )


def _of_take(can: Capabilities, request: Request, source: Source) -> Iterable[tuple[bool, str]]:
    """The same for what is to be done to a take."""
    most = can.longest_whole
    does = can.does if source.remote_id else can.by_file.__contains__
    whole = f"{float(request.whole_seconds):g} s in all"
    extends = source.operation is Operation.EXTEND
    return (
        (extends and not does(Operation.EXTEND), "an extension of a take"),
        (not extends and not does(Operation.EDIT), "an edit of a take"),
        (
            extends and most is not None and request.whole_seconds > most,
            f"{whole} (it extends to {float(most or 0):g} s)",
        ),
    )


def _of_file(can: Capabilities, source: Source) -> Iterable[tuple[bool, str]]:
    """The same for a video that it is given, where it does not know the take."""
    why = "" if source.remote_id else can.refuses_file(source.seconds)
    words = f"{source.operation.value} a video of {float(source.seconds):.3g} s"
    return ((bool(why), f"{words} ({why})"),)


def _length_refused(can: Capabilities, request: Request) -> bool:
    """An edit is as long as the video that is given, which has limits of its own."""
    if request.does(Operation.EDIT) and _is_of_video(request):
        return False
    return not can.shortest <= request.seconds <= can.longest


def _pictures(can: Capabilities, request: Request) -> Iterable[tuple[bool, str]]:
    """The same for its picture, and for those it starts from."""
    size, roles = request.size, [given.role for given in request.inputs]
    first, last = ReferenceRole.FIRST_FRAME in roles, ReferenceRole.LAST_FRAME in roles
    return (
        (can.size_for(size) is None, f"{size} ({_size_words(can)})"),
        (
            not _is_of_video(request) and not _can_be_made(can, size),
            f"{size} (even sides from {can.smallest} to {can.largest})",
        ),
        (first and not can.first_frame, "a first frame"),
        (last and not can.last_frame, "a last frame"),
        (can.needs_frame and not first and request.source is None, "a take without a first frame"),
        (last and not first and can.last_needs_first, "a last frame without a first one"),
        (
            roles.count(ReferenceRole.REFERENCE) > can.references,
            f"more than {can.references} references",
        ),
    )


def _is_of_video(request: Request) -> bool:
    """It is made in the size of the video that is given, or the next that the model makes."""
    return request.source is not None and not request.source.remote_id


def _can_be_made(can: Capabilities, size: Size) -> bool:
    if size.width % 2 == 1 or size.height % 2 == 1:
        return False
    return bool(can.sizes) or (
        can.smallest.width <= size.width <= can.largest.width
        and can.smallest.height <= size.height <= can.largest.height
    )


def _beyond(request: Request, can: Capabilities, words: str) -> GenerateError:
    return GenerateError(
        f"{request.slot_name}: {can.model} cannot do {words}.",
        kept="Nothing was sent.",
        todo="Change the slot or choose another generator.",
    )


def _size_words(can: Capabilities) -> str:
    return "it does the shapes of " + ", ".join(map(str, can.sizes[:8]))


def _length_words(seconds: Fraction, can: Capabilities) -> str:
    if can.lengths:
        does = ", ".join(f"{float(each):g}" for each in can.lengths)
    else:
        does = f"{float(can.shortest):.2g} to {float(can.longest):g}"
    return f"{float(seconds):g} s (it does {does} s)"


def _inputs(project: Project, slot: Slot, places: Places) -> tuple[Input, ...]:
    links = (
        (ReferenceRole.FIRST_FRAME, slot.first_frame),
        (ReferenceRole.LAST_FRAME, slot.last_frame),
    )
    return tuple(
        _input(project, slot, role, link, places) for role, link in links if link is not None
    )


def _input(
    project: Project, slot: Slot, role: ReferenceRole, link: FrameLink, places: Places
) -> Input:
    match link:
        case ImageFrame(media_id):
            media = project.pool.media[media_id]
            path = _image(media, places)
            return Input(role=role, path=str(path), sha256=media.sha256, label=media.name)
        case FrameOfSlot(slot_id, last):
            media, time = _shown_edge(project, slot, slot_id, last=last)
            path = _picture_file(media, time, places)
            label = frame_label(project, link) or ""
            return Input(role=role, path=str(path), sha256=hash_of(path), label=label)


def _image(media: Media, places: Places) -> Path:
    """The file of a still; the first picture of anything that moves."""
    if media.kind is MediaKind.STILL:
        return places.locate(media.id)
    return _picture_file(media, Fraction(0), places)


def _shown_edge(
    project: Project, slot: Slot, other: SlotId, *, last: bool
) -> tuple[Media, Fraction]:
    """The first or last picture of another slot that the cut shows; of its take, where it is not in
    the cut."""
    take = project.chosen_take(other)
    if take is None:
        raise GenerateError(
            f"{slot.name} needs a frame of {project.slots[other].name}, which has no take.",
            kept="Nothing was sent.",
            todo=f"Generate {project.slots[other].name} first.",
        )
    media = project.pool.media[take.media_id]
    for placed in project.timeline.clips():
        if project.slot_of(placed.clip) is project.slots[other]:
            offset = placed.clip.length - 1 if last else 0
            return media, placed.clip.source_in + project.rate.seconds(offset) * placed.clip.speed
    end = media.duration - project.rate.seconds(1)
    return media, max(end, Fraction(0)) if last else Fraction(0)


def _picture_file(media: Media, time: Fraction, places: Places) -> Path:
    """A picture of a file as a file of its own."""
    key = hashlib.sha256(f"{media.sha256} {time}".encode()).hexdigest()[:16]
    path = places.frames_dir / f"{key}.png"
    if not path.exists():
        with ReaderPool(places.locate) as pool:
            picture = pool.frame(media.id, time)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_png(path, picture)
    return path
