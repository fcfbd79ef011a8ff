"""One pull of the mouse: however often it changes the film, it is one step to undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from sorastudio.project.document import Document
from sorastudio.project.project import Project

P = ParamSpec("P")


class Stroke:
    """Edits between `begin` and `end` are one step; others are steps of their own."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._key: object | None = None
        self._left: Project | None = None

    def begin(self) -> None:
        self.end()
        self._key = object()

    def apply(
        self,
        label: str,
        edit: Callable[Concatenate[Project, P], Project],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Project:
        """Raises EditRefused, and then nothing has changed."""
        before = self._document.project
        if self._key is None:
            return self._document.apply(label, edit, *args, **kwargs)
        after = self._document.apply_merged(self._key, label, edit, *args, **kwargs)
        if after is not before:
            self._left = after
        return after

    def end(self) -> None:
        if self._key is not None:
            self._key = self._left = None
            self._document.end_merge()

    def cancel(self) -> None:
        """Take back what was done since `begin`."""
        mine = self._left is not None and self._left is self._document.project
        self.end()
        if mine:
            self._document.undo()
