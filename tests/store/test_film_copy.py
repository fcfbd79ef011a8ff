"""A film under another name, in the same folder and in another one."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from sorastudio.errors import FilmFileError
from sorastudio.project.ids import MediaId, SlotId
from sorastudio.project.media import Media, MediaKind
from sorastudio.project.project import Project, new_project
from sorastudio.store.film_copy import copy_film, film_name
from sorastudio.store.film_file import load_film, save_film
from sorastudio.store.folder import FilmFolder
from sorastudio.store.ledger import Ledger
from sorastudio.store.ledger_job import LedgerJob, LedgerState, new_job
from sorastudio.store.recovery import autosave, recoverable
from tests.store.faults import read_only_folder, small_disk, without_rights

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")


def put(folder: FilmFolder, name: str, content: bytes = b"take") -> Media:
    """A file, named from the folder of the film."""
    path = Path(os.path.normpath(folder.root / name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Media(
        id=MediaId(f"media-{path.name}"),
        path=folder.stored_path(path),
        sha256=path.name,
        size_bytes=len(content),
        kind=MediaKind.VIDEO,
        duration=new_project("x").rate.seconds(24),
    )


@pytest.fixture
def old(tmp_path: Path) -> FilmFolder:
    return FilmFolder(tmp_path / "shoot" / "Old" / "Old.sora")


@pytest.fixture
def film(old: FilmFolder) -> Project:
    """A take, an import inside the folder and one beside it, and a file that is gone."""
    files = [put(old, name) for name in ("takes/a-1.mp4", "media/b.mp4", "../footage/c.mp4")]
    gone = replace(files[0], id=MediaId("gone"), path="takes/gone.mp4")
    project = new_project("Old")
    pool = project.pool
    for media in (*files, gone):
        pool = pool.with_media(media)
    project = replace(project, pool=pool)
    save_film(old.film, project)
    return project


def job(number: int, state: LedgerState) -> LedgerJob:
    made = new_job(SlotId("slot-1"), "fake", {"prompt": "sea"}, model="m", take_number=number)
    return replace(made, state=state, cost_actual=Decimal("0.5"), currency="USD")


def tree(folder: Path) -> set[str]:
    return {
        each.relative_to(folder).as_posix()
        for each in folder.rglob("*")
        if each.is_file() and not each.name.startswith(("ledger.db-",))
    }


def test_beside_the_old_one_both_films_share_what_is_there(old: FilmFolder, film: Project) -> None:
    path = old.root / "New.sora"
    assert copy_film(film, old, path).project is film
    assert load_film(path) == film
    assert tree(old.root) == {"Old.sora", "New.sora", "takes/a-1.mp4", "media/b.mp4"}


def test_in_another_folder_it_has_all_its_files_and_the_old_one_is_untouched(
    old: FilmFolder, film: Project, tmp_path: Path
) -> None:
    before = old.film.read_bytes()
    new = FilmFolder(tmp_path / "far" / "away" / "New" / "New.sora")
    shares: list[float] = []
    copied = copy_film(film, old, new.film, shares.append).project
    assert load_film(new.film) == copied
    assert tree(new.root) == {"New.sora", "takes/a-1.mp4", "media/b.mp4"}
    assert [media.path for media in copied.pool.media][:2] == ["takes/a-1.mp4", "media/b.mp4"]
    assert [each.media.id for each in new.missing_media(copied)] == ["gone"]
    assert new.locate(copied.pool.media["media-c.mp4"]) == old.root.parent / "footage" / "c.mp4"
    assert (old.film.read_bytes(), shares[-1]) == (before, 1.0)
    (new.takes_dir / "a-1.mp4").unlink()
    assert (old.takes_dir / "a-1.mp4").read_bytes() == b"take"


@posix_only
def test_on_the_same_disk_takes_are_linked_and_take_no_room(
    old: FilmFolder, film: Project, tmp_path: Path
) -> None:
    copy_film(film, old, tmp_path / "New" / "New.sora")
    assert (old.takes_dir / "a-1.mp4").samefile(tmp_path / "New" / "takes" / "a-1.mp4")


def test_where_links_cannot_be_files_are_copied(
    old: FilmFolder, film: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("another disk")

    monkeypatch.setattr(os, "link", refuse)
    new = tmp_path / "New"
    copy_film(film, old, new / "New.sora")
    assert tree(new) == {"New.sora", "takes/a-1.mp4", "media/b.mp4"}
    assert (new / "takes" / "a-1.mp4").read_bytes() == b"take"


def test_another_file_of_that_name_is_not_taken_for_ours(
    old: FilmFolder, film: Project, tmp_path: Path
) -> None:
    new = FilmFolder(tmp_path / "New" / "New.sora")
    put(new, "takes/a-1.mp4", b"something else")
    copied = copy_film(film, old, new.film).project
    assert (new.takes_dir / "a-1.mp4").read_bytes() == b"something else"
    assert new.locate(copied.pool.media["media-a-1.mp4"]).read_bytes() == b"take"


def test_ended_jobs_go_along_once_and_running_ones_stay(
    old: FilmFolder, film: Project, tmp_path: Path
) -> None:
    ended, running = job(1, LedgerState.SUCCEEDED), job(2, LedgerState.RUNNING)
    with Ledger(old.ledger_path) as ledger:
        ledger.carry([ended, running])
    new = FilmFolder(tmp_path / "New" / "New.sora")
    for _ in range(2):
        copy_film(film, old, new.film)
    with Ledger(new.ledger_path) as ledger:
        assert ledger.jobs() == (replace(ended, place=1),)
    with Ledger(old.ledger_path) as ledger:
        assert ledger.jobs() == (replace(ended, place=1), replace(running, place=2))


def test_stopped_in_the_middle_nothing_is_left(
    old: FilmFolder, film: Project, tmp_path: Path
) -> None:
    def stop(share: float) -> None:
        if share > 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_film(film, old, tmp_path / "New" / "deep" / "New.sora", stop)
    assert not (tmp_path / "New").exists()
    assert tree(old.root) == {"Old.sora", "takes/a-1.mp4", "media/b.mp4"}


def test_unsaved_work_of_the_film_that_was_there_is_not_offered_for_this_one(
    old: FilmFolder, film: Project
) -> None:
    path = old.root / "New.sora"
    save_film(path, new_project("New"))
    autosave(path, new_project("Newer"))
    copy_film(film, old, path)
    assert recoverable(path) is None


@posix_only
def test_a_folder_that_may_not_be_written_is_told(old: FilmFolder, film: Project) -> None:
    with (
        read_only_folder() as locked,
        without_rights(),
        pytest.raises(FilmFileError, match="could not be saved as"),
    ):
        copy_film(film, old, locked / "New" / "New.sora")


@posix_only
def test_a_disk_that_is_full_is_told_and_left_as_it_was(
    old: FilmFolder, film: Project, tmp_path: Path
) -> None:
    large = put(old, "takes/large.mp4", bytes(400_000))
    film = replace(film, pool=film.pool.with_media(large))
    with small_disk(tmp_path / "disk", "200k") as disk:
        with pytest.raises(FilmFileError, match="The disk is full"):
            copy_film(film, old, disk / "New" / "New.sora")
        assert list(disk.iterdir()) == []


def test_a_name_gets_its_ending(tmp_path: Path) -> None:
    assert film_name(tmp_path / "A") == tmp_path / "A.sora"
    assert film_name(tmp_path / "A.sora") == tmp_path / "A.sora"
    assert film_name(tmp_path / "v1.2") == tmp_path / "v1.2.sora"
