"""Saving the film from the main thread and from the background, in order."""

from __future__ import annotations

from itertools import count
from threading import Lock

from sorastudio.project.project import Project
from sorastudio.store.film_file import FilmFile


class Saver:
    """Never puts an older state of the film over a newer one, whichever thread comes first."""

    def __init__(self, file: FilmFile) -> None:
        self._file = file
        self._lock = Lock()
        self._numbers = count(1)
        self._written = 0

    def number(self) -> int:
        """The place of a state among all that are to be saved; taken when the state is."""
        return next(self._numbers)

    def save(self, project: Project, number: int) -> bool:
        """Whether it was written: not if a later state is on disk. From any thread; raises
        FilmFileError."""
        with self._lock:
            if number < self._written:
                return False
            self._file.save(project)
            self._written = number
            return True
