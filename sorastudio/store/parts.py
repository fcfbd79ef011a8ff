"""Names for what is being made and not whole yet: hidden, and telling which program is at it, so
that what a killed one has left can be told from what another one is working on."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from uuid import uuid4

_LONGEST = 40
"""Of the final name: a whole file name and more would be longer than file systems allow."""


def part_of(path: Path) -> Path:
    """A new name beside `path`, with its ending."""
    unique = f"{os.getpid()}-{uuid4().hex[:8]}"
    return path.with_name(f".{path.stem[:_LONGEST]}-{unique}{path.suffix}")


def remove_dead_parts(path: Path) -> bool:
    """Removes the parts of `path` whose programs have ended. Whether others are still at work."""
    return _remove(path.parent, re.escape(path.stem[:_LONGEST]), path.suffix)


def remove_dead_parts_in(folder: Path, suffix: str) -> bool:
    """The same for every file of a folder with this ending."""
    return _remove(folder, ".*", suffix)


def _remove(folder: Path, stem: str, suffix: str) -> bool:
    pattern = re.compile(rf"\.{stem}-(\d+)-[0-9a-f]{{8}}{re.escape(suffix)}")
    at_work = False
    for each in list(folder.iterdir()) if folder.is_dir() else []:
        match = pattern.fullmatch(each.name)
        if match is None:
            continue
        if _is_alive(int(match[1])):
            at_work = True
        elif each.is_dir():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)
    return at_work


def _is_alive(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    """Ended, but its parent has not asked for it yet, as where process 1 never does."""
    try:
        # The name of the program, in brackets, may hold anything.
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return state[:1] == ["Z"]
