"""A program that works on the jobs of a film, as other programs see it: by a name that it holds for
as long as it lives."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

from sorastudio.errors import GenerateError
from sorastudio.generate.workshop import downloads
from sorastudio.store.atomic import why
from sorastudio.store.folder import FilmFolder
from sorastudio.store.hold import hold, is_held


class Claim:
    """Until it is closed, or its process ends in whatever way. Raises GenerateError where no such
    lock can be made."""

    def __init__(self, folder: FilmFolder) -> None:
        self.name = f"worker-{uuid4().hex[:16]}"
        self._path = _lock_of(folder, self.name)
        self._stack = ExitStack()
        try:
            self._stack.enter_context(hold(self._path))
        except OSError as error:
            raise GenerateError(f"No take can be made here. {why(error)}") from error

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
        self._stack.close()


def is_alive(folder: FilmFolder, name: str) -> bool:
    """Whether a program of that name works on the film."""
    return bool(name) and is_held(_lock_of(folder, name))


def _lock_of(folder: FilmFolder, name: str) -> Path:
    return downloads(folder) / f"{name}.lock"
