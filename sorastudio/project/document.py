"""The film that is open: what it is now, how it came to be, and who wants to know.

It lives on one thread. Workers are given `project`, which is a value, and need no lock.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Concatenate, ParamSpec

from sorastudio.errors import EditRefused
from sorastudio.project.edits.slots import receive_takes, use_new_take
from sorastudio.project.history import History
from sorastudio.project.media import Media, MediaPool, Take
from sorastudio.project.project import Project

P = ParamSpec("P")
Subscriber = Callable[[Project], None]


class Document:
    """A film with its history. Undo gives back the very same value it had before, unless files or
    takes have come since: those stay."""

    def __init__(self, project: Project, *, refuses: str = "") -> None:
        """`refuses` says why no edit is done, if so."""
        self._refuses = refuses
        self._history = History.of(project)
        self._saved = self._safe = project
        self._subscribers: dict[object, Subscriber] = {}

    @property
    def project(self) -> Project:
        return self._history.present

    def apply(
        self,
        label: str,
        edit: Callable[Concatenate[Project, P], Project],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Project:
        """Do an edit as one step. Raises EditRefused, and then nothing has changed."""
        return self._edit(label, edit(self.project, *args, **kwargs), None)

    def apply_merged(
        self,
        key: Hashable,
        label: str,
        edit: Callable[Concatenate[Project, P], Project],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Project:
        """Do an edit; in a row with the same key they are one step, as while a slider is
        dragged."""
        return self._edit(label, edit(self.project, *args, **kwargs), key)

    def end_merge(self) -> None:
        """The slider was let go: the next edit is a step of its own."""
        self._history = self._history.rested()

    def adopt(self, media: Media, take: Take | None = None) -> Project:
        """Put a file, or a take with its file, into the pool. It is no step: undo leaves it
        there. Raises EditRefused where nothing may be changed."""
        self._refuse()
        return self._grow(media, take)

    def receive(self, label: str, take: Take, media: Media) -> Project:
        """Keep a take that was made, for good, and use it, as a step.

        It came by itself and is no edit of the person's: the film as it was last saved receives it
        too, so that nothing is lost when edits are given up (see `safe`).
        """
        was_safe = self.project is self._safe
        project = self._step(label, use_new_take(self._grow(media, take), take), None)
        self._safe = project if was_safe else receive_takes(self._safe, project)
        return project

    def undo(self) -> Project:
        """Take the last step back; nothing happens if there is none."""
        return self._show(self._history.undone())

    def redo(self) -> Project:
        """Do the step that was taken back again; nothing happens if there is none."""
        return self._show(self._history.redone())

    def go_to(self, index: int) -> Project:
        """Undo or redo to a step of the history in one go. Raises IndexError for none."""
        return self._show(self._history.at(index))

    def relocate(self, pool: MediaPool) -> Project:
        """The same files and takes, found in other places: no step."""
        return self._show(self._history.with_pool(pool))

    @property
    def history(self) -> History:
        """Every step, to be shown."""
        return self._history

    @property
    def undo_label(self) -> str | None:
        return self._history.undo_label

    @property
    def redo_label(self) -> str | None:
        return self._history.redo_label

    @property
    def can_undo(self) -> bool:
        return self.undo_label is not None

    @property
    def can_redo(self) -> bool:
        return self.redo_label is not None

    @property
    def is_changed(self) -> bool:
        """Whether the film is another one than was last saved."""
        return self.project is not self._saved

    @property
    def safe(self) -> Project:
        """What has to be on disk, whatever becomes of edits: the film as it was last saved, with
        every take that has come since."""
        return self._safe

    @property
    def is_safe(self) -> bool:
        """Whether `safe` is on disk."""
        return self._saved is self._safe

    def mark_saved(self, project: Project | None = None) -> None:
        """The film as it is, or as it was when saving began, is on disk: its edits are kept."""
        self._saved = self.project if project is None else project
        self._safe = receive_takes(self._saved, self._safe)

    def mark_safe(self, project: Project) -> None:
        """What was `safe` when writing began is on disk; edits may be open."""
        self._saved = project

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call back with the film after every change of it; the answer ends that."""
        token = object()
        self._subscribers[token] = callback
        return lambda: self._forget(token)

    def _refuse(self) -> None:
        if self._refuses:
            raise EditRefused(self._refuses, kept="Nothing was changed.")

    def _forget(self, token: object) -> None:
        self._subscribers.pop(token, None)

    def _grow(self, media: Media, take: Take | None) -> Project:
        pool = self.project.pool
        grown = pool.with_media(media) if take is None else pool.with_take(take, media)
        return self._show(self._history.with_pool(grown))

    def _edit(self, label: str, project: Project, key: Hashable) -> Project:
        """A step of the person's, if it changes anything."""
        if self._refuses and project != self.project:
            self._refuse()
        return self._step(label, project, key)

    def _step(self, label: str, project: Project, key: Hashable) -> Project:
        if project is self.project or project == self.project:
            return self.project  # what changes nothing is no step
        return self._show(self._history.pushed(label, project, key=key))

    def _show(self, history: History) -> Project:
        before, self._history = self.project, history
        if self.project is not before:
            for callback in tuple(self._subscribers.values()):
                callback(self.project)
        return self.project
