"""What a cluster's machine does for an export: one piece at a time, by the command of this program.

It finds the files of the film under the paths that it was told, or keeps those that it was sent, by
their content, in a folder of its own that may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from sorastudio.export.cache import PieceCache
from sorastudio.export.keys import renderer
from sorastudio.export.task import Task
from sorastudio.export.workers import COMMAND
from sorastudio.project.ids import MediaId
from sorastudio.project.project import Project
from sorastudio.store.film_file import save_film
from sorastudio.store.film_text import read_film, write_film

STORE_VARIABLE = "SORASTUDIO_CLUSTER_MEDIA"
MOST_STORED_BYTES = 32 * 2**30
"""Of files that were sent to a machine; beyond, what was used longest ago goes."""
_PATIENCE_SECONDS = 0.3
_LATELY_SECONDS = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file of the film, and where it may lie over there."""

    media: str
    sha256: str
    size_bytes: int
    there: str
    suffix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FarTask:
    """Everything that one piece takes, as it travels. `film`: packed."""

    task: str
    film: bytes
    files: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Made:
    piece: bytes


@dataclass(frozen=True, slots=True)
class Lacks:
    """Hashes of files that are not there."""

    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    what: str
    kept: str = ""
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """The machine has another version of the program, or other libraries."""


Answer = Made | Lacks | Failed | Other
Stopped = Callable[[], bool]


class DiedError(Exception):
    """The program that draws has ended in the middle."""


def packed(project: Project) -> bytes:
    return zlib.compress(write_film(project))


def make(far: FarTask, stopped: Stopped) -> Answer:
    """Raises DiedError: then another machine, or this one, should try once more."""
    task = Task.from_json(far.task)
    if task.renderer != renderer():
        return Other()
    places = {sent.media: _place(sent) for sent in far.files}
    missing = {sent.sha256 for sent in far.files if places[sent.media] is None}
    if missing:
        return Lacks(tuple(sorted(missing)))
    with tempfile.TemporaryDirectory(prefix="sora-piece-") as name:
        folder = Path(name)
        film = folder / "film.sora"
        found = {media: path for media, path in places.items() if path is not None}
        save_film(film, _relocated(read_film(zlib.decompress(far.film)).project, found))
        here = replace(task, film=str(film), snapshot=str(film), cache=name)
        failed = _run(here, stopped)
        return failed or Made(PieceCache(folder).path(task.key).read_bytes())


def keep(sha256: str, suffix: str, number: int, block: bytes, *, last: bool) -> bool:
    """One block of a file, in their order; whether, after the last one, it is what it should be."""
    place = _stored(sha256, suffix)
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(f"{suffix}.part")
    with part.open("ab" if number else "wb") as file:
        file.write(block)
    if not last:
        return True
    with part.open("rb") as file:
        right = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    if right:
        part.replace(place)
        trim_store(place.parent, kept=place, most_bytes=MOST_STORED_BYTES)
    else:
        part.unlink()
    return right


def trim_store(folder: Path, *, kept: Path, most_bytes: int) -> None:
    """Take away what was used longest ago until the rest fits; never `kept`, nor what was used
    lately: another piece may be reading it."""
    lately = time.time() - _LATELY_SECONDS
    found = []
    for path in folder.iterdir():
        with suppress(OSError):
            facts = path.stat()
            found.append((facts.st_mtime, facts.st_size, path))
    total = sum(size for _, size, _ in found)
    for used, size, path in sorted(found):
        if total <= most_bytes or used > lately:
            return
        if path != kept:
            with suppress(OSError):
                path.unlink()
                total -= size


def _stored(sha256: str, suffix: str) -> Path:
    own = os.environ.get(STORE_VARIABLE)
    folder = Path(own) if own else Path(tempfile.gettempdir()) / "sora-cluster-media"
    return folder / f"{sha256}{suffix}"


def _place(sent: Sent) -> Path | None:
    stored = _stored(sent.sha256, sent.suffix)
    for path in (Path(sent.there), stored):
        try:
            if path.stat().st_size == sent.size_bytes:
                if path == stored:
                    os.utime(path)
                return path
        except OSError:
            continue
    return None


def _relocated(project: Project, places: dict[str, Path]) -> Project:
    pool = project.pool
    for name, path in places.items():
        pool = pool.with_media(replace(pool.media[MediaId(name)], path=path.as_posix()))
    return replace(project, pool=pool)


def _run(task: Task, stopped: Stopped) -> Failed | None:
    """None once the piece is there. Whoever stops it, stops its process."""
    process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    lines: SimpleQueue[str | None] = SimpleQueue()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.put(line)
        lines.put(None)

    listener = Thread(target=listen, name="piece-listener", daemon=True)
    listener.start()
    try:
        process.stdin.write(task.to_json() + "\n")
        process.stdin.flush()
        return _heard(lines, stopped)
    except OSError as error:
        raise DiedError(str(error)) from error
    finally:
        process.kill()
        process.wait()
        listener.join()
        process.stdout.close()
        process.stdin.close()


def _heard(lines: SimpleQueue[str | None], stopped: Stopped) -> Failed | None:
    while not stopped():
        try:
            line = lines.get(timeout=_PATIENCE_SECONDS)
        except Empty:
            continue
        if line is None:
            raise DiedError("the program that draws has ended")
        said = _said(line)
        if said.get("event") == "piece":
            return None
        if said.get("event") == "error":
            return Failed(what=said["what"], kept=said["kept"], todo=said["todo"])
    return Failed(what="It was stopped.")


def _said(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
