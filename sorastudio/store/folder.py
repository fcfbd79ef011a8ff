"""The folder of a film: where everything that belongs to it lies, and where media is found."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from sorastudio.errors import FilmFileError, MediaError
from sorastudio.project.media import Media
from sorastudio.project.project import Project
from sorastudio.store.atomic import why
from sorastudio.store.file_names import safe_name
from sorastudio.store.film_file import SUFFIX, FilmFile

_NEAR = 2
"""So many folders up from the film, a path is still written relative to it: a shoot is often moved
as a whole, with its films and its footage side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A file of the pool that is in none of the places where it may be."""

    media: Media
    looked_for: tuple[Path, ...]


class FilmFolder:
    """The film file is in it, and everything else has its place beside that.

    The folders of takes, media and cache need not exist before something is put there.
    """

    def __init__(self, film: Path) -> None:
        self.film = Path(os.path.realpath(film))
        self.root = self.film.parent

    @classmethod
    def create(cls, film: Path, project: Project) -> FilmFolder:
        """Make the folder, where it does not exist, and the film in it.

        Raises FilmFileError; a film that exists already is never touched.
        """
        if film.suffix.lower() != SUFFIX:
            raise FilmFileError(
                f"{film} is not a name for a film.", todo=f"Let it end in {SUFFIX}."
            )
        try:
            film.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FilmFileError(f"{film.parent} cannot be made. {why(error)}") from error
        FilmFile(film).save(project)
        return cls(film)

    @property
    def takes_dir(self) -> Path:
        return self.root / "takes"

    @property
    def media_dir(self) -> Path:
        return self.root / "media"

    @property
    def cache_dir(self) -> Path:
        """May be deleted at any time."""
        return self.root / "cache"

    @property
    def ledger_path(self) -> Path:
        return self.root / "ledger.db"

    def take_path(self, slot_name: str, number: int, sha256: str, *, suffix: str = ".mp4") -> Path:
        """Where a take's file goes: readable, and never the name of another take's."""
        name = safe_name(slot_name, otherwise="slot")
        return self.takes_dir / f"{name}-{number}-{sha256[:8]}{suffix}"

    def stored_path(self, path: Path) -> str:
        """As the film records it: relative to the folder (with `/`) if it lies inside or near,
        else absolute."""
        plain = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would also follow links
        if plain.is_relative_to(self.root):
            return plain.relative_to(self.root).as_posix()
        # `..` after a link goes up from where the link leads, so both ends are made real.
        return self._near(Path(os.path.realpath(plain.parent)) / plain.name) or plain.as_posix()

    def _near(self, path: Path) -> str:
        """The path relative to the folder; empty where that would lead far away."""
        for up, folder in enumerate([self.root, *self.root.parents[:_NEAR]]):
            if path.is_relative_to(folder) and folder != Path(folder.anchor):
                return "/".join([".."] * up + list(path.relative_to(folder).parts))
        return ""

    def locate(self, media: Media) -> Path:
        """Where the file is now: as recorded, else under its name in `media/`, in `takes/` or
        beside the film, if it is as long there as it should be.

        Raises MediaError that lists what was looked for.
        """
        places = self._places(media)
        found = next((place for place in _found(places, media)), None)
        if found is None:
            listed = ", ".join(str(place) for place in places)
            raise MediaError(
                f"The file {media.name} is missing. Looked for {listed}.",
                todo=f"Put it back, or into {self.media_dir}.",
            )
        return found

    def missing_media(self, project: Project) -> tuple[Missing, ...]:
        """Every file of the pool that `locate` would not find."""
        looked = ((media, self._places(media)) for media in project.pool.media)
        return tuple(
            Missing(media=media, looked_for=places)
            for media, places in looked
            if not any(_found(places, media))
        )

    def _places(self, media: Media) -> tuple[Path, ...]:
        folders = (self.media_dir, self.takes_dir, self.root)
        recorded = Path(os.path.normpath(self.root / media.path))
        return tuple(dict.fromkeys([recorded, *(folder / media.name for folder in folders)]))


def _found(places: tuple[Path, ...], media: Media) -> Iterator[Path]:
    """The recorded place, if there is a file; the others, if it can be the same file."""
    recorded, *others = places
    if _size(recorded) is not None:
        yield recorded
    yield from (place for place in others if _size(place) == media.size_bytes)


def _size(path: Path) -> int | None:
    """Bytes of a file; None for what is none, or cannot be reached."""
    try:
        facts = path.stat()
    except (OSError, ValueError):
        return None
    return facts.st_size if S_ISREG(facts.st_mode) else None
