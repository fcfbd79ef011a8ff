"""Which pieces were seen to show in a finished film what was drawn, so that they need not be
decoded for each film that they are in: the same packet always decodes to the same picture."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sorastudio.store.atomic import replace_file

_MOST = 5000


class Proven:
    """A small file in the cache; without it every piece is decoded again. `key`: of a piece,
    `packet`: the one that it begins with, as it lies in the film."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = {}
        with suppress(OSError, ValueError):
            known = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(known, dict):
                self._known = known

    def knows(self, key: str, packet: bytes) -> bool:
        return self._known.get(key) == _digest(packet)

    def note(self, packets: Mapping[str, bytes]) -> None:
        for key, packet in packets.items():
            self._known.pop(key, None)
            self._known[key] = _digest(packet)
        kept = dict(list(self._known.items())[-_MOST:])
        with suppress(OSError):
            replace_file(self._path, json.dumps(kept, indent=0).encode())


def _digest(packet: bytes) -> str:
    return hashlib.blake2b(packet, digest_size=16).hexdigest()
