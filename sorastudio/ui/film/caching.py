"""What is kept so that the film plays: proxies and pictures, made while nothing else needs the
cores."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from sorastudio.jobs.job import Context
from sorastudio.playback.caches import Caches
from sorastudio.playback.caretaker import Caretaker, Mark
from sorastudio.playback.player import Player
from sorastudio.project.project import Project
from sorastudio.ui.film.session import Session
from sorastudio.ui.words import file_size

_GLANCE_MS = 500
_BLOCKS = 4
_OF_TIMELINE = ("thumbnails", "peaks")
"""Folders of the cache that others fill."""


@dataclass(frozen=True, slots=True)
class Filling:
    """`words` are short; `tip` says it all."""

    words: str
    tip: str


class Caching(QObject):
    """`changed` tells that marks or filling are others."""

    changed = Signal()

    def __init__(
        self, session: Session, caches: Caches, player: Player, parent: QObject | None = None
    ) -> None:
        """`player` says how large pictures are shown; others may share the caches."""
        super().__init__(parent or session)
        self._session, self._caches, self._player = session, caches, player
        self._others: list[Callable[[], bool]] = []
        self._told: tuple[tuple[Mark, ...], Filling] | None = None
        self._caretaker = Caretaker(session.scheduler, caches, session.locate, self._tell)
        self._timer = QTimer(self, interval=_GLANCE_MS)
        self._timer.timeout.connect(self._glance)
        session.changed.connect(self._on_project)
        self._on_project(session.project)
        self._timer.start()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._caretaker.marks

    @property
    def is_working(self) -> bool:
        return bool(self._caretaker.work)

    @property
    def filling(self) -> Filling:
        used, most = self._player.memory_bytes
        full = min(_BLOCKS, -(-used * _BLOCKS // max(most, 1)))
        return Filling(f"cache {'▮' * full}{'▯' * (_BLOCKS - full)}", self._tip(used, most))

    def waits_while(self, is_busy: Callable[[], bool]) -> None:
        """Nothing is made while this is so."""
        self._others.append(is_busy)

    def clear(self) -> None:
        """Removes what is kept, in memory and on disk, and says how much that was."""
        self._caretaker.stop()
        in_memory, _ = self._player.memory_bytes
        self._player.forget_pictures()
        caches, folder = self._caches, self._session.folder.cache_dir

        def work(_: Context) -> int:
            return caches.clear() + sum(_removed(folder / name) for name in _OF_TIMELINE)

        def done(on_disk: int) -> None:
            self._cleared(on_disk, in_memory)

        self._session.scheduler.submit("media", work, label="Clear caches", on_done=done)

    def stop(self) -> None:
        """Call before the player is closed."""
        self._timer.stop()

    def _cleared(self, on_disk: int, in_memory: int) -> None:
        self._caretaker.clear()
        if on_disk + in_memory:
            words = f"Cleared {file_size(on_disk)} on disk and {file_size(in_memory)} in memory."
            words += " What is needed is made again; the film and its takes were not touched."
        else:
            words = "There was nothing to clear."
        self._session.told.emit("info", words)

    @Slot(object)
    def _on_project(self, project: Project) -> None:
        self._caretaker.look_at(project)

    @Slot()
    def _glance(self) -> None:
        if self._session.closing:
            return
        if not self._player.is_playing:  # strain makes pictures smaller while it lasts
            self._caretaker.set_size(self._player.size)
        is_busy = self._player.is_playing or any(busy() for busy in self._others)
        self._caretaker.glance(is_free=not is_busy)
        self._tell()

    def _tell(self) -> None:
        now = self.marks, self.filling
        if now != self._told:
            self._told = now
            self.changed.emit()

    def _tip(self, used: int, most: int) -> str:
        proxies, pictures = self._caches.proxies, self._caches.pictures.shelf
        lines = [
            f"Pictures in memory: {file_size(used)} of {file_size(most)}",
            f"Proxies on disk: {len(proxies)} ({file_size(proxies.used_bytes)})",
            f"Pictures on disk: {len(pictures)} ({file_size(pictures.used_bytes)})",
        ]
        if self._caretaker.work:
            lines.append(f"Now making {self._caretaker.work}")
        if self._caretaker.trouble:
            lines.append(self._caretaker.trouble)
        return "\n".join(lines)


def _removed(folder: Path) -> int:
    """Bytes that went with a folder."""
    before = _bytes_in(folder)
    shutil.rmtree(folder, ignore_errors=True)
    return before - _bytes_in(folder)


def _bytes_in(folder: Path) -> int:
    total = 0
    with suppress(OSError):
        for path in folder.rglob("*"):
            with suppress(OSError):
                total += path.stat().st_size if path.is_file() else 0
    return total
