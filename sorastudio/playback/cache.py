"""Pictures that were made, kept by what they show."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from sorastudio.project.media import Size
from sorastudio.render.picture import Picture
from sorastudio.render.plan import FramePlan

Key = tuple[FramePlan, Size]
"""What a picture shows and how large: an edit elsewhere in the film leaves it valid."""


class FrameCache:
    """Holds at most `max_bytes` of pictures; the ones used longest ago go first."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._lock = Lock()
        self._pictures: OrderedDict[Key, Picture] = OrderedDict()
        self._bytes = 0

    def __contains__(self, key: Key) -> bool:
        with self._lock:
            return key in self._pictures

    @property
    def used_bytes(self) -> int:
        with self._lock:
            return self._bytes

    def get(self, key: Key) -> Picture | None:
        with self._lock:
            picture = self._pictures.get(key)
            if picture is not None:
                self._pictures.move_to_end(key)
            return picture

    def put(self, key: Key, picture: Picture) -> None:
        with self._lock:
            old = self._pictures.pop(key, None)
            self._bytes += size_bytes(picture) - (size_bytes(old) if old is not None else 0)
            self._pictures[key] = picture
            while self._bytes > self.max_bytes and len(self._pictures) > 1:
                self._bytes -= size_bytes(self._pictures.popitem(last=False)[1])

    def clear(self) -> None:
        with self._lock:
            self._pictures.clear()
            self._bytes = 0


def size_bytes(picture: Picture) -> int:
    return sum(plane.nbytes for plane in picture.planes)
