"""How the files of a request go along with it: inside of it while that is small, else uploaded as
they are. Only what fits in neither way is made smaller, and that is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sorastudio.generate.errors import Category, ProviderError
from sorastudio.generate.pictures import picture_for, shares, size_of, type_of
from sorastudio.generate.records import FileFacts
from sorastudio.generate.request import Input, Request, Source
from sorastudio.generate.uploads import Parcel
from sorastudio.store.ledger_job import Charged

_VIDEOS = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
}

Upload = Callable[[Parcel], str]
"""What the service calls it from then on."""


def carried(request: Request, facts: FileFacts, upload: Upload) -> Request:
    """The request with a name for every file of it. Raises GenerateError for a file that cannot be
    read, and what `upload` raises."""
    source = request.source
    if source is not None and not source.remote_id:
        source = replace(source, given=upload(video_of(source)))
    return replace(request, inputs=_pictures(request.inputs, facts, upload), source=source)


def is_taken(name: str) -> bool:
    """Whether services take a video that is called so."""
    return Path(name).suffix.lower() in _VIDEOS


def video_of(source: Source) -> Parcel:
    """Raises ProviderError for a file that no service takes."""
    suffix = source.file.suffix.lower()
    if suffix not in _VIDEOS:
        raise ProviderError(
            f"{source.file.name} is no MP4, MOV or WebM file, and services take nothing else.",
            category=Category.INPUT_ASSET,
            charged=Charged.NO,
            kept="Nothing was sent.",
            todo="Export it as MP4, and import that.",
        )
    return Parcel(
        path=source.file,
        sha256=source.sha256,
        mime=_VIDEOS[suffix],
        suffix=suffix,
        words=f"the video {source.file.name}",
    )


def _pictures(inputs: tuple[Input, ...], facts: FileFacts, upload: Upload) -> tuple[Input, ...]:
    if not facts.picture:
        # One of a type that has to be made anew may come to any size.
        sizes = [size_of(each) if type_of(each) else facts.inline for each in inputs]
        rooms = shares(sizes, facts.inline)
        return tuple(_inside(each, room) for each, room in zip(inputs, rooms, strict=True))
    left, found = facts.inline, {}
    for index in sorted(range(len(inputs)), key=lambda index: size_of(inputs[index])):
        each = inputs[index]
        size = size_of(each)
        if type_of(each) and size <= left:
            left -= size
            found[index] = _inside(each, size)
        else:
            found[index] = _outside(each, facts, upload)
    return tuple(found[index] for index in range(len(inputs)))


def _inside(given: Input, most_bytes: int) -> Input:
    sent = picture_for(given, most_bytes)
    return replace(given, given=sent.url, changed=sent.changed)


def _outside(given: Input, facts: FileFacts, upload: Upload) -> Input:
    parcel = Parcel(
        path=given.file,
        sha256=given.sha256,
        mime=type_of(given),
        suffix=given.file.suffix.lower(),
        words=given.words,
    )
    changed = ""
    if not parcel.mime or size_of(given) > facts.picture:
        sent = picture_for(given, facts.picture)
        parcel = replace(parcel, mime=sent.mime, suffix=sent.suffix, content=sent.content)
        changed = sent.changed
    return replace(given, given=upload(parcel), changed=changed)
