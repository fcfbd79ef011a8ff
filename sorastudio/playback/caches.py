"""What players of one film share: proxies, kept pictures, and what they found too slow."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from sorastudio.playback.kept import KeptPictures
from sorastudio.playback.shelf import Shelf
from sorastudio.project.ids import MediaId
from sorastudio.render.plan import FramePlan

PROXY_BYTES = 4 * 2**30
PICTURE_BYTES = 4 * 2**30
_PROXY_VERSION = 1
_MOST_NOTES = 500


@dataclass(frozen=True, slots=True)
class Slow:
    """A frame of the film whose picture came too late, or takes too long to be composed."""

    frame: int
    plan: FramePlan


class Caches:
    """In a film's cache folder. From any thread; nothing here waits for a disk but `look` and
    `clear`."""

    def __init__(
        self, folder: Path, *, proxy_bytes: int = PROXY_BYTES, picture_bytes: int = PICTURE_BYTES
    ) -> None:
        self.proxies = Shelf(folder / "proxies", ".mp4", proxy_bytes)
        self.pictures = KeptPictures(Shelf(folder / "frames", ".yuv", picture_bytes))
        self._lock = Lock()
        self._swift: set[MediaId] = set()
        self._hard: set[MediaId] = set()
        self._wanted: dict[MediaId, None] = {}
        self._slow: deque[Slow] = deque(maxlen=_MOST_NOTES)

    def look(self) -> None:
        """What is there from before."""
        self.proxies.look()
        self.pictures.shelf.look()

    def has_proxy(self, media_id: MediaId) -> bool:
        return proxy_name(media_id) in self.proxies

    def is_swift(self, media_id: MediaId) -> bool:
        """Whether it is known to need no proxy."""
        return media_id in self._swift

    def call_swift(self, media_id: MediaId) -> None:
        self._swift.add(media_id)

    def is_hard(self, media_id: MediaId) -> bool:
        """Whether it has been found not to keep up, so that it plays from its proxy."""
        return media_id in self._hard

    def call_hard(self, media_id: MediaId) -> None:
        self._hard.add(media_id)
        self._swift.discard(media_id)

    def want(self, media_id: MediaId) -> None:
        """A player shows it, and has no proxy of it."""
        with self._lock:
            self._wanted[media_id] = None

    def wanted(self) -> list[MediaId]:
        """What players asked for since the last time."""
        with self._lock:
            wanted, self._wanted = list(self._wanted), {}
            return wanted

    def note_slow(self, frame: int, plan: FramePlan) -> None:
        with self._lock:
            self._slow.append(Slow(frame, plan))

    def slow(self) -> list[Slow]:
        """What players found since the last time."""
        with self._lock:
            slow = list(self._slow)
            self._slow.clear()
            return slow

    def clear(self) -> int:
        """Removes all of it from the disk; how many bytes that were."""
        return self.proxies.clear() + self.pictures.shelf.clear()


def proxy_name(media_id: MediaId) -> str:
    return f"{media_id}-{_PROXY_VERSION}"
