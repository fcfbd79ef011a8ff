"""Opening a film for a command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.store.film_file import load_film
from sorastudio.store.folder import FilmFolder


@dataclass(frozen=True, slots=True)
class OpenFilm:
    """A film as it was when the command began, and its folder."""

    path: Path
    folder: FilmFolder
    project: Project

    def locate(self, media_id: MediaId) -> Path:
        """Where a file of the film lies now. Raises MediaError with what was looked for."""
        return self.folder.locate(self.project.pool.media[media_id])


def open_film(name: str) -> OpenFilm:
    """Raises FilmFileError."""
    path = Path(name).absolute()
    return OpenFilm(path, FilmFolder(path), load_film(path))
