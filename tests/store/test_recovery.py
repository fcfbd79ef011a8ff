from __future__ import annotations

import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sorastudio.errors import FilmFileError
from sorastudio.project.project import new_project
from sorastudio.store.film_file import load_film, save_film
from sorastudio.store.recovery import autosave, autosave_path, discard, recoverable
from tests.store.faults import python, read_only_folder, without_rights
from tests.store.films import small_film


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "Ebbe.sora"
    save_film(path, small_film())
    return path


def test_unsaved_work_comes_back(path: Path) -> None:
    assert recoverable(path) is None
    autosave(path, replace(small_film(), name="unsaved"))
    autosave(path, replace(small_film(), name="unsaved, later"))
    found = recoverable(path)
    assert found is not None
    assert found.project == replace(small_film(), name="unsaved, later")
    assert abs(datetime.now(UTC) - found.kept_at) < timedelta(hours=1)
    assert load_film(path) == small_film()


def test_saved_work_needs_no_recovery(path: Path) -> None:
    autosave(path, replace(small_film(), name="unsaved"))
    save_film(path, replace(small_film(), name="unsaved"))
    assert recoverable(path) is None


def test_discarded_work_is_gone(path: Path) -> None:
    autosave(path, new_project("unsaved"))
    discard(path)
    discard(path)
    assert recoverable(path) is None
    assert [entry.name for entry in path.parent.iterdir()] == ["Ebbe.sora"]


@pytest.mark.parametrize("ruin", [Path.unlink, lambda path: path.write_text("{")])
def test_work_outlives_its_film(path: Path, ruin: object) -> None:
    autosave(path, small_film())
    assert callable(ruin)
    ruin(path)
    found = recoverable(path)
    assert found is not None
    assert found.project == small_film()


def test_work_that_cannot_be_read_is_kept(path: Path) -> None:
    autosave_path(path).write_text("{")
    with pytest.raises(FilmFileError, match="cannot be opened"):
        recoverable(path)
    assert autosave_path(path).read_text() == "{"


AUTOSAVE_FOR_EVER = """
import sys
from pathlib import Path
from sorastudio.store.recovery import autosave
from tests.store.films import small_film
from tests.store.test_film_file import big_film

path, films = Path(sys.argv[1]), [small_film(), big_film()]
autosave(path, films[0])
print("ready", flush=True)
while True:
    for film in films:
        autosave(path, film)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")
def test_kill_while_putting_aside_leaves_one_whole_film(path: Path) -> None:
    from tests.store.test_film_file import big_film

    save_film(path, new_project("saved long ago"))
    program = python(AUTOSAVE_FOR_EVER, path)
    assert program.stdout is not None
    program.stdout.readline()
    program.send_signal(signal.SIGKILL)
    program.communicate()
    found = recoverable(path)
    assert found is not None
    assert found.project in (small_film(), big_film())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")
def test_folder_that_may_not_be_written_is_named() -> None:
    with read_only_folder() as folder, without_rights(), pytest.raises(FilmFileError) as raised:
        autosave(folder / "Ebbe.sora", small_film())
    assert "could not be put aside. It may not be written here." in str(raised.value)
