"""What there is on disk of a download: the part that has come, and a note on what it is of."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Begun:
    """What is on disk of a download, and what it is a part of."""

    size: int
    tag: str


def begun(part: Path, url: str) -> Begun:
    """Nothing, where the part is of another file than the one that is asked for."""
    try:
        note: Any = json.loads(_note(part).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Begun(0, "")
    same = isinstance(note, dict) and note.get("of") == _plain(url)
    tag = note.get("tag") if same else ""
    # Without a tag of the file nothing says that the rest belongs to the same one.
    return Begun(size_of(part), tag) if isinstance(tag, str) and tag else Begun(0, "")


def remember(part: Path, url: str, tag: str) -> None:
    strong = tag if tag and not tag.startswith("W/") else ""
    with suppress(OSError):
        _note(part).write_text(json.dumps({"of": _plain(url), "tag": strong}), encoding="utf-8")


def _plain(url: str) -> str:
    """Without what signs it: that is another each time."""
    return url.split("?", 1)[0]


def _note(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def settle(part: Path, path: Path) -> None:
    _note(part).unlink(missing_ok=True)
    part.replace(path)


def discard_part(part: Path) -> None:
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def discard(path: Path) -> None:
    """Takes away a download, and what there is of an unfinished one."""
    path.unlink(missing_ok=True)
    discard_part(path.with_name(path.name + ".part"))


def size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
