"""Files that can be made again: whole or not there, at most so many bytes of them."""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Lock

from sorastudio.store.parts import part_of, remove_dead_parts

_NAME = re.compile(r"[A-Za-z0-9_-]{1,120}")


class Shelf:
    """A folder of files by name; the ones used longest ago go first. From any thread.

    What lies there from before is known once `look` was called. The folder may be deleted at any
    time: who finds a file gone says so with `forget`.
    """

    def __init__(self, folder: Path, suffix: str, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._folder = folder
        self._suffix = suffix
        self._lock = Lock()
        self._sizes: OrderedDict[str, int] = OrderedDict()
        self._bytes = 0

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def used_bytes(self) -> int:
        return self._bytes

    def path(self, name: str) -> Path:
        """Where a file is or would be. Raises ValueError for what is no plain name."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"no plain name: {name!r}")
        return self._folder / f"{name}{self._suffix}"

    def look(self) -> None:
        """What is there, the ones used last at the end; what killed programs left is removed."""
        found = []
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.name.endswith(self._suffix):
                    facts = entry.stat()
                    name = entry.name.removesuffix(self._suffix)
                    found.append((facts.st_mtime_ns, name, facts.st_size))
        self._remove_dead_parts()
        with self._lock:
            for _, name, size in sorted(found):
                self._count(name, size)
        self._make_room()

    def added(self, name: str) -> None:
        """A whole file has been put there."""
        try:
            size = self.path(name).stat().st_size
        except OSError:
            return
        with self._lock:
            self._count(name, size)
        self._make_room()

    def write(self, name: str, content: bytes) -> None:
        """Puts a file there in one step. Raises OSError, and then nothing is left of it."""
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = part_of(path)
        try:
            part.write_bytes(content)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self.added(name)

    def used(self, name: str) -> None:
        with self._lock:
            if name in self._sizes:
                self._sizes.move_to_end(name)
        with suppress(OSError):
            os.utime(self.path(name))

    def forget(self, name: str) -> None:
        """A file is gone, or no good: it is removed."""
        with self._lock:
            self._bytes -= self._sizes.pop(name, 0)
        with suppress(OSError):
            self.path(name).unlink(missing_ok=True)

    def clear(self) -> int:
        """Removes all files; how many bytes that were."""
        with self._lock:
            names, freed = list(self._sizes), self._bytes
            self._sizes.clear()
            self._bytes = 0
        for name in names:
            with suppress(OSError):
                self.path(name).unlink(missing_ok=True)
        return freed

    def _count(self, name: str, size: int) -> None:
        self._bytes += size - self._sizes.pop(name, 0)
        self._sizes[name] = size

    def _make_room(self) -> None:
        gone = []
        with self._lock:
            while self._bytes > self.max_bytes and len(self._sizes) > 1:
                name, size = self._sizes.popitem(last=False)
                self._bytes -= size
                gone.append(name)
        for name in gone:
            with suppress(OSError):
                self.path(name).unlink(missing_ok=True)

    def _remove_dead_parts(self) -> None:
        hidden = re.compile(r"\.(.+)-\d+-[0-9a-f]{8}" + re.escape(self._suffix))
        with suppress(OSError):
            parts = (hidden.fullmatch(path.name) for path in list(self._folder.iterdir()))
            for stem in {part[1] for part in parts if part is not None}:
                remove_dead_parts(self._folder / f"{stem}{self._suffix}")
