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
    """A small file in the cache; without it every piece is decoded again. Packets are known as they
    lie in the film, by a name: the key of the piece that begins with them, say."""

    def __init__(self, path: Path | None = None) -> None:
        """Without a path nothing is known, and nothing is kept."""
        self._path = path
        self._known: dict[str, str] = {}
        if path is not None:
            with suppress(OSError, ValueError):
                known = json.loads(path.read_text(encoding="utf-8"))
                if isinstance(known, dict):
                    self._known = known

    def knows(self, name: str, packets: bytes) -> bool:
        return self._known.get(name) == _digest(packets)

    def note(self, found: Mapping[str, bytes]) -> None:
        digests = {name: _digest(packets) for name, packets in found.items()}
        if self._path is None or digests.items() <= self._known.items():
            return
        # What was seen last goes last.
        older = {name: digest for name, digest in self._known.items() if name not in digests}
        self._known = {**older, **digests}
        kept = dict(list(self._known.items())[-_MOST:])
        with suppress(OSError):
            replace_file(self._path, json.dumps(kept, indent=0).encode())


def _digest(packets: bytes) -> str:
    return hashlib.blake2b(packets, digest_size=16).hexdigest()
