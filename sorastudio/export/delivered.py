"""Which files were delivered and not touched since: to deliver the same again is to do nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from sorastudio.store.atomic import replace_file

_MOST = 200


class Delivered:
    """A small file in the cache; without it films are only put together again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_there(self, out: Path, key: str) -> bool:
        """Whether the file under this name is the film of this key, as it was written."""
        with suppress(OSError):
            return bool(self._known().get(str(out)) == [key, *_stamp(out)])
        return False

    def note(self, out: Path, key: str) -> None:
        known = self._known()
        known.pop(str(out), None)
        with suppress(OSError):
            known[str(out)] = [key, *_stamp(out)]
            kept = dict(list(known.items())[-_MOST:])
            replace_file(self._path, json.dumps(kept, indent=1).encode())

    def _known(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            known = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(known, dict):
                return known
        return {}


def _stamp(out: Path) -> list[int]:
    facts = out.stat()
    return [facts.st_size, facts.st_mtime_ns]
