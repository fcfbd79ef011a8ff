"""The film file on disk: opened strictly, saved whole, never over the changes of another."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sorastudio.errors import FilmFileError
from sorastudio.project.project import Project
from sorastudio.store.atomic import folder_lock, is_full, remove_leftovers, replace_file, why
from sorastudio.store.film_text import layout_of, read_film, refuse_broken, write_film
from sorastudio.store.migrations import VERSION

SUFFIX = ".sora"
_MAX_BYTES = 512 * 2**20
_ATTEMPTS = 20
_KEPT = "What is on disk is as it was."


class FilmChanged(FilmFileError):
    """Another program has written the file in between."""


class FilmFile:
    """One film on disk, and what of it this program has seen.

    `save` refuses where the file has been changed, made or removed since it was last loaded or
    saved here, so that two programs with the same film open cannot undo each other's work.
    """

    def __init__(self, path: Path) -> None:
        # Where the name is a link, the file behind it is saved, and the link stays.
        self.path = Path(os.path.realpath(path))
        self._seen: str | None = None
        self._facts: tuple[int, int, int] | None = None
        self._version = VERSION

    def load(self) -> Project:
        """Raises FilmFileError with the place and the reason."""
        content = _read(self.path)
        try:
            film = read_film(content)
        except FilmFileError as error:
            raise _not_opened(self.path, error.what, error.todo) from None
        self._seen, self._version = _stamp(content), film.version
        return film.project

    def save(self, project: Project, *, over_changes: bool = False) -> None:
        """Raises FilmFileError, and the old file is kept as it was.

        FilmChanged says that the file is not the one last seen here; `over_changes` replaces it all
        the same.
        """
        content = self._content(project)
        try:
            with folder_lock(self.path.parent) as alone:
                old = self._on_disk()
                if not over_changes:
                    self._refuse_changes(old)
                self._keep_old_layout(old)
                if alone:
                    remove_leftovers(self.path)
                replace_file(self.path, content)
        except OSError as error:
            raise self._not_saved(why(error), todo=_remedy(error)) from error
        self._seen, self._version = _stamp(content), VERSION

    def look(self) -> str | None:
        """What is on disk at this moment, for `accept`; None where there is no file."""
        return _stamp(self._on_disk())

    def accept(self, looked: str | None) -> None:
        """The person knows of that state, and `save` may replace it; it still refuses to replace
        any later one."""
        self._seen = looked

    def is_changed(self) -> bool:
        """Whether another program has written it, or taken it away, since it was loaded or saved
        here. Reads it only where its size or time is another. Raises OSError."""
        try:
            facts = self.path.stat()
            now = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
        except FileNotFoundError:
            now = None
        if now == self._facts:
            return False
        if self.look() == self._seen:
            self._facts = now
            return False
        return True

    def keep_aside(self) -> Path:
        """What another program has written, under a name of its own beside the film. Raises
        FilmFileError."""
        moment = datetime.now().strftime("%Y-%m-%d %H.%M.%S")
        aside = self.path.with_name(f"{self.path.stem} (other changes {moment}){SUFFIX}")
        try:
            shutil.copyfile(self.path, aside)
        except FileNotFoundError:
            return aside
        except OSError as error:
            raise self._not_saved(why(error), todo=_remedy(error)) from error
        return aside

    def _on_disk(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None

    def _content(self, project: Project) -> bytes:
        try:
            refuse_broken(project)
        except FilmFileError as error:
            raise self._not_saved(error.what) from None
        return write_film(project)

    def _refuse_changes(self, old: bytes | None) -> None:
        if _stamp(old) == self._seen:
            return
        if self._seen is None:
            reason, todo = "There is already a file of that name.", "Choose another name."
        else:
            reason = "It has been changed or removed since it was opened here."
            todo = "Open it again, or save under another name."
        raise FilmChanged(f"{self.path} was not saved. {reason}", kept=_KEPT, todo=todo)

    def _keep_old_layout(self, old: bytes | None) -> None:
        """The last file of another layout stays beside the film, for the program that knows it."""
        if old is None:
            return
        version = self._version if _stamp(old) == self._seen else layout_of(old)
        backup = self.path.with_name(f"{self.path.name}.v{version}.bak")
        if version != VERSION and not backup.exists():
            replace_file(backup, old)

    def _not_saved(self, reason: str, *, todo: str = "") -> FilmFileError:
        return FilmFileError(f"{self.path} could not be saved. {reason}", kept=_KEPT, todo=todo)


def load_film(path: Path) -> Project:
    """Raises FilmFileError with the place and the reason."""
    return FilmFile(path).load()


def save_film(path: Path, project: Project) -> None:
    """Put the film under this name, in the place of whatever film was there.

    Raises FilmFileError, and what was there is kept.
    """
    FilmFile(path).save(project, over_changes=True)


def edit_film(path: Path, edit: Callable[[Project], Project]) -> Project:
    """Load, edit and save; again from the start where another program has saved in between, so that
    several can add to one film at the same time.

    `edit` may run more than once. Raises FilmFileError, and whatever `edit` raises.
    """
    for _ in range(_ATTEMPTS):
        film = FilmFile(path)
        project = film.load()
        edited = edit(project)
        if edited == project:
            return project
        try:
            film.save(edited)
        except FilmChanged:
            continue
        return edited
    raise FilmChanged(
        f"{path} was not saved. Other programs keep changing it.", kept=_KEPT, todo="Try again."
    )


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _not_opened(path, "It is a folder.", f"Name the {SUFFIX} file in it.")
        if path.exists() and not path.is_file():
            raise _not_opened(path, "It is not a file.")
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise _not_opened(path, "There is no such file.") from None
    except PermissionError:
        raise _not_opened(path, "It may not be read by you.") from None
    except OSError as error:
        raise _not_opened(path, why(error)) from error
    if len(content) > _MAX_BYTES:
        raise _not_opened(path, "It is far too large to be a film of Sora Studio.")
    return content


def _not_opened(path: Path, reason: str, todo: str = "") -> FilmFileError:
    return FilmFileError(f"{path} cannot be opened. {reason}", todo=todo)


def _remedy(error: OSError) -> str:
    return "Make room on it, and save again." if is_full(error) else ""


def _stamp(content: bytes | None) -> str | None:
    # Of the content: time and size can stay the same over two quick changes.
    return None if content is None else hashlib.sha256(content).hexdigest()
