"""What goes with a film beside its pictures and sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sorastudio.errors import UsageError
from sorastudio.media.chapters import Chapter
from sorastudio.project.project import Project
from sorastudio.render.burn_in import OVERLAYS, Overlay

TAGS = ("title", "artist", "comment", "date", "copyright", "description", "genre")
"""The names that every kind of film file keeps."""
_ALSO = {"author": "artist"}
_LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """A picture of the film, PNG or JPEG by the ending of its name."""

    frame: int
    out: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """`tags`, and with `made_with` the models of its takes, are all that is said of the film in the
    file: nothing of the sources' own is ever copied."""

    overlay: Overlay = field(default_factory=Overlay)
    chapters: bool = False
    """Whether the markers become chapters."""
    tags: tuple[tuple[str, str], ...] = ()
    poster: Poster | None = None
    made_with: bool = True
    """Whether the file says which tools and models made it."""


def tags_of(said: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Tags by name, without the empty ones, in one order. Raises UsageError."""
    found = {_ALSO.get(name.lower(), name.lower()): text.strip() for name, text in said.items()}
    for name, text in found.items():
        if name not in TAGS:
            raise UsageError(
                f"There is no tag '{name}' that films keep.", todo=f"Use {', '.join(TAGS)}."
            )
        if len(text) > _LONGEST:
            raise UsageError(f"The {name} is too long.", todo=f"Up to {_LONGEST} letters.")
    return tuple((name, found[name]) for name in TAGS if found.get(name))


def overlay_of(names: Iterable[str]) -> Overlay:
    """Raises UsageError."""
    wanted = set(names)
    if not wanted <= set(OVERLAYS):
        wrong = ", ".join(sorted(wanted - set(OVERLAYS)))
        raise UsageError(f"'{wrong}' cannot be burnt in.", todo=f"Use {', '.join(OVERLAYS)}.")
    return Overlay(**{name: name in wanted for name in OVERLAYS})


def chapters_of(project: Project, first: int, end: int) -> tuple[Chapter, ...]:
    """The frames [first, end) in chapters that begin at the markers; none without a marker."""
    named: dict[int, str] = {}
    for marker in sorted(project.timeline.markers, key=lambda each: each.frame):
        if first <= marker.frame < end:
            named.setdefault(marker.frame, marker.name)
    if not named:
        return ()
    # Players list what comes before the first chapter nowhere.
    starts = {first: project.name} | named
    at = project.rate.seconds
    return tuple(
        Chapter(start=at(start - first), end=at(stop - first), title=title or f"Chapter {number}")
        for number, ((start, title), stop) in enumerate(
            zip(starts.items(), [*list(starts)[1:], end], strict=True), 1
        )
    )
