"""The film as it was a moment ago, kept beside the film file until it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sorastudio.errors import FilmFileError
from sorastudio.project.project import Project
from sorastudio.store.atomic import folder_lock, remove_leftovers, replace_file, why
from sorastudio.store.film_file import load_film
from sorastudio.store.film_text import write_film


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """Work that was never saved. `kept_at` is when it was put aside."""

    project: Project
    kept_at: datetime


def autosave_path(film: Path) -> Path:
    """Beside the film, not in the cache, which may be deleted at any time."""
    return film.with_name(f".{film.name}.autosave")


def autosave(film: Path, project: Project) -> None:
    """Put the film as it is now aside. Raises FilmFileError; what was put aside before is kept."""
    path, content = autosave_path(film), write_film(project)
    try:
        with folder_lock(path.parent) as alone:
            if alone:
                remove_leftovers(path)
            replace_file(path, content)
    except OSError as error:
        raise FilmFileError(
            f"The changes to {film.name} could not be put aside. {why(error)}",
            kept="What was put aside before, and the film on disk, are as they were.",
        ) from error


def recoverable(film: Path) -> Recovered | None:
    """What was put aside and never saved; None if there is nothing, or nothing but what the film
    file says.

    Raises FilmFileError if something was put aside and cannot be read; it is kept.
    """
    path = autosave_path(film)
    if not path.exists():
        return None
    project = load_film(path)
    kept_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return None if project == _saved(film) else Recovered(project=project, kept_at=kept_at)


def discard(film: Path) -> None:
    """Forget what was put aside: it was saved, or is not wanted. Raises FilmFileError."""
    path = autosave_path(film)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise FilmFileError(f"{path} cannot be removed. {why(error)}") from error


def _saved(film: Path) -> Project | None:
    try:
        return load_film(film)
    except FilmFileError:
        return None
