"""A film read from disk, with what was put aside of it and never saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sorastudio.project.project import Project
from sorastudio.store.film_file import FilmFile
from sorastudio.store.recovery import Recovered, recoverable


@dataclass(frozen=True, slots=True)
class Loaded:
    file: FilmFile
    project: Project
    found: Recovered | None


def load(path: Path) -> Loaded:
    """From any thread: of a long film it takes a while. Raises FilmFileError, also where what was
    put aside cannot be read: it is kept, and so must the film be."""
    found = recoverable(path)
    file = FilmFile(path)
    return Loaded(file, file.load(), found)
