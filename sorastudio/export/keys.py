"""What a piece of the film is, as one hash: the same key means the same bytes.

The place on the timeline is not part of it: a plan names the media by content and its time, and
nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sorastudio.export.segments import Segment
from sorastudio.media.codecs import library_versions
from sorastudio.media.sound_runs import Run
from sorastudio.media.writer import AudioEncoding, VideoEncoding
from sorastudio.project.project import Project
from sorastudio.render.burn_in import Overlay, words_at
from sorastudio.render.mix import Strip, heard_in
from sorastudio.render.plan import plan

_SIZE = 20
_MADE_BY = ("render", "media", "export")
"""The packages whose code decides what the bytes are."""


def segment_key(
    project: Project, segment: Segment, video: VideoEncoding, overlay: Overlay | None = None
) -> str:
    """Of the pictures of a segment, encoded in one way by this program."""
    parts = [renderer(), repr(video), repr(project.settings.size), repr(project.rate)]
    parts += (repr(plan(project, frame)) for frame in range(segment.first, segment.end))
    if overlay is not None and overlay.is_shown:
        frames = range(segment.first, segment.end)
        parts += (repr(words_at(project, frame, overlay)) for frame in frames)
    return hash_of(parts)


def copy_key(sha256: str, first: int, end: int, headers: bytes) -> str:
    """Of pictures [first, end) as a file has them."""
    return hash_of([renderer(), "copy", sha256, repr((first, end)), headers.hex()])


def sound_key(strips: tuple[Strip, ...], first: int, run: Run, audio: AudioEncoding) -> str:
    """Of a run of the mix from sample `first` of the film on."""
    heard = heard_in(strips, first + run.first, run.end - run.first)
    about = (run.number > 0, run.is_last, run.end - run.first)
    return hash_of([renderer(), repr(audio), repr(about), repr(heard)])


@cache
def renderer() -> str:
    """Which program makes the bytes: its own code, and the libraries under it."""
    package = Path(__file__).parents[1]
    files = (file for name in _MADE_BY for file in sorted((package / name).rglob("*.py")))
    code = [file.read_text(encoding="utf-8") for file in files]
    return hash_of([*library_versions(), *code])


def hash_of(parts: Iterable[str]) -> str:
    """Of texts in their order."""
    digest = hashlib.blake2b(digest_size=_SIZE)
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()
