"""A film under another name: beside the old one, where both share what lies in the folder, or in a
folder of its own, which then holds all of it.

The film that was copied is never touched. Files of takes never change once they are there, so a
hard link is as good as a copy, and takes no room; across disks they are copied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sorastudio.errors import FilmFileError, MediaError
from sorastudio.project.media import Media, MediaPool
from sorastudio.project.project import Project
from sorastudio.project.table import Table
from sorastudio.store.atomic import is_full, why
from sorastudio.store.film_file import SUFFIX, FilmFile
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.parts import part_of
from sorastudio.store.recovery import discard

OnShare = Callable[[float], None]
"""Told a share between 0 and 1; raises to stop, and then nothing is left behind."""

_BLOCK = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Copied:
    """A film under its new name, and the file that it was just saved to."""

    project: Project
    file: FilmFile


def film_name(path: Path) -> Path:
    """The name with the ending of a film."""
    return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)


def copy_film(
    project: Project, old: FilmFolder, path: Path, on_share: OnShare = lambda _: None
) -> Copied:
    """Puts a film of the folder `old` under another name, over what is there, with all its takes.
    The paths of its files are as they are seen from there.

    Jobs that have come to their end go along in the ledger; one that still runs stays with the film
    it was sent for, so that nobody takes care of it twice. Raises FilmFileError; then, and where
    `on_share` stops it, nothing of it is left.
    """
    new = FilmFolder(path)
    with _named_clearly(path), _taken_back() as made:
        if new.root != old.root:
            _make_folder(new.root, made)
            pool = _carried(project.pool, old, new, made, on_share)
            project = replace(project, pool=pool)
            _carry_jobs(old, new, made)
        file = FilmFile(path)
        file.save(project, over_changes=True)
        discard(path)
    return Copied(project, file)


def _carried(
    pool: MediaPool, old: FilmFolder, new: FilmFolder, made: list[Path], on_share: OnShare
) -> MediaPool:
    """The pool with every file in its place in the new folder, or found from there."""
    whole = sum(media.size_bytes for media in pool.media) or 1
    carried, done = [], 0
    for media in pool.media:
        start = done

        def told(count: int, start: int = start) -> None:
            on_share((start + count) / whole)

        carried.append(replace(media, path=_new_place(media, old, new, made, told)))
        done += media.size_bytes
        on_share(done / whole)
    return replace(pool, media=Table(carried))


def _new_place(
    media: Media, old: FilmFolder, new: FilmFolder, made: list[Path], told: Callable[[int], None]
) -> str:
    """Files inside the folder of the film go along; others stay, and are named from the new one."""
    try:
        source = old.locate(media)
    except MediaError:
        return new.stored_path(old.root / media.path)
    if not source.is_relative_to(old.root):
        return new.stored_path(source)
    place = new.root / source.relative_to(old.root)
    if not _is_there(place, source, media):
        place = _free(place)
        _make_folder(place.parent, made)
        made.append(place)
        _link_or_copy(source, place, told)
    return new.stored_path(place)


def _is_there(place: Path, source: Path, media: Media) -> bool:
    """Whether it has been brought before."""
    if not place.is_file() or place.stat().st_size != media.size_bytes:
        return False
    return place.samefile(source) or _hash(place) == media.sha256


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free(place: Path) -> Path:
    """The name, or the next that is not taken by another file."""
    names = (place.with_name(f"{place.stem}-{n}{place.suffix}") for n in range(2, 10_000))
    return place if not place.exists() else next(name for name in names if not name.exists())


def _link_or_copy(source: Path, place: Path, told: Callable[[int], None]) -> None:
    with suppress(OSError):
        os.link(source, place)
        return
    part = part_of(place)
    try:
        with source.open("rb") as reading, part.open("xb") as writing:
            count = 0
            while block := reading.read(_BLOCK):
                writing.write(block)
                count += len(block)
                told(count)
            os.fsync(writing.fileno())
        shutil.copystat(source, part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def _carry_jobs(old: FilmFolder, new: FilmFolder, made: list[Path]) -> None:
    if not old.ledger_path.exists():
        return
    if not new.ledger_path.exists():
        made.append(new.ledger_path)
    with Ledger(old.ledger_path) as before, Ledger(new.ledger_path) as ledger:
        ledger.carry(job for job in before.jobs() if job.state.final)


def _make_folder(folder: Path, made: list[Path]) -> None:
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    made.extend(reversed(missing))


@contextmanager
def _taken_back() -> Iterator[list[Path]]:
    """What was made is taken away again where the block is left by an error."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir() if each.is_dir() else each.unlink(missing_ok=True)
        raise


@contextmanager
def _named_clearly(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FilmFileError(
            f"The film could not be saved as {path}. {why(error)}",
            kept="It is where it was, and nothing half-done was left.",
            todo="Free some room, or choose another disk." if is_full(error) else "",
        ) from error
